//! `rsmlab run`.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use rsmlab_conformance::discover::display;
use rsmlab_conformance::report::files::Left;
use rsmlab_conformance::report::view;
use rsmlab_conformance::report::{Entry, Invocation, Report};
use rsmlab_conformance::run::{ScenarioOutcome, ScenarioVerdict, Settings, TIMEOUT, millis, run_on};
use rsmlab_conformance::summary::Summary;
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_conformance::under_test::trouble::CaseEnd;
use rsmlab_conformance::under_test::worker::CaseBench;
use rsmlab_language::escape;
use rsmlab_search::twin::Twin;

use super::step::step;
use super::{catalogue, files, load_runnable, load_what_can_run, processors, read_of, roots, spares, spares_folder, write_transcript};
use crate::arguments::{ReportFormat, RunArguments, TargetArguments, TraceFormat};
use crate::exit::Exit;
use crate::print::progress::Progress;
use crate::print::report::ReportTeller;
use crate::print::{self, BAD, Printer};

/// The file that stands for standard output.
const STDOUT: &str = "-";

/// Runs scenarios and tells what came of them.
pub fn perform(arguments: &RunArguments, printer: &mut Printer) -> Exit {
    run(arguments, printer).unwrap_or_else(|exit| exit)
}

fn run(arguments: &RunArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let catalogue = catalogue(printer)?;
    let files = files(&roots(&arguments.paths, printer)?, printer)?;
    let (loaded, left_out) = if arguments.keep_going {
        load_what_can_run(&files, &catalogue, printer)?
    } else {
        (load_runnable(&files, &catalogue, printer)?, Exit::Held)
    };
    let read: Vec<PathBuf> = files.iter().cloned().chain(loaded.iter().flat_map(read_of)).collect();
    for (file, option) in [(&arguments.trace, "--trace"), (&arguments.target.transcript, "--transcript")] {
        if let Some(file) = file {
            spares(file, option, read.iter().map(PathBuf::as_path), printer)?;
        }
    }
    if let Some(out) = &arguments.told.out {
        spares_folder(out, &read, printer)?;
    }
    if arguments.step {
        return step(&loaded, &arguments.target, printer);
    }
    let traces_go_out = arguments.trace.as_deref().is_some_and(|file| file.as_os_str() == STDOUT);
    if traces_go_out && arguments.told.format != ReportFormat::Human {
        let told = "`--trace -` and a `--format` for programs both go to standard output; write one of them to a file";
        printer.tell(format_args!("{BAD}error{BAD:#}: {told}"));
        return Err(Exit::Mistakes);
    }
    if traces_go_out {
        printer.step_aside();
    }
    let TargetArguments { target, timeout, transcript } = &arguments.target;
    let jobs = arguments.jobs.map_or_else(|| target.jobs(processors()), usize::from);
    let journal = arguments.view.is_some() || arguments.told.out.is_some();
    let settings =
        Settings { jobs, twice: arguments.twice, timeout: *timeout, transcript: transcript.is_some(), journal, ..Settings::default() };
    let invocation = invocation(arguments);
    let progress = Progress::new(loaded.len());
    let teller = ReportTeller::begin(&arguments.told, loaded.len(), None, &catalogue, printer);
    let bench = CaseBench::new(target, settings);
    let bench = if arguments.twin { bench.watched_by(|scenario| Box::new(Twin::new(scenario))) } else { bench };
    let heard = |place: usize, outcome: ScenarioOutcome| {
        progress.finished(&outcome.path);
        teller.hear(place, || Entry::of_scenario(&outcome, &invocation, &catalogue));
        outcome
    };
    let outcomes = run_on(&bench, &loaded, &heard, &|| false);
    let took = progress.end();
    let left = Left::of_scenarios(&loaded, &outcomes);
    let report = Report::of_scenarios(&outcomes, &invocation, &catalogue);
    let report = if arguments.told.out.is_some() { report.with_views(&left) } else { report };
    let whole_suite = arguments.paths.is_empty().then_some(&catalogue);
    let people = |printer: &mut Printer| print::summary::print(&outcomes, arguments, took, whole_suite, printer);
    let programs = || escape::json(&Summary::of(&outcomes, &invocation, &catalogue).to_json()).into_owned();
    teller.end(&report, &left, people, programs)?;
    if let Some(folder) = &arguments.view {
        write_views(folder, &left, printer)?;
    }

    if let Some(file) = transcript {
        write_transcript(file, outcomes.iter(), printer)?;
    }
    if let Some(file) = &arguments.trace
        && let Err(cause) = write_traces(file, arguments.trace_format, &outcomes)
        && !(traces_go_out && cause.kind() == ErrorKind::BrokenPipe)
    {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}", file.display()));
        return Err(Exit::Mistakes);
    }
    Ok(exit(&outcomes).max(left_out))
}

/// Writes the pages of what did not hold, and says where they are.
fn write_views(folder: &Path, left: &[Left<'_>], printer: &mut Printer) -> Result<(), Exit> {
    let written = view::write(folder, left).map_err(|cause| {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot write into {}: {cause}", display(folder)));
        Exit::Mistakes
    })?;
    written.iter().for_each(|file| printer.tell(format_args!("view {}", display(file))));
    Ok(())
}

/// How it was asked for, without which scenarios.
fn invocation(arguments: &RunArguments) -> Invocation {
    let TargetArguments { target, timeout, transcript: _ } = &arguments.target;
    let twice = arguments.twice.then(|| vec!["--twice".to_owned()]);
    let twin = arguments.twin.then(|| vec!["--twin".to_owned()]);
    let other = (!matches!(target, TargetUnderTest::InProcess)).then(|| vec!["--target".to_owned(), escape::shell(&target.to_string())]);
    let timeout = (*timeout != TIMEOUT).then(|| vec!["--timeout".to_owned(), millis(*timeout).to_string()]);
    let options = [twice, twin, other, timeout].into_iter().flatten().flatten().collect();
    Invocation { command: "run", options, target: target.to_string() }
}

fn exit(outcomes: &[ScenarioOutcome]) -> Exit {
    let one = |outcome: &ScenarioOutcome| match &outcome.verdict {
        ScenarioVerdict::Passed => Exit::Held,
        ScenarioVerdict::Failed(_) => Exit::Unmet,
        // The same scenario with two traces is a broken promise of ours.
        ScenarioVerdict::Unsteady(_) => Exit::Unmet,
        ScenarioVerdict::Stopped(stopped) => match stopped.trouble.end() {
            CaseEnd::Broken => Exit::Target,
            CaseEnd::TimedOut => Exit::Unmet,
            CaseEnd::Unsupported => Exit::Held,
        },
        ScenarioVerdict::Crashed(_) => Exit::Internal,
    };
    outcomes.iter().map(one).max().unwrap_or(Exit::Held)
}

/// Writes the traces one after the other; with several, each under its scenario's path.
fn write_traces(file: &Path, format: TraceFormat, outcomes: &[ScenarioOutcome]) -> io::Result<()> {
    let file: Box<dyn Write> = if file.as_os_str() == STDOUT { Box::new(io::stdout()) } else { Box::new(File::create(file)?) };
    let mut file = BufWriter::new(file);
    for outcome in outcomes {
        let Some(report) = &outcome.report else { continue };
        match format {
            TraceFormat::Text => {
                if outcomes.len() > 1 {
                    writeln!(file, "# {}", escape::human(&outcome.path))?;
                }
                file.write_all(report.trace.text().as_bytes())?;
            }
            TraceFormat::Json => {
                if outcomes.len() > 1 {
                    writeln!(file, "{}", serde_json::json!({ "scenario": outcome.path }))?;
                }
                for line in report.trace.json_lines() {
                    writeln!(file, "{line}")?;
                }
            }
        }
    }
    file.flush()
}
