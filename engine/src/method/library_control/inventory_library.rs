//! InventoryNtmsLibrary: what is in a library is looked at, or that is stopped (`inventory-library.*`). The work itself
//! is in `operation::inventory` and `operation::identify`.

use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, enabled, given, online};
use crate::id::{CallId, Guid, LibraryRef, SessionHandle};
use crate::operation::inventory;
use crate::record::Rights;
use crate::record::state::InventoryMethod;
use crate::refusal::refusals;
use crate::turn::Turn;

refusals! {
    NOT_CONNECTED: NotConnected = NotConnected, ["InventoryNtmsLibrary/ERROR_NOT_CONNECTED"];
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["InventoryNtmsLibrary/ERROR_INVALID_HANDLE"];
    LIBRARY_MISSING: LibraryMissing = InvalidParameter, ["InventoryNtmsLibrary/ERROR_INVALID_PARAMETER"];
    ACTION_UNKNOWN: ActionUnknown = InvalidParameter, ["InventoryNtmsLibrary/ERROR_INVALID_PARAMETER", "D-017"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidParameter, ["InventoryNtmsLibrary/ERROR_INVALID_PARAMETER", "D-019"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["InventoryNtmsLibrary/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled, ["InventoryNtmsLibrary/ERROR_RESOURCE_DISABLED", "inventory-library.disabled"];
    LIBRARY_OFFLINE: LibraryOffline = InvalidLibrary, ["InventoryNtmsLibrary/ERROR_INVALID_LIBRARY", "inventory-library.offline-refused"];
    LIBRARY_ABSENT: LibraryAbsent = DeviceNotAvailable,
        ["InventoryNtmsLibrary/ERROR_DEVICE_NOT_AVAILABLE", "inventory-library.not-present-refused"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["D-144"];
}

/// What an action asks for: an inventory, or the end of one (D-017: NONE and SLOT are refused).
fn wanted(action: u32) -> Option<InventoryMethod> {
    let method = InventoryMethod::from_number(action)?;
    match method {
        InventoryMethod::Fast | InventoryMethod::Omid | InventoryMethod::Default | InventoryMethod::Stop => Some(method),
        InventoryMethod::None | InventoryMethod::Slot | InventoryMethod::Max => None,
    }
}

fn admit(admission: &Admission<'_>, library: Option<Guid>, action: u32) -> Admitted<(LibraryRef, InventoryMethod)> {
    let library = given(library, &LIBRARY_MISSING)?;
    let method = given(wanted(action), &ACTION_UNKNOWN)?;
    let (at, library) = admission.library(library, &LIBRARY_UNKNOWN)?;
    admission.right(ObjectRef::Library(at), Rights::CONTROL, &RIGHT_MISSING)?;
    enabled(library, &LIBRARY_DISABLED)?;
    online(library, &LIBRARY_OFFLINE)?;
    admission.present(at, &LIBRARY_ABSENT)?;
    if method != InventoryMethod::Stop {
        admission.room_for(1, &NO_MEMORY)?;
    }
    Ok((at, method))
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, library: Option<Guid>, action: u32) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    let (library, method) = admit(&admission, library, action)?;
    if method == InventoryMethod::Stop {
        inventory::stop(turn, library, handle);
    } else {
        inventory::queue(turn, library, method, Some(handle));
    }
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
