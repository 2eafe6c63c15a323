//! `rsmlab view`: the page of a run, of a trace, and of what failed.

use std::fs;

use super::{FAILS, HOLDS, command, contains, folder, rsmlab, stderr, stdout, write};

#[test]
fn a_page_is_called_as_its_scenario() {
    let here = folder("view-scenario");
    write(&here, "scenarios/a.kdl", HOLDS);
    let ran = rsmlab(&here, &["view", "scenarios/a.kdl"]).code(0);
    contains(&stdout(&ran), &["An inventory: passed in a.html"]);
    let page = fs::read_to_string(here.join("a.html")).expect("the page is there");
    contains(&page, &["<title>An inventory", "InventoryNtmsLibrary", "\"truth\":true"]);
}

#[test]
fn a_trace_has_a_page_without_truth() {
    let here = folder("view-trace");
    write(&here, "scenarios/a.kdl", HOLDS);
    rsmlab(&here, &["run", "--trace", "a.trace", "--trace-format", "json", "scenarios/a.kdl"]).code(0);
    rsmlab(&here, &["view", "a.trace", "-o", "page.html"]).code(0);
    contains(&fs::read_to_string(here.join("page.html")).expect("the page is there"), &["\"truth\":false"]);
}

#[test]
fn a_trace_for_people_is_no_trace_for_a_page() {
    let here = folder("view-text");
    write(&here, "scenarios/a.kdl", HOLDS);
    rsmlab(&here, &["run", "--trace", "a.trace", "scenarios/a.kdl"]).code(0);
    let ran = rsmlab(&here, &["view", "a.trace"]).code(2);
    contains(&stderr(&ran), &["line 1 is no record", "--trace-format json"]);
}

#[test]
fn each_failure_has_a_page() {
    let here = folder("view-failures");
    write(&here, "scenarios/good.kdl", HOLDS);
    write(&here, "scenarios/bad.kdl", FAILS);
    let ran = rsmlab(&here, &["run", "--view", "pages", "--out", "out", "scenarios"]).code(1);
    contains(&stderr(&ran), &["view pages/scenarios/bad.html"]);
    assert!(!here.join("pages/scenarios/good.html").exists());
    contains(
        &fs::read_to_string(here.join("pages/scenarios/bad.html")).expect("the page is there"),
        &["\"verdict\":\"failed\"", "\"failure\":{\"line\":4"],
    );
    assert!(here.join("out/failures/scenarios/bad.html").exists());
    for report in ["report.json", "junit.xml"] {
        contains(&fs::read_to_string(here.join("out").join(report)).expect("the report is there"), &["failures/scenarios/bad.html"]);
    }
    let summary = here.join("summary.md");
    command(&here, &["run", "--out", "out", "scenarios"]).env("GITHUB_STEP_SUMMARY", &summary).assert().code(1);
    contains(&fs::read_to_string(summary).expect("the summary is there"), &["failures/scenarios/bad.html"]);
}

#[test]
fn what_is_looked_at_is_not_written_over() {
    let here = folder("view-itself");
    write(&here, "scenarios/a.kdl", HOLDS);
    rsmlab(&here, &["run", "--trace", "a.json", "--trace-format", "json", "scenarios/a.kdl"]).code(0);
    let before = fs::read(here.join("a.json")).expect("the trace is there");
    let refused = rsmlab(&here, &["view", "--perfetto", "a.json"]).code(2);
    contains(&stderr(&refused), &["a.json is what is looked at, and would be written over; name another file with -o"]);
    assert!(fs::read(here.join("a.json")).expect("the trace is there") == before);
}
