//! `rsmlab conformance` as its callers see it: exit codes, what goes where, and bad input.

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::cmd::{Command, OutputAssert};

use super::{FAILS, HOLDS, contains, root, stderr, stdout, write};

/// The folder of a test takes the place of the suite.
const OWN: [&str; 2] = ["--scenarios", "scenarios"];

/// A folder of its own for a test, with two scenarios in it: one holds and one does not.
fn folder(test: &str) -> PathBuf {
    let folder = super::folder(&format!("conformance-{test}"));
    write(&folder, "scenarios/idle/holds.kdl", HOLDS);
    write(&folder, "scenarios/idle/hopes.kdl", FAILS);
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    super::command(folder, &[&["conformance"], arguments, &OWN].concat())
}

fn conformance(folder: &Path, arguments: &[&str]) -> OutputAssert {
    command(folder, arguments).assert()
}

#[test]
fn a_part_that_holds_is_no_verdict_on_the_whole() {
    let folder = folder("part");
    let output = conformance(&folder, &["run", "idle/holds"]).code(0);
    contains(&stdout(&output), &["1 case on inproc: 1 pass", "nothing unexpected in the part", "1 of the cases are not in the profile"]);
}

#[test]
fn a_failure_tells_everything_and_exits_with_1() {
    let folder = folder("failure");
    let output = conformance(&folder, &["run", "idle/", "--seed", "7"]).code(1);
    let parts = ["fail idle/hopes", "line 4", "expected", "it answered ERROR_INVALID_PARAMETER", "why", "the trace before it"];
    contains(&stdout(&output), &parts);
    contains(
        &stdout(&output),
        &["conformance run --scenarios scenarios --seed 7 idle/hopes", "2 cases on inproc: 1 pass, 1 fail", "not conformant"],
    );
    contains(&stderr(&output), &["with seed 7"]);
}

#[test]
fn what_is_not_there_is_skipped_and_counts() {
    let folder = folder("incomplete");
    fs::remove_file(folder.join("scenarios/idle/hopes.kdl")).expect("it was there");
    fs::write(folder.join("mine.toml"), "name = \"mine\"\nversion = 4\ntitle = \"Mine\"\ncases = [\"idle/holds\", \"idle/gone\"]\n")
        .expect("the file can be written");
    let output = conformance(&folder, &["run", "--profile", "mine.toml"]).code(1);
    contains(&stdout(&output), &["skip idle/gone  its file is not in the folder", "mine version 4: incomplete. 1 skipped"]);
    conformance(&folder, &["run", "--profile", "mine.toml", "idle/holds"]).code(0);
}

#[test]
fn mistakes_of_usage_suggest_what_was_meant() {
    let folder = folder("usage");
    let output = conformance(&folder, &["run", "idle/hold5"]).code(4);
    contains(&stderr(&output), &["nothing selected: no case fits `idle/hold5`; did you mean `idle/holds`?"]);
    let output = conformance(&folder, &["list", "--tag", "precedance"]).code(4);
    contains(&stderr(&output), &["did you mean `precedence`?"]);
    let output = conformance(&folder, &["run", "--profile", "seed-page"]).code(2);
    contains(&stderr(&output), &["there is no profile `seed-page`; did you mean `seed-pages`?"]);
    let output = conformance(&folder, &["run", "--shard", "hash:3/2"]).code(2);
    contains(&stderr(&output), &["`hash:3/2` is no shard"]);
    conformance(&folder, &["run", "--jobs", "0"]).code(2);
    conformance(&folder, &["run", "a["]).code(2);
    fs::write(folder.join("expected.toml"), "schema = 1\n[[failure]]\nid = \"idle/hope\"\nreason = \"r\"\nobserved = \"o\"\n")
        .expect("the file can be written");
    let output = conformance(&folder, &["run", "--expected", "expected.toml", "idle/"]).code(2);
    contains(&stderr(&output), &["expected.toml: there is no case `idle/hope`; did you mean `idle/hopes`?"]);
    let output = conformance(&folder, &["run", "--expected", "nowhere.toml", "idle/"]).code(2);
    contains(&stderr(&output), &["cannot read the list of expected failures nowhere.toml"]);
}

#[test]
fn without_scenarios_in_its_folder_there_is_no_suite() {
    let folder = folder("nothing");
    fs::remove_dir_all(folder.join("scenarios/idle")).expect("it was there");
    let output = conformance(&folder, &["run"]).code(4);
    contains(&stderr(&output), &["nothing selected"]);
}

#[test]
fn expected_failures_are_blessed_and_then_held_to() {
    let folder = folder("bless");
    let output = conformance(&folder, &["bless-expected", "--expected", "expected.toml", "idle/"]).code(2);
    contains(&stderr(&output), &["say with --reason why these fail", "idle/hopes"]);
    assert!(!folder.join("expected.toml").exists());
    let reason = ["--reason", "it is a test"];
    let output = conformance(&folder, &[&["bless-expected", "--expected", "expected.toml", "idle/"], &reason[..]].concat()).code(0);
    contains(&stdout(&output), &["added    idle/hopes", "expected.toml: 1 added, 0 changed, 0 removed"]);
    let list = fs::read_to_string(folder.join("expected.toml")).expect("it was written");
    contains(&list, &["reason = \"it is a test\"", "observed = \"fail: it answered ERROR_INVALID_PARAMETER\""]);

    let run = ["run", "--expected", "expected.toml", "idle/"];
    contains(&stdout(&conformance(&folder, &run).code(0)), &["xfail idle/hopes  it is a test", "1 pass, 1 xfail"]);
    // Mended: the run says that the list of expected failures is out of date.
    fs::write(folder.join("scenarios/idle/hopes.kdl"), HOLDS).expect("the file can be written");
    contains(&stdout(&conformance(&folder, &run).code(1)), &["xpass idle/hopes", "take it off the list", "not conformant"]);
    // Broken in another way.
    fs::write(folder.join("scenarios/idle/hopes.kdl"), HOLDS.replace("library=L1", "library=offline")).expect("the file can be written");
    contains(
        &stdout(&conformance(&folder, &run).code(1)),
        &["fail idle/hopes", "expected to fail in another way", "ERROR_INVALID_LIBRARY"],
    );
    let output = conformance(&folder, &["bless-expected", "--expected", "expected.toml", "idle/"]).code(0);
    contains(&stdout(&output), &["0 added, 1 changed, 0 removed"]);
    conformance(&folder, &run).code(0);
}

#[test]
fn every_format_is_alone_on_stdout() {
    let folder = folder("formats");
    let run = |format| stdout(&conformance(&folder, &["run", "idle/", "--format", format]).code(1));
    assert!(run("json").starts_with('{') && run("json").ends_with("}\n"));
    assert!(run("junit").starts_with("<?xml"));
    contains(&run("tap"), &["TAP version 14\n1..2\n", "not ok 2 - idle/hopes\n  ---\n  status: \"fail\""]);
}

#[test]
fn the_results_do_not_depend_on_jobs_and_shards_share_them() {
    let root = root();
    let run = |arguments: &[&str]| stdout(&conformance(&root, &[&["run", "check/rights/", "--format", "tap"], arguments].concat()).code(0));
    assert_eq!(run(&["--jobs", "1"]), run(&["--jobs", "3"]));
    let points = |text: &str| text.lines().filter(|line| line.starts_with("ok ")).count();
    let shards = points(&run(&["--shard", "hash:1/2"])) + points(&run(&["--shard", "hash:2/2"]));
    assert_eq!(shards, points(&run(&[])));
}

#[test]
fn a_folder_keeps_reports_and_traces() {
    let folder = folder("out");
    conformance(&folder, &["run", "idle/", "--out", "results"]).code(1);
    for file in ["report.json", "junit.xml", "report.tap", "failures/idle/hopes.kdl", "failures/idle/hopes.trace"] {
        assert!(folder.join("results").join(file).exists(), "{file} is missing");
    }
    fs::write(folder.join("taken"), "no folder").expect("the file can be written");
    let output = conformance(&folder, &["run", "idle/", "--out", "taken"]).code(2);
    contains(&stderr(&output), &["cannot write into taken"]);
}

#[test]
fn github_gets_annotations_and_a_summary() {
    let folder = folder("github");
    let output =
        command(&folder, &["run", "idle/"]).env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", "summary.md").assert().code(1);
    contains(&stderr(&output), &["::error file=scenarios/idle/hopes.kdl,line=4,title=fail idle/hopes::expected ann's"]);
    let summary = fs::read_to_string(folder.join("summary.md")).expect("it was written");
    contains(&summary, &["## Conformance of `inproc`", "| pass | fail |", "`idle/hopes`"]);
}

#[test]
fn cases_are_listed_with_what_they_show() {
    let folder = folder("list");
    let output = conformance(&folder, &["list", "idle/"]).code(0);
    assert_eq!(stdout(&output), "idle/holds  An inventory\nidle/hopes  A wrong hope\n");
    contains(&stderr(&output), &["2 cases of"]);
    let output = conformance(&folder, &["list", "--tag", "rights", "--tag", "MountNtmsMedia", "--left-out"]).code(0);
    contains(&stdout(&output), &["check/rights/MountNtmsMedia/media-pool-none  MountNtmsMedia: none access on the media pool: refused"]);
    contains(&stderr(&output), &["check/arguments/MountNtmsMedia/dwPriority-out-of-range"]);
}
