//! InjectNtmsCleaner: one cleaner comes into the reserved slot (`inject-cleaner.*`). The work itself is in
//! `operation::port_session`, `operation::door_session` and `operation::cleaning`.

use super::{CleanerAccess, queue_visit, reserved_slot, way};
use crate::call::{Answer, InjectAction};
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, enabled, given, online};
use crate::id::{CallId, Guid, LibraryRef, RequestRef, SessionHandle, SlotRef};
use crate::method::library_control::running_session;
use crate::operation::remove::{By, call_off};
use crate::record::state::Operation;
use crate::record::{Rights, Subject};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::work;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["InjectNtmsCleaner/ERROR_INVALID_HANDLE"];
    LIBRARY_MISSING: LibraryMissing = InvalidParameter, ["InjectNtmsCleaner/ERROR_INVALID_PARAMETER"];
    OPERATION_MISSING: OperationMissing = InvalidParameter, ["InjectNtmsCleaner/ERROR_INVALID_PARAMETER"];
    ACTION_UNKNOWN: ActionUnknown = InvalidParameter, ["InjectNtmsCleaner/ERROR_INVALID_PARAMETER"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidLibrary, ["InjectNtmsCleaner/ERROR_INVALID_LIBRARY"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["InjectNtmsCleaner/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled, ["InjectNtmsCleaner/ERROR_RESOURCE_DISABLED"];
    LIBRARY_OFFLINE: LibraryOffline = LibraryOffline, ["InjectNtmsCleaner/ERROR_LIBRARY_OFFLINE", "inject-cleaner.online-only"];
    LIBRARY_ABSENT: LibraryAbsent = DeviceNotAvailable, ["InjectNtmsCleaner/ERROR_DEVICE_NOT_AVAILABLE"];
    STOP_WITHOUT_PORT: StopWithoutPort = NotSupported, ["InjectNtmsCleaner/ERROR_NOT_SUPPORTED", "inject-cleaner.stop-needs-port"];
    OPERATION_NOT_RUNNING: OperationNotRunning = InvalidOperation, ["D-143"];
    SLOT_NOT_RESERVED: SlotNotReserved = NoSlotSet, ["InjectNtmsCleaner/ERROR_NO_SLOT_SET", "inject-cleaner.needs-reserved-slot"];
    SLOT_ABSENT: SlotAbsent = SlotNotPresent, ["InjectNtmsCleaner/ERROR_SLOT_NOT_PRESENT", "inject-cleaner.slot-must-be-present"];
    SLOT_TAKEN: SlotTaken = SlotFull, ["InjectNtmsCleaner/ERROR_SLOT_FULL", "inject-cleaner.slot-must-be-empty"];
    NO_WAY_IN: NoWayIn = NotSupported, ["InjectNtmsCleaner/ERROR_NOT_SUPPORTED", "D-034"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["InjectNtmsCleaner/ERROR_NOT_ENOUGH_MEMORY"];
}

enum InjectCleanerPlan {
    Start { library: LibraryRef, slot: SlotRef, way: CleanerAccess },
    Stop(RequestRef),
}

fn admit(admission: &Admission<'_>, library: Option<Guid>, operation: Option<Guid>, action: u32) -> Admitted<InjectCleanerPlan> {
    let library = given(library, &LIBRARY_MISSING)?;
    let operation = given(operation, &OPERATION_MISSING)?;
    let action = given(InjectAction::from_number(action), &ACTION_UNKNOWN)?;
    check(matches!(action, InjectAction::Start | InjectAction::Stop), &ACTION_UNKNOWN)?;
    let (at, library) = admission.library(library, &LIBRARY_UNKNOWN)?;
    admission.right(ObjectRef::Library(at), Rights::CONTROL, &RIGHT_MISSING)?;
    enabled(library, &LIBRARY_DISABLED)?;
    online(library, &LIBRARY_OFFLINE)?;
    admission.present(at, &LIBRARY_ABSENT)?;
    if action == InjectAction::Stop {
        check(!admission.world.parts(at).ports.is_empty(), &STOP_WITHOUT_PORT)?;
        return Ok(InjectCleanerPlan::Stop(running_session(admission, at, operation, Operation::InjectCleaner, &OPERATION_NOT_RUNNING)?.0));
    }
    let slot = reserved_slot(admission, at, &SLOT_NOT_RESERVED, &SLOT_ABSENT)?;
    check(!admission.world.is_taken(slot), &SLOT_TAKEN)?;
    let way = way(admission, at, &NO_WAY_IN)?;
    admission.room_for(1, &NO_MEMORY)?;
    Ok(InjectCleanerPlan::Start { library: at, slot, way })
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    session: Option<SessionHandle>,
    library: Option<Guid>,
    operation: Option<Guid>,
    cleans_left: u32,
    action: u32,
) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    match admit(&admission, library, operation, action)? {
        InjectCleanerPlan::Start { library, slot, way } => {
            let errands =
                (work::port_session::PortPurpose::InjectCleaner(cleans_left), work::door_session::DoorPurpose::InjectCleaner(cleans_left));
            let subject = Subject { slot: turn.world().guid(ObjectRef::Slot(slot)), ..Subject::default() };
            let request = queue_visit(turn, library, Operation::InjectCleaner, way, errands, subject, handle);
            let guid = turn.world().requests[request].guid;
            turn.reply(call, Ok(Answer::Operation(guid)));
        }
        InjectCleanerPlan::Stop(request) => {
            call_off(turn, request, By::Stop);
            turn.reply(call, Ok(Answer::Done));
        }
    }
    Ok(())
}
