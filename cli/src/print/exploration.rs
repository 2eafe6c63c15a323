//! What an exploration has come to, for people and for programs.

use std::time::Duration;

use rsmlab_search::explore::{Finding, Harvest, Line, Told};

use super::failure::program;
use super::{BAD, DIM, GOOD, HEADING, Printer, count, duration};

/// Milliseconds in a year.
const YEAR_MS: u64 = 31_557_600_000;

/// The figures of an exploration that goes on, in one line.
pub fn live(harvest: &Harvest, took: Duration) -> String {
    let Rates { seeds, calls, years } = rates(harvest, took);
    format!(
        "{seeds} seeds, {calls} calls and {years} years a second; {} situations, {} rows, {}",
        harvest.situations.count(),
        harvest.rows.len(),
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
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    let a_second = |number: u64| number.saturating_mul(1_000) / ms;
    let hundredths = u128::from(harvest.virtual_ms) * 100_000 / u128::from(YEAR_MS) / u128::from(ms);
    Rates { seeds: a_second(harvest.runs), calls: a_second(harvest.calls), years: format!("{}.{:02}", hundredths / 100, hundredths % 100) }
}

/// What a machine tells another.
pub fn line(line: &Line, printer: &mut Printer) {
    match serde_json::to_string(line) {
        Ok(text) => printer.line(text),
        Err(wrong) => printer.internal_error("what is told of an exploration", &wrong.to_string()),
    }
}

/// Tells what does not hold, and how to see it again.
pub fn finding(all: &Line, finding: &Finding, printer: &mut Printer) {
    let Finding { seed, failing, seeds } = finding;
    let seeds = count(usize::try_from(*seeds).unwrap_or(usize::MAX), "seed");
    printer.tell(format_args!("{BAD}{}{BAD:#} in {seeds}: {}", failing.way.promise, failing.told));
    let Told { library, profile, calls } = &all.told;
    let recipe = format!("--library {library} --profile {profile} --calls {calls}");
    printer.tell(format_args!("  again      {} shrink {recipe} --seed {seed}", program()));
}

/// Tells how much was explored.
pub fn totals(all: &Line, took: Option<Duration>, printer: &mut Printer) {
    let harvest = &all.harvest;
    let failed: u64 = harvest.findings.values().map(|finding| finding.seeds).sum();
    let held = harvest.runs - failed;
    let verdict = if failed == 0 { format!("{GOOD}{held} held{GOOD:#}") } else { format!("{held} held, {BAD}{failed} failed{BAD:#}") };
    printer.line(format_args!(
        "{HEADING}{}{HEADING:#}, {}, {}: {verdict}",
        count(usize::try_from(harvest.runs).unwrap_or(usize::MAX), "seed"),
        all.told.profile,
        all.told.library,
    ));
    printer.line(format_args!(
        "  {DIM}{} calls, {} events, {} of library time; {} situations, {} rows and rules reached{DIM:#}",
        harvest.calls,
        harvest.events,
        duration(harvest.virtual_ms),
        harvest.situations.count(),
        harvest.rows.len(),
    ));
    if let Some(took) = took {
        let Rates { seeds, calls, years } = rates(harvest, took);
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        printer.line(format_args!("  {DIM}{seeds} seeds, {calls} calls and {years} years a second, in {}{DIM:#}", duration(took_ms)));
    }
}
