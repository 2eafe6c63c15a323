//! A door session: the doors are unlocked, people do what they came for, and they are closed again.
//!
//! Answers AccessNtmsLibraryDoor (`library-door.*`, `model.door.*`), and the cleaner calls in libraries without a port
//! (`inject-cleaner.door-fallback`, `inject-cleaner.door-no-inventory`, `eject-cleaner.door-fallback`). Nothing else
//! runs in the library meanwhile. A library whose door cannot be locked behaves the same towards the caller. How long a door may
//! stand open is the door's own business (`gate`).

use super::{Work, WorkEvent, belief, cleaning, ejection, ending, enter, failure, gate, hardware, inventory, operator, schedule};
use crate::id::{DoorRef, LibraryRef, RequestRef, SessionHandle};
use crate::port::hardware::{Access, Action, Element, ElementStatus, Failure, Gate, HardwareEvent, Outcome, Reach};
use crate::record::Place;
use crate::record::state::{InventoryMethod, Operation, SlotState};
use crate::refusal::{Refusal, refusals};
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::GateRef;
use crate::world::work::door_session::{Cut, DoorPurpose, DoorSession, Phase};

refusals! {
    NOBODY_CAME: NobodyCame = Timeout, ["D-028"];
    REFUSED: VisitRefused = RequestRefused, ["cancel-operator-request.notifies-application", "D-046"];
}

/// A door was closed that no session had opened: a restart cut the session off, or the door has no lock. It is locked,
/// and looked behind, as if it had been asked for (D-039).
pub(crate) fn closed_unasked(turn: &mut Turn<'_>, library: LibraryRef, number: u16) {
    if let Some(GateRef::Door(door)) = gate::find(turn.world(), library, Gate::Door(number)) {
        let errand = DoorPurpose::Access(InventoryMethod::Default);
        let work = DoorSession { opened: vec![door], phase: Phase::Closed, ..DoorSession::queued(vec![door], errand) };
        let order = schedule::QueueOrder::new(library, Operation::DoorAccess, Work::Door(work), None);
        schedule::queue(turn, schedule::QueueOrder { option: InventoryMethod::Default.number(), ..order });
    }
}

pub(crate) fn has_open_door(world: &World, library: LibraryRef) -> bool {
    world.parts(library).doors.iter().any(|door| gate::is_open(world, GateRef::Door(*door)))
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, mut work: DoorSession) {
    for door in &work.doors {
        gate::hold(turn, GateRef::Door(*door), request);
    }
    if work.phase == Phase::Closed {
        return lock(turn, request, work);
    }
    let library = turn.world().requests[request].library;
    if work.errand == DoorPurpose::EjectCleaner
        && let Some(refusal) = cleaning::has_none_to_eject(turn.world(), library)
    {
        return ending::fail(turn, request, refusal);
    }
    if let DoorPurpose::InjectCleaner(uses) = work.errand {
        if let Some(refusal) = cleaning::has_no_place(turn.world(), library) {
            return ending::fail(turn, request, refusal);
        }
        cleaning::visit_begins(turn, request, uses);
        let slot = turn.world().libraries[library].cleaner_slot.map_or(0, |slot| turn.world().slots[slot].number);
        let session = turn.task(request).and_then(|task| task.session);
        let asked = operator::ask_for_cleaner(turn, library, &format!("{} {slot}.", operator::CLEANER_INTO_SLOT), session);
        turn.with_task(request, |task| task.asked = Some(asked));
    }
    work.found_open = note_open(turn.world(), &mut work);
    set_next(turn, request, work, Phase::Unlocking);
}

pub(crate) fn advance(turn: &mut Turn<'_>, request: RequestRef, mut work: DoorSession, progress: WorkEvent) {
    let event = if let WorkEvent::Sensed(event) = &progress { Some(event) } else { None };
    if let Some(HardwareEvent::DoorOpened(number)) = event
        && let Some(GateRef::Door(door)) = gate::find(turn.world(), turn.world().requests[request].library, Gate::Door(*number))
    {
        work.note_opened(door);
        return match work.phase {
            // Somebody came, or was quicker than the lock.
            Phase::Waiting | Phase::Locking => open(turn, request, work),
            Phase::Queued | Phase::Closed | Phase::Unlocking | Phase::Open | Phase::Looking => enter(turn, request, Work::Door(work)),
        };
    }
    match (work.phase, progress) {
        (Phase::Unlocking, WorkEvent::Done(_)) => set_next(turn, request, work, Phase::Unlocking),
        (Phase::Waiting, WorkEvent::Expired) => lock(turn, request, DoorSession { cut: Some(Cut::Unused), ..work }),
        (Phase::Open, WorkEvent::Sensed(HardwareEvent::DoorClosed(_))) => wait(turn, request, work),
        (Phase::Locking, WorkEvent::Done(_)) => set_next(turn, request, work, Phase::Locking),
        // The lock met an open door: the door is open again.
        (Phase::Locking, WorkEvent::Failed(Failure::DoorOpen)) => {
            note_open(turn.world(), &mut work);
            open(turn, request, work);
        }
        // What was told to a door before somebody opened it has come to its end.
        (Phase::Open, WorkEvent::Done(_) | WorkEvent::Failed(Failure::DoorOpen)) => {}
        (Phase::Looking, WorkEvent::Done(Outcome::Elements(elements))) => looked(turn, request, work, &elements),
        (_, WorkEvent::Failed(cause)) => {
            operator::wait_is_over(turn, request);
            ending::fail_with(turn, request, cause);
        }
        (
            Phase::Queued | Phase::Closed | Phase::Unlocking | Phase::Waiting | Phase::Open | Phase::Locking | Phase::Looking,
            WorkEvent::Done(_) | WorkEvent::Sensed(_) | WorkEvent::Expired,
        ) => {}
    }
}

/// Notes the doors that stand open; whether there is one.
fn note_open(world: &World, work: &mut DoorSession) -> bool {
    let open: Vec<DoorRef> = work.doors.iter().copied().filter(|door| gate::is_open(world, GateRef::Door(*door))).collect();
    for door in &open {
        work.note_opened(*door);
    }
    !open.is_empty()
}

/// Unlocks or locks the next door, or goes on when all are.
fn set_next(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession, phase: Phase) {
    let Some(door) = work.doors.get(work.through).copied() else {
        return if phase == Phase::Unlocking { wait(turn, request, work) } else { closed(turn, request, work) };
    };
    let access = if phase == Phase::Unlocking { Access::Unlock } else { Access::Lock };
    let number = turn.world().doors[door].number;
    let through = work.through + 1;
    to_phase(turn, request, DoorSession { through, ..work }, phase);
    hardware::send(turn, request, Action::SetAccess(Gate::Door(number), access));
}

/// Looks how the doors stand. As long as one is open, people are at work; when those that were opened are closed, they are done; and else they
/// have a while to come.
fn wait(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession) {
    let is_any_open = work.doors.iter().any(|door| gate::is_open(turn.world(), GateRef::Door(*door)));
    if is_any_open {
        open(turn, request, work);
    } else if !work.opened.is_empty() || work.cut.is_some() {
        lock(turn, request, work);
    } else {
        to_phase(turn, request, work, Phase::Waiting);
        let until = turn.now + turn.config.patience.door_unopened;
        turn.with_task(request, |task| task.deadline = Some(until));
    }
}

fn open(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession) {
    to_phase(turn, request, work, Phase::Open);
    turn.with_task(request, |task| task.deadline = None);
}

/// Ends a session that waits for people: the doors are locked as soon as they are closed.
pub(crate) fn cut(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession, cut: Cut) {
    let work = DoorSession { cut: Some(cut), ..work };
    match work.phase {
        Phase::Waiting => lock(turn, request, work),
        Phase::Queued | Phase::Closed | Phase::Unlocking | Phase::Open | Phase::Locking | Phase::Looking => {
            enter(turn, request, Work::Door(work));
        }
    }
}

fn lock(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession) {
    set_next(turn, request, DoorSession { through: 0, ..work }, Phase::Locking);
}

/// The doors are closed and locked: what they were opened for is looked after.
fn closed(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession) {
    let library = turn.world().requests[request].library;
    match work.errand {
        _ if work.cut.is_some() && work.opened.is_empty() => finish(turn, request, &work, None),
        DoorPurpose::Access(method) => {
            let session = turn.task(request).and_then(|task| task.session);
            finish(turn, request, &work, None);
            look_behind(turn, library, &work, method, session);
        }
        DoorPurpose::InjectCleaner(_) | DoorPurpose::EjectCleaner => {
            let Some(slot) = turn.world().libraries[library].cleaner_slot else {
                return finish(turn, request, &work, Some(&cleaning::NO_SLOT));
            };
            let element = Element::Slot(turn.world().slots[slot].number);
            to_phase(turn, request, work, Phase::Looking);
            hardware::send(turn, request, Action::ReadElements(vec![element]));
        }
    }
}

/// Queues the inventory that follows: one for all that people got at, or one for each part of it (D-053).
fn look_behind(turn: &mut Turn<'_>, library: LibraryRef, work: &DoorSession, method: InventoryMethod, session: Option<SessionHandle>) {
    let is_any_open = has_open_door(turn.world(), library);
    let method = inventory::due(turn, library, method, is_any_open);
    if method == InventoryMethod::None {
        // A failed label check will start an inventory.
        return inventory::set_unlooked(turn, library, true);
    }
    let mut reaches: Vec<Reach> = work.opened.iter().map(|door| turn.world().doors[*door].reach).collect();
    if reaches.contains(&Reach::Everything) || inventory::looks_at_everything(turn, library, method) {
        reaches = vec![Reach::Everything];
    }
    for reach in reaches {
        inventory::queue_behind(turn, library, reach, method, session);
    }
}

/// The library has looked into the cleaner slot.
fn looked(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession, elements: &[ElementStatus]) {
    let library = turn.world().requests[request].library;
    let slot = turn.world().libraries[library].cleaner_slot;
    let (Some(slot), Some(status)) = (slot, elements.first()) else { return finish(turn, request, &work, Some(&cleaning::NO_SLOT)) };
    if !status.accessible {
        // What people have done there, nobody sees.
        inventory::out_of_reach(turn, library, slot);
        return finish(turn, request, &work, Some(failure::of(Failure::SlotNotInstalled)));
    }
    inventory::set_slot(turn, slot, if status.full { SlotState::Full } else { SlotState::Empty });
    let standing = belief::medium_at(turn, Place::Slot(slot));
    let is_exchanged = standing.is_some_and(|medium| !ejection::is_same(turn.world(), medium, &status.bar_code));
    let missed = match work.errand {
        DoorPurpose::InjectCleaner(_) if !status.full => {
            // What came back there while people were on their way, they have taken out.
            standing.into_iter().for_each(|other| ejection::gone(turn, other));
            Some(&cleaning::SLOT_STILL_EMPTY)
        }
        DoorPurpose::InjectCleaner(uses) => cleaning::put_there(turn, library, slot, uses, &status.bar_code),
        // People have taken it out, and put something else there: an inventory finds out what.
        DoorPurpose::EjectCleaner if status.full && is_exchanged => {
            cleaning::cleaner_left(turn, library);
            inventory::set_slot(turn, slot, SlotState::NeedsInventory);
            inventory::queue_again(turn, library);
            None
        }
        // One that a failed cleaning has left in a drive is not in its slot, and has not been taken out either.
        DoorPurpose::EjectCleaner if status.full || cleaning::is_in_a_drive(turn.world(), library) => {
            if status.full && standing.is_none() {
                // People have put something there instead: an inventory finds out what.
                inventory::set_slot(turn, slot, SlotState::NeedsInventory);
                inventory::queue_again(turn, library);
            }
            Some(&cleaning::STILL_THERE)
        }
        DoorPurpose::EjectCleaner => {
            cleaning::cleaner_left(turn, library);
            None
        }
        DoorPurpose::Access(_) => None,
    };
    finish(turn, request, &work, missed);
    if work.found_open {
        // Somebody was there before, and for something else.
        look_behind(turn, library, &work, InventoryMethod::Default, None);
    }
}

/// A session is over. If it was broken off after people had opened a door, the library looks all the same (D-070): now, or when the door is
/// closed.
pub(crate) fn ended(turn: &mut Turn<'_>, request: RequestRef, library: LibraryRef, work: &DoorSession, session: Option<SessionHandle>) {
    if work.opened.is_empty() {
        // Nobody has put a cleaner in.
        cleaning::visit_is_over(turn, request);
    }
    if work.opened.is_empty() || work.seen_to {
        return;
    }
    let method = inventory::owed_after(turn, library, &work.errand);
    if has_open_door(turn.world(), library) {
        inventory::owe(turn, library, method);
        inventory::set_unlooked(turn, library, true);
    } else {
        look_behind(turn, library, work, method, session);
    }
}

/// Ends a session the way it was cut short, or else with what was missed, if anything was.
fn finish(turn: &mut Turn<'_>, request: RequestRef, work: &DoorSession, missed: Option<&'static Refusal>) {
    operator::wait_is_over(turn, request);
    cleaning::visit_is_over(turn, request);
    enter(turn, request, Work::Door(DoorSession { seen_to: true, ..work.clone() }));
    match (work.cut, missed) {
        (Some(Cut::Stopped), _) => ending::stop(turn, request),
        (Some(Cut::Cancelled), _) => ending::cancel(turn, request, &failure::CANCELLED),
        (Some(Cut::Refused), _) => ending::fail(turn, request, &REFUSED),
        (Some(Cut::Unused), _) => ending::fail(turn, request, &NOBODY_CAME),
        (None, Some(missed)) => ending::fail(turn, request, missed),
        (None, None) => ending::pass(turn, request),
    }
}

fn to_phase(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession, phase: Phase) {
    enter(turn, request, Work::Door(DoorSession { phase, ..work }));
}
