//! Owed: an inventory of the service's own that a restart has cut off is made up for (D-173).
//!
//! Every run is looked through before it ends, so its end would not show that the service never looked. Whenever nothing is left to be done in a
//! library that is in service, it has been looked through since the restart.

use std::collections::BTreeSet;

use rsmlab_engine::id::LibraryRef;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Command, Element};
use rsmlab_engine::record::Library;
use rsmlab_engine::record::state::{DoorState, Operation, OperationalState};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::checker::tally::is_over;
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const MADE_UP_FOR: Promise = Promise("what-is-owed-is-made-up-for");

/// On whose behalf the service does what nobody has asked for.
const THE_SERVICE: &str = "Removable Storage";

/// The libraries that have to be looked through.
#[derive(Clone, Default)]
pub(super) struct Owed {
    due: BTreeSet<LibraryRef>,
}

impl Ledger for Owed {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) if matches!(input.as_ref(), Input::Service(ServiceEvent::Recovered { .. })) => {
                let open = scene.records.requests.values().filter(|request| !is_over(request.state));
                let own = open.filter(|request| request.operation == Operation::Inventory && *request.origin.application == *THE_SERVICE);
                self.due.extend(own.map(|request| request.library));
            }
            What::Output(output) => {
                if let Output::Command(command) = output.as_ref() {
                    self.looked(scene, command);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn conclude(&mut self, scene: &Scene) -> LedgerResult {
        let owes = |at: &&LibraryRef| scene.records.libraries.get(**at).is_some_and(|library| is_idle(scene, **at, library));
        let Some(library) = self.due.iter().find(owes) else { return Ok(()) };
        let name = &scene.records.libraries[*library].name;
        Err(BrokenPromise::new(MADE_UP_FOR, format!("a restart has cut off an inventory of {name}, and it is not looked through")))
    }
}

impl Owed {
    /// The library looks at all of its slots.
    fn looked(&mut self, scene: &Scene, command: &Command) {
        let (Action::ReadElements(elements), false) = (&command.action, self.due.is_empty()) else { return };
        let Some(library) = scene.library_at(command.library) else { return };
        let slots = scene.records.slots.values().filter(|slot| slot.library == library).count();
        if elements.iter().filter(|element| matches!(element, Element::Slot(_))).count() >= slots {
            self.due.remove(&library);
        }
    }
}

/// Whether a library is in service and nothing is left to be done in it, as far as is on record.
fn is_idle(scene: &Scene, at: LibraryRef, library: &Library) -> bool {
    let is_in_service = library.enabled && library.state == OperationalState::Ready && !scene.is_doubtful && scene.write.is_none();
    let has_work = scene.records.requests.values().any(|request| request.library == at && !is_over(request.state));
    let is_open = scene.records.doors.values().any(|door| door.library == at && door.state == DoorState::Open);
    is_in_service && !has_work && !is_open
}
