//! `rsmlab conformance`: the suite, case by case.

mod bless;
mod list;
mod run;

use rsmlab_conformance::case::select::{Nothing, Selection};
use rsmlab_conformance::case::{Case, gather};
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::discover::{display, scenarios_folder};
use rsmlab_conformance::expected::Mistake;
use rsmlab_conformance::run::Settings;

use super::{cannot_run, catalogue, files, load_all, processors};
use crate::arguments::conformance::{ConformanceCommand, How};
use crate::exit::Exit;
use crate::print::{BAD, Printer};

/// Does what was asked of the suite.
pub fn perform(command: &ConformanceCommand, printer: &mut Printer) -> Exit {
    let done = match command {
        ConformanceCommand::List(arguments) => list::list(arguments, printer),
        ConformanceCommand::Run(arguments) => run::run(arguments, printer),
        ConformanceCommand::BlessExpected(arguments) => bless::bless(arguments, printer),
    };
    done.unwrap_or_else(|exit| exit)
}

/// The catalogue, and every case there is.
fn suite(printer: &mut Printer) -> Result<(Catalogue, Vec<Case>), Exit> {
    let catalogue = catalogue(printer)?;
    let here = std::env::current_dir().ok();
    let Some(folder) = here.as_deref().and_then(scenarios_folder) else {
        printer.tell("nothing selected: there is no folder `scenarios` here or above, and the cases of the suite are there");
        return Err(Exit::Nothing);
    };
    let files = files(std::slice::from_ref(&folder), printer)?;
    let (loaded, mistakes) = load_all(&files, &catalogue);
    if !mistakes.is_empty() {
        mistakes.iter().for_each(|mistake| printer.error(mistake));
        printer.tell(format_args!("{BAD}{}{BAD:#}; nothing ran", cannot_run(&mistakes, &loaded, &files)));
        return Err(Exit::Mistakes);
    }
    let cases = gather(loaded, &display(&folder), &catalogue).map_err(|mistakes| {
        let told: Vec<String> = mistakes.mistakes.iter().map(ToString::to_string).collect();
        printer.internal_error("a generated check", &told.join("; "));
        Exit::Internal
    })?;
    Ok((catalogue, cases))
}

/// The cases that are meant.
fn select<'c>(selection: &Selection<'_>, cases: &'c [Case], printer: &mut Printer) -> Result<Vec<&'c Case>, Exit> {
    selection.of(cases).map_err(|nothing| {
        printer.tell(format_args!("{BAD}nothing selected{BAD:#}: {nothing}"));
        match nothing {
            Nothing::Filter { .. } | Nothing::Tag { .. } | Nothing::Together => Exit::Nothing,
            Nothing::Glob { .. } => Exit::Mistakes,
        }
    })
}

/// How scenarios are run.
fn settings(how: &How) -> Settings {
    Settings { jobs: how.jobs.map_or_else(processors, usize::from), ..Settings::default() }
}

/// Tells what is wrong with a list of expected failures.
fn refuse_list(mistakes: &[Mistake], printer: &mut Printer) -> Exit {
    mistakes.iter().for_each(|mistake| printer.tell(format_args!("{BAD}error{BAD:#}: {mistake}")));
    Exit::Mistakes
}

/// Says that something cannot be read or written, or makes no sense.
fn mistake(what: impl std::fmt::Display, printer: &mut Printer) -> Exit {
    printer.tell(format_args!("{BAD}error{BAD:#}: {what}"));
    Exit::Mistakes
}
