//! Finding scenario files.

use std::collections::BTreeSet;
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

/// The scenario files among `paths`: the files themselves, and the `*.kdl` of folders, however deep, but for personalities;
/// in the order of their paths, each once. `-` stands for standard input.
///
/// # Errors
///
/// The first path that is not there or cannot be read.
pub fn scenario_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Unreadable> {
    let mut files = Vec::new();
    for path in paths {
        let found = files_with_extension(path, "kdl")?.into_iter();
        // Who asks for a machine by name is told that it is none; in a folder it stands for the scenarios.
        files.extend(found.filter(|file| file == path || !is_personality(file)));
    }
    files.sort_by_key(|path| display(path));
    files.dedup();
    Ok(files)
}

/// The path that stands for standard input.
pub const STDIN: &str = "-";

/// Whether a path stands for standard input.
#[must_use]
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

/// Whether the name of a file says that it holds a machine: `*.personality.kdl`.
#[must_use]
pub fn is_personality(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".personality.kdl"))
}

/// The files of a folder, however deep, whose names end so; for a file, the file itself. A folder to which links lead back is read once.
///
/// # Errors
///
/// The first path that is not there or cannot be read.
pub fn files_with_extension(path: &Path, extension: &str) -> Result<Vec<PathBuf>, Unreadable> {
    files_not_seen(path, extension, &mut BTreeSet::new())
}

fn files_not_seen(path: &Path, extension: &str, seen: &mut BTreeSet<PathBuf>) -> Result<Vec<PathBuf>, Unreadable> {
    let unreadable = |cause| Unreadable { path: display(path), cause };
    if is_stdin(path) || !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    if !seen.insert(fs::canonicalize(path).map_err(unreadable)?) {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(path).map_err(unreadable)?.map(|entry| entry.map(|entry| entry.path()));
    let mut entries: Vec<PathBuf> = entries.collect::<io::Result<_>>().map_err(unreadable)?;
    // A folder has the name by which it is reached first, and that is the same everywhere.
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        if entry.is_dir() || entry.extension().is_some_and(|ending| ending == extension) {
            files.extend(files_not_seen(&entry, extension, seen)?);
        }
    }
    Ok(files)
}

/// A path as people type it; with the same separators on every system, because it stands in reports.
#[must_use]
pub fn display(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
