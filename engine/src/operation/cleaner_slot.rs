//! The cleaner slot is set aside, or given back.
//!
//! Answers ReserveNtmsCleanerSlot and ReleaseNtmsCleanerSlot once their request is carried out
//! (`reserve-cleaner-slot.*`, `release-cleaner-slot.*`, `model.cleaner.slot-first`).

use super::ending;
use crate::change::{Change, LibraryField};
use crate::id::RequestRef;
use crate::record::state::SlotState;
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::work::cleaner_slot::CleanerSlot;

refusals! {
    RESERVED_MEANWHILE: ReservedMeanwhile = AlreadyReserved, ["ReserveNtmsCleanerSlot/ERROR_ALREADY_RESERVED"];
    FILLED_MEANWHILE: FilledMeanwhile = SlotFull, ["ReserveNtmsCleanerSlot/ERROR_SLOT_FULL", "ReleaseNtmsCleanerSlot/ERROR_SLOT_FULL"];
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, work: CleanerSlot) {
    let present = turn.world().libraries[work.library].cleaner_slot;
    let concerned = work.slot.or(present);
    if work.slot.is_some() && present.is_some() {
        return ending::fail(turn, request, &RESERVED_MEANWHILE);
    }
    let filled =
        concerned.is_some_and(|slot| turn.world().index.in_slot.get(slot).is_some() || turn.world().slots[slot].state == SlotState::Full);
    if filled {
        return ending::fail(turn, request, &FILLED_MEANWHILE);
    }
    turn.change(Change::Library(work.library, LibraryField::CleanerSlot(work.slot)));
    ending::pass(turn, request);
}
