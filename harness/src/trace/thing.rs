//! Things: what a record is about, so that what happened to one thing can be followed through a trace.

use std::collections::BTreeMap;

use rsmlab_engine::call::Answer;
use rsmlab_engine::id::{CallId, CommandId, Guid};
use rsmlab_engine::input::Input;
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Command, Element, Gate, LibraryAddress};

use super::event::{Actor, Record, What};
use super::names::TraceNames;
use rsmlab_sim::fault::Part;
use rsmlab_sim::hardware::{CartridgeId, Spot};
use rsmlab_sim::operator::{Act, Target};

/// Something that a record can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A call.
    Call(CallId),
    /// What is on record.
    Object(Guid),
    /// What can be touched.
    Part(Part),
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
            What::Sent(sent) => vec![Thing::Part(Part::Library(sent.library))],
            What::Came(_) => match record.actor {
                Actor::Library(library) => vec![Thing::Part(Part::Library(library))],
                _ => Vec::new(),
            },
            // A fault that has done nothing yet has changed nothing.
            What::Armed { .. } | What::Begin(_) | What::Script | What::Named { .. } | What::Read { .. } => Vec::new(),
        }
    }

    fn input(&mut self, input: &Input) -> Vec<Thing> {
        match input {
            Input::Call { call, .. } => vec![Thing::Call(*call)],
            Input::Hardware(completion) => self.commands.remove(&completion.command).as_ref().map_or_else(Vec::new, of_command),
            Input::Sense(sense) => vec![Thing::Part(Part::told_of(sense.library, &sense.event).unwrap_or(Part::Library(sense.library)))],
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
    let drive = |number: &u16| vec![Thing::Part(Part::Drive(*library, *number))];
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
    let port = if let Element::Port(number, _) = element { Some(Part::Port(library, number)) } else { None };
    [Part::at(library, element)].into_iter().chain(port).map(Thing::Part).collect()
}

const fn of_gate(library: LibraryAddress, gate: Gate) -> Thing {
    Thing::Part(Part::gate(library, gate))
}

fn of_spot(spot: Spot) -> Vec<Thing> {
    match spot {
        Spot::Shelf | Spot::Floor(_) => Vec::new(),
        Spot::In(library, element) => of_element(library, element),
    }
}

fn of_act(act: Act) -> Vec<Thing> {
    let cartridge = |cartridge: CartridgeId| vec![Thing::Part(Part::Cartridge(cartridge))];
    let drive = |library, number| vec![Thing::Part(Part::Drive(library, number))];
    match act {
        Act::Insert(moved, to) | Act::Move(moved, to) | Act::MoveAtPanel(moved, to) => {
            let place = match to {
                Target::Spot(spot) => of_spot(spot),
                Target::AnyCell(library, number) => vec![Thing::Part(Part::Port(library, number))],
            };
            [cartridge(moved), place].concat()
        }
        Act::Take(taken) => cartridge(taken),
        Act::Open(library, gate) | Act::Close(library, gate) | Act::ForceOpen(library, gate) => vec![of_gate(library, gate)],
        Act::Remove(library, number) | Act::Return(library, number) => vec![Thing::Part(Part::Magazine(library, number))],
        Act::RemoveDrive(library, number) | Act::ReturnDrive(library, number) | Act::ForceEject(library, number) => drive(library, number),
        Act::TakeOffline(library) | Act::TakeOnline(library) => vec![Thing::Part(Part::Library(library))],
    }
}
