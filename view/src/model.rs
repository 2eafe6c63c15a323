//! The model: a run as data, in plain words and numbers, so that whatever shows it needs to know nothing of engine and simulator.
//!
//! ```text
//! Run
//! ├── title, file, seed, hash, verdict, begin, end      times are milliseconds of virtual time; the script begins at `begin`
//! ├── libraries[]     how each is built: transports, slots in columns and magazines, drives, ports with cells, doors
//! ├── cartridges[]    name, whether it is a cleaner, bar code
//! ├── scenario        its lines, and when each statement was come to
//! ├── events          one for each record of the trace, event n is record n: when, cause, actor, kind, lines of text, line of the
//! │                   scenario that it comes from, names of what it is about
//! ├── state           variables, and in the order of time every change of one: what is so at event n is what the changes up to n say
//! ├── lanes[]         who does or waits for something: spans with a beginning and an end
//! └── failure         what was expected, what came, and the events that led to it
//! ```
//!
//! **State** holds truth and belief side by side: [`What::Place`] is where a cartridge is, [`What::Belief`] where the engine takes the medium
//! to be that it has made of it; both name places as scenarios do (`L1.slot.8`). A change is `(event, variable, value)`; who wants to go to
//! any event at once takes a copy of all values now and then ([`State::at`] goes from the beginning).
//!
//! **Spans** of a lane lie in rows; in a row nothing overlaps. The same request keeps its row as long as it lasts.

use serde::Serialize;

/// A run, from its beginning to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Title of the scenario.
    pub title: String,
    /// The file of the scenario; none for a bare trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Seed of the run.
    pub seed: u64,
    /// The hash of the trace, in sixteen hexadecimal digits.
    pub hash: String,
    /// `passed`, `failed`, or `unjudged` for a bare trace.
    pub verdict: &'static str,
    /// When the script began.
    pub begin: u64,
    /// When the run ended.
    pub end: u64,
    /// Whether it is known where cartridges truly are. A bare trace only has what the engine believes.
    pub truth: bool,
    /// The libraries.
    pub libraries: Vec<Library>,
    /// The cartridges.
    pub cartridges: Vec<Cartridge>,
    /// The scenario; none for a bare trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<ScenarioText>,
    /// What happened.
    pub events: Events,
    /// What was so.
    pub state: State,
    /// Who was at work, and who waited.
    pub lanes: Vec<Lane>,
    /// What was not as it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureView>,
}

/// How a library is built. Numbers count from 1, so the first of each list is number 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Library {
    /// Its name.
    pub name: String,
    /// The column in which each transport waits for its first move.
    pub transports: Vec<u16>,
    /// The column of each slot, in runs: `[column, first, last]`.
    pub columns: Vec<(u16, u16, u16)>,
    /// The slots of each magazine: `[first, last]`.
    pub magazines: Vec<(u16, u16)>,
    /// The column of each drive.
    pub drives: Vec<u16>,
    /// The IE ports.
    pub ports: Vec<Port>,
    /// How many doors it has.
    pub doors: u16,
}

/// An IE port.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Port {
    /// Its column.
    pub column: u16,
    /// How many cartridges it takes.
    pub cells: u16,
    /// Whether a person moves it, and no motor.
    pub hand: bool,
}

/// A cartridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cartridge {
    /// Its name.
    pub name: String,
    /// Whether it cleans drives.
    pub cleaner: bool,
    /// Its bar code, if it has one that can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar_code: Option<String>,
}

/// A scenario as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioText {
    /// The text, line by line.
    pub lines: Vec<String>,
    /// The statements that were come to, in order.
    pub statements: Vec<Statement>,
}

/// A statement of the script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Its first line, from 1.
    pub line: usize,
    /// Its last line.
    pub last: usize,
    /// When it was come to.
    pub at: u64,
    /// The event that comes next.
    pub event: usize,
}

/// The events, each member with an entry for each event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Events {
    /// When.
    pub at: Vec<u64>,
    /// The event that brought it about; -1 if none did.
    pub cause: Vec<i64>,
    /// Who did it: a place in `actors`.
    pub actor: Vec<usize>,
    /// Of what kind it is.
    pub kind: Vec<EventKind>,
    /// What happened, in as many lines as the trace has for it; none for what only names something.
    pub text: Vec<Vec<String>>,
    /// The line of the scenario with which it began; 0 if nothing in the scenario did.
    pub line: Vec<usize>,
    /// What it is about: places in `things`.
    pub about: Vec<Vec<usize>>,
    /// The names of those who do something.
    pub actors: Vec<String>,
    /// The names of what events are about: `L1.drive.1`, `T1`, `MOUNT#1`, `ann`.
    pub things: Vec<String>,
}

/// Of what kind an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A program makes a call.
    Call,
    /// A call is answered.
    Reply,
    /// A call is refused.
    Refusal,
    /// The engine tells a library to do something.
    Command,
    /// A library has done it.
    Done,
    /// A library could not do it, or a host was told so.
    Failed,
    /// A library says something unasked.
    Sense,
    /// The engine writes something down.
    Write,
    /// An operation goes from one phase to the next.
    Phase,
    /// A library request is over.
    Over,
    /// A person does something.
    Act,
    /// A fault is armed, strikes, or is over.
    Fault,
    /// A host sends a SCSI command, or gets its answer.
    Scsi,
    /// The service starts or stops.
    Service,
    /// A deadline has come.
    Clock,
    /// Whatever else stands in a trace.
    Note,
}

/// What is so, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct State {
    /// What can be so or otherwise. None of them has a value before its first change.
    pub variables: Vec<Variable>,
    /// The values that variables take.
    pub values: Vec<String>,
    /// Every change in the order of the events: the event, the variable, the value.
    pub changes: Vec<(usize, usize, usize)>,
}

/// Something that can be so or otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Variable {
    /// What it says.
    pub what: What,
    /// Of what: a cartridge, a medium, a part of a library, a request.
    pub of: String,
    /// The cartridge, for [`What::Place`], and for [`What::Belief`] if one is known that the medium was made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cartridge: Option<usize>,
}

/// What a variable says. Places are named as in scenarios; `the shelf`, `the floor of L1` and `no library` are places too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Where a cartridge is.
    Place,
    /// Where the engine takes a medium to be; empty when it has forgotten it.
    Belief,
    /// What a transport or a drive is at work on; empty if it rests.
    Work,
    /// The place at which a transport stands; empty before its first move.
    Stand,
    /// How far a drive has come with its cartridge: unloaded, loading, loaded, unloading, cleaning.
    Load,
    /// Whether a drive or a magazine is `in` or `out`.
    Installed,
    /// Whether a port or a door is `open` or `closed`.
    Open,
    /// What the engine takes that to be.
    OpenBelief,
    /// Whether a port or a door is `locked` or `unlocked`.
    Lock,
    /// What keeps a library from taking commands; empty if nothing does.
    Trouble,
    /// What the engine does not trust about a slot: empty, or a state of a slot.
    Doubt,
    /// The slot that is kept for the cleaner of a library.
    CleanerSlot,
    /// The state of a library request, by its documented name, and its phase; empty when it is forgotten.
    Request,
    /// The state of an operator request, by its documented name; empty when it is forgotten.
    OperatorRequest,
    /// What is broken on a part, or will be; empty when that is over.
    Fault,
    /// Whether the service is `stopped`, `starting`, `running` or `failed`.
    Service,
}

/// Those who do something, or wait for something, one after the other or side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lane {
    /// What it is the lane of.
    pub kind: LaneKind,
    /// Its name: `L1.transport.1`, `ann`, `requests of L1`.
    pub name: String,
    /// How many rows it has.
    pub rows: usize,
    /// The spans in the order in which they begin.
    pub spans: Vec<TimeSpan>,
}

/// What a lane is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneKind {
    /// A program that makes calls: a span for each call.
    Client,
    /// A program that sends SCSI commands: a span for each command.
    Host,
    /// The library requests of a library: a span for each phase of each request.
    Requests,
    /// What the operator is asked for, and does.
    Operator,
    /// A library: what it looks at, and when it takes no commands.
    Library,
    /// A transport.
    Transport,
    /// A drive.
    Drive,
    /// A port.
    Port,
    /// A door.
    Door,
    /// Faults, from when they are armed until they are over.
    Faults,
    /// The service, when it does not run.
    Service,
}

/// Something that takes its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimeSpan {
    /// Its row in the lane, from 0.
    pub row: usize,
    /// Whose it is: a request, an operator request; empty where the lane says it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// What it is, in words.
    pub text: String,
    /// Whether a device or a client works or waits.
    pub kind: SpanKind,
    /// The event with which it begins.
    pub first: usize,
    /// The event that ordered it: of what a device does the command. None of what nobody ordered.
    #[serde(skip)]
    pub order: Option<usize>,
    /// The event with which it ends; none if it lasts to the end of the run.
    pub last: Option<usize>,
    /// When it begins.
    pub begin: u64,
    /// When it ends.
    pub end: u64,
    /// Why it ended badly, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bad: Option<String>,
}

/// What goes on in a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    /// Something is done.
    Work,
    /// Something is to be done and is not done yet.
    Wait,
    /// A port or a door stands open; a drive holds a cartridge.
    Hold,
    /// Something is out of order.
    Trouble,
    /// Something is done in no time.
    Moment,
}

/// What was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailureView {
    /// The line of the statement that was not met; none when a promise was broken that holds in every run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub came: String,
    /// Why, as far as the engine says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What may be the reason, and what to do about it.
    pub help: Vec<String>,
    /// The event that contradicts the expectation; the last one if none does.
    pub event: usize,
    /// The events that led to it, the first cause first.
    pub chain: Vec<usize>,
}

impl State {
    /// The value of every variable at an event; none of what has no value yet. Goes through all changes up to there.
    #[must_use]
    pub fn at(&self, event: usize) -> Vec<Option<&str>> {
        let mut values = vec![None; self.variables.len()];
        for (_, variable, value) in self.changes.iter().take_while(|(at, _, _)| *at <= event) {
            values[*variable] = Some(self.values[*value].as_str());
        }
        values
    }
}
