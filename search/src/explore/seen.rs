//! What a run has reached: the distinct situations it was in.
//!
//! A situation is what goes on at a moment: which operations are in which phases, who waits for whom, what is broken.
//! Which drive it is or at what time is no part of it, so that runs through the same motions count once.

use std::collections::BTreeMap;

use rsmlab_engine::change::{Change, Object, OperatorRequestField};
use rsmlab_engine::id::{Guid, OperatorRequestRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::state::OperatorRequestKind;
use rsmlab_harness::checker::liveness::is_unanswered;
use rsmlab_harness::checker::promise::Broken;
use rsmlab_harness::checker::witness::Witness;
use rsmlab_harness::trace::{Record, What};
use rsmlab_sim::fault::{FaultId, FaultKind};
use rsmlab_sim::hash::StableHash;

use super::distinct::Distinct;

/// The situations of one run.
#[derive(Debug, Default)]
pub struct Seen {
    /// How many distinct situations there were.
    pub situations: Distinct,
    /// How many calls were made.
    pub calls: u64,
    now: Now,
}

/// What goes on.
#[derive(Debug, Default)]
struct Now {
    /// The phase of each request at work, under the hash of operation and phase.
    work: BTreeMap<Guid, u64>,
    /// Who is asked for what.
    asked: BTreeMap<OperatorRequestRef, OperatorRequestKind>,
    /// What is broken.
    faults: BTreeMap<FaultId, FaultKind>,
    up: bool,
}

impl Now {
    /// The same number whenever the same goes on. Sums, because the order does not matter.
    fn hash(&self) -> u64 {
        let work = self.work.values().fold(0_u64, |sum, phase| sum.wrapping_add(*phase));
        let asked = self.asked.values().fold(0_u64, |sum, kind| sum.wrapping_add(StableHash::of(kind.name().as_bytes())));
        let faults = self.faults.values().fold(0_u64, |sum, kind| sum.wrapping_add(StableHash::of(kind.to_string().as_bytes())));
        let parts = [work, asked, faults, u64::from(self.up)];
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

impl Witness for Seen {
    fn see(&mut self, record: &Record<'_>) -> Result<(), Broken> {
        let now = &mut self.now;
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Call { .. } => {
                    self.calls += 1;
                    return Ok(());
                }
                Input::Service(event) => {
                    now.up = matches!(event, ServiceEvent::Recovered { .. });
                    now.work.clear();
                    now.asked.clear();
                }
                Input::Hardware(_) | Input::Sense(_) | Input::Stored { .. } | Input::Tick => return Ok(()),
            },
            What::Output(output) => match output.as_ref() {
                Output::Step { request, operation, to, .. } => {
                    now.work.insert(*request, StableHash::of([operation.name(), to.as_ref()].concat().as_bytes()));
                }
                Output::Finished { request, .. } => {
                    now.work.remove(request);
                }
                Output::Store(write) => write.changes.iter().for_each(|change| now.change(change)),
                Output::Reply { .. } | Output::Command(_) | Output::Notify { .. } | Output::Dropped { .. } => return Ok(()),
            },
            What::Armed { id, fault } => drop(now.faults.insert(*id, fault.kind)),
            What::Lifted { id, .. } => drop(now.faults.remove(id)),
            What::Begin(_) | What::Script | What::Act(_) | What::Struck { .. } | What::Named { .. } | What::Read { .. } => return Ok(()),
        }
        self.situations.see(now.hash());
        Ok(())
    }
}
