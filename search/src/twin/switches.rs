//! Switches: what is in service and what is not is what the last switch that passed said, and so is the cleaner slot.
//!
//! The records of libraries, drives and media change their flag, and those of libraries their cleaner slot, in the write in
//! which the request for it passes, and at no other time.

use std::collections::BTreeMap;

use rsmlab_engine::change::{Change, DriveField, LibraryField, MediumField, ObjectRef, RequestField};
use rsmlab_engine::id::{LibraryRef, SlotRef};
use rsmlab_engine::record::LibraryRequest;
use rsmlab_engine::record::state::{Operation, RequestState};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const SWITCHES: Promise = Promise("switches-do-as-told");
const RESERVED: Promise = Promise("cleaner-slot-is-as-told");

/// What should come of the present write.
#[derive(Clone, Default)]
pub(super) struct Switches {
    service: BTreeMap<ObjectRef, bool>,
    slots: BTreeMap<LibraryRef, Option<SlotRef>>,
}

impl Ledger for Switches {
    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        match change {
            // Whatever changes should be as it was, unless somebody says otherwise.
            Change::Library(at, LibraryField::Enabled(_)) => self.keep(scene, ObjectRef::Library(*at)),
            Change::Drive(at, DriveField::Enabled(_)) => self.keep(scene, ObjectRef::Drive(*at)),
            Change::Medium(at, MediumField::Enabled(_)) => self.keep(scene, ObjectRef::Medium(*at)),
            Change::Library(at, LibraryField::CleanerSlot(_)) => {
                let slot = scene.records.libraries.get(*at).and_then(|library| library.cleaner_slot);
                self.slots.entry(*at).or_insert(slot);
            }
            Change::Request(at, RequestField::State(RequestState::Passed)) => {
                if let Some(request) = scene.records.requests.get(*at) {
                    self.passed(scene, request);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn settled(&mut self, scene: &Scene) -> LedgerResult {
        while let Some((at, due)) = self.service.pop_first() {
            if is_enabled(scene, at).is_some_and(|enabled| enabled != due) {
                let (due, kind) = (word(due), at.kind());
                return Err(BrokenPromise::new(SWITCHES, format!("what should be {due} is not ({kind})")));
            }
        }
        while let Some((at, due)) = self.slots.pop_first() {
            if scene.records.libraries.get(at).is_some_and(|library| library.cleaner_slot != due) {
                return Err(BrokenPromise::new(
                    RESERVED,
                    "the slot that is reserved for the cleaner is not the one that was asked for last",
                ));
            }
        }
        Ok(())
    }
}

impl Switches {
    fn keep(&mut self, scene: &Scene, at: ObjectRef) {
        if let Some(enabled) = is_enabled(scene, at) {
            self.service.entry(at).or_insert(enabled);
        }
    }

    fn passed(&mut self, scene: &Scene, request: &LibraryRequest) {
        let library = ObjectRef::Library(request.library);
        let drive = || request.subject.drive.and_then(|guid| scene.object(guid));
        let medium = || request.subject.medium.and_then(|guid| scene.object(guid));
        let switched = match request.operation {
            Operation::EnableLibrary => Some((Some(library), true)),
            Operation::DisableLibrary => Some((Some(library), false)),
            Operation::EnableDrive => Some((drive(), true)),
            Operation::DisableDrive => Some((drive(), false)),
            Operation::EnableMedia => Some((medium(), true)),
            Operation::DisableMedia => Some((medium(), false)),
            _ => None,
        };
        if let Some((Some(at), on)) = switched {
            self.service.insert(at, on);
        }
        let slot = request.subject.slot.and_then(|guid| scene.object(guid));
        match (request.operation, slot) {
            (Operation::ReserveCleaner, Some(ObjectRef::Slot(slot))) => drop(self.slots.insert(request.library, Some(slot))),
            (Operation::ReleaseCleaner, _) => drop(self.slots.insert(request.library, None)),
            _ => {}
        }
    }
}

fn is_enabled(scene: &Scene, at: ObjectRef) -> Option<bool> {
    match at {
        ObjectRef::Library(at) => scene.records.libraries.get(at).map(|record| record.enabled),
        ObjectRef::Drive(at) => scene.records.drives.get(at).map(|record| record.enabled),
        ObjectRef::Medium(at) => scene.records.media.get(at).map(|record| record.enabled),
        _ => None,
    }
}

const fn word(on: bool) -> &'static str {
    if on { "in service" } else { "out of service" }
}
