//! `rsmlab conformance`: the suite, case by case.

mod bless;
mod held;
mod list;
mod matrix;
mod merge;
mod run;
mod show;

use std::path::Path;

use rsmlab_conformance::case::select::{Nothing, Selection};
use rsmlab_conformance::case::{Case, gather};
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::discover::display;
use rsmlab_conformance::expected::ExpectedMistake;
use rsmlab_conformance::reading;
use rsmlab_conformance::report::Report;
use rsmlab_conformance::report::merge as joining;
use rsmlab_conformance::run::Settings;
use rsmlab_conformance::suite;
use rsmlab_conformance::verdict::Judged;
use rsmlab_language::limits;

use super::{catalogue, of_suite, processors, write_transcript};
use crate::arguments::conformance::{ConformanceCommand, How};
use crate::arguments::{SuiteArguments, TargetArguments};
use crate::exit::Exit;
use crate::print::{BAD, Printer};

/// Does what was asked of the suite.
pub fn perform(command: &ConformanceCommand, printer: &mut Printer) -> Exit {
    let done = match command {
        ConformanceCommand::List(arguments) => list::list(arguments, printer),
        ConformanceCommand::Run(arguments) => run::run(arguments, printer),
        ConformanceCommand::Merge(arguments) => merge::merge(arguments, printer),
        ConformanceCommand::Show(arguments) => show::show(arguments, printer),
        ConformanceCommand::BlessExpected(arguments) => bless::bless(arguments, printer),
        ConformanceCommand::Matrix(arguments) => matrix::matrix(arguments, printer),
        ConformanceCommand::Explain(arguments) => Ok(super::explain::perform(arguments, printer)),
    };
    done.unwrap_or_else(|exit| exit)
}

/// The catalogue, and every case there is.
pub(super) fn suite(arguments: &SuiteArguments, printer: &mut Printer) -> Result<(Catalogue, Vec<Case>), Exit> {
    let catalogue = catalogue(printer)?;
    let loaded = of_suite(arguments, &catalogue, printer)?;
    let folder = arguments.scenarios.as_deref().map_or_else(|| suite::FOLDER.to_owned(), display);
    let cases = gather(loaded, &folder, &catalogue).map_err(|mistakes| {
        let told: Vec<String> = mistakes.mistakes.iter().map(ToString::to_string).collect();
        printer.internal_error("a generated check", &told.join("; "));
        Exit::Internal
    })?;
    Ok((catalogue, cases))
}

/// The cases that are meant.
fn select<'c>(selection: &Selection<'_>, cases: &'c [Case], printer: &mut Printer) -> Result<Vec<&'c Case>, Exit> {
    selection.of(cases).map_err(|wrong| nothing(&wrong, printer))
}

/// Says that nothing is selected, and why.
fn nothing(wrong: &Nothing, printer: &mut Printer) -> Exit {
    let (told, exit) = match wrong {
        Nothing::Filter { .. } | Nothing::Tag { .. } | Nothing::Covering { .. } | Nothing::Together => ("nothing selected", Exit::Nothing),
        Nothing::Glob { .. } => ("error", Exit::Mistakes),
    };
    printer.tell(format_args!("{BAD}{told}{BAD:#}: {wrong}"));
    exit
}

/// A report that `rsmlab conformance run` has written.
fn report(file: &Path, printer: &mut Printer) -> Result<Report, Exit> {
    let name = display(file);
    let text = reading::text_within(file, limits::REPORT_BYTES);
    let text = text.map_err(|cause| mistake(format!("cannot read the report {name}: {cause}"), printer))?;
    joining::read(&name, &text).map_err(|wrong| mistake(wrong, printer))
}

/// How scenarios are run.
fn settings(how: &How) -> Settings {
    let TargetArguments { target, timeout, transcript } = &how.target;
    let jobs = how.jobs.map_or_else(|| target.jobs(processors()), usize::from);
    Settings { jobs, timeout: *timeout, transcript: transcript.is_some(), ..Settings::default() }
}

/// Writes down what was said to the target and by it, if that was asked for.
fn keep_transcript(how: &How, judged: &[Judged<'_>], printer: &mut Printer) -> Result<(), Exit> {
    match &how.target.transcript {
        Some(file) => write_transcript(file, judged.iter().filter_map(|judged| judged.outcome.as_ref()), printer),
        None => Ok(()),
    }
}

/// Tells what is wrong with a list of expected failures.
fn refuse_list(mistakes: &[ExpectedMistake], printer: &mut Printer) -> Exit {
    mistakes.iter().for_each(|mistake| printer.tell(format_args!("{BAD}error{BAD:#}: {mistake}")));
    Exit::Mistakes
}

/// Says that something cannot be read or written, or makes no sense.
fn mistake(what: impl std::fmt::Display, printer: &mut Printer) -> Exit {
    printer.tell(format_args!("{BAD}error{BAD:#}: {what}"));
    Exit::Mistakes
}
