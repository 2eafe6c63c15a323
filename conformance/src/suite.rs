//! The suite that the program has with it: its scenarios are built in, so that it runs wherever the program goes, and no folder that
//! happens to be there is taken for it.

use std::path::{Component, Path, PathBuf};

use miette::Report;
use rsmlab_language::beside::FileBeside;
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::case::text::sha256;
use crate::catalogue::Catalogue;
use crate::discover::{display, is_personality};
use crate::load::{Loaded, load_text};

/// The folder of the scenarios in the repository: what is built in goes by its path there.
pub const FOLDER: &str = "scenarios";

/// A suite by which a target was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Suite {
    /// The version of rsmlab.
    pub version: String,
    /// How many cases it has.
    pub cases: usize,
    /// The SHA-256 over the ids of all cases, each with the digest of its text, in hexadecimal digits.
    pub hash: String,
}

impl Suite {
    /// The suite that these cases are.
    #[must_use]
    pub fn of(cases: &[Case]) -> Self {
        let here = cases.iter().filter_map(|case| Some(format!("{} {}\n", case.id, case.digest()?)));
        let lines: Vec<String> = here.collect();
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), cases: lines.len(), hash: sha256(&lines.concat()) }
    }
}

/// Every file that is built in: where it is in the folder, and what it says; in the order of the paths.
static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// The scenarios of the suite.
///
/// # Errors
///
/// The mistakes in them, which are ours; the tests of this crate load them, so a released program has none.
pub fn scenarios(catalogue: &Catalogue) -> Result<Vec<Loaded>, Vec<Report>> {
    let mut mistakes = Vec::new();
    let scenarios = FILES.iter().filter(|(file, _)| !is_personality(Path::new(file)));
    let loaded = scenarios.filter_map(|(file, text)| {
        let path = Path::new(FOLDER).join(file);
        load_text(&path, (*text).to_owned(), &|name| beside(&path, name), catalogue).map_err(|wrong| mistakes.extend(wrong)).ok()
    });
    let loaded = loaded.collect();
    if mistakes.is_empty() { Ok(loaded) } else { Err(mistakes) }
}

/// A file of the suite that one of its scenarios names.
fn beside(scenario: &Path, name: &str) -> Result<FileBeside, String> {
    let path = plain(&scenario.parent().map(Path::to_owned).unwrap_or_default().join(name));
    let called = display(&path);
    let file = FILES.iter().find(|(file, _)| Path::new(FOLDER).join(file) == path);
    file.map(|(_, text)| FileBeside { name: called.clone(), text: (*text).into() }).ok_or_else(|| format!("{called} is not in the suite"))
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut plain, component| {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
        plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::{files_with_extension, scenario_files};

    fn in_repository() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(FOLDER)
    }

    #[test]
    fn what_is_built_in_is_what_is_in_the_folder() {
        let there = files_with_extension(&in_repository(), "kdl").expect("the folder is there");
        assert_eq!(FILES.len(), there.len());
        for (file, text) in FILES {
            assert_eq!(std::fs::read_to_string(in_repository().join(file)).expect("it is there"), *text, "{file}");
        }
    }

    #[test]
    fn every_scenario_of_the_suite_loads() {
        let catalogue = Catalogue::load().expect("the catalogue has no mistakes");
        let loaded = scenarios(&catalogue).expect("the scenarios have no mistakes");
        assert_eq!(loaded.len(), scenario_files(&[in_repository()]).expect("the folder is there").len());
        assert!(loaded.iter().any(|loaded| loaded.path == "scenarios/cleaner-management/InjectNtmsCleaner/slot-full.kdl"));
    }
}
