//! Beside a scenario: the files that it names, as they are found from its folder.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rsmlab_language::Scenario;
use rsmlab_language::beside::FileBeside;

use crate::discover::display;
use crate::reading;

/// Reads the files that a scenario names.
pub fn beside(scenario: &Path) -> impl Fn(&str) -> Result<FileBeside, String> {
    let folder = scenario.parent().map(Path::to_owned).unwrap_or_default();
    move |file| {
        let path = folder.join(file);
        let name = display(&path);
        match reading::text(&path) {
            Ok(text) => Ok(FileBeside { name, text: text.into() }),
            Err(cause) => Err(format!("cannot read {name}: {cause}")),
        }
    }
}

/// Has a scenario call the files that it names as they are found from another folder than its own.
///
/// # Errors
///
/// When one of the folders or files is not there.
pub fn seen_from(there: &Path, here: &Path, scenario: &mut Scenario) -> io::Result<()> {
    let there = fs::canonicalize(there)?;
    for library in &mut scenario.setup.libraries {
        let like = library.like.as_mut().map(Arc::make_mut);
        if let Some(file) = like.and_then(|like| like.file.as_mut()) {
            file.name = way(&there, &fs::canonicalize(here.join(&file.name))?);
        }
    }
    Ok(())
}

/// The way from a folder to a file.
fn way(folder: &Path, file: &Path) -> String {
    let shared = folder.components().zip(file.components()).take_while(|(one, other)| one == other).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    display(&up.chain(file.components().skip(shared)).collect::<PathBuf>())
}
