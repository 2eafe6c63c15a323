//! Pages of runs that somebody has to look at, beside their scenarios and traces.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rsmlab_harness::runner;
use rsmlab_view::{PlayedScenario, Run, of_run, page};

use super::files::{Left, with_ending};
use crate::load::Loaded;

/// The run of a scenario as data.
#[must_use]
pub fn run_of(loaded: &Loaded, report: &runner::RunReport) -> Run {
    of_run(PlayedScenario { path: &loaded.path, text: &loaded.text, scenario: &loaded.scenario, report })
}

/// Writes a page for everything that was left behind, in folders as its id says, and gives their paths.
///
/// # Errors
///
/// The first thing that cannot be written.
pub fn write(folder: &Path, left: &[Left<'_>]) -> io::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for Left { id, scenario, run } in left {
        let (Some(scenario), Some(run)) = (scenario, run) else { continue };
        let file = with_ending(&folder.join(id), "html");
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        fs::write(&file, page(&run_of(scenario, run)))?;
        written.push(file);
    }
    Ok(written)
}

impl Left<'_> {
    /// Where its page lies in the folder of the reports; none if there is nothing to look at.
    #[must_use]
    pub fn view(&self) -> Option<String> {
        self.scenario.zip(self.run).map(|_| format!("failures/{}.html", self.id))
    }
}
