//! `rsmlab conformance run`.

use std::collections::BTreeSet;
use std::path::Path;

use rsmlab_conformance::case::select::Selection;
use rsmlab_conformance::case::{Case, CaseWork};
use rsmlab_conformance::discover::display;
use rsmlab_conformance::report::files::Left;
use rsmlab_conformance::report::human::human;
use rsmlab_conformance::report::{Entry, Invocation, Report};
use rsmlab_conformance::run::{Settings, TIMEOUT, millis};
use rsmlab_conformance::suite::Suite;
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_conformance::verdict::Verdict;
use rsmlab_conformance::verdict::run::{Conditions, fixes_seed, run as run_cases};
use rsmlab_language::escape;

use super::held::{GivenFiles, exit};
use super::{keep_transcript, report as read_report, select, settings, suite};
use crate::arguments::TargetArguments;
use crate::arguments::conformance::RunCasesArguments;
use crate::exit::Exit;
use crate::print::progress::Progress;
use crate::print::report::ReportTeller;
use crate::print::{DIM, Printer, count};

/// Runs cases, tells what came of them, and gives a verdict on a profile.
pub fn run(arguments: &RunCasesArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let given = GivenFiles::read(&arguments.held, printer)?;
    let failed = arguments.failed_in.as_deref().map(|file| failed_in(file, printer)).transpose()?;
    let (catalogue, mut cases) = suite(&arguments.meant.suite, printer)?;
    let built = Suite::of(&cases);
    let profile = given.profile.resolve(&cases, printer)?;
    let absent = profile.absent(&cases);
    let is_whole = absent.is_empty();
    cases.extend(absent);
    let selection = Selection {
        profile: arguments.held.profile.is_some().then_some(&profile),
        among: failed.as_ref(),
        shard: arguments.shard,
        ..arguments.meant.selection()
    };
    let selected = select(&selection, &cases, printer)?;
    let expected = given.expected.resolve(&cases, printer)?;

    let conditions = Conditions {
        target: &arguments.how.target.target,
        settings: Settings { journal: arguments.told.out.is_some(), ..settings(&arguments.how) },
        seed: arguments.how.seed,
        expected: &expected,
        all: is_whole && selected.len() == cases.len(),
        strict: arguments.strict,
        watch: arguments.shard.is_some(),
        max_fail: arguments.max_fail,
    };
    let invocation = invocation(arguments);
    let progress = Progress::new(selected.iter().filter(|case| case.scenario().is_some()).count());
    let in_line = places(&selected);
    let teller = ReportTeller::begin(&arguments.told, selected.len(), arguments.max_fail.map(usize::from), &catalogue, printer);
    let results = run_cases(&selected, conditions, &|place, judged| {
        progress.finished(&judged.case.id);
        teller.hear(in_line[place], || Entry::of(judged, &invocation, &catalogue));
    });
    let took = progress.end();
    let entries: Vec<Entry> = results.judged.iter().map(|judged| Entry::of(judged, &invocation, &catalogue)).collect();
    let came: Vec<_> = entries.iter().map(Entry::came).collect();
    let verdict = Verdict::of(&came, &profile, selection.is_narrow(), &catalogue);
    let report = Report::of(entries, &verdict, built, &invocation.target);
    let report = if arguments.shard.is_some() { report.showing(&results.sightings) } else { report };
    let left = Left::of(&results.judged);
    let report = if arguments.told.out.is_some() { report.with_views(&left) } else { report };
    let people = |printer: &mut Printer| {
        printer.text(human(&report).trim_end());
        printer.tell(format_args!("{DIM}in {}{DIM:#}", millis(took)));
    };
    teller.end(&report, &left, people, || report.to_json())?;
    keep_transcript(&arguments.how, &results.judged, printer)?;
    if let Some(seed) = arguments.how.seed {
        tell_fixed_seeds(seed, &selected, printer);
    }
    Ok(exit(verdict.conclusion))
}

/// Of each case its place among those that need no others.
fn places(selected: &[&Case]) -> Vec<usize> {
    let needs_none = |case: &&Case| !matches!(case.work, CaseWork::Watch(_));
    let before = |place: usize| selected[..place].iter().filter(|case| needs_none(case)).count();
    (0..selected.len()).map(before).collect()
}

/// The cases that somebody had to look at in a report.
fn failed_in(file: &Path, printer: &mut Printer) -> Result<BTreeSet<String>, Exit> {
    let failed: BTreeSet<String> = read_report(file, printer)?.unexpected().map(|entry| entry.id.clone()).collect();
    if failed.is_empty() {
        printer.tell(format_args!("nothing selected: nothing in {} is unexpected", display(file)));
        return Err(Exit::Nothing);
    }
    Ok(failed)
}

/// How it was asked for, without which cases.
fn invocation(arguments: &RunCasesArguments) -> Invocation {
    let mut options = Vec::new();
    let TargetArguments { target, timeout, transcript: _ } = &arguments.how.target;
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            options.extend([name.to_owned(), escape::shell(&value)]);
        }
    };
    option("--scenarios", arguments.meant.suite.scenarios.as_deref().map(display));
    option("--profile", arguments.held.profile.clone());
    option("--expected", arguments.held.expected.as_deref().map(display));
    option("--target", Some(target).filter(|target| !matches!(target, TargetUnderTest::InProcess)).map(ToString::to_string));
    option("--timeout", Some(timeout).filter(|timeout| **timeout != TIMEOUT).map(|timeout| millis(*timeout).to_string()));
    option("--seed", arguments.how.seed.map(|seed| seed.to_string()));
    if arguments.strict {
        options.push("--strict".to_owned());
    }
    Invocation { command: "conformance run", options, target: target.to_string() }
}

/// A scenario that fixes its seed is about that seed.
fn tell_fixed_seeds(seed: u64, selected: &[&Case], printer: &mut Printer) {
    let fixed = selected.iter().filter_map(|case| case.scenario()).filter(|loaded| fixes_seed(loaded)).count();
    let fixed = if fixed == 0 { String::new() } else { format!("; {} that fix their own kept it", count(fixed, "scenario")) };
    printer.tell(format_args!("{DIM}with seed {seed}{fixed}{DIM:#}"));
}
