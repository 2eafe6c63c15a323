//! The text view: what happened, in plain words and names, one line a thing.

mod call;
mod change;
mod hardware;
mod scsi;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

use rsmlab_engine::function::Function;
use rsmlab_engine::id::{CallId, CommandId, WriteId};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Gate, LibraryAddress};
use rsmlab_engine::port::notify::Notification;
use rsmlab_engine::port::store::Write;
use rsmlab_engine::refusal::Reason;
use rsmlab_engine::time::Instant;

use super::Trace;
use super::clock::Clock;
use super::event::{Actor, Record, What};
use super::names::TraceNames;
use rsmlab_language::escape;
use rsmlab_sim::fault::{Fault, FaultId, FaultSite};
use rsmlab_sim::hardware::Spot;
use rsmlab_sim::operator::{PersonAct, PutTarget};

/// Turns records into lines, in the order in which they were written. It remembers what later records refer to.
#[derive(Clone, Debug)]
pub struct Renderer {
    clock: Clock,
    names: TraceNames,
    calls: BTreeMap<CallId, (Arc<str>, Function)>,
    commands: BTreeMap<CommandId, (LibraryAddress, Action)>,
    writes: BTreeMap<WriteId, Instant>,
    faults: BTreeMap<FaultId, Fault>,
}

/// Joins things with a separator.
fn join<T: Display>(things: impl IntoIterator<Item = T>, separator: &str) -> String {
    things.into_iter().map(|thing| thing.to_string()).collect::<Vec<_>>().join(separator)
}

/// A number of things.
fn count(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// A refusal: what the caller gets, what was broken, and which rows demand it.
fn refused(reason: &Reason) -> String {
    let mut text = reason.status.name().to_owned();
    if !reason.refusal.is_empty() {
        text = format!("{text}, {}", reason.refusal);
    }
    if !reason.rows.is_empty() {
        text = format!("{text} ({})", join(&reason.rows, ", "));
    }
    text
}

impl Renderer {
    /// A renderer of this trace.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let names = TraceNames::default();
        let (calls, commands, writes, faults) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { clock: Clock::of(trace), names, calls, commands, writes, faults }
    }

    /// The lines of a record: none for what only names something, one for nearly everything, one for each change of a
    /// write. Each has the number of the record, the time, the actor, what happened, and the number of its cause.
    pub fn render(&mut self, record: &Record<'_>) -> Vec<String> {
        let actor = self.actor(&record.actor);
        let cause = record.cause.map_or_else(String::new, |cause| format!("  <- {}", cause.0));
        let (texts, time) = (self.tell(record), self.clock.tell(record.at));
        texts.into_iter().map(|text| format!("{:>4} {time:>13}  {actor:<10} {text}{cause}", record.seq.0)).collect()
    }

    /// What these lines say, without number, time, actor and cause.
    pub fn tell(&mut self, record: &Record<'_>) -> Vec<String> {
        self.names.learn(&record.what);
        self.texts(record).into_iter().map(|text| escape::human(&text).into_owned()).collect()
    }

    /// The names learned so far.
    #[must_use]
    pub const fn names(&self) -> &TraceNames {
        &self.names
    }

    /// What people call an actor.
    #[must_use]
    pub fn actor(&self, actor: &Actor) -> Arc<str> {
        match actor {
            Actor::Scenario => "scenario".into(),
            Actor::Engine => "engine".into(),
            Actor::Client(name) => Arc::clone(name),
            Actor::Library(address) => self.names.library(*address),
            Actor::Store => "store".into(),
            Actor::Operator => "operator".into(),
            Actor::Fault => "fault".into(),
            Actor::Service => "service".into(),
            Actor::Clock => "clock".into(),
            Actor::Host(name) => Arc::clone(name),
        }
    }

    fn texts(&mut self, record: &Record<'_>) -> Vec<String> {
        match &record.what {
            What::Begin(cast) => vec![format!("\"{}\", seed {}", cast.title, cast.seed)],
            What::Script => vec!["the script begins".into()],
            What::Input(input) => self.input(record, input).into_iter().collect(),
            What::Output(output) => self.output(record.at, output),
            What::Act(act) => vec![self.act(*act)],
            What::Armed { id, fault } => {
                self.faults.insert(*id, fault.clone());
                vec![format!("armed: {}", self.fault(fault))]
            }
            What::Struck { strike, part, command } => {
                let fault = self.faults.get(&strike.fault);
                let sense = strike.kind.sense(*part, strike.usage).map_or_else(String::new, |sense| format!(" [{sense}]"));
                let part = self.part(fault.map_or(*part, |fault| fault.part));
                let during = command.and_then(|command| self.commands.get(&command)).map(|(_, action)| self.action(action));
                vec![format!("{part} {} strikes{sense}{}", strike.kind, during.map_or_else(String::new, |action| format!(": {action}")))]
            }
            What::Lifted { id: _, fault } => vec![format!("over: {} {}", self.part(fault.part), fault.kind)],
            What::Named { .. } => Vec::new(),
            What::Sent(sent) => vec![self.sent(sent)],
            What::Came(came) => vec![Self::came(came)],
            What::Parameters(list) => vec![Self::parameters(list)],
            What::Nexus(event) => vec![self.nexus(event)],
            What::Read { file, text } => vec![format!("with {file}, {}", count(text.lines().count(), "line"))],
        }
    }

    fn input(&mut self, record: &Record<'_>, input: &Input) -> Option<String> {
        Some(match input {
            Input::Call { call, session, method } => {
                let client = self.actor(&record.actor);
                self.calls.insert(*call, (client, method.function()));
                let opens = method.function() == Function::OpenNtmsSession;
                let session = if session.is_none() && !opens { " without a session" } else { "" };
                format!("{}{session}", self.method(method))
            }
            Input::Hardware(completion) => {
                let command = self.commands.remove(&completion.command);
                self.completion(command.as_ref().map(|(_, action)| action), completion)
            }
            Input::Sense(sense) => self.sense(&sense.event),
            Input::Stored { write, result } => {
                let asked = self.writes.remove(write);
                match result {
                    // Nothing happened between the question and the answer, so the question tells it all.
                    Ok(()) if asked == Some(record.at) => return None,
                    Ok(()) => format!("has stored write {}", write.0),
                    Err(error) => format!("refuses write {}: {}", write.0, error.status()),
                }
            }
            Input::Service(ServiceEvent::Starting) => "starts".into(),
            Input::Service(ServiceEvent::Recovered { database, libraries }) => {
                let libraries = join(libraries.iter().map(|address| self.names.library(*address)), ", ");
                let libraries = if libraries.is_empty() { "no library is".to_owned() } else { format!("there: {libraries}") };
                format!("has read its database of {}; {libraries}", count(database.len(), "change"))
            }
            Input::Service(ServiceEvent::Failed) => "cannot read its database".into(),
            Input::Service(ServiceEvent::Stopped) => "stops".into(),
            Input::Tick => "a deadline has come".into(),
        })
    }

    fn output(&mut self, at: Instant, output: &Output) -> Vec<String> {
        let line = match output {
            Output::Reply { call, result } => {
                let (client, function) = self
                    .calls
                    .remove(call)
                    .map_or_else(|| (format!("call {}", call.0).into(), "unknown"), |(client, function)| (client, function.name()));
                match result {
                    Ok(answer) => format!("answers {client}: {function} ERROR_SUCCESS{}", self.answer(answer)),
                    Err(reason) => format!("refuses {client}: {function} {}", refused(reason)),
                }
            }
            Output::Command(command) => {
                self.commands.insert(command.id, (command.library, command.action.clone()));
                format!("tells {}: {}", self.names.library(command.library), self.action(&command.action))
            }
            Output::Store(Write { id, changes }) => {
                self.writes.insert(*id, at);
                return self.changes(changes);
            }
            Output::Notify { channel, notification: Notification { event, object } } => {
                format!("notifies channel {}: {event} {}", channel.0, self.names.guid(*object))
            }
            Output::Step { request, operation: _, from, to } => format!("{}: {from} -> {to}", self.names.guid(*request)),
            Output::Finished { request, operation, state, status: _, reason } => {
                let reason = reason.as_ref().map_or_else(String::new, |reason| format!(", {}", refused(reason)));
                format!("{} is over: {operation} {state}{reason}", self.names.guid(*request))
            }
            Output::Dropped { what } => format!("drops {what}"),
        };
        vec![line]
    }

    fn act(&self, act: PersonAct) -> String {
        let target = |target: PutTarget| match target {
            PutTarget::Spot(spot) => self.spot(spot),
            PutTarget::AnyCell(address, number) => self.gate(address, Gate::Port(number)),
        };
        let magazine = |address, number: u16| format!("{}.magazine.{number}", self.names.library(address));
        match act {
            PersonAct::Insert(cartridge, into) => format!("inserts {} into {}", self.names.cartridge(cartridge), target(into)),
            PersonAct::Take(cartridge) => format!("takes {}", self.names.cartridge(cartridge)),
            PersonAct::Move(cartridge, to) => format!("moves {} to {}", self.names.cartridge(cartridge), target(to)),
            PersonAct::Open(address, gate @ Gate::Port(_)) => format!("pulls {}", self.gate(address, gate)),
            PersonAct::Open(address, gate @ (Gate::Door(_) | Gate::Keypad)) => format!("opens {}", self.gate(address, gate)),
            PersonAct::Close(address, gate @ Gate::Port(_)) => format!("pushes {}", self.gate(address, gate)),
            PersonAct::Close(address, gate @ (Gate::Door(_) | Gate::Keypad)) => format!("closes {}", self.gate(address, gate)),
            PersonAct::Remove(address, number) => format!("removes {}", magazine(address, number)),
            PersonAct::Return(address, number) => format!("returns {}", magazine(address, number)),
            PersonAct::RemoveDrive(address, number) => format!("removes {}", self.part(FaultSite::Drive(address, number))),
            PersonAct::ReturnDrive(address, number) => format!("returns {}", self.part(FaultSite::Drive(address, number))),
            PersonAct::TakeOffline(address) => format!("takes {} offline at its panel", self.names.library(address)),
            PersonAct::TakeOnline(address) => format!("takes {} online at its panel", self.names.library(address)),
            PersonAct::MoveAtPanel(cartridge, to) => format!("has the robot carry {} to {}", self.names.cartridge(cartridge), target(to)),
            PersonAct::ForceOpen(address, gate @ Gate::Port(_)) => format!("pulls {} by force", self.gate(address, gate)),
            PersonAct::ForceOpen(address, gate @ (Gate::Door(_) | Gate::Keypad)) => format!("opens {} by force", self.gate(address, gate)),
            PersonAct::ForceEject(address, number) => format!("ejects from {} by force", self.part(FaultSite::Drive(address, number))),
        }
    }

    fn fault(&self, fault: &Fault) -> String {
        let mut text = format!("{} {}", self.part(fault.part), fault.kind);
        let conditions = [
            fault.on_use.map(|number| format!("from use {number}")),
            fault.lasts.map(|lasts| format!("for {lasts}")),
            fault.times.map(|times| count(times as usize, "time")),
            fault.kind.by().map(|by| format!("by {by}")),
        ];
        for condition in conditions.into_iter().flatten() {
            text = format!("{text}, {condition}");
        }
        text
    }

    /// What people call a part.
    #[must_use]
    pub fn part(&self, part: FaultSite) -> String {
        let of = |library, kind: &str, number: u16| format!("{}.{kind}.{number}", self.names.library(library));
        match part {
            FaultSite::Library(library) => self.names.library(library).as_ref().into(),
            FaultSite::Transports(library) => format!("{}.transport", self.names.library(library)),
            FaultSite::Transport(library, number) => of(library, "transport", number),
            FaultSite::Drive(library, number) => of(library, "drive", number),
            FaultSite::Slot(library, number) => of(library, "slot", number),
            FaultSite::Port(library, number) => of(library, "port", number),
            FaultSite::Cell(library, number, cell) => format!("{}.{cell}", of(library, "port", number)),
            FaultSite::Door(library, number) => of(library, "door", number),
            FaultSite::Magazine(library, number) => of(library, "magazine", number),
            FaultSite::Reader(library) => format!("{}.reader", self.names.library(library)),
            FaultSite::Cartridge(id) => self.names.cartridge(id).as_ref().into(),
            FaultSite::Database => "database".into(),
        }
    }

    fn spot(&self, spot: Spot) -> String {
        match spot {
            Spot::Shelf => "the shelf".into(),
            Spot::Floor(address) => format!("the floor of {}", self.names.library(address)),
            Spot::In(address, element) => format!("{}.{element}", self.names.library(address)),
        }
    }

    fn gate(&self, address: LibraryAddress, gate: Gate) -> String {
        format!("{}.{}", self.names.library(address), hardware::gate(gate))
    }
}
