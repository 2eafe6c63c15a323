//! CancelNtmsOperatorRequest: the task will not be done (`cancel-operator-request.*`).

use super::{Refusals, admit};
use crate::call::Answer;
use crate::guard::{Admission, Admitted};
use crate::id::{CallId, Guid, SessionHandle};
use crate::operation::operator;
use crate::refusal::refusals;
use crate::turn::Turn;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["CancelNtmsOperatorRequest/ERROR_INVALID_HANDLE"];
    REQUEST_MISSING: RequestMissing = InvalidParameter, ["CancelNtmsOperatorRequest/ERROR_INVALID_PARAMETER"];
    NO_ADMINISTRATOR: NoAdministrator = AccessDenied,
        ["CancelNtmsOperatorRequest/ERROR_ACCESS_DENIED", "cancel-operator-request.admin-only"];
    REQUEST_UNKNOWN: RequestUnknown = ObjectNotFound, ["CancelNtmsOperatorRequest/ERROR_OBJECT_NOT_FOUND"];
    REQUEST_FINISHED: RequestFinished = InvalidState,
        ["CancelNtmsOperatorRequest/ERROR_INVALID_STATE", "cancel-operator-request.finished-invalid-state"];
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, request: Option<Guid>) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let refusals =
        Refusals { missing: &REQUEST_MISSING, no_administrator: &NO_ADMINISTRATOR, unknown: &REQUEST_UNKNOWN, finished: &REQUEST_FINISHED };
    let at = admit(&admission, request, &refusals)?;
    operator::refused(turn, at);
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
