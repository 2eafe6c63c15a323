//! What a run on GitHub leaves there: annotations, and a summary of the step.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use rsmlab_conformance::report::Report;
use rsmlab_conformance::report::github::{annotations, summary};

use super::{NOTE, Printer};

/// Tells GitHub, if that is where the program runs.
pub fn tell(report: &Report, printer: &mut Printer) {
    if environment("GITHUB_ACTIONS").is_some_and(|value| value == "true") {
        annotations(report).into_iter().for_each(|annotation| printer.command(&annotation));
    }
    if let Some(file) = environment("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty())
        && let Err(cause) = append(Path::new(&file), &summary(report))
    {
        // The verdict stands whether or not there is a summary of it.
        printer.tell(format_args!("{NOTE}warning{NOTE:#}: cannot write the step summary: {cause}"));
    }
}

/// Where the program runs is a matter of its surroundings; what a case comes to is not.
fn environment(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

fn append(file: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).open(file)?.write_all(text.as_bytes())
}
