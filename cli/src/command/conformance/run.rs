//! `rsmlab conformance run`.

use std::path::Path;

use rsmlab_conformance::case::Case;
use rsmlab_conformance::case::select::Selection;
use rsmlab_conformance::discover::display;
use rsmlab_conformance::expected::Expected;
use rsmlab_conformance::profile::{self, Profile};
use rsmlab_conformance::reading;
use rsmlab_conformance::report::human::human;
use rsmlab_conformance::report::junit::junit;
use rsmlab_conformance::report::tap::tap;
use rsmlab_conformance::report::{Invocation, Report, files};
use rsmlab_conformance::run::TIMEOUT;
use rsmlab_conformance::target::Target;
use rsmlab_conformance::verdict::run::{Conditions, fixes_seed, run as run_cases};
use rsmlab_conformance::verdict::{Conclusion, Verdict};
use rsmlab_sim::escape;

use super::{keep_transcript, mistake, refuse_list, select, settings, suite};
use crate::arguments::TargetArguments;
use crate::arguments::conformance::{ReportFormat, RunCasesArguments};
use crate::exit::Exit;
use crate::print::failure::PROGRAM;
use crate::print::progress::Progress;
use crate::print::{DIM, Printer, count, duration, github};

/// Runs cases, tells what came of them, and gives a verdict on a profile.
pub fn run(arguments: &RunCasesArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let named = arguments.profile.as_deref();
    let profile = find_profile(named.unwrap_or(profile::DEFAULT)).map_err(|wrong| mistake(wrong, printer))?;
    let (catalogue, mut cases) = suite(&arguments.meant.suite, printer)?;
    let absent = profile.absent(&cases);
    let is_whole = absent.is_empty();
    cases.extend(absent);
    let selection = Selection {
        filters: &arguments.meant.filters,
        tags: &arguments.meant.tags,
        profile: named.map(|_| &profile),
        shard: arguments.shard,
    };
    let selected = select(&selection, &cases, printer)?;
    let expected = match &arguments.expected {
        Some(file) => read_expected(file, &cases, printer)?,
        None => Expected::default(),
    };

    let progress = Progress::new(selected.iter().filter(|case| case.scenario().is_some()).count());
    let conditions = Conditions {
        target: &arguments.how.target.target,
        settings: settings(&arguments.how),
        seed: arguments.how.seed,
        expected: &expected,
        all: is_whole && selected.len() == cases.len(),
    };
    let judged = run_cases(&selected, conditions, &|outcome| progress.finished(&outcome.path));
    let took = progress.end();
    keep_transcript(&arguments.how, &judged, printer)?;
    let verdict = Verdict::of(&judged, &profile, selection.is_narrow());
    let report = Report::of(&judged, &verdict, &invocation(arguments), &catalogue);

    if let Some(folder) = &arguments.out {
        files::write(folder, &report, &judged)
            .map_err(|cause| mistake(format!("cannot write into {}: {cause}", display(folder)), printer))?;
    }
    github::tell(&report, printer);
    match arguments.format {
        ReportFormat::Human => {
            printer.text(human(&report).trim_end());
            printer.tell(format_args!("{DIM}in {}{DIM:#}", duration(u64::try_from(took.as_millis()).unwrap_or(u64::MAX))));
        }
        ReportFormat::Json => printer.exact(report.to_json().trim_end()),
        ReportFormat::Tap => printer.exact(tap(&report).trim_end()),
        ReportFormat::Junit => match junit(&report) {
            Ok(text) => printer.exact(text.trim_end()),
            Err(wrong) => printer.internal_error("the JUnit report", &wrong),
        },
    }
    if let Some(seed) = arguments.how.seed {
        tell_fixed_seeds(seed, &selected, printer);
    }
    Ok(exit(verdict.conclusion))
}

/// A profile by its name, or a file with one.
fn find_profile(name: &str) -> Result<Profile, String> {
    if !name.ends_with(".toml") {
        return profile::find(name).map_err(|unknown| unknown.to_string());
    }
    let text = reading::text(Path::new(name)).map_err(|cause| format!("cannot read the profile {name}: {cause}"))?;
    profile::parse(name, &text).map_err(|wrong| wrong.to_string())
}

/// A list of expected failures.
fn read_expected(file: &Path, cases: &[Case], printer: &mut Printer) -> Result<Expected, Exit> {
    let text = reading::text(file)
        .map_err(|cause| mistake(format!("cannot read the list of expected failures {}: {cause}", display(file)), printer))?;
    Expected::parse(&display(file), &text, cases).map_err(|mistakes| refuse_list(&mistakes, printer))
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
    option("--profile", arguments.profile.clone());
    option("--expected", arguments.expected.as_deref().map(display));
    option("--target", Some(target).filter(|target| !matches!(target, Target::InProcess)).map(ToString::to_string));
    option("--timeout", Some(timeout).filter(|timeout| **timeout != TIMEOUT).map(|timeout| format!("{}ms", timeout.as_millis())));
    option("--seed", arguments.how.seed.map(|seed| seed.to_string()));
    Invocation { program: PROGRAM.to_owned(), options, target: target.to_string() }
}

/// A scenario that fixes its seed is about that seed.
fn tell_fixed_seeds(seed: u64, selected: &[&Case], printer: &mut Printer) {
    let fixed = selected.iter().filter_map(|case| case.scenario()).filter(|loaded| fixes_seed(loaded)).count();
    let fixed = if fixed == 0 { String::new() } else { format!("; {} that fix their own kept it", count(fixed, "scenario")) };
    printer.tell(format_args!("{DIM}with seed {seed}{fixed}{DIM:#}"));
}

fn exit(conclusion: Conclusion) -> Exit {
    match conclusion {
        Conclusion::Conformant | Conclusion::ConformantButForExpectedFailures | Conclusion::NothingUnexpectedInThePart => Exit::Held,
        Conclusion::Incomplete | Conclusion::NotConformant => Exit::Unmet,
        Conclusion::TargetBroke => Exit::Target,
        Conclusion::Internal => Exit::Internal,
    }
}
