//! The report as TAP 14, for whoever reads test results line by line.
//!
//! TAP has two results and two directives; the status itself stands in the block below each line that is not plainly
//! `ok`. A case that passes although it is expected to fail is `not ok`: TAP readers overlook an `ok` with `TODO`.

use rsmlab_sim::escape;

use super::{Entry, Report};
use crate::verdict::Status;

/// The report as TAP 14.
#[must_use]
pub fn tap(report: &Report) -> String {
    let mut text = format!("TAP version 14\n1..{}\n", report.cases.len());
    for (number, entry) in (1..).zip(&report.cases) {
        text += &point(number, entry);
    }
    text + &format!("# {}: {}\n", escape::human(&report.target), escape::human(&report.verdict.sentence))
}

fn point(number: usize, entry: &Entry) -> String {
    let (result, directive) = match entry.status {
        Status::Pass => ("ok", String::new()),
        Status::Skip => ("ok", format!(" # SKIP {}", escape::tap(&entry.reason()))),
        Status::Unsupported => ("ok", format!(" # SKIP unsupported: {}", escape::tap(&entry.reason()))),
        Status::Xfail => ("not ok", format!(" # TODO {}", escape::tap(&entry.reason()))),
        Status::Fail | Status::Xpass | Status::Error | Status::Timeout => ("not ok", String::new()),
    };
    let line = format!("{result} {number} - {}{directive}\n", escape::tap(&entry.id));
    if entry.status == Status::Pass { line } else { line + &block(entry) }
}

/// The YAML block below a test point. Quoted as JSON, which YAML is a superset of.
fn block(entry: &Entry) -> String {
    let mut pairs = vec![("status", entry.status.word().to_owned()), ("title", entry.title.clone())];
    pairs.extend(entry.note.clone().map(|note| ("note", note)));
    if let Some(failure) = &entry.failure {
        pairs.extend(failure.statement.clone().map(|statement| ("statement", statement)));
        pairs.extend(failure.expected.clone().map(|expected| ("expected", expected)));
        pairs.push(("observed", failure.observed.clone()));
        pairs.extend(failure.why.clone().map(|why| ("why", why)));
        pairs.extend(failure.help.clone().map(|help| ("help", help)));
    }
    pairs.extend(entry.again.clone().map(|again| ("again", again)));
    let quoted = |text: &str| escape::json(&serde_json::Value::from(text).to_string()).into_owned();
    let lines: String = pairs.iter().map(|(key, text)| format!("  {key}: {}\n", quoted(text))).collect();
    format!("  ---\n{lines}  ...\n")
}
