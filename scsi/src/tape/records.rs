//! The bytes of the records on a tape, in memory. Clones share them until one of them is written.

use std::fmt;
use std::sync::Arc;

use super::index::Mark;

/// The records of one tape, each by how many lie before it.
#[derive(Clone, Default)]
pub struct Records(Arc<Vec<Arc<[u8]>>>);

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} records", self.0.len())
    }
}

impl Records {
    /// Keeps a record behind all that there are.
    pub fn push(&mut self, record: &[u8]) {
        Arc::make_mut(&mut self.0).push(Arc::from(record));
    }

    /// The record behind a place; nothing if there is none.
    #[must_use]
    pub fn at(&self, at: Mark) -> Option<Arc<[u8]>> {
        self.0.get(usize::try_from(at.records).ok()?).cloned()
    }

    /// Lets go of all that lie behind a place.
    pub fn truncate(&mut self, at: Mark) {
        Arc::make_mut(&mut self.0).truncate(usize::try_from(at.records).unwrap_or(usize::MAX));
    }
}
