//! The watch: all witnesses of engine, hardware and store at work; it reports a broken promise.
//!
//! Nothing that happens depends on it. So a program that only wants to know what an engine does can do without
//! ([`Watching::Nothing`]).

use std::collections::BTreeSet;
use std::sync::Arc;

use rsmlab_engine::call::Answer;
use rsmlab_engine::change::{Change, Object};
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{CallId, Guid};
use rsmlab_engine::port::hardware::{Command, Completion, Sense};
use rsmlab_engine::record::state::Operation;
use rsmlab_engine::records::Records;
use rsmlab_engine::refusal::Reason;
use rsmlab_engine::time::Instant;

use super::calls::{RequestEnd, may_wait_for_ever};
use super::provenance::Provenance;
use super::sense::Senses;
use crate::checker::gates;
use crate::checker::promise::BrokenPromise;
use crate::checker::tally::CallTally;
use crate::checker::truth::{Looks, Mistaken};
use crate::checker::witness::Witness;
use crate::trace::{Record, Sequence};
use rsmlab_sim::hardware::Hardware;

/// Whether anybody looks on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Watching {
    /// All checkers: what must be true in every run is found out when it is not.
    #[default]
    Everything,
    /// Nobody: what happens happens, and is paid for.
    Nothing,
}

/// Those who look on, and what they have seen.
#[derive(Clone)]
pub(super) struct Watch<W> {
    /// Which cartridges the media on record were made of.
    pub provenance: Provenance,
    /// What the devices have reported, if anybody is going to ask.
    pub senses: Option<Senses>,
    /// The first promise that was broken, and the record that was the last one then.
    pub breach: Option<(BrokenPromise, Sequence)>,
    watching: Watching,
    /// Rows that were raised, each with the refusal that cites it.
    raised: BTreeSet<(String, String)>,
    /// The functions that have succeeded.
    succeeded: BTreeSet<Function>,
    tally: CallTally,
    looks: Looks,
    witness: W,
}

/// Whether what was promised has been kept so far.
type PromiseResult = Result<(), BrokenPromise>;

impl<W: Witness> Watch<W> {
    /// The watch of a run that begins with this on record.
    pub fn new(mut witness: W, records: &Records) -> Self {
        witness.begin(records);
        Self {
            provenance: Provenance::default(),
            senses: None,
            breach: None,
            watching: Watching::Everything,
            raised: BTreeSet::new(),
            succeeded: BTreeSet::new(),
            tally: CallTally::new(records),
            looks: Looks::default(),
            witness,
        }
    }

    /// Says who looks on from here on.
    pub const fn set(&mut self, watching: Watching) {
        self.watching = watching;
    }

    /// Whether anybody looks on.
    pub fn is_on(&self) -> bool {
        self.watching == Watching::Everything
    }

    /// A promise was broken, by what was written down last.
    pub fn object(&mut self, broken: BrokenPromise, last: Sequence) {
        self.breach.get_or_insert((broken, last));
    }

    /// The rows that were raised, each with the refusal that cites it; successes with none.
    pub fn raised(&self) -> BTreeSet<(String, String)> {
        let succeeded = self.succeeded.iter().map(|function| (success_row(*function), String::new()));
        succeeded.chain(self.raised.iter().cloned()).collect()
    }

    /// Who watches besides.
    pub const fn witness(&self) -> &W {
        &self.witness
    }

    /// Something is written down.
    pub fn saw(&mut self, record: &Record<'_>) -> PromiseResult {
        if let Some(senses) = &mut self.senses {
            senses.note(record);
        }
        if self.is_on() { self.witness.see(record) } else { Ok(()) }
    }

    /// A call is made.
    pub fn called(&mut self, call: CallId, client: &Arc<str>, function: Function) {
        if self.is_on() {
            self.tally.called(call, Arc::clone(client), function);
        }
    }

    /// A call is answered.
    pub fn replied(&mut self, call: CallId, function: Option<Function>, result: &Result<Answer, Reason>) -> PromiseResult {
        if !self.is_on() {
            return Ok(());
        }
        match result {
            Err(reason) => self.cites(reason),
            Ok(_) => self.succeeded.extend(function),
        }
        Ok(self.tally.replied(call)?)
    }

    /// A library request has ended.
    pub fn finished(&mut self, request: Guid, operation: Operation, ended: &RequestEnd, records: &Records) -> PromiseResult {
        if !self.is_on() {
            return Ok(());
        }
        let RequestEnd { state, status, reason, .. } = ended;
        let kept = self.tally.finished(request, operation, *status, records);
        self.looks.finished(request, *state, records);
        if let Some(reason) = reason {
            self.cites(reason);
        }
        Ok(kept?)
    }

    fn cites(&mut self, reason: &Reason) {
        self.raised.extend(reason.rows.iter().map(|row| (row.to_string(), reason.refusal.to_string())));
    }

    /// A command is on its way.
    pub fn commanded(&mut self, command: &Command, hardware: &Hardware) {
        if self.is_on() {
            self.looks.commanded(hardware, command);
        }
    }

    /// Something is to be made durable.
    pub fn written(&mut self, changes: &[Change], records: &Records, hardware: &Hardware) {
        if self.is_on() {
            self.looks.written(changes, records);
            self.provenance.written(changes, records, &self.looks, hardware);
        }
    }

    /// These are on record no more.
    pub fn forgotten(&mut self, gone: &[Object]) {
        self.tally.forget(gone);
    }

    /// The engine hears how a command ended.
    pub fn completed(&mut self, completion: &Completion, hardware: &Hardware) {
        if self.is_on() {
            self.looks.completed(hardware, completion);
        }
    }

    /// The engine hears something that it did not ask for.
    pub fn heard(&mut self, sense: &Sense, hardware: &Hardware) {
        if self.is_on() {
            self.looks.heard(hardware, sense);
        }
    }

    /// The process is going.
    pub fn goes_down(&mut self) {
        self.looks.went_down();
    }

    /// The process is gone.
    pub fn stopped(&mut self, records: &Records) -> PromiseResult {
        if self.is_on() { Ok(self.tally.stopped(records)?) } else { Ok(()) }
    }

    /// Something may have changed its place.
    pub fn counts(&self, hardware: &mut Hardware) -> PromiseResult {
        if self.is_on() && !hardware.count_again() {
            hardware.conservation()?;
        }
        Ok(())
    }

    /// Whether all promises were kept that can be judged now that nothing is left to happen before `next`. What is on record counts if it
    /// `is_settled`.
    pub fn judge(&mut self, hardware: &Hardware, records: &Records, is_settled: bool, next: Option<Instant>) -> PromiseResult {
        hardware.conservation()?;
        self.tally.settle(records, may_wait_for_ever)?;
        if is_settled {
            self.looks.compare(hardware, records)?;
            self.looks.compare_ports(hardware, records)?;
            gates::compare(hardware, records)?;
        }
        self.witness.conclude(next)
    }

    /// Holds what is on record against what is there, wherever a move has come from or gone to.
    pub fn compare_moves(&self, hardware: &Hardware, records: &Records) -> Result<(), Mistaken> {
        self.looks.compare_moves(hardware, records)
    }
}

/// The row of a call that succeeds.
pub(super) fn success_row(function: Function) -> String {
    format!("{function}/ERROR_SUCCESS")
}
