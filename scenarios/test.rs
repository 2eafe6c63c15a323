//! Every scenario is a test: it must hold, twice with the same trace, and its trace must be the reviewed one.
//!
//! The verdict stands in the scenario and is written by people. The hash of each trace stands in `traces.txt`, a line a scenario: a
//! change that should change nothing changes no line. People read the traces of the stories: each has its trace beside it
//! (`name.snap`), from where its script begins, and `cargo insta review` shows what changed in it. This file lies among the scenarios
//! because cargo-insta looks for snapshots where a test's source lies.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::panic::{catch_unwind, set_hook};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::discover::{display, files_with_extension, scenario_files};
use rsmlab_conformance::load::load;
use rsmlab_conformance::run::{ScenarioOutcome, ScenarioVerdict, Settings, StatementFailure, run_one};
use rsmlab_conformance::under_test::TargetUnderTest;

fn main() {
    let arguments = Arguments::from_args();
    // What a panic says is told by the test that catches it.
    set_hook(Box::new(|_| {}));
    let catalogue = Arc::new(Catalogue::load().unwrap_or_else(|mistakes| panic!("{mistakes}")));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios").canonicalize().expect("the scenarios are there");
    let files = scenario_files(std::slice::from_ref(&folder)).expect("the scenarios can be read");
    let name_of = |file: &Path| display(file.strip_prefix(&folder).expect("it was found in the folder"));
    if env::var_os("TRACES").is_some_and(|what| what == "overwrite") {
        let lines: String = files.iter().filter_map(|file| Some(line(&name_of(file), hash_of(file, &catalogue)?))).collect();
        fs::write(folder.join(HASHES), lines).expect("traces.txt can be written");
    }
    let hashes = Arc::new(hashes(&fs::read_to_string(folder.join(HASHES)).unwrap_or_default()));
    let names: Vec<String> = files.iter().map(|file| name_of(file)).collect();
    let trial = |file: PathBuf| {
        let (name, catalogue, hashes) = (name_of(&file), Arc::clone(&catalogue), Arc::clone(&hashes));
        Trial::test(name.clone(), move || test(&name, &file, &catalogue, hashes.get(&name).copied()))
    };
    let mut trials: Vec<_> = files.into_iter().map(trial).collect();
    let of_nothing: Vec<String> = hashes.keys().filter(|name| !names.contains(name)).cloned().collect();
    trials.push(Trial::test("every line of traces.txt has its scenario", move || nothing_of_nothing(&of_nothing)));
    trials.push(Trial::test("every snapshot has its scenario", move || no_orphans(&folder)));
    libtest_mimic::run(&arguments, trials).exit();
}

/// Where the hashes stand.
const HASHES: &str = "traces.txt";

/// The line of a scenario in [`HASHES`].
fn line(name: &str, hash: u64) -> String {
    format!("{hash:016x}  {name}\n")
}

/// The hashes by the names of the scenarios.
fn hashes(text: &str) -> BTreeMap<String, u64> {
    let lines = text.lines().filter_map(|line| line.split_once("  "));
    lines.filter_map(|(hash, name)| Some((name.to_owned(), u64::from_str_radix(hash, 16).ok()?))).collect()
}

/// The hash of the trace of a scenario that holds.
fn hash_of(file: &Path, catalogue: &Catalogue) -> Option<u64> {
    let outcome = run_one(&load(file, catalogue).ok()?, &TargetUnderTest::InProcess, Settings::default());
    outcome.report.filter(|_| matches!(outcome.verdict, ScenarioVerdict::Passed)).map(|report| report.hash)
}

fn test(name: &str, file: &Path, catalogue: &Catalogue, hash: Option<u64>) -> Result<(), Failed> {
    let scenario = load(file, catalogue).map_err(|mistakes| {
        let told: Vec<_> = mistakes.iter().map(|mistake| format!("{mistake:?}")).collect();
        format!("{}\nto see the mistakes alone: cargo run --release -- check scenarios/{name}", told.join("\n"))
    })?;
    let again = format!("cargo run --release -- run --twice scenarios/{name}");
    let outcome = run_one(&scenario, &TargetUnderTest::InProcess, Settings { twice: true, ..Settings::default() });
    let why = match &outcome.verdict {
        ScenarioVerdict::Passed => return compare(name, file, &outcome, hash).map_err(|how| changed(&how, &again)),
        ScenarioVerdict::Failed(StatementFailure { statement: Some((line, text)), failure, .. }) => {
            format!("line {line}: {text}\n{failure}")
        }
        ScenarioVerdict::Failed(StatementFailure { statement: None, failure, .. }) => {
            format!("a promise that holds in every run was broken\n{failure}")
        }
        ScenarioVerdict::Unsteady(difference) => format!("two runs differ in line {} of the trace", difference.line),
        ScenarioVerdict::Stopped(stopped) => stopped.trouble.to_string(),
        ScenarioVerdict::Crashed(message) => format!("rsmlab panicked: {message}"),
    };
    Err(format!("{why}\nto see it again: {again}").into())
}

fn changed(how: &str, again: &str) -> Failed {
    let accept = "TRACES=overwrite INSTA_UPDATE=always cargo test -p rsmlab-conformance --test scenarios";
    format!(
        "the scenario holds, but {how}\nto watch it: {again} --trace trace.txt\n\
         if the new trace is right: {accept}, and look at what changed"
    )
    .into()
}

/// Compares the hash of the trace, which must be the same on every machine and in every build, with the one that is written down;
/// of a story the trace, too.
fn compare(name: &str, file: &Path, outcome: &ScenarioOutcome, hash: Option<u64>) -> Result<(), String> {
    let report = outcome.report.as_ref().ok_or("there is no report of it")?;
    if file.with_extension("snap").exists() || name.starts_with("stories/") {
        let text = report.trace.text();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(file.parent().unwrap_or(file));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_input_file(file);
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let read = settings.bind(|| catch_unwind(|| insta::assert_snapshot!(name, script_of(&text))));
        read.map_err(|_| "its trace is not the reviewed one (the difference stands above)")?;
    }
    match hash {
        Some(hash) if hash == report.hash => Ok(()),
        Some(hash) => Err(format!("the hash of its trace is {:016x}, and {hash:016x} in scenarios/{HASHES}", report.hash)),
        None => Err(format!("scenarios/{HASHES} has no line for it: {}", line(name, report.hash).trim_end())),
    }
}

/// A trace from where the script begins: before that all libraries come up in the same way.
fn script_of(trace: &str) -> String {
    let is_before = |line: &&str| line.split_whitespace().nth(1).is_some_and(|time| time.starts_with('-'));
    trace.lines().skip_while(is_before).flat_map(|line| [line, "\n"]).collect()
}

/// A line of a scenario that was renamed or removed proves nothing.
fn nothing_of_nothing(names: &[String]) -> Result<(), Failed> {
    if names.is_empty() { Ok(()) } else { Err(format!("scenarios/{HASHES} has lines of no scenario: {}", names.join(", ")).into()) }
}

/// A snapshot whose scenario was renamed or removed proves nothing and misleads.
fn no_orphans(folder: &Path) -> Result<(), Failed> {
    let mut snapshots = files_with_extension(folder, "snap").map_err(|wrong| wrong.to_string())?;
    snapshots.retain(|snapshot| !snapshot.with_extension("kdl").exists());
    if snapshots.is_empty() {
        return Ok(());
    }
    let orphans: Vec<_> = snapshots.iter().map(|snapshot| display(snapshot)).collect();
    Err(format!("no scenario belongs to these; rename or remove them:\n{}", orphans.join("\n")).into())
}
