//! The survivors: mutants that the suite does not notice, and why none is needed or can be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::trouble::{Result, Trouble, at};

/// The list, as it is written down.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
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

/// Compares the list in a file with the mutants that were missed; `judged` is all of which that is known.
///
/// # Errors
///
/// When the list cannot be read.
pub fn compare(file: &Path, missed: &BTreeSet<String>, judged: impl Fn(&str) -> bool) -> Result<Comparison> {
    let text = fs::read_to_string(file).map_err(at(file))?;
    let list: List = toml::from_str(&text).map_err(|source| Trouble::Survivors { path: file.to_owned(), source })?;
    let mut comparison = Comparison { unexplained: missed.clone(), ..Comparison::default() };
    for Survivor { mutants, reason } in list.survivor {
        for mutant in mutants {
            if comparison.unexplained.remove(&mutant) {
                comparison.explained.insert(mutant, reason.clone());
            } else if judged(&mutant) {
                comparison.stale.insert(mutant);
            }
        }
    }
    Ok(comparison)
}
