//! Beside a scenario: files that it names, and who reads them.
//!
//! Nothing here opens a file. The caller that has a scenario from a folder lends a reader of that folder; a text that comes from
//! elsewhere has nothing beside it (D-094).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::model::Scenario;
use crate::personality::built_in;

/// A file that stands beside a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileBeside {
    /// What messages call it.
    pub name: String,
    /// What it says.
    pub text: Arc<str>,
}

/// Reads a file by the name that a scenario has for it, or says in a sentence why it cannot be read.
pub type Beside<'a> = dyn Fn(&str) -> Result<FileBeside, String> + 'a;

/// Beside a text that stands in no folder.
///
/// # Errors
/// Always: there is nothing.
pub fn nothing(file: &str) -> Result<FileBeside, String> {
    Err(format!("`{file}` cannot be read: this text stands in no folder"))
}

/// Whether a scenario means a file by what it says that a library is like.
pub(super) fn is_file(like: &str) -> bool {
    like.to_ascii_lowercase().ends_with(".kdl")
}

impl Scenario {
    /// The files that the scenario was read with, each by the name that it has for it.
    pub fn files(&self) -> impl Iterator<Item = &FileBeside> {
        let mut seen = BTreeSet::new();
        let files = self.setup.libraries.iter().filter_map(|library| library.like.as_ref()?.file.as_ref());
        files.filter(move |file| seen.insert(&file.name))
    }

    /// What is said of the machines that the scenario names: the files beside it, and of the personalities that come with rsmlab those
    /// that its libraries are like.
    pub fn machines(&self) -> impl Iterator<Item = &str> {
        let mut seen = BTreeSet::new();
        let built_in = self.setup.libraries.iter().filter_map(|library| library.like.as_ref().filter(|like| like.file.is_none()));
        let named = built_in.filter_map(|like| built_in::FILES.iter().find(|(name, _)| *name == like.said()));
        self.files().map(|file| &*file.text).chain(named.filter(move |(name, _)| seen.insert(*name)).map(|(_, text)| *text))
    }

    /// Reads again what the scenario was read with.
    ///
    /// # Errors
    /// When it was read with no such file.
    pub fn beside(&self, file: &str) -> Result<FileBeside, String> {
        self.files().find(|found| found.name == file).cloned().map_or_else(|| nothing(file), Ok)
    }
}
