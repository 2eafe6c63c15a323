//! Measures how good the conformance suite is: breaks our engine and the simulator on purpose, one way at a time, and lists what it notices.
//!
//! [`small`] breaks them in every small way, by machine; [`counter`] breaks one rule each, by meaning, as people have written it down; [`planted`]
//! breaks them as something really was broken once, so that the search can show that it finds it. All weave what is broken into a copy of the
//! workspace ([`workshop`], [`loom`]), build it once, and run it once for each way ([`process`]).

#![forbid(unsafe_code)]

pub mod counter;
pub mod loom;
pub mod planted;
pub mod process;
pub mod small;
pub mod syntax;
mod told;
pub mod trouble;
pub mod workshop;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use trouble::{Result, at};

/// The folder of the workspace.
fn root() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().map_err(at(&root))
}

/// How a program ends: 0 when all is well, 1 when something is not, 2 when nobody can know.
#[must_use]
pub fn exit(came: Result<bool>) -> ExitCode {
    match came {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(trouble) => {
            // Nobody is left to be told when this cannot be written.
            let _ = writeln!(io::stderr(), "error: {trouble}");
            ExitCode::from(2)
        }
    }
}
