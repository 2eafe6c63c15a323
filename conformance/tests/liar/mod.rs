//! An engine that lies about one refusal, to see whether anybody notices.

use rsmlab_engine::engine::Engine;
use rsmlab_engine::input::Input;
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::refusal::{Reason, Refusal};
use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;
use rsmlab_sim::runner::{self, Subject};
use rsmlab_sim::scenario::Scenario;

/// Our engine, except that it gives another status for one refusal.
pub struct Liar {
    engine: Engine,
    refusal: &'static Refusal,
    /// What it says instead.
    lie: Status,
}

impl Liar {
    /// An engine for a scenario that gives this status instead of that of the refusal.
    pub fn new(scenario: &Scenario, refusal: &'static Refusal, lie: Status) -> Self {
        Self { engine: Engine::new(runner::config(scenario)), refusal, lie }
    }

    fn lies_about(&self, reason: &Reason) -> bool {
        reason.refusal == self.refusal.name && reason.rows == self.refusal.rows
    }
}

impl Subject for Liar {
    fn step(&mut self, now: Instant, input: Input, out: &mut Outbox) {
        let before = out.len();
        self.engine.step(now, input, out);
        for output in &mut out[before..] {
            match output {
                Output::Reply { result: Err(reason), .. } if self.lies_about(reason) => reason.status = self.lie,
                Output::Finished { status, reason: Some(reason), .. } if self.lies_about(reason) => {
                    (*status, reason.status) = (self.lie, self.lie);
                }
                Output::Reply { .. }
                | Output::Finished { .. }
                | Output::Command(_)
                | Output::Store(_)
                | Output::Notify { .. }
                | Output::Step { .. }
                | Output::Dropped { .. } => {}
            }
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        self.engine.next_deadline()
    }

    fn is_idle(&self) -> bool {
        self.engine.is_idle()
    }

    fn fingerprint(&mut self) -> Option<u64> {
        Some(self.engine.fingerprint())
    }
}
