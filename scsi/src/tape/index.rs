//! The index of a tape: where its filemarks lie and its records end, so that no motion has to count objects.

use std::fmt;
use std::sync::Arc;

/// A place between two objects, by what lies before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Records before it.
    pub records: u64,
    /// Filemarks before it: the logical file identifier of READ POSITION.
    pub filemarks: u64,
    /// Bytes of the records before it.
    pub bytes: u64,
}

impl Mark {
    /// The number of the object behind it.
    #[must_use]
    pub const fn object(self) -> u64 {
        self.records.saturating_add(self.filemarks)
    }
}

/// Where the objects of a tape lie. Clones share it until one of them is written.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Index {
    /// The object numbers of the filemarks.
    filemarks: Arc<Vec<u64>>,
    /// For each record, the bytes of all records up to its end.
    ends: Arc<Vec<u64>>,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} records and {} filemarks", self.ends.len(), self.filemarks.len())
    }
}

impl Index {
    /// The position behind the last object.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.filemarks.len() as u64 + self.ends.len() as u64
    }

    /// The position behind the last record, which is before the filemarks that end the data.
    #[must_use]
    pub fn data_end(&self) -> u64 {
        // The first filemark before which all records lie.
        let (mut low, mut high) = (0, self.filemarks.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let behind_all = self.filemarks.get(middle).is_some_and(|filemark| filemark - middle as u64 == self.ends.len() as u64);
            if behind_all { high = middle } else { low = middle + 1 }
        }
        self.filemarks.get(low).copied().unwrap_or_else(|| self.end())
    }

    /// What lies before a position. One behind the end counts as the end.
    #[must_use]
    pub fn mark(&self, position: u64) -> Mark {
        let position = position.min(self.end());
        let filemarks = self.filemarks_before(position) as u64;
        let records = position - filemarks;
        Mark { records, filemarks, bytes: self.bytes_before(records) }
    }

    /// Whether the object behind a position is a filemark.
    #[must_use]
    pub fn is_filemark(&self, position: u64) -> bool {
        self.filemarks.binary_search(&position).is_ok()
    }

    /// The first filemark behind a position.
    #[must_use]
    pub fn filemark_after(&self, position: u64) -> Option<u64> {
        self.filemarks.get(self.filemarks_before(position)).copied()
    }

    /// The last filemark before a position.
    #[must_use]
    pub fn filemark_before(&self, position: u64) -> Option<u64> {
        self.filemark(self.filemarks_before(position).checked_sub(1)? as u64)
    }

    /// The object number of a filemark, by its place among the filemarks.
    #[must_use]
    pub fn filemark(&self, number: u64) -> Option<u64> {
        self.filemarks.get(usize::try_from(number).ok()?).copied()
    }

    /// A record is appended.
    pub fn push_record(&mut self, length: u64) {
        let end = self.ends.last().copied().unwrap_or(0).saturating_add(length);
        Arc::make_mut(&mut self.ends).push(end);
    }

    /// Filemarks are appended.
    pub fn push_filemarks(&mut self, count: u32) {
        let end = self.end();
        Arc::make_mut(&mut self.filemarks).extend(end..end.saturating_add(count.into()));
    }

    /// What lies behind a position is gone.
    pub fn truncate(&mut self, position: u64) {
        let Mark { records, filemarks, .. } = self.mark(position);
        Arc::make_mut(&mut self.ends).truncate(usize::try_from(records).unwrap_or(usize::MAX));
        Arc::make_mut(&mut self.filemarks).truncate(usize::try_from(filemarks).unwrap_or(usize::MAX));
    }

    fn filemarks_before(&self, position: u64) -> usize {
        self.filemarks.partition_point(|filemark| *filemark < position)
    }

    fn bytes_before(&self, records: u64) -> u64 {
        let last = records.checked_sub(1).and_then(|last| usize::try_from(last).ok());
        last.and_then(|last| self.ends.get(last.min(self.ends.len().saturating_sub(1)))).copied().unwrap_or(0)
    }
}
