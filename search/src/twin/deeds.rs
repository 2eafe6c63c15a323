//! Deeds: a library request that has passed has done what it is there for, while it was at work.
//!
//! A medium that was fetched or loaded for a mount has been read, and its label is the one on record; it is in its drive with the side up that
//! was asked for. What was dismounted at once has been carried out of its drive; what was cleaned has been, and the cleaner has left again. An
//! inventory has looked. After a visit to a door everything that was unlocked is locked. What a library without a robot does is not claimed.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::change::{Change, ObjectRef, RequestField};
use rsmlab_engine::id::{Guid, RequestRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Access, Action, Element, Gate, Label, LibraryAddress, Outcome};
use rsmlab_engine::record::state::{DriveState, InventoryMethod, LibraryKind, Operation, RequestState};
use rsmlab_engine::record::{Drive, LibraryRequest};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const DONE: Promise = Promise("what-has-passed-is-done");

/// `OperationOption` of a dismount that leaves the medium in its drive.
const DEFERRED: u32 = 1;

/// Something that hardware was told, or has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    /// A drive was told to load something, or a transport to bring it something.
    Asked(u16),
    /// A drive has read a label.
    Read(u16),
    /// A drive was cleaned.
    Cleaned(u16),
    /// Something was carried out of a drive.
    Emptied(u16),
    /// Elements were looked at.
    Looked,
    /// A door was unlocked, or locked.
    Unlocked(u16),
    Locked(u16),
}

/// What was done, and for whom it counts.
#[derive(Clone, Default)]
pub(super) struct Deeds {
    /// The record of the trace at which something was done last.
    done: BTreeMap<(LibraryAddress, Deed), u64>,
    /// What the drives have read last.
    labels: BTreeMap<(LibraryAddress, u16), Label>,
    /// At which record of the trace the requests were begun.
    begun: BTreeMap<Guid, u64>,
    seq: u64,
}

/// A request that has passed, and where.
struct PassedRequest<'s> {
    request: &'s LibraryRequest,
    address: LibraryAddress,
    drive: Option<&'s Drive>,
    begun: u64,
}

impl Deeds {
    fn note(&mut self, library: LibraryAddress, deed: Deed) {
        self.done.insert((library, deed), self.seq);
    }

    /// When something was done last, if it was done for a request.
    fn since(&self, passed: &PassedRequest<'_>, deed: Deed) -> Option<u64> {
        self.done.get(&(passed.address, deed)).copied().filter(|seq| *seq > passed.begun)
    }

    fn completed(&mut self, library: LibraryAddress, action: &Action, outcome: &Outcome) {
        match (action, outcome) {
            (Action::Move { from: Element::Drive(number), .. }, _) => self.note(library, Deed::Emptied(*number)),
            (Action::Move { to: Element::Drive(number), onward: Some(_), .. }, _) => self.note(library, Deed::Emptied(*number)),
            (Action::ReadLabel(number), Outcome::Label(label)) => {
                self.labels.insert((library, *number), label.clone());
                self.note(library, Deed::Read(*number));
            }
            (Action::Clean(number), _) => self.note(library, Deed::Cleaned(*number)),
            (Action::ReadElements(_), _) => self.note(library, Deed::Looked),
            (Action::SetAccess(Gate::Door(number), Access::Unlock), _) => self.note(library, Deed::Unlocked(*number)),
            (Action::SetAccess(Gate::Door(number), Access::Lock), _) => self.note(library, Deed::Locked(*number)),
            _ => {}
        }
    }

    fn told(&mut self, library: LibraryAddress, action: &Action) {
        if let Action::Move { to: Element::Drive(number), .. } | Action::Load(number) = action {
            self.note(library, Deed::Asked(*number));
        }
    }

    fn passed(&self, scene: &Scene, request: &LibraryRequest) -> LedgerResult {
        let records = &scene.records;
        let (Some(library), Some(begun)) = (records.libraries.get(request.library), self.begun.get(&request.guid)) else { return Ok(()) };
        let Some(address) = library.address else { return Ok(()) };
        let drive = match request.subject.drive.and_then(|drive| scene.object(drive)) {
            Some(ObjectRef::Drive(drive)) => records.drives.get(drive),
            Some(_) | None => None,
        };
        let passed = PassedRequest { request, address, drive, begun: *begun };
        let is_robotic = library.kind == LibraryKind::Online;
        match request.operation {
            Operation::Mount => self.mounted(scene, &passed),
            Operation::Dismount if is_robotic && request.option != DEFERRED => self.emptied(&passed),
            Operation::CleanDrive if is_robotic => self.cleaned(&passed),
            // The method of the library may be not to look.
            Operation::Inventory if library.inventory_method != InventoryMethod::None && self.since(&passed, Deed::Looked).is_none() => {
                Err(BrokenPromise::new(DONE, "an inventory has passed, and nobody has looked"))
            }
            Operation::DoorAccess => self.locked(&passed),
            _ => Ok(()),
        }
    }

    fn mounted(&self, scene: &Scene, passed: &PassedRequest<'_>) -> LedgerResult {
        let Some(drive) = passed.drive else { return Ok(()) };
        let number = drive.number;
        let side = passed.request.subject.side.and_then(|side| scene.object(side));
        let Some(ObjectRef::Side(side)) = side else { return Ok(()) };
        if drive.side != Some(side) || drive.state != DriveState::Loaded {
            return Err(BrokenPromise::new(DONE, "a mount has passed, and on record its side is not up in the drive"));
        }
        // What stood in its drive as it should needs no look.
        let Some(asked) = self.since(passed, Deed::Asked(number)) else { return Ok(()) };
        if self.since(passed, Deed::Read(number)).is_none_or(|read| read < asked) {
            return Err(BrokenPromise::new(DONE, "a mount has passed, and the label of what was loaded has not been read"));
        }
        let recorded = scene.records.sides.get(side).and_then(|side| side.label.as_ref());
        if recorded.is_some_and(|recorded| self.labels.get(&(passed.address, number)) != Some(recorded)) {
            return Err(BrokenPromise::new(DONE, "a mount has passed, and the label that was read is not the one on record"));
        }
        Ok(())
    }

    fn emptied(&self, passed: &PassedRequest<'_>) -> LedgerResult {
        match passed.drive {
            Some(drive) if self.since(passed, Deed::Emptied(drive.number)).is_none() => {
                Err(BrokenPromise::new(DONE, "a dismount has passed, and nothing was carried out of the drive"))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn cleaned(&self, passed: &PassedRequest<'_>) -> LedgerResult {
        let Some(number) = passed.drive.map(|drive| drive.number) else { return Ok(()) };
        let Some(cleaned) = self.since(passed, Deed::Cleaned(number)) else {
            return Err(BrokenPromise::new(DONE, "a cleaning has passed, and the drive was not cleaned"));
        };
        if self.since(passed, Deed::Emptied(number)).is_none_or(|emptied| emptied < cleaned) {
            return Err(BrokenPromise::new(DONE, "a cleaning has passed, and the cleaner is still in the drive"));
        }
        Ok(())
    }

    fn locked(&self, passed: &PassedRequest<'_>) -> LedgerResult {
        let is_left = |number| {
            let unlocked = self.since(passed, Deed::Unlocked(number));
            unlocked.is_some_and(|unlocked| self.since(passed, Deed::Locked(number)).is_none_or(|locked| locked < unlocked))
        };
        let doors: BTreeSet<u16> =
            self.done.keys().filter_map(|(_, deed)| if let Deed::Unlocked(number) = deed { Some(*number) } else { None }).collect();
        if doors.into_iter().any(is_left) {
            return Err(BrokenPromise::new(DONE, "a visit to a door has passed, and a door that was unlocked for it is not locked"));
        }
        Ok(())
    }

    fn changed(&mut self, scene: &Scene, at: RequestRef, state: RequestState) -> LedgerResult {
        let Some(request) = scene.records.requests.get(at) else { return Ok(()) };
        match state {
            RequestState::InProcess => drop(self.begun.entry(request.guid).or_insert(self.seq)),
            RequestState::Passed => return self.passed(scene, request),
            _ => {}
        }
        Ok(())
    }
}

impl Ledger for Deeds {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        self.seq = record.seq.0;
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Hardware(completion) => {
                    if let (Some(command), Ok(outcome)) = (scene.commands.get(&completion.command), &completion.result) {
                        self.completed(command.library, &command.action, outcome);
                    }
                }
                Input::Service(ServiceEvent::Stopped) => *self = Self { seq: self.seq, ..Self::default() },
                Input::Call { .. } | Input::Sense(_) | Input::Stored { .. } | Input::Service(_) | Input::Tick => {}
            },
            What::Output(output) => match output.as_ref() {
                Output::Command(command) => self.told(command.library, &command.action),
                Output::Finished { request, .. } => drop(self.begun.remove(request)),
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        match change {
            Change::Request(at, RequestField::State(state)) if !scene.is_catching_up => self.changed(scene, *at, *state),
            _ => Ok(()),
        }
    }
}
