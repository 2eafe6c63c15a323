//! The report as TAP 14, for programs that read test results line by line.
//!
//! TAP has two results and two directives; the status itself stands in the block below each line that is not plainly
//! `ok`. A case that passes although it is expected to fail is `not ok`: TAP readers overlook an `ok` with `TODO`. Points are written
//! as soon as the cases before them are known, so what watches all the others comes last.

use std::collections::BTreeMap;

use rsmlab_language::escape;

use super::{Entry, Report};
use crate::case::CaseKind;
use crate::verdict::Status;

/// TAP as it is written, point by point.
#[derive(Debug, Default)]
pub struct Stream {
    /// How many points are written.
    written: usize,
    /// The next of the places in line.
    next: usize,
    /// What is known and waits for those before it.
    waiting: BTreeMap<usize, Entry>,
    /// How many more unexpected results are written; whatever comes after them is skipped in the end.
    left: Option<usize>,
}

impl Stream {
    /// TAP of a run that ends after so many unexpected results, if it does.
    #[must_use]
    pub fn up_to(unexpected: Option<usize>) -> Self {
        Self { left: unexpected, ..Self::default() }
    }

    /// The first lines: how many points there will be.
    #[must_use]
    pub fn begin(points: usize) -> String {
        format!("TAP version 14\n1..{points}\n")
    }

    /// The points that can be written now that this one is known. `place` counts those that need no others, from 0.
    pub fn take(&mut self, place: usize, entry: Entry) -> String {
        self.waiting.insert(place, entry);
        let mut text = String::new();
        while let Some(entry) = self.waiting.remove(&self.next).filter(|_| self.left != Some(0)) {
            self.next += 1;
            self.left = self.left.map(|left| left - usize::from(entry.status.is_unexpected()));
            text += &self.point(&entry);
        }
        text
    }

    /// The last lines: the points that were not written, and what is said of all of them.
    pub fn end(&mut self, report: &Report) -> String {
        let rest: Vec<&Entry> = in_line(report).skip(self.written).collect();
        let rest: String = rest.into_iter().map(|entry| self.point(entry)).collect();
        rest + &format!("# {}: {}\n", escape::human(&report.target), escape::human(&report.sentence()))
    }

    fn point(&mut self, entry: &Entry) -> String {
        self.written += 1;
        point(self.written, entry)
    }
}

/// The report as TAP 14.
#[must_use]
pub fn tap(report: &Report) -> String {
    Stream::begin(report.cases.len()) + &Stream::default().end(report)
}

/// The cases as they stand in line: what watches the others needs all of them.
fn in_line(report: &Report) -> impl Iterator<Item = &Entry> {
    let watches = |entry: &&Entry| entry.kind == CaseKind::States.word();
    report.cases.iter().filter(move |entry| !watches(entry)).chain(report.cases.iter().filter(watches))
}

fn point(number: usize, entry: &Entry) -> String {
    let (result, directive) = match entry.status {
        Status::Pass | Status::Variant => ("ok", String::new()),
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
        pairs.extend(entry.place().map(|place| ("at", place)));
        pairs.extend(failure.statement.clone().map(|statement| ("statement", statement)));
        pairs.extend(failure.expected.clone().map(|expected| ("expected", expected)));
        pairs.push(("observed", failure.observed.clone()));
        pairs.extend(failure.why.clone().map(|why| ("why", why)));
        pairs.extend(failure.help.clone().map(|help| ("help", help)));
    }
    let quoted = |text: &str| escape::json(&serde_json::Value::from(text).to_string()).into_owned();
    let lists = entry.failure.iter().flat_map(|failure| [("causes", &failure.causes), ("trace", &failure.trace)]);
    let lists = lists.filter(|(_, events)| !events.is_empty()).map(|(key, events)| {
        let items: String = events.iter().map(|event| format!("    - {}\n", quoted(event))).collect();
        format!("  {key}:\n{items}")
    });
    let again = entry.again.iter().map(|again| format!("  again: {}\n", quoted(again)));
    let plain = pairs.iter().map(|(key, text)| format!("  {key}: {}\n", quoted(text)));
    let lines: String = plain.chain(lists).chain(again).collect();
    format!("  ---\n{lines}  ...\n")
}
