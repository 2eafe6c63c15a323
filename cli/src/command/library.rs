//! `rsmlab library`.

use std::path::Path;
use std::sync::Arc;

use miette::Report;
use rsmlab_conformance::discover::display;
use rsmlab_conformance::find::closest;
use rsmlab_conformance::load::read;
use rsmlab_language::personality::{self, Personality, built_in};

use crate::arguments::LibraryCommand;
use crate::exit::Exit;
use crate::print::{BAD, Printer, count, library};

/// Lists the machines that are built in, or shows one of them or of a file.
pub fn perform(command: &LibraryCommand, printer: &mut Printer) -> Exit {
    match command {
        LibraryCommand::List => {
            library::list(&built_in::all().collect::<Vec<_>>(), printer);
            Exit::Held
        }
        LibraryCommand::Show { name } => match personality_of(name, printer) {
            Some(personality) => {
                library::show(&personality, printer);
                Exit::Held
            }
            None => Exit::Mistakes,
        },
    }
}

/// The personality of this name, or in the file of this name; what is wrong with it is told.
fn personality_of(name: &str, printer: &mut Printer) -> Option<Arc<Personality>> {
    let path = Path::new(name);
    match built_in::named(name) {
        Some(personality) => Some(personality),
        None if path.extension().is_some_and(|extension| extension == "kdl") || path.is_file() => in_file(path, printer).map(Arc::new),
        None => {
            let meant = closest(name, built_in::names().map(str::to_owned));
            let meant = meant.first().map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default();
            printer.tell(format_args!("{BAD}error{BAD:#}: no personality is called `{name}`{meant}"));
            let names: Vec<&str> = built_in::names().collect();
            printer.tell(format_args!("  there are {}; or give a personality file (*.kdl) of your own", names.join(", ")));
            None
        }
    }
}

fn in_file(path: &Path, printer: &mut Printer) -> Option<Personality> {
    let text = read(path).map_err(|unreadable| printer.error(&unreadable)).ok()?;
    match personality::read(&display(path), &text) {
        Ok(personality) => Some(personality),
        Err(wrong) => {
            let mistakes = wrong.mistakes.len();
            for mistake in wrong.mistakes {
                printer.error(&Report::new(mistake));
                printer.tell("");
            }
            printer.tell(format_args!("{BAD}{}{BAD:#}: {} is no machine", count(mistakes, "mistake"), display(path)));
            None
        }
    }
}
