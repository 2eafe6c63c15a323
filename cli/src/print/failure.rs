//! A scenario that did not hold: what was expected, what came, why, what went before, and how to see it again.

use rsmlab_conformance::report::human::{BEFORE, CAUSES, events};
use rsmlab_conformance::run::{Difference, ScenarioOutcome, ScenarioVerdict, StatementFailure, Stopped};
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_language::escape;

use super::{BAD, HEADING, Printer};
use crate::arguments::RunArguments;

/// Prints why a scenario did not hold in a run that was asked for like this.
pub fn print(outcome: &ScenarioOutcome, asked: &RunArguments, printer: &mut Printer) {
    tell(outcome, printer);
    let twice = if matches!(outcome.verdict, ScenarioVerdict::Unsteady(_)) { " --twice" } else { "" };
    let twin = if asked.twin { " --twin" } else { "" };
    let target = match &asked.target.target {
        TargetUnderTest::InProcess => String::new(),
        other => format!(" --target {}", escape::shell(&other.to_string())),
    };
    line("again", &format!("{PROGRAM} run{twice}{twin}{target} {}", escape::shell(&outcome.path)), printer);
}

/// Prints the same without the command that runs the scenario again.
pub fn tell(outcome: &ScenarioOutcome, printer: &mut Printer) {
    printer.line(format_args!("{BAD}{}{BAD:#} {HEADING}{}{HEADING:#}", outcome.verdict.word(), escape::human(&outcome.path)));
    printer.line(format_args!("  {}", escape::human(&outcome.title)));
    match &outcome.verdict {
        ScenarioVerdict::Passed => {}
        ScenarioVerdict::Failed(unmet) => failed(unmet, printer),
        ScenarioVerdict::Unsteady(difference) => unsteady(difference, printer),
        ScenarioVerdict::Stopped(stopped) => told(stopped, printer),
        ScenarioVerdict::Crashed(message) => {
            printer.line(format_args!("  rsmlab itself is wrong here; please report it: {}", escape::human(message)))
        }
    }
}

fn failed(unmet: &StatementFailure, printer: &mut Printer) {
    let StatementFailure { statement, failure, help } = unmet;
    match statement {
        Some((number, text)) => line(&format!("line {number}"), text, printer),
        None => line("always", "a promise that holds in every run was broken", printer),
    }
    line("expected", &failure.expected, printer);
    line("came", &failure.came, printer);
    if let Some(why) = &failure.why {
        line("why", why, printer);
    }
    if let Some(help) = help {
        line("help", help, printer);
    }
    trace(CAUSES, &failure.causes, printer);
    trace(BEFORE, &failure.before, printer);
}

fn told(stopped: &Stopped, printer: &mut Printer) {
    if let Some((number, text)) = &stopped.statement {
        line(&format!("line {number}"), text, printer);
    }
    line("trouble", &stopped.trouble.to_string(), printer);
    line("help", stopped.trouble.help(), printer);
    trace(CAUSES, &stopped.causes, printer);
    trace(BEFORE, &stopped.before, printer);
}

fn trace(heading: &str, lines: &[String], printer: &mut Printer) {
    events(heading, lines).for_each(|line| printer.line(line));
}

fn unsteady(difference: &Difference, printer: &mut Printer) {
    let told = |line: &Option<String>| line.clone().unwrap_or_else(|| "(the trace has ended)".to_owned());
    printer.line(format_args!("  two runs differ in line {} of the trace", difference.line));
    line("first", &told(&difference.first), printer);
    line("second", &told(&difference.second), printer);
}

fn line(key: &str, text: &str, printer: &mut Printer) {
    let mut lines = text.lines().map(escape::human);
    printer.line(format_args!("  {key:<9}  {}", lines.next().unwrap_or_default()));
    lines.for_each(|more| printer.line(format_args!("             {more}")));
}

/// What commands begin with, wherever the program lies: the same run gives the same report on every machine.
pub const PROGRAM: &str = "rsmlab";
