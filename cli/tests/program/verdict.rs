//! From cases to a verdict, as people in charge of a pipeline walk: what a verdict is bound to, shards to one verdict, an engine with a
//! part of the functions, and reports of one's own scenarios.

use std::fs;
use std::path::PathBuf;

use super::{FAILS, HOLDS, contains, folder, has_python, root, rsmlab, stderr, stdout, write};

const SLOT_FULL: &str = "cleaner-management/InjectNtmsCleaner/slot-full";

/// A folder with one scenario of the suite in it, as `change` makes it.
fn changed(test: &str, change: impl Fn(&str) -> String) -> PathBuf {
    let folder = folder(test);
    let text = fs::read_to_string(root().join(format!("scenarios/{SLOT_FULL}.kdl"))).expect("the suite has it");
    write(&folder, &format!("scenarios/{SLOT_FULL}.kdl"), change(&text));
    folder
}

#[test]
fn a_case_that_says_something_else_gives_no_verdict() {
    let run = ["conformance", "run", "--scenarios", "scenarios", "slot-full"];
    let gutted = changed("verdict-gutted", |text| text.replace(" expect=ERROR_SLOT_FULL", ""));
    let text = stdout(&rsmlab(&gutted, &run).code(1));
    contains(&text, &["1 pass", "no verdict", &format!("1 case differs from win2003 version 1: {SLOT_FULL}.")]);
    let json: serde_json::Value =
        serde_json::from_str(&stdout(&rsmlab(&gutted, &[&run[..], &["--format", "json"]].concat()).code(1))).expect("JSON");
    assert_eq!((&json["verdict"]["conclusion"], &json["verdict"]["differing"][0]), (&"cases-differ".into(), &SLOT_FULL.into()));
    // Lines that end as on another system say the same.
    let same = changed("verdict-same", |text| text.replace('\n', "\r\n"));
    contains(&stdout(&rsmlab(&same, &run).code(0)), &["nothing unexpected in the part"]);
}

#[test]
fn a_report_names_the_suite_and_what_it_covers() {
    let folder = folder("verdict-suite");
    rsmlab(&folder, &["conformance", "run", "slot-full", "--out", "results"]).code(0);
    let read = |name: &str| fs::read_to_string(folder.join("results").join(name)).expect("it was written");
    let report: serde_json::Value = serde_json::from_str(&read("report.json")).expect("JSON");
    let listed = stdout(&rsmlab(&folder, &["conformance", "list", "slot-full", "--format", "json"]).code(0));
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    assert_eq!(report["suite"], listed["suite"]);
    let hash = report["suite"]["hash"].as_str().expect("a hash is a text");
    assert_eq!(hash.len(), 64);
    assert_eq!(report["verdict"]["covered"]["functions"]["of"], 61);
    assert_eq!(report["cases"][0]["digest"], listed["cases"][0]["digest"]);
    contains(&read("junit.xml"), &[hash, "of 61 functions"]);
    contains(&read("report.tap"), &["of 61 functions"]);
}

#[test]
fn shards_are_joined_to_one_verdict() {
    let folder = folder("verdict-shards");
    for part in ["1", "2"] {
        let shard = format!("hash:{part}/2");
        let text = stdout(&rsmlab(&folder, &["conformance", "run", "--shard", &shard, "--out", part]).code(0));
        contains(&text, &["nothing unexpected in the part"]);
    }
    let reports = ["1/report.json", "2/report.json"];
    let whole = stdout(&rsmlab(&folder, &[&["conformance", "merge"], &reports[..], &["--out", "whole"]].concat()).code(0));
    contains(&whole, &["check/states", "win2003 version 1: conformant in the 25 functions that it has cases for"]);
    assert!(!whole.contains("skip"), "{whole}");
    let junit = fs::read_to_string(folder.join("whole/junit.xml")).expect("it was written");
    contains(&junit, &["conformant in the 25 functions"]);
    // How long the cases took is in no JSON report: the joined one says so, the part knows.
    let part = fs::read_to_string(folder.join("1/junit.xml")).expect("it was written");
    assert_eq!(junit.matches("name=\"times\" value=\"not known").count(), junit.matches("<testsuite ").count() - 1, "all but check/states");
    assert!(!part.contains("name=\"times\"") && part.matches("time=\"0.000\"").count() < part.matches(" time=").count());
    // A part alone is no whole, and what was run twice is told.
    contains(&stdout(&rsmlab(&folder, &["conformance", "merge", reports[0]]).code(0)), &["were not asked for"]);
    contains(&stderr(&rsmlab(&folder, &["conformance", "merge", reports[0], reports[0]]).code(2)), &["each case belongs to one part"]);
    write(&folder, "other.json", "{}");
    contains(&stderr(&rsmlab(&folder, &["conformance", "merge", "other.json"]).code(2)), &["other.json is no report"]);
    let report = fs::read_to_string(folder.join("1/report.json")).expect("it was written");
    write(&folder, "other.json", report.replacen("\"version\": \"", "\"version\": \"0.0.", 1));
    contains(&stderr(&rsmlab(&folder, &["conformance", "merge", reports[1], "other.json"]).code(2)), &["another suite", "0.0."]);
}

/// The engine in Python has six functions, and is known to get some things wrong.
#[test]
fn an_engine_of_a_few_functions_can_be_green() {
    if !has_python() {
        return;
    }
    let adapter = |file: &str| root().join("conformance/adapters/python").join(file).display().to_string();
    let (target, expected) = (format!("exec:python3 {}", adapter("engine.py")), adapter("expected-failures.toml"));
    let folder = folder("verdict-supported");
    let run = |more: &[&str], code: i32| {
        let how = ["conformance", "run", "--target", &target, "--expected", &expected];
        stdout(&rsmlab(&folder, &[&how[..], more].concat()).code(code))
    };
    contains(&run(&[], 1), &["win2003 version 1: incomplete", "without them there is no conformance"]);
    let text = run(&["--profile", "supported", "--out", "results"], 0);
    contains(&text, &["supported version 1: conformant but for expected failures in the 6 functions", "cases left out"]);
    // What a target does not support went not wrong: there is a reason, and no trace.
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.join("results/report.json")).expect("it was written")).expect("JSON");
    let cases = report["cases"].as_array().expect("cases are a list");
    let unsupported: Vec<_> = cases.iter().filter(|case| case["status"] == "unsupported").collect();
    assert!(unsupported.len() > 1_000, "{}", unsupported.len());
    let is_short = |case: &serde_json::Value| {
        case["failure"]["observed"].is_string() && case["failure"]["trace"].as_array().is_some_and(Vec::is_empty)
    };
    assert!(unsupported.iter().all(|case| is_short(case)));
    let matrix =
        |more: &[&str]| stdout(&rsmlab(&folder, &[&["conformance", "matrix", "--report", "results/report.json"], more].concat()).code(0));
    let table = matrix(&[]);
    contains(&table, &["MountNtmsMedia", "expected failure", "unsupported", "of no single function", "supported version 1"]);
    let page = matrix(&["--format", "html"]);
    contains(&page, &["What came of exec:python3", "class=\"sign pass\"", "class=\"sign expected-failure\"", "returns passed"]);
    assert!(!page.contains("{{"), "something is not filled in");
    let json: serde_json::Value = serde_json::from_str(&matrix(&["--format", "json"])).expect("JSON");
    assert_eq!(json["functions"].as_array().map(Vec::len), Some(61));
    write(
        &folder,
        "mine.toml",
        "name = \"mine\"\nversion = 3\ntitle = \"Rights of what there is\"\nsupported_only = true\ncases = [\"check/rights/*\"]\n",
    );
    contains(&run(&["--profile", "mine.toml"], 0), &["mine version 3: conformant"]);
    write(&folder, "mine.toml", "name = \"mine\"\nversion = 3\ntitle = \"A typo\"\ncases = [\"check/rihgts/*\"]\n");
    let output = rsmlab(&folder, &["conformance", "run", "--profile", "mine.toml"]).code(2);
    contains(&stderr(&output), &["no case fits `check/rihgts/*`"]);
}

#[test]
fn what_failed_is_run_again_and_a_run_can_end_early() {
    let folder = folder("verdict-again");
    for name in ["a-holds", "b-fails", "c-holds", "d-fails"] {
        write(&folder, &format!("scenarios/mine/{name}.kdl"), if name.ends_with("fails") { FAILS } else { HOLDS });
    }
    let run = |more: &[&str]| rsmlab(&folder, &[&["conformance", "run", "--scenarios", "scenarios", "mine/"], more].concat());
    run(&["--out", "results"]).code(1);
    contains(&stdout(&run(&["--failed-in", "results/report.json"]).code(1)), &["2 cases on inproc: 2 fail"]);
    let early = stdout(&run(&["--max-fail", "1", "--format", "tap", "--jobs", "2"]).code(1));
    contains(
        &early,
        &["1..4\nok 1 - mine/a-holds\nnot ok 2 - mine/b-fails\n", "ok 4 - mine/d-fails # SKIP it was not run, because one case had failed"],
    );
    write(&folder, "scenarios/mine/b-fails.kdl", HOLDS);
    write(&folder, "scenarios/mine/d-fails.kdl", HOLDS);
    run(&["--out", "results"]).code(0);
    contains(&stderr(&run(&["--failed-in", "results/report.json"]).code(4)), &["nothing in results/report.json is unexpected"]);
}

#[test]
fn the_text_of_every_case_can_be_read() {
    let folder = folder("verdict-show");
    let show = |case: &str| rsmlab(&folder, &["conformance", "show", case]);
    let text = stdout(&show("check/rights/MountNtmsMedia/media-pool-none").code(0));
    contains(&text, &["title \"MountNtmsMedia: none access on the media pool: refused\"", "expect=ERROR_ACCESS_DENIED"]);
    // What is shown can be run.
    write(&folder, "scenarios/shown.kdl", &text);
    rsmlab(&folder, &["run", "scenarios/shown.kdl"]).code(0);
    contains(&stdout(&show("check/states/media").code(0)), &["has to be seen  NTMS_MEDIASTATE_IDLE to NTMS_MEDIASTATE_INUSE"]);
    contains(&stderr(&show("InjectNtmsCleaner/slot-ful").code(4)), &["did you mean", SLOT_FULL]);
}

#[test]
fn ones_own_scenarios_have_every_report() {
    let folder = folder("verdict-own");
    let machine = fs::read_to_string(root().join("scenarios/stories/own-machine.personality.kdl")).expect("the suite has it");
    write(&folder, "scenarios/mine/mine.personality.kdl", machine);
    write(&folder, "scenarios/mine/holds.kdl", HOLDS);
    write(&folder, "scenarios/mine/fails.kdl", FAILS.replace("library L1\n", "library L1 like=\"./mine.personality.kdl\"\n"));
    let run = |more: &[&str], code: i32| stdout(&rsmlab(&folder, &[&["run", "scenarios/mine"], more].concat()).code(code));
    let junit = run(&["--format", "junit", "--out", "results"], 1);
    contains(
        &junit,
        &[
            "file: scenarios/mine/fails.kdl\nline: 4\n",
            "message=\"expected ann&apos;s InventoryNtmsLibrary to answer ERROR_SUCCESS; came: it answered",
        ],
    );
    for file in [
        "report.json",
        "junit.xml",
        "report.tap",
        "failures/scenarios/mine/fails.kdl",
        "failures/scenarios/mine/fails.trace",
        "failures/scenarios/mine/mine.personality.kdl",
    ] {
        assert!(folder.join("results").join(file).exists(), "{file} is missing");
    }
    let points = run(&["--format", "tap", "--jobs", "2"], 1);
    contains(
        &points,
        &["TAP version 14\n1..2\nnot ok 1 - scenarios/mine/fails\n", "\nok 2 - scenarios/mine/holds\n", "1 of 2 scenarios hold"],
    );
    let json: serde_json::Value = serde_json::from_str(&run(&["--format", "json"], 1)).expect("JSON");
    let failure = &json["scenarios"][0]["failure"];
    assert_eq!((&failure["line"], &failure["observed"]), (&4.into(), &"it answered ERROR_INVALID_PARAMETER".into()));
    assert_eq!(json["scenarios"][0]["again"], "rsmlab run scenarios/mine/fails.kdl");
    assert!(json["scenarios"][1].get("failure").is_none());
}
