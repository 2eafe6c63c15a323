//! A run: what came of a scenario, and its page.

use rsmlab_conformance::load::Loaded;
use rsmlab_conformance::report::view::run_of;
use rsmlab_engine::time::Millis;
use rsmlab_harness::runner::{self, Options, RunFailure, RunReport, RunVerdict};
use rsmlab_view::page;
use serde::Serialize;

/// What came of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageRun {
    /// What it is about.
    pub title: String,
    /// What was not as it should be; nothing if it holds.
    pub failure: Option<FailureNote>,
    /// The hash of the trace, as `scenarios/traces.txt` has it.
    pub hash: String,
    /// How many things happened.
    pub events: u64,
    /// How long it was in the library.
    pub lasted: String,
    /// The page of the run, if it is to be looked at.
    pub page: Option<String>,
}

/// What was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailureNote {
    /// The line of the statement; nothing if a promise was broken that holds in every run.
    pub line: Option<usize>,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub came: String,
}

/// Runs a scenario.
#[must_use]
pub fn ran(loaded: &Loaded) -> PageRun {
    told(loaded, &runner::run(&loaded.scenario, &Options::default()), None)
}

/// Runs a scenario and makes the page of the run.
#[must_use]
pub fn viewed(loaded: &Loaded) -> PageRun {
    let mut engine = runner::ours(runner::config(&loaded.scenario));
    let report = runner::run_with_journal(&loaded.scenario, &Options::default(), &mut engine, &mut ());
    told(loaded, &report, Some(page(&run_of(loaded, &report))))
}

fn told(loaded: &Loaded, report: &RunReport, page: Option<String>) -> PageRun {
    let unmet = |failure: &RunFailure| FailureNote {
        line: failure.span.map(|span| span.line(&loaded.text)),
        expected: failure.expected.clone(),
        came: failure.came.clone(),
    };
    PageRun {
        title: loaded.scenario.title.clone(),
        failure: match &report.result {
            RunVerdict::Passed => None,
            RunVerdict::Failed(failure) => Some(unmet(failure)),
        },
        hash: format!("{:016x}", report.hash),
        events: report.events,
        lasted: Millis(report.virtual_end.0).to_string(),
        page,
    }
}
