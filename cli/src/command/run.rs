//! `rsmlab run`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rsmlab_conformance::run::{Outcome, Settings, Verdict, run_on};
use rsmlab_conformance::summary::Summary;
use rsmlab_conformance::target::trouble::End;
use rsmlab_conformance::target::worker::Bench;
use rsmlab_search::twin::Twin;
use rsmlab_sim::escape;

use super::{catalogue, files, load_runnable, processors, roots, write_transcript};
use crate::arguments::{Format, RunArguments, TargetArguments, TraceFormat};
use crate::exit::Exit;
use crate::print::progress::Progress;
use crate::print::{self, BAD, Printer};

/// Runs scenarios and tells what came of them.
pub fn perform(arguments: &RunArguments, printer: &mut Printer) -> Exit {
    run(arguments, printer).unwrap_or_else(|exit| exit)
}

fn run(arguments: &RunArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let catalogue = catalogue(printer)?;
    let files = files(&roots(&arguments.paths, printer)?, printer)?;
    let loaded = load_runnable(&files, &catalogue, printer)?;
    let TargetArguments { target, timeout, transcript } = &arguments.target;
    let jobs = arguments.jobs.map_or_else(|| target.jobs(processors()), usize::from);
    let settings = Settings { jobs, twice: arguments.twice, timeout: *timeout, transcript: transcript.is_some(), ..Settings::default() };
    let progress = Progress::new(loaded.len());
    let bench = Bench::new(target, settings);
    let bench = if arguments.twin { bench.watched_by(|scenario| Box::new(Twin::new(scenario))) } else { bench };
    let outcomes = run_on(&bench, &loaded, &|outcome| progress.finished(&outcome.path));
    let took = progress.end();

    if let Some(file) = transcript {
        write_transcript(file, outcomes.iter(), printer)?;
    }
    if let Some(file) = &arguments.trace
        && let Err(cause) = write_traces(file, arguments.trace_format, &outcomes)
    {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}", file.display()));
        return Err(Exit::Mistakes);
    }
    match arguments.format {
        Format::Json => printer.exact(&escape::json(&Summary::of(&outcomes).to_json())),
        Format::Human => {
            let whole_suite = arguments.paths.is_empty().then_some(&catalogue);
            print::summary::print(&outcomes, arguments, took, whole_suite, printer);
        }
    }
    Ok(exit(&outcomes))
}

fn exit(outcomes: &[Outcome]) -> Exit {
    let one = |outcome: &Outcome| match &outcome.verdict {
        Verdict::Passed => Exit::Held,
        Verdict::Failed(_) => Exit::Unmet,
        // The same scenario with two traces is a broken promise of ours.
        Verdict::Unsteady(_) => Exit::Unmet,
        Verdict::Stopped(stopped) => match stopped.trouble.end() {
            End::Broken => Exit::Target,
            End::TimedOut => Exit::Unmet,
            End::Unsupported => Exit::Held,
        },
        Verdict::Crashed(_) => Exit::Internal,
    };
    outcomes.iter().map(one).max().unwrap_or(Exit::Held)
}

/// Writes the traces one after the other; with several, each under its scenario's path.
fn write_traces(file: &Path, format: TraceFormat, outcomes: &[Outcome]) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(file)?);
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
