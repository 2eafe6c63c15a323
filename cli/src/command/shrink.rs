//! `rsmlab shrink`.

use std::fs;
use std::path::{Path, PathBuf};
use std::slice;

use miette::Report;
use rsmlab_conformance::beside::seen_from;
use rsmlab_conformance::discover::display;
use rsmlab_conformance::reading;
use rsmlab_language::{Scenario, print};
use rsmlab_language::{escape, limits};
use rsmlab_search::fuzz::{self, NoScenario};
use rsmlab_search::shrink::{Budget, Shrunk, file_name, shrink};
use rsmlab_search::trial::{TrialFailure, before, only_the_twin_sees, watched};

use super::{catalogue, folder_of, load_runnable, move_to, recipe, spares};
use crate::arguments::ShrinkArguments;
use crate::exit::Exit;
use crate::print::failure::PROGRAM;
use crate::print::{BAD, DIM, Printer, count};

/// Makes a failing scenario as small as it gets, and prints or keeps it. That it fails is what was asked for, so all is well.
pub fn perform(arguments: &ShrinkArguments, printer: &mut Printer) -> Exit {
    cut_down(arguments, printer).unwrap_or_else(|exit| exit)
}

fn cut_down(arguments: &ShrinkArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    if let (Some(output), Some(file)) = (&arguments.output, &arguments.file) {
        spares(output, "-o", [file.as_path()], printer)?;
    }
    let (name, scenario) = scenario(arguments, printer)?;
    let Some(failing) = watched(&scenario).failing else {
        printer.tell(format_args!("nothing selected: {name} holds, there is nothing to shrink"));
        return Err(Exit::Nothing);
    };
    printer.tell(format_args!("{BAD}{}{BAD:#} {}", failing.way.promise, failing.told));
    let shrunk = shrunk(&name, scenario, &failing, Budget(arguments.attempts), printer);
    keep(arguments.output.as_deref(), &shrunk, printer).map(|()| Exit::Held)
}

/// A failing scenario made as small as it gets.
pub fn shrunk(name: &str, scenario: Scenario, failing: &TrialFailure, budget: Budget, printer: &mut Printer) -> Shrunk {
    let whole = lines(&print(&scenario));
    let mut shrunk = shrink(scenario, failing, &mut |candidate| watched(candidate).failing, budget);
    let (attempts, left) = (usize::try_from(shrunk.tried).unwrap_or(usize::MAX), lines(&shrunk.text));
    if only_the_twin_sees(&shrunk.scenario, &shrunk.failing.way, before) {
        shrunk = shrunk.for_the_twin();
    }
    printer.tell(format_args!("{DIM}{name}: {} to {left} in {}{DIM:#}", count(whole, "line"), count(attempts, "attempt")));
    shrunk
}

/// The scenario that was asked for, and what to call it.
fn scenario(arguments: &ShrinkArguments, printer: &mut Printer) -> Result<(String, Scenario), Exit> {
    if let (Some(target), Some(file)) = (&arguments.fuzz, &arguments.file) {
        return fuzzed(target, file, printer);
    }
    if let Some(file) = &arguments.file {
        let mut loaded = load_runnable(slice::from_ref(file), &catalogue(printer)?, printer)?.swap_remove(0);
        if let Some(output) = &arguments.output {
            let there = if output.is_dir() { output } else { folder_of(output) };
            if let Err(cause) = seen_from(there, folder_of(file), &mut loaded.scenario) {
                printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}", output.display()));
                return Err(Exit::Mistakes);
            }
        }
        return Ok((loaded.path, loaded.scenario));
    }
    let Some(seed) = arguments.seed else { return Err(Exit::Nothing) };
    let recipe = recipe(&arguments.recipe, printer)?;
    let mut scenario = recipe.scenario(seed);
    if let Some(output) = &arguments.output {
        move_to(if output.is_dir() { output } else { folder_of(output) }, &mut scenario, printer)?;
    }
    Ok((format!("seed {seed}"), scenario))
}

/// The scenario that an input of a fuzz target stands for.
fn fuzzed(target: &str, file: &Path, printer: &mut Printer) -> Result<(String, Scenario), Exit> {
    let name = file.display().to_string();
    let wrong = |what: String, printer: &mut Printer| {
        printer.tell(format_args!("{BAD}error{BAD:#}: {name}: {what}"));
        Exit::Mistakes
    };
    let bytes = reading::bytes(file, limits::FILE_BYTES).map_err(|cause| wrong(format!("cannot be read: {cause}"), printer))?;
    match fuzz::scenario(target, &bytes) {
        Ok(scenario) => Ok((name, scenario)),
        Err(NoScenario::Mistakes(mistakes)) => {
            printer.error(&Report::new(mistakes));
            Err(Exit::Mistakes)
        }
        Err(other) => Err(wrong(other.to_string(), printer)),
    }
}

/// Prints a small scenario, or writes it to a file; in a folder, to one named after what is broken.
pub fn keep(output: Option<&Path>, shrunk: &Shrunk, printer: &mut Printer) -> Result<(), Exit> {
    let Some(output) = output else {
        printer.exact(shrunk.text.trim_end());
        return Ok(());
    };
    let file =
        if output.is_dir() { unused(output, &file_name(&shrunk.failing, &shrunk.scenario), &shrunk.text) } else { output.to_owned() };
    if let Err(cause) = fs::write(&file, &shrunk.text) {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}", file.display()));
        return Err(Exit::Mistakes);
    }
    printer.tell(format_args!("{DIM}written to {}{DIM:#}", file.display()));
    let twin = if shrunk.needs_twin { " --twin" } else { "" };
    printer.tell(format_args!("  again      {PROGRAM} run{twin} {}", escape::shell(&display(&file))));
    Ok(())
}

/// A file of a folder that has this name, or the name with a number if another scenario has it already: two ways of failing can begin
/// with the same words.
fn unused(folder: &Path, name: &str, text: &str) -> PathBuf {
    let stem = name.strip_suffix(".kdl").unwrap_or(name);
    let names = std::iter::once(name.to_owned()).chain((2..).map(|number: u32| format!("{stem}-{number}.kdl")));
    let is_ours = |file: &PathBuf| !file.exists() || fs::read_to_string(file).is_ok_and(|there| there == text);
    names.map(|name| folder.join(name)).find(is_ours).unwrap_or_else(|| folder.join(name))
}

/// How many lines say something.
fn lines(text: &str) -> usize {
    text.lines().filter(|line| !line.is_empty()).count()
}
