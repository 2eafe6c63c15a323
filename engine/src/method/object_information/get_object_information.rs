//! GetNtmsObjectInformation: the record of an object (`get-object-information.*`).

use super::records;
use crate::call::{Answer, InformationHeader};
use crate::guard::{Admission, Admitted, check, given};
use crate::id::{CallId, Guid, SessionHandle};
use crate::record::Rights;
use crate::record::state::ObjectKind;
use crate::refusal::refusals;
use crate::turn::Turn;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["GetNtmsObjectInformation/ERROR_INVALID_HANDLE"];
    POINTER_MISSING: PointerMissing = InvalidParameter, ["GetNtmsObjectInformation/ERROR_INVALID_PARAMETER"];
    SIZE_OR_TYPE_WRONG: SizeOrTypeWrong = InvalidParameter,
        ["GetNtmsObjectInformation/ERROR_INVALID_PARAMETER", "get-object-information.size-and-type-set"];
    OBJECT_UNKNOWN: ObjectUnknown = ObjectNotFound, ["GetNtmsObjectInformation/ERROR_OBJECT_NOT_FOUND"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["GetNtmsObjectInformation/ERROR_ACCESS_DENIED"];
    TYPE_UNFIT: TypeUnfit = InvalidParameter, ["GetNtmsObjectInformation/ERROR_INVALID_PARAMETER"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["GetNtmsObjectInformation/ERROR_NOT_ENOUGH_MEMORY"];
}

fn admit(admission: &Admission<'_>, object: Option<Guid>, information: Option<InformationHeader>) -> Admitted<Answer> {
    let guid = given(object, &POINTER_MISSING)?;
    let header = given(information, &POINTER_MISSING)?;
    let at = given(admission.world.object(guid), &OBJECT_UNKNOWN)?;
    admission.right(at, Rights::USE, &RIGHT_MISSING)?;
    let kind = given(ObjectKind::from_number(header.kind), &SIZE_OR_TYPE_WRONG)?;
    check(kind == ObjectKind::Unknown || kind == at.kind(), &TYPE_UNFIT)?;
    check(header.size >= records::LEAST_SIZE, &SIZE_OR_TYPE_WRONG)?;
    check(admission.config.limits.answer_objects > 0, &NO_MEMORY)?;
    let record = given(records::information(admission.world, at), &OBJECT_UNKNOWN)?;
    Ok(Answer::Information(Box::new(record)))
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    session: Option<SessionHandle>,
    object: Option<Guid>,
    information: Option<InformationHeader>,
) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let answer = admit(&admission, object, information)?;
    turn.reply(call, Ok(answer));
    Ok(())
}
