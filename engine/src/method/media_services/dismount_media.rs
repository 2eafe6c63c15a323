//! DismountNtmsMedia: media leave their drives (`dismount-media.*`). The work itself is in `operation::dismount`.

use super::{counted, resolved};
use crate::call::{Answer, DismountOption};
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, enabled, given};
use crate::id::{CallId, Guid, LibraryRef, MediumRef, SessionHandle, SideRef};
use crate::operation::dismount;
use crate::record::state::{LibraryKind, ObjectKind};
use crate::record::{Library, Place, Rights};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::World;
use crate::world::work::dismount::{Dismount, Phase};

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["D-029"];
    LIST_EMPTY: ListEmpty = InvalidParameter, ["DismountNtmsMedia/ERROR_INVALID_PARAMETER"];
    OPTION_UNKNOWN: OptionUnknown = InvalidParameter, ["DismountNtmsMedia/ERROR_INVALID_PARAMETER"];
    MEDIUM_INVALID: MediumInvalid = InvalidMedia, ["DismountNtmsMedia/ERROR_INVALID_MEDIA", "dismount-media.duplicate-ids"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidLibrary, ["DismountNtmsMedia/ERROR_INVALID_LIBRARY"];
    POOL_DENIED: PoolDenied = AccessDenied, ["DismountNtmsMedia/ERROR_ACCESS_DENIED"];
    LIBRARY_DENIED: LibraryDenied = AccessDenied, ["DismountNtmsMedia/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = DeviceNotAvailable, ["DismountNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE"];
    MEDIUM_OFFLINE: MediumOffline = MediaOffline, ["DismountNtmsMedia/ERROR_MEDIA_OFFLINE"];
    LIBRARY_ABSENT: LibraryAbsent = DeviceNotAvailable, ["DismountNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE", "D-020"];
    MEDIUM_DISABLED: MediumDisabled = MediaNotAvailable, ["DismountNtmsMedia/ERROR_MEDIA_NOT_AVAILABLE"];
    NOT_MOUNTED: NotMounted = InvalidState, ["DismountNtmsMedia/ERROR_INVALID_STATE"];
    DRIVE_DISABLED: DriveDisabled = DeviceNotAvailable, ["DismountNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["DismountNtmsMedia/ERROR_NOT_ENOUGH_MEMORY"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["DismountNtmsMedia/ERROR_DATABASE_FAILURE"];
    DATABASE_FULL: DatabaseFull = DatabaseFull, ["DismountNtmsMedia/ERROR_DATABASE_FULL"];
}

struct DismountPlan {
    media: Vec<(Guid, MediumRef)>,
    deferred: bool,
}

fn admit(admission: &Admission<'_>, media: Option<&[Guid]>, count: u32, options: u32) -> Admitted<DismountPlan> {
    let media = counted(media, count, &LIST_EMPTY)?;
    let deferred = match options {
        0 => false,
        number => given(DismountOption::from_number(number), &OPTION_UNKNOWN)? == DismountOption::Deferred,
    };
    let list = resolved(admission.world, media, &MEDIUM_INVALID)?;
    // Each kind of condition is asked of all before the next (`global.check-order`).
    let libraries = list.iter().map(|(_, _, medium)| library_of(admission, *medium)).collect::<Admitted<Vec<_>>>()?;
    for ((_, _, medium), (at, _)) in list.iter().zip(&libraries) {
        admission.right(ObjectRef::Medium(*medium), Rights::USE, &POOL_DENIED)?;
        admission.right(ObjectRef::Library(*at), Rights::USE, &LIBRARY_DENIED)?;
    }
    for (_, library) in &libraries {
        enabled(library, &LIBRARY_DISABLED)?;
    }
    for ((_, _, medium), (_, library)) in list.iter().zip(&libraries) {
        let is_offline = library.kind == LibraryKind::Offline || admission.world.media[*medium].place == Place::Offline;
        check(!is_offline, &MEDIUM_OFFLINE)?;
    }
    for (at, _) in &libraries {
        admission.present(*at, &LIBRARY_ABSENT)?;
    }
    for (_, side, medium) in &list {
        admit_mounted(admission.world, *side, *medium)?;
    }
    admission.room_for(list.len(), &NO_MEMORY)?;
    Ok(DismountPlan { media: list.into_iter().map(|(guid, _, medium)| (guid, medium)).collect(), deferred })
}

fn library_of<'a>(admission: &Admission<'a>, medium: MediumRef) -> Admitted<(LibraryRef, &'a Library)> {
    let at = admission.world.media[medium].library;
    Ok((at, given(admission.world.libraries.get(at), &LIBRARY_UNKNOWN)?))
}

/// The side that is named is mounted; what is up of the same cartridge may be the other one. Nobody carries it away already.
fn admit_mounted(world: &World, side: SideRef, medium: MediumRef) -> Admitted<()> {
    check(world.media[medium].enabled, &MEDIUM_DISABLED)?;
    let drive = given(dismount::drive_of(world, medium), &NOT_MOUNTED)?;
    check(world.drives[drive].side == Some(side) && !dismount::is_leaving(world, medium), &NOT_MOUNTED)?;
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
    let DismountPlan { media, deferred } = admit(&admission, media, count, options)?;
    for (named, medium) in media {
        let named_kind = turn.world().object(named).map_or(ObjectKind::Side, ObjectRef::kind);
        dismount::queue(turn, Dismount { medium, deferred, named, named_kind, next: None, phase: Phase::Queued }, Some(handle));
    }
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
