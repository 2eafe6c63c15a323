//! `rsmlab explore`: seeds, every order of acts, or a crash at every write.

mod crash;
mod exhaustive;
mod seeds;

use std::fs;
use std::path::Path;

use rsmlab_language::Scenario;
use rsmlab_search::shrink::Budget;
use rsmlab_search::trial::TrialFailure;

use super::move_to;
use super::shrink::{keep, shrunk};
use crate::arguments::search::{ExploreArguments, ExploreCommand};
use crate::exit::Exit;
use crate::print::{BAD, Printer};

/// Explores, or joins what was explored.
pub fn perform(arguments: &ExploreArguments, printer: &mut Printer) -> Exit {
    // A folder that cannot be had is told before anybody has waited for what it is to hold.
    let merged = if let Some(ExploreCommand::Merge { out, .. }) = &arguments.command { out.as_deref() } else { None };
    if let Some(out) = arguments.out.as_deref().or(merged)
        && let Err(exit) = make(out, printer)
    {
        return exit;
    }
    match (&arguments.command, &arguments.crash) {
        (Some(ExploreCommand::Merge { files, out, format }), _) => seeds::merge(files, *format, out.as_deref(), printer),
        (None, Some(paths)) => crash::explore(arguments, paths, printer).unwrap_or_else(|exit| exit),
        (None, None) if arguments.exhaustive => exhaustive::explore(arguments, printer).unwrap_or_else(|exit| exit),
        (None, None) => seeds::explore(arguments, printer),
    }
}

/// Cuts what was found down to the lines that matter, and keeps or prints them.
fn show(name: &str, mut scenario: Scenario, failing: &TrialFailure, out: Option<&Path>, printer: &mut Printer) -> Result<(), Exit> {
    if let Some(out) = out {
        move_to(out, &mut scenario, printer)?;
    }
    let shrunk = shrunk(name, scenario, failing, Budget::default(), printer);
    keep(out, &shrunk, printer)
}

/// Makes the folder for what is found, unless it is there.
fn make(out: &Path, printer: &mut Printer) -> Result<(), Exit> {
    fs::create_dir_all(out).map_err(|cause| {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot make {}: {cause}; name another folder with --out", out.display()));
        Exit::Mistakes
    })
}
