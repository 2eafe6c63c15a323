//! Joining reports of the parts of a run to the report of the whole.
//!
//! Each case stands in one of the parts. What watches all runs is judged anew, over what all of them have shown.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Entry, Invocation, Report, SCHEMA};
use crate::case::states::{SeenTransition, Sightings};
use crate::case::{Case, CaseWork};
use crate::catalogue::Catalogue;
use crate::expected::ExpectedFailures;
use crate::profile::Profile;
use crate::suite::Suite;
use crate::verdict::judge::judge;
use crate::verdict::run::Shown;
use crate::verdict::{Judged, Observed, Verdict};

/// Reports that cannot be joined.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Apart {
    /// What was read is no report of a run of the suite.
    #[error("{file} is no report of `rsmlab conformance run --format json`: {what}")]
    NoReport {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// Two reports are not of the same run.
    #[error("{one} and {other} are not parts of one run: {what} differs; run all parts with the same program, target, profile and cases")]
    Different {
        /// A file.
        one: String,
        /// Another.
        other: String,
        /// What differs.
        what: &'static str,
    },
    /// The program that joins them has another suite than the one that ran them.
    #[error("{file} is of another suite than this program has (rsmlab {version}); join reports with the program that made them")]
    OtherSuite {
        /// The file.
        file: String,
        /// The version that made it.
        version: String,
    },
    /// A case was run in two parts.
    #[error("`{id}` was run in {one} and in {other}; each case belongs to one part")]
    Twice {
        /// The case.
        id: String,
        /// A file.
        one: String,
        /// Another.
        other: String,
    },
}

/// Reads a report.
///
/// # Errors
///
/// [`Apart::NoReport`].
pub fn read(file: &str, text: &str) -> Result<Report, Apart> {
    let no_report = |what: String| Apart::NoReport { file: file.to_owned(), what };
    let report: Report = serde_json::from_str(text).map_err(|wrong| no_report(wrong.to_string()))?;
    match (&report.verdict, report.schema) {
        (Some(_), SCHEMA) => Ok(report),
        (None, _) => Err(no_report("it has no verdict".to_owned())),
        (Some(_), schema) => Err(no_report(format!("schema {schema} is not known here"))),
    }
}

/// What reports are joined by: the cases, what is expected of them, and what has to be said to run one again.
#[derive(Clone, Copy, Debug)]
pub struct MergeBasis<'g> {
    /// All cases there are.
    pub cases: &'g [Case],
    /// What is known to fail.
    pub expected: &'g ExpectedFailures,
    /// What they are held to.
    pub profile: &'g Profile,
    /// How a case is run again.
    pub invocation: &'g Invocation,
    /// What is documented.
    pub catalogue: &'g Catalogue,
}

/// Joins reports, each with the file that it was read from, to one.
///
/// # Errors
///
/// When they are not parts of one run, or not of this suite.
pub fn merge(parts: Vec<(String, Report)>, ground: MergeBasis<'_>) -> Result<Report, Apart> {
    let suite = Suite::of(ground.cases);
    let target = parts.first().map(|(_, report)| report.target.clone()).unwrap_or_default();
    check_alike(&parts, &suite)?;
    let mut sightings = Sightings::default();
    let mut entries: BTreeMap<String, (String, Entry)> = BTreeMap::new();
    let watches: Vec<&Case> = ground.cases.iter().filter(|case| matches!(case.work, CaseWork::Watch(_))).collect();
    for (file, report) in parts {
        for transition in report.transitions {
            let seen = SeenTransition { machine: transition.machine.into(), from: transition.from.into(), to: transition.to.into() };
            sightings.add(&transition.case, [seen]);
        }
        for entry in report.cases.into_iter().filter(|entry| !watches.iter().any(|watch| watch.id == entry.id)) {
            let id = entry.id.clone();
            if let Some((one, _)) = entries.insert(id.clone(), (file.clone(), entry)) {
                return Err(Apart::Twice { id, one, other: file });
            }
        }
    }
    let runs = ground.cases.iter().filter(|case| case.scenario().is_some());
    let all = runs.clone().all(|case| entries.contains_key(&case.id));
    let shown = Shown::of(entries.values().map(|(_, entry)| entry.status), all);
    for case in watches.into_iter().filter(|case| ground.profile.has(&case.id)) {
        let CaseWork::Watch(watch) = &case.work else { continue };
        let observed = Observed::of_states(&watch.judge(&sightings), shown);
        let (status, note) = judge(&observed, ground.expected.entry(&case.id));
        let judged = Judged { case, status, note, observed, outcome: None };
        entries.insert(case.id.clone(), (String::new(), Entry::of(&judged, ground.invocation, ground.catalogue)));
    }
    let entries: Vec<Entry> = entries.into_values().map(|(_, entry)| entry).collect();
    let came: Vec<_> = entries.iter().map(Entry::came).collect();
    let narrow = !ground.profile.cases.keys().all(|id| came.iter().any(|came| came.id == id));
    let verdict = Verdict::of(&came, ground.profile, narrow, ground.catalogue);
    Ok(Report::of(entries, &verdict, suite, &target).showing(&sightings))
}

/// Reports can be joined when they are of one suite, this one, of one target and of one profile.
fn check_alike(parts: &[(String, Report)], suite: &Suite) -> Result<(), Apart> {
    for (file, report) in parts {
        if let Some(other) = report.suite.as_ref().filter(|other| *other != suite) {
            return Err(Apart::OtherSuite { file: file.clone(), version: other.version.clone() });
        }
    }
    let profile = |report: &Report| report.verdict.as_ref().map(|said| (said.profile.clone(), said.version));
    for pair in parts.windows(2) {
        let [(one, first), (other, second)] = pair else { continue };
        let what = match (first.target == second.target, profile(first) == profile(second)) {
            (false, _) => "the target",
            (true, false) => "the profile",
            (true, true) => continue,
        };
        return Err(Apart::Different { one: one.clone(), other: other.clone(), what });
    }
    Ok(())
}
