//! The report of a run for programs.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::report::{Entry, Failure, Invocation};
use crate::run::ScenarioOutcome;

/// The version of the form.
pub const SCHEMA: u32 = 1;

/// What came of a run; its JSON form is promised to scripts.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary<'o> {
    schema: u32,
    passed: usize,
    failed: usize,
    scenarios: Vec<Line<'o>>,
}

/// One scenario.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Line<'o> {
    /// Its file.
    path: &'o str,
    /// What it shows.
    title: &'o str,
    /// The rows and rules it is about.
    covers: &'o [String],
    /// What came of it: passed, failed, unsteady, error, timeout, unsupported or crashed.
    result: &'static str,
    /// Sixteen hexadecimal digits; a JSON number could not hold it. Absent when rsmlab crashed.
    hash: Option<String>,
    /// How long it took in virtual time.
    virtual_ms: u64,
    /// How many things happened.
    events: u64,
    /// Rows of documented answers that are not those we chose; absent when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    variants: Option<&'o BTreeSet<String>>,
    /// What was not as it should be; absent when all was.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
    /// The command that runs it again; absent when it passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<String>,
}

impl<'o> Summary<'o> {
    /// The report of these outcomes.
    #[must_use]
    pub fn of(outcomes: &'o [ScenarioOutcome], invocation: &Invocation, catalogue: &Catalogue) -> Self {
        let passed = outcomes.iter().filter(|outcome| outcome.verdict.held()).count();
        let scenarios = outcomes.iter().map(|outcome| Line::of(outcome, invocation, catalogue)).collect();
        Self { schema: SCHEMA, passed, failed: outcomes.len() - passed, scenarios }
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
    fn of(outcome: &'o ScenarioOutcome, invocation: &Invocation, catalogue: &Catalogue) -> Self {
        let Entry { virtual_ms, events, hash, failure, again, .. } = Entry::of_scenario(outcome, invocation, catalogue);
        Self {
            path: &outcome.path,
            title: &outcome.title,
            covers: &outcome.covers,
            result: outcome.verdict.word(),
            hash,
            virtual_ms,
            events,
            variants: Some(&outcome.variants).filter(|rows| !rows.is_empty()),
            failure,
            again,
        }
    }
}
