//! Operator requests: a person answers that a task is done, or that it will not be.

pub mod cancel_operator_request;
pub mod satisfy_operator_request;

use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, given};
use crate::id::{Guid, OperatorRequestRef};
use crate::refusal::Refusal;
use crate::world::find::is_unanswered;

/// The refusals of one of the two functions; they differ in what a finished request answers.
struct Refusals {
    missing: &'static Refusal,
    no_administrator: &'static Refusal,
    unknown: &'static Refusal,
    finished: &'static Refusal,
}

/// The open operator request that a call is about.
fn admit(admission: &Admission<'_>, request: Option<Guid>, refusals: &Refusals) -> Admitted<OperatorRequestRef> {
    let request = given(request, refusals.missing)?;
    admission.administrator(refusals.no_administrator)?;
    let Some(ObjectRef::OperatorRequest(at)) = admission.world.object(request) else { return Err(refusals.unknown) };
    check(is_unanswered(admission.world.operator_requests[at].state), refusals.finished)?;
    Ok(at)
}
