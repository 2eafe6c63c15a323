//! The files that a run leaves behind: the reports, and of each case that somebody has to look at its scenario and trace.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;
use rsmlab_harness::runner;

use super::{Report, junit, tap, view};
use crate::discover::display;
use crate::load::Loaded;
use crate::run::ScenarioOutcome;
use crate::verdict::Judged;

/// The folder of what cases leave behind that somebody has to look at.
pub const FAILURES: &str = "failures";

/// Writes the reports into a folder, which is made if it is not there: `report.json`, `junit.xml`, `report.tap`, and
/// `failures/<id>.kdl`, `.trace` and `.html`.
///
/// # Errors
///
/// The first thing that cannot be written.
pub fn write(folder: &Path, report: &Report, began: Timestamp, left: &[Left<'_>]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    // What an earlier run left here would be taken for failures of this one; what people have put here stays.
    let (failures, told) = (folder.join(FAILURES), folder.join("report.json"));
    if failures.exists() && !told.exists() {
        let why = format!("it has a folder `{FAILURES}` that no run has left there; name another folder");
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
    }
    fs::write(told, report.to_json())?;
    fs::write(folder.join("junit.xml"), junit::junit(report, began).map_err(io::Error::other)?)?;
    fs::write(folder.join("report.tap"), tap::tap(report))?;
    if failures.exists() {
        fs::remove_dir_all(&failures)?;
    }
    for Left { id, scenario, run } in left {
        let file = failures.join(id);
        fs::create_dir_all(file.parent().unwrap_or(&failures))?;
        if let Some(scenario) = scenario {
            fs::write(with_ending(&file, "kdl"), scenario.text.as_bytes())?;
            write_machines(file.parent().unwrap_or(&failures), scenario)?;
        }
        if let Some(run) = run {
            fs::write(with_ending(&file, "trace"), run.trace.text())?;
        }
    }
    view::write(&failures, left)?;
    Ok(())
}

/// What a case leaves behind that somebody has to look at.
#[derive(Clone, Debug)]
pub struct Left<'c> {
    /// Its id, which is a path below the folder of failures.
    pub id: String,
    /// What was run.
    pub scenario: Option<&'c Loaded>,
    /// What came of it.
    pub run: Option<&'c runner::RunReport>,
}

impl<'c> Left<'c> {
    /// What cases of the suite leave behind.
    #[must_use]
    pub fn of(judged: &'c [Judged<'_>]) -> Vec<Self> {
        let left = |judged: &'c Judged<'_>| Self {
            id: judged.case.id.clone(),
            scenario: judged.case.scenario(),
            run: judged.outcome.as_ref().and_then(|outcome| outcome.report.as_ref()),
        };
        judged.iter().filter(|judged| judged.status.is_unexpected()).map(left).collect()
    }

    /// What scenarios leave behind that did not hold.
    #[must_use]
    pub fn of_scenarios(scenarios: &'c [Loaded], outcomes: &'c [ScenarioOutcome]) -> Vec<Self> {
        let unmet = scenarios.iter().zip(outcomes).filter(|(_, outcome)| !outcome.verdict.held() && !outcome.verdict.is_unsupported());
        let left = |(scenario, outcome): (&'c Loaded, &'c ScenarioOutcome)| {
            let inside = Path::new(&outcome.path).components().filter(|part| matches!(part, Component::Normal(_)));
            let path = display(&inside.collect::<PathBuf>());
            Self { id: path.strip_suffix(".kdl").unwrap_or(&path).to_owned(), scenario: Some(scenario), run: outcome.report.as_ref() }
        };
        unmet.map(left).collect()
    }
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
pub(super) fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    name.into()
}
