//! SatisfyNtmsOperatorRequest: the task has been done (`satisfy-operator-request.*`).

use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, given};
use crate::id::{CallId, Guid, OperatorRequestRef, SessionHandle};
use crate::operation::operator;
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::find::is_unanswered;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["satisfy-operator-request.becomes-complete"];
    REQUEST_MISSING: RequestMissing = InvalidParameter, ["SatisfyNtmsOperatorRequest/ERROR_INVALID_PARAMETER"];
    NO_ADMINISTRATOR: NoAdministrator = AccessDenied,
        ["SatisfyNtmsOperatorRequest/ERROR_ACCESS_DENIED", "satisfy-operator-request.admin-only"];
    REQUEST_UNKNOWN: RequestUnknown = ObjectNotFound, ["SatisfyNtmsOperatorRequest/ERROR_OBJECT_NOT_FOUND"];
    REQUEST_FINISHED: RequestFinished = ObjectNotFound,
        ["SatisfyNtmsOperatorRequest/ERROR_OBJECT_NOT_FOUND", "satisfy-operator-request.finished-not-found"];
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
    operator::satisfied(turn, at);
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
