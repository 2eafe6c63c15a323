//! How the libraries stand, as far as it decides what may go wrong: the gates that are open, and the commands of a service that is gone
//! which are still on their way.
//!
//! Neither is a phase of a request, and a restart forgets both: the service before cannot be told how its last commands ended.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Access, Action, Command, Completion, Gate, HardwareEvent, LibraryAddress, Outcome, Sense};

/// The gates that are open, and what is on its way.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    open: BTreeSet<(LibraryAddress, Gate)>,
    /// The commands of the service that runs, each with its library.
    under_way: BTreeMap<CommandId, (LibraryAddress, &'static str)>,
    /// Those of the services before, by what they do.
    left: BTreeSet<(&'static str, CommandId)>,
}

impl Standing {
    /// The kinds of gates that stand open, each once.
    pub fn open(&self) -> impl Iterator<Item = &'static str> {
        KINDS.into_iter().filter(|sort| self.open.iter().any(|(_, gate)| kind(*gate) == *sort))
    }

    /// What services that are gone have left on its way, each sort of command once.
    pub fn left(&self) -> impl Iterator<Item = &'static str> {
        let mut last = None;
        self.left.iter().map(|(word, _)| *word).filter(move |word| last.replace(*word) != Some(*word))
    }

    /// The service gives a command.
    pub fn commanded(&mut self, command: &Command) {
        self.under_way.insert(command.id, (command.library, word(&command.action)));
    }

    /// A command ended. Whether that changes how the libraries stand.
    pub fn completed(&mut self, completion: &Completion) -> bool {
        let Some((library, _)) = self.under_way.remove(&completion.command) else {
            let left = self.left.len();
            self.left.retain(|(_, id)| *id != completion.command);
            return self.left.len() < left;
        };
        let Ok(Outcome::Description(description)) = &completion.result else { return false };
        self.open.retain(|(at, _)| *at != library);
        let ports = description.ports_out.iter().map(|number| Gate::Port(*number));
        let doors = description.doors_open.iter().map(|number| Gate::Door(*number));
        self.open.extend(ports.chain(doors).map(|gate| (library, gate)));
        true
    }

    /// A library says something unasked. Whether that changes how the libraries stand.
    pub fn told(&mut self, sense: &Sense) -> bool {
        match sense.event {
            HardwareEvent::PortExtended(number) => self.open.insert((sense.library, Gate::Port(number))),
            HardwareEvent::PortRetracted(number) => self.open.remove(&(sense.library, Gate::Port(number))),
            HardwareEvent::DoorOpened(number) => self.open.insert((sense.library, Gate::Door(number))),
            HardwareEvent::DoorClosed(number) => self.open.remove(&(sense.library, Gate::Door(number))),
            _ => false,
        }
    }

    /// The service is gone.
    pub fn restarted(&mut self) {
        self.left.extend(std::mem::take(&mut self.under_way).into_iter().map(|(id, (_, word))| (word, id)));
    }
}

const KINDS: [&str; 3] = ["port", "door", "keypad"];

const fn kind(gate: Gate) -> &'static str {
    let [port, door, keypad] = KINDS;
    match gate {
        Gate::Port(_) => port,
        Gate::Door(_) => door,
        Gate::Keypad => keypad,
    }
}

fn word(action: &Action) -> &'static str {
    match action {
        Action::Describe => "describe",
        Action::ReadElements(_) => "read-elements",
        Action::Move { .. } => "move",
        Action::Load(_) => "load",
        Action::Unload(_) => "unload",
        Action::ReadLabel(_) => "read-label",
        Action::Clean(_) => "clean",
        Action::SetAccess(_, Access::Lock) => "lock",
        Action::SetAccess(_, Access::Unlock) => "unlock",
        Action::SetAccess(_, Access::Extend) => "extend",
        Action::SetAccess(_, Access::Retract) => "retract",
    }
}
