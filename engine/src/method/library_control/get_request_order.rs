//! GetNtmsRequestOrder: the place of a mount among those of its library that wait (`get-request-order.*`, D-148).

use crate::call::functions::RequestOrder;
use crate::call::{Answer, Values};
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, given};
use crate::id::{CallId, Guid, RequestRef, SessionHandle};
use crate::record::Rights;
use crate::record::state::{Operation, RequestState};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::World;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["GetNtmsRequestOrder/ERROR_INVALID_HANDLE"];
    POINTER_MISSING: PointerMissing = InvalidParameter, ["GetNtmsRequestOrder/ERROR_INVALID_PARAMETER"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["GetNtmsRequestOrder/ERROR_ACCESS_DENIED"];
    REQUEST_UNKNOWN: RequestUnknown = ObjectNotFound, ["GetNtmsRequestOrder/ERROR_OBJECT_NOT_FOUND"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["GetNtmsRequestOrder/ERROR_NOT_ENOUGH_MEMORY"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["GetNtmsRequestOrder/ERROR_DATABASE_FAILURE"];
}

/// The order of what has none (`get-request-order.zero-means-unordered`).
const UNORDERED: RequestOrder = RequestOrder { order_number: 0 };

fn admit(admission: &Admission<'_>, request: Option<Guid>, is_room: bool) -> Admitted<RequestOrder> {
    let request = given(request, &POINTER_MISSING)?;
    check(is_room, &POINTER_MISSING)?;
    admission.right(ObjectRef::Computer, Rights::CONTROL, &RIGHT_MISSING)?;
    let Some(ObjectRef::Request(request)) = admission.world.object(request) else { return Err(&REQUEST_UNKNOWN) };
    let waiting = mounts_that_wait(admission.world, request);
    check(waiting.len() <= admission.config.limits.answer_objects as usize, &NO_MEMORY)?;
    let before = waiting.iter().position(|at| *at == request);
    Ok(before.map_or(UNORDERED, |before| RequestOrder { order_number: before as u32 + 1 }))
}

/// The mounts of the library of a request that have not begun, in working order (`get-request-order.only-mounts`).
fn mounts_that_wait(world: &World, request: RequestRef) -> Vec<RequestRef> {
    let waits = |at: &RequestRef| {
        let record = &world.requests[*at];
        record.operation == Operation::Mount && record.state != RequestState::InProcess
    };
    world.queue(world.requests[request].library).filter(waits).collect()
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    session: Option<SessionHandle>,
    request: Option<Guid>,
    is_room: bool,
) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    match admit(&admission, request, is_room) {
        Ok(order) => turn.reply(call, Ok(Answer::Values(Values::RequestOrder(order)))),
        // The order number is set all the same.
        Err(refusal) if refusal == &REQUEST_UNKNOWN => turn.refuse_with(call, refusal, Answer::Values(Values::RequestOrder(UNORDERED))),
        Err(refusal) => return Err(refusal),
    }
    Ok(())
}
