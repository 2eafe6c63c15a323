//! SatisfyNtmsOperatorRequest: the task has been done (`satisfy-operator-request.*`).

use super::{Refusals, admit};
use crate::call::Answer;
use crate::guard::{Admission, Admitted};
use crate::id::{CallId, Guid, SessionHandle};
use crate::operation::operator;
use crate::refusal::refusals;
use crate::turn::Turn;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["D-029"];
    REQUEST_MISSING: RequestMissing = InvalidParameter, ["SatisfyNtmsOperatorRequest/ERROR_INVALID_PARAMETER"];
    NO_ADMINISTRATOR: NoAdministrator = AccessDenied,
        ["SatisfyNtmsOperatorRequest/ERROR_ACCESS_DENIED", "satisfy-operator-request.admin-only"];
    REQUEST_UNKNOWN: RequestUnknown = ObjectNotFound, ["SatisfyNtmsOperatorRequest/ERROR_OBJECT_NOT_FOUND"];
    REQUEST_FINISHED: RequestFinished = ObjectNotFound,
        ["SatisfyNtmsOperatorRequest/ERROR_OBJECT_NOT_FOUND", "satisfy-operator-request.finished-not-found"];
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, request: Option<Guid>) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let refusals =
        Refusals { missing: &REQUEST_MISSING, no_administrator: &NO_ADMINISTRATOR, unknown: &REQUEST_UNKNOWN, finished: &REQUEST_FINISHED };
    let at = admit(&admission, request, &refusals)?;
    operator::satisfied(turn, at);
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
