//! The event queue: what is due next, and among equals what was scheduled first.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rsmlab_engine::time::Instant;

/// Entries in the order of their time; entries of one time in the order in which they were scheduled.
///
/// The insertion counter is the whole trick of a deterministic queue: no two entries ever compare equal, so no
/// choice is left to the data structure.
#[derive(Clone, Debug)]
pub struct Queue<E> {
    entries: BTreeMap<Ticket, E>,
    scheduled: u64,
}

/// What names an entry, to take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    at: Instant,
    number: u64,
}

impl Hash for Ticket {
    /// The moment alone: the number only tells entries of one moment apart, and their order shows in the queue.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.at.hash(state);
    }
}

impl<E> Queue<E> {
    /// A queue with nothing in it.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: BTreeMap::new(), scheduled: 0 }
    }

    /// Puts an entry in, behind all others of its time.
    pub fn schedule(&mut self, at: Instant, entry: E) -> Ticket {
        let ticket = Ticket { at, number: self.scheduled };
        self.scheduled += 1;
        self.entries.insert(ticket, entry);
        ticket
    }

    /// Takes an entry back; `None` if its time has come already.
    pub fn cancel(&mut self, ticket: Ticket) -> Option<E> {
        self.entries.remove(&ticket)
    }

    /// When the next entry is due.
    #[must_use]
    pub fn next_time(&self) -> Option<Instant> {
        self.entries.first_key_value().map(|(ticket, _)| ticket.at)
    }

    /// Takes the next entry out.
    pub fn pop(&mut self) -> Option<(Instant, E)> {
        self.entries.pop_first().map(|(ticket, entry)| (ticket.at, entry))
    }

    /// Everything that is scheduled, in order.
    pub fn entries(&self) -> impl Iterator<Item = (Instant, &E)> {
        self.entries.iter().map(|(ticket, entry)| (ticket.at, entry))
    }

    /// Whether nothing is scheduled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<E> Default for Queue<E> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(queue: &mut Queue<&'static str>) -> Vec<(u64, &'static str)> {
        std::iter::from_fn(|| queue.pop()).map(|(at, entry)| (at.0, entry)).collect()
    }

    #[test]
    fn equal_times_are_first_in_first_out() {
        let mut queue = Queue::new();
        for (at, entry) in [(5, "b"), (1, "a"), (5, "c"), (9, "e"), (5, "d")] {
            queue.schedule(Instant(at), entry);
        }
        assert_eq!(queue.next_time(), Some(Instant(1)));
        assert_eq!(drain(&mut queue), [(1, "a"), (5, "b"), (5, "c"), (5, "d"), (9, "e")]);
        assert_eq!(queue.next_time(), None);
    }

    #[test]
    fn what_is_scheduled_while_its_time_is_served_comes_last() {
        let mut queue = Queue::new();
        queue.schedule(Instant(3), "first");
        queue.schedule(Instant(3), "second");
        assert_eq!(queue.pop(), Some((Instant(3), "first")));
        queue.schedule(Instant(3), "third");
        assert_eq!(drain(&mut queue), [(3, "second"), (3, "third")]);
    }

    #[test]
    fn a_cancelled_entry_never_comes_and_cancels_once() {
        let mut queue = Queue::new();
        let gone = queue.schedule(Instant(2), "gone");
        queue.schedule(Instant(2), "stays");
        assert_eq!(queue.cancel(gone), Some("gone"));
        assert_eq!(queue.cancel(gone), None);
        assert_eq!(drain(&mut queue), [(2, "stays")]);
        assert!(queue.is_empty());
    }
}
