//! `rsmlab view`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use rsmlab_conformance::discover::display;
use rsmlab_conformance::load::{Loaded, load};
use rsmlab_conformance::report::view::run_of;
use rsmlab_conformance::run::{ScenarioVerdict, Settings, run_one};
use rsmlab_harness::runner::RunReport;
use rsmlab_harness::trace::read::{Unread, from_json_lines};
use rsmlab_language::escape;
use rsmlab_view::{Run, of_trace, page, perfetto};

use super::{catalogue, is_same, read_of, reading, spares, write_transcript};
use crate::arguments::{TargetArguments, ViewArguments};
use crate::exit::Exit;
use crate::print::{BAD, Printer};

/// Writes the page of a run.
pub fn perform(arguments: &ViewArguments, printer: &mut Printer) -> Exit {
    view(arguments, printer).unwrap_or_else(|exit| exit)
}

fn view(arguments: &ViewArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let run = gathered(arguments, printer)?;
    let (text, ending) = if arguments.perfetto { (perfetto::file(&run), "json") } else { (page(&run), "html") };
    let file = arguments.output.clone().unwrap_or_else(|| called_as(&arguments.file, ending));
    if is_same(&file, &arguments.file) {
        let file = display(&file);
        printer.tell(format_args!("{BAD}error{BAD:#}: {file} is what is looked at, and would be written over; name another file with -o"));
        return Err(Exit::Mistakes);
    }
    fs::write(&file, text).map_err(|cause| {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}; name another file with -o", display(&file)));
        Exit::Mistakes
    })?;
    printer.line(format_args!("{}: {} in {}", escape::human(&run.title), run.verdict, display(&file)));
    Ok(Exit::Held)
}

/// The run of a scenario, or of a trace, as data.
fn gathered(arguments: &ViewArguments, printer: &mut Printer) -> Result<Run, Exit> {
    let file = &arguments.file;
    if file.extension() == Some(OsStr::new("kdl")) {
        return played(arguments, printer);
    }
    let text = reading(file, "the trace", printer)?;
    match from_json_lines(&text) {
        Ok(trace) => Ok(of_trace(&trace)),
        Err(Unread { line, why }) => {
            let told =
                format!("{} is no scenario (*.kdl), and no trace as a page needs it: line {line} is no record: {why}", display(file));
            printer.tell(format_args!("{BAD}error{BAD:#}: {told}"));
            printer.tell("  `rsmlab run --trace FILE --trace-format json` writes such traces, of one scenario at a time");
            Err(Exit::Mistakes)
        }
    }
}

fn played(arguments: &ViewArguments, printer: &mut Printer) -> Result<Run, Exit> {
    let catalogue = catalogue(printer)?;
    let loaded = load(&arguments.file, &catalogue).map_err(|mistakes| {
        mistakes.iter().for_each(|mistake| printer.error(mistake));
        Exit::Mistakes
    })?;
    let report = report_of(&loaded, &arguments.target, printer)?;
    Ok(run_of(&loaded, &report))
}

/// What came of a scenario, with what was physically so.
pub fn report_of(loaded: &Loaded, target: &TargetArguments, printer: &mut Printer) -> Result<RunReport, Exit> {
    let settings = Settings { timeout: target.timeout, journal: true, transcript: target.transcript.is_some(), ..Settings::default() };
    let outcome = run_one(loaded, &target.target, settings);
    if let Some(file) = &target.transcript {
        let read = read_of(loaded);
        spares(file, "--transcript", read.iter().map(PathBuf::as_path), printer)?;
        write_transcript(file, [&outcome].into_iter(), printer)?;
    }
    match (outcome.report, &outcome.verdict) {
        (Some(report), _) => Ok(report),
        (None, ScenarioVerdict::Stopped(stopped)) => {
            printer.tell(format_args!("{BAD}error{BAD:#}: there is no run to look at: {}", stopped.trouble));
            printer.tell(format_args!("  {}", stopped.trouble.help()));
            Err(Exit::Target)
        }
        (None, verdict) => {
            printer.internal_error("a run", verdict.word());
            Err(Exit::Internal)
        }
    }
}

/// The file that is written of another when nobody has named one: `cut.html` for `scenarios/cut.kdl`, here.
fn called_as(file: &Path, ending: &str) -> PathBuf {
    Path::new(file.file_stem().unwrap_or(OsStr::new("run"))).with_extension(ending)
}
