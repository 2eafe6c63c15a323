//! A bench that an engine alone is tried on: no hardware, no people and no store, but whatever they could say, in any order.
//!
//! Calls have ids that exist and ids that do not, completions fit their command or do not, events are of parts that are there or not,
//! writes fail, and the service is started again. The bench remembers what was asked and what was promised, and panics when an
//! invariant of the engine is broken, a call is answered twice, or a database that is refused is written over.

use std::array::IntoIter;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Cycle;
use std::sync::Arc;

use rsmlab_engine::call::argument::ArgumentSource;
use rsmlab_engine::call::signature::{SIGNATURES, Signature, SignatureField};
use rsmlab_engine::call::{Answer, Caller, Method};
use rsmlab_engine::change::{Change, Object};
use rsmlab_engine::engine::Engine;
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{CallId, ChannelHandle, CommandId, Guid, SessionHandle, WriteId};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::limits::Config;
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{
    Action, BarCode, Completion, Description, DoorDescription, DriveAlert, Element, ElementStatus, Exception, Failure, HardwareEvent,
    Label, LibraryAddress, Outcome, Reach, Sense,
};
use rsmlab_engine::port::store::StoreError;
use rsmlab_engine::time::{Instant, Millis};

use super::damage::Damage;
use super::step::LENGTH;

/// One thing to do to the engine; numbers are taken modulo what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FuzzAct {
    /// A client calls a function.
    Call {
        /// Which function.
        method: u8,
        /// In which session.
        session: u8,
        /// The ids that are passed.
        ids: [u8; 3],
        /// An action, a count or an option.
        number: u32,
        /// Another number.
        other: u32,
    },
    /// The hardware answers a command.
    Complete {
        /// Which command.
        which: u8,
        /// Well, badly, or to nobody.
        how: u8,
        /// What it says.
        detail: u8,
    },
    /// The hardware says something unasked.
    Sense {
        /// What.
        event: u8,
        /// Of which part.
        number: u16,
    },
    /// The store answers.
    Stored {
        /// Whether it refuses the write.
        fails: bool,
        /// Whether because it is full.
        full: bool,
    },
    /// So many milliseconds pass.
    Wait(u32),
    /// The next deadline comes.
    Tick,
    /// The service stops and comes back.
    Restart,
}

impl From<[u8; LENGTH]> for FuzzAct {
    fn from([tag, first, second, third, fourth, fifth, number, other]: [u8; LENGTH]) -> Self {
        match tag % 32 {
            0..=8 => Self::Call {
                method: first,
                session: second,
                ids: [third, fourth, fifth],
                number: mostly_small(number),
                other: mostly_small(other),
            },
            9..=20 => Self::Complete { which: first, how: second % 20, detail: third },
            21 | 22 => Self::Sense { event: first, number: u16::from(second % 3) },
            23 => Self::Stored { fails: first % 2 == 1, full: second % 2 == 1 },
            24 => Self::Restart,
            25..=27 => Self::Tick,
            _ => Self::Wait(u32::from(u16::from_le_bytes([first, second])) * 6),
        }
    }
}

/// A number such as calls pass; now and then one that nobody would.
const fn mostly_small(byte: u8) -> u32 {
    match byte {
        0..=0xdf => byte as u32 % 7,
        0xe0..=0xff => u32::MAX >> (byte % 32),
    }
}

/// What stands around the engine: it remembers what was asked and what was promised.
pub struct FuzzBench {
    engine: Engine,
    now: Instant,
    next_call: u64,
    open_calls: BTreeSet<CallId>,
    commands: BTreeMap<CommandId, Action>,
    write: Option<WriteId>,
    writing: Vec<Change>,
    durable: Vec<Change>,
    ids: Vec<Guid>,
    sessions: Vec<SessionHandle>,
    /// What was noted of the last step.
    dropped: Vec<String>,
}

impl Default for FuzzBench {
    fn default() -> Self {
        Self::new()
    }
}

impl FuzzBench {
    /// A service that has come up with an empty database and one library, whose store has taken what there was to write.
    #[must_use]
    pub fn new() -> Self {
        let mut bench = Self {
            engine: Engine::new(Config::default()),
            now: Instant::START,
            next_call: 0,
            open_calls: BTreeSet::new(),
            commands: BTreeMap::new(),
            write: None,
            writing: Vec::new(),
            durable: Vec::new(),
            ids: vec![Guid::from_name("nothing")],
            sessions: vec![SessionHandle(9_999)],
            dropped: Vec::new(),
        };
        bench.start();
        assert_eq!(bench.dropped, [""; 0], "an empty database is refused");
        bench.settle();
        bench
    }

    fn start(&mut self) {
        self.step(Input::Service(ServiceEvent::Starting));
        let database = self.durable.clone();
        self.step(Input::Service(ServiceEvent::Recovered { database, libraries: vec![LibraryAddress(0)] }));
    }

    fn step(&mut self, input: Input) {
        let mut out = Vec::new();
        self.dropped.clear();
        let before = (self.engine.revision(), self.engine.fingerprint());
        self.engine.step(self.now, input, &mut out);
        if self.engine.revision() == before.0 {
            assert_eq!(self.engine.fingerprint(), before.1, "a change that was not counted");
        }
        for output in out {
            self.carry_out(output);
        }
        if let Err(broken) = self.engine.check() {
            panic!("broken: {} ({})", broken.rule, broken.of);
        }
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Reply { call, result } => {
                assert!(self.open_calls.remove(&call), "call {call:?} was answered twice, or never made");
                if let Ok(Answer::Session(handle)) = result {
                    self.sessions.push(handle);
                }
            }
            Output::Command(command) => {
                self.commands.insert(command.id, command.action);
            }
            Output::Store(write) => {
                assert!(self.write.is_none(), "two writes at a time");
                self.write = Some(write.id);
                self.writing = write.changes;
            }
            Output::Dropped { what } => self.dropped.push(what.into_owned()),
            Output::Notify { .. } | Output::Step { .. } | Output::Finished { .. } => {}
        }
    }

    fn store_answers(&mut self, result: Result<(), StoreError>) {
        let Some(write) = self.write.take() else { return };
        let changes = std::mem::take(&mut self.writing);
        if result.is_ok() {
            for change in &changes {
                if let Change::Insert(object) = change {
                    self.ids.push(guid(object));
                }
            }
            self.durable.extend(changes);
        }
        self.step(Input::Stored { write, result });
    }

    /// Lets the store take everything that waits for it.
    pub fn settle(&mut self) {
        while self.write.is_some() {
            self.store_answers(Ok(()));
        }
    }

    fn id(&self, pick: u8) -> Option<Guid> {
        if pick == 0 { None } else { Some(self.ids[usize::from(pick) % self.ids.len()]) }
    }

    /// Does one thing, and holds the engine to its invariants.
    pub fn act(&mut self, act: FuzzAct) {
        match act {
            FuzzAct::Call { method, session, ids, number, other } => {
                let call = CallId(self.next_call);
                self.next_call += 1;
                self.open_calls.insert(call);
                let session = Some(self.sessions[usize::from(session) % self.sessions.len()]);
                let method = self.method(method, ids, number, other);
                self.step(Input::Call { call, session, method });
                if number % 3 != 0 {
                    self.settle();
                }
            }
            FuzzAct::Complete { which, how, detail } => {
                let command = self.commands.keys().nth(usize::from(which) % self.commands.len().max(1)).copied();
                let Some(command) = command.filter(|_| how > 0) else {
                    let result = Ok(Outcome::Done);
                    return self.step(Input::Hardware(Completion { command: CommandId(u64::from(which)), result }));
                };
                let Some(action) = self.commands.remove(&command) else { return };
                let result = answer(&action, how, detail);
                self.step(Input::Hardware(Completion { command, result }));
                self.settle();
            }
            FuzzAct::Sense { event, number } => {
                let event = match event % 16 {
                    0 => HardwareEvent::Attached,
                    1 => HardwareEvent::Detached,
                    2 => HardwareEvent::PortFull(number),
                    3 => HardwareEvent::PortExtended(number),
                    4 => HardwareEvent::PortRetracted(number),
                    5 => HardwareEvent::DoorOpened(number),
                    6 => HardwareEvent::DoorClosed(number),
                    7 => HardwareEvent::DriveLoaded(number),
                    8 => HardwareEvent::DriveEmptied(number),
                    9 => HardwareEvent::DriveRemoved(number),
                    10 => HardwareEvent::DriveInstalled(number),
                    11 => HardwareEvent::Reset,
                    12 => HardwareEvent::MagazineRemoved(number),
                    13 => HardwareEvent::MagazineInserted(number),
                    _ => HardwareEvent::DriveAlert(number % 3, DriveAlert::ALL[usize::from(number) % DriveAlert::ALL.len()]),
                };
                self.step(Input::Sense(Sense { library: LibraryAddress(number / 2), event }));
            }
            FuzzAct::Stored { fails, full } => {
                let error = if full { StoreError::Full } else { StoreError::Failure };
                self.store_answers(if fails { Err(error) } else { Ok(()) });
            }
            FuzzAct::Wait(millis) => {
                self.now = self.now + Millis(u64::from(millis));
                self.step(Input::Tick);
            }
            FuzzAct::Tick => {
                if let Some(deadline) = self.engine.next_deadline() {
                    self.now = self.now.max(deadline);
                }
                self.step(Input::Tick);
                self.settle();
            }
            FuzzAct::Restart => {
                self.stop();
                self.start();
                assert_eq!(self.dropped, [""; 0], "what the engine wrote itself is refused");
                self.settle();
            }
        }
    }

    /// The service stops; each call that waits is told.
    ///
    /// # Panics
    /// If a call is left without an answer.
    pub fn stop(&mut self) {
        self.step(Input::Service(ServiceEvent::Stopped));
        assert!(self.open_calls.is_empty(), "a stopped service leaves calls unanswered: {:?}", self.open_calls);
        self.write = None;
        self.writing.clear();
    }

    /// The service comes back and finds its database damaged. Nothing of one that is refused is written over.
    ///
    /// # Panics
    /// If it is.
    pub fn restart_damaged(&mut self, damages: &[Damage]) {
        self.stop();
        self.commands.clear();
        for damage in damages {
            damage.done_to(&mut self.durable);
        }
        self.start();
        assert!(self.dropped.is_empty() || self.write.is_none(), "a database that is refused is written over");
        self.settle();
    }

    /// A call whose write the store refuses leaves no trace of itself. Whatever is due happens before.
    ///
    /// # Panics
    /// If it leaves one.
    pub fn refuse(&mut self, method: u8, ids: [u8; 3], number: u32) {
        if self.engine.next_deadline().is_some_and(|deadline| deadline <= self.now) {
            self.step(Input::Tick);
            self.settle();
        }
        let before = self.engine.fingerprint();
        let call = CallId(u64::MAX);
        self.open_calls.insert(call);
        let session = self.sessions.last().copied();
        let method = self.method(method, ids, number, 0);
        self.step(Input::Call { call, session, method });
        if self.write.is_some() {
            self.store_answers(Err(StoreError::Failure));
            self.settle();
            assert_eq!(before, self.engine.fingerprint(), "a refused write leaves something behind");
        }
    }

    /// A call of some function. One in nine opens a session, and as many mount.
    fn method(&self, method: u8, ids: [u8; 3], number: u32, other: u32) -> Method {
        let often = [Function::OpenNtmsSession, Function::MountNtmsMedia];
        let functions = often.into_iter().chain(SIGNATURES.iter().map(|signature| signature.function)).chain(often);
        let function = functions.cycle().nth(usize::from(method)).unwrap_or(Function::OpenNtmsSession);
        let signature = Signature::of(function).unwrap_or(&SIGNATURES[0]);
        signature.bind(&mut FuzzArguments { bench: self, ids: ids.into_iter().cycle(), numbers: [number, other].into_iter().cycle() })
    }
}

/// The arguments of a call: what its bytes come to.
struct FuzzArguments<'a> {
    bench: &'a FuzzBench,
    ids: Cycle<IntoIter<u8, 3>>,
    numbers: Cycle<IntoIter<u32, 2>>,
}

impl ArgumentSource for FuzzArguments<'_> {
    fn caller(&mut self) -> Caller {
        Caller { user: Arc::from("root"), computer: Arc::from("here"), administrator: self.numbers.next() != Some(1) }
    }

    fn id(&mut self, _: &SignatureField) -> Option<Guid> {
        self.ids.next().and_then(|pick| self.bench.id(pick))
    }

    fn ids(&mut self, field: &SignatureField) -> Option<Vec<Guid>> {
        Some([self.id(field)?].into_iter().chain(self.id(field)).collect())
    }

    fn channel(&mut self, _: &SignatureField) -> Option<ChannelHandle> {
        self.ids.next().filter(|pick| *pick > 0).map(|pick| ChannelHandle(u64::from(pick)))
    }

    fn number(&mut self, field: &SignatureField) -> i64 {
        self.numbers.next().map_or(0, |number| field.some_number(number))
    }

    fn text(&mut self, _: &SignatureField) -> Option<Arc<str>> {
        None
    }

    fn is_given(&mut self, _: &SignatureField) -> bool {
        true
    }
}

/// How the hardware answers a command: mostly as asked, sometimes with a failure, sometimes with nonsense.
fn answer(action: &Action, how: u8, detail: u8) -> Result<Outcome, Failure> {
    if how == 1 {
        return Err(Failure::ALL[usize::from(detail) % Failure::ALL.len()]);
    }
    if how == 2 {
        return Ok(Outcome::Label(Label::Blank));
    }
    let text = |number: u8| Arc::from(format!("T{number}"));
    Ok(match action {
        Action::Describe => Outcome::Description(Box::new(Description {
            name: Arc::from("L"),
            transports: u16::from(how != 3),
            slots: vec![None, None, Some(1), Some(1)],
            drives: 2,
            magazines_out: if detail.is_multiple_of(11) { vec![1] } else { Vec::new() },
            magazines_changed: if detail.is_multiple_of(2) { vec![1, 2] } else { Vec::new() },
            drive_types: if detail.is_multiple_of(4) { vec![85, 86] } else { Vec::new() },
            drives_out: if detail.is_multiple_of(5) { vec![1] } else { Vec::new() },
            ports: vec![1, 2],
            doors: vec![DoorDescription { lockable: true, reach: Reach::Everything }],
            hand_ports: Vec::new(),
            ports_out: if detail.is_multiple_of(3) { vec![1] } else { Vec::new() },
            doors_open: if detail.is_multiple_of(7) { vec![1] } else { Vec::new() },
            bar_code_reader: detail.is_multiple_of(2),
            keypad: detail.is_multiple_of(3),
            exchanges: detail.is_multiple_of(5),
            media_type: 86,
            sides: 1 + detail % 2,
        })),
        Action::ReadElements(elements) => {
            let see = |(index, element): (usize, &Element)| {
                let bits = detail.rotate_left(index as u32);
                let bar_code = match bits % 3 {
                    0 => BarCode::Text(text(bits % 8)),
                    1 => BarCode::Unreadable,
                    _ => BarCode::NotRead,
                };
                let exception = Exception::ALL.get(usize::from(bits % 32)).copied();
                ElementStatus { element: *element, accessible: !bits.is_multiple_of(7), full: bits.is_multiple_of(2), bar_code, exception }
            };
            Outcome::Elements(elements.iter().enumerate().map(see).collect())
        }
        Action::ReadLabel(_) => Outcome::Label(match detail % 4 {
            0 => Label::Blank,
            1 => Label::Foreign,
            _ => Label::Known { format: Arc::from("MTF"), id: text(detail % 8) },
        }),
        Action::Move { .. } | Action::Load(_) | Action::Unload(_) | Action::Clean(_) | Action::SetAccess(..) => Outcome::Done,
    })
}

fn guid(object: &Object) -> Guid {
    match object {
        Object::Computer(record) => record.guid,
        Object::Library(_, record) => record.guid,
        Object::Changer(_, record) => record.guid,
        Object::Drive(_, record) => record.guid,
        Object::Slot(_, record) => record.guid,
        Object::Port(_, record) => record.guid,
        Object::Door(_, record) => record.guid,
        Object::MediaType(_, record) => record.guid,
        Object::Pool(_, record) => record.guid,
        Object::Medium(_, record) => record.guid,
        Object::Side(_, record) => record.guid,
        Object::LogicalMedium(_, record) => record.guid,
        Object::Request(_, record) => record.guid,
        Object::OperatorRequest(_, record) => record.guid,
    }
}
