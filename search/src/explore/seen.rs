//! What runs have reached: the distinct situations they were in, and marks.
//!
//! A situation is what goes on at a moment: which operations are in which phases, who waits for whom, what is broken, what stands open,
//! and what a service that is gone has left on its way. Which drive it is or at what time is no part of it, so that runs through the same
//! motions count once.
//!
//! A mark is one thing that a situation shows, in words: a phase, a fault or an open gate while an operation is in a phase, two operations
//! at once, a command that was on its way when the service went; and a refusal with which a call was answered. Marks are few enough to be listed, so that what was never reached can be told.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use rsmlab_engine::change::{Change, Object, OperatorRequestField};
use rsmlab_engine::id::{Guid, OperatorRequestRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::state::{Operation, OperatorRequestKind};
use rsmlab_harness::checker::liveness::is_unanswered;
use rsmlab_harness::checker::promise::BrokenPromise;
use rsmlab_harness::checker::witness::Witness;
use rsmlab_harness::trace::{Record, What};
use rsmlab_sim::fault::{FaultId, FaultKind};
use rsmlab_sim::hash::StableHash;

use super::distinct::Distinct;
use super::standing::Standing;

/// A witness that counts what is reached. Its clones go on from the same situation, each for itself, and count together.
#[derive(Clone, Debug, Default)]
pub struct ReachWitness {
    now: Now,
    reached: Arc<Mutex<ReachedMarks>>,
}

/// What was reached.
#[derive(Debug, Default)]
pub struct ReachedMarks {
    /// How many distinct situations there were.
    pub situations: Distinct,
    /// How many calls were made.
    pub calls: u64,
    /// How many records there were in the traces.
    pub events: u64,
    /// The situations whose marks have been taken down.
    met: BTreeSet<u64>,
    /// What was reached, in words.
    pub marks: BTreeSet<String>,
}

impl ReachedMarks {
    /// A mark is reached, which is made of these parts.
    fn mark(&mut self, parts: &[&str]) {
        self.marks.insert(parts.join(" "));
    }
}

impl ReachWitness {
    /// What was reached so far, by all clones.
    pub fn reached(&self) -> MutexGuard<'_, ReachedMarks> {
        lock(&self.reached)
    }

    /// A number for what goes on now.
    #[must_use]
    pub fn situation(&self) -> u64 {
        self.now.hash()
    }

    /// The situation has changed.
    fn meet(&self) {
        let hash = self.now.hash();
        let mut reached = self.reached();
        reached.situations.see(hash);
        if !reached.met.insert(hash) {
            return;
        }
        let phases: BTreeSet<(&str, &str)> = self.now.work.values().map(|(operation, phase)| (operation.name(), phase.as_ref())).collect();
        for (operation, phase) in &phases {
            reached.mark(&["phase", operation, phase]);
            for (other, _) in phases.iter().filter(|(other, _)| other > operation) {
                reached.mark(&["at once", operation, other]);
            }
            for fault in self.now.faults.values() {
                reached.mark(&["fault", &fault.to_string(), "in", operation, phase]);
            }
            for gate in self.now.standing.open() {
                reached.mark(&["open", gate, "in", operation, phase]);
            }
        }
        for kind in self.now.asked.values() {
            reached.mark(&["asked", kind.name()]);
        }
        for command in self.now.standing.left() {
            reached.mark(&["left", command]);
        }
    }
}

fn lock(reached: &Mutex<ReachedMarks>) -> MutexGuard<'_, ReachedMarks> {
    reached.lock().expect("nobody panics with the lock in hand")
}

/// What goes on.
#[derive(Clone, Debug, Default)]
struct Now {
    /// The operation and phase of each request at work.
    work: BTreeMap<Guid, (Operation, Cow<'static, str>)>,
    /// Who is asked for what.
    asked: BTreeMap<OperatorRequestRef, OperatorRequestKind>,
    /// What is broken.
    faults: BTreeMap<FaultId, FaultKind>,
    standing: Standing,
    up: bool,
}

impl Now {
    /// The same number whenever the same goes on. Sums, because the order does not matter.
    fn hash(&self) -> u64 {
        let phase = |(operation, phase): &(Operation, Cow<'_, str>)| {
            let mut hash = StableHash::new();
            hash.write(operation.name().as_bytes());
            hash.write(phase.as_bytes());
            hash.value()
        };
        let word = |word: &str| StableHash::of(word.as_bytes());
        let parts = [
            sum(self.work.values().map(phase)),
            sum(self.asked.values().map(|kind| word(kind.name()))),
            sum(self.faults.values().map(|kind| word(&kind.to_string()))),
            sum(self.standing.open().into_iter().map(word)),
            sum(self.standing.left().into_iter().map(word)),
            u64::from(self.up),
        ];
        StableHash::of(&parts.map(u64::to_le_bytes).concat())
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::Insert(Object::OperatorRequest(at, request)) => drop(self.asked.insert(*at, request.kind)),
            Change::OperatorRequest(at, OperatorRequestField::State(state)) if !is_unanswered(*state) => drop(self.asked.remove(at)),
            _ => {}
        }
    }
}

fn sum(hashes: impl Iterator<Item = u64>) -> u64 {
    hashes.fold(0, u64::wrapping_add)
}

impl Witness for ReachWitness {
    fn see(&mut self, record: &Record<'_>) -> Result<(), BrokenPromise> {
        self.reached().events += 1;
        let now = &mut self.now;
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Call { .. } => {
                    self.reached().calls += 1;
                    return Ok(());
                }
                Input::Service(event) => {
                    now.up = matches!(event, ServiceEvent::Recovered { .. });
                    now.work.clear();
                    now.asked.clear();
                    now.standing.restarted();
                }
                Input::Hardware(completion) if now.standing.completed(completion) => {}
                Input::Sense(sense) if now.standing.told(sense) => {}
                Input::Hardware(_) | Input::Sense(_) | Input::Stored { .. } | Input::Tick => return Ok(()),
            },
            What::Output(output) => match output.as_ref() {
                Output::Step { request, operation, from, to } => {
                    // What a request leaves it has been in, also if it was queued before anybody looked.
                    lock(&self.reached).mark(&["phase", operation.name(), from]);
                    now.work.insert(*request, (*operation, to.clone()));
                }
                Output::Reply { result: Err(reason), .. } => {
                    self.reached().mark(&["refused", reason.status.name(), &reason.refusal]);
                    return Ok(());
                }
                Output::Finished { request, reason, .. } => {
                    now.work.remove(request);
                    if let Some(reason) = reason {
                        lock(&self.reached).mark(&["refused", reason.status.name(), &reason.refusal]);
                    }
                }
                Output::Store(write) => write.changes.iter().for_each(|change| now.change(change)),
                Output::Command(command) => {
                    now.standing.commanded(command);
                    return Ok(());
                }
                Output::Reply { .. } | Output::Notify { .. } | Output::Dropped { .. } => return Ok(()),
            },
            What::Armed { id, fault } => drop(now.faults.insert(*id, fault.kind)),
            What::Lifted { id, .. } => drop(now.faults.remove(id)),
            What::Begin(_) | What::Script | What::Act(_) | What::Struck { .. } | What::Named { .. } | What::Read { .. } => return Ok(()),
            What::Sent(_) | What::Came(_) => return Ok(()),
        }
        self.meet();
        Ok(())
    }
}
