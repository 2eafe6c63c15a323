//! Things: what a record is about, so that what happened to one thing can be followed through a trace.

use std::collections::BTreeMap;

use rsmlab_engine::call::Answer;
use rsmlab_engine::id::{CallId, CommandId, Guid};
use rsmlab_engine::input::Input;
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Command, Element, Gate, LibraryAddress};

use super::event::{Actor, Record, What};
use super::names::TraceNames;
use rsmlab_sim::fault::FaultSite;
use rsmlab_sim::hardware::{CartridgeId, Spot};
use rsmlab_sim::operator::{PersonAct, PutTarget};

/// Something that a record can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A call.
    Call(CallId),
    /// What is on record.
    Object(Guid),
    /// What can be touched.
    Part(FaultSite),
}

/// Says of each record what it is about. The records have to come in the order in which they were written.
#[derive(Clone, Debug, Default)]
pub struct ThingReader {
    names: TraceNames,
    commands: BTreeMap<CommandId, Command>,
}

impl ThingReader {
    /// What a record is about: whatever is not as before, or was to be made so.
    pub fn things(&mut self, record: &Record<'_>) -> Vec<Thing> {
        match &record.what {
            What::Input(input) => {
                self.names.learn(&record.what);
                self.input(input)
            }
            What::Output(output) => {
                self.names.learn(&record.what);
                self.output(output)
            }
            What::Act(act) => of_act(*act),
            What::Struck { part, command, .. } => {
                let command = command.and_then(|command| self.commands.get(&command));
                command.map_or_else(Vec::new, of_command).into_iter().chain([Thing::Part(*part)]).collect()
            }
            What::Lifted { fault, .. } => vec![Thing::Part(fault.part)],
            What::Sent(sent) => vec![Thing::Part(FaultSite::Library(sent.library))],
            What::Nexus(event) => vec![Thing::Part(FaultSite::Library(event.library))],
            What::Came(_) => match record.actor {
                Actor::Library(library) => vec![Thing::Part(FaultSite::Library(library))],
                _ => Vec::new(),
            },
            // A fault that has done nothing yet has changed nothing.
            What::Armed { .. } | What::Begin(_) | What::Script | What::Named { .. } | What::Read { .. } => Vec::new(),
            // It is a part of the command before it.
            What::Parameters(_) => Vec::new(),
        }
    }

    fn input(&mut self, input: &Input) -> Vec<Thing> {
        match input {
            Input::Call { call, .. } => vec![Thing::Call(*call)],
            Input::Hardware(completion) => self.commands.remove(&completion.command).as_ref().map_or_else(Vec::new, of_command),
            Input::Sense(sense) => {
                vec![Thing::Part(FaultSite::told_of(sense.library, &sense.event).unwrap_or(FaultSite::Library(sense.library)))]
            }
            // The question says what the answer is about.
            Input::Stored { .. } | Input::Service(_) | Input::Tick => Vec::new(),
        }
    }

    fn output(&mut self, output: &Output) -> Vec<Thing> {
        match output {
            Output::Reply { call, result } => {
                let brought = result.as_ref().ok().and_then(Answer::operation).map(Thing::Object);
                [Thing::Call(*call)].into_iter().chain(brought).collect()
            }
            Output::Command(command) => {
                self.commands.insert(command.id, command.clone());
                of_command(command)
            }
            Output::Store(write) => {
                write.changes.iter().filter_map(|change| self.names.id_of(change.object())).map(Thing::Object).collect()
            }
            Output::Step { request, .. } | Output::Finished { request, .. } => vec![Thing::Object(*request)],
            Output::Notify { .. } | Output::Dropped { .. } => Vec::new(),
        }
    }
}

/// What a command changes, or would. A look changes nothing.
fn of_command(Command { library, action, .. }: &Command) -> Vec<Thing> {
    let drive = |number: &u16| vec![Thing::Part(FaultSite::Drive(*library, *number))];
    match action {
        Action::Describe | Action::ReadElements(_) => Vec::new(),
        Action::Move { from, to, onward, .. } => {
            [*from, *to].into_iter().chain(*onward).flat_map(|element| of_element(*library, element)).collect()
        }
        Action::Load(number) | Action::Unload(number) | Action::ReadLabel(number) | Action::Clean(number) => drive(number),
        Action::SetAccess(gate, _) => vec![of_gate(*library, *gate)],
    }
}

/// A place, and the port if it is a cell of one.
fn of_element(library: LibraryAddress, element: Element) -> Vec<Thing> {
    let port = if let Element::Port(number, _) = element { Some(FaultSite::Port(library, number)) } else { None };
    [FaultSite::at(library, element)].into_iter().chain(port).map(Thing::Part).collect()
}

const fn of_gate(library: LibraryAddress, gate: Gate) -> Thing {
    Thing::Part(FaultSite::gate(library, gate))
}

fn of_spot(spot: Spot) -> Vec<Thing> {
    match spot {
        Spot::Shelf | Spot::Floor(_) => Vec::new(),
        Spot::In(library, element) => of_element(library, element),
    }
}

fn of_act(act: PersonAct) -> Vec<Thing> {
    let cartridge = |cartridge: CartridgeId| vec![Thing::Part(FaultSite::Cartridge(cartridge))];
    let drive = |library, number| vec![Thing::Part(FaultSite::Drive(library, number))];
    match act {
        PersonAct::Insert(moved, to) | PersonAct::Move(moved, to) | PersonAct::MoveAtPanel(moved, to) => {
            let place = match to {
                PutTarget::Spot(spot) => of_spot(spot),
                PutTarget::AnyCell(library, number) => vec![Thing::Part(FaultSite::Port(library, number))],
            };
            [cartridge(moved), place].concat()
        }
        PersonAct::Take(taken) => cartridge(taken),
        PersonAct::Open(library, gate) | PersonAct::Close(library, gate) | PersonAct::ForceOpen(library, gate) => {
            vec![of_gate(library, gate)]
        }
        PersonAct::Remove(library, number) | PersonAct::Return(library, number) => vec![Thing::Part(FaultSite::Magazine(library, number))],
        PersonAct::RemoveDrive(library, number) | PersonAct::ReturnDrive(library, number) | PersonAct::ForceEject(library, number) => {
            drive(library, number)
        }
        PersonAct::TakeOffline(library) | PersonAct::TakeOnline(library) => vec![Thing::Part(FaultSite::Library(library))],
    }
}
