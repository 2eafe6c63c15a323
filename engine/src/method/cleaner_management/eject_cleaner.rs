//! EjectNtmsCleaner: the cleaner leaves the reserved slot (`eject-cleaner.*`). The work itself is in
//! `operation::port_session`, `operation::ejection` and `operation::door_session`.

use super::{CleanerAccess, queue_visit, reserved_slot, way};
use crate::call::{Answer, EjectAction};
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, enabled, given, online};
use crate::id::{CallId, Guid, LibraryRef, MediumRef, RequestRef, SessionHandle, SlotRef};
use crate::method::library_control::running_session;
use crate::operation::remove::{By, call_off};
use crate::record::state::Operation;
use crate::record::{Rights, Subject};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::work;

refusals! {
    NOT_CONNECTED: NotConnected = NotConnected, ["EjectNtmsCleaner/ERROR_NOT_CONNECTED"];
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["EjectNtmsCleaner/ERROR_INVALID_HANDLE"];
    LIBRARY_MISSING: LibraryMissing = InvalidParameter, ["EjectNtmsCleaner/ERROR_INVALID_PARAMETER"];
    OPERATION_MISSING: OperationMissing = InvalidParameter, ["EjectNtmsCleaner/ERROR_INVALID_PARAMETER"];
    ACTION_UNKNOWN: ActionUnknown = InvalidParameter, ["EjectNtmsCleaner/ERROR_INVALID_PARAMETER"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidLibrary, ["EjectNtmsCleaner/ERROR_INVALID_LIBRARY"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["EjectNtmsCleaner/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled, ["EjectNtmsCleaner/ERROR_RESOURCE_DISABLED"];
    LIBRARY_OFFLINE: LibraryOffline = LibraryOffline, ["EjectNtmsCleaner/ERROR_LIBRARY_OFFLINE"];
    LIBRARY_ABSENT: LibraryAbsent = LibraryOffline, ["EjectNtmsCleaner/ERROR_LIBRARY_OFFLINE", "D-020"];
    STOP_WITHOUT_PORT: StopWithoutPort = InvalidOperation, ["EjectNtmsCleaner/ERROR_INVALID_OPERATION", "eject-cleaner.stop-without-port"];
    OPERATION_NOT_RUNNING: OperationNotRunning = InvalidOperation, ["EjectNtmsCleaner/ERROR_INVALID_OPERATION"];
    SLOT_NOT_RESERVED: SlotNotReserved = NoSlotSet, ["EjectNtmsCleaner/ERROR_NO_SLOT_SET", "eject-cleaner.needs-reserved-slot"];
    SLOT_ABSENT: SlotAbsent = SlotNotPresent, ["EjectNtmsCleaner/ERROR_SLOT_NOT_PRESENT"];
    SLOT_HOLDS_NOTHING: SlotHoldsNothing = SlotEmpty, ["EjectNtmsCleaner/ERROR_SLOT_EMPTY", "eject-cleaner.empty-slot-errors"];
    NO_WAY_OUT: NoWayOut = InvalidOperation, ["EjectNtmsCleaner/ERROR_INVALID_OPERATION", "D-034"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["EjectNtmsCleaner/ERROR_NOT_ENOUGH_MEMORY"];
}

enum EjectCleanerPlan {
    Start { library: LibraryRef, slot: SlotRef, cleaner: MediumRef, way: CleanerAccess },
    Stop(RequestRef),
}

fn admit(admission: &Admission<'_>, library: Option<Guid>, operation: Option<Guid>, action: u32) -> Admitted<EjectCleanerPlan> {
    let library = given(library, &LIBRARY_MISSING)?;
    let operation = given(operation, &OPERATION_MISSING)?;
    let action = given(EjectAction::from_number(action), &ACTION_UNKNOWN)?;
    check(matches!(action, EjectAction::Start | EjectAction::Stop), &ACTION_UNKNOWN)?;
    let (at, library) = admission.library(library, &LIBRARY_UNKNOWN)?;
    admission.right(ObjectRef::Library(at), Rights::CONTROL, &RIGHT_MISSING)?;
    enabled(library, &LIBRARY_DISABLED)?;
    online(library, &LIBRARY_OFFLINE)?;
    admission.present(at, &LIBRARY_ABSENT)?;
    if action == EjectAction::Stop {
        check(!admission.world.parts(at).ports.is_empty(), &STOP_WITHOUT_PORT)?;
        return Ok(EjectCleanerPlan::Stop(running_session(admission, at, operation, Operation::EjectCleaner, &OPERATION_NOT_RUNNING)?.0));
    }
    let slot = reserved_slot(admission, at, &SLOT_NOT_RESERVED, &SLOT_ABSENT)?;
    let cleaner = given(admission.world.cleaner_of(at), &SLOT_HOLDS_NOTHING)?;
    let way = way(admission, at, &NO_WAY_OUT)?;
    admission.room_for(1, &NO_MEMORY)?;
    Ok(EjectCleanerPlan::Start { library: at, slot, cleaner, way })
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
        EjectCleanerPlan::Start { library, slot, cleaner, way } => {
            let errands = (work::port_session::PortPurpose::EjectCleaner(cleaner), work::door_session::DoorPurpose::EjectCleaner);
            let subject = Subject {
                slot: turn.world().guid(ObjectRef::Slot(slot)),
                medium: turn.world().guid(ObjectRef::Medium(cleaner)),
                ..Subject::default()
            };
            let request = queue_visit(turn, library, Operation::EjectCleaner, way, errands, subject, handle);
            let guid = turn.world().requests[request].guid;
            turn.reply(call, Ok(Answer::Operation(guid)));
        }
        EjectCleanerPlan::Stop(request) => {
            call_off(turn, request, By::Stop);
            turn.reply(call, Ok(Answer::Done));
        }
    }
    Ok(())
}
