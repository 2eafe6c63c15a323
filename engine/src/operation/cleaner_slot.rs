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
    RELEASED_MEANWHILE: ReleasedMeanwhile = NoSlotReserved, ["ReleaseNtmsCleanerSlot/ERROR_NO_SLOT_RESERVED"];
    OUT_MEANWHILE: OutMeanwhile = SlotNotPresent,
        ["ReserveNtmsCleanerSlot/ERROR_SLOT_NOT_PRESENT", "ReleaseNtmsCleanerSlot/ERROR_SLOT_NOT_PRESENT"];
    FILLED_MEANWHILE: FilledMeanwhile = SlotFull, ["ReserveNtmsCleanerSlot/ERROR_SLOT_FULL", "ReleaseNtmsCleanerSlot/ERROR_SLOT_FULL"];
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, work: CleanerSlot) {
    let present = turn.world().libraries[work.library].cleaner_slot;
    let concerned = work.slot.or(present);
    if work.slot.is_some() && present.is_some() {
        return ending::fail(turn, request, &RESERVED_MEANWHILE);
    }
    if work.slot.is_none() && present.is_none() {
        return ending::fail(turn, request, &RELEASED_MEANWHILE);
    }
    if concerned.is_some_and(|slot| turn.world().slots[slot].state == SlotState::NotPresent) {
        return ending::fail(turn, request, &OUT_MEANWHILE);
    }
    let filled = concerned.is_some_and(|slot| turn.world().is_taken(slot));
    if filled {
        return ending::fail(turn, request, &FILLED_MEANWHILE);
    }
    turn.change(Change::Library(work.library, LibraryField::CleanerSlot(work.slot)));
    ending::pass(turn, request);
}
