//! A door session: the door is unlocked, people do what they came for, and it is closed again.
//!
//! Answers AccessNtmsLibraryDoor (`library-door.*`, `model.door.*`), and the cleaner calls in libraries without a port
//! (`inject-cleaner.door-fallback`, `inject-cleaner.door-no-inventory`, `eject-cleaner.door-fallback`). Nothing else
//! runs in the library meanwhile. A library whose door cannot be locked behaves the same towards the caller.

use super::{Progress, Work, cleaning, ending, enter, failure, hardware, inventory, operator, phases, schedule};
use crate::id::{DoorRef, LibraryRef, RequestRef};
use crate::port::hardware::{Access, Action, Element, ElementStatus, Failure, Gate, HardwareEvent, Outcome};
use crate::record::state::{InventoryMethod, Operation, SlotState};
use crate::refusal::{Refusal, refusals};
use crate::time::Millis;
use crate::turn::Turn;
use crate::world::World;

refusals! {
    NOBODY_CAME: NobodyCame = Timeout, ["model.door.open-time"];
}

phases! {
    /// How far a door session is.
    Phase {
        /// Not started.
        Queued = "queued",
        /// Not started; people have closed the door already.
        Closed = "closed",
        /// The door is being unlocked.
        Unlocking = "unlocking",
        /// The door is unlocked and nobody has opened it.
        Waiting = "waiting",
        /// The door is open.
        Open = "open",
        /// The door has been open too long and the operator has been asked to close it.
        Overdue = "overdue",
        /// The door is being locked.
        Locking = "locking",
        /// The cleaner slot is looked at.
        Looking = "looking",
    }
}

/// What the door is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Errand {
    /// Whatever people want; an inventory of this kind follows.
    Access(InventoryMethod),
    /// To put a cleaner with so many uses into the reserved slot.
    InjectCleaner(u32),
    /// To take the cleaner out of the reserved slot.
    EjectCleaner,
}

/// How a session ends that did not run its course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cut {
    /// A STOP action named it.
    Stopped,
    /// It was cancelled.
    Cancelled,
    /// Nobody came.
    Unused,
}

/// An unlocked door and what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DoorSession {
    /// The door.
    pub door: DoorRef,
    /// What it is opened for.
    pub errand: Errand,
    /// How it ends before its time.
    pub cut: Option<Cut>,
    /// Whether anybody has opened it: then nobody knows what is behind it until the library has looked.
    pub opened: bool,
    /// How far it is.
    pub phase: Phase,
}

impl DoorSession {
    /// A session that waits for its turn.
    #[must_use]
    pub const fn queued(door: DoorRef, errand: Errand) -> Self {
        Self { door, errand, cut: None, opened: false, phase: Phase::Queued }
    }
}

/// The session that runs for this door of a library.
pub(crate) fn of(world: &World, library: LibraryRef, number: u16) -> Option<RequestRef> {
    let holder = world.live.shared.get(library).exclusive?;
    let is_of_door = |work: &Work| matches!(work, Work::Door(work) if world.doors[work.door].number == number);
    world.live.tasks.get(holder).as_ref().filter(|task| is_of_door(&task.work)).map(|_| holder)
}

/// A door was closed that no session had opened: a restart cut the session off, or the door has no lock. It is locked,
/// and looked behind, as if it had been asked for (D-039).
pub(crate) fn closed_unasked(turn: &mut Turn<'_>, library: LibraryRef, number: u16) {
    let door = turn.world().parts(library).doors.iter().copied().find(|door| turn.world().doors[*door].number == number);
    if let Some(door) = door {
        let errand = Errand::Access(InventoryMethod::Default);
        let work = Work::Door(DoorSession { opened: true, phase: Phase::Closed, ..DoorSession::queued(door, errand) });
        schedule::queue(turn, schedule::Order::new(library, Operation::DoorAccess, work, None));
    }
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession) {
    if work.phase == Phase::Closed {
        return lock(turn, request, work);
    }
    let number = turn.world().doors[work.door].number;
    if matches!(work.errand, Errand::InjectCleaner(_)) {
        let library = turn.world().doors[work.door].library;
        if turn.world().cleaner_of(library).is_some() {
            // It was put there since the call was admitted.
            return ending::fail(turn, request, &cleaning::SLOT_TAKEN);
        }
        let slot = turn.world().libraries[library].cleaner_slot.map_or(0, |slot| turn.world().slots[slot].number);
        let asked = operator::ask_for_cleaner(turn, library, &format!("Open the door and put the cleaner into slot {slot}."));
        turn.with_task(request, |task| task.asked = Some(asked));
    }
    to_phase(turn, request, work, Phase::Unlocking);
    hardware::send(turn, request, Action::SetAccess(Gate::Door(number), Access::Unlock));
}

pub(crate) fn advance(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession, progress: Progress) {
    match (work.phase, progress) {
        (Phase::Unlocking, Progress::Done(_)) => {
            to_phase(turn, request, work, Phase::Waiting);
            let until = turn.now + turn.config.patience.door_unopened;
            turn.with_task(request, |task| task.deadline = Some(until));
        }
        (Phase::Waiting | Phase::Unlocking, Progress::Sensed(HardwareEvent::DoorOpened(_))) => opened(turn, request, work),
        (Phase::Waiting, Progress::Expired) => lock(turn, request, DoorSession { cut: Some(Cut::Unused), ..work }),
        (Phase::Open, Progress::Expired) => {
            operator::ask_to_close(turn, work.door);
            to_phase(turn, request, work, Phase::Overdue);
        }
        (Phase::Open | Phase::Overdue, Progress::Sensed(HardwareEvent::DoorClosed(_))) => {
            if work.phase == Phase::Overdue {
                let asked = operator::ask_to_close(turn, work.door);
                operator::tell_done(turn, asked);
            }
            lock(turn, request, work);
        }
        (Phase::Locking, Progress::Done(_)) => closed(turn, request, work),
        // Somebody was quicker than the lock, or the lock met an open door: the door is open again.
        (Phase::Locking, Progress::Sensed(HardwareEvent::DoorOpened(_)) | Progress::Failed(Failure::DoorOpen)) => {
            opened(turn, request, work)
        }
        (Phase::Open, Progress::Done(_) | Progress::Failed(Failure::DoorOpen)) => opened(turn, request, work),
        (Phase::Overdue, Progress::Failed(Failure::DoorOpen)) => {}
        (Phase::Looking, Progress::Done(Outcome::Elements(elements))) => looked(turn, request, work, &elements),
        (_, Progress::Failed(cause)) => {
            operator::wait_is_over(turn, request);
            ending::fail_with(turn, request, cause);
        }
        (
            Phase::Queued
            | Phase::Closed
            | Phase::Unlocking
            | Phase::Waiting
            | Phase::Open
            | Phase::Overdue
            | Phase::Locking
            | Phase::Looking,
            Progress::Done(_) | Progress::Sensed(_) | Progress::Expired,
        ) => {}
    }
}

/// Ends a session that waits for people: the door is locked as soon as it is closed.
pub(crate) fn cut(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession, cut: Cut) {
    let work = DoorSession { cut: Some(cut), ..work };
    match work.phase {
        Phase::Waiting => lock(turn, request, work),
        Phase::Queued | Phase::Closed | Phase::Unlocking | Phase::Open | Phase::Overdue | Phase::Locking | Phase::Looking => {
            enter(turn, request, Work::Door(work));
        }
    }
}

/// The door is open: the time it may stand open begins (`library-door.maxopensecs-zero`). Whoever opens it while it is being locked
/// because nobody came has come after all.
fn opened(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession) {
    let work = DoorSession { opened: true, cut: work.cut.filter(|cut| *cut != Cut::Unused), ..work };
    let limit_s = turn.world().doors[work.door].max_open_s;
    if limit_s == 0 {
        operator::ask_to_close(turn, work.door);
        to_phase(turn, request, work, Phase::Overdue);
        turn.with_task(request, |task| task.deadline = None);
    } else {
        to_phase(turn, request, work, Phase::Open);
        let until = turn.now + Millis::from_secs(u64::from(limit_s));
        turn.with_task(request, |task| task.deadline = Some(until));
    }
}

fn lock(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession) {
    let number = turn.world().doors[work.door].number;
    to_phase(turn, request, work, Phase::Locking);
    hardware::send(turn, request, Action::SetAccess(Gate::Door(number), Access::Lock));
}

/// The door is closed and locked: what it was opened for is looked after.
fn closed(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession) {
    let (library, reach) = (turn.world().doors[work.door].library, turn.world().doors[work.door].reach);
    match work.errand {
        _ if work.cut.is_some() && !work.opened => finish(turn, request, work, None),
        Errand::Access(method) => {
            let session = turn.task(request).and_then(|task| task.session);
            let method = inventory::resolve(turn, library, method);
            finish(turn, request, work, None);
            if method == InventoryMethod::None {
                // A failed label check will start an inventory.
                inventory::set_unlooked(turn, library, true);
            } else {
                inventory::queue_behind(turn, library, reach, method, session);
            }
        }
        Errand::InjectCleaner(_) | Errand::EjectCleaner => {
            let Some(slot) = turn.world().libraries[library].cleaner_slot else {
                return finish(turn, request, work, Some(&cleaning::NO_SLOT));
            };
            let element = Element::Slot(turn.world().slots[slot].number);
            to_phase(turn, request, work, Phase::Looking);
            hardware::send(turn, request, Action::ReadElements(vec![element]));
        }
    }
}

/// The library has looked into the cleaner slot.
fn looked(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession, elements: &[ElementStatus]) {
    let library = turn.world().doors[work.door].library;
    let slot = turn.world().libraries[library].cleaner_slot;
    let (Some(slot), Some(status)) = (slot, elements.first()) else { return finish(turn, request, work, Some(&cleaning::NO_SLOT)) };
    if !status.accessible {
        // What people have done there, nobody sees.
        inventory::out_of_reach(turn, library, slot);
        return finish(turn, request, work, Some(failure::of(Failure::SlotNotInstalled)));
    }
    inventory::set_slot(turn, slot, if status.full { SlotState::Full } else { SlotState::Empty });
    let missed = match work.errand {
        Errand::InjectCleaner(_) if !status.full => Some(&cleaning::SLOT_STILL_EMPTY),
        Errand::InjectCleaner(uses) => {
            cleaning::arrived(turn, library, slot, uses, &status.bar_code);
            None
        }
        // One that a failed cleaning has left in a drive is not in its slot, and has not been taken out either.
        Errand::EjectCleaner if status.full || cleaning::is_in_a_drive(turn.world(), library) => Some(&cleaning::STILL_THERE),
        Errand::EjectCleaner => {
            cleaning::cleaner_left(turn, library);
            None
        }
        Errand::Access(_) => None,
    };
    finish(turn, request, work, missed);
}

/// Ends a session the way it was cut short, or else with what was missed, if anything was.
fn finish(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession, missed: Option<&'static Refusal>) {
    operator::wait_is_over(turn, request);
    match (work.cut, missed) {
        (Some(Cut::Stopped), _) => ending::stop(turn, request),
        (Some(Cut::Cancelled), _) => ending::cancel(turn, request, &failure::CANCELLED),
        (Some(Cut::Unused), _) => ending::fail(turn, request, &NOBODY_CAME),
        (None, Some(missed)) => ending::fail(turn, request, missed),
        (None, None) => ending::pass(turn, request),
    }
}

fn to_phase(turn: &mut Turn<'_>, request: RequestRef, work: DoorSession, phase: Phase) {
    enter(turn, request, Work::Door(DoorSession { phase, ..work }));
}
