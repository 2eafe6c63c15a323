//! `rsmlab explore`, seed by seed, and `rsmlab explore merge`.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rsmlab_conformance::reading;
use rsmlab_language::limits;
use rsmlab_search::explore::{ExploredLine, ExploredRange, Explorer, Finding, Harvest, SeedShard};
use rsmlab_search::trial::watched;

use super::show;
use crate::arguments::Format;
use crate::arguments::search::{ExploreArguments, RecipeArguments};
use crate::command::{processors, recipe};
use crate::exit::Exit;
use crate::print::exploration;
use crate::print::progress::Progress;
use crate::print::{BAD, NOTE, Printer};

/// The seeds that are explored when nobody says which.
const USUAL: Range<u64> = 0..1_000;
/// How many findings are cut down when nobody says where to keep them; the others are as many commands.
const SHOWN: usize = 5;
/// How many seeds there are before what came of them is told: little is lost with a machine that goes away.
const AT_A_TIME: u64 = 4_096;

/// Explores seeds.
pub fn explore(arguments: &ExploreArguments, printer: &mut Printer) -> Exit {
    let recipe = match recipe(&arguments.recipe, printer) {
        Ok(recipe) => recipe,
        Err(exit) => return exit,
    };
    let explorer = Explorer { recipe, twice: arguments.twice, branching: arguments.branch };
    let limit = arguments.minutes.map(|minutes| Duration::from_secs(minutes.saturating_mul(60)));
    let seeds = arguments.seeds.clone().unwrap_or(if limit.is_some() { 0..u64::MAX } else { USUAL });
    let shard = arguments.shard.unwrap_or(SeedShard::WHOLE);
    let progress = Progress::of_seeds(limit.is_none().then(|| (seeds.end - seeds.start).div_ceil(shard.of)));
    let enough = || limit.is_some_and(|limit| progress.elapsed() >= limit);
    let jobs = arguments.jobs.map_or_else(processors, usize::from);
    let mut harvest = Harvest::default();
    let mut begin = seeds.start;
    while begin < seeds.end && !enough() {
        let end = begin.saturating_add(AT_A_TIME.saturating_mul(shard.of)).min(seeds.end);
        let told = |part: &Harvest| {
            progress.says(1, || {
                let mut so_far = harvest.clone();
                so_far.join(part.clone());
                exploration::live(&so_far, progress.elapsed())
            });
        };
        let part = explorer.explore_all(begin..end, shard, jobs, &enough, &told);
        if arguments.format == Format::Json {
            exploration::line(&told_of(&arguments.recipe, arguments.branch, part.clone()), printer);
        }
        harvest.join(part);
        begin = end;
    }
    let took = progress.end();
    let all = told_of(&arguments.recipe, arguments.branch, harvest);
    if let Some(file) = &arguments.marks
        && let Err(exit) = write_marks(file, &all.harvest, printer)
    {
        return exit;
    }
    conclude(&all, Some(took), arguments.out.as_deref(), arguments.format, printer)
}

/// Tells what was found, keeps it where it is to be kept, and says how the program ends.
fn conclude(all: &ExploredLine, took: Option<Duration>, out: Option<&Path>, format: Format, printer: &mut Printer) -> Exit {
    for (number, finding) in all.harvest.findings.values().enumerate() {
        exploration::finding(all, finding, printer);
        let is_shown = out.is_some() || format == Format::Human && number < SHOWN;
        if is_shown && let Err(exit) = show_seed(all, finding, took.is_some(), out, printer) {
            return exit;
        }
    }
    if format == Format::Human {
        exploration::totals(all, took, printer);
    }
    let panicked = all.harvest.findings.keys().any(|way| way.promise == "panic");
    match (panicked, all.harvest.findings.is_empty()) {
        (true, _) => Exit::Internal,
        (false, false) => Exit::Unmet,
        (false, true) => Exit::Held,
    }
}

/// Writes what was reached, a line each.
fn write_marks(file: &Path, harvest: &Harvest, printer: &mut Printer) -> Result<(), Exit> {
    let lines: String = harvest.marks.iter().flat_map(|mark| [mark.as_str(), "\n"]).collect();
    fs::write(file, lines).map_err(|cause| {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}", file.display()));
        Exit::Mistakes
    })
}

/// The scenario of a finding, cut down to the lines that matter. What another program has found, elsewhere or some time ago, need not
/// fail with this one.
fn show_seed(all: &ExploredLine, finding: &Finding, is_ours: bool, out: Option<&Path>, printer: &mut Printer) -> Result<(), Exit> {
    let ExploredRange { library, profile, calls, branch } = &all.told;
    let profile = profile.parse().map_err(|wrong| {
        printer.tell(format_args!("{BAD}error{BAD:#}: {wrong}"));
        Exit::Mistakes
    })?;
    let recipe = recipe(&RecipeArguments { library: library.clone(), profile, calls: *calls }, printer)?;
    let explorer = Explorer { recipe, twice: false, branching: *branch };
    let scenario = explorer.scenario_of_finding(finding.seed);
    let name = format!("seed {}", finding.seed);
    let failing = if is_ours { Some(finding.failing.clone()) } else { watched(&scenario).failing };
    match failing {
        Some(failing) => show(&name, scenario, &failing, out, printer),
        None => {
            printer.tell(format_args!("{NOTE}note{NOTE:#}: {name} holds with this program; that it was found with may have been another"));
            Ok(())
        }
    }
}

/// What is told of a part of a campaign.
fn told_of(recipe: &RecipeArguments, branch: bool, harvest: Harvest) -> ExploredLine {
    let told = ExploredRange { library: recipe.library.clone(), profile: recipe.profile.to_string(), calls: recipe.calls, branch };
    ExploredLine { told, harvest }
}

/// Joins the lines of many machines.
pub fn merge(files: &[PathBuf], format: Format, out: Option<&Path>, printer: &mut Printer) -> Exit {
    let mut whole: Option<ExploredLine> = None;
    let texts: Vec<(String, io::Result<String>)> = if files.is_empty() {
        let told = reading::bytes_from(io::stdin(), limits::TRANSCRIPT_BYTES);
        vec![("stdin".to_owned(), told.and_then(|bytes| io::read_to_string(&*bytes)))]
    } else {
        files.iter().map(|file| (file.display().to_string(), reading::text_within(file, limits::TRANSCRIPT_BYTES))).collect()
    };
    for (name, text) in texts {
        let joined = text.map_err(|cause| cause.to_string()).and_then(|text| ExploredLine::join_all(&mut whole, &text));
        if let Err(wrong) = joined {
            printer.tell(format_args!("{BAD}error{BAD:#}: {name}: {wrong}"));
            return Exit::Mistakes;
        }
    }
    match whole {
        Some(whole) => {
            if format == Format::Json {
                exploration::line(&whole, printer);
            }
            conclude(&whole, None, out, format, printer)
        }
        None => {
            printer.tell("nothing selected: there is no line in what was to be joined");
            Exit::Nothing
        }
    }
}
