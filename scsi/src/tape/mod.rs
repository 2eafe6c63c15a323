//! The tape in a cartridge: records and filemarks in order on one partition, up to a capacity, and the memory chip beside it.
//!
//! Logical objects, records and filemarks alike, are counted from 0 at the beginning of the partition, as READ POSITION has it. A
//! position is the number of the object before which the head stands. Writing ends the data: what lay behind is gone.

pub mod attribute;
pub mod density;
pub mod index;
mod records;
pub mod tapes;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::attribute::HostAttributes;
use self::index::Index;
use self::records::Records;

/// The bytes of tape that an object takes beside its own: what tells it from its neighbours. It bounds how many of them there are.
pub const OBJECT_OVERHEAD: u64 = 32;

/// What a tape is, whatever is written on it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Make {
    /// The bytes it takes, overhead included.
    pub capacity: u64,
    /// How many bytes before the end a drive warns of it.
    pub early_warning: u64,
    /// Whether it is written once and never over (WORM).
    pub worm: bool,
    /// The serial number in its memory chip.
    pub serial: Arc<str>,
    /// The volume identifier that the library knows it by.
    pub volume: Option<Arc<str>>,
}

/// What a cartridge has been used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Usage {
    /// How often it was loaded.
    pub loads: u64,
    /// Bytes of records written, ever.
    pub written: u64,
    /// Bytes of records read, ever.
    pub read: u64,
    /// What was written and read before the present load.
    pub before_load: (u64, u64),
}

/// What the head finds at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogicalObject {
    /// A record.
    Record(Arc<[u8]>),
    /// A filemark.
    Filemark,
    /// Nothing was written here.
    EndOfData,
}

/// What is to be written does not fit on the tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TapeFull;

/// A tape.
#[derive(Clone, Debug)]
pub struct Tape {
    make: Make,
    /// The tab on the cartridge.
    pub write_protected: bool,
    /// The capacity that SET CAPACITY has left of that of the make.
    capacity: u64,
    index: Index,
    records: Records,
    usage: Usage,
    /// What hosts have written to the memory chip.
    pub attributes: HostAttributes,
}

impl Tape {
    /// A blank tape of this make.
    #[must_use]
    pub fn new(make: Make) -> Self {
        let capacity = make.capacity;
        Self {
            make,
            write_protected: false,
            capacity,
            index: Index::default(),
            records: Records::default(),
            usage: Usage::default(),
            attributes: HostAttributes::default(),
        }
    }

    /// What it is.
    #[must_use]
    pub const fn make(&self) -> &Make {
        &self.make
    }

    /// What it has been used for.
    #[must_use]
    pub const fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Where its objects lie.
    #[must_use]
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// The bytes it takes now.
    #[must_use]
    pub const fn capacity(&self) -> u64 {
        self.capacity
    }

    /// The position behind the last object.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.index.end()
    }

    /// The bytes of tape before a position.
    #[must_use]
    pub fn used(&self, position: u64) -> u64 {
        let mark = self.index.mark(position);
        mark.bytes.saturating_add(mark.object().saturating_mul(OBJECT_OVERHEAD))
    }

    /// The bytes of tape that are left behind a position.
    #[must_use]
    pub fn room(&self, position: u64) -> u64 {
        self.capacity.saturating_sub(self.used(position))
    }

    /// Whether a position lies between early warning and the end of the partition.
    #[must_use]
    pub fn warns(&self, position: u64) -> bool {
        self.room(position) <= self.make.early_warning.min(self.capacity / 2)
    }

    /// The first position at which a tape that is never written over can be written: behind the data and one filemark. Programs that
    /// end their data with two filemarks go back over the second one to append (WORM MODE FILEMARKS RESTRICTIONS 02h).
    #[must_use]
    pub fn first_writable(&self) -> u64 {
        if self.make.worm { self.index.data_end().saturating_add(1).min(self.end()) } else { 0 }
    }

    /// A cartridge is loaded once more.
    pub const fn count_load(&mut self) {
        self.usage.loads = self.usage.loads.saturating_add(1);
        self.usage.before_load = (self.usage.written, self.usage.read);
    }

    /// What stands at a position.
    pub fn read(&mut self, position: u64) -> LogicalObject {
        if self.index.is_filemark(position) {
            return LogicalObject::Filemark;
        }
        match self.records.at(self.index.mark(position)) {
            Some(record) => {
                self.usage.read = self.usage.read.saturating_add(record.len() as u64);
                LogicalObject::Record(record)
            }
            None => LogicalObject::EndOfData,
        }
    }

    /// Writes a record at a position; it is the last object then.
    ///
    /// # Errors
    /// It does not fit, and the tape is as it was.
    pub fn write_record(&mut self, position: u64, record: &[u8]) -> Result<(), TapeFull> {
        let length = record.len() as u64;
        if length.saturating_add(OBJECT_OVERHEAD) > self.room(position) {
            return Err(TapeFull);
        }
        self.erase(position);
        self.records.push(record);
        self.index.push_record(length);
        self.usage.written = self.usage.written.saturating_add(length);
        Ok(())
    }

    /// Writes filemarks at a position, as many of them as fit, and says how many those were.
    pub fn write_filemarks(&mut self, position: u64, count: u32) -> u32 {
        let fit = u32::try_from(self.room(position) / OBJECT_OVERHEAD).unwrap_or(u32::MAX).min(count);
        if fit > 0 {
            self.erase(position);
            self.index.push_filemarks(fit);
        }
        fit
    }

    /// Ends the data at a position.
    pub fn erase(&mut self, position: u64) {
        self.records.truncate(self.index.mark(position));
        self.index.truncate(position);
    }

    /// Makes a proportion of the tape usable, in parts of 65,535, and ends the data at its beginning.
    pub fn set_capacity(&mut self, proportion: u16) {
        self.erase(0);
        let part = u128::from(self.make.capacity) * u128::from(proportion) / u128::from(u16::MAX);
        self.capacity = u64::try_from(part).unwrap_or(self.make.capacity);
    }
}
