//! Finding scenario files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of a project's scenarios.
const FOLDER: &str = "scenarios";

/// A path that cannot be read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot read {path}: {cause}")]
#[diagnostic(help("name a scenario file, or a folder of them"))]
pub struct Unreadable {
    /// The path.
    pub path: String,
    /// What the system says.
    pub cause: io::Error,
}

/// The folder `scenarios` of `here` or the nearest folder above that has one, as somebody in `here` would type it.
#[must_use]
pub fn scenarios_folder(here: &Path) -> Option<PathBuf> {
    let up = here.ancestors().position(|folder| folder.join(FOLDER).is_dir())?;
    Some(std::iter::repeat_n("..", up).chain([FOLDER]).collect())
}

/// The scenario files among `paths`: the files themselves, and the `*.kdl` of folders, however deep; in the order of
/// their paths, each once.
///
/// # Errors
///
/// The first path that is not there or cannot be read.
pub fn scenario_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Unreadable> {
    let mut files = Vec::new();
    for path in paths {
        gather(path, &mut files).map_err(|(path, cause)| Unreadable { path: display(&path), cause })?;
    }
    files.sort_by_key(|path| display(path));
    files.dedup();
    Ok(files)
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
    let at = |cause| (path.to_owned(), cause);
    if !fs::metadata(path).map_err(at)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(at)? {
        let entry = entry.map_err(at)?.path();
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension == "kdl") {
            gather(&entry, files)?;
        }
    }
    Ok(())
}

/// A path as people type it; with the same separators on every system, because it stands in reports.
#[must_use]
pub fn display(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
