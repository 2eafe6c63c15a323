//! CancelNtmsLibraryRequest: a request that has not finished is withdrawn (`cancel-library-request.*`). The withdrawal
//! is a request of its own; see `operation::remove`.

use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, given};
use crate::id::{CallId, Guid, RequestRef, SessionHandle};
use crate::operation::remove::can_be_withdrawn;
use crate::operation::schedule;
use crate::record::state::{Operation, RequestState};
use crate::record::{Rights, Subject};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::queue::is_open;
use crate::world::work::Work;
use crate::world::work::remove::Remove;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["CancelNtmsLibraryRequest/ERROR_INVALID_HANDLE"];
    REQUEST_MISSING: RequestMissing = InvalidParameter, ["CancelNtmsLibraryRequest/ERROR_INVALID_PARAMETER"];
    REQUEST_UNKNOWN: RequestUnknown = ObjectNotFound, ["CancelNtmsLibraryRequest/ERROR_OBJECT_NOT_FOUND"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["CancelNtmsLibraryRequest/ERROR_ACCESS_DENIED", "cancel-library-request.admin-only"];
    REQUEST_FINISHED: RequestFinished = ObjectNotFound,
        ["CancelNtmsLibraryRequest/ERROR_OBJECT_NOT_FOUND", "cancel-library-request.completed-not-found"];
    REQUEST_RUNNING: RequestRunning = AccessDenied,
        ["CancelNtmsLibraryRequest/ERROR_ACCESS_DENIED", "cancel-library-request.in-process-denied"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["CancelNtmsLibraryRequest/ERROR_NOT_ENOUGH_MEMORY"];
}

fn admit(admission: &Admission<'_>, request: Option<Guid>) -> Admitted<RequestRef> {
    let request = given(request, &REQUEST_MISSING)?;
    let Some(ObjectRef::Request(at)) = admission.world.object(request) else { return Err(&REQUEST_UNKNOWN) };
    let record = &admission.world.requests[at];
    admission.right(ObjectRef::Library(record.library), Rights::CONTROL, &RIGHT_MISSING)?;
    check(is_open(record.state), &REQUEST_FINISHED)?;
    check(record.state != RequestState::InProcess || can_be_withdrawn(admission.world, at), &REQUEST_RUNNING)?;
    admission.room_for(1, &NO_MEMORY)?;
    Ok(at)
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, request: Option<Guid>) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    let target = admit(&admission, request)?;
    let library = turn.world().requests[target].library;
    let subject = Subject { work_item: turn.world().guid(ObjectRef::Request(target)), ..Subject::default() };
    let work = Work::Remove(Remove { target });
    schedule::queue(turn, schedule::QueueOrder { subject, ..schedule::QueueOrder::new(library, Operation::Remove, work, Some(handle)) });
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
