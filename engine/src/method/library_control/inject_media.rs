//! InjectNtmsMedia: media come in through a port (`inject-media.*`). The work itself is in
//! `operation::port_session` and `operation::injection`.

use super::{port_for, running_session};
use crate::call::{Answer, InjectAction};
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, enabled, given, online};
use crate::id::{CallId, Guid, LibraryRef, PortRef, RequestRef, SessionHandle};
use crate::operation::port_session::retract;
use crate::operation::remove::{By, call_off};
use crate::operation::schedule;
use crate::record::Rights;
use crate::record::state::Operation;
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::queue::{OPTION_IMMEDIATE, OPTION_INJECT_MANY};
use crate::world::work::Work;
use crate::world::work::port_session::{PortPurpose, PortSession};

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["InjectNtmsMedia/ERROR_INVALID_HANDLE"];
    LIBRARY_MISSING: LibraryMissing = InvalidParameter, ["InjectNtmsMedia/ERROR_INVALID_PARAMETER"];
    OPERATION_MISSING: OperationMissing = InvalidParameter, ["InjectNtmsMedia/ERROR_INVALID_PARAMETER"];
    ACTION_UNKNOWN: ActionUnknown = InvalidParameter, ["InjectNtmsMedia/ERROR_INVALID_PARAMETER"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidParameter, ["InjectNtmsMedia/ERROR_INVALID_PARAMETER", "D-019"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["InjectNtmsMedia/ERROR_ACCESS_DENIED", "inject-media.access-control-right"];
    LIBRARY_DISABLED: LibraryDisabled = DeviceNotAvailable,
        ["InjectNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE", "inject-media.disabled-is-device-not-available"];
    LIBRARY_OFFLINE: LibraryOffline = LibraryOffline, ["InjectNtmsMedia/ERROR_LIBRARY_OFFLINE", "inject-media.offline-library-refused"];
    LIBRARY_ABSENT: LibraryAbsent = DeviceNotAvailable, ["InjectNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE", "D-020"];
    OPERATION_NOT_RUNNING: OperationNotRunning = InvalidOperation,
        ["InjectNtmsMedia/ERROR_INVALID_OPERATION", "inject-media.bad-stop-rejected"];
    NOT_RETRACTABLE: NotRetractable = InvalidOperation,
        ["InjectNtmsMedia/ERROR_INVALID_OPERATION", "inject-media.start-id-only-stops"];
    PORT_ABSENT: PortAbsent = DeviceNotAvailable,
        ["InjectNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE", "inject-media.portless-library-use-door", "D-015"];
    NO_SLOT_FREE: NoSlotFree = LibraryFull, ["InjectNtmsMedia/ERROR_LIBRARY_FULL", "inject-media.no-free-slot-errors"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["InjectNtmsMedia/ERROR_NOT_ENOUGH_MEMORY"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["InjectNtmsMedia/ERROR_DATABASE_FAILURE"];
    DATABASE_FULL: DatabaseFull = DatabaseFull, ["InjectNtmsMedia/ERROR_DATABASE_FULL"];
}

/// What an admitted call will do.
enum InjectMediaPlan {
    Start { library: LibraryRef, port: PortRef, many: bool },
    Stop(RequestRef),
    Retract(RequestRef, PortSession),
}

fn admit(admission: &Admission<'_>, library: Option<Guid>, operation: Option<Guid>, action: u32) -> Admitted<InjectMediaPlan> {
    let library = given(library, &LIBRARY_MISSING)?;
    let operation = given(operation, &OPERATION_MISSING)?;
    let action = given(InjectAction::from_number(action), &ACTION_UNKNOWN)?;
    let (at, library) = admission.library(library, &LIBRARY_UNKNOWN)?;
    admission.right(ObjectRef::Library(at), Rights::CONTROL, &RIGHT_MISSING)?;
    enabled(library, &LIBRARY_DISABLED)?;
    online(library, &LIBRARY_OFFLINE)?;
    admission.present(at, &LIBRARY_ABSENT)?;
    match action {
        InjectAction::Start | InjectAction::StartMany => {
            let port = given(port_for(admission, at, 1), &PORT_ABSENT)?;
            given(admission.world.free_slot(at), &NO_SLOT_FREE)?;
            admission.room_for(1, &NO_MEMORY)?;
            Ok(InjectMediaPlan::Start { library: at, port, many: action == InjectAction::StartMany })
        }
        InjectAction::Stop => {
            Ok(InjectMediaPlan::Stop(running_session(admission, at, operation, Operation::Inject, &OPERATION_NOT_RUNNING)?.0))
        }
        InjectAction::Retract => {
            let (request, task) = running_session(admission, at, operation, Operation::Inject, &OPERATION_NOT_RUNNING)?;
            if let Work::Port(work) = &task.work
                && work.errand == (PortPurpose::InjectMedia { many: true })
            {
                Ok(InjectMediaPlan::Retract(request, work.clone()))
            } else {
                Err(&NOT_RETRACTABLE)
            }
        }
    }
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    session: Option<SessionHandle>,
    library: Option<Guid>,
    operation: Option<Guid>,
    action: u32,
) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    match admit(&admission, library, operation, action)? {
        InjectMediaPlan::Start { library, port, many } => {
            let work = Work::Port(PortSession::new(port, PortPurpose::InjectMedia { many }));
            let option = if many { OPTION_INJECT_MANY } else { OPTION_IMMEDIATE };
            let order = schedule::QueueOrder { option, ..schedule::QueueOrder::new(library, Operation::Inject, work, Some(handle)) };
            let request = schedule::queue(turn, order);
            let guid = turn.world().requests[request].guid;
            turn.reply(call, Ok(Answer::Operation(guid)));
        }
        InjectMediaPlan::Stop(request) => {
            call_off(turn, request, By::Stop);
            turn.reply(call, Ok(Answer::Done));
        }
        InjectMediaPlan::Retract(request, work) => {
            retract(turn, request, work);
            turn.reply(call, Ok(Answer::Done));
        }
    }
    Ok(())
}
