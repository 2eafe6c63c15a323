//! A profile as people write it: a list of ids and globs, or a table with the digest of each case.

use std::collections::BTreeMap;

use glob::Pattern;
use serde::Deserialize;

use super::{DEFAULT, NoProfile, Profile, find};
use crate::case::Case;
use crate::case::text::Digest;
use crate::find::closest;

/// A profile that has been read, before anybody asks which cases it means.
#[derive(Clone, Debug)]
pub struct WrittenProfile {
    path: String,
    form: ProfileForm,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileForm {
    name: String,
    version: u32,
    title: String,
    #[serde(default)]
    supported_only: bool,
    cases: ProfileCases,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "`cases` is a list of ids and globs, or a table of ids with the digest of each")]
enum ProfileCases {
    Frozen(BTreeMap<String, Digest>),
    Globs(Vec<String>),
}

impl WrittenProfile {
    /// Reads the text of a profile.
    ///
    /// # Errors
    ///
    /// [`NoProfile::Broken`].
    pub fn parse(path: &str, text: &str) -> Result<Self, NoProfile> {
        let form = toml::from_str(text).map_err(|wrong| broken(path, wrong.to_string()))?;
        Ok(Self { path: path.to_owned(), form })
    }

    /// The profile of those of these cases that are meant. What is listed without a digest is what the suite was when it was
    /// frozen; the text of a scenario that is not of the suite may be any.
    ///
    /// # Errors
    ///
    /// [`NoProfile::Broken`] when a glob fits no case, because a typing mistake would hide among those that do. An id that is that of no
    /// case stays, as a case that is not here.
    pub fn resolve(self, cases: &[Case]) -> Result<Profile, NoProfile> {
        let Self { path, form: ProfileForm { name, version, title, supported_only, cases: listed } } = self;
        let cases = match listed {
            ProfileCases::Frozen(cases) => cases.into_iter().map(|(id, digest)| (id, Some(digest))).collect(),
            ProfileCases::Globs(globs) => chosen(&globs, cases).map_err(|wrong| broken(&path, wrong))?,
        };
        Ok(Profile { name, version, title, supported_only, cases })
    }
}

fn broken(path: &str, what: String) -> NoProfile {
    NoProfile::Broken { path: path.to_owned(), what }
}

fn chosen(globs: &[String], cases: &[Case]) -> Result<BTreeMap<String, Option<Digest>>, String> {
    let suite = find(DEFAULT).map_err(|wrong| wrong.to_string())?;
    let frozen = |id: &str| suite.cases.get(id).cloned().flatten();
    let mut chosen = BTreeMap::new();
    for glob in globs {
        if !glob.contains(['*', '?', '[']) {
            chosen.insert(glob.clone(), frozen(glob));
            continue;
        }
        let pattern = Pattern::new(glob).map_err(|wrong| format!("`{glob}` is no glob: {wrong}"))?;
        let fitting: Vec<&Case> = cases.iter().filter(|case| pattern.matches(&case.id)).collect();
        chosen.extend(fitting.iter().map(|case| (case.id.clone(), frozen(&case.id))));
        if fitting.is_empty() {
            let near = closest(glob, cases.iter().map(|case| case.id.clone()));
            let near = near
                .first()
                .map_or_else(|| "; `rsmlab conformance list` has them all".to_owned(), |near| format!("; did you mean `{near}`?"));
            return Err(format!("no case fits `{glob}`{near}"));
        }
    }
    Ok(chosen)
}
