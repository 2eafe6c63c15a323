//! The queue of a library: its open requests in working order.
//!
//! Sorted by operation type, then order number, then time queued (`model.queue.type-order`,
//! `model.queue.mounts-by-order-number`, `model.queue.listing-key`). An ejection with FORCE goes before everything
//! (`eject-media.force-skips-busy`).

use std::ops::Bound;

use super::{Index, World};
use crate::id::{LibraryRef, RequestRef};
use crate::record::LibraryRequest;
use crate::record::state::{Operation, RequestState};
use crate::records::Records;
use crate::time::Instant;

/// `OperationOption`: immediate.
pub const OPTION_IMMEDIATE: u32 = 0;
/// `OperationOption`: deferred (dismount).
pub const OPTION_DEFERRED: u32 = 1;
/// `OperationOption`: at once, whatever else goes on (eject).
pub const OPTION_FORCE: u32 = 2;
/// `OperationOption`: START_MANY of an inject.
pub const OPTION_INJECT_MANY: u32 = 4;

/// Priority of a mount without one, and the order number that stands for it.
const NORMAL_ORDER: i32 = 16;

/// Where a request stands in the queue; smaller is sooner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueKey {
    unforced: bool,
    operation: u32,
    order: u32,
    queued: Instant,
    sequence: u64,
}

impl QueueKey {
    fn of(request: &LibraryRequest) -> Self {
        Self {
            unforced: !is_forced(request),
            operation: request.operation.number(),
            order: request.order,
            queued: request.queued,
            sequence: request.sequence,
        }
    }
}

/// A request at its place in a queue.
pub type QueueEntry = (QueueKey, RequestRef);

/// Whether it does not wait for a busy library (`eject-media.force-skips-busy`). The same number means something else to other requests.
#[must_use]
pub fn is_forced(request: &LibraryRequest) -> bool {
    request.operation == Operation::Eject && request.option == OPTION_FORCE
}

/// The order number that a mount starts with: 1 for the highest priority, 31 for the lowest (D-012).
#[must_use]
pub fn order_of_priority(priority: i32) -> u32 {
    (NORMAL_ORDER - priority).unsigned_abs()
}

/// Whether a request still has something to do.
#[must_use]
pub const fn is_open(state: RequestState) -> bool {
    match state {
        RequestState::Queued | RequestState::Waiting | RequestState::InProcess | RequestState::Deferred => true,
        RequestState::Passed | RequestState::Failed | RequestState::Invalid | RequestState::Cancelled | RequestState::Stopped => false,
    }
}

impl World {
    /// The open requests of a library in working order.
    pub fn queue(&self, library: LibraryRef) -> impl Iterator<Item = RequestRef> + '_ {
        self.entries(library, Bound::Unbounded).map(|(_, request)| request)
    }

    /// The open requests of a library in working order, from this place on.
    pub fn entries(&self, library: LibraryRef, from: Bound<QueueEntry>) -> impl Iterator<Item = QueueEntry> + '_ {
        self.index.queues.get(library).range((from, Bound::Unbounded)).copied()
    }

    /// A request with its place in the queue.
    #[must_use]
    pub fn entry(&self, at: RequestRef) -> Option<QueueEntry> {
        Some((QueueKey::of(self.requests.get(at)?), at))
    }
}

impl Index {
    /// Puts a request into its queue if it is open.
    pub(super) fn enqueue_if_open(&mut self, records: &Records, at: RequestRef) {
        let Some(request) = records.requests.get(at) else { return };
        self.next_request = self.next_request.max(request.sequence.saturating_add(1));
        if is_open(request.state) {
            self.queues.get_mut(request.library).insert((QueueKey::of(request), at));
        }
    }

    /// Takes a request out of its queue.
    pub(super) fn dequeue(&mut self, records: &Records, at: RequestRef) {
        let Some(request) = records.requests.get(at) else { return };
        self.queues.get_mut(request.library).remove(&(QueueKey::of(request), at));
    }
}

#[cfg(test)]
mod tests {
    use super::order_of_priority;

    #[test]
    fn the_order_number_of_a_mount_is_16_minus_its_priority() {
        assert_eq!([15, 1, 0, -1, -15].map(order_of_priority), [1, 15, 16, 17, 31]);
    }
}
