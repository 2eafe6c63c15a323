//! Witnesses: each watches a run as it happens and reports a broken promise.

use rsmlab_engine::records::Records;
use rsmlab_engine::time::Instant;

use super::promise::BrokenPromise;
use crate::trace::Record;

/// Somebody who sees what is on record when a run begins and every record of the trace as it is written, and nothing else.
pub trait Witness {
    /// A run begins, with this on record.
    fn begin(&mut self, _records: &Records) {}

    /// Something has happened.
    ///
    /// # Errors
    /// The promise that was broken by it. The run ends there.
    fn see(&mut self, record: &Record<'_>) -> Result<(), BrokenPromise>;

    /// The script has come to its end, and nothing happens before `next`, when the engine has something to do of its own.
    ///
    /// # Errors
    /// The promise that was not kept in time.
    fn conclude(&mut self, _next: Option<Instant>) -> Result<(), BrokenPromise> {
        Ok(())
    }
}

/// Nobody watches.
impl Witness for () {
    fn see(&mut self, _: &Record<'_>) -> Result<(), BrokenPromise> {
        Ok(())
    }
}

/// Two witnesses watch side by side; the first objection counts.
impl<First: Witness, Second: Witness> Witness for (First, Second) {
    fn begin(&mut self, records: &Records) {
        self.0.begin(records);
        self.1.begin(records);
    }

    fn see(&mut self, record: &Record<'_>) -> Result<(), BrokenPromise> {
        self.0.see(record).and_then(|()| self.1.see(record))
    }

    fn conclude(&mut self, next: Option<Instant>) -> Result<(), BrokenPromise> {
        self.0.conclude(next).and_then(|()| self.1.conclude(next))
    }
}

impl<Other: Witness + ?Sized> Witness for &mut Other {
    fn begin(&mut self, records: &Records) {
        (**self).begin(records);
    }

    fn see(&mut self, record: &Record<'_>) -> Result<(), BrokenPromise> {
        (**self).see(record)
    }

    fn conclude(&mut self, next: Option<Instant>) -> Result<(), BrokenPromise> {
        (**self).conclude(next)
    }
}
