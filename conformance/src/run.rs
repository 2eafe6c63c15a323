//! Running many scenarios: side by side, in a fixed order, and twice when asked.
//!
//! Each scenario is a simulation of its own; they share nothing, so the results do not depend on how many run at a
//! time. They come back in the order in which the scenarios were given.

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rsmlab_engine::time::Millis;
use rsmlab_harness::runner::{self, Options, RunFailure, RunReport};

use crate::coverage::RanScenario;
use crate::load::Loaded;
use crate::under_test::TargetUnderTest;
use crate::under_test::transcript::Dialogue;
use crate::under_test::trouble::{CaseEnd, CaseTrouble};
use crate::under_test::worker::{CaseBench, Played, Worker};

/// How scenarios are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many at a time.
    pub jobs: usize,
    /// Whether each runs twice, and the traces are compared.
    pub twice: bool,
    /// How many things may happen before a run is taken for one that never ends.
    pub events: u64,
    /// How long a target may take over each answer.
    pub timeout: Duration,
    /// Whether what is said to a target and by it is kept.
    pub transcript: bool,
    /// Whether a journal is kept of what is physically so, for those who look at runs.
    pub journal: bool,
}

/// How long a target may take over each answer by default.
pub const TIMEOUT: Duration = Duration::from_secs(10);

impl Default for Settings {
    fn default() -> Self {
        Self { jobs: 1, twice: false, events: Options::default().events, timeout: TIMEOUT, transcript: false, journal: false }
    }
}

/// What came of one scenario.
#[derive(Debug)]
pub struct ScenarioOutcome {
    /// Its file.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The rows and rules it claims.
    pub covers: Vec<String>,
    /// Whether it held.
    pub verdict: ScenarioVerdict,
    /// What the runner has to tell; absent when it crashed, or when the case could not begin.
    pub report: Option<RunReport>,
    /// What was said between the suite and the target, if it was to be kept.
    pub dialogue: Option<Dialogue>,
    /// The rows of what the target answered as documents allow it, where we chose otherwise.
    pub variants: BTreeSet<String>,
    /// How long it took in real time; no trace and no verdict knows of it.
    pub took: Duration,
}

/// Whether a scenario held.
#[derive(Debug)]
pub enum ScenarioVerdict {
    /// Every expectation was met, and no checker objected.
    Passed,
    /// It stopped at the first unmet expectation, or a checker objected.
    Failed(StatementFailure),
    /// It ran twice, and the traces differ.
    Unsteady(Difference),
    /// It could not be judged: something is wrong with the target, or it does not have a function.
    Stopped(Box<Stopped>),
    /// rsmlab itself is wrong.
    Crashed(String),
}

/// What stood in the way of a verdict, and how far the scenario had come.
#[derive(Clone, Debug)]
pub struct Stopped {
    /// What stood in the way.
    pub trouble: CaseTrouble,
    /// The line and the text of the statement at hand; absent when no statement was.
    pub statement: Option<(usize, String)>,
    /// What led to what the target was told last, as lines of the trace.
    pub causes: Vec<String>,
    /// The last lines of the trace before it.
    pub before: Vec<String>,
}

/// What was not as it should be, and the statement that says so.
#[derive(Clone, Debug)]
pub struct StatementFailure {
    /// The line and the text of the statement; absent when a promise was broken that holds in every run.
    pub statement: Option<(usize, String)>,
    /// Expected, came, why, and what went before.
    pub failure: Box<RunFailure>,
    /// What may be the reason, and what to do about it.
    pub help: Option<String>,
}

/// The first line in which two traces of the same scenario differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its number, counted from 1.
    pub line: usize,
    /// The line of the first run; absent when the trace is shorter.
    pub first: Option<String>,
    /// The line of the second run.
    pub second: Option<String>,
}

impl ScenarioVerdict {
    /// The word of the reports.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Unsteady(_) => "unsteady",
            Self::Stopped(stopped) => match stopped.trouble.end() {
                CaseEnd::Broken => "error",
                CaseEnd::TimedOut => "timeout",
                CaseEnd::Unsupported => "unsupported",
            },
            Self::Crashed(_) => "crashed",
        }
    }

    /// Whether it held.
    #[must_use]
    pub const fn held(&self) -> bool {
        match self {
            Self::Passed => true,
            Self::Failed(_) | Self::Unsteady(_) | Self::Stopped(_) | Self::Crashed(_) => false,
        }
    }

    /// Whether the target does not claim to be able to do this, so that nothing is held against it.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        matches!(self, Self::Stopped(stopped) if stopped.trouble.end() == CaseEnd::Unsupported)
    }
}

impl ScenarioOutcome {
    /// What the run says about rows and rules.
    #[must_use]
    pub fn ran(&self) -> RanScenario {
        let report = self.report.as_ref();
        RanScenario {
            path: self.path.clone(),
            title: self.title.clone(),
            passed: self.verdict.held(),
            covers: self.covers.clone(),
            asserted: report.map(|report| report.asserted.clone()).unwrap_or_default(),
            raised: report.into_iter().flat_map(|report| &report.raised).map(|(id, _refusal)| id.clone()).collect(),
        }
    }
}

/// Runs the scenarios against a target; `finished` hears of each as it ends.
#[must_use]
pub fn run_all(
    scenarios: &[Loaded],
    target: &TargetUnderTest,
    settings: Settings,
    finished: &(dyn Fn(&ScenarioOutcome) + Sync),
) -> Vec<ScenarioOutcome> {
    let heard = |_, outcome: ScenarioOutcome| {
        finished(&outcome);
        outcome
    };
    run_on(&CaseBench::new(target, settings), scenarios, &heard, &|| false)
}

/// Runs the scenarios, and keeps what `kept` makes of each as it ends. None begins any more once it `is_over`.
#[must_use]
pub fn run_on<K: Send>(
    bench: &CaseBench<'_>,
    scenarios: &[Loaded],
    kept: &(dyn Fn(usize, ScenarioOutcome) -> K + Sync),
    is_over: &(dyn Fn() -> bool + Sync),
) -> Vec<K> {
    let settings = bench.settings();
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::with_capacity(scenarios.len()));
    let work = || {
        let mut worker = bench.worker();
        while let Some((place, scenario)) = take(scenarios, &next).filter(|_| !is_over()) {
            let kept = kept(place, run_with(scenario, settings, &mut worker));
            outcomes.lock().expect("no worker panics with the lock in hand").push((place, kept));
        }
    };
    #[allow(clippy::disallowed_methods, reason = "the simulations are independent of each other")]
    std::thread::scope(|scope| {
        for _ in 0..settings.jobs.min(scenarios.len()).saturating_sub(1) {
            scope.spawn(work);
        }
        work();
    });
    let mut outcomes = outcomes.into_inner().expect("no worker panics with the lock in hand");
    outcomes.sort_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn take<'s>(scenarios: &'s [Loaded], next: &AtomicUsize) -> Option<(usize, &'s Loaded)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    scenarios.get(place).map(|scenario| (place, scenario))
}

/// Runs one scenario against a target, and once more when it is to run twice.
#[must_use]
pub fn run_one(loaded: &Loaded, target: &TargetUnderTest, settings: Settings) -> ScenarioOutcome {
    run_with(loaded, settings, &mut CaseBench::new(target, settings).worker())
}

/// Runs one scenario with a worker that may have run others.
#[must_use]
pub fn run_with(loaded: &Loaded, settings: Settings, worker: &mut Worker<'_>) -> ScenarioOutcome {
    let took = stopwatch();
    let result = catch_unwind(AssertUnwindSafe(|| {
        let first = worker.play(loaded, settings.transcript);
        let again = settings.twice && first.trouble.is_none();
        let second = again.then(|| worker.play(loaded, false));
        (first, second)
    }));
    let scenario = &loaded.scenario;
    let outcome = |verdict, report, dialogue, variants| ScenarioOutcome {
        path: loaded.path.clone(),
        title: scenario.title.clone(),
        covers: scenario.covers.clone(),
        verdict,
        report,
        dialogue,
        variants,
        took: took(),
    };
    match result {
        Ok((mut first, second)) => {
            let (dialogue, variants) = (first.dialogue.take(), std::mem::take(&mut first.variants));
            let (verdict, report) = judged(first, second, &loaded.text);
            outcome(verdict, report, dialogue, variants)
        }
        Err(panic) => outcome(ScenarioVerdict::Crashed(panic_message(&*panic).to_owned()), None, None, BTreeSet::new()),
    }
}

/// What came of a scenario that was played once or twice.
fn judged(first: Played, second: Option<Played>, text: &str) -> (ScenarioVerdict, Option<RunReport>) {
    let Played { report, trouble, .. } = first;
    let (second, trouble) = match second {
        Some(second) => (second.report, trouble.or(second.trouble)),
        None => (None, trouble),
    };
    if let Some(trouble) = trouble {
        let failure = report.as_ref().and_then(|report| match &report.result {
            runner::RunVerdict::Passed => None,
            runner::RunVerdict::Failed(failure) => Some(failure),
        });
        let statement = failure.and_then(|failure| statement(failure, text));
        let (causes, before) = failure.map_or_else(Default::default, |failure| (failure.causes.clone(), failure.before.clone()));
        return (ScenarioVerdict::Stopped(Box::new(Stopped { trouble, statement, causes, before })), report);
    }
    let difference = report.as_ref().zip(second.as_ref()).and_then(|(first, second)| difference(first, second));
    let verdict = match (&report, difference) {
        (_, Some(difference)) => ScenarioVerdict::Unsteady(difference),
        (Some(report), None) => verdict(report, text),
        (None, None) => ScenarioVerdict::Crashed("a run without a report and without a trouble".to_owned()),
    };
    (verdict, report)
}

/// Tells how long it is since it was made.
#[expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "people ask what takes long; no run and no verdict knows of it")]
fn stopwatch() -> impl Fn() -> Duration {
    let began = std::time::Instant::now();
    move || began.elapsed()
}

/// Real time, to be written as all lengths of time are. What has begun of a millisecond counts: nothing takes no time.
#[must_use]
pub fn millis(took: Duration) -> Millis {
    Millis(u64::try_from(took.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX))
}

/// What a panic said.
#[must_use]
pub fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message")
}

fn verdict(report: &RunReport, text: &str) -> ScenarioVerdict {
    match &report.result {
        runner::RunVerdict::Passed => ScenarioVerdict::Passed,
        runner::RunVerdict::Failed(failure) => {
            let refused: Vec<String> = failure.refused.iter().map(|refused| refused.told(text)).collect();
            let help = (!refused.is_empty()).then(|| refused.join("\n"));
            ScenarioVerdict::Failed(StatementFailure { statement: statement(failure, text), failure: Box::clone(failure), help })
        }
    }
}

/// The line and the text of the statement that a failure is about.
fn statement(failure: &RunFailure, text: &str) -> Option<(usize, String)> {
    failure.span.map(|span| {
        let line = span.line(text);
        (line, text.lines().nth(line - 1).unwrap_or_default().trim().to_owned())
    })
}

/// Where the traces of two runs of the same scenario part; nowhere, if all is well.
fn difference(first: &RunReport, second: &RunReport) -> Option<Difference> {
    let (first_text, second_text) = (first.trace.text(), second.trace.text());
    if first.hash == second.hash && first_text == second_text {
        return None;
    }
    let (mut first, mut second) = (first_text.lines(), second_text.lines());
    for line in 1.. {
        let (first, second) = (first.next(), second.next());
        if first != second || first.is_none() {
            return Some(Difference { line, first: first.map(str::to_owned), second: second.map(str::to_owned) });
        }
    }
    None
}
