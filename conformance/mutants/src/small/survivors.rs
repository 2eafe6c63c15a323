//! What the suite does not notice, and why: survivors, which nothing notices because none is needed or can be, and what is out of the
//! suite's sight, because it judges by what a client sees.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::judge::MutantOutcome;
use super::list::Mutant;
use crate::trouble::{MeasurementTrouble, Result, at};

/// The list, as it is written down.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurvivorList {
    #[serde(default)]
    survivor: Vec<Survivor>,
    #[serde(default)]
    unseen: Vec<Unseen>,
}

/// Mutants that nothing notices.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Survivor {
    mutants: Vec<String>,
    #[expect(dead_code, reason = "it is for readers of the list; without one, the list cannot be read")]
    reason: String,
}

/// What no case of the suite can show to a client, and something else has to hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unseen {
    /// Files, and functions as `file: name`, of which this holds as a whole.
    #[serde(default)]
    code: Vec<String>,
    /// Single mutants.
    #[serde(default)]
    mutants: Vec<String>,
    #[expect(dead_code, reason = "it is for readers of the list; without one, the list cannot be read")]
    reason: String,
}

/// How the list stands against what a run found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Missed, and on the list.
    pub explained: BTreeSet<String>,
    /// Missed, and not on the list.
    pub unexplained: BTreeSet<String>,
    /// Of what the suite cannot see, and not missed.
    pub unseen: BTreeSet<String>,
    /// On the list, and found or gone: the list is to be mended.
    pub stale: BTreeSet<String>,
}

/// Reads a list.
///
/// # Errors
///
/// When it cannot be read, or is no list.
pub fn read(file: &Path) -> Result<SurvivorList> {
    let text = fs::read_to_string(file).map_err(at(file))?;
    toml::from_str(&text).map_err(|source| MeasurementTrouble::Survivors { path: file.to_owned(), source })
}

impl SurvivorList {
    /// Whether it says why nothing notices this mutant.
    #[must_use]
    pub fn explains(&self, id: &str) -> bool {
        self.survivor.iter().any(|survivor| survivor.mutants.iter().any(|explained| explained == id))
    }

    /// Holds the list against what came of the mutants. When they are not all there are, what is not among them may be on the list.
    pub fn compare(&self, mutants: &[&Mutant], outcomes: &BTreeMap<String, MutantOutcome>, are_all: bool) -> Comparison {
        let mut comparison = Comparison::default();
        let survivors: BTreeSet<&String> = self.survivor.iter().flat_map(|survivor| &survivor.mutants).collect();
        let single: BTreeSet<&String> = self.unseen.iter().flat_map(|unseen| &unseen.mutants).collect();
        let code: Vec<&String> = self.unseen.iter().flat_map(|unseen| &unseen.code).collect();
        for mutant in mutants {
            let (id, outcome) = (&mutant.id, outcomes.get(&mutant.id));
            let is_missed = outcome == Some(&MutantOutcome::Missed);
            match outcome {
                Some(MutantOutcome::Missed) if survivors.contains(id) => comparison.explained.insert(id.clone()),
                Some(MutantOutcome::Missed) => comparison.unexplained.insert(id.clone()),
                Some(MutantOutcome::Unviable) | None => false,
                Some(_) => code.iter().any(|code| mutant.is_of(code)) && comparison.unseen.insert(id.clone()),
            };
            if outcome == Some(&MutantOutcome::Held) && single.contains(id) {
                comparison.unseen.insert(id.clone());
            }
            let is_off = |is_as_said: bool| outcome.is_some() && !is_as_said;
            if (survivors.contains(id) && is_off(is_missed)) || (single.contains(id) && is_off(outcome == Some(&MutantOutcome::Held))) {
                comparison.stale.insert(id.clone());
            }
        }
        if are_all {
            let ids: BTreeSet<&String> = mutants.iter().map(|mutant| &mutant.id).collect();
            let gone = survivors.union(&single).filter(|id| !ids.contains(**id)).map(|id| (*id).clone());
            let unused = code.iter().filter(|code| !mutants.iter().any(|mutant| mutant.is_of(code))).map(|code| (*code).clone());
            comparison.stale.extend(gone.chain(unused));
        }
        comparison
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::small::list::{Genre, MutableFunction, SourcePosition, SourceRange};

    fn set(mutants: &[&str]) -> BTreeSet<String> {
        mutants.iter().map(|mutant| (*mutant).to_owned()).collect()
    }

    /// A mutant of a function in a file, `file: function: change`.
    fn mutant(id: &str) -> Mutant {
        let mut parts = id.split(": ");
        let file = parts.next().unwrap_or_default().into();
        let function = parts.next().map(|name| MutableFunction { function_name: name.to_owned() });
        let nowhere = SourcePosition { line: 1, column: 1 };
        let span = SourceRange { start: nowhere, end: nowhere };
        Mutant { name: String::new(), file, genre: Genre::FnValue, span, replacement: String::new(), function, id: id.to_owned() }
    }

    const LIST: &str = r#"
        [[survivor]]
        mutants = ["a: f: missed", "a: f: caught", "a: f: not asked for"]
        reason = "nobody can tell"

        [[unseen]]
        code = ["b", "a: drawn"]
        mutants = ["a: f: held", "a: f: caught too"]
        reason = "no client sees it"
    "#;

    fn compare(are_all: bool) -> Comparison {
        use MutantOutcome::{Caught, Held, Missed};
        let list: SurvivorList = toml::from_str(LIST).expect("it is a list");
        let came = [
            ("a: f: missed", Missed),
            ("a: f: new", Missed),
            ("a: f: caught", Caught),
            ("a: f: caught too", Caught),
            ("a: f: held", Held),
            ("a: f: held too", Held),
            ("b: g: caught", Caught),
        ];
        let mutants = came.map(|(id, _)| mutant(id));
        let outcomes = came.iter().map(|(id, outcome)| ((*id).to_owned(), *outcome)).collect();
        list.compare(&mutants.iter().collect::<Vec<_>>(), &outcomes, are_all)
    }

    #[test]
    fn the_list_is_held_to_the_truth_from_both_sides() {
        let comparison = compare(false);
        assert_eq!(comparison.explained, set(&["a: f: missed"]));
        assert_eq!(comparison.unexplained, set(&["a: f: new"]));
        assert_eq!(comparison.unseen, set(&["a: f: held", "b: g: caught"]));
        assert_eq!(comparison.stale, set(&["a: f: caught", "a: f: caught too"]));
    }

    #[test]
    fn what_is_gone_is_to_be_taken_off_when_all_were_looked_at() {
        assert_eq!(compare(true).stale, set(&["a: f: caught", "a: f: caught too", "a: f: not asked for", "a: drawn"]));
    }
}
