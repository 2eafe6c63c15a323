//! Engines behind the protocol, as the command line meets them.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::discover::scenario_files;
use rsmlab_conformance::load::{Loaded, load};
use rsmlab_conformance::run::{ScenarioOutcome, Settings, run_all};
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_conformance::under_test::transcript::written;
use snapbox::cmd::{OutputAssert, cargo_bin};

use super::{Server, contains, has_python, root, stdout, temporary};

/// Every scenario.
fn scenarios() -> Vec<Loaded> {
    let catalogue = Catalogue::load().expect("the catalogue is sound");
    let files = scenario_files(&[root().join("scenarios")]).expect("the scenarios can be read");
    files.iter().map(|file| load(file, &catalogue).expect("the scenarios have no mistakes")).collect()
}

fn run(scenarios: &[Loaded], target: &TargetUnderTest) -> Vec<ScenarioOutcome> {
    let jobs = target.jobs(std::thread::available_parallelism().map_or(1, usize::from));
    run_all(scenarios, target, Settings { jobs, transcript: true, ..Settings::default() }, &|_| {})
}

fn ours_behind_the_protocol() -> TargetUnderTest {
    TargetUnderTest::Exec(vec![cargo_bin!("rsmlab").display().to_string(), "engine".to_owned(), "--stdio".to_owned()])
}

/// What is compared of a run: its verdict, and its trace to the last byte.
fn essence(outcomes: &[ScenarioOutcome]) -> Vec<(&str, &'static str, Option<u64>)> {
    outcomes
        .iter()
        .map(|outcome| (outcome.path.as_str(), outcome.verdict.word(), outcome.report.as_ref().map(|report| report.hash)))
        .collect()
}

#[test]
fn our_engine_behind_the_protocol_is_our_engine_case_by_case_and_so_is_its_transcript() {
    let scenarios = scenarios();
    assert!(scenarios.len() > 800, "{} scenarios", scenarios.len());
    let ours = run(&scenarios, &TargetUnderTest::InProcess);
    let served = run(&scenarios, &ours_behind_the_protocol());
    assert_eq!(essence(&served), essence(&ours));
    let raised = |outcomes: &[ScenarioOutcome]| -> Vec<_> {
        outcomes.iter().map(ScenarioOutcome::ran).map(|ran| (ran.raised, ran.asserted)).collect()
    };
    assert_eq!(raised(&served), raised(&ours), "what they prove");

    let file = temporary("everything.transcript");
    std::fs::write(&file, written(served.iter().filter_map(|outcome| outcome.dialogue.as_ref()))).expect("the transcript can be written");
    let target: TargetUnderTest = format!("transcript:{}", file.display()).parse().expect("what was written can be read");
    assert_eq!(essence(&run(&scenarios, &target)), essence(&ours));
}

/// Serves our engine, and says where.
fn serve(arguments: &[&str]) -> (Server, TargetUnderTest) {
    let mut server = std::process::Command::new(cargo_bin!("rsmlab"));
    let mut child = server.arg("engine").args(arguments).stderr(Stdio::piped()).spawn().expect("it can be started");
    let mut line = String::new();
    BufReader::new(child.stderr.take().expect("it was piped")).read_line(&mut line).expect("it says where it listens");
    let target = line.trim().strip_prefix("serving on ").unwrap_or_else(|| panic!("{line}"));
    (Server(child), target.parse().expect("it says it as targets are written"))
}

fn some_scenarios() -> Vec<Loaded> {
    scenarios().into_iter().filter(|loaded| loaded.path.contains("/sessions/")).collect()
}

#[test]
fn an_engine_is_reached_over_tcp() {
    let (_server, target) = serve(&["--tcp", "127.0.0.1:0"]);
    let scenarios = some_scenarios();
    assert_eq!(essence(&run(&scenarios, &target)), essence(&run(&scenarios, &TargetUnderTest::InProcess)));
}

#[cfg(unix)]
#[test]
fn an_engine_is_reached_over_a_unix_socket() {
    let path = temporary("engine.sock");
    if path.exists() {
        std::fs::remove_file(&path).expect("what an earlier run left can be removed");
    }
    let (_server, target) = serve(&["--unix", &path.display().to_string()]);
    let scenarios = some_scenarios();
    assert_eq!(essence(&run(&scenarios, &target)), essence(&run(&scenarios, &TargetUnderTest::InProcess)));
}

/// The program among the scenarios of the project.
fn rsmlab(arguments: &[&str]) -> OutputAssert {
    super::rsmlab(&root(), arguments)
}

const CASE: &str = "scenarios/sessions/CloseNtmsSession/handle-invalid.kdl";

#[test]
fn a_target_that_cannot_be_used_exits_with_3_and_names_the_case() {
    let output = rsmlab(&["run", CASE, "--target", "exec:/nowhere/engine"]).code(3);
    contains(&stdout(&output), &["error scenarios/sessions/CloseNtmsSession/handle-invalid.kdl", "could not be started", "adapter check"]);
    let rubbish = format!("exec:{} --version", cargo_bin!("rsmlab").display());
    let output = rsmlab(&["run", CASE, "--target", &rubbish]).code(3);
    contains(&stdout(&output), &[CASE, "broke the protocol", "rsmlab 0.1.0", "PROTOCOL.md", "--target"]);
    let dies = format!("exec:{} nothing-at-all", cargo_bin!("rsmlab").display());
    let output = rsmlab(&["run", CASE, "--target", &dies]).code(3);
    contains(&stdout(&output), &[CASE, "died before it answered message 0", "exit status: 2", "nothing-at-all"]);
}

#[cfg(unix)]
#[test]
fn a_target_that_dies_in_the_middle_exits_with_3_and_names_the_statement() {
    // It passes on so many messages; then the engine behind it has heard the last one.
    let passes = "n=0; while [ $n -lt 14 ] && read -r line; do printf '%s\\n' \"$line\"; n=$((n+1)); done | ";
    let target = format!("exec:sh -c '{}'", format!("{passes}{} engine --stdio", cargo_bin!("rsmlab").display()).replace('\'', "'\\''"));
    let output = rsmlab(&["run", "scenarios/cleaner-management/InjectNtmsCleaner/slot-full.kdl", "--target", &target]).code(3);
    contains(
        &stdout(&output),
        &["error scenarios/cleaner-management/InjectNtmsCleaner/slot-full.kdl", "line ", "died", "the trace before it"],
    );
    // What the target was told and did not answer is what it is about, though more may have been told since.
    let text = stdout(&output);
    let led = text.split("what led to it:").nth(1).and_then(|rest| rest.split("the trace before it:").next()).expect("both are told");
    let asked = text.split("`step` with a call of ").nth(1).and_then(|rest| rest.split(':').next()).expect("a call was not answered");
    contains(led.trim().lines().next_back().expect("a line"), &[&format!("ann        {asked} ")]);
}

#[cfg(unix)]
#[test]
fn a_target_that_never_answers_is_a_timeout_and_no_hang() {
    let output = rsmlab(&["run", CASE, "--target", "exec:sleep 1000", "--timeout", "300ms"]).code(1);
    contains(&stdout(&output), &["timeout scenarios/sessions", "did not answer message 0, `hello`, within 300ms"]);
}

#[test]
fn a_transcript_of_something_else_is_an_error_with_its_place() {
    let file = temporary("one.transcript").display().to_string();
    let target = ours_behind_the_protocol().to_string();
    rsmlab(&["run", CASE, "--target", &target, "--transcript", &file]).code(0);
    let replay = format!("transcript:{file}");
    rsmlab(&["run", CASE, "--target", &replay]).code(0);
    let output = rsmlab(&["run", "scenarios/sessions/OpenNtmsSession/local-names.kdl", "--target", &replay]).code(3);
    contains(&stdout(&output), &["has nothing of scenarios/sessions/OpenNtmsSession/local-names.kdl"]);
    let text = std::fs::read_to_string(&file).expect("it was written");
    std::fs::write(&file, text.replace("CloseNtmsSession\"}", "InventoryNtmsLibrary\"}")).expect("it can be written");
    let output = rsmlab(&["run", CASE, "--target", &replay]).code(3);
    contains(&stdout(&output), &["the transcript does not fit the case", "one.transcript, line "]);
}

#[test]
fn an_adapter_is_checked_step_by_step() {
    let output = rsmlab(&["adapter", "check", "--target", &ours_behind_the_protocol().to_string()]).code(0);
    contains(&stdout(&output), &["the adapter keeps to the protocol", "next: rsmlab conformance run --target"]);
    assert!(!stdout(&output).contains("not ok"), "{}", stdout(&output));
    let output = rsmlab(&["adapter", "check", "--target", &format!("exec:{} --version", cargo_bin!("rsmlab").display())]).code(3);
    contains(&stdout(&output), &["not ok  it greets", "came  ", "help  ", "1 point not ok of"]);
    let output = rsmlab(&["adapter", "check", "--target", "inproc"]).code(3);
    contains(&stdout(&output), &["our own engine and needs no adapter"]);
}

#[test]
fn what_is_no_target_is_a_usage_mistake() {
    for target in ["inprocess", "tcp:192.0.2.1:80", "transcript:/nowhere"] {
        rsmlab(&["run", CASE, "--target", target]).code(2);
    }
    rsmlab(&["run", CASE, "--timeout", "0s"]).code(2);
    rsmlab(&["engine"]).code(2);
    rsmlab(&["engine", "--tcp", "192.0.2.1:80"]).code(2);
}

/// The engine in Python; none, with a word, where there is no Python to run it.
fn python() -> Option<TargetUnderTest> {
    if !has_python() {
        return None;
    }
    let engine = root().join("conformance/adapters/python/engine.py");
    Some(TargetUnderTest::Exec(vec!["python3".to_owned(), engine.display().to_string()]))
}

#[test]
fn the_engine_in_python_keeps_to_the_protocol() {
    let Some(target) = python() else { return };
    let output = rsmlab(&["adapter", "check", "--target", &target.to_string()]).code(0);
    contains(&stdout(&output), &["a small engine in Python", "\"A library is looked through\"", "the adapter keeps to the protocol"]);
}

#[test]
fn the_engine_in_python_fails_where_its_list_says_so_and_nowhere_else() {
    let Some(target) = python() else { return };
    let list = "conformance/adapters/python/expected-failures.toml";
    let output = rsmlab(&["conformance", "run", "--target", &target.to_string(), "--expected", list, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("the report is one JSON document");
    let cases = report["cases"].as_array().expect("the report has cases");
    let with = |statuses: &[&str]| -> Vec<&str> {
        let mine = cases.iter().filter(|case| case["status"].as_str().is_some_and(|status| statuses.contains(&status)));
        mine.filter_map(|case| case["id"].as_str()).collect()
    };
    let unexpected = with(&["fail", "xpass", "error", "timeout"]);
    assert!(
        unexpected.is_empty(),
        "the list is not true any more: {unexpected:?}\nto see why: rsmlab conformance run --target '{target}' --expected {list}\n\
         to bring it up to date: rsmlab conformance bless-expected --target '{target}' --expected {list} --reason WHY"
    );
    assert!(with(&["pass"]).len() > 100, "{} cases pass", with(&["pass"]).len());
}
