//! `rsmlab conformance matrix`.

use std::fs;

use rsmlab_conformance::counter;
use rsmlab_conformance::coverage::{Coverage, RanScenario};
use rsmlab_conformance::discover::display;
use rsmlab_conformance::matrix::Matrix;
use rsmlab_conformance::matrix::results::Results;
use rsmlab_conformance::run::{ScenarioOutcome, Settings, run_all};
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_language::escape;

use super::{mistake, report};
use crate::arguments::conformance::{MatrixArguments, MatrixFormat};
use crate::command::{catalogue, of_suite, processors};
use crate::exit::Exit;
use crate::print::ways::FromFile;
use crate::print::{BAD, Printer, count};

/// No line for people is wider than this, so that it can be pasted anywhere.
const WIDEST: usize = 100;

/// Runs every scenario, and tells of every documented return and rule how well it is proven.
pub fn matrix(arguments: &MatrixArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let catalogue = catalogue(printer)?;
    if let Some(file) = &arguments.report {
        let report = report(file, printer)?;
        let results = Results::of(&catalogue, &report);
        let text = match arguments.format {
            MatrixFormat::Human => crate::print::results::text(&results),
            MatrixFormat::Json => escape::json(&results.to_json()).into_owned(),
            MatrixFormat::Html => results.to_html(&FromFile::new(arguments.out.as_deref())),
        };
        return tell(arguments, &text, printer).map(|()| Exit::Held);
    }
    let loaded = of_suite(&arguments.suite, &catalogue, printer)?;
    let settings = Settings { jobs: processors(), ..Settings::default() };
    let ran: Vec<RanScenario> = run_all(&loaded, &TargetUnderTest::InProcess, settings, &|_| {}).iter().map(ScenarioOutcome::ran).collect();
    let coverage = Coverage::of(&ran, counter::built_in());
    let matrix = Matrix::of(&catalogue, &coverage);

    let text = match arguments.format {
        MatrixFormat::Human => crate::print::matrix::text(&matrix, printer.width().min(WIDEST)),
        MatrixFormat::Json => escape::json(&matrix.to_json()).into_owned(),
        MatrixFormat::Html => matrix.to_html(&FromFile::new(arguments.out.as_deref())),
    };
    tell(arguments, &text, printer)?;
    Ok(tell_failures(&ran, printer))
}

/// Prints what was made, or writes it to the file that was named.
fn tell(arguments: &MatrixArguments, text: &str, printer: &mut Printer) -> Result<(), Exit> {
    match &arguments.out {
        None if arguments.format == MatrixFormat::Human => printer.text(text.trim_end()),
        None => printer.exact(text.trim_end()),
        Some(file) => {
            let plain = anstream::adapter::strip_str(text.trim_end());
            fs::write(file, format!("{plain}\n")).map_err(|cause| mistake(format!("cannot write {}: {cause}", display(file)), printer))?;
            printer.tell(format_args!("written to {}", display(file)));
        }
    }
    Ok(())
}

/// A scenario that does not hold proves less than it claims, and the reader of the matrix should know.
fn tell_failures(ran: &[RanScenario], printer: &mut Printer) -> Exit {
    let failed = ran.iter().filter(|run| !run.passed).count();
    if failed == 0 {
        return Exit::Held;
    }
    let (hold, prove) =
        if failed == 1 { ("does not hold", "proves less than it claims") } else { ("do not hold", "prove less than they claim") };
    printer.tell(format_args!("{BAD}{}{BAD:#} {hold}, and {prove}; `rsmlab run` tells why", count(failed, "scenario")));
    Exit::Unmet
}
