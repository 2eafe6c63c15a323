//! What the tool prints while it goes on, and at the end.

use std::io::{self, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use crate::trouble::{Result, at};

/// Says what is done now.
pub fn say(what: &str) -> Result<()> {
    writeln!(io::stderr(), "{what}").map_err(at(Path::new("stderr")))
}

/// Tells what came of it.
pub fn tell(text: &str) -> Result<()> {
    io::stdout().write_all(text.as_bytes()).map_err(at(Path::new("stdout")))
}

/// Shows how many of so many are judged.
pub fn bar(of: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} judged, {eta} to go");
    ProgressBar::new(of as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
