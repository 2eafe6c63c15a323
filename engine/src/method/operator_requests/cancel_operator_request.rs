//! CancelNtmsOperatorRequest: the task will not be done (`cancel-operator-request.*`).

use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, given};
use crate::id::{CallId, Guid, OperatorRequestRef, SessionHandle};
use crate::operation::operator;
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::find::is_unanswered;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["CancelNtmsOperatorRequest/ERROR_INVALID_HANDLE"];
    REQUEST_MISSING: RequestMissing = InvalidParameter, ["CancelNtmsOperatorRequest/ERROR_INVALID_PARAMETER"];
    NO_ADMINISTRATOR: NoAdministrator = AccessDenied,
        ["CancelNtmsOperatorRequest/ERROR_ACCESS_DENIED", "cancel-operator-request.admin-only"];
    REQUEST_UNKNOWN: RequestUnknown = ObjectNotFound, ["CancelNtmsOperatorRequest/ERROR_OBJECT_NOT_FOUND"];
    REQUEST_FINISHED: RequestFinished = InvalidState,
        ["CancelNtmsOperatorRequest/ERROR_INVALID_STATE", "cancel-operator-request.finished-invalid-state"];
}

fn admit(admission: &Admission<'_>, request: Option<Guid>) -> Admitted<OperatorRequestRef> {
    let request = given(request, &REQUEST_MISSING)?;
    admission.administrator(&NO_ADMINISTRATOR)?;
    let Some(ObjectRef::OperatorRequest(at)) = admission.world.object(request) else { return Err(&REQUEST_UNKNOWN) };
    check(is_unanswered(admission.world.operator_requests[at].state), &REQUEST_FINISHED)?;
    Ok(at)
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, request: Option<Guid>) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let at = admit(&admission, request)?;
    operator::refused(turn, at);
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
