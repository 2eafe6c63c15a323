//! AccessNtmsLibraryDoor: people open the door, and an inventory follows (`library-door.*`). The work itself is in
//! `operation::door_session`.

use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, enabled, given, online};
use crate::id::{CallId, DoorRef, Guid, LibraryRef, SessionHandle};
use crate::operation::schedule;
use crate::record::Rights;
use crate::record::state::{InventoryMethod, Operation};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::work::Work;
use crate::world::work::door_session::{DoorPurpose, DoorSession};

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["AccessNtmsLibraryDoor/ERROR_INVALID_HANDLE"];
    LIBRARY_MISSING: LibraryMissing = InvalidParameter, ["AccessNtmsLibraryDoor/ERROR_INVALID_PARAMETER"];
    ACTION_UNKNOWN: ActionUnknown = InvalidParameter, ["AccessNtmsLibraryDoor/ERROR_INVALID_PARAMETER", "D-017"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidParameter, ["AccessNtmsLibraryDoor/ERROR_INVALID_PARAMETER", "D-019"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["AccessNtmsLibraryDoor/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled,
        ["AccessNtmsLibraryDoor/ERROR_RESOURCE_DISABLED", "library-door.disabled-is-resource-disabled"];
    LIBRARY_OFFLINE: LibraryOffline = LibraryOffline, ["AccessNtmsLibraryDoor/ERROR_LIBRARY_OFFLINE"];
    LIBRARY_ABSENT: LibraryAbsent = ResourceNotPresent, ["AccessNtmsLibraryDoor/ERROR_RESOURCE_NOT_PRESENT", "D-020"];
    DOOR_ABSENT: DoorAbsent = ResourceNotPresent, ["AccessNtmsLibraryDoor/ERROR_RESOURCE_NOT_PRESENT", "library-door.requires-door"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["AccessNtmsLibraryDoor/ERROR_NOT_ENOUGH_MEMORY"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["AccessNtmsLibraryDoor/ERROR_DATABASE_FAILURE"];
    DATABASE_FULL: DatabaseFull = DatabaseFull, ["AccessNtmsLibraryDoor/ERROR_DATABASE_FULL"];
}

/// The inventories that can follow (D-017: SLOT and STOP are refused).
fn following(action: u32) -> Option<InventoryMethod> {
    let method = InventoryMethod::from_number(action)?;
    match method {
        InventoryMethod::None | InventoryMethod::Fast | InventoryMethod::Omid | InventoryMethod::Default => Some(method),
        InventoryMethod::Slot | InventoryMethod::Stop | InventoryMethod::Max => None,
    }
}

struct DoorAccessPlan {
    library: LibraryRef,
    doors: Vec<DoorRef>,
    method: InventoryMethod,
}

fn admit(admission: &Admission<'_>, library: Option<Guid>, action: u32) -> Admitted<DoorAccessPlan> {
    let library = given(library, &LIBRARY_MISSING)?;
    let method = given(following(action), &ACTION_UNKNOWN)?;
    let (at, library) = admission.library(library, &LIBRARY_UNKNOWN)?;
    admission.right(ObjectRef::Library(at), Rights::CONTROL, &RIGHT_MISSING)?;
    enabled(library, &LIBRARY_DISABLED)?;
    online(library, &LIBRARY_OFFLINE)?;
    admission.present(at, &LIBRARY_ABSENT)?;
    let doors = admission.world.parts(at).doors.clone();
    check(!doors.is_empty(), &DOOR_ABSENT)?;
    admission.room_for(1, &NO_MEMORY)?;
    Ok(DoorAccessPlan { library: at, doors, method })
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, library: Option<Guid>, action: u32) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    let DoorAccessPlan { library, doors, method } = admit(&admission, library, action)?;
    let work = Work::Door(DoorSession::queued(doors, DoorPurpose::Access(method)));
    let order = schedule::QueueOrder::new(library, Operation::DoorAccess, work, Some(handle));
    schedule::queue(turn, schedule::QueueOrder { option: method.number(), ..order });
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
