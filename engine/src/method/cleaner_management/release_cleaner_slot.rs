//! ReleaseNtmsCleanerSlot: the cleaner slot is given back to ordinary media (`release-cleaner-slot.*`).

use super::reserved_slot;
use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, enabled, given, online};
use crate::id::{CallId, Guid, LibraryRef, SessionHandle, SlotRef};
use crate::operation::schedule;
use crate::record::state::Operation;
use crate::record::{Rights, Subject};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::work::Work;
use crate::world::work::cleaner_slot::CleanerSlot;

refusals! {
    NOT_CONNECTED: NotConnected = NotConnected, ["ReleaseNtmsCleanerSlot/ERROR_NOT_CONNECTED"];
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["ReleaseNtmsCleanerSlot/ERROR_INVALID_HANDLE"];
    LIBRARY_MISSING: LibraryMissing = InvalidParameter, ["ReleaseNtmsCleanerSlot/ERROR_INVALID_PARAMETER"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidParameter, ["ReleaseNtmsCleanerSlot/ERROR_INVALID_PARAMETER"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["ReleaseNtmsCleanerSlot/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled, ["ReleaseNtmsCleanerSlot/ERROR_RESOURCE_DISABLED"];
    LIBRARY_OFFLINE: LibraryOffline = LibraryOffline, ["ReleaseNtmsCleanerSlot/ERROR_LIBRARY_OFFLINE"];
    LIBRARY_ABSENT: LibraryAbsent = DeviceNotAvailable, ["ReleaseNtmsCleanerSlot/ERROR_DEVICE_NOT_AVAILABLE"];
    NOTHING_RESERVED: NothingReserved = NoSlotReserved,
        ["ReleaseNtmsCleanerSlot/ERROR_NO_SLOT_RESERVED", "release-cleaner-slot.needs-reservation"];
    SLOT_ABSENT: SlotAbsent = SlotNotPresent, ["ReleaseNtmsCleanerSlot/ERROR_SLOT_NOT_PRESENT"];
    SLOT_TAKEN: SlotTaken = SlotFull, ["ReleaseNtmsCleanerSlot/ERROR_SLOT_FULL", "release-cleaner-slot.slot-empty-and-present"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["D-144"];
}

fn admit(admission: &Admission<'_>, library: Option<Guid>) -> Admitted<(LibraryRef, SlotRef)> {
    let library = given(library, &LIBRARY_MISSING)?;
    let (at, library) = admission.library(library, &LIBRARY_UNKNOWN)?;
    admission.right(ObjectRef::Library(at), Rights::CONTROL, &RIGHT_MISSING)?;
    enabled(library, &LIBRARY_DISABLED)?;
    online(library, &LIBRARY_OFFLINE)?;
    admission.present(at, &LIBRARY_ABSENT)?;
    let slot = reserved_slot(admission, at, &NOTHING_RESERVED, &SLOT_ABSENT)?;
    check(!admission.world.is_taken(slot), &SLOT_TAKEN)?;
    admission.room_for(1, &NO_MEMORY)?;
    Ok((at, slot))
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, library: Option<Guid>) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    let (library, slot) = admit(&admission, library)?;
    let subject = Subject { slot: turn.world().guid(ObjectRef::Slot(slot)), ..Subject::default() };
    let work = Work::CleanerSlot(CleanerSlot { library, slot: None });
    schedule::queue(
        turn,
        schedule::QueueOrder { subject, ..schedule::QueueOrder::new(library, Operation::ReleaseCleaner, work, Some(handle)) },
    );
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
