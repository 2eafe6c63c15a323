//! Profiles: frozen lists of cases. Whoever passes all cases of one is conformant to it.
//!
//! A list is frozen, so that a verdict means the same tomorrow: whoever changes one gives it the next version.

use std::collections::BTreeSet;

use serde::Deserialize;
use thiserror::Error;

use crate::case::{Case, Kind, Work};
use crate::catalogue::find::closest;

/// The profiles that are built in.
const BUILT_IN: [&str; 2] = [include_str!("../../profiles/seed-pages.toml"), include_str!("../../profiles/win2003.toml")];

/// The profile that a run is held to when nobody names one: every case there is.
pub const DEFAULT: &str = "win2003";

/// A frozen list of cases.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// Who it is for, in a sentence.
    pub title: String,
    /// The ids of its cases.
    pub cases: BTreeSet<String>,
}

/// No profile.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoProfile {
    /// There is none of this name.
    #[error("there is no profile `{name}`{}; there are {}, and a file of your own (*.toml) is as good", suggestion(name), names().join(" and "))]
    Unknown {
        /// The name.
        name: String,
    },
    /// What was read is no profile.
    #[error("{path} is no profile: {what}")]
    Broken {
        /// Where it was read.
        path: String,
        /// What is wrong.
        what: String,
    },
}

/// The names of the profiles that are built in.
#[must_use]
pub fn names() -> Vec<String> {
    built_in().into_iter().map(|profile| profile.name).collect()
}

fn suggestion(name: &str) -> String {
    closest(name, names().into_iter()).first().map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// The profiles that are built in.
///
/// # Panics
///
/// When one of them is broken; the tests of this crate load them, so a released program never does.
#[must_use]
pub fn built_in() -> Vec<Profile> {
    BUILT_IN.iter().map(|text| parse("a profile that is built in", text).unwrap_or_else(|wrong| panic!("{wrong}"))).collect()
}

/// The profile of this name.
///
/// # Errors
///
/// [`NoProfile::Unknown`], with what was probably meant.
pub fn find(name: &str) -> Result<Profile, NoProfile> {
    built_in().into_iter().find(|profile| profile.name == name).ok_or_else(|| NoProfile::Unknown { name: name.to_owned() })
}

/// Reads the text of a profile.
///
/// # Errors
///
/// [`NoProfile::Broken`].
pub fn parse(path: &str, text: &str) -> Result<Profile, NoProfile> {
    toml::from_str(text).map_err(|wrong| NoProfile::Broken { path: path.to_owned(), what: wrong.to_string() })
}

impl Profile {
    /// Whether a case is in it.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.cases.contains(id)
    }

    /// Its cases that are not at hand: scenarios that are missing in the folder. They can only be skipped.
    #[must_use]
    pub fn absent(&self, cases: &[Case]) -> Vec<Case> {
        let here: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        let absent = self.cases.iter().filter(|id| !here.contains(id.as_str()));
        let case = |id: &String| Case {
            id: id.clone(),
            title: "A case of the profile that is not here".to_owned(),
            kind: Kind::Scenario,
            tags: BTreeSet::new(),
            covers: Vec::new(),
            work: Work::Absent,
        };
        absent.map(case).collect()
    }

    /// The file it is read from.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let Self { name, version, title, cases } = self;
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let cases: String = cases.iter().map(|id| format!("    {},\n", quoted(id))).collect();
        format!(
            "# Frozen: a verdict names the version. Whoever changes the list gives it the next one.\n\
             name = {}\nversion = {version}\ntitle = {}\ncases = [\n{cases}]\n",
            quoted(name),
            quoted(title)
        )
    }
}
