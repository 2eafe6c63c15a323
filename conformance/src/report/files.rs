//! The files that a run leaves behind: the reports, and of each case that somebody has to look at its scenario and trace.

use std::fs;
use std::io;
use std::path::Path;

use super::{Report, junit, tap};
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
        }
        if let Some(run) = judged.outcome.as_ref().and_then(|outcome| outcome.report.as_ref()) {
            fs::write(with_ending(&file, "trace"), run.trace.text())?;
        }
    }
    Ok(())
}

/// A path with an ending; a dot in an id is no ending.
fn with_ending(file: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    name.into()
}
