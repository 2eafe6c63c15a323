//! Injection: cartridges found in a port are carried to slots, and each is identified.
//!
//! Answers the second half of InjectNtmsMedia (`inject-media.each-medium-shelved`,
//! `inject-media.identify-queued-per-medium`, `inject-media.surplus-*`, `inject-media.startmany-reopens`).

use super::operator::InPort;
use super::port_session::{conclude, conclude_or_fail, set_access, to_phase, unlock};
use super::{Work, belief, cartridge, ejection, enter, failure, gate, hardware, identify, operator};
use crate::id::{LibraryRef, RequestRef, SlotRef};
use crate::port::hardware::{Access, BarCode, Element, ElementStatus, Failure};
use crate::record::Place;
use crate::record::state::Operation;
use crate::turn::Turn;
use crate::world::work;
use crate::world::work::port_session::{Phase, PortPurpose, PortSession};

/// The port has been looked into. What is there goes to slots, one after the other.
pub(crate) fn found(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession, full: &[ElementStatus]) {
    work.found = !full.is_empty();
    work.seen = full.iter().rev().cloned().collect();
    work.missed = 0;
    move_next(turn, request, work);
}

/// Carries the next cartridge to a free slot; the cleaner, and any other that is on record in the port, to its own if that is free.
fn move_next(turn: &mut Turn<'_>, request: RequestRef, work: PortSession) {
    let Some(next) = work.seen.last() else { return again(turn, request, work) };
    let library = turn.world().ports[work.port].library;
    match ejection::slot_of(turn, library, next.element) {
        Some(slot) => {
            let (from, to) = (next.element, Element::Slot(turn.world().slots[slot].number));
            enter(turn, request, Work::Port(PortSession { phase: Phase::Moving, target: Some(slot), ..work }));
            hardware::carry(turn, request, from, to, 1);
        }
        None => {
            let failed = (!work.took_in).then_some(&failure::NO_SLOT_LEFT);
            offer_back(turn, request, PortSession { failed, ..work }, InPort::NoSlot);
        }
    }
}

/// What is in the port cannot be taken in: the engine tells people, and unlocks the port so that they can take it out
/// (`inject-media.surplus-stays-in-port`, `inject-media.surplus-posts-operator-request`).
pub(crate) fn offer_back(turn: &mut Turn<'_>, request: RequestRef, work: PortSession, what: InPort) {
    operator::ask_to_empty(turn, work.port, what);
    recognise(turn, turn.world().ports[work.port].library, &work.seen);
    let work = PortSession { pushed: false, ..work };
    to_phase(turn, request, &work, Phase::Releasing);
    set_access(turn, request, &work, Access::Unlock);
}

/// What was seen in a port and stays there is on record from now on, if it is known. What a mount waits for need not be taken out: it is mounted
/// from where it stands (D-040).
pub(crate) fn recognise(turn: &mut Turn<'_>, library: LibraryRef, seen: &[ElementStatus]) {
    for status in seen {
        if let Some(place) = turn.world().place(library, status.element) {
            gate::recognise(turn, library, place, status);
        }
    }
}

/// A cartridge is in its slot: it is recorded and will be identified.
pub(crate) fn shelved(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession) {
    let (Some(status), Some(slot)) = (work.seen.pop(), work.target.take()) else { return };
    let library = turn.world().ports[work.port].library;
    work.took_in = true;
    work.missed = 0;
    belief::set_content(turn, work.port, !work.seen.is_empty());
    let recognised = came_in(turn, library, slot, &status.bar_code);
    identify::came(turn, Place::Slot(slot), &status.bar_code);
    let session = turn.task(request).and_then(|task| task.session);
    let identification = work::identify::Identify::of(Place::Slot(slot), &status.bar_code, recognised, false);
    identify::queue(turn, library, Operation::ProcessOmid, identification, session);
    move_next(turn, request, work);
}

/// Records what came into a slot; whether its bar code alone identified it. One that was on record in the port has its
/// record with it.
fn came_in(turn: &mut Turn<'_>, library: LibraryRef, slot: SlotRef, bar_code: &BarCode) -> bool {
    let place = Place::Slot(slot);
    let Some(medium) = belief::medium_at(turn, place) else { return cartridge::turned_up(turn, library, place, bar_code).1 };
    let recognised = matches!(bar_code, BarCode::Text(text) if turn.world().media[medium].bar_code.as_ref() == Some(text));
    cartridge::note_bar_code(turn, medium, bar_code);
    recognised
}

/// A cartridge could not be carried out of the port. When its slot takes nothing, another does (D-076); when the cell seems empty, the
/// others are taken in first. Else it is offered back, and the session ends with that. One that is not in the port any more, but in a grip or on
/// the floor, cannot be.
pub(crate) fn not_shelved(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession, cause: Failure) {
    work.target = None;
    let library = turn.world().ports[work.port].library;
    if matches!(work.errand, PortPurpose::InjectMedia { .. }) {
        if cause.is_of_a_place() && turn.world().free_slot(library).is_some() {
            return move_next(turn, request, work);
        }
        work.missed += 1;
        if cause == Failure::SourceEmpty && work.missed < work.seen.len() {
            work.seen.rotate_right(1);
            return move_next(turn, request, work);
        }
    }
    work.failed = Some(failure::of(cause));
    let is_gripped = cause == Failure::TransportFull && turn.task(request).is_some_and(|task| task.jammed_since.is_some());
    if is_gripped || cause == Failure::CartridgeDropped {
        work.seen.pop();
        belief::set_content(turn, work.port, !work.seen.is_empty());
    }
    if work.seen.is_empty() {
        return released(turn, request, &work);
    }
    if cause == Failure::SourceEmpty {
        // It was seen, and then it seemed not to be there.
        work.seen.clear();
    }
    offer_back(turn, request, work, InPort::NotTakenIn);
}

/// Everything that was in the port is shelved: the session goes on or ends.
fn again(turn: &mut Turn<'_>, request: RequestRef, work: PortSession) {
    let many = matches!(work.errand, PortPurpose::InjectMedia { many: true });
    if work.end.is_some() || (many && !work.found) {
        conclude(turn, request, work.end);
    } else {
        unlock(turn, request, PortSession { found: false, ..work });
    }
}

/// The port with what could not be taken in is unlocked; the session is over.
pub(crate) fn released(turn: &mut Turn<'_>, request: RequestRef, work: &PortSession) {
    match work.failed {
        Some(refusal) => conclude_or_fail(turn, request, work.end, refusal),
        None => conclude(turn, request, work.end),
    }
}
