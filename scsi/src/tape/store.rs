//! Stores: where the bytes of records are kept. The tape knows what lies where, and asks for it by place.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::index::Mark;

/// Why a store failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum StoreError {
    /// It could not write; a drive says 3/0C/00.
    #[error("what is written cannot be kept")]
    Write,
    /// It could not read; a drive says 3/11/00.
    #[error("what was kept cannot be read")]
    Read,
}

/// What keeps the records of one tape. Objects are appended, read and cut off at the end; nothing else becomes of them. A place says
/// the number of an object and the bytes before it, so that records can lie back to back in a file.
///
/// What fails must leave the store as it was, or cut off at the place.
pub trait Store: fmt::Debug + Send {
    /// Keeps a record behind all that there is, which ends at this place.
    ///
    /// # Errors
    /// It cannot be kept.
    fn write_record(&mut self, at: Mark, record: &[u8]) -> Result<(), StoreError>;

    /// Keeps filemarks behind all that there is, which ends at this place.
    ///
    /// # Errors
    /// They cannot be kept.
    fn write_filemarks(&mut self, at: Mark, count: u32) -> Result<(), StoreError>;

    /// Gives the record at a place back.
    ///
    /// # Errors
    /// It cannot be read.
    fn read_record(&self, at: Mark, length: u64) -> Result<Arc<[u8]>, StoreError>;

    /// Lets go of all that lies behind a place.
    ///
    /// # Errors
    /// It cannot be let go of.
    fn truncate(&mut self, at: Mark) -> Result<(), StoreError>;

    /// A store of its own with the same records, for a run that goes on in two ways. What lies on a disk is not written by it.
    fn fork(&self) -> Box<dyn Store>;
}

/// A store that keeps records in memory. Its forks share them.
#[derive(Clone, Default)]
pub struct InMemory {
    records: Arc<Vec<Arc<[u8]>>>,
}

impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} records in memory", self.records.len())
    }
}

impl Store for InMemory {
    fn write_record(&mut self, _at: Mark, record: &[u8]) -> Result<(), StoreError> {
        Arc::make_mut(&mut self.records).push(Arc::from(record));
        Ok(())
    }

    fn write_filemarks(&mut self, _at: Mark, _count: u32) -> Result<(), StoreError> {
        Ok(())
    }

    fn read_record(&self, at: Mark, _length: u64) -> Result<Arc<[u8]>, StoreError> {
        let number = usize::try_from(at.records).map_err(|_| StoreError::Read)?;
        self.records.get(number).cloned().ok_or(StoreError::Read)
    }

    fn truncate(&mut self, at: Mark) -> Result<(), StoreError> {
        let number = usize::try_from(at.records).map_err(|_| StoreError::Write)?;
        Arc::make_mut(&mut self.records).truncate(number);
        Ok(())
    }

    fn fork(&self) -> Box<dyn Store> {
        Box::new(self.clone())
    }
}
