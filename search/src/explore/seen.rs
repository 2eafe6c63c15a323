//! What runs have reached: the distinct situations they were in, and marks.
//!
//! A situation is what goes on at a moment: which operations are in which phases, who waits for whom, what is broken, what stands open,
//! and what a service that is gone has left on its way. Which drive it is or at what time is no part of it, so that runs through the same
//! motions count once.
//!
//! A mark is one thing that a situation shows, in words: a phase, a fault or an open gate while an operation is in a phase, two operations
//! at once, a command that was on its way when the service went; and a refusal with which a call was answered. Marks are few enough to be listed, so that what was never reached can be told.

use std::collections::BTreeSet;
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
use super::mark::{Mark, Phase};
use super::ongoing::{Ongoing, sum};
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
    /// What was reached.
    pub marks: BTreeSet<Mark>,
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
}

fn lock(reached: &Mutex<ReachedMarks>) -> MutexGuard<'_, ReachedMarks> {
    reached.lock().expect("nobody panics with the lock in hand")
}

/// What goes on.
#[derive(Clone, Debug, Default)]
struct Now {
    /// The operation and phase of each request at work.
    work: Ongoing<Guid, (Operation, Phase)>,
    /// Who is asked for what.
    asked: Ongoing<OperatorRequestRef, OperatorRequestKind>,
    /// What is broken.
    faults: Ongoing<FaultId, FaultKind>,
    standing: Standing,
    up: bool,
}

impl Now {
    /// The same number whenever the same goes on.
    fn hash(&self) -> u64 {
        let parts = [
            self.work.hash(),
            self.asked.hash(),
            self.faults.hash(),
            sum(self.standing.open().map(word)),
            sum(self.standing.left().map(word)),
            u64::from(self.up),
        ];
        StableHash::of(parts.map(u64::to_le_bytes).as_flattened())
    }

    /// What a request shows that has come to a phase, beside all else that goes on.
    fn marks_of_work(&self, operation: Operation, phase: &Phase) -> impl Iterator<Item = Mark> {
        let others = self.work.each().map(|(other, _)| *other).filter(move |other| *other != operation);
        let at_once =
            others.map(
                move |other| if operation.name() < other.name() { Mark::AtOnce(operation, other) } else { Mark::AtOnce(other, operation) },
            );
        let faults = self.faults.each().map(move |kind| Mark::Fault(*kind, operation, phase.clone()));
        let gates = self.standing.open().map(move |gate| Mark::Open(gate, operation, phase.clone()));
        std::iter::once(Mark::Phase(operation, phase.clone())).chain(at_once).chain(faults).chain(gates)
    }

    /// What a fault shows that has come.
    fn marks_of_fault(&self, kind: FaultKind) -> impl Iterator<Item = Mark> {
        self.work.each().map(move |(operation, phase)| Mark::Fault(kind, *operation, phase.clone()))
    }

    /// What the gates show that are open now.
    fn marks_of_gates(&self) -> impl Iterator<Item = Mark> {
        let beside = |gate| self.work.each().map(move |(operation, phase)| Mark::Open(gate, *operation, phase.clone()));
        self.standing.open().flat_map(beside)
    }

    fn works(&mut self, request: Guid, operation: Operation, phase: Phase) {
        let mut hash = StableHash::new();
        hash.write(operation.name().as_bytes());
        hash.write(phase.as_bytes());
        self.work.begin(request, (operation, phase), hash.value());
    }

    fn change(&mut self, change: &Change, marks: &mut BTreeSet<Mark>) {
        match change {
            Change::Insert(Object::OperatorRequest(at, request)) => {
                self.asked.begin(*at, request.kind, word(request.kind.name()));
                marks.insert(Mark::Asked(request.kind));
            }
            Change::OperatorRequest(at, OperatorRequestField::State(state)) if !is_unanswered(*state) => self.asked.end(at),
            _ => {}
        }
    }
}

fn word(word: &str) -> u64 {
    StableHash::of(word.as_bytes())
}

impl Witness for ReachWitness {
    fn see(&mut self, record: &Record<'_>) -> Result<(), BrokenPromise> {
        let reached = &mut *lock(&self.reached);
        reached.events += 1;
        let now = &mut self.now;
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Call { .. } => {
                    reached.calls += 1;
                    return Ok(());
                }
                Input::Service(event) => {
                    now.up = matches!(event, ServiceEvent::Recovered { .. });
                    now.work = Ongoing::default();
                    now.asked = Ongoing::default();
                    now.standing.restarted();
                    reached.marks.extend(now.standing.left().map(Mark::Left));
                }
                Input::Hardware(completion) if now.standing.completed(completion) => reached.marks.extend(now.marks_of_gates()),
                Input::Sense(sense) if now.standing.told(sense) => reached.marks.extend(now.marks_of_gates()),
                Input::Hardware(_) | Input::Sense(_) | Input::Stored { .. } | Input::Tick => return Ok(()),
            },
            What::Output(output) => match output.as_ref() {
                Output::Step { request, operation, from, to } => {
                    // What a request leaves it has been in, also if it was queued before anybody looked.
                    reached.marks.insert(Mark::Phase(*operation, from.clone()));
                    now.works(*request, *operation, to.clone());
                    reached.marks.extend(now.marks_of_work(*operation, to));
                }
                Output::Reply { result: Err(reason), .. } => {
                    reached.marks.insert(Mark::refused(reason));
                    return Ok(());
                }
                Output::Finished { request, reason, .. } => {
                    now.work.end(request);
                    reached.marks.extend(reason.as_ref().map(Mark::refused));
                }
                Output::Store(write) => write.changes.iter().for_each(|change| now.change(change, &mut reached.marks)),
                Output::Command(command) => {
                    now.standing.commanded(command);
                    return Ok(());
                }
                Output::Reply { .. } | Output::Notify { .. } | Output::Dropped { .. } => return Ok(()),
            },
            What::Armed { id, fault } => {
                now.faults.begin(*id, fault.kind, word(fault.kind.name()));
                reached.marks.extend(now.marks_of_fault(fault.kind));
            }
            What::Lifted { id, .. } => now.faults.end(id),
            What::Begin(_) | What::Script | What::Act(_) | What::Struck { .. } | What::Named { .. } | What::Read { .. } => return Ok(()),
            What::Sent(_) | What::Came(_) | What::Parameters(_) | What::Nexus(_) => return Ok(()),
        }
        reached.situations.see(now.hash());
        Ok(())
    }
}
