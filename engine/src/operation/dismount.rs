//! Dismount: a medium leaves its drive at once, or stays in it until a request needs the drive.
//!
//! Answers DismountNtmsMedia (`dismount-media.*`) and machine `drive`. A dismount that cannot be started because
//! another operation holds the library or the drive gives up after `Patience::resource`
//! (`DismountNtmsMedia/ERROR_TIMEOUT`, D-014).

use super::{Readiness, Work, WorkEvent, belief, drives, ending, enter, hardware, hold_drive, mount, schedule};
use crate::change::{Change, DriveField, ObjectRef};
use crate::id::{DriveRef, MediumRef, RequestRef};
use crate::port::hardware::{Action, Element, Failure, Outcome};
use crate::record::state::{DriveState, LibraryKind, MediaState, ObjectKind, Operation, SlotState};
use crate::record::{Place, Subject};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::{DriveUse, LiveChange};
use crate::world::queue::{OPTION_DEFERRED, OPTION_IMMEDIATE};
use crate::world::task::Carry;
use crate::world::work::dismount::{Dismount, Phase};

refusals! {
    RESOURCE_WAIT_EXPIRED: ResourceWaitExpired = Timeout, ["DismountNtmsMedia/ERROR_TIMEOUT", "D-014"];
    NOT_IN_A_DRIVE: NotInADrive = InvalidState, ["DismountNtmsMedia/ERROR_INVALID_STATE"];
    NO_SLOT_FOR_MEDIUM: NoSlotForMedium = DeviceNotAvailable, ["DismountNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE"];
}

/// Queues the dismount of a medium that nobody uses any more, because its drive is needed, perhaps for the next medium.
pub(crate) fn evict(turn: &mut Turn<'_>, drive: DriveRef, next: Option<MediumRef>) {
    let Some(medium) = turn.world().medium_in(drive) else { return };
    let Some(named) = turn.world().guid(ObjectRef::Medium(medium)) else { return };
    queue(turn, Dismount { medium, deferred: false, named, named_kind: ObjectKind::Medium, next, phase: Phase::Queued }, None);
}

/// Queues a dismount.
pub(crate) fn queue(turn: &mut Turn<'_>, work: Dismount, session: Option<crate::id::SessionHandle>) {
    let medium = &turn.world().media[work.medium];
    let (library, place) = (medium.library, medium.place);
    let drive = match place {
        Place::Drive(drive) => turn.world().guid(ObjectRef::Drive(drive)),
        Place::Slot(_) | Place::Port(..) | Place::Transport | Place::Offline => None,
    };
    let side = match place {
        Place::Drive(drive) => turn.world().drives[drive].side.and_then(|side| turn.world().guid(ObjectRef::Side(side))),
        Place::Slot(_) | Place::Port(..) | Place::Transport | Place::Offline => None,
    };
    let subject = Subject { side, drive, ..turn.world().subject_of(work.medium) };
    let option = if work.deferred { OPTION_DEFERRED } else { OPTION_IMMEDIATE };
    let order =
        schedule::QueueOrder { option, subject, ..schedule::QueueOrder::new(library, Operation::Dismount, Work::Dismount(work), session) };
    let request = schedule::queue(turn, order);
    let patience = turn.now + turn.config.patience.resource;
    turn.with_task(request, |task| task.deadline = Some(patience));
}

/// Whether a medium is being carried away, or will be.
pub(crate) fn is_leaving(world: &World, medium: MediumRef) -> bool {
    world.at_work.is_leaving(medium)
}

/// A request that has the drive of a medium has the medium too, so only the medium is looked at.
pub(crate) fn readiness(world: &World, work: &Dismount) -> Readiness {
    if world.live.media.get(work.medium).is_none() { Readiness::Ready } else { Readiness::Taken(None) }
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, work: Dismount) {
    let Some(drive) = drive_of(turn.world(), work.medium) else {
        return ending::fail(turn, request, &NOT_IN_A_DRIVE);
    };
    // Since it was queued the medium may have been seen in another.
    mount::note_drive(turn, request, drive);
    take_drive(turn, drive, request);
    if work.deferred {
        release(turn, drive, work.medium);
        return ending::pass(turn, request);
    }
    let number = turn.world().drives[drive].number;
    if turn.world().drives[drive].state == DriveState::Unloaded {
        return advance(turn, request, Dismount { phase: Phase::Unloading, ..work }, WorkEvent::Done(Outcome::Done));
    }
    enter(turn, request, Work::Dismount(Dismount { phase: Phase::Unloading, ..work }));
    hardware::send(turn, request, Action::Unload(number));
}

/// Takes a drive for work that empties it: from here on it is nobody's (`dismount-media.releases-drive`).
pub(crate) fn take_drive(turn: &mut Turn<'_>, drive: DriveRef, request: RequestRef) {
    let user = *turn.world().live.drives.get(drive);
    turn.live(LiveChange::Drive(drive, DriveUse { request: Some(request), session: None, ..user }));
}

pub(crate) fn advance(turn: &mut Turn<'_>, request: RequestRef, work: Dismount, progress: WorkEvent) {
    match (work.phase, progress) {
        (Phase::Unloading, WorkEvent::Done(_)) => {
            let Some(drive) = drive_of(turn.world(), work.medium) else { return ending::fail(turn, request, &NOT_IN_A_DRIVE) };
            let library = turn.world().media[work.medium].library;
            if turn.world().libraries[library].kind == LibraryKind::Standalone {
                // Nobody but a person can carry it away (`model.dismount.standalone`).
                release(turn, drive, work.medium);
                return ending::pass(turn, request);
            }
            let to = shelf(turn.world(), work.medium);
            if let Some((to, (next, carry))) = to.zip(exchanged_for(turn.world(), drive, &work)) {
                enter(turn, request, Work::Dismount(Dismount { phase: Phase::Exchanging, ..work }));
                schedule::hold_medium(turn, next, request);
                return hardware::set_out(turn, request, Carry { onward: Some(to), ..carry });
            }
            match to {
                Some(to) => carry_to(turn, request, work, drive, to),
                None => ending::fail(turn, request, &NO_SLOT_FOR_MEDIUM),
            }
        }
        (Phase::Shelving | Phase::Exchanging, WorkEvent::Done(_)) => {
            let library = turn.world().requests[request].library;
            belief::exchange_is(turn, library, false);
            ending::pass(turn, request);
        }
        (Phase::Shelving, WorkEvent::Failed(failure)) => {
            match (drive_of(turn.world(), work.medium), another_shelf(turn.world(), work.medium, failure)) {
                (Some(drive), Some(to)) => carry_to(turn, request, work, drive, to),
                _ => ending::fail_with(turn, request, failure),
            }
        }
        (_, WorkEvent::Failed(failure)) => ending::fail_with(turn, request, failure),
        (
            Phase::Queued | Phase::Unloading | Phase::Shelving | Phase::Exchanging,
            WorkEvent::Sensed(_) | WorkEvent::Expired | WorkEvent::Done(_),
        ) => {}
    }
}

/// The next medium of the drive, and the way it comes into it, if it can come by the same move: the library exchanges, the
/// medium still waits in its slot, nobody else has it, and it needs no side turned up (D-055). Where an exchange has just gone wrong
/// the medium is carried away alone (D-120).
fn exchanged_for(world: &World, drive: DriveRef, work: &Dismount) -> Option<(MediumRef, Carry)> {
    let library = world.drives[drive].library;
    let next = work.next.filter(|_| world.libraries[library].exchanges && !world.live.shared.get(library).is_exchange_spoiled)?;
    let place @ Place::Slot(slot) = world.media.get(next)?.place else { return None };
    let is_free = world.live.media.get(next).is_none() && world.slots[slot].state == SlotState::Full && world.sides_of(next).len() == 1;
    let wants = |work: &Work| matches!(work, Work::Mount(mount) if mount.wanted.is_none_or(|wanted| wanted == drive));
    let is_waited_for = world.work_about(next).any(|(_, task)| !task.running && wants(&task.work));
    let carry = Carry { from: world.element(place)?, to: world.element(Place::Drive(drive))?, side: 1, onward: None };
    // The mount that waits has asked for a drive that it may have.
    (is_free && is_waited_for && drives::is_in_service(world, drive)).then_some((next, carry))
}

/// Leaves a medium in its drive for the next mount of it, or until the drive is needed.
pub(crate) fn release(turn: &mut Turn<'_>, drive: DriveRef, medium: MediumRef) {
    belief::set_drive(turn, drive, DriveState::Dismountable);
    schedule::set_medium_state(turn, medium, MediaState::Unloaded);
    hold_drive(turn, drive, None);
}

/// Leaves a medium in its drive that nobody has dismounted, and nobody wants: it goes as soon as the drive is needed (D-036).
pub(crate) fn abandon(turn: &mut Turn<'_>, drive: DriveRef, medium: MediumRef) {
    release(turn, drive, medium);
    turn.change(Change::Drive(drive, DriveField::DismountableSince(None)));
}

fn carry_to(turn: &mut Turn<'_>, request: RequestRef, work: Dismount, drive: DriveRef, to: Element) {
    let from = Element::Drive(turn.world().drives[drive].number);
    enter(turn, request, Work::Dismount(Dismount { phase: Phase::Shelving, ..work }));
    hardware::carry(turn, request, from, to, 1);
}

/// The element for a medium whose slot turned out to take nothing: the next slot that is believed to be empty (D-076). The one that
/// failed is in doubt by now, so that each is tried once.
pub(crate) fn another_shelf(world: &World, medium: MediumRef, failure: Failure) -> Option<Element> {
    let slot = world.slot_for(medium).filter(|slot| failure.is_of_a_place() && world.slots[*slot].state == SlotState::Empty)?;
    world.element(Place::Slot(slot))
}

/// The element a medium should be carried to.
pub(crate) fn shelf(world: &World, medium: MediumRef) -> Option<Element> {
    world.element(Place::Slot(world.slot_for(medium)?))
}

/// The drive a medium is in.
pub(crate) fn drive_of(world: &World, medium: MediumRef) -> Option<DriveRef> {
    match world.media.get(medium)?.place {
        Place::Drive(drive) => Some(drive),
        Place::Slot(_) | Place::Port(..) | Place::Transport | Place::Offline => None,
    }
}
