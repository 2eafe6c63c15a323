//! What an exploration has come to, for people and for programs.

use std::collections::BTreeSet;
use std::time::Duration;

use rsmlab_conformance::run::millis;
use rsmlab_engine::every_phase;
use rsmlab_engine::method::refusals;
use rsmlab_engine::time::Millis;
use rsmlab_language::escape;
use rsmlab_search::exhaustive::{Scope, Walked};
use rsmlab_search::explore::{ExploredLine, ExploredRange, Finding, Harvest};
use serde::Serialize;

use super::failure::PROGRAM;
use super::{BAD, DIM, GOOD, HEADING, Printer, count};

/// Milliseconds in a year.
const YEAR_MS: u64 = 31_557_600_000;

/// The figures of an exploration that goes on, in one line.
pub fn live(harvest: &Harvest, took: Duration) -> String {
    let Rates { seeds, calls, years } = rates(harvest, took);
    format!(
        "{seeds} seeds, {calls} calls and {years} years a second; {} situations, {} marks, {}",
        harvest.situations.count(),
        harvest.marks.len(),
        count(harvest.findings.len(), "finding"),
    )
}

/// How fast it goes.
struct Rates {
    seeds: u64,
    calls: u64,
    /// Virtual years, with two places.
    years: String,
}

fn rates(harvest: &Harvest, took: Duration) -> Rates {
    let ms = millis(took).0.max(1);
    let a_second = |number: u64| number.saturating_mul(1_000) / ms;
    let hundredths = u128::from(harvest.virtual_ms) * 100_000 / u128::from(YEAR_MS) / u128::from(ms);
    Rates { seeds: a_second(harvest.runs), calls: a_second(harvest.calls), years: format!("{}.{:02}", hundredths / 100, hundredths % 100) }
}

/// What came of letting the service die at every write.
#[derive(Debug, Default, Serialize)]
pub struct Crashed {
    /// How many scenarios there were.
    pub scenarios: usize,
    /// How many of them do not come to rest as they are.
    pub left_out: usize,
    /// How many writes they make.
    pub writes: usize,
    /// How many runs that took.
    pub runs: usize,
    /// How many crashes did not come about, because the database was healed before.
    pub missed: usize,
    /// How many runs did not hold.
    pub findings: usize,
}

/// Tells what came of letting the service die at every write.
pub fn crashed(crashed: &Crashed, took: Duration, printer: &mut Printer) {
    let verdict = verdict(crashed.findings == 0, &count(crashed.findings, "finding"));
    let left_out = if crashed.left_out == 0 { String::new() } else { format!(", {} left out", crashed.left_out) };
    printer.line(format_args!("{HEADING}{}{HEADING:#}{left_out}: {verdict}", count(crashed.scenarios, "scenario")));
    printer.line(format_args!(
        "  {DIM}{}, in {} before and after it is durable, and twice in a row; {} did not come about, {}{DIM:#}",
        count(crashed.writes, "write"),
        count(crashed.runs, "run"),
        crashed.missed,
        millis(took),
    ));
}

/// How far a walk is, in one line.
pub fn walking(walked: &Walked) -> String {
    format!("{} situations, {} transitions, depth {}", walked.situations, walked.transitions, walked.depth)
}

/// Tells how much was walked through.
pub fn walked(scope: &Scope, depth: u32, walked: &Walked, took: Duration, printer: &mut Printer) {
    let verdict = verdict(walked.found.is_none(), "a promise is broken");
    printer.line(format_args!("{HEADING}{} acts, up to {depth} deep{HEADING:#}: {verdict}", scope.alphabet.len()));
    printer.line(format_args!("  {DIM}{}; from each of them everything came to rest; in {}{DIM:#}", walking(walked), millis(took),));
}

fn verdict(holds: bool, what_does_not: &str) -> String {
    if holds { format!("{GOOD}all held{GOOD:#}") } else { format!("{BAD}{what_does_not}{BAD:#}") }
}

/// What is told to programs.
pub fn line(line: &impl Serialize, printer: &mut Printer) {
    match serde_json::to_string(line) {
        Ok(text) => {
            printer.exact(&escape::json(&text));
            printer.flush();
        }
        Err(wrong) => printer.internal_error("what is told of an exploration", &wrong.to_string()),
    }
}

/// Tells what does not hold, and how to see it again.
pub fn finding(all: &ExploredLine, finding: &Finding, printer: &mut Printer) {
    let Finding { seed, failing, seeds } = finding;
    let seeds = count(usize::try_from(*seeds).unwrap_or(usize::MAX), "seed");
    printer.tell(format_args!("{BAD}{}{BAD:#} in {seeds}: {}", failing.way.promise, failing.told));
    let ExploredRange { library, profile, calls, branch } = &all.told;
    let recipe = format!("--library {library} --profile {profile} --calls {calls}");
    if *branch {
        printer.tell(format_args!("  again      {PROGRAM} explore --branch {recipe} --seeds {seed}..{}", seed + 1));
    } else {
        printer.tell(format_args!("  again      {PROGRAM} shrink {recipe} --seed {seed}"));
    }
}

/// How much of what was never reached is told; `--marks` writes down what was.
const TOLD: usize = 6;

/// Tells what was never reached: phases of operations, and refusals of calls.
fn never(harvest: &Harvest, printer: &mut Printer) {
    let phases = every_phase().flat_map(|(operations, phase, _)| operations.iter().map(move |operation| (operation.name(), phase)));
    let phases = phases.map(|(operation, phase)| format!("phase {operation} {phase}"));
    let refusals = refusals().map(|refusal| format!("refused {} {}", refusal.status.name(), refusal.name));
    let never: BTreeSet<String> = phases.chain(refusals).filter(|mark| !harvest.marks.contains(mark)).collect();
    if never.is_empty() {
        return;
    }
    let more = if never.len() > TOLD { format!(", and {} more", never.len() - TOLD) } else { String::new() };
    let told: Vec<&str> = never.iter().take(TOLD).map(String::as_str).collect();
    printer.line(format_args!("  {DIM}never reached: {}{more}{DIM:#}", told.join(", ")));
}

/// Tells how much was explored.
pub fn totals(all: &ExploredLine, took: Option<Duration>, printer: &mut Printer) {
    let harvest = &all.harvest;
    let failed: u64 = harvest.findings.values().map(|finding| finding.seeds).sum();
    let held = harvest.runs - failed;
    let verdict = if failed == 0 { format!("{GOOD}{held} held{GOOD:#}") } else { format!("{held} held, {BAD}{failed} failed{BAD:#}") };
    printer.line(format_args!(
        "{HEADING}{}{HEADING:#}, {}, {}: {verdict}",
        count(usize::try_from(harvest.runs).unwrap_or(usize::MAX), if all.told.branch { "session" } else { "seed" }),
        all.told.profile,
        all.told.library,
    ));
    printer.line(format_args!(
        "  {DIM}{} calls, {} events, {} of library time; {} situations, {} marks reached{DIM:#}",
        harvest.calls,
        harvest.events,
        Millis(harvest.virtual_ms),
        harvest.situations.count(),
        harvest.marks.len(),
    ));
    never(harvest, printer);
    if let Some(took) = took {
        let Rates { seeds, calls, years } = rates(harvest, took);
        printer.line(format_args!("  {DIM}{seeds} seeds, {calls} calls and {years} years a second, in {}{DIM:#}", millis(took)));
    }
}
