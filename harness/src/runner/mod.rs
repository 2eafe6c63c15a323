//! The runner: plays a scenario against an engine and reports what came of it.
//!
//! `machine` couples engine, hardware, store and clock and knows nothing of scenarios; `script` drives it through
//! the statements; `lookup` and `binding` turn names into ids and arguments.

mod act;
mod asked;
mod binding;
mod build;
mod calls;
mod canonical;
mod causes;
mod check;
mod clue;
mod errand;
mod expect;
mod failure;
mod help;
mod initiator;
pub mod journal;
pub mod live;
mod lookup;
mod machine;
mod news;
mod plant;
mod provenance;
mod script;
mod scsi;
mod sense;
mod settle;
mod subject;
mod temptation;
mod walk;
mod watch;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rsmlab_engine::limits::Config;
use rsmlab_engine::time::Instant;

pub use self::calls::Reply;
pub use self::failure::{Refused, RunFailure};
use self::journal::Journal;
use self::machine::Machine;
pub use self::plant::{Answered, Plant};
use self::provenance::Provenance;
use self::script::Script;
use self::sense::Senses;
pub use self::subject::{EngineUnderTest, behind, ours};
pub use self::walk::{ActOutcome, Walk};
pub use self::watch::Watching;
use crate::checker::witness::Witness;
use crate::database;
use crate::trace::{Kept, Trace};
use rsmlab_language::Scenario;
use rsmlab_language::model::{Expectation, Expected, Span, Step};

/// How a scenario is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many things may happen before the run is taken for one that never ends.
    pub events: u64,
    /// How much work a run may be before it is taken for one that never ends: for each thing that happens one, and one for every
    /// thousand pairs of a library request that is open and one that is on record.
    pub work: u64,
    /// How many lines of the trace a failure shows.
    pub lines: usize,
    /// What is kept of the trace. Without its records a failure has no causes and no names of what came up in the run.
    pub kept: Kept,
}

impl Default for Options {
    fn default() -> Self {
        Self { events: 1_000_000, work: 20_000_000, lines: 12, kept: Kept::Everything }
    }
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// Whether the scenario holds.
    pub result: RunVerdict,
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
    /// When the runner came to each statement of the script, as far as the run went.
    pub reached: Vec<Reached>,
    /// What was physically so, if the caller wanted a journal.
    pub journal: Option<Journal>,
}

/// The runner came to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// When.
    pub at: Instant,
    /// How many things had happened before.
    pub events: u64,
}

/// Whether a scenario holds.
#[derive(Clone, Debug)]
pub enum RunVerdict {
    /// Every expectation was met, and no checker objected.
    Passed,
    /// The run ended at the first expectation that failed, or promise that was broken.
    Failed(Box<RunFailure>),
}

/// The configuration of an engine for a scenario.
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
///
/// ```
/// use rsmlab_harness::runner::{Options, RunVerdict, run};
///
/// let text = "title \"A mount\"\ncartridge T1 at=L1.slot.1\nann MountNtmsMedia T1 expect=ERROR_SUCCESS\ncheck L1.drive.1 holds=T1\n";
/// let report = run(&rsmlab_language::parse("mount.kdl", text).expect("it is a scenario"), &Options::default());
/// assert!(matches!(report.result, RunVerdict::Passed));
/// assert!(report.trace.text().contains("move slot.1 to drive.1"));
/// ```
#[must_use]
pub fn run(scenario: &Scenario, options: &Options) -> RunReport {
    run_with(scenario, options, &mut ours(config(scenario)))
}

/// Runs a scenario against an engine that was made with its [`config`] and has not been used.
pub fn run_with(scenario: &Scenario, options: &Options, subject: &mut dyn EngineUnderTest) -> RunReport {
    run_before(scenario, options, subject, &mut ())
}

/// Runs a scenario against an engine that was made with its [`config`] and has not been used, watched by a witness.
pub fn run_before(scenario: &Scenario, options: &Options, subject: &mut dyn EngineUnderTest, witness: &mut dyn Witness) -> RunReport {
    play(scenario, options, subject, witness, None, false)
}

/// Runs a scenario as [`run_before`] does, and keeps a [journal](Journal) of what is physically so.
pub fn run_with_journal(scenario: &Scenario, options: &Options, subject: &mut dyn EngineUnderTest, witness: &mut dyn Witness) -> RunReport {
    play(scenario, options, subject, witness, None, true)
}

/// Where acts stand that cannot be done. It is shared, so that it is right even when the run panics.
pub type LeftOut = Arc<Mutex<Vec<Span>>>;

/// Runs the acts of a scenario that can be done: the runner skips an act that cannot be done instead of failing the run, and adds its
/// place to `left_out`. The scenario without these acts runs alike.
pub fn run_possible(
    scenario: &Scenario,
    options: &Options,
    subject: &mut dyn EngineUnderTest,
    witness: &mut dyn Witness,
    left_out: &LeftOut,
) -> RunReport {
    play(scenario, options, subject, witness, Some(Arc::clone(left_out)), false)
}

fn play(
    scenario: &Scenario,
    options: &Options,
    subject: &mut dyn EngineUnderTest,
    witness: &mut dyn Witness,
    left_out: Option<LeftOut>,
    journal: bool,
) -> RunReport {
    let mut machine = match machine_for(scenario, options.kept, subject, witness) {
        Ok(machine) => machine,
        Err(failure) => return unbuilt(failure),
    };
    machine.journal = journal.then(|| Journal::begin(&machine.hardware));
    let mut script = Script::new(scenario, *options, machine, left_out);
    let result = match script.play() {
        Ok(()) => RunVerdict::Passed,
        Err(failure) => RunVerdict::Failed(failure),
    };
    script.report(result)
}

/// The machine of a scenario, unless its setup contradicts itself.
fn machine_for<S: EngineUnderTest, W: Witness>(
    scenario: &Scenario,
    kept: Kept,
    subject: S,
    witness: W,
) -> Result<Machine<S, W>, Box<RunFailure>> {
    let hardware = build::hardware(&scenario.setup).map_err(|error| {
        let (expected, came) = ("hardware that can be built".into(), error.to_string());
        Box::new(RunFailure::new(None, expected, came))
    })?;
    let mut machine = Machine::new(subject, witness, hardware, database::initial(&scenario.setup), scenario.setup.database.latency);
    machine.trace = Trace::keeping(kept);
    machine.watch.provenance = Provenance::new(&scenario.setup);
    machine.watch.senses = scenario.script.iter().any(|step| expects_sense(&step.what)).then(Senses::default);
    Ok(machine)
}

/// Whether a statement asks what a device has reported.
const fn expects_sense(step: &Step) -> bool {
    matches!(step, Step::Expect(Expectation { what: Expected::Sense { .. }, .. }))
}

/// The report of a run that could not begin.
fn unbuilt(failure: Box<RunFailure>) -> RunReport {
    let trace = Trace::new();
    RunReport {
        result: RunVerdict::Failed(failure),
        hash: trace.hash(),
        virtual_end: Instant::START,
        events: 0,
        raised: BTreeSet::new(),
        asserted: BTreeSet::new(),
        trace,
        reached: Vec::new(),
        journal: None,
    }
}
