//! The survivors: mutants that the suite does not notice, and why none is needed or can be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::trouble::{Result, Trouble, at};

/// The list, as it is written down.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    #[serde(default)]
    survivor: Vec<Survivor>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Survivor {
    mutants: Vec<String>,
    reason: String,
}

/// How the list stands against what a run found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Missed, and on the list, with the reason.
    pub explained: BTreeMap<String, String>,
    /// Missed, and not on the list.
    pub unexplained: BTreeSet<String>,
    /// On the list, and found or gone: the list is to be mended.
    pub stale: BTreeSet<String>,
}

/// Reads a list.
///
/// # Errors
///
/// When it cannot be read, or is no list.
pub fn read(file: &Path) -> Result<List> {
    let text = fs::read_to_string(file).map_err(at(file))?;
    toml::from_str(&text).map_err(|source| Trouble::Survivors { path: file.to_owned(), source })
}

impl List {
    /// Holds the list against the mutants that were missed; of the others `is_judged` says which were judged at all.
    pub fn compare(&self, missed: &BTreeSet<String>, is_judged: impl Fn(&str) -> bool) -> Comparison {
        let mut comparison = Comparison { unexplained: missed.clone(), ..Comparison::default() };
        for Survivor { mutants, reason } in &self.survivor {
            for mutant in mutants {
                if comparison.unexplained.remove(mutant) {
                    comparison.explained.insert(mutant.clone(), reason.clone());
                } else if is_judged(mutant) {
                    comparison.stale.insert(mutant.clone());
                }
            }
        }
        comparison
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(mutants: &[&str]) -> BTreeSet<String> {
        mutants.iter().map(|mutant| (*mutant).to_owned()).collect()
    }

    #[test]
    fn the_list_is_held_to_the_truth_from_both_sides() {
        let list = r#"
            [[survivor]]
            mutants = ["missed", "caught", "not asked for"]
            reason = "nobody can tell"
        "#;
        let list: List = toml::from_str(list).expect("it is a list");
        let comparison = list.compare(&set(&["missed", "new"]), |mutant| mutant != "not asked for");
        assert_eq!(comparison.explained, BTreeMap::from([("missed".to_owned(), "nobody can tell".to_owned())]));
        assert_eq!(comparison.unexplained, set(&["new"]));
        assert_eq!(comparison.stale, set(&["caught"]));
    }
}
