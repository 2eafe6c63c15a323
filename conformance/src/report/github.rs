//! The report on GitHub: annotations beside the lines they are about, and a summary of the step.

use std::fmt::Write;

use rsmlab_language::escape;

use super::{Entry, Report};
use crate::verdict::Status;

/// How many annotations there are; GitHub shows no more than ten of a step.
const ANNOTATIONS: usize = 10;

/// How many cases the summary speaks of.
const LISTED: usize = 50;

/// Workflow commands that annotate the cases somebody has to look at.
#[must_use]
pub fn annotations(report: &Report) -> Vec<String> {
    report.unexpected().take(ANNOTATIONS).map(annotation).collect()
}

fn annotation(entry: &Entry) -> String {
    let file = entry.file.as_ref().map(|file| format!("file={},", escape::workflow_property(file))).unwrap_or_default();
    let line = entry.failure.as_ref().and_then(|failure| failure.line).filter(|_| entry.file.is_some());
    let line = line.map(|line| format!("line={line},")).unwrap_or_default();
    let title = format!("{} {}", entry.status, entry.id);
    format!("::error {file}{line}title={}::{}", escape::workflow_property(&title), escape::workflow(&entry.message()))
}

/// A summary of the step, in Markdown.
#[must_use]
pub fn summary(report: &Report) -> String {
    let mut text = format!("## Conformance of {}\n\n{}\n\n", code(&report.target), escape::markdown(&report.sentence()));
    let shown: Vec<Status> = Status::ALL.into_iter().filter(|status| report.count(*status) > 0).collect();
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    text += &row(shown.iter().map(|status| status.word().to_owned()).collect());
    text += &row(shown.iter().map(|_| "---:".to_owned()).collect());
    text += &row(shown.iter().map(|status| report.count(*status).to_string()).collect());
    let unexpected: Vec<&Entry> = report.unexpected().collect();
    if !unexpected.is_empty() {
        text += "\n| case | status | expected | observed | view |\n| --- | --- | --- | --- | --- |\n";
    }
    for entry in unexpected.iter().take(LISTED) {
        let expected = entry.failure.as_ref().and_then(|failure| failure.expected.clone()).unwrap_or_default();
        let (expected, observed) = (escape::markdown(&expected), escape::markdown(&entry.reason()));
        let view = entry.view.as_deref().map(code).unwrap_or_default();
        text += &row(vec![code(&entry.id), entry.status.word().to_owned(), expected, observed, view]);
    }
    if unexpected.len() > LISTED {
        // Writing to a text cannot fail.
        let _infallible = writeln!(text, "\nand {} more", unexpected.len() - LISTED);
    }
    text
}

/// A name in Markdown.
fn code(name: &str) -> String {
    let is_plain = !name.contains(['`', '|', '\\', '<', '>', '&', '[']) && escape::human(name) == name;
    if is_plain { format!("`{name}`") } else { escape::markdown(name) }
}
