//! Expected failures: what an implementation is known to get wrong, why, and exactly how.
//!
//! The list is held to the truth from both sides. A case on it that passes, or that fails in another way than the list
//! says, is as unexpected as one that fails without being on it.

pub mod bless;

use std::collections::BTreeSet;

use serde::Deserialize;
use thiserror::Error;

use crate::case::Case;
use crate::find::closest;

/// The one version of the file's form.
pub const SCHEMA: u32 = 1;

/// A list of expected failures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFailures {
    /// The version of the file's form.
    pub schema: u32,
    /// The entries.
    #[serde(default)]
    pub failure: Vec<ExpectedFailure>,
}

/// A failure that is expected.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFailure {
    /// The case.
    pub id: String,
    /// Why it fails; for people.
    pub reason: String,
    /// How it fails: status and observation, `fail: it answered ERROR_BUSY`.
    pub observed: String,
}

/// Something wrong with a list of expected failures.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path}: {what}")]
pub struct ExpectedMistake {
    /// The file.
    pub path: String,
    /// What is wrong.
    pub what: String,
}

impl ExpectedFailures {
    /// Reads a list, before anybody knows which cases there are.
    ///
    /// # Errors
    ///
    /// Its form is wrong.
    pub fn parse(path: &str, text: &str) -> Result<Self, ExpectedMistake> {
        toml::from_str(text).map_err(|wrong| ExpectedMistake { path: path.to_owned(), what: wrong.to_string() })
    }

    /// The same list, if it is true to these cases.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it: another schema, ids that are no cases, ids that stand there twice, failures without
    /// a reason.
    pub fn resolve(self, path: &str, cases: &[Case]) -> Result<Self, Vec<ExpectedMistake>> {
        let mistake = |what: String| ExpectedMistake { path: path.to_owned(), what };
        let mut mistakes = Vec::new();
        if self.schema != SCHEMA {
            mistakes.push(mistake(format!("schema {} is not known here; write `schema = {SCHEMA}`", self.schema)));
        }
        let mut ids = BTreeSet::new();
        for ExpectedFailure { id, reason, .. } in &self.failure {
            if !cases.iter().any(|case| case.id == *id) {
                let near = closest(id, cases.iter().map(|case| case.id.clone()));
                let near = near.first().map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                mistakes.push(mistake(format!("there is no case `{id}`{near}")));
            }
            if !ids.insert(id) {
                mistakes.push(mistake(format!("`{id}` is listed twice")));
            }
            if reason.trim().is_empty() {
                mistakes.push(mistake(format!("`{id}` has no reason; say why it fails")));
            }
        }
        if mistakes.is_empty() { Ok(self) } else { Err(mistakes) }
    }

    /// The entry for a case.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<&ExpectedFailure> {
        self.failure.iter().find(|entry| entry.id == id)
    }
}
