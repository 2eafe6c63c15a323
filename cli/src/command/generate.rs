//! `rsmlab generate`.

use std::fs;

use miette::Report;
use rsmlab_sim::scenario::print;

use super::recipe;
use crate::arguments::GenerateArguments;
use crate::exit::Exit;
use crate::print::{BAD, Printer};

/// Prints the scenario of a seed.
pub fn perform(arguments: &GenerateArguments, printer: &mut Printer) -> Exit {
    let recipe = match recipe(&arguments.recipe) {
        Ok(recipe) => recipe,
        Err(wrong) => {
            printer.tell(format_args!("{BAD}error{BAD:#}: {wrong}"));
            return Exit::Mistakes;
        }
    };
    let text = match recipe.scenario(arguments.seed) {
        Ok(scenario) => print(&scenario),
        Err(mistakes) => {
            printer.internal_error("the generator", &format!("{:?}", Report::new(mistakes)));
            return Exit::Internal;
        }
    };
    let Some(file) = &arguments.output else {
        printer.line(text.trim_end());
        return Exit::Held;
    };
    match fs::write(file, text) {
        Ok(()) => Exit::Held,
        Err(cause) => {
            printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}", file.display()));
            Exit::Mistakes
        }
    }
}
