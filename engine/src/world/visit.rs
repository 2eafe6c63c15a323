//! The last visit of people to a library, as it stands on record.

use super::World;
use super::queue::is_open;
use crate::id::LibraryRef;
use crate::record::LibraryRequest;
use crate::record::state::{InventoryMethod, Operation, RequestState};
use crate::status::Status;

/// A visit that a restart would cut off, or that an earlier one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Visit {
    /// The inventory that it asked for.
    pub method: InventoryMethod,
    /// Whether that has to be made in any case, or only if a door still stands open.
    pub is_due: bool,
}

impl World {
    /// The visit of a library that a restart would cut off, or that an earlier one has.
    pub(crate) fn last_visit(&self, library: LibraryRef) -> Option<Visit> {
        // Without a port the cleaner comes and goes through a door (`inject-cleaner.door-fallback`, `eject-cleaner.door-fallback`).
        let is_by_door = self.parts(library).ports.is_empty();
        let is_of_cleaner = |operation| matches!(operation, Operation::InjectCleaner | Operation::EjectCleaner);
        let is_visit = |operation| operation == Operation::DoorAccess || is_by_door && is_of_cleaner(operation);
        let visits = self.requests.values().filter(|request| request.library == library && is_visit(request.operation));
        let begun = visits.filter(|request| !matches!(request.state, RequestState::Queued | RequestState::Waiting));
        let last = begun.max_by_key(|request| request.sequence)?;
        let is_due = last.state == RequestState::InProcess || !is_open(last.state) && self.is_to_be_looked_behind(last);
        // What has become of the cleaner a look shows.
        let asked = if is_of_cleaner(last.operation) { Some(InventoryMethod::Fast) } else { InventoryMethod::from_number(last.option) };
        let method = asked.filter(|method| *method <= InventoryMethod::Default)?;
        (is_due || last.state == RequestState::Cancelled).then_some(Visit { method, is_due })
    }

    /// Whether the inventory that follows a visit has not been made. Where nobody came (`model.door.open-time`) there is none.
    fn is_to_be_looked_behind(&self, visit: &LibraryRequest) -> bool {
        if visit.error == Status::Timeout {
            return false;
        }
        let follows = |request: &LibraryRequest| request.library == visit.library && Some(request.queued) == visit.completed;
        let mut open = self.requests.values().filter(|request| is_open(request.state));
        open.any(|request| request.operation == Operation::Inventory && follows(request))
    }
}
