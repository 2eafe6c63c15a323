//! The runner: plays a scenario against an engine and says what came of it.
//!
//! `machine` couples engine, hardware, store and clock and knows nothing of scenarios; `script` drives it through
//! the statements; `lookup` and `binding` turn names into ids and arguments.

mod act;
mod binding;
mod build;
mod calls;
mod check;
mod errand;
mod expect;
mod failure;
mod help;
mod lookup;
mod machine;
mod script;
mod settle;
mod subject;

use std::collections::BTreeSet;

use rsmlab_engine::limits::Config;
use rsmlab_engine::time::Instant;

pub use self::failure::Failure;
use self::machine::Machine;
use self::script::Script;
pub use self::subject::{Subject, behind, ours};
use crate::checker::witness::Witness;
use crate::database;
use crate::hardware::SpecError;
use crate::scenario::Scenario;
use crate::scenario::model::Span;
use crate::trace::Trace;

/// How a scenario is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many things may happen before the run is taken for one that never ends.
    pub events: u64,
    /// How many lines of the trace a failure shows.
    pub lines: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { events: 1_000_000, lines: 12 }
    }
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// Whether the scenario holds.
    pub result: Verdict,
    /// The hash of the trace.
    pub hash: u64,
    /// When it ended, in virtual time.
    pub virtual_end: Instant,
    /// How many things happened.
    pub events: u64,
    /// The rows and rules that were raised, each with the refusal that cites it. A call that succeeds raises its
    /// `ERROR_SUCCESS`, with no refusal.
    pub raised: BTreeSet<(String, String)>,
    /// The rows and rules that were raised where an expectation named what came.
    pub asserted: BTreeSet<String>,
    /// Everything that happened.
    pub trace: Trace,
}

/// Whether a scenario holds.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Every expectation was met, and no checker objected.
    Passed,
    /// It ended at the first thing that was not as it should be.
    Failed(Box<Failure>),
}

/// What an engine is told when it is made for a scenario.
///
/// Where the scenario looks into the engine's records or lets the operator answer requests, the runner opens a session
/// of its own; the bound on sessions leaves room for it, so that it does not count.
#[must_use]
pub fn config(scenario: &Scenario) -> Config {
    let mut limits = scenario.setup.limits;
    if script::needs_console(scenario) {
        limits.sessions = limits.sessions.saturating_add(1);
    }
    Config { seed: scenario.seed, limits, patience: scenario.setup.patience }
}

/// Runs a scenario against our engine.
#[must_use]
pub fn run(scenario: &Scenario, options: &Options) -> Report {
    run_with(scenario, options, &mut ours(config(scenario)))
}

/// Runs a scenario against an engine that was made with its [`config`] and has not been used.
pub fn run_with(scenario: &Scenario, options: &Options, subject: &mut dyn Subject) -> Report {
    run_before(scenario, options, subject, &mut ())
}

/// Runs a scenario against an engine that was made with its [`config`] and has not been used, before a witness.
pub fn run_before(scenario: &Scenario, options: &Options, subject: &mut dyn Subject, witness: &mut dyn Witness) -> Report {
    play(scenario, options, subject, witness, None)
}

/// Runs what can be done of a scenario: an act that cannot be done is passed over instead of failing the run, and where it
/// stands goes to `left_out`, which is right even if the run panics. The scenario without these acts runs alike.
pub fn run_possible(
    scenario: &Scenario,
    options: &Options,
    subject: &mut dyn Subject,
    witness: &mut dyn Witness,
    left_out: &mut Vec<Span>,
) -> Report {
    play(scenario, options, subject, witness, Some(left_out))
}

fn play(
    scenario: &Scenario,
    options: &Options,
    subject: &mut dyn Subject,
    witness: &mut dyn Witness,
    left_out: Option<&mut Vec<Span>>,
) -> Report {
    let hardware = match build::hardware(&scenario.setup) {
        Ok(hardware) => hardware,
        Err(error) => return unbuilt(&error),
    };
    let machine = Machine::new(subject, witness, hardware, database::initial(&scenario.setup), scenario.setup.database.latency);
    let mut script = Script::new(scenario, *options, machine, left_out);
    let result = match script.play() {
        Ok(()) => Verdict::Passed,
        Err(failure) => Verdict::Failed(failure),
    };
    script.report(result)
}

/// A scenario whose setup contradicts itself.
fn unbuilt(error: &SpecError) -> Report {
    let trace = Trace::new();
    let failure = Failure {
        span: None,
        promise: None,
        expected: "hardware that can be built".into(),
        came: error.to_string(),
        why: None,
        before: Vec::new(),
    };
    Report {
        result: Verdict::Failed(Box::new(failure)),
        hash: trace.hash(),
        virtual_end: Instant::START,
        events: 0,
        raised: BTreeSet::new(),
        asserted: BTreeSet::new(),
        trace,
    }
}
