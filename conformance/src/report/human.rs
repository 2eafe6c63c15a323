//! The report for people: a line a group, then what somebody has to look at, then the counts and the verdict.
//!
//! Styles are ANSI sequences; the caller that prints the text takes them out where they are not wanted.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};
use rsmlab_language::escape;

use super::{Entry, Failure, Report};
use crate::verdict::{Conclusion, Status};

const HEADING: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const NOTE: Style = AnsiColor::Yellow.on_default();
const DIM: Style = Style::new().dimmed();

/// The statuses that are listed before the failures, because they need a word, and how many of each.
const QUIET: [Status; 4] = [Status::Skip, Status::Unsupported, Status::Variant, Status::Xfail];
const LISTED: usize = 10;

/// The report for people.
#[must_use]
pub fn human(report: &Report) -> String {
    let mut lines = groups(report);
    for status in QUIET {
        lines.extend(quiet(report, status));
    }
    lines.extend(variants(report));
    for entry in report.unexpected() {
        lines.push(String::new());
        lines.extend(unexpected(entry));
    }
    lines.push(String::new());
    lines.push(counts(report));
    lines.push(verdict(report));
    lines.join("\n") + "\n"
}

/// The group of an id: its folder, at most two parts deep.
fn group(id: &str) -> String {
    let parts: Vec<&str> = id.split('/').collect();
    parts[..parts.len().saturating_sub(1).min(2)].join("/")
}

fn groups(report: &Report) -> Vec<String> {
    let mut groups: BTreeMap<String, BTreeMap<Status, usize>> = BTreeMap::new();
    for entry in &report.cases {
        *groups.entry(group(&entry.id)).or_default().entry(entry.status).or_default() += 1;
    }
    let column = groups.keys().map(|group| escape::human(group).chars().count()).max().unwrap_or(0);
    let cell = |(status, count): (&Status, &usize)| {
        let style = style(*status);
        format!("{style}{count:>5} {status}{style:#}")
    };
    groups
        .iter()
        .map(|(group, counts)| format!("  {:column$}{}", escape::human(group), counts.iter().map(cell).collect::<String>()))
        .collect()
}

const fn style(status: Status) -> Style {
    match status {
        Status::Pass => GOOD,
        Status::Variant | Status::Xfail | Status::Skip | Status::Unsupported => NOTE,
        Status::Fail | Status::Xpass | Status::Error | Status::Timeout => BAD,
    }
}

/// Cases that need no look, with a reason each.
fn quiet(report: &Report, status: Status) -> Vec<String> {
    let entries: Vec<&Entry> = report.cases.iter().filter(|entry| entry.status == status).collect();
    if entries.is_empty() {
        return Vec::new();
    }
    let style = style(status);
    let line =
        |entry: &&Entry| format!("{style}{status}{style:#} {}  {DIM}{}{DIM:#}", escape::human(&entry.id), escape::human(&entry.reason()));
    let mut lines: Vec<String> = [String::new()].into_iter().chain(entries.iter().take(LISTED).map(line)).collect();
    if entries.len() > LISTED {
        lines.push(format!("{DIM}and {} more; --format json has them all{DIM:#}", entries.len() - LISTED));
    }
    lines
}

/// Answers that documents allow and that are not the ones we chose, each with the number of cases in which it came.
fn variants(report: &Report) -> Vec<String> {
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for row in report.cases.iter().flat_map(|entry| &entry.variants) {
        *rows.entry(row).or_default() += 1;
    }
    let line = |(row, count): (&str, usize)| {
        let row = escape::human(row);
        format!("{NOTE}other documented answer{NOTE:#} {row}  {DIM}in {count} of the cases{DIM:#}")
    };
    let gap = (!rows.is_empty()).then(String::new);
    gap.into_iter().chain(rows.into_iter().map(line)).collect()
}

/// A case that somebody has to look at.
fn unexpected(entry: &Entry) -> Vec<String> {
    let style = style(entry.status);
    let mut lines = vec![
        format!("{style}{}{style:#} {HEADING}{}{HEADING:#}", entry.status, escape::human(&entry.id)),
        format!("  {}", escape::human(&entry.title)),
    ];
    if let Some(note) = &entry.note {
        lines.extend(pair("note", note));
    }
    if let Some(failure) = &entry.failure {
        lines.extend(details(failure));
    }
    lines.extend(entry.view.iter().flat_map(|view| pair("view", view)));
    lines.extend(entry.again.iter().flat_map(|again| pair("again", again)));
    lines
}

fn details(failure: &Failure) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(line), Some(statement)) = (failure.line, &failure.statement) {
        lines.extend(pair(&format!("line {line}"), statement));
    }
    lines.extend(failure.expected.iter().flat_map(|expected| pair("expected", expected)));
    lines.extend(pair("observed", &failure.observed));
    lines.extend(failure.why.iter().flat_map(|why| pair("why", why)));
    lines.extend(failure.help.iter().flat_map(|help| pair("help", help)));
    for (place, rule) in failure.rules.iter().enumerate() {
        lines.extend(pair(if place == 0 { "rule" } else { "" }, &format!("{}: {}", rule.id, rule.text)));
    }
    lines.extend(events(CAUSES, &failure.causes));
    lines.extend(events(BEFORE, &failure.trace));
    lines
}

/// What stands above the lines that led to a failure.
pub const CAUSES: &str = "what led to it";
/// What stands above the last lines of the trace.
pub const BEFORE: &str = "the trace before it";

/// Lines of a trace under what they are.
pub fn events<'e>(heading: &str, events: &'e [String]) -> impl Iterator<Item = String> + use<'e> {
    let heading = (!events.is_empty()).then(|| format!("  {DIM}{heading}:{DIM:#}"));
    heading.into_iter().chain(events.iter().map(|event| format!("    {DIM}{}{DIM:#}", escape::human(event))))
}

/// A key and a text, which may have several lines.
fn pair(key: &str, text: &str) -> Vec<String> {
    let keys = [key].into_iter().chain(std::iter::repeat(""));
    keys.zip(text.lines()).map(|(key, line)| format!("  {key:<9}  {}", escape::human(line))).collect()
}

fn counts(report: &Report) -> String {
    let shown = Status::ALL.into_iter().filter(|status| report.count(*status) > 0);
    let told: Vec<String> = shown
        .map(|status| {
            let style = style(status);
            format!("{style}{} {status}{style:#}", report.count(status))
        })
        .collect();
    let noun = if report.cases.len() == 1 { "case" } else { "cases" };
    format!("{HEADING}{} {noun}{HEADING:#} on {}: {}", report.cases.len(), escape::human(&report.target), told.join(", "))
}

fn verdict(report: &Report) -> String {
    let style = match report.verdict.as_ref().map(|verdict| verdict.conclusion) {
        Some(Conclusion::Conformant | Conclusion::NothingUnexpectedInThePart) | None => GOOD,
        Some(Conclusion::ConformantButForExpectedFailures | Conclusion::Incomplete | Conclusion::CasesDiffer) => NOTE,
        Some(Conclusion::NotConformant | Conclusion::TargetBroke | Conclusion::Internal) => BAD,
    };
    format!("{style}{}{style:#}", escape::human(&report.sentence()))
}
