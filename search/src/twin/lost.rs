//! Lost: a cartridge that a transport did not put down where it should is in doubt, and is looked for (D-042).
//!
//! A move that dropped its cartridge, or was refused because every grip is full, leaves the slots it was about in doubt and an
//! inventory in the queue: both are on record as soon as nothing is being written any more. An inventory that was waiting
//! already will do. Every run is looked through before it ends, so its end would not show that the engine never looked.
//! Not claimed is anything about a full grip as long as an identification is at work: it follows a look (D-052).

use rsmlab_engine::change::{Change, Object, RequestField};
use rsmlab_engine::id::{LibraryRef, SlotRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Completion, Element, Failure};
use rsmlab_engine::record::LibraryRequest;
use rsmlab_engine::record::state::{Operation, RequestState, SlotState};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const LOOKED_FOR: Promise = Promise("the-lost-is-looked-for");

/// What has to be on record once nothing is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DueRecord {
    /// Nobody claims to know what is in this slot.
    Doubt(SlotRef),
    /// An inventory of this library.
    Search(LibraryRef),
}

/// What a failed move has left to be done.
#[derive(Clone, Default)]
pub(super) struct Lost {
    due: Vec<DueRecord>,
}

impl Ledger for Lost {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => self.input(scene, input),
            // Nobody knows which of the last inputs it was.
            What::Output(output) if matches!(output.as_ref(), Output::Dropped { .. }) => {
                self.due.clear();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        match change {
            Change::Slot(slot, SlotState::NeedsInventory) => self.due.retain(|due| *due != DueRecord::Doubt(*slot)),
            Change::Insert(Object::Request(_, request)) => self.looked(request),
            Change::Request(at, RequestField::State(_)) => {
                if let Some(request) = scene.records.requests.get(*at).filter(|request| is_unbegun(request)) {
                    self.looked(request);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Lost {
    fn input(&mut self, scene: &Scene, input: &Input) -> LedgerResult {
        if let Input::Service(ServiceEvent::Stopped) = input {
            self.due.clear();
            return Ok(());
        }
        // Everything that came before has been dealt with when nothing was being written.
        if scene.write.is_none() && !matches!(input, Input::Stored { .. }) {
            let due = std::mem::take(&mut self.due);
            if !scene.is_doubtful {
                due.iter().try_for_each(|due| is_there(scene, *due))?;
            }
        }
        if let Input::Hardware(completion) = input {
            self.completed(scene, completion);
        }
        Ok(())
    }

    fn completed(&mut self, scene: &Scene, completion: &Completion) {
        let (Some(command), Err(failure)) = (scene.commands.get(&completion.command), &completion.result) else { return };
        let (Action::Move { from, to, .. }, Some(library)) = (&command.action, scene.library_at(command.library)) else { return };
        let is_lost = match failure {
            Failure::CartridgeDropped => true,
            Failure::TransportFull => !is_identifying(scene, library),
            _ => false,
        };
        if is_lost {
            self.due.push(DueRecord::Search(library));
            self.due.extend([*from, *to].into_iter().filter_map(|element| slot_at(scene, library, element)).map(DueRecord::Doubt));
        }
    }

    /// An inventory is new, or is begun, after the move: it looks.
    fn looked(&mut self, request: &LibraryRequest) {
        if request.operation == Operation::Inventory {
            self.due.retain(|due| *due != DueRecord::Search(request.library));
        }
    }
}

fn is_there(scene: &Scene, due: DueRecord) -> LedgerResult {
    let records = &scene.records;
    match due {
        DueRecord::Doubt(slot) => match records.slots.get(slot) {
            Some(record) if !matches!(record.state, SlotState::NeedsInventory | SlotState::NotPresent) => Err(BrokenPromise::new(
                LOOKED_FOR,
                format!("a move has lost its cartridge, and a slot it was about is {} on record", record.state),
            )),
            Some(_) | None => Ok(()),
        },
        DueRecord::Search(library) => {
            let searches = |request: &LibraryRequest| request.library == library && request.operation == Operation::Inventory;
            if records.requests.values().any(|request| searches(request) && is_unbegun(request)) {
                return Ok(());
            }
            Err(BrokenPromise::new(LOOKED_FOR, "a move has lost its cartridge, and no inventory looks for it"))
        }
    }
}

fn is_unbegun(request: &LibraryRequest) -> bool {
    matches!(request.state, RequestState::Queued | RequestState::Waiting)
}

fn slot_at(scene: &Scene, library: LibraryRef, element: Element) -> Option<SlotRef> {
    let Element::Slot(number) = element else { return None };
    scene.records.slots.iter().find(|(_, slot)| slot.library == library && slot.number == number).map(|(at, _)| at)
}

fn is_identifying(scene: &Scene, library: LibraryRef) -> bool {
    let identifies = |request: &LibraryRequest| matches!(request.operation, Operation::Classify | Operation::ProcessOmid);
    let is_open = |request: &LibraryRequest| matches!(request.state, RequestState::InProcess | RequestState::Waiting);
    scene.records.requests.values().any(|request| request.library == library && identifies(request) && is_open(request))
}
