//! What can go wrong when the suite is put to the test.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use thiserror::Error;

/// Something that stops the measurement; nothing of it is counted for or against the suite.
#[derive(Debug, Error)]
pub enum MeasurementTrouble {
    /// A file or folder.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// A program that could not be started.
    #[error("`{program}` cannot be started: {source}")]
    Start {
        /// The program.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// A program that failed.
    #[error("`{command}` failed:\n{said}")]
    Failed {
        /// The program and what it was told.
        command: String,
        /// What it said.
        said: String,
    },
    /// What a program wrote is not what it should be.
    #[error("this is not what a list of mutants, or a message of the compiler, should be: {0}")]
    Json(#[from] serde_json::Error),
    /// Counter-engines with mistakes.
    #[error(transparent)]
    Counters(#[from] rsmlab_counter::CounterMistakes),
    /// A list of survivors that cannot be read.
    #[error("{path}: {source}")]
    Survivors {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: toml::de::Error,
    },
    /// A source file that is no Rust.
    #[error("{path}: {source}")]
    Source {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: syn::Error,
    },
    /// The engine as it is does not hold, a build was stopped, or something else that has to be seen to first.
    #[error("{0}")]
    First(String),
}

/// What comes of something that can go wrong.
pub type Result<T> = std::result::Result<T, MeasurementTrouble>;

/// Makes an input or output error one that names its file.
pub fn at(path: &Path) -> impl FnOnce(io::Error) -> MeasurementTrouble {
    let path = path.to_owned();
    |source| MeasurementTrouble::File { path, source }
}

/// What a command writes to its standard output, if it succeeds.
///
/// # Errors
///
/// When it cannot be started, or fails, then with what it said; [`MeasurementTrouble::First`] when somebody has stopped it.
pub fn output_of(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.output().map_err(|source| MeasurementTrouble::Start { program: program(command), source })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    if output.status.code().is_none() {
        return Err(MeasurementTrouble::First(format!("`{}` was stopped: {}", program(command), output.status)));
    }
    Err(MeasurementTrouble::Failed { command: format!("{command:?}"), said: String::from_utf8_lossy(&output.stderr).into_owned() })
}

/// What a command starts.
pub fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
