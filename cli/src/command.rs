//! The commands: each has the crates below do the work, prints, and returns the exit code.

pub mod adapter;
pub mod check;
pub mod conformance;
pub mod engine;
pub mod explain;
pub mod explore;
pub mod fmt;
pub mod generate;
pub mod library;
pub mod manual;
pub mod run;
#[cfg(unix)]
pub mod serve;
pub mod shrink;
pub mod smc;
pub mod step;
pub mod view;

use std::fs;
use std::path::{Path, PathBuf};

use miette::Report;
use rsmlab_conformance::beside::seen_from;
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::discover::{display, scenario_files, scenarios_folder};
use rsmlab_conformance::load::{self, Loaded, load};
use rsmlab_conformance::reading;
use rsmlab_conformance::report::files::FAILURES;
use rsmlab_conformance::run::ScenarioOutcome;
use rsmlab_conformance::suite;
use rsmlab_conformance::under_test::transcript;
use rsmlab_language::Scenario;
use rsmlab_language::beside::FileBeside;
use rsmlab_search::generate::{Location, Recipe, Site};

use crate::arguments::SuiteArguments;
use crate::arguments::search::RecipeArguments;
use crate::exit::Exit;
use crate::print::{BAD, Printer, count};

/// So many mistakes are shown of scenarios that should run. A file that is no scenario at all has hundreds.
const SHOWN: usize = 20;

/// The catalogue; it is built in, so a mistake in it is ours.
fn catalogue(printer: &mut Printer) -> Result<Catalogue, Exit> {
    Catalogue::load().map_err(|mistakes| {
        printer.internal_error("the catalogue", &mistakes.to_string());
        Exit::Internal
    })
}

/// The scenario files among `paths`; there is at least one.
fn files(paths: &[PathBuf], printer: &mut Printer) -> Result<Vec<PathBuf>, Exit> {
    let files = scenario_files(paths).map_err(|unreadable| {
        printer.error(&Report::new(unreadable));
        Exit::Mistakes
    })?;
    if files.is_empty() {
        let searched: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        printer.tell(format_args!("nothing selected: no scenario (*.kdl) in {}", searched.join(", ")));
        return Err(Exit::Nothing);
    }
    Ok(files)
}

/// What to run: what was asked for, or the folder of scenarios.
fn roots(paths: &[PathBuf], printer: &mut Printer) -> Result<Vec<PathBuf>, Exit> {
    if !paths.is_empty() {
        return Ok(paths.to_vec());
    }
    let here = std::env::current_dir().ok();
    here.as_deref().and_then(scenarios_folder).map(|folder| vec![folder]).ok_or_else(|| {
        printer.tell("nothing selected: there is no folder `scenarios` here or above; name files or folders to run");
        Exit::Nothing
    })
}

/// The scenarios in the files, and everything that is wrong with the others.
fn load_all(files: &[PathBuf], catalogue: &Catalogue) -> (Vec<Loaded>, Vec<Report>) {
    let mut mistakes = Vec::new();
    let loaded = files.iter().filter_map(|file| load(file, catalogue).map_err(|wrong| mistakes.extend(wrong)).ok());
    (loaded.collect(), mistakes)
}

/// The scenarios in the files, if all of them can run.
fn load_runnable(files: &[PathBuf], catalogue: &Catalogue, printer: &mut Printer) -> Result<Vec<Loaded>, Exit> {
    let (loaded, mistakes) = load_all(files, catalogue);
    if mistakes.is_empty() {
        return Ok(loaded);
    }
    tell_mistakes(&mistakes, printer);
    printer.tell(format_args!("{BAD}{}{BAD:#}; nothing ran", cannot_run(&mistakes, &loaded, files)));
    Err(Exit::Mistakes)
}

/// Those of the scenarios in the files that can run, one at least, and how the program ends for the sake of the others.
fn load_what_can_run(files: &[PathBuf], catalogue: &Catalogue, printer: &mut Printer) -> Result<(Vec<Loaded>, Exit), Exit> {
    let (loaded, mistakes) = load_all(files, catalogue);
    if mistakes.is_empty() {
        return Ok((loaded, Exit::Held));
    }
    tell_mistakes(&mistakes, printer);
    let others = if loaded.is_empty() { "nothing ran" } else { "the others run" };
    printer.tell(format_args!("{BAD}{}{BAD:#}; {others}", cannot_run(&mistakes, &loaded, files)));
    if loaded.is_empty() { Err(Exit::Mistakes) } else { Ok((loaded, Exit::Mistakes)) }
}

/// Tells of so many mistakes as are read with patience.
fn tell_mistakes(mistakes: &[Report], printer: &mut Printer) {
    mistakes.iter().take(SHOWN).for_each(|mistake| printer.error(mistake));
    if let Some(more @ 1..) = mistakes.len().checked_sub(SHOWN) {
        printer.tell(format_args!("and {}; `rsmlab check` tells all", count(more, "more mistake")));
    }
}

/// Every scenario of the suite, or of the folder that takes its place; none of them has a mistake.
fn of_suite(arguments: &SuiteArguments, catalogue: &Catalogue, printer: &mut Printer) -> Result<Vec<Loaded>, Exit> {
    match &arguments.scenarios {
        Some(folder) => load_runnable(&files(std::slice::from_ref(folder), printer)?, catalogue, printer),
        None => built_in(catalogue, printer),
    }
}

/// The scenarios of the suite; they are built in, so a mistake in them is ours.
fn built_in(catalogue: &Catalogue, printer: &mut Printer) -> Result<Vec<Loaded>, Exit> {
    suite::scenarios(catalogue).map_err(|mistakes| {
        mistakes.iter().take(SHOWN).for_each(|mistake| printer.error(mistake));
        printer.internal_error("a scenario of the suite", &count(mistakes.len(), "mistake"));
        Exit::Internal
    })
}

/// The text of a file that was named, and that is `what`.
fn reading(file: &Path, what: &str, printer: &mut Printer) -> Result<String, Exit> {
    reading::text(file).map_err(|cause| {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot read {what} {}: {cause}", file.display()));
        Exit::Mistakes
    })
}

/// Writes down what was said to a target and by it.
fn write_transcript<'o>(file: &Path, outcomes: impl Iterator<Item = &'o ScenarioOutcome>, printer: &mut Printer) -> Result<(), Exit> {
    let text = transcript::written(outcomes.filter_map(|outcome| outcome.dialogue.as_ref()));
    fs::write(file, text).map_err(|cause| {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}", file.display()));
        Exit::Mistakes
    })
}

/// What seeds are made into.
fn recipe(arguments: &RecipeArguments, printer: &mut Printer) -> Result<Recipe, Exit> {
    let RecipeArguments { library, profile, calls } = arguments;
    let place = match library.as_str() {
        "drawn" => Location::Drawn,
        "all" => Location::Sites(Site::all()),
        file if file.ends_with(".kdl") => Location::Sites(vec![machine(Path::new(file), printer)?]),
        name => {
            let (named, others): (Vec<Site>, Vec<Site>) = Site::all().into_iter().partition(|site| site.name() == name);
            if named.is_empty() {
                let names: Vec<&str> = others.iter().map(Site::name).collect();
                printer.tell(format_args!(
                    "{BAD}error{BAD:#}: there is no library `{name}`; there are drawn, all, {}, and any personality file (*.kdl)",
                    names.join(", ")
                ));
                return Err(Exit::Mistakes);
            }
            Location::Sites(named)
        }
    };
    Ok(Recipe { profile: *profile, place, calls: Some(*calls) })
}

/// A library of the machine that a file describes.
fn machine(file: &Path, printer: &mut Printer) -> Result<Site, Exit> {
    let text = load::read(file).map_err(|unreadable| {
        printer.error(&unreadable);
        Exit::Mistakes
    })?;
    Site::of_machine(FileBeside { name: display(file), text: text.into() }).map_err(|wrong| {
        wrong.mistakes.into_iter().for_each(|mistake| printer.error(&Report::new(mistake)));
        Exit::Mistakes
    })
}

/// Has a scenario that is to be written there call its machines as they are found from there. What it has them by is the way from here.
fn move_to(folder: &Path, scenario: &mut Scenario, printer: &mut Printer) -> Result<(), Exit> {
    if scenario.files().next().is_none() {
        return Ok(());
    }
    seen_from(folder, Path::new("."), scenario).map_err(|cause| {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot write into {}: {cause}", display(folder)));
        Exit::Mistakes
    })
}

/// The folder of a file.
fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// How many simulations can run at a time.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// "5 mistakes: 1 of 3 scenarios cannot run"
fn cannot_run(mistakes: &[Report], loaded: &[Loaded], files: &[PathBuf]) -> String {
    format!("{}: {} of {} cannot run", count(mistakes.len(), "mistake"), files.len() - loaded.len(), scenarios(files.len()))
}

/// "3 scenarios", "1 scenario".
fn scenarios(number: usize) -> String {
    count(number, "scenario")
}

/// Looks whether a file that an option names is none of those that are read: it would be written over.
fn spares<'f>(file: &Path, option: &str, read: impl IntoIterator<Item = &'f Path>, printer: &mut Printer) -> Result<(), Exit> {
    match read.into_iter().find(|other| is_same(file, other)) {
        Some(other) => {
            let told = format!("{} is read here, and would be written over; name another file with {option}", other.display());
            printer.tell(format_args!("{BAD}error{BAD:#}: {told}"));
            Err(Exit::Mistakes)
        }
        None => Ok(()),
    }
}

/// Looks whether the failures of an earlier run, which go when there are new ones, have nothing among them that is read.
fn spares_folder(out: &Path, read: &[PathBuf], printer: &mut Printer) -> Result<(), Exit> {
    let Ok(failures) = out.join(FAILURES).canonicalize() else { return Ok(()) };
    match read.iter().find(|file| file.canonicalize().is_ok_and(|file| file.starts_with(&failures))) {
        Some(file) => {
            let told = format!("{} is read here, and would be removed with the failures of the last run", file.display());
            printer.tell(format_args!("{BAD}error{BAD:#}: {told}; name another folder with --out, or move the file"));
            Err(Exit::Mistakes)
        }
        None => Ok(()),
    }
}

/// The files that are read of a scenario: its own, and those of the machines that it names.
fn read_of(loaded: &Loaded) -> Vec<PathBuf> {
    let folder = folder_of(Path::new(&loaded.path));
    let machines = loaded.scenario.files().map(|file| folder.join(&file.name));
    [PathBuf::from(&loaded.path)].into_iter().chain(machines).collect()
}

/// Whether two paths lead to one file, which is there.
fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
