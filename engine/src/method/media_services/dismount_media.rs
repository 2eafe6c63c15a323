//! DismountNtmsMedia: media leave their drives (`dismount-media.*`). The work itself is in `operation::dismount`.

use super::{counted, resolved};
use crate::call::{Answer, DismountOption};
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, enabled, given};
use crate::id::{CallId, Guid, MediumRef, SessionHandle};
use crate::operation::dismount::{self, Dismount, Phase};
use crate::record::state::{LibraryKind, ObjectKind};
use crate::record::{Place, Rights};
use crate::refusal::refusals;
use crate::turn::Turn;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["dismount-media.pairs-with-mount"];
    LIST_EMPTY: ListEmpty = InvalidParameter, ["DismountNtmsMedia/ERROR_INVALID_PARAMETER"];
    OPTION_UNKNOWN: OptionUnknown = InvalidParameter, ["DismountNtmsMedia/ERROR_INVALID_PARAMETER"];
    MEDIUM_INVALID: MediumInvalid = InvalidMedia, ["DismountNtmsMedia/ERROR_INVALID_MEDIA", "dismount-media.duplicate-ids"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidLibrary, ["DismountNtmsMedia/ERROR_INVALID_LIBRARY"];
    POOL_DENIED: PoolDenied = AccessDenied, ["DismountNtmsMedia/ERROR_ACCESS_DENIED"];
    LIBRARY_DENIED: LibraryDenied = AccessDenied, ["DismountNtmsMedia/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = DeviceNotAvailable, ["DismountNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE"];
    MEDIUM_OFFLINE: MediumOffline = MediaOffline, ["DismountNtmsMedia/ERROR_MEDIA_OFFLINE"];
    LIBRARY_ABSENT: LibraryAbsent = DeviceNotAvailable, ["DismountNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE"];
    MEDIUM_DISABLED: MediumDisabled = MediaNotAvailable, ["DismountNtmsMedia/ERROR_MEDIA_NOT_AVAILABLE"];
    NOT_MOUNTED: NotMounted = InvalidState, ["DismountNtmsMedia/ERROR_INVALID_STATE"];
    DRIVE_DISABLED: DriveDisabled = DeviceNotAvailable, ["DismountNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["DismountNtmsMedia/ERROR_NOT_ENOUGH_MEMORY"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["DismountNtmsMedia/ERROR_DATABASE_FAILURE"];
    DATABASE_FULL: DatabaseFull = DatabaseFull, ["DismountNtmsMedia/ERROR_DATABASE_FULL"];
}

struct Plan {
    media: Vec<(Guid, MediumRef)>,
    deferred: bool,
}

fn admit(admission: &Admission<'_>, media: Option<&[Guid]>, count: u32, options: u32) -> Admitted<Plan> {
    let media = counted(media, count, &LIST_EMPTY)?;
    let deferred = match options {
        0 => false,
        number => given(DismountOption::from_number(number), &OPTION_UNKNOWN)? == DismountOption::Deferred,
    };
    let list = resolved(admission.world, media, &MEDIUM_INVALID)?;
    for (_, _, medium) in &list {
        admit_medium(admission, *medium)?;
    }
    admission.room_for(list.len(), &NO_MEMORY)?;
    Ok(Plan { media: list.into_iter().map(|(guid, _, medium)| (guid, medium)).collect(), deferred })
}

fn admit_medium(admission: &Admission<'_>, medium: MediumRef) -> Admitted<()> {
    let world = admission.world;
    let record = &world.media[medium];
    let library = given(world.libraries.get(record.library), &LIBRARY_UNKNOWN)?;
    admission.right(ObjectRef::Medium(medium), Rights::USE, &POOL_DENIED)?;
    admission.right(ObjectRef::Library(record.library), Rights::USE, &LIBRARY_DENIED)?;
    enabled(library, &LIBRARY_DISABLED)?;
    check(library.kind != LibraryKind::Offline && record.place != Place::Offline, &MEDIUM_OFFLINE)?;
    admission.present(record.library, &LIBRARY_ABSENT)?;
    check(record.enabled, &MEDIUM_DISABLED)?;
    let drive = given(dismount::drive_of(world, medium), &NOT_MOUNTED)?;
    check(world.drives[drive].side.is_some() && !dismount::is_leaving(world, medium), &NOT_MOUNTED)?;
    check(world.drives[drive].enabled, &DRIVE_DISABLED)
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    session: Option<SessionHandle>,
    media: Option<&[Guid]>,
    count: u32,
    options: u32,
) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    let Plan { media, deferred } = admit(&admission, media, count, options)?;
    for (named, medium) in media {
        let named_kind = turn.world().object(named).map_or(ObjectKind::Side, ObjectRef::kind);
        dismount::queue(turn, Dismount { medium, deferred, named, named_kind, next: None, phase: Phase::Queued }, Some(handle));
    }
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
