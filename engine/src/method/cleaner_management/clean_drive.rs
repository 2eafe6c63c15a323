//! CleanNtmsDrive: a drive is cleaned as soon as it and a cleaner are there (`clean-drive.*`). The work itself is in
//! `operation::cleaning`.

use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, enabled, given};
use crate::id::{CallId, DriveRef, Guid, SessionHandle};
use crate::operation::cleaning;
use crate::record::Rights;
use crate::record::state::OperationalState;
use crate::refusal::refusals;
use crate::turn::Turn;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["CleanNtmsDrive/ERROR_INVALID_HANDLE"];
    DRIVE_MISSING: DriveMissing = InvalidParameter, ["CleanNtmsDrive/ERROR_INVALID_PARAMETER"];
    DRIVE_UNKNOWN: DriveUnknown = InvalidDrive, ["CleanNtmsDrive/ERROR_INVALID_DRIVE"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidLibrary, ["CleanNtmsDrive/ERROR_INVALID_LIBRARY"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["CleanNtmsDrive/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled, ["CleanNtmsDrive/ERROR_RESOURCE_DISABLED"];
    DRIVE_DISABLED: DriveDisabled = ResourceDisabled, ["CleanNtmsDrive/ERROR_RESOURCE_DISABLED"];
    LIBRARY_ABSENT: LibraryAbsent = ResourceNotPresent, ["CleanNtmsDrive/ERROR_RESOURCE_NOT_PRESENT", "D-020"];
    DRIVE_ABSENT: DriveAbsent = ResourceNotPresent, ["CleanNtmsDrive/ERROR_RESOURCE_NOT_PRESENT"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["CleanNtmsDrive/ERROR_NOT_ENOUGH_MEMORY"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["CleanNtmsDrive/ERROR_DATABASE_FAILURE"];
    DATABASE_FULL: DatabaseFull = DatabaseFull, ["CleanNtmsDrive/ERROR_DATABASE_FULL"];
}

fn admit(admission: &Admission<'_>, drive: Option<Guid>) -> Admitted<DriveRef> {
    let drive = given(drive, &DRIVE_MISSING)?;
    let Some(ObjectRef::Drive(drive)) = admission.world.object(drive) else { return Err(&DRIVE_UNKNOWN) };
    let record = &admission.world.drives[drive];
    let library = given(admission.world.libraries.get(record.library), &LIBRARY_UNKNOWN)?;
    admission.right(ObjectRef::Library(record.library), Rights::CONTROL, &RIGHT_MISSING)?;
    enabled(library, &LIBRARY_DISABLED)?;
    check(record.enabled, &DRIVE_DISABLED)?;
    admission.present(record.library, &LIBRARY_ABSENT)?;
    check(record.operational != OperationalState::NotPresent, &DRIVE_ABSENT)?;
    admission.room_for(1, &NO_MEMORY)?;
    Ok(drive)
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, drive: Option<Guid>) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    let drive = admit(&admission, drive)?;
    cleaning::queue(turn, drive, Some(handle));
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
