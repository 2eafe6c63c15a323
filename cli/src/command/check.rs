//! `rsmlab check`.

use super::{cannot_run, catalogue, files, load_all, scenarios};
use crate::arguments::CheckArguments;
use crate::exit::Exit;
use crate::print::{BAD, GOOD, Printer};

/// Reads scenarios and tells everything that is wrong with them. The mistakes are the result, so they go to stdout.
pub fn perform(arguments: &CheckArguments, printer: &mut Printer) -> Exit {
    check(arguments, printer).unwrap_or_else(|exit| exit)
}

fn check(arguments: &CheckArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let catalogue = catalogue(printer)?;
    let files = files(&arguments.paths, printer)?;
    let (loaded, mistakes) = load_all(&files, &catalogue);
    for mistake in &mistakes {
        printer.report(mistake);
        printer.gap();
    }
    if mistakes.is_empty() {
        printer.line(format_args!("{GOOD}{}{GOOD:#} can run", scenarios(loaded.len())));
        Ok(Exit::Held)
    } else {
        printer.line(format_args!("{BAD}{}{BAD:#}", cannot_run(&mistakes, &loaded, &files)));
        Ok(Exit::Mistakes)
    }
}
