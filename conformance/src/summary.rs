//! The report of a run for programs.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::run::Outcome;

/// What came of a run; its JSON form is promised to scripts.
#[derive(Debug, Serialize)]
pub struct Summary<'o> {
    schema: u32,
    passed: usize,
    failed: usize,
    scenarios: Vec<Line<'o>>,
}

/// One scenario.
#[derive(Debug, Serialize)]
struct Line<'o> {
    path: &'o str,
    title: &'o str,
    covers: &'o [String],
    result: &'static str,
    /// Sixteen hexadecimal digits; a JSON number could not hold it. Absent when rsmlab crashed.
    hash: Option<String>,
    virtual_ms: u64,
    events: u64,
    /// Rows of documented answers that are not those we chose; absent when there are none.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    variants: &'o BTreeSet<String>,
}

impl<'o> Summary<'o> {
    /// The report of these outcomes.
    #[must_use]
    pub fn of(outcomes: &'o [Outcome]) -> Self {
        let passed = outcomes.iter().filter(|outcome| outcome.verdict.held()).count();
        Self { schema: 1, passed, failed: outcomes.len() - passed, scenarios: outcomes.iter().map(Line::of).collect() }
    }

    /// One JSON document.
    ///
    /// # Panics
    ///
    /// Never: every part of it has a JSON form.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report has a JSON form")
    }
}

impl<'o> Line<'o> {
    fn of(outcome: &'o Outcome) -> Self {
        let report = outcome.report.as_ref();
        Self {
            path: &outcome.path,
            title: &outcome.title,
            covers: &outcome.covers,
            result: outcome.verdict.word(),
            hash: report.map(|report| format!("{:016x}", report.hash)),
            virtual_ms: report.map_or(0, |report| report.virtual_end.0),
            events: report.map_or(0, |report| report.events),
            variants: &outcome.variants,
        }
    }
}
