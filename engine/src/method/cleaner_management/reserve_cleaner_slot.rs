//! ReserveNtmsCleanerSlot: one slot of a library is set aside for its cleaner (`reserve-cleaner-slot.*`).

use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, enabled, given, online};
use crate::id::{CallId, Guid, LibraryRef, SessionHandle, SlotRef};
use crate::operation::schedule;
use crate::record::state::{Operation, SlotState};
use crate::record::{Rights, Subject};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::work::Work;
use crate::world::work::cleaner_slot::CleanerSlot;

refusals! {
    NOT_CONNECTED: NotConnected = NotConnected, ["ReserveNtmsCleanerSlot/ERROR_NOT_CONNECTED"];
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["ReserveNtmsCleanerSlot/ERROR_INVALID_HANDLE"];
    ARGUMENT_MISSING: ArgumentMissing = InvalidParameter, ["ReserveNtmsCleanerSlot/ERROR_INVALID_PARAMETER"];
    LIBRARY_UNKNOWN: LibraryUnknown = InvalidLibrary, ["ReserveNtmsCleanerSlot/ERROR_INVALID_LIBRARY"];
    SLOT_UNKNOWN: SlotUnknown = InvalidSlot, ["ReserveNtmsCleanerSlot/ERROR_INVALID_SLOT"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["ReserveNtmsCleanerSlot/ERROR_ACCESS_DENIED"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled, ["ReserveNtmsCleanerSlot/ERROR_RESOURCE_DISABLED"];
    LIBRARY_OFFLINE: LibraryOffline = LibraryOffline, ["ReserveNtmsCleanerSlot/ERROR_LIBRARY_OFFLINE"];
    LIBRARY_ABSENT: LibraryAbsent = DeviceNotAvailable, ["ReserveNtmsCleanerSlot/ERROR_DEVICE_NOT_AVAILABLE"];
    SLOT_ABSENT: SlotAbsent = SlotNotPresent, ["ReserveNtmsCleanerSlot/ERROR_SLOT_NOT_PRESENT", "reserve-cleaner-slot.slot-present"];
    RESERVED_ALREADY: ReservedAlready = AlreadyReserved,
        ["ReserveNtmsCleanerSlot/ERROR_ALREADY_RESERVED", "reserve-cleaner-slot.one-per-library"];
    SLOT_TAKEN: SlotTaken = SlotFull, ["ReserveNtmsCleanerSlot/ERROR_SLOT_FULL", "reserve-cleaner-slot.slot-empty"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["ReserveNtmsCleanerSlot/ERROR_NOT_ENOUGH_MEMORY"];
}

fn admit(admission: &Admission<'_>, library: Option<Guid>, slot: Option<Guid>) -> Admitted<(LibraryRef, SlotRef)> {
    let library = given(library, &ARGUMENT_MISSING)?;
    let slot = given(slot, &ARGUMENT_MISSING)?;
    let (at, library) = admission.library(library, &LIBRARY_UNKNOWN)?;
    admission.right(ObjectRef::Library(at), Rights::CONTROL, &RIGHT_MISSING)?;
    enabled(library, &LIBRARY_DISABLED)?;
    online(library, &LIBRARY_OFFLINE)?;
    admission.present(at, &LIBRARY_ABSENT)?;
    let Some(ObjectRef::Slot(slot)) = admission.world.object(slot) else { return Err(&SLOT_UNKNOWN) };
    let record = &admission.world.slots[slot];
    check(record.library == at, &SLOT_UNKNOWN)?;
    check(record.state != SlotState::NotPresent, &SLOT_ABSENT)?;
    check(library.cleaner_slot.is_none(), &RESERVED_ALREADY)?;
    check(!admission.world.is_taken(slot), &SLOT_TAKEN)?;
    admission.room_for(1, &NO_MEMORY)?;
    Ok((at, slot))
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    session: Option<SessionHandle>,
    library: Option<Guid>,
    slot: Option<Guid>,
) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let handle = admission.handle;
    let (library, slot) = admit(&admission, library, slot)?;
    let subject = Subject { slot: turn.world().guid(ObjectRef::Slot(slot)), ..Subject::default() };
    let work = Work::CleanerSlot(CleanerSlot { library, slot: Some(slot) });
    schedule::queue(
        turn,
        schedule::QueueOrder { subject, ..schedule::QueueOrder::new(library, Operation::ReserveCleaner, work, Some(handle)) },
    );
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
