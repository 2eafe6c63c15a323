//! Cleaner management: the cleaner slot, the cleaner in it, and the cleaning of drives.

pub mod clean_drive;
pub mod eject_cleaner;
pub mod inject_cleaner;
pub mod release_cleaner_slot;
pub mod reserve_cleaner_slot;

use crate::guard::{Admission, Admitted, check, given};
use crate::id::{DoorRef, LibraryRef, PortRef, RequestRef, SessionHandle, SlotRef};
use crate::method::library_control::port_for;
use crate::operation::schedule;
use crate::record::state::{Operation, SlotState};
use crate::record::{Place, Subject};
use crate::refusal::Refusal;
use crate::turn::Turn;
use crate::world::work;
use crate::world::work::Work;
use crate::world::work::door_session::DoorSession;
use crate::world::work::port_session::PortSession;

/// How people get at the cleaner slot: by a port if there is one, else by a door (`inject-cleaner.port-preferred`,
/// `inject-cleaner.door-fallback`).
#[derive(Clone, Copy)]
pub(crate) enum CleanerAccess {
    /// Through this port.
    Port(PortRef),
    /// Through this door.
    Door(DoorRef),
}

/// The way to the cleaner slot of a library.
pub(crate) fn way(admission: &Admission<'_>, library: LibraryRef, none: &'static Refusal) -> Admitted<CleanerAccess> {
    let world = admission.world;
    let slot = world.libraries[library].cleaner_slot.and_then(|slot| world.element(Place::Slot(slot)));
    let leads_there = |door: &&DoorRef| slot.is_none_or(|slot| world.doors[**door].reach.holds(slot));
    let door = world.parts(library).doors.iter().find(leads_there).copied().map(CleanerAccess::Door);
    given(port_for(admission, library, 1).map(CleanerAccess::Port).or(door), none)
}

/// The reserved slot of a library, which must be installed (`inject-cleaner.slot-must-be-present`).
pub(crate) fn reserved_slot(
    admission: &Admission<'_>,
    library: LibraryRef,
    none: &'static Refusal,
    absent: &'static Refusal,
) -> Admitted<SlotRef> {
    let slot = given(admission.world.libraries[library].cleaner_slot, none)?;
    check(admission.world.slots.get(slot).is_some_and(|slot| slot.state != SlotState::NotPresent), absent)?;
    Ok(slot)
}

/// Queues the visit of people to the cleaner slot.
pub(crate) fn queue_visit(
    turn: &mut Turn<'_>,
    library: LibraryRef,
    operation: Operation,
    way: CleanerAccess,
    errands: (work::port_session::PortPurpose, work::door_session::DoorPurpose),
    subject: Subject,
    session: SessionHandle,
) -> RequestRef {
    let work = match way {
        CleanerAccess::Port(port) => Work::Port(PortSession::new(port, errands.0)),
        CleanerAccess::Door(door) => Work::Door(DoorSession::queued(vec![door], errands.1)),
    };
    schedule::queue(turn, schedule::QueueOrder { subject, ..schedule::QueueOrder::new(library, operation, work, Some(session)) })
}
