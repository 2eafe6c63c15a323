//! `rsmlab explore --crash`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rsmlab_conformance::load::Loaded;
use rsmlab_search::crash::{CrashReport, search_one};
use rsmlab_search::explore::SeedShard;
use rsmlab_search::parallel::each;
use rsmlab_search::trial::watched;

use super::show;
use crate::arguments::Format;
use crate::arguments::search::ExploreArguments;
use crate::command::{built_in, catalogue, files, load_runnable, processors};
use crate::exit::Exit;
use crate::print::exploration::{self, Crashed};
use crate::print::progress::Progress;
use crate::print::{BAD, NOTE, Printer};

/// Lets the service die at every write of every scenario.
pub fn explore(arguments: &ExploreArguments, paths: &[PathBuf], printer: &mut Printer) -> Result<Exit, Exit> {
    let catalogue = catalogue(printer)?;
    let all = match paths {
        [] => built_in(&catalogue, printer)?,
        paths => load_runnable(&files(paths, printer)?, &catalogue, printer)?,
    };
    let shard = arguments.shard.unwrap_or(SeedShard::WHOLE);
    let loaded: Vec<Loaded> = all.into_iter().zip(0..).filter_map(|(one, at)| shard.has(at).then_some(one)).collect();
    let jobs = arguments.jobs.map_or_else(processors, usize::from);
    let progress = Progress::new(loaded.len());
    let reports = each(&loaded, jobs, |one: &Loaded| {
        let report = search_one(&one.scenario, &mut watched);
        progress.finished(&one.path);
        report
    });
    let took = progress.end();
    let mut ways = BTreeSet::new();
    let mut crashed = Crashed { scenarios: loaded.len(), ..Crashed::default() };
    for (one, report) in loaded.iter().zip(reports) {
        let CrashReport { writes, runs, missed, findings } = report;
        (crashed.writes, crashed.runs, crashed.missed) = (crashed.writes + writes, crashed.runs + runs, crashed.missed + missed.len());
        if writes == 0 && !findings.is_empty() {
            printer.tell(format_args!("{NOTE}left out{NOTE:#} {}: it does not come to rest as it is", one.path));
            crashed.left_out += 1;
            continue;
        }
        for (scenario, failing) in findings {
            crashed.findings += 1;
            if ways.insert(failing.way.clone()) {
                printer.tell(format_args!("{BAD}{}{BAD:#} {}: {}", failing.way.promise, one.path, failing.told));
                show(&scenario.title.clone(), scenario, &failing, arguments.out.as_deref(), printer)?;
            }
        }
    }
    match arguments.format {
        Format::Human => exploration::crashed(&crashed, took, printer),
        Format::Json => exploration::line(&crashed, printer),
    }
    Ok(if crashed.findings == 0 { Exit::Held } else { Exit::Unmet })
}
