//! Owed: inventories that have to be made although the request that was to make one has been broken off (D-109, D-166, D-173).
//!
//! The library owes an inventory of the engine's own, one that a visit was to end with, and the reading of what came in. A restart breaks requests off,
//! and so does taking the library out of service, or its cable. What is owed is on record, with the request as long as that is open and
//! with the library from then on, until the library has been looked through as strictly as that.

use super::super::{Work, door_session};
use super::wanted::{queue_owed, resolve};
use super::{at_least_a_look, set_unlooked};
use crate::change::{Change, LibraryField};
use crate::id::{LibraryRef, RequestRef, SessionHandle};
use crate::record::state::{InventoryMethod, RequestState};
use crate::turn::Turn;
use crate::world::queue::is_open;
use crate::world::work::door_session::DoorPurpose;
use crate::world::work::inventory::Occasion;

/// What the library owes if a request for this work is broken off. An inventory that a client has asked for is the client's business.
pub(crate) fn owed_for(turn: &Turn<'_>, library: LibraryRef, work: &Work, session: Option<SessionHandle>) -> Option<InventoryMethod> {
    match work {
        Work::Inventory(work) if work.occasion == Occasion::Visit || session.is_none() => Some(work.method),
        Work::Identify(work) => work.owes,
        Work::Door(work) => Some(owed_after(turn, library, &work.errand)),
        Work::Inventory(_) | Work::Mount(_) | Work::Dismount(_) | Work::Cleaning(_) | Work::Port(_) => None,
        Work::CleanerSlot(_) | Work::Switch(_) | Work::Remove(_) => None,
    }
}

/// A library owes this inventory; if it owes a stricter one, that.
pub(crate) fn owe(turn: &mut Turn<'_>, library: LibraryRef, method: InventoryMethod) {
    let owes = turn.world().libraries[library].owes;
    let method = resolve(turn, library, method);
    if method > owes.unwrap_or(InventoryMethod::None) {
        turn.change(Change::Library(library, LibraryField::Owes(Some(method))));
    }
}

/// The inventory to be made of a library now: this one, or the stricter one that it owes. As long as a door is open it goes on owing that.
pub(crate) fn due(turn: &mut Turn<'_>, library: LibraryRef, method: InventoryMethod, is_any_open: bool) -> InventoryMethod {
    let owes = turn.world().libraries[library].owes;
    if owes.is_some() && !is_any_open {
        turn.change(Change::Library(library, LibraryField::Owes(None)));
    }
    owes.into_iter().chain([resolve(turn, library, method)]).max().unwrap_or(InventoryMethod::None)
}

/// All of a library has been looked at: what it owed is done, if that was no stricter and nobody can be behind a door.
pub(super) fn is_done(turn: &mut Turn<'_>, library: LibraryRef, method: InventoryMethod) {
    if turn.world().libraries[library].owes.is_some_and(|owes| owes <= method) && !door_session::has_open_door(turn.world(), library) {
        turn.change(Change::Library(library, LibraryField::Owes(None)));
    }
}

/// A request is broken off, for the library has been taken out of service or does not answer: what it was to show is owed.
pub(crate) fn put_off(turn: &mut Turn<'_>, request: RequestRef) {
    let record = &turn.world().requests[request];
    let (library, owed) = (record.library, record.owed.filter(|_| !record.is_visit()));
    if let Some(owed) = owed {
        owe(turn, library, owed);
    }
}

/// A library is back in service: what it owes it does now, or when the door is closed that stands open.
pub(crate) fn make_up(turn: &mut Turn<'_>, library: LibraryRef) {
    if door_session::has_open_door(turn.world(), library) {
        return;
    }
    let method = due(turn, library, InventoryMethod::None, false);
    if method != InventoryMethod::None {
        queue_owed(turn, library, method);
    }
}

/// A restart is about to cut off all requests. Where what is owed for them is stricter than what the library does by itself when it comes, it is
/// noted. Nobody has heard what people have done on a visit that had begun.
pub(crate) fn remember(turn: &mut Turn<'_>) {
    let has_begun = |state| !matches!(state, RequestState::Queued | RequestState::Waiting);
    let open = turn.world().requests.values().filter(|request| is_open(request.state));
    let due = open.filter(|request| !request.is_visit() || has_begun(request.state));
    let owed: Vec<_> = due.filter_map(|request| Some((request.library, request.owed?, request.is_visit()))).collect();
    for (library, method, is_visit) in owed {
        if resolve(turn, library, method) > resolve(turn, library, InventoryMethod::Default) {
            owe(turn, library, method);
        }
        if is_visit {
            set_unlooked(turn, library, true);
        }
    }
}

/// A visit to the slot of the cleaner asks for no inventory, and the library may make none either: what people have done there is looked at all the
/// same.
pub(crate) fn owed_after(turn: &Turn<'_>, library: LibraryRef, errand: &DoorPurpose) -> InventoryMethod {
    match errand {
        DoorPurpose::Access(method) => *method,
        DoorPurpose::InjectCleaner(_) | DoorPurpose::EjectCleaner => at_least_a_look(turn, library),
    }
}
