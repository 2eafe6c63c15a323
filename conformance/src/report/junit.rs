//! The report as JUnit XML, for CI systems.
//!
//! JUnit knows passed, failed, error and skipped. The status itself stands as a property of each test case, and as the
//! type of its result, so that nothing is merged. There are no durations: the same run gives the same file.

use quick_junit::{NonSuccessKind, Property, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use rsmlab_sim::escape;

use super::{Entry, Report};
use crate::verdict::Status;

/// The report as JUnit XML.
///
/// # Errors
///
/// When it cannot be written, which is a mistake of ours.
pub fn junit(report: &Report) -> Result<String, String> {
    let mut junit = Junit::new(format!("rsmlab conformance: {} version {}", escape::xml(&report.verdict.profile), report.verdict.version));
    let mut rest = report.cases.as_slice();
    while let Some(first) = rest.first() {
        let folder = folder(&first.id);
        let many = rest.iter().take_while(|entry| self::folder(&entry.id) == folder).count();
        let (here, more) = rest.split_at(many);
        let mut suite = TestSuite::new(escape::xml(folder));
        suite.add_property(Property::new("target", escape::xml(&report.target)));
        suite.add_test_cases(here.iter().map(test_case));
        junit.add_test_suite(suite);
        rest = more;
    }
    junit.to_string().map_err(|wrong| wrong.to_string())
}

/// Everything before the last part of an id.
fn folder(id: &str) -> &str {
    id.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn test_case(entry: &Entry) -> TestCase {
    let mut result = match entry.status {
        Status::Pass => TestCaseStatus::success(),
        Status::Fail | Status::Xpass => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Status::Error | Status::Timeout => TestCaseStatus::non_success(NonSuccessKind::Error),
        Status::Xfail | Status::Skip | Status::Unsupported => TestCaseStatus::skipped(),
    };
    if entry.status != Status::Pass {
        result.set_type(entry.status.word());
        result.set_message(escape::xml(&entry.reason()));
        result.set_description(description(entry));
    }
    let name = entry.id.rsplit('/').next().unwrap_or(&entry.id);
    let mut case = TestCase::new(escape::xml(name), result);
    case.set_classname(escape::xml(&folder(&entry.id).replace('/', ".")));
    case.add_property(Property::new("status", entry.status.word()));
    case.add_property(Property::new("title", escape::xml(&entry.title)));
    case
}

/// Everything that is known, for people who click on it. Lines end where we end them, and nowhere else.
fn description(entry: &Entry) -> String {
    let mut lines = vec![entry.title.clone()];
    if let Some(failure) = &entry.failure {
        lines.extend(failure.line.zip(failure.statement.as_ref()).map(|(line, statement)| format!("line {line}: {statement}")));
        lines.extend(failure.expected.iter().map(|expected| format!("expected: {expected}")));
        lines.push(format!("observed: {}", failure.observed));
        lines.extend(failure.why.iter().map(|why| format!("why: {why}")));
        lines.extend(failure.help.iter().map(|help| format!("help: {help}")));
        lines.extend(failure.rules.iter().map(|rule| format!("{}: {}", rule.id, rule.text)));
        lines.extend(failure.trace.iter().cloned());
    }
    lines.extend(entry.again.iter().map(|again| format!("again: {again}")));
    lines.iter().map(|line| escape::xml(line)).collect::<Vec<_>>().join("\n")
}
