//! The program as its callers see it: exit codes, what goes where, and bad input.

mod bad_input;
mod command_line;
mod conformance;
mod explore;
mod injection;
mod installed;
mod library;
mod matrix;
mod mistakes;
mod own_files;
#[cfg(unix)]
mod pipelines;
mod readme;
mod serve;
mod shrink;
mod step;
mod targets;
mod verdict;
mod view;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use snapbox::cmd::{Command, OutputAssert, cargo_bin};

/// An inventory that is made.
const HOLDS: &str =
    "title \"An inventory\"\nlibrary L1\nclient ann\nann InventoryNtmsLibrary library=L1 action=FAST expect=ERROR_SUCCESS\n";
/// An inventory of no library, which should be made and is not.
const FAILS: &str =
    "title \"A wrong hope\"\nlibrary L1\nclient ann\nann InventoryNtmsLibrary library=#null action=FAST expect=ERROR_SUCCESS\n";

/// The folder of the workspace, with everything that a clone has.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is above the crate").to_owned()
}

/// A file that a test may write.
fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// A folder of its own for a test, with a folder `scenarios` in it, so that no other is found above.
fn folder(test: &str) -> PathBuf {
    let folder = temporary(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("what an earlier run left can be removed");
    }
    fs::create_dir_all(folder.join("scenarios")).expect("the folder can be made");
    folder
}

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("the folder can be made");
    fs::write(file, text).expect("the file can be written");
}

/// The program about to run in a folder. It does not know on whose machine it is.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let command = Command::new(cargo_bin!("rsmlab")).args(arguments).current_dir(folder).env("NO_COLOR", "1");
    command.env_remove("GITHUB_ACTIONS").env_remove("GITHUB_STEP_SUMMARY")
}

fn rsmlab(folder: &Path, arguments: &[&str]) -> OutputAssert {
    command(folder, arguments).assert()
}

fn stdout(output: &OutputAssert) -> String {
    String::from_utf8(output.get_output().stdout.clone()).expect("results are text")
}

fn stderr(output: &OutputAssert) -> String {
    String::from_utf8(output.get_output().stderr.clone()).expect("messages are text")
}

/// Whether the engine in Python can be started here; says so when it cannot.
fn has_python() -> bool {
    let there = std::process::Command::new("python3").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    if !there {
        writeln!(std::io::stderr(), "skipped: there is no python3 here").expect("somebody reads what tests say");
    }
    there
}

/// A server that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().and_then(|()| self.0.wait()).expect("it can be ended");
    }
}

fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
}
