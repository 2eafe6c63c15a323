//! DisableNtmsObject: something is taken out of service (`disable-object.*`). The staircase is in `switching`, the work in
//! `operation::switch`.

use super::switching::{self, Refusals};
use crate::guard::Admitted;
use crate::id::{CallId, Guid, SessionHandle};
use crate::refusal::refusals;
use crate::turn::Turn;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["DisableNtmsObject/ERROR_INVALID_HANDLE"];
    OBJECT_MISSING: ObjectMissing = InvalidParameter, ["DisableNtmsObject/ERROR_INVALID_PARAMETER"];
    KIND_UNFIT: KindUnfit = InvalidParameter, ["DisableNtmsObject/ERROR_INVALID_PARAMETER", "disable-object.three-kinds"];
    OBJECT_UNKNOWN: ObjectUnknown = ObjectNotFound, ["DisableNtmsObject/ERROR_OBJECT_NOT_FOUND"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["DisableNtmsObject/ERROR_ACCESS_DENIED"];
    LIBRARY_OFFLINE: LibraryOffline = LibraryOffline, ["DisableNtmsObject/ERROR_LIBRARY_OFFLINE", "disable-object.offline-library-refused"];
    ALREADY_DISABLED: AlreadyDisabled = InvalidState, ["DisableNtmsObject/ERROR_INVALID_STATE", "disable-object.twice-fails"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["D-144"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["DisableNtmsObject/ERROR_DATABASE_FAILURE"];
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, kind: u32, object: Option<Guid>) -> Admitted<()> {
    let refusals = Refusals {
        session_invalid: &SESSION_INVALID,
        object_missing: &OBJECT_MISSING,
        kind_unfit: &KIND_UNFIT,
        object_unknown: &OBJECT_UNKNOWN,
        right_missing: &RIGHT_MISSING,
        library_offline: &LIBRARY_OFFLINE,
        already_so: &ALREADY_DISABLED,
        no_memory: &NO_MEMORY,
    };
    switching::call(turn, call, session, &refusals, false, kind, object)
}
