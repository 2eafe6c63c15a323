//! What came of a run, for people: a line a folder, then what failed, then the totals.

use std::collections::BTreeMap;
use std::time::Duration;

use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::counter;
use rsmlab_conformance::coverage::{Coverage, RanScenario, ReturnTally};
use rsmlab_conformance::run::{ScenarioOutcome, millis};
use rsmlab_engine::time::Millis;
use rsmlab_language::escape;

use super::{BAD, DIM, GOOD, HEADING, NOTE, Printer, count, failure};
use crate::arguments::RunArguments;

/// How many rows that nobody asserts are named.
const OPEN_ROWS: usize = 5;

/// Prints the results. With the catalogue, the whole suite ran, and the totals say how much of it is proven.
pub fn print(outcomes: &[ScenarioOutcome], asked: &RunArguments, took: Duration, whole_suite: Option<&Catalogue>, printer: &mut Printer) {
    folders(outcomes, printer);
    for outcome in outcomes.iter().filter(|outcome| is_failed(outcome)) {
        printer.gap();
        failure::print(outcome, asked, printer);
    }
    printer.gap();
    variants(outcomes, printer);
    totals(outcomes, took, asked.twice, printer);
    if let Some(catalogue) = whole_suite {
        rows(outcomes, catalogue, printer);
    }
}

/// Whether there is something to be told of it; that a target lacks a function is counted and no more.
fn is_failed(outcome: &ScenarioOutcome) -> bool {
    !outcome.verdict.held() && !outcome.verdict.is_unsupported()
}

/// A line for each folder, with its counts.
fn folders(outcomes: &[ScenarioOutcome], printer: &mut Printer) {
    let mut folders: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for outcome in outcomes {
        let folder = outcome.path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        let (passed, failed, unsupported) = folders.entry(folder).or_default();
        *match (outcome.verdict.held(), is_failed(outcome)) {
            (true, _) => passed,
            (false, true) => failed,
            (false, false) => unsupported,
        } += 1;
    }
    let column = folders.keys().map(|folder| escape::human(folder).chars().count()).max().unwrap_or(0);
    for (folder, (passed, failed, unsupported)) in folders {
        let failed = if failed == 0 { String::new() } else { format!("   {BAD}{failed} failed{BAD:#}") };
        let unsupported = if unsupported == 0 { String::new() } else { format!("   {NOTE}{unsupported} unsupported{NOTE:#}") };
        let folder = escape::human(folder);
        printer.line(format_args!("  {folder:column$}  {GOOD}{passed:>4} passed{GOOD:#}{failed}{unsupported}"));
    }
}

/// Which documented answers came that are not those we chose.
fn variants(outcomes: &[ScenarioOutcome], printer: &mut Printer) {
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for row in outcomes.iter().flat_map(|outcome| &outcome.variants) {
        *rows.entry(row).or_default() += 1;
    }
    for (row, number) in rows {
        printer.line(format_args!("{NOTE}variant{NOTE:#}  {row} was answered in {}, as some document has it", count(number, "scenario")));
    }
}

fn totals(outcomes: &[ScenarioOutcome], took: Duration, twice: bool, printer: &mut Printer) {
    let passed = outcomes.iter().filter(|outcome| outcome.verdict.held()).count();
    let unsupported = outcomes.iter().filter(|outcome| outcome.verdict.is_unsupported()).count();
    let failed = outcomes.len() - passed - unsupported;
    let simulated: u64 = outcomes.iter().filter_map(|outcome| outcome.report.as_ref()).map(|report| report.virtual_end.0).sum();
    let verdict =
        if failed == 0 { format!("{GOOD}{passed} passed{GOOD:#}") } else { format!("{passed} passed, {BAD}{failed} failed{BAD:#}") };
    let verdict = if unsupported == 0 { verdict } else { format!("{verdict}, {NOTE}{unsupported} unsupported by the target{NOTE:#}") };
    let twice = if twice { ", each run twice" } else { "" };
    let total = count(outcomes.len(), "scenario");
    printer.line(format_args!(
        "{HEADING}{total}{HEADING:#}: {verdict}{twice}  {DIM}{} of library time in {}{DIM:#}",
        Millis(simulated),
        millis(took),
    ));
}

/// How many documented returns the run asserted: of the seed functions, and of all that the engine has.
fn rows(outcomes: &[ScenarioOutcome], catalogue: &Catalogue, printer: &mut Printer) {
    let coverage = Coverage::of(&outcomes.iter().map(ScenarioOutcome::ran).collect::<Vec<RanScenario>>(), counter::built_in());
    let seeds: Vec<_> = catalogue.functions.iter().filter(|function| function.is_seed()).collect();
    let taken: Vec<_> = catalogue.functions.iter().filter(|function| function.has_stance()).collect();
    for (functions, which) in [(&seeds, "seed functions"), (&taken, "functions of the engine")] {
        let tally = coverage.tally(catalogue.rows().filter(|row| functions.iter().any(|function| function.name == row.function.name)));
        let rows = format!("{} of {} documented returns", tally.asserted, tally.rows);
        let reasons = format!("{} alias, variant or unreachable", tally.excused);
        printer.line(format_args!("{HEADING}{rows}{HEADING:#} of the {} {which} asserted  {DIM}{reasons}{DIM:#}", functions.len()));
        open(&tally, printer);
    }
}

/// The rows that should be asserted and are not.
fn open(tally: &ReturnTally, printer: &mut Printer) {
    if tally.open.is_empty() {
        return;
    }
    let named: Vec<_> = tally.open.iter().take(OPEN_ROWS).map(String::as_str).collect();
    let more = tally.open.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    printer.line(format_args!("  {NOTE}not asserted:{NOTE:#} {}{more}", named.join(", ")));
}
