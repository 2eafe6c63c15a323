//! MountNtmsMedia: media are mounted, and the call waits for all of them (`mount-media.*`). The work itself is in
//! `operation::mount`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{counted, resolved};
use crate::call::{Answer, INFINITE, mount_option};
use crate::change::ObjectRef;
use crate::function::Function;
use crate::guard::{Admission, Admitted, check, given};
use crate::id::{CallId, DriveRef, Guid, LibraryRef, MediumRef, RequestRef, SessionHandle, SideRef};
use crate::operation::mount;
use crate::operation::{drives, failure, identify, operator, schedule};
use crate::record::state::{LibraryKind, Operation, SideState};
use crate::record::{Place, Rights, Subject};
use crate::refusal::{Refusal, refusals};
use crate::time::{Instant, Millis};
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::{Awaited, AwaitedMount, LiveChange, Wait};
use crate::world::queue::order_of_priority;
use crate::world::suitable::Suitable;
use crate::world::work::Work;
use crate::world::work::mount::{Mount, Phase};

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["D-029"];
    LIST_EMPTY: ListEmpty = InvalidParameter, ["MountNtmsMedia/ERROR_INVALID_PARAMETER"];
    DRIVES_MISSING: DrivesMissing = InvalidParameter, ["MountNtmsMedia/ERROR_INVALID_PARAMETER"];
    OPTION_UNKNOWN: OptionUnknown = InvalidParameter, ["MountNtmsMedia/ERROR_INVALID_PARAMETER"];
    PRIORITY_OUT_OF_RANGE: PriorityOutOfRange = InvalidParameter, ["MountNtmsMedia/ERROR_INVALID_PARAMETER", "mount-media.priority-range"];
    MEDIUM_INVALID: MediumInvalid = InvalidMedia, ["MountNtmsMedia/ERROR_INVALID_MEDIA", "mount-media.duplicate-ids"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidLibrary, ["MountNtmsMedia/ERROR_INVALID_LIBRARY"];
    DRIVE_UNKNOWN: DriveUnknown = InvalidDrive, ["MountNtmsMedia/ERROR_INVALID_DRIVE"];
    LIBRARIES_DIFFER: LibrariesDiffer = InvalidMedia, ["MountNtmsMedia/ERROR_INVALID_MEDIA", "mount-media.single-library", "D-037"];
    DRIVE_ELSEWHERE: DriveElsewhere = DriveMediaMismatch, ["MountNtmsMedia/ERROR_DRIVE_MEDIA_MISMATCH"];
    DRIVE_UNFIT: DriveUnfit = DriveMediaMismatch, ["MountNtmsMedia/ERROR_DRIVE_MEDIA_MISMATCH"];
    POOL_DENIED: PoolDenied = AccessDenied, ["MountNtmsMedia/ERROR_ACCESS_DENIED"];
    LIBRARY_DENIED: LibraryDenied = AccessDenied, ["MountNtmsMedia/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled, ["MountNtmsMedia/ERROR_RESOURCE_DISABLED"];
    MEDIUM_DISABLED: MediumDisabled = ResourceDisabled, ["MountNtmsMedia/ERROR_RESOURCE_DISABLED"];
    DRIVES_DISABLED: DrivesDisabled = ResourceDisabled, ["MountNtmsMedia/ERROR_RESOURCE_DISABLED"];
    TOO_FEW_DRIVES: TooFewDrives = ResourceNotAvailable, ["MountNtmsMedia/ERROR_RESOURCE_NOT_AVAILABLE", "D-165"];
    LIBRARY_ABSENT: LibraryAbsent = ResourceNotAvailable, ["MountNtmsMedia/ERROR_RESOURCE_NOT_AVAILABLE", "D-020"];
    COMPLETE: Complete = WriteProtect, ["MountNtmsMedia/ERROR_WRITE_PROTECT", "mount-media.completed-not-writable"];
    NOT_MOUNTABLE: NotMountable = InvalidState, ["MountNtmsMedia/ERROR_INVALID_STATE"];
    MEDIUM_OFFLINE: MediumOffline = MediaOffline, ["MountNtmsMedia/ERROR_MEDIA_OFFLINE", "mount-media.error-offline"];
    NOWHERE_TO_BRING_IT: NowhereToBringIt = ResourceNotAvailable, ["MountNtmsMedia/ERROR_RESOURCE_NOT_AVAILABLE", "D-018"];
    NO_DRIVE_WORKS: NoDriveWorks = ResourceNotAvailable, ["MountNtmsMedia/ERROR_RESOURCE_NOT_AVAILABLE"];
    TAKEN: Taken = Busy, ["MountNtmsMedia/ERROR_BUSY", "mount-media.error-not-available"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["MountNtmsMedia/ERROR_NOT_ENOUGH_MEMORY"];
    TIMED_OUT: TimedOut = Timeout, ["MountNtmsMedia/ERROR_TIMEOUT", "mount-media.timeout-cancels"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["MountNtmsMedia/ERROR_DATABASE_FAILURE"];
    DATABASE_FULL: DatabaseFull = DatabaseFull, ["MountNtmsMedia/ERROR_DATABASE_FULL"];
}

/// The arguments that decide whether a call is admitted.
struct MountArguments<'a> {
    media: Option<&'a [Guid]>,
    drives: Option<&'a [Guid]>,
    count: u32,
    options: u32,
    priority: i32,
}

/// One medium of an admitted call.
struct RequestedMedium {
    medium: MediumRef,
    side: SideRef,
    drive: Option<DriveRef>,
    offline: bool,
    asks: bool,
}

struct MountPlan {
    library: LibraryRef,
    targets: Vec<RequestedMedium>,
}

fn admit(admission: &Admission<'_>, wish: &MountArguments<'_>, now: Instant) -> Admitted<MountPlan> {
    let world = admission.world;
    let media = counted(wish.media, wish.count, &LIST_EMPTY)?;
    let wanted = given(wish.drives, &DRIVES_MISSING)?;
    check(wish.options & !mount_option::ALL == 0, &OPTION_UNKNOWN)?;
    check((-15..=15).contains(&wish.priority), &PRIORITY_OUT_OF_RANGE)?;
    let list = resolved(world, media, &MEDIUM_INVALID)?;
    let drives = wanted_drives(world, wish, wanted)?;
    let asks = wish.options & mount_option::ERROR_OFFLINE == 0;
    let targets: Vec<RequestedMedium> = list
        .into_iter()
        .enumerate()
        .map(|(place, (_, side, medium))| {
            let offline = world.media[medium].place == Place::Offline;
            RequestedMedium { medium, side, drive: drives.get(place).copied(), offline, asks }
        })
        .collect();
    let fetched = fetched_to(world, &targets, asks)?;
    check(targets.iter().all(|target| fits(world, target)), &DRIVE_UNFIT)?;
    for target in &targets {
        admission.right(ObjectRef::Medium(target.medium), Rights::USE, &POOL_DENIED)?;
    }
    if let Some(library) = fetched {
        admission.right(ObjectRef::Library(library), Rights::USE, &LIBRARY_DENIED)?;
        check(world.libraries[library].enabled, &LIBRARY_DISABLED)?;
    }
    check(targets.iter().all(|target| !world.is_disabled(target.medium)), &MEDIUM_DISABLED)?;
    if let Some(library) = fetched {
        admit_drives(world, library, &targets)?;
        admission.present(library, &LIBRARY_ABSENT)?;
    }
    for target in &targets {
        admit_side(world, wish, target)?;
    }
    check(asks || targets.iter().all(|target| !target.offline), &MEDIUM_OFFLINE)?;
    let library = given(fetched, &MEDIUM_OFFLINE)?;
    if wish.options & mount_option::ERROR_NOT_AVAILABLE != 0 {
        check(targets.iter().all(|target| may_work(world, library, target)), &NO_DRIVE_WORKS)?;
        check(are_available(world, now, library, &targets), &TAKEN)?;
    }
    admission.room_for(targets.len(), &NO_MEMORY)?;
    Ok(MountPlan { library, targets })
}

/// The drives the caller wants, each once; none unless NTMS_MOUNT_SPECIFIC_DRIVE is set.
fn wanted_drives(world: &World, wish: &MountArguments<'_>, wanted: &[Guid]) -> Admitted<Vec<DriveRef>> {
    if wish.options & mount_option::SPECIFIC_DRIVE == 0 {
        return Ok(Vec::new());
    }
    let wanted = wanted.get(..wish.count as usize).ok_or(&DRIVE_UNKNOWN)?;
    let mut drives: Vec<DriveRef> = Vec::with_capacity(wanted.len());
    for guid in wanted {
        match world.object(*guid) {
            Some(ObjectRef::Drive(drive)) if !drives.contains(&drive) => drives.push(drive),
            Some(_) | None => return Err(&DRIVE_UNKNOWN),
        }
    }
    Ok(drives)
}

/// The library of the call: that of its online media, of its drives, or one that can take the media in (D-018). None if the caller does not want
/// them fetched: then it does not matter which libraries there are.
fn fetched_to(world: &World, targets: &[RequestedMedium], asks: bool) -> Admitted<Option<LibraryRef>> {
    let mut library = None;
    for target in targets.iter().filter(|target| !target.offline) {
        let at = world.media[target.medium].library;
        given(world.libraries.get(at), &LIBRARY_UNKNOWN)?;
        check(library.is_none_or(|library| library == at), &LIBRARIES_DIFFER)?;
        library = Some(at);
    }
    for target in targets {
        check(world.libraries.get(world.media[target.medium].library).is_some(), &LIBRARY_UNKNOWN)?;
        if let Some(drive) = target.drive {
            let at = world.drives[drive].library;
            check(library.is_none_or(|library| library == at), &DRIVE_ELSEWHERE)?;
            library = Some(at);
        }
    }
    if library.is_some() || !asks {
        return Ok(library);
    }
    let code = |target: &RequestedMedium| world.media_types[world.media[target.medium].media_type].code;
    let takes = |library| targets.iter().all(|target| world.types_taken_in(library).contains(&code(target)));
    let fitting = world.libraries.iter().map(|(at, _)| at).filter(|at| world.is_present(*at) && takes(*at));
    // The first one, of those that can do it now if there are any.
    let is_ready =
        |library| world.libraries[library].enabled && has_drives_for_all(world, library, targets, |drive| world.drives[*drive].enabled);
    let best = fitting.min_by_key(|library| !is_ready(*library));
    given(best, &NOWHERE_TO_BRING_IT).map(Some)
}

/// The drives that a medium can be mounted in: the one that the caller wants, or else all that take it.
fn suiting(world: &World, library: LibraryRef, target: &RequestedMedium) -> Vec<DriveRef> {
    let suitable = target.drive.map_or_else(|| Suitable::for_medium(world, target.medium), Suitable::This);
    let suits = suitable.among(world, library);
    world.parts(library).drives.iter().copied().filter(|drive| suits(*drive)).collect()
}

/// Whether the drive that the caller wants takes the medium, if the caller wants one. What a medium is that nobody has read, nobody knows.
fn fits(world: &World, target: &RequestedMedium) -> bool {
    let is_unknown = || identify::is_unread(world, target.medium);
    target.drive.is_none_or(|drive| drives::takes(world, drive, target.medium) || is_unknown())
}

fn has_enabled_drive(world: &World, library: LibraryRef, target: &RequestedMedium) -> bool {
    suiting(world, library, target).into_iter().any(|drive| world.drives[drive].enabled)
}

/// The library has drives enough for the media, and enough of them have been left in service.
fn admit_drives(world: &World, library: LibraryRef, targets: &[RequestedMedium]) -> Admitted<()> {
    check(targets.iter().all(|target| has_enabled_drive(world, library, target)), &DRIVES_DISABLED)?;
    let all_drives = has_drives_for_all(world, library, targets, |_| true);
    let enabled_drives = has_drives_for_all(world, library, targets, |drive| world.drives[*drive].enabled);
    check(enabled_drives || !all_drives, &DRIVES_DISABLED)?;
    check(all_drives, &TOO_FEW_DRIVES)
}

/// Whether a library has as many drives that count as media are to be in them at once, for each of the media. Whether they are free does not
/// matter here.
fn has_drives_for_all<'t>(
    world: &World,
    library: LibraryRef,
    targets: impl IntoIterator<Item = &'t RequestedMedium>,
    counts: impl Fn(&DriveRef) -> bool,
) -> bool {
    let drives = |target| suiting(world, library, target).into_iter().filter(&counts).collect::<Vec<DriveRef>>();
    let wishes: Vec<(MediumRef, Vec<DriveRef>)> = targets.into_iter().map(|target| (target.medium, drives(target))).collect();
    wishes.iter().all(|(_, drives)| {
        let needs_one_of_them = |(_, others): &&(MediumRef, Vec<DriveRef>)| others.iter().all(|drive| drives.contains(drive));
        let media: BTreeSet<MediumRef> = wishes.iter().filter(needs_one_of_them).map(|(medium, _)| *medium).collect();
        media.len() <= drives.len()
    })
}

/// The side can be mounted, for what it is to be mounted for.
fn admit_side(world: &World, wish: &MountArguments<'_>, target: &RequestedMedium) -> Admitted<()> {
    let writes = wish.options & mount_option::WRITE != 0;
    match world.sides[target.side].state {
        SideState::Complete => check(!writes, &COMPLETE),
        SideState::Incompatible | SideState::Decommissioned => Err(&NOT_MOUNTABLE),
        SideState::Unknown
        | SideState::Unprepared
        | SideState::Available
        | SideState::Allocated
        | SideState::Foreign
        | SideState::Import
        | SideState::Reserved => check(!world.media[target.medium].cleaner, &NOT_MOUNTABLE),
    }
}

/// Whether any drive that a medium can be mounted in is installed and in service.
fn may_work(world: &World, library: LibraryRef, target: &RequestedMedium) -> bool {
    suiting(world, library, target).into_iter().any(|drive| drives::is_in_service(world, drive))
}

/// Whether no medium of the call is taken, and the drives that it needs can be had without waiting. A medium that stands in a drive and is
/// nobody's needs none (D-036).
fn are_available(world: &World, now: Instant, library: LibraryRef, targets: &[RequestedMedium]) -> bool {
    let is_free = |target: &RequestedMedium| !mount::is_taken(world, target.medium);
    let stands_ready = |target: &RequestedMedium| mount::stands_ready(world, target.medium, target.drive);
    let in_place: Vec<DriveRef> = targets.iter().filter_map(stands_ready).collect();
    let carried: Vec<&RequestedMedium> = targets.iter().filter(|target| stands_ready(target).is_none()).collect();
    let can_be_had = |drive: &DriveRef| !in_place.contains(drive) && drives::can_be_had(world, now, *drive);
    targets.iter().all(is_free) && has_drives_for_all(world, library, carried, can_be_had)
}

#[expect(clippy::too_many_arguments, reason = "the function has six parameters")]
pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    session: Option<SessionHandle>,
    media: Option<&[Guid]>,
    drives: Option<&[Guid]>,
    count: u32,
    options: u32,
    priority: i32,
    timeout_ms: u32,
) -> Admitted<()> {
    let wish = MountArguments { media, drives, count, options, priority };
    let now = turn.now;
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    let MountPlan { library, targets } = admit(&admission, &wish, now)?;
    let waits = wish.options & mount_option::NOWAIT == 0;
    let is_patient = wish.options & mount_option::ERROR_NOT_AVAILABLE == 0;
    let mut mounts: Vec<AwaitedMount> = Vec::with_capacity(targets.len());
    for target in &targets {
        let request = queue(turn, library, priority, target, handle, is_patient);
        if waits {
            turn.with_task(request, |task| task.call = Some(call));
        }
        if target.offline {
            operator::ask_for_medium(turn, request, target.medium, library);
        }
        if let Some(medium) = turn.world().guid(ObjectRef::Medium(target.medium)) {
            mounts.push(AwaitedMount { request, medium, drive: None });
        }
    }
    if mounts.len() > 1 {
        mount_together(turn, &mounts);
    }
    if waits {
        let deadline = (timeout_ms != INFINITE).then(|| turn.now + Millis(u64::from(timeout_ms)));
        let wait = Wait { function: Function::MountNtmsMedia, session: handle, deadline, subject: Awaited::Mounts(mounts) };
        turn.live(LiveChange::Wait(call, Some(wait)));
    } else {
        turn.reply(call, Ok(Answer::Done));
    }
    Ok(())
}

fn queue(
    turn: &mut Turn<'_>,
    library: LibraryRef,
    priority: i32,
    target: &RequestedMedium,
    session: SessionHandle,
    is_patient: bool,
) -> RequestRef {
    let subject = Subject {
        side: turn.world().guid(ObjectRef::Side(target.side)),
        drive: target.drive.and_then(|drive| turn.world().guid(ObjectRef::Drive(drive))),
        ..turn.world().subject_of(target.medium)
    };
    debug_assert!(turn.world().libraries[library].kind != LibraryKind::Offline, "nothing is mounted in the offline library");
    let work = Mount {
        medium: target.medium,
        side: target.side,
        library,
        asks: target.asks,
        is_patient,
        wanted: target.drive,
        beside: Arc::default(),
        drive: None,
        phase: Phase::Queued,
        rejected: None,
    };
    let order = schedule::QueueOrder {
        subject,
        priority,
        order: order_of_priority(priority),
        ..schedule::QueueOrder::new(library, Operation::Mount, Work::Mount(work), Some(session))
    };
    schedule::queue(turn, order)
}

/// Each mount of a call learns of the others: none is begun while a medium of the call is offline (`mount-media.all-or-nothing-offline`).
fn mount_together(turn: &mut Turn<'_>, mounts: &[AwaitedMount]) {
    let beside: Arc<[Guid]> = mounts.iter().filter_map(|mount| turn.world().guid(ObjectRef::Request(mount.request))).collect();
    for mount in mounts {
        turn.with_task(mount.request, |task| {
            if let Work::Mount(work) = &mut task.work {
                work.beside = Arc::clone(&beside);
            }
        });
    }
}

/// The caller will not wait any longer: its mounts are withdrawn (`mount-media.timeout-cancels`,
/// `mount-media.no-drives-on-timeout`).
pub(crate) fn give_up(turn: &mut Turn<'_>, call: CallId) {
    end_wait(turn, call, &TIMED_OUT);
}

/// The session of the caller is closed (`mount-media.close-session-cancels`).
pub(crate) fn cancel(turn: &mut Turn<'_>, call: CallId) {
    end_wait(turn, call, &failure::SESSION_CLOSED);
}

fn end_wait(turn: &mut Turn<'_>, call: CallId, refusal: &'static Refusal) {
    let Some(Wait { subject: Awaited::Mounts(mounts), session, .. }) = turn.world().live.waits.get(&call).cloned() else { return };
    turn.live(LiveChange::Wait(call, None));
    turn.reply(call, Err(refusal));
    mount::unwind(turn, session, &mounts, refusal);
}
