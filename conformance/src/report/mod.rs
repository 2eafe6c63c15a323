//! Reports: one model of what came of a run, and its forms for people, CI systems and programs.
//!
//! Every form is a view of the same [`Report`]. Nothing in it depends on how long the run took or where it ran, so the
//! same run gives the same report, byte for byte; only JUnit has real times, as its readers expect.

pub mod entry;
pub mod files;
pub mod github;
pub mod human;
pub mod junit;
pub mod merge;
#[cfg(test)]
mod schema;
pub mod tap;
pub mod view;

use std::collections::BTreeMap;

use rsmlab_language::escape;
use serde::{Deserialize, Serialize};

pub use self::entry::{Entry, Failure, Rule};
use self::files::Left;
use crate::case::CaseKind;
use crate::case::states::Sightings;
use crate::catalogue::Catalogue;
use crate::run::ScenarioOutcome;
use crate::suite::Suite;
use crate::verdict::covered::Covered;
use crate::verdict::{Conclusion, Status, Verdict};

/// The version of the form of the JSON report.
pub const SCHEMA: u32 = 1;

/// How the run was asked for, so that a part of it can be asked for again.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// The command that ran the cases: `conformance run`, or `run`.
    pub command: &'static str,
    /// What has to be said again about how cases are run: `--seed 7`.
    pub options: Vec<String>,
    /// What was tested.
    pub target: String,
}

/// What came of a run; its JSON form is promised to programs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    schema: u32,
    /// The suite that the cases are of; absent when scenarios were run for their own sake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<Suite>,
    /// What was tested.
    pub target: String,
    /// What was said of the profile; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Said>,
    /// How many cases came to each status; all statuses are there.
    pub counts: BTreeMap<String, usize>,
    /// The cases, in order.
    pub cases: Vec<Entry>,
    /// What the runs have shown of state machines, if that is to be joined with what others have shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<Transition>,
}

/// The verdict, as reports say it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Said {
    /// The name of the profile.
    pub profile: String,
    /// Its version.
    pub version: u32,
    /// In a word.
    pub conclusion: Conclusion,
    /// In a sentence.
    pub sentence: String,
    /// How many cases of the profile were not asked for.
    pub not_selected: usize,
    /// The cases that say something else than they did when the profile was frozen.
    pub differing: Vec<String>,
    /// What the cases of the profile that passed are about.
    pub covered: Covered,
}

/// A change of state that a run has shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Transition {
    /// The machine.
    pub machine: String,
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// The first case that shows it.
    pub case: String,
}

impl Report {
    /// The report of a run of the suite.
    #[must_use]
    pub fn of(cases: Vec<Entry>, verdict: &Verdict, suite: Suite, target: &str) -> Self {
        let verdict = Said {
            profile: verdict.profile.clone(),
            version: verdict.version,
            conclusion: verdict.conclusion,
            sentence: verdict.sentence(),
            not_selected: verdict.not_selected,
            differing: verdict.differing.clone(),
            covered: verdict.covered,
        };
        Self { suite: Some(suite), verdict: Some(verdict), ..Self::bare(cases, target) }
    }

    /// The report of scenarios that somebody ran for their own sake.
    #[must_use]
    pub fn of_scenarios(outcomes: &[ScenarioOutcome], invocation: &Invocation, catalogue: &Catalogue) -> Self {
        let entries = outcomes.iter().map(|outcome| Entry::of_scenario(outcome, invocation, catalogue));
        Self::bare(entries.collect(), &invocation.target)
    }

    /// The report of cases that are of no suite and no profile.
    #[must_use]
    pub fn bare(cases: Vec<Entry>, target: &str) -> Self {
        let mut counts: BTreeMap<String, usize> = Status::ALL.iter().map(|status| (status.word().to_owned(), 0)).collect();
        for entry in &cases {
            *counts.entry(entry.status.word().to_owned()).or_default() += 1;
        }
        Self { schema: SCHEMA, suite: None, target: target.to_owned(), verdict: None, counts, cases, transitions: Vec::new() }
    }

    /// The same with what the runs have shown of state machines.
    #[must_use]
    pub fn showing(self, sightings: &Sightings) -> Self {
        let transition = |(seen, case): (&crate::case::states::SeenTransition, &str)| Transition {
            machine: seen.machine.clone().into_owned(),
            from: seen.from.clone().into_owned(),
            to: seen.to.clone().into_owned(),
            case: case.to_owned(),
        };
        Self { transitions: sightings.iter().map(transition).collect(), ..self }
    }

    /// The same with where the pages lie of what was left behind.
    #[must_use]
    pub fn with_views(mut self, left: &[Left<'_>]) -> Self {
        let views: BTreeMap<&str, String> = left.iter().filter_map(|left| Some((left.id.as_str(), left.view()?))).collect();
        for entry in &mut self.cases {
            entry.view = views.get(entry.id.as_str()).cloned();
        }
        self
    }

    /// One JSON document.
    ///
    /// # Panics
    ///
    /// Never: every part of it has a JSON form.
    #[must_use]
    pub fn to_json(&self) -> String {
        escape::json(&serde_json::to_string_pretty(self).expect("a report has a JSON form")).into_owned() + "\n"
    }

    /// What the report is about, as a title: `win2003 version 1`, or `scenarios` where no profile is.
    #[must_use]
    pub fn title(&self) -> String {
        self.verdict.as_ref().map_or_else(|| "scenarios".to_owned(), |verdict| format!("{} version {}", verdict.profile, verdict.version))
    }

    /// The verdict in a sentence; without a profile how many scenarios or cases held.
    #[must_use]
    pub fn sentence(&self) -> String {
        let are_scenarios = self.cases.iter().all(|entry| entry.kind == CaseKind::Scenario.word());
        let noun = if are_scenarios { "scenarios" } else { "cases" };
        let held = || format!("{} of {} {noun} hold", self.count(Status::Pass), self.cases.len());
        self.verdict.as_ref().map_or_else(held, |verdict| verdict.sentence.clone())
    }

    /// The cases that somebody has to look at.
    pub fn unexpected(&self) -> impl Iterator<Item = &Entry> {
        self.cases.iter().filter(|entry| entry.status.is_unexpected())
    }

    /// How many cases came to a status.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.counts.get(status.word()).copied().unwrap_or(0)
    }
}
