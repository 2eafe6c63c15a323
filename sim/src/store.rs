//! The store: the durable log of changes under the engine.
//!
//! A write is taken whole or not at all. It is durable when its time has come and no sooner; what is under way when
//! the process goes is lost. The log is all there is: reading it back is how the service starts again. Either side of
//! a write is where a crash matters, so that is where one can be had.

use std::collections::BTreeMap;

use rsmlab_engine::change::{Change, Object};
use rsmlab_engine::id::WriteId;
use rsmlab_engine::port::store::{StoreError, Write};
use rsmlab_engine::record::state::ObjectKind;
use rsmlab_engine::records::Records;
use rsmlab_engine::time::Millis;

use crate::fault::{FaultId, FaultKind, FaultSite, Strike, Use, delay};
use crate::queue::Ticket;
use crate::stage::{Cause, Emission, Event, Stage};

/// The database of the engine, as the disk has it.
#[derive(Clone, Debug, Default)]
pub struct Store {
    log: Vec<Change>,
    /// What the log comes to.
    records: Records,
    /// Of each kind of which anything has gone, what had the highest handle: no handle and no running number is given out again.
    gone: BTreeMap<ObjectKind, Object>,
    /// How long the log becomes before it is written anew.
    most: usize,
    latency: Millis,
    under_way: Vec<UnderWay>,
}

#[derive(Clone, Debug)]
struct UnderWay {
    write: Write,
    result: Result<(), StoreError>,
    cause: Cause,
    /// The fault that ends the process before it hears of the write.
    crash: Option<FaultId>,
    due: Ticket,
}

/// How many changes are kept at least as they were written.
const LOG: usize = 10_000;

/// What a write brought.
#[derive(Debug)]
pub struct Settled<'s> {
    /// What is durable now.
    pub durable: &'s [Change],
    /// What is on record no more.
    pub gone: Vec<Object>,
}

impl Store {
    /// A store that holds this already and takes so long over each write.
    #[must_use]
    pub fn new(log: Vec<Change>, latency: Millis) -> Self {
        let mut store = Self { latency, most: log.len() + LOG, ..Self::default() };
        for change in &log {
            store.apply(change.clone());
        }
        store.log = log;
        store
    }

    /// Takes a write. The answer is said when its time has come.
    pub fn write(&mut self, stage: &mut Stage<'_>, write: Write) {
        let strikes = stage.strike(FaultSite::Database, Use::Write, None);
        if let Some(fault) = crash(&strikes, FaultKind::Crashes) {
            stage.say(Emission::Crashed { cause: Cause::Fault(fault) });
            return;
        }
        let refused = strikes.iter().find_map(|strike| match strike.kind {
            FaultKind::Fails => Some((StoreError::Failure, strike.fault)),
            FaultKind::Full => Some((StoreError::Full, strike.fault)),
            // Whatever else there is does not happen to a database.
            _ => None,
        });
        let (result, cause) = match refused {
            Some((error, fault)) => (Err(error), Cause::Fault(fault)),
            None => (Ok(()), Cause::Request),
        };
        let due = stage.queue.schedule(stage.now + self.latency + delay(&strikes), Event::Stored(write.id));
        self.under_way.push(UnderWay { write, result, cause, crash: crash(&strikes, FaultKind::CrashesAfter), due });
    }

    /// A write has its time: it is durable or refused, and the store says so, if anybody is left to hear it. Hands back what is
    /// durable now.
    pub fn settle(&mut self, stage: &mut Stage<'_>, write: WriteId) -> Settled<'_> {
        self.write_anew();
        let (durable, mut gone) = (self.log.len(), Vec::new());
        if let Some(place) = self.under_way.iter().position(|under_way| under_way.write.id == write) {
            let UnderWay { write, result, cause, crash, .. } = self.under_way.remove(place);
            if result.is_ok() {
                gone.extend(write.changes.iter().filter_map(|change| self.apply(change.clone())));
                self.log.extend(write.changes);
            }
            stage.say(match crash {
                Some(fault) => Emission::Crashed { cause: Cause::Fault(fault) },
                None => Emission::Stored { write: write.id, result, cause },
            });
        }
        Settled { durable: &self.log[durable..], gone }
    }

    /// Takes a change in. Hands back what is gone with it.
    fn apply(&mut self, change: Change) -> Option<Object> {
        let is_removal = matches!(change, Change::Remove(_));
        let Some(Change::Insert(object)) = self.records.apply(change).filter(|_| is_removal) else { return None };
        let last = self.gone.entry(object.at().kind()).or_insert_with(|| object.clone());
        if last.at() < object.at() {
            *last = object.clone();
        }
        Some(object)
    }

    /// Writes a log that has become long anew, as what it comes to (D-127).
    fn write_anew(&mut self) {
        if self.log.len() < self.most {
            return;
        }
        self.log = self.condensed();
        self.most = 2 * self.log.len() + LOG;
    }

    /// The log as it is when it is written anew: what is on record, put in once. Who reads it comes to the same, and goes on counting
    /// from where it would have.
    #[must_use]
    pub fn condensed(&self) -> Vec<Change> {
        let gone = self.gone.values().flat_map(|object| [Change::Insert(object.clone()), Change::Remove(object.at())]);
        gone.chain(self.records.each().map(Change::Insert)).collect()
    }

    /// What is on record, as anybody would find it who opened the database.
    #[must_use]
    pub const fn records(&self) -> &Records {
        &self.records
    }

    /// The process is spared the crash that a write under way would bring.
    pub fn heal(&mut self) {
        self.under_way.iter_mut().for_each(|under_way| under_way.crash = None);
    }

    /// The process is gone, and with it every write that is under way.
    pub fn crash(&mut self, stage: &mut Stage<'_>) {
        for under_way in self.under_way.drain(..) {
            stage.queue.cancel(under_way.due);
        }
    }

    /// Everything that is durable, in the order in which it was written, or written anew.
    #[must_use]
    pub fn log(&self) -> &[Change] {
        &self.log
    }
}

/// The fault among these that ends the process in this way.
fn crash(strikes: &[Strike], kind: FaultKind) -> Option<FaultId> {
    strikes.iter().find(|strike| strike.kind == kind).map(|strike| strike.fault)
}

#[cfg(test)]
mod tests {
    use rsmlab_engine::id::Guid;
    use rsmlab_engine::record::{AccessList, Computer};

    use super::*;

    /// How many changes the log of a store comes to when it has grown to so many.
    fn grown(store: &mut Store, to: usize) -> usize {
        let last = store.log[0].clone();
        store.log.resize(to, last);
        store.write_anew();
        store.log.len()
    }

    #[test]
    fn a_log_is_written_anew_when_ten_thousand_changes_have_come() {
        let computer = Computer {
            guid: Guid::from_name("computer"),
            name: "HOST".into(),
            library_request_purge_s: 0,
            operator_request_purge_s: 0,
            library_request_flags: 0,
            operator_request_flags: 0,
            pool_policy: 0,
            access: AccessList::default(),
        };
        let mut store = Store::new(vec![Change::Insert(Object::Computer(computer)); 5], Millis::ZERO);
        assert_eq!(grown(&mut store, 10_004), 10_004);
        assert_eq!(grown(&mut store, 10_005), 1, "ten thousand have come to the five it began with");
        assert_eq!(grown(&mut store, 10_001), 10_001);
        assert_eq!(grown(&mut store, 10_002), 1, "ten thousand have come to twice the one it came to");
    }
}
