//! `rsmlab conformance matrix` and `explain` as their callers see them.

use std::fs;
use std::path::PathBuf;

use super::{FAILS, rsmlab, stderr, stdout, write};

const REFUSES: &str = "title \"Nothing is inventoried in no library\"\ncovers \"InventoryNtmsLibrary/ERROR_INVALID_PARAMETER\"\n\
                       library L1\nclient ann\nann InventoryNtmsLibrary library=#null action=FAST expect=ERROR_INVALID_PARAMETER\n";
const ID: &str = "InventoryNtmsLibrary/ERROR_INVALID_PARAMETER";

/// A folder of its own for a test, with one scenario in it.
fn folder(test: &str, scenario: &str) -> PathBuf {
    let folder = super::folder(&format!("matrix-{test}"));
    write(&folder, "scenarios/inventory/one.kdl", scenario);
    fs::create_dir_all(folder.join("out/of sight")).expect("the folder can be made");
    folder
}

#[test]
fn it_fits_a_hundred_columns() {
    let folder = folder("human", REFUSES);
    let text = stdout(&rsmlab(&folder, &["conformance", "matrix", "--scenarios", "scenarios"]).code(0));
    let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 100).collect();
    assert!(wide.is_empty(), "{}", wide.join("\n"));
    let line = text.lines().find(|line| line.starts_with("  InventoryNtmsLibrary")).expect("every function has a line");
    assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["InventoryNtmsLibrary", "9", "1", "1", "7", "13", "0", "13"]);
    assert!(text.contains("ERROR_BUSY\n      missing: no scenario speaks of it"), "{text}");
    assert!(text.contains("1 of 535 returns asserted, 212 open"), "{text}");
}

#[test]
fn programs_get_one_json_document() {
    let folder = folder("json", REFUSES);
    let json: serde_json::Value =
        serde_json::from_str(&stdout(&rsmlab(&folder, &["conformance", "matrix", "--scenarios", "scenarios", "--format", "json"]).code(0)))
            .expect("the JSON form is JSON");
    let row = json["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["id"] == ID)).expect("the row is there");
    assert_eq!((&row["coverage"], &row["scenarios"]), (&"asserted".into(), &serde_json::json!(["scenarios/inventory/one.kdl"])));
    assert_eq!((&json["totals"]["returns"], &json["totals"]["asserted"]), (&535.into(), &1.into()));
}

#[test]
fn a_page_leads_from_where_it_is_to_the_scenarios() {
    let folder = folder("html", REFUSES);
    let output =
        rsmlab(&folder, &["conformance", "matrix", "--scenarios", "scenarios", "--format", "html", "--out", "out/of sight/page.html"])
            .code(0);
    assert_eq!((stdout(&output).as_str(), stderr(&output).trim_end()), ("", "written to out/of sight/page.html"));
    let page = fs::read_to_string(folder.join("out/of sight/page.html")).expect("it was written");
    assert!(page.contains("<a href=\"../../scenarios/inventory/one.kdl\">Nothing is inventoried in no library</a>"), "the link is wrong");
    let page = stdout(&rsmlab(&folder, &["conformance", "matrix", "--scenarios", "scenarios", "--format", "html"]).code(0));
    assert!(page.contains("<a href=\"scenarios/inventory/one.kdl\">"), "the link is wrong");
}

#[test]
fn a_matrix_of_scenarios_that_do_not_hold_says_so() {
    let folder = folder("failing", FAILS);
    let output = rsmlab(&folder, &["conformance", "matrix", "--scenarios", "scenarios"]).code(1);
    assert!(
        stderr(&output).contains("1 scenario does not hold, and proves less than it claims; `rsmlab run` tells why"),
        "{}",
        stderr(&output)
    );
    assert!(stdout(&output).contains("0 of 535 returns asserted"), "{}", stdout(&output));
}

#[test]
fn what_stands_in_the_way_is_told() {
    let folder = folder("wrong", "title \"Typo\"\nlibrari L1\n");
    let output = rsmlab(&folder, &["conformance", "matrix", "--scenarios", "scenarios"]).code(2);
    assert!(stderr(&output).contains("did you mean `library`?"), "{}", stderr(&output));
    fs::write(folder.join("scenarios/inventory/one.kdl"), REFUSES).expect("the file can be written");
    let output = rsmlab(&folder, &["conformance", "matrix", "--scenarios", "scenarios", "--out", "nowhere/matrix.txt"]).code(2);
    assert!(stderr(&output).contains("cannot write nowhere/matrix.txt"), "{}", stderr(&output));
    rsmlab(&folder, &["conformance", "matrix", "--scenarios", "scenarios", "--format", "pdf"]).code(2);
    fs::remove_file(folder.join("scenarios/inventory/one.kdl")).expect("the file can be removed");
    rsmlab(&folder, &["conformance", "matrix", "--scenarios", "scenarios"]).code(4);
}

#[test]
fn the_reference_is_written_as_a_site_that_leads_to_the_scenarios() {
    let folder = folder("site", REFUSES);
    let output = rsmlab(&folder, &["explain", "--scenarios", "scenarios", "--html", "out/reference"]).code(0);
    assert!(stdout(&output).is_empty() && stderr(&output).contains("it begins with out/reference/index.html"), "{}", stderr(&output));
    let read = |path: &str| fs::read_to_string(folder.join("out/reference").join(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"));
    let page = read("functions/InventoryNtmsLibrary.html");
    assert!(page.contains("<a href=\"../scenarios/inventory/one.html\">Nothing is inventoried in no library</a>"), "the link is wrong");
    assert!(read("scenarios/inventory/one.html").contains("action=FAST expect=<a href="), "the text of the scenario is wrong");
    assert!(read("index.js").contains(ID));
    rsmlab(&folder, &["explain", "--scenarios", "scenarios", "--html", "out/reference", "--views"]).code(0);
    assert!(read("scenarios/inventory/one.html").contains("<a href=\"../../scenarios/inventory/one.run.html\">Look at its run</a>"));
    assert!(read("scenarios/inventory/one.run.html").contains("Nothing is inventoried in no library"));
    rsmlab(&folder, &["explain", "--html", "out/reference", ID]).code(2);
    rsmlab(&folder, &["explain", "--views", ID]).code(2);
    rsmlab(&folder, &["explain"]).code(2);
}

#[test]
fn a_run_leaves_a_page_with_ways_to_what_failed() {
    let folder = folder("report", FAILS);
    rsmlab(&folder, &["run", "--out", "out/results", "scenarios"]).code(1);
    let page = fs::read_to_string(folder.join("out/results/report.html")).expect("it was written");
    for part in ["A wrong hope", "<a href=\"failures/scenarios/inventory/one.trace\">trace</a>", "<dt>expected</dt>"] {
        assert!(page.contains(part), "`{part}` is missing");
    }
    let page = stdout(&rsmlab(&folder, &["conformance", "run", "--scenarios", "scenarios", "--format", "html", "inventory/one"]).code(1));
    assert!(page.starts_with("<!doctype html>") && page.contains("<article id=\"InventoryNtmsLibrary\">"), "{page}");
}

#[test]
fn rows_and_cases_can_be_explained() {
    let folder = folder("explain", REFUSES);
    let text = stdout(&rsmlab(&folder, &["conformance", "explain", "--scenarios", "scenarios", ID]).code(0));
    assert_eq!(text, stdout(&rsmlab(&folder, &["explain", "--scenarios", "scenarios", ID]).code(0)));
    assert!(text.contains("asserts it  scenarios/inventory/one.kdl"), "{text}");
    let text = stdout(&rsmlab(&folder, &["conformance", "explain", "--scenarios", "scenarios", "inventory/one"]).code(0));
    for part in ["inventory/one  case, scenario", "Nothing is inventoried in no library", ID, "rsmlab conformance run inventory/one"] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
    let output = rsmlab(&folder, &["conformance", "explain", "--scenarios", "scenarios", "inventory/onne"]).code(2);
    assert!(stderr(&output).contains("did you mean `inventory/one`?"), "{}", stderr(&output));
}
