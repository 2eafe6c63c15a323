//! EjectNtmsMedia: media go out through a port, one or a batch (`eject-media.*`). The work itself is in
//! `operation::port_session` and `operation::ejection`.

use super::{port_for, running_session};
use crate::call::{Answer, EjectAction};
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, enabled, given, online};
use crate::id::{CallId, DriveRef, Guid, LibraryRef, MediumRef, PortRef, RequestRef, SessionHandle};
use crate::operation::remove::{By, call_off};
use crate::operation::{dismount, schedule};
use crate::record::state::{DriveState, Operation};
use crate::record::{Place, Rights};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::live::{Collected, LiveChange};
use crate::world::queue::{OPTION_FORCE, OPTION_IMMEDIATE};
use crate::world::work::Work;
use crate::world::work::port_session::{PortPurpose, PortSession};

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["EjectNtmsMedia/ERROR_INVALID_HANDLE"];
    OPERATION_MISSING: OperationMissing = InvalidParameter, ["EjectNtmsMedia/ERROR_INVALID_PARAMETER"];
    ACTION_UNKNOWN: ActionUnknown = InvalidParameter, ["EjectNtmsMedia/ERROR_INVALID_PARAMETER"];
    MEDIUM_MISSING: MediumMissing = InvalidParameter, ["EjectNtmsMedia/ERROR_INVALID_PARAMETER"];
    MEDIUM_UNKNOWN: MediumUnknown = InvalidParameter, ["EjectNtmsMedia/ERROR_INVALID_PARAMETER"];
    BATCH_EMPTY: BatchEmpty = InvalidParameter,
        ["EjectNtmsMedia/ERROR_INVALID_PARAMETER", "eject-media.start-batch-with-last-or-null"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["EjectNtmsMedia/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = DeviceNotAvailable, ["EjectNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE"];
    LIBRARY_OFFLINE: LibraryOffline = LibraryOffline, ["EjectNtmsMedia/ERROR_LIBRARY_OFFLINE", "eject-media.offline-library-refused"];
    LIBRARY_ABSENT: LibraryAbsent = DeviceNotAvailable, ["EjectNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE", "D-020"];
    OPERATION_NOT_RUNNING: OperationNotRunning = InvalidOperation, ["EjectNtmsMedia/ERROR_INVALID_OPERATION"];
    PORT_ABSENT: PortAbsent = DeviceNotAvailable,
        ["EjectNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE", "D-015", "eject-media.portless-library-use-door"];
    MEDIUM_DISABLED: MediumDisabled = MediaNotAvailable, ["EjectNtmsMedia/ERROR_MEDIA_NOT_AVAILABLE"];
    DRIVE_DISABLED: DriveDisabled = DeviceNotAvailable, ["EjectNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE", "D-176"];
    MEDIUM_IN_USE: MediumInUse = Busy, ["EjectNtmsMedia/ERROR_BUSY", "eject-media.in-use-refused"];
    BATCH_TOO_LONG: BatchTooLong = Busy, ["EjectNtmsMedia/ERROR_BUSY", "eject-media.batch-limited-by-port"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["EjectNtmsMedia/ERROR_NOT_ENOUGH_MEMORY"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["EjectNtmsMedia/ERROR_DATABASE_FAILURE"];
    DATABASE_FULL: DatabaseFull = DatabaseFull, ["EjectNtmsMedia/ERROR_DATABASE_FULL"];
}

enum EjectMediaPlan {
    Start { library: LibraryRef, port: PortRef, media: Vec<MediumRef>, forced: bool },
    Stop(RequestRef),
    Queue(LibraryRef, MediumRef),
}

fn admit(admission: &Admission<'_>, medium: Option<Guid>, operation: Option<Guid>, action: u32) -> Admitted<EjectMediaPlan> {
    let operation = given(operation, &OPERATION_MISSING)?;
    let action = given(EjectAction::from_number(action), &ACTION_UNKNOWN)?;
    let named = medium;
    let medium = medium.filter(|guid| *guid != Guid::NIL);
    match action {
        EjectAction::Start | EjectAction::Force => {
            let forced = action == EjectAction::Force;
            let (library, media) = match medium {
                Some(medium) => {
                    let (medium, library) = admit_medium(admission, medium, forced)?;
                    let mut media = batch_with(admission, library, medium);
                    media.retain(|queued| *queued != medium);
                    media.push(medium);
                    (library, media)
                }
                None => admit_batch(admission)?,
            };
            // Much can have happened since a medium was collected.
            for medium in &media {
                admit_collected(admission, *medium, library, forced)?;
            }
            let port = port_of_batch(admission, library, media.len())?;
            admission.room_for(1, &NO_MEMORY)?;
            Ok(EjectMediaPlan::Start { library, port, media, forced })
        }
        EjectAction::Stop => {
            given(named, &MEDIUM_MISSING)?;
            let request = match admission.world.object(operation) {
                Some(ObjectRef::Request(at)) => at,
                Some(_) | None => return Err(&OPERATION_NOT_RUNNING),
            };
            let library = admission.world.requests[request].library;
            admission.right(ObjectRef::Library(library), Rights::CONTROL, &RIGHT_MISSING)?;
            Ok(EjectMediaPlan::Stop(running_session(admission, library, operation, Operation::Eject, &OPERATION_NOT_RUNNING)?.0))
        }
        EjectAction::Queue => {
            let (medium, library) = admit_medium(admission, given(medium, &MEDIUM_MISSING)?, false)?;
            let batch = collected(admission, library, admission.handle);
            port_of_batch(admission, library, batch.len() + usize::from(!batch.contains(&medium)))?;
            Ok(EjectMediaPlan::Queue(library, medium))
        }
        EjectAction::Immediate | EjectAction::AskUser => Err(&ACTION_UNKNOWN),
    }
}

/// The port by which so many media leave at once.
fn port_of_batch(admission: &Admission<'_>, library: LibraryRef, media: usize) -> Admitted<PortRef> {
    let port = given(port_for(admission, library, media), &PORT_ABSENT)?;
    check(media <= usize::from(admission.world.ports[port].cells), &BATCH_TOO_LONG)?;
    Ok(port)
}

/// A medium that can be sent out, and its library.
fn admit_medium(admission: &Admission<'_>, guid: Guid, forced: bool) -> Admitted<(MediumRef, LibraryRef)> {
    let world = admission.world;
    let Some(ObjectRef::Medium(medium)) = world.object(guid) else { return Err(&MEDIUM_UNKNOWN) };
    let record = &world.media[medium];
    let library = given(world.libraries.get(record.library), &LIBRARY_OFFLINE)?;
    admission.right(ObjectRef::Library(record.library), Rights::CONTROL, &RIGHT_MISSING)?;
    enabled(library, &LIBRARY_DISABLED)?;
    online(library, &LIBRARY_OFFLINE)?;
    admission.present(record.library, &LIBRARY_ABSENT)?;
    given(port_for(admission, record.library, 1), &PORT_ABSENT)?;
    admit_collected(admission, medium, record.library, forced)?;
    Ok((medium, record.library))
}

/// A medium of a batch that can be sent out now.
fn admit_collected(admission: &Admission<'_>, medium: MediumRef, library: LibraryRef, forced: bool) -> Admitted<()> {
    let record = given(admission.world.media.get(medium), &MEDIUM_UNKNOWN)?;
    check(record.library == library, &LIBRARY_OFFLINE)?;
    check(record.enabled, &MEDIUM_DISABLED)?;
    check(forced || !is_in_use(admission, medium), &MEDIUM_IN_USE)?;
    let gives_it = |drive: DriveRef| admission.world.drives[drive].enabled;
    check(dismount::drive_of(admission.world, medium).is_none_or(gives_it), &DRIVE_DISABLED)
}

/// The batch of a session: the media that it has collected in a library.
fn collected(admission: &Admission<'_>, library: LibraryRef, by: SessionHandle) -> Vec<MediumRef> {
    let batch = admission.world.live.batches.get(library).iter();
    batch.filter(|collected| collected.by == by).map(|collected| collected.medium).collect()
}

/// The batch that START with a medium means: the session's own, else the one that the medium has been collected for (D-074).
fn batch_with(admission: &Admission<'_>, library: LibraryRef, medium: MediumRef) -> Vec<MediumRef> {
    let own = collected(admission, library, admission.handle);
    let batch = admission.world.live.batches.get(library);
    match batch.iter().find(|collected| collected.medium == medium) {
        Some(other) if own.is_empty() => collected(admission, library, other.by),
        Some(_) | None => own,
    }
}

/// The batch that START without a medium means: the session's own, else the first there is (D-074).
fn admit_batch(admission: &Admission<'_>) -> Admitted<(LibraryRef, Vec<MediumRef>)> {
    let all =
        || admission.world.live.batches.iter().flat_map(|(library, batch)| batch.iter().map(move |collected| (library, collected.by)));
    let own = all().find(|(_, by)| *by == admission.handle);
    let (library, by) = given(own.or_else(|| all().next()), &BATCH_EMPTY)?;
    admission.right(ObjectRef::Library(library), Rights::CONTROL, &RIGHT_MISSING)?;
    enabled(&admission.world.libraries[library], &LIBRARY_DISABLED)?;
    admission.present(library, &LIBRARY_ABSENT)?;
    given(port_for(admission, library, 1), &PORT_ABSENT)?;
    Ok((library, collected(admission, library, by)))
}

/// Whether a medium is mounted, or some work has it.
fn is_in_use(admission: &Admission<'_>, medium: MediumRef) -> bool {
    let world = admission.world;
    let mounted = match world.media[medium].place {
        Place::Drive(drive) => world.drives[drive].state != DriveState::Dismountable,
        Place::Slot(_) | Place::Port(..) | Place::Transport | Place::Offline => false,
    };
    mounted || world.live.media.get(medium).is_some()
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    session: Option<SessionHandle>,
    medium: Option<Guid>,
    operation: Option<Guid>,
    action: u32,
) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    match admit(&admission, medium, operation, action)? {
        EjectMediaPlan::Start { library, port, media, forced } => {
            let mut left = turn.world().live.batches.get(library).clone();
            left.retain(|collected| !media.contains(&collected.medium));
            let subject = media.last().map(|medium| turn.world().subject_of(*medium)).unwrap_or_default();
            let work = Work::Port(PortSession::new(port, PortPurpose::EjectMedia(media)));
            let option = if forced { OPTION_FORCE } else { OPTION_IMMEDIATE };
            let order =
                schedule::QueueOrder { option, subject, ..schedule::QueueOrder::new(library, Operation::Eject, work, Some(handle)) };
            turn.live(LiveChange::Batch(library, left));
            let request = schedule::queue(turn, order);
            let guid = turn.world().requests[request].guid;
            turn.reply(call, Ok(Answer::Operation(guid)));
        }
        EjectMediaPlan::Stop(request) => {
            call_off(turn, request, By::Stop);
            turn.reply(call, Ok(Answer::Done));
        }
        EjectMediaPlan::Queue(library, medium) => {
            let mut batch = turn.world().live.batches.get(library).clone();
            if !batch.iter().any(|collected| collected.medium == medium) {
                batch.push(Collected { medium, by: handle });
            }
            turn.live(LiveChange::Batch(library, batch));
            turn.reply(call, Ok(Answer::Done));
        }
    }
    Ok(())
}
