//! `rsmlab generate`.

use std::fs;

use rsmlab_language::print;

use super::{folder_of, move_to, recipe};
use crate::arguments::GenerateArguments;
use crate::exit::Exit;
use crate::print::{BAD, Printer};

/// Prints the scenario of a seed.
pub fn perform(arguments: &GenerateArguments, printer: &mut Printer) -> Exit {
    let scenario = recipe(&arguments.recipe, printer).and_then(|recipe| {
        let mut scenario = recipe.scenario(arguments.seed);
        if let Some(file) = &arguments.output {
            move_to(folder_of(file), &mut scenario, printer)?;
        }
        Ok(scenario)
    });
    let text = match scenario {
        Ok(scenario) => print(&scenario),
        Err(exit) => return exit,
    };
    let Some(file) = &arguments.output else {
        printer.exact(text.trim_end());
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
