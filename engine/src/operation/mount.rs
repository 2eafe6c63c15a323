//! Mount: a side is brought into a drive, loaded, and its label compared with the database.
//!
//! Answers MountNtmsMedia (`mount-media.*`, `model.mount.*`). A medium that is still in a drive nobody uses is
//! simply taken over; people are asked for one that is offline; one that turns out to be another is put back, and an
//! inventory follows (`model.inventory.autorecovery`, `library-door.none-still-inventories-on-bad-label`).

use std::sync::Arc;

use super::drives::Offers;
use super::{Readiness, Work, WorkEvent, belief, dismount, drives, ending, enter, failure, hardware, hold_drive, inventory, operator};
use crate::agenda::{Lane, MountWish};
use crate::change::{Change, DriveField, ObjectRef, RequestField, SideField};
use crate::id::{DriveRef, Guid, LibraryRef, MediumRef, RequestRef, SessionHandle, SideRef};
use crate::port::hardware::{Action, Blame, Element, Failure, Label, Outcome};
use crate::record::state::{DriveState, LibraryKind, MediaState, SlotState};
use crate::record::{Drive, Place, Subject};
use crate::refusal::{Refusal, refusals};
use crate::status::Status;
use crate::time::Instant;
use crate::turn::Turn;
use crate::world::World;
use crate::world::find::is_unanswered;
use crate::world::live::{AwaitedMount, DriveUse, LiveChange};
use crate::world::suitable::Suitable;
use crate::world::task::Task;
use crate::world::work::mount::{Mount, Phase};

refusals! {
    REFUSED_BY_OPERATOR: RefusedByOperator = RequestRefused, ["MountNtmsMedia/ERROR_REQUEST_REFUSED", "mount-media.refused-by-operator"];
    LABEL_MISMATCH: LabelMismatch = InvalidState, ["MountNtmsMedia/ERROR_INVALID_STATE", "mount-media.label-verified", "D-026"];
    DEVICE_UNFORESEEN: DeviceUnforeseen = InvalidState, ["MountNtmsMedia/ERROR_INVALID_STATE", "D-027"];
    SLOT_NOT_INSTALLED: SlotNotInstalled = ResourceNotAvailable, ["MountNtmsMedia/ERROR_RESOURCE_NOT_AVAILABLE"];
    WENT_OFFLINE: WentOffline = MediaOffline, ["MountNtmsMedia/ERROR_MEDIA_OFFLINE", "mount-media.error-offline"];
    SWITCHED_OFF: SwitchedOff = ResourceDisabled, ["MountNtmsMedia/ERROR_RESOURCE_DISABLED"];
    NO_ROBOT: NoRobot = DriveMediaMismatch, ["MountNtmsMedia/ERROR_DRIVE_MEDIA_MISMATCH"];
    TAKEN_MEANWHILE: TakenMeanwhile = Busy, ["MountNtmsMedia/ERROR_BUSY", "mount-media.error-not-available"];
    GONE_AGAIN: GoneAgain = InvalidState, ["MountNtmsMedia/ERROR_INVALID_STATE", "D-060"];
    OTHER_MOUNT_FAILED: OtherMountFailed = Cancelled, ["model.mount.all-or-none"];
}

/// The statuses that MountNtmsMedia answers; conformance/tests/refusals.rs holds them against its refusals.
pub const ANSWERS: [Status; 19] = [
    Status::AccessDenied,
    Status::Busy,
    Status::Cancelled,
    Status::DatabaseFailure,
    Status::DatabaseFull,
    Status::DriveMediaMismatch,
    Status::InvalidDrive,
    Status::InvalidHandle,
    Status::InvalidLibrary,
    Status::InvalidMedia,
    Status::InvalidParameter,
    Status::InvalidState,
    Status::MediaOffline,
    Status::NotEnoughMemory,
    Status::RequestRefused,
    Status::ResourceDisabled,
    Status::ResourceNotAvailable,
    Status::Timeout,
    Status::WriteProtect,
];

/// What a failed mount answers: the refusal itself if the function documents its status, else that something
/// unforeseen happened to the device (the request keeps the exact error).
pub(crate) fn as_answer(refusal: &'static Refusal) -> &'static Refusal {
    if ANSWERS.contains(&refusal.status) { refusal } else { &DEVICE_UNFORESEEN }
}

/// Takes back the mounts of a call that has failed or given up: what has not been mounted is withdrawn, what has been
/// is left in its drive for the next mount.
pub(crate) fn unwind(turn: &mut Turn<'_>, session: SessionHandle, mounts: &[AwaitedMount], refusal: &'static Refusal) {
    for mount in mounts {
        match mount.drive.and_then(|drive| turn.world().object(drive)) {
            Some(ObjectRef::Drive(drive)) => give_back(turn, session, mount, drive),
            Some(_) | None => ending::withdraw(turn, mount.request, refusal),
        }
    }
}

/// The medium of a mount, if it still is where it was mounted. It may have been dismounted since, and then the drive may be
/// somebody else's.
fn still_mounted(world: &World, session: SessionHandle, mount: &AwaitedMount, drive: DriveRef) -> Option<MediumRef> {
    let is_ours = world.live.drives.get(drive).session == Some(session);
    world.medium_in(drive).filter(|medium| is_ours && world.guid(ObjectRef::Medium(*medium)) == Some(mount.medium))
}

/// Why a call that has waited for all its media cannot have them: somebody has dismounted one that was mounted, or taken it or its drive out of
/// service, while the others were waited for (D-060, D-176).
pub(crate) fn lost_meanwhile(world: &World, session: SessionHandle, mounts: &[AwaitedMount]) -> Option<&'static Refusal> {
    mounts.iter().find_map(|mount| {
        let Some(ObjectRef::Drive(drive)) = mount.drive.and_then(|drive| world.object(drive)) else { return Some(&GONE_AGAIN) };
        match still_mounted(world, session, mount, drive) {
            Some(medium) => world.is_disabled(medium).then_some(&SWITCHED_OFF),
            None => Some(&GONE_AGAIN),
        }
    })
}

/// Gives back the drive of a mount.
fn give_back(turn: &mut Turn<'_>, session: SessionHandle, mount: &AwaitedMount, drive: DriveRef) {
    if let Some(medium) = still_mounted(turn.world(), session, mount, drive) {
        let user = *turn.world().live.drives.get(drive);
        turn.live(LiveChange::Drive(drive, DriveUse { request: None, session: None, ..user }));
        dismount::abandon(turn, drive, medium);
    }
}

pub(crate) fn readiness(world: &World, now: Instant, request: RequestRef, work: &Mount, offers: &mut Offers) -> Readiness {
    if can_only_fail(world, work) {
        // It is started so that it can fail (`disable-object.requests-fail`).
        return Readiness::Ready;
    }
    if !group_is_at_hand(world, work) || world.is_held_beside(work.medium, request) {
        return Readiness::Taken(None);
    }
    let medium = &world.media[work.medium];
    match medium.place {
        // It is started so that it can fail: nobody carries it from one drive to the other.
        Place::Drive(drive) if is_out_of_reach(world, work, drive) => Readiness::Ready,
        Place::Drive(drive) => {
            if world.live.drives.get(drive).is_in_use() {
                return Readiness::Taken(None);
            }
            let fits = is_usable_in_place(world, work, drive) || can_be_loaded_in_place(world, work, drive);
            if fits && !dismount::is_leaving(world, work.medium) { Readiness::Ready } else { drives::emptied(world, now, drive) }
        }
        Place::Port(port, _) if world.live.ports.get(port).holder.is_some() => Readiness::Taken(None),
        Place::Slot(_) | Place::Port(..) => match offers.available(world, work.library, now, &suitable(world, work)) {
            Ok(_) => Readiness::Ready,
            // It is started so that it can fail.
            Err(_) if offers.are_disabled(world, work.library, &suitable(world, work)) || lacks_drives(world, request, work) => {
                Readiness::Ready
            }
            Err(blocked) => blocked,
        },
        Place::Transport | Place::Offline => Readiness::Taken(None),
    }
}

/// Whether a medium is taken: work has it, or somebody has the drive that it is in.
pub(crate) fn is_taken(world: &World, medium: MediumRef) -> bool {
    let is_in_use = |drive: DriveRef| world.live.drives.get(drive).is_in_use();
    world.live.media.get(medium).is_some() || dismount::drive_of(world, medium).is_some_and(is_in_use)
}

/// The drive in which a medium stands already, if it can be mounted there: it needs no other.
pub(crate) fn stands_ready(world: &World, medium: MediumRef, wanted: Option<DriveRef>) -> Option<DriveRef> {
    let suits = |drive: &DriveRef| wanted.is_none_or(|wanted| wanted == *drive) && drives::is_in_service(world, *drive);
    dismount::drive_of(world, medium).filter(suits)
}

/// Whether a mount that does not wait finds its medium taken, or no drive that it can have (`mount-media.error-not-available`). It was free when the
/// call was made, and the library was busy.
pub(crate) fn finds_taken(world: &World, now: Instant, work: &Mount) -> bool {
    if work.is_patient || !is_at_hand(world, work) {
        return false;
    }
    let suitable = suitable(world, work);
    let suits = suitable.among(world, work.library);
    let can_be_had = |drive: &DriveRef| suits(*drive) && drives::can_be_had(world, now, *drive);
    let needs_none = stands_ready(world, work.medium, work.wanted).is_some();
    is_taken(world, work.medium) || !needs_none && !world.parts(work.library).drives.iter().any(can_be_had)
}

/// The drives in which a medium can be mounted: the one that is wanted, or else those that take it.
fn suitable(world: &World, work: &Mount) -> Suitable {
    work.wanted.map_or_else(|| Suitable::for_medium(world, work.medium), Suitable::This)
}

/// Whether so many drives have been taken out of service that the media of a call which waits for all of them cannot all be mounted: the call
/// itself has the others (D-165).
fn lacks_drives(world: &World, request: RequestRef, work: &Mount) -> bool {
    if world.live.tasks.get(&request).is_none_or(|task| task.call.is_none()) {
        return false;
    }
    let mine = suitable(world, work);
    let (mut wanting, mut taken) = (0, Vec::new());
    for beside in work.beside.iter().filter_map(|guid| world.object(*guid)) {
        let ObjectRef::Request(at) = beside else { continue };
        match world.live.tasks.get(&at).map(|task| &task.work) {
            Some(Work::Mount(other)) if other.drive.is_none() => wanting += usize::from(suitable(world, other) == mine),
            Some(Work::Mount(other)) => taken.extend(other.drive.map(ObjectRef::Drive)),
            Some(_) => {}
            // It is mounted, and stays so until all are.
            None => taken.extend(world.requests[at].subject.drive.and_then(|drive| world.object(drive))),
        }
    }
    let suits = mine.among(world, work.library);
    let is_left = |drive: &&DriveRef| suits(**drive) && world.drives[**drive].enabled && !taken.contains(&ObjectRef::Drive(**drive));
    world.parts(work.library).drives.iter().filter(is_left).count() < wanting
}

/// What a mount that cannot be started waits for: its medium, or, if only that is wanting, a drive.
pub(crate) fn lane(world: &World, request: RequestRef, work: &Mount) -> Lane {
    if !work.is_alone() {
        return Lane::Open;
    }
    if !is_at_hand(world, work) || world.is_held_beside(work.medium, request) {
        return Lane::Itself;
    }
    match world.media[work.medium].place {
        Place::Drive(drive) if world.live.drives.get(drive).is_in_use() => Lane::Itself,
        Place::Drive(_) => Lane::Open,
        Place::Slot(_) => Lane::Drives(suitable(world, work)),
        Place::Port(..) | Place::Transport | Place::Offline => Lane::Open,
    }
}

/// What it wants, if it is alone with that: then it hears what another hears that wants the same.
pub(crate) fn wish(world: &World, work: &Mount) -> Option<MountWish> {
    let wish = MountWish { medium: work.medium, side: work.side, drive: work.wanted };
    (work.is_alone() && is_at_hand(world, work)).then_some(wish)
}

/// A mount that waits for a medium that is not in its library sees to it that somebody is asked for it: it went offline or was
/// brought to another library while the mount waited, or people said that it was there and it is not. Returns when it has to be
/// looked at again.
pub(crate) fn remind(turn: &mut Turn<'_>, request: RequestRef, work: &Mount) -> Option<Instant> {
    let task = turn.task(request)?;
    let asked = task.asked.and_then(|at| turn.world().operator_requests.get(at)).map(|record| is_unanswered(record.state));
    if is_at_hand(turn.world(), work) || asked == Some(true) || !work.asks {
        set_ask_again(turn, request, None);
        return None;
    }
    let when = match (asked, task.ask_again) {
        // It was never asked for; or it was, people said that it was done, and that has been forgotten since.
        (None, when) => when.unwrap_or(turn.now),
        (Some(_), when) => when.unwrap_or(turn.now + operator::BELIEVED),
    };
    let again = (when > turn.now).then_some(when);
    set_ask_again(turn, request, again);
    if again.is_none() {
        operator::ask_for_medium(turn, request, work.medium, work.library);
    }
    again
}

fn set_ask_again(turn: &mut Turn<'_>, request: RequestRef, again: Option<Instant>) {
    if turn.task(request).is_some_and(|task| task.ask_again != again) {
        turn.with_task(request, |task| task.ask_again = again);
    }
}

/// Whether a mount is begun so that it can fail.
pub(crate) fn can_only_fail(world: &World, work: &Mount) -> bool {
    is_switched_off(world, work) || has_gone(world, work)
}

/// Whether its medium has gone offline, and its caller does not want people to be asked for it (`mount-media.error-offline`).
fn has_gone(world: &World, work: &Mount) -> bool {
    !work.asks && !is_at_hand(world, work)
}

/// Whether its medium, the drive that has it, or the drive it wants, has been taken out of service since it was asked for.
fn is_switched_off(world: &World, work: &Mount) -> bool {
    // Nobody need bring it where no drive could take it.
    let is_in_vain = || !is_at_hand(world, work) && drives::are_disabled(world, work.library, &suitable(world, work));
    world.is_disabled(work.medium) || work.wanted.is_some_and(|drive| !world.drives[drive].enabled) || is_in_vain()
}

/// Whether the medium is in the library that it is to be mounted in: it may be offline, or have been brought to another.
pub(crate) fn is_at_hand(world: &World, work: &Mount) -> bool {
    world.media[work.medium].library == work.library
}

/// Whether a mount waits for a medium that people have to bring into this library.
pub(crate) fn waits_for_people(world: &World, library: LibraryRef) -> bool {
    let waits = |work: &Work| matches!(work, Work::Mount(work) if work.library == library && !is_at_hand(world, work));
    world.queue(library).any(|request| world.live.tasks.get(&request).is_some_and(|task| !task.running && waits(&task.work)))
}

/// Whether every medium of the same call is in its library, whether or not the caller waits (`mount-media.all-or-nothing-offline`). One whose
/// mount is over holds back nobody.
fn group_is_at_hand(world: &World, work: &Mount) -> bool {
    let task = |request: &Guid| match world.object(*request) {
        Some(ObjectRef::Request(at)) => world.live.tasks.get(&at),
        Some(_) | None => None,
    };
    let is_missing = |task: &Arc<Task>| matches!(&task.work, Work::Mount(other) if !is_at_hand(world, other));
    is_at_hand(world, work) && !work.beside.iter().filter_map(task).any(is_missing)
}

/// Whether the medium in this drive is already as it should be.
fn is_usable_in_place(world: &World, work: &Mount, drive: DriveRef) -> bool {
    let record = &world.drives[drive];
    let loaded = match record.state {
        DriveState::Loaded => true,
        DriveState::Dismountable => record.side.is_some(),
        DriveState::Dismounted | DriveState::Mounted | DriveState::Unloaded | DriveState::BeingCleaned => false,
    };
    loaded && record.side == Some(work.side) && work.wanted.is_none_or(|wanted| wanted == drive) && drives::is_in_service(world, drive)
}

/// Whether the medium stands in a drive without a robot, and the caller wants another one, or the side that is down (D-104).
fn is_out_of_reach(world: &World, work: &Mount, drive: DriveRef) -> bool {
    let Drive { library, side, .. } = world.drives[drive];
    let is_other = work.wanted.is_some_and(|wanted| wanted != drive) || side.is_some_and(|up| up != work.side);
    world.libraries[library].kind == LibraryKind::Standalone && is_other
}

/// Whether a medium that was dismounted stands in its drive unloaded, ready to be taken: so it is where no robot takes it.
fn may_be_unloaded(world: &World, drive: DriveRef) -> bool {
    let record = &world.drives[drive];
    record.state == DriveState::Dismountable && world.libraries[record.library].kind == LibraryKind::Standalone
}

/// Whether the medium stands in this drive and only has to be loaded: put there by hand, or left by a service that is
/// gone. Which side is up is only known if there is but one.
fn can_be_loaded_in_place(world: &World, work: &Mount, drive: DriveRef) -> bool {
    let record = &world.drives[drive];
    let standing = match record.state {
        DriveState::Mounted | DriveState::Unloaded => true,
        DriveState::Loaded | DriveState::Dismountable => record.side.is_none(),
        DriveState::Dismounted | DriveState::BeingCleaned => false,
    };
    // Without a robot nobody turns it over: its label tells whether it is the side that is wanted.
    let is_as_it_is = world.sides_of(work.medium).len() == 1 || world.libraries[record.library].kind == LibraryKind::Standalone;
    standing && is_as_it_is && work.wanted.is_none_or(|wanted| wanted == drive) && drives::is_in_service(world, drive)
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, mut work: Mount) {
    if is_switched_off(turn.world(), &work) {
        return ending::fail(turn, request, &SWITCHED_OFF);
    }
    if has_gone(turn.world(), &work) {
        return ending::fail(turn, request, &WENT_OFFLINE);
    }
    match turn.world().media[work.medium].place {
        Place::Drive(drive) if is_out_of_reach(turn.world(), &work, drive) => ending::fail(turn, request, &NO_ROBOT),
        Place::Drive(drive) => {
            work.drive = Some(drive);
            hold_drive(turn, drive, Some(request));
            if is_usable_in_place(turn.world(), &work, drive) && !may_be_unloaded(turn.world(), drive) {
                enter(turn, request, Work::Mount(work.clone()));
                return mounted(turn, request, &work);
            }
            let number = turn.world().drives[drive].number;
            note_drive(turn, request, drive);
            enter(turn, request, Work::Mount(Mount { phase: Phase::Loading, ..work }));
            hardware::send(turn, request, Action::Load(number));
        }
        Place::Slot(slot) if turn.world().slots[slot].state == SlotState::NotPresent => {
            ending::fail(turn, request, &SLOT_NOT_INSTALLED);
        }
        place @ (Place::Slot(_) | Place::Port(..)) => {
            let Some(from) = turn.world().element(place) else { return };
            let world = turn.world();
            let suitable = suitable(world, &work);
            let blocked = drives::available(world, work.library, turn.now, &suitable);
            if drives::are_disabled(world, work.library, &suitable) || blocked.is_err() && lacks_drives(world, request, &work) {
                return ending::fail(turn, request, &SWITCHED_OFF);
            }
            let Ok(drive) = blocked else { return };
            work.drive = Some(drive);
            work.phase = Phase::Fetching;
            hold_drive(turn, drive, Some(request));
            note_drive(turn, request, drive);
            let to = Element::Drive(turn.world().drives[drive].number);
            let side = turn.world().sides[work.side].number;
            enter(turn, request, Work::Mount(work));
            hardware::carry(turn, request, from, to, side);
        }
        Place::Transport | Place::Offline => {}
    }
}

/// Writes the drive into the record of the request, if it is another than there.
pub(crate) fn note_drive(turn: &mut Turn<'_>, request: RequestRef, drive: DriveRef) {
    let old = turn.world().requests[request].subject;
    let subject = Subject { drive: turn.world().guid(ObjectRef::Drive(drive)), ..old };
    if subject == old {
        return;
    }
    turn.change(Change::Request(request, RequestField::Subject(subject)));
}

pub(crate) fn advance(turn: &mut Turn<'_>, request: RequestRef, work: Mount, progress: WorkEvent) {
    let Some(drive) = work.drive else { return };
    let number = turn.world().drives[drive].number;
    if matches!(work.phase, Phase::Loading | Phase::Checking) && dismount::drive_of(turn.world(), work.medium) != Some(drive) {
        // Somebody took it out of the drive.
        return ending::fail(turn, request, &DEVICE_UNFORESEEN);
    }
    match (work.phase, progress) {
        (Phase::Fetching, WorkEvent::Done(_)) => {
            enter(turn, request, Work::Mount(Mount { phase: Phase::Loading, ..work }));
            hardware::send(turn, request, Action::Load(number));
        }
        (Phase::Loading, WorkEvent::Done(_)) => {
            enter(turn, request, Work::Mount(Mount { phase: Phase::Checking, ..work }));
            hardware::send(turn, request, Action::ReadLabel(number));
        }
        (Phase::Checking, WorkEvent::Done(Outcome::Label(label))) => {
            if is_expected(turn.world().sides[work.side].label.as_ref(), &label) {
                if turn.world().sides[work.side].label.is_none() {
                    turn.change(Change::Side(work.side, SideField::Label(Some(label))));
                }
                turn.change(Change::Drive(drive, DriveField::Side(Some(work.side))));
                if turn.world().sides_of(work.medium).len() == 1 {
                    operator::labels_are_read(turn, work.medium);
                }
                mounted(turn, request, &work);
            } else {
                reject(turn, request, work, &LABEL_MISMATCH);
            }
        }
        (Phase::Checking, WorkEvent::Failed(Failure::LabelUnreadable)) => reject(turn, request, work, &LABEL_MISMATCH),
        (Phase::Loading, WorkEvent::Failed(cause)) if cause.blame() == Blame::Cartridge => reject(turn, request, work, failure::of(cause)),
        (Phase::Loading, WorkEvent::Failed(cause)) if cause.blame() != Blame::Library => {
            recover(turn, work.library);
            ending::fail(turn, request, failure::of(cause));
        }
        (Phase::Rejecting, WorkEvent::Done(_)) => {
            let to = dismount::shelf(turn.world(), work.medium);
            put_back(turn, request, work, number, to);
        }
        (Phase::Shelving, WorkEvent::Failed(cause)) if cause.is_of_a_place() => {
            let to = dismount::another_shelf(turn.world(), work.medium, cause);
            put_back(turn, request, work, number, to);
        }
        (Phase::Shelving, WorkEvent::Done(_)) => {
            if let Place::Slot(slot) = turn.world().media[work.medium].place {
                turn.change(Change::Slot(slot, SlotState::NeedsInventory));
            }
            recover(turn, work.library);
            ending::fail(turn, request, work.rejected.unwrap_or(&LABEL_MISMATCH));
        }
        (Phase::Fetching, WorkEvent::Failed(cause)) if cause.blame() != Blame::Library => {
            recover(turn, work.library);
            ending::fail_with(turn, request, cause);
        }
        (_, WorkEvent::Failed(cause)) => ending::fail_with(turn, request, cause),
        (Phase::Queued | Phase::Fetching | Phase::Loading | Phase::Checking | Phase::Rejecting | Phase::Shelving, _) => {}
    }
}

/// The wrong one is carried to a slot; without one it stays in the drive.
fn put_back(turn: &mut Turn<'_>, request: RequestRef, work: Mount, drive: u16, to: Option<Element>) {
    match to {
        Some(to) => {
            enter(turn, request, Work::Mount(Mount { phase: Phase::Shelving, ..work }));
            hardware::carry(turn, request, Element::Drive(drive), to, 1);
        }
        None => ending::fail(turn, request, work.rejected.unwrap_or(&LABEL_MISMATCH)),
    }
}

fn is_expected(recorded: Option<&Label>, read: &Label) -> bool {
    recorded.is_none_or(|recorded| recorded == read)
}

fn reject(turn: &mut Turn<'_>, request: RequestRef, work: Mount, refusal: &'static Refusal) {
    let Some(drive) = work.drive else { return };
    let number = turn.world().drives[drive].number;
    enter(turn, request, Work::Mount(Mount { phase: Phase::Rejecting, rejected: Some(refusal), ..work }));
    hardware::send(turn, request, Action::Unload(number));
}

/// A mount has failed in a way that puts the records in doubt: a full inventory sorts it out.
fn recover(turn: &mut Turn<'_>, library: LibraryRef) {
    if turn.world().libraries[library].auto_recovery || turn.world().libraries[library].unlooked {
        inventory::queue_full(turn, library);
    }
}

/// The medium is mounted and belongs to the session until it is dismounted.
fn mounted(turn: &mut Turn<'_>, request: RequestRef, work: &Mount) {
    let (Some(drive), Some(task)) = (work.drive, turn.task(request)) else { return };
    note_drive(turn, request, drive);
    if turn.world().drives[drive].state != DriveState::Loaded {
        belief::set_drive(turn, drive, DriveState::Loaded);
    }
    count(turn, drive, Some(work.side));
    super::schedule::set_medium_state(turn, work.medium, MediaState::Loaded);
    if task.withdrawn.is_some() {
        // Nobody waits for it any more.
        dismount::abandon(turn, drive, work.medium);
    } else {
        // What was in it already is no sign that the drive works (D-043).
        let user = *turn.world().live.drives.get(drive);
        turn.live(LiveChange::Drive(drive, DriveUse { request: None, session: task.session, ..user }));
    }
    ending::pass(turn, request);
}

/// Counts a mount, of the drive and of the side.
pub(crate) fn count(turn: &mut Turn<'_>, drive: DriveRef, side: Option<SideRef>) {
    turn.change(Change::Drive(drive, DriveField::MountCount(turn.world().drives[drive].mount_count.saturating_add(1))));
    if let Some(side) = side {
        turn.change(Change::Side(side, SideField::MountCount(turn.world().sides[side].mount_count.saturating_add(1))));
    }
}
