//! `rsmlab explore --exhaustive`.

use miette::Report;
use rsmlab_conformance::beside::beside;
use rsmlab_conformance::reading;
use rsmlab_search::exhaustive::{Scope, Walked, search};
use rsmlab_search::trial::watched;

use super::show;
use crate::arguments::Format;
use crate::arguments::search::ExploreArguments;
use crate::command::processors;
use crate::exit::Exit;
use crate::print::exploration;
use crate::print::progress::Progress;
use crate::print::{BAD, Printer};

/// Walks through everything that can happen in a small library.
pub fn explore(arguments: &ExploreArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let scope = scope(arguments, printer)?;
    let progress = Progress::of_situations();
    let jobs = arguments.jobs.map_or_else(processors, usize::from);
    let walked = search(&scope, arguments.depth, jobs, &|walked: &Walked| progress.says(0, || exploration::walking(walked)));
    let took = progress.end();
    let walked = walked.map_err(|failure| {
        printer.tell(format_args!("{BAD}error{BAD:#}: the walk cannot begin: {failure}"));
        Exit::Mistakes
    })?;
    match arguments.format {
        Format::Human => exploration::walked(&scope, arguments.depth, &walked, took, printer),
        Format::Json => exploration::line(&walked.figures(), printer),
    }
    let Some((scenario, failure)) = walked.found else { return Ok(Exit::Held) };
    printer.tell(format_args!("{BAD}{}{BAD:#}: {failure}", failure.promise.map_or("expectation", |promise| promise.0)));
    match watched(&scenario).failing {
        Some(failing) => show("the walk", scenario, &failing, arguments.out.as_deref(), printer)?,
        // What only the engine's own rules see does not fail as a scenario.
        None => printer.exact(rsmlab_language::print(&scenario).trim_end()),
    }
    Ok(Exit::Unmet)
}

fn scope(arguments: &ExploreArguments, printer: &mut Printer) -> Result<Scope, Exit> {
    let Some(file) = &arguments.scope else { return Ok(Scope::built_in()) };
    let name = file.display().to_string();
    let text = reading::text(file).map_err(|cause| {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot read {name}: {cause}"));
        Exit::Mistakes
    })?;
    let scope = Scope::read(&name, &text, &beside(file)).map_err(|mistakes| {
        printer.error(&Report::new(mistakes));
        Exit::Mistakes
    })?;
    if scope.alphabet.is_empty() {
        printer.tell(format_args!("{BAD}error{BAD:#}: {name} has no acts; list them in one `at \"0s\" {{ ... }}`"));
        return Err(Exit::Mistakes);
    }
    Ok(scope)
}
