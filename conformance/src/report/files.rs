//! The files that a run leaves behind: the reports, and of each case that somebody has to look at its scenario and trace.

use std::fs;
use std::io;
use std::path::{Component, Path};

use super::{Report, junit, tap};
use crate::load::Loaded;
use crate::verdict::Judged;

/// Writes the reports into a folder, which is made if it is not there: `report.json`, `junit.xml`, `report.tap`, and
/// `failures/<id>.kdl` and `.trace`.
///
/// # Errors
///
/// The first thing that cannot be written.
pub fn write(folder: &Path, report: &Report, judged: &[Judged<'_>]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("report.json"), report.to_json())?;
    fs::write(folder.join("junit.xml"), junit::junit(report).map_err(io::Error::other)?)?;
    fs::write(folder.join("report.tap"), tap::tap(report))?;
    // What an earlier run left here would be taken for failures of this one.
    let failures = folder.join("failures");
    if failures.exists() {
        fs::remove_dir_all(&failures)?;
    }
    for judged in judged.iter().filter(|judged| judged.status.is_unexpected()) {
        let file = failures.join(&judged.case.id);
        fs::create_dir_all(file.parent().unwrap_or(&failures))?;
        if let Some(scenario) = judged.case.scenario() {
            fs::write(with_ending(&file, "kdl"), scenario.text.as_bytes())?;
            write_machines(file.parent().unwrap_or(&failures), scenario)?;
        }
        if let Some(run) = judged.outcome.as_ref().and_then(|outcome| outcome.report.as_ref()) {
            fs::write(with_ending(&file, "trace"), run.trace.text())?;
        }
    }
    Ok(())
}

/// Writes the files that a scenario names to where it looks for them, as long as that is in the folder.
fn write_machines(folder: &Path, scenario: &Loaded) -> io::Result<()> {
    let stays = |name: &str| Path::new(name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    for found in scenario.scenario.files().filter(|found| stays(&found.name)) {
        let file = folder.join(&found.name);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        fs::write(file, found.text.as_bytes())?;
    }
    Ok(())
}

/// A path with an ending; a dot in an id is no ending.
fn with_ending(file: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    name.into()
}
