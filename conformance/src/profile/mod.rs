//! Profiles: lists of cases. A target that passes all cases of one is conformant to it.
//!
//! A list is frozen with the digest of each case's text, so that a verdict means the same tomorrow: a case that says something else than
//! it did gives no verdict. A list that is changed gets the next version.

mod written;

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

pub use self::written::WrittenProfile;
use crate::case::text::Digest;
use crate::case::{Case, CaseKind, CaseWork};
use crate::find::closest;

/// The profiles that are built in.
const BUILT_IN: [&str; 2] = [include_str!("../../profiles/seed-pages.toml"), include_str!("../../profiles/win2003.toml")];

/// The profile that a run is held to by default: every case there is.
pub const DEFAULT: &str = "win2003";
/// The same for a target that has only a part of the functions: what it says that it lacks is left out.
pub const SUPPORTED: &str = "supported";

/// A frozen list of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// Who it is for, in a sentence.
    pub title: String,
    /// Whether a case that calls a function missing from the target's `hello` is left out, and does not count.
    pub supported_only: bool,
    /// The ids of its cases, each with the digest of its text; without one, the text may be any.
    pub cases: BTreeMap<String, Option<Digest>>,
}

/// No profile.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoProfile {
    /// There is none of this name.
    #[error("there is no profile `{name}`{}; there are {}, and a file of your own (*.toml) is as good", suggestion(name), names().join(", "))]
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
    built_in().into_iter().map(|profile| profile.name).chain([SUPPORTED.to_owned()]).collect()
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
    let frozen = |text: &str| WrittenProfile::parse("a profile that is built in", text).and_then(|written| written.resolve(&[]));
    BUILT_IN.iter().map(|text| frozen(text).unwrap_or_else(|wrong| panic!("{wrong}"))).collect()
}

/// The profile of this name.
///
/// # Errors
///
/// [`NoProfile::Unknown`], with what was probably meant.
pub fn find(name: &str) -> Result<Profile, NoProfile> {
    let named = if name == SUPPORTED { DEFAULT } else { name };
    let found = built_in().into_iter().find(|profile| profile.name == named);
    let found = found.ok_or_else(|| NoProfile::Unknown { name: name.to_owned() })?;
    Ok(if name == SUPPORTED { found.supported_only() } else { found })
}

impl Profile {
    /// The same for a target that has only a part of the functions.
    fn supported_only(self) -> Self {
        let title = format!("What the target has of {} version {}", self.name, self.version);
        Self { name: SUPPORTED.to_owned(), title, supported_only: true, ..self }
    }

    /// Whether a case is in it.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.cases.contains_key(id)
    }

    /// Its cases that are not at hand: scenarios that are missing in the folder. They can only be skipped.
    #[must_use]
    pub fn absent(&self, cases: &[Case]) -> Vec<Case> {
        let here: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        let absent = self.cases.keys().filter(|id| !here.contains(id.as_str()));
        let case = |id: &String| Case {
            id: id.clone(),
            title: "A case of the profile that is not here".to_owned(),
            kind: CaseKind::Scenario,
            tags: BTreeSet::new(),
            covers: Vec::new(),
            depends: Vec::new(),
            work: CaseWork::Absent,
        };
        absent.map(case).collect()
    }

    /// The file that freezes it, with every case that has a digest.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let Self { name, version, title, supported_only, cases } = self;
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let line = |(id, digest): (&String, &Option<Digest>)| digest.as_ref().map(|digest| format!("{} = \"{digest}\"\n", quoted(id)));
        let cases: String = cases.iter().filter_map(line).collect();
        let supported_only = if *supported_only { "supported_only = true\n" } else { "" };
        format!(
            "# Frozen: a verdict names the version. A change of the list, or of a case, makes it the next one.\n\
             name = {}\nversion = {version}\ntitle = {}\n{supported_only}\n[cases]\n{cases}",
            quoted(name),
            quoted(title)
        )
    }
}
