//! Every scenario is a test: it must hold, twice with the same trace, and its trace must be the reviewed one beside it.
//!
//! The verdict stands in the scenario and is written by people; the snapshot (`name.snap` beside `name.kdl`) is the
//! whole trace, and `cargo insta review` shows what changed in it. This file lies among the scenarios because
//! cargo-insta looks for snapshots where a test's source lies.

#![forbid(unsafe_code)]

use std::panic::{catch_unwind, set_hook};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::discover::{display, files_with_extension, scenario_files};
use rsmlab_conformance::load::load;
use rsmlab_conformance::run::{Outcome, Settings, Unmet, Verdict, run_one};
use rsmlab_conformance::under_test::Target;

fn main() {
    let arguments = Arguments::from_args();
    // What a panic says is told by the test that catches it.
    set_hook(Box::new(|_| {}));
    let catalogue = Arc::new(Catalogue::load().unwrap_or_else(|mistakes| panic!("{mistakes}")));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios").canonicalize().expect("the scenarios are there");
    let files = scenario_files(std::slice::from_ref(&folder)).expect("the scenarios can be read");
    let trial = |file: PathBuf| {
        let (name, catalogue) = (display(file.strip_prefix(&folder).expect("it was found in the folder")), Arc::clone(&catalogue));
        Trial::test(name.clone(), move || test(&name, &file, &catalogue))
    };
    let mut trials: Vec<_> = files.into_iter().map(trial).collect();
    trials.push(Trial::test("every snapshot has its scenario", move || no_orphans(&folder)));
    libtest_mimic::run(&arguments, trials).exit();
}

fn test(name: &str, file: &Path, catalogue: &Catalogue) -> Result<(), Failed> {
    let scenario = load(file, catalogue).map_err(|mistakes| {
        let told: Vec<_> = mistakes.iter().map(|mistake| format!("{mistake:?}")).collect();
        format!("{}\nto see the mistakes alone: cargo run --release -- check scenarios/{name}", told.join("\n"))
    })?;
    let again = format!("cargo run --release -- run --twice scenarios/{name}");
    let outcome = run_one(&scenario, &Target::InProcess, Settings { twice: true, ..Settings::default() });
    let why = match &outcome.verdict {
        Verdict::Passed => return compare(file, &outcome).map_err(|()| changed(&again)),
        Verdict::Failed(Unmet { statement: Some((line, text)), failure, .. }) => format!("line {line}: {text}\n{failure}"),
        Verdict::Failed(Unmet { statement: None, failure, .. }) => format!("a promise that holds in every run was broken\n{failure}"),
        Verdict::Unsteady(difference) => format!("two runs differ in line {} of the trace", difference.line),
        Verdict::Stopped(stopped) => stopped.trouble.to_string(),
        Verdict::Crashed(message) => format!("rsmlab panicked: {message}"),
    };
    Err(format!("{why}\nto see it again: {again}").into())
}

fn changed(again: &str) -> Failed {
    let accept = "cargo insta review, or INSTA_UPDATE=always cargo test -p rsmlab-conformance --test scenarios";
    format!(
        "the scenario holds, but its trace is not the reviewed one (the difference stands above)\n\
         to watch it: {again} --trace trace.txt\nif the new trace is right: {accept}"
    )
    .into()
}

/// Compares the trace, and its hash, which must be the same on every machine and in every build, with the snapshot.
fn compare(file: &Path, outcome: &Outcome) -> Result<(), ()> {
    let report = outcome.report.as_ref().ok_or(())?;
    let trace = format!("{}hash {:016x}\n", report.trace.text(), report.hash);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(file.parent().unwrap_or(file));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_input_file(file);
    let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    settings.bind(|| catch_unwind(|| insta::assert_snapshot!(name, trace))).map_err(|_| ())
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
