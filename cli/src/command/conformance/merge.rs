//! `rsmlab conformance merge`.

use rsmlab_conformance::discover::display;
use rsmlab_conformance::report::human::human;
use rsmlab_conformance::report::merge::{self, MergeBasis};
use rsmlab_conformance::report::{Invocation, Report};

use super::held::{GivenFiles, exit};
use super::{mistake, report as read, suite};
use crate::arguments::conformance::{Held, MergeArguments};
use crate::exit::Exit;
use crate::print::Printer;
use crate::print::report::ReportTeller;

/// Joins the reports of parts of a run, and gives the verdict on the whole.
pub fn merge(arguments: &MergeArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let mut parts: Vec<(String, Report)> = Vec::new();
    for file in &arguments.reports {
        parts.push((display(file), read(file, printer)?));
    }
    let said = parts.first().and_then(|(_, report)| report.verdict.as_ref()).map(|said| said.profile.clone());
    let held = Held { profile: arguments.held.profile.clone().or(said), expected: arguments.held.expected.clone() };
    let given = GivenFiles::read(&held, printer)?;
    let (catalogue, cases) = suite(&arguments.suite, printer)?;
    let profile = given.profile.resolve(&cases, printer)?;
    let expected = given.expected.resolve(&cases, printer)?;
    let target = parts.first().map(|(_, report)| report.target.clone()).unwrap_or_default();
    let invocation = Invocation { command: "conformance run", options: Vec::new(), target };
    let ground = MergeBasis { cases: &cases, expected: &expected, profile: &profile, invocation: &invocation, catalogue: &catalogue };
    let report = merge::merge(parts, ground).map_err(|wrong| mistake(wrong, printer))?;
    let Some(conclusion) = report.verdict.as_ref().map(|verdict| verdict.conclusion) else { return Err(Exit::Internal) };
    let teller = ReportTeller::begin(&arguments.told, report.cases.len(), None, &catalogue, printer);
    // Scenarios and traces of failures are where the parts were run.
    teller.end(&report, &[], |printer| printer.text(human(&report).trim_end()), || report.to_json())?;
    Ok(exit(conclusion))
}
