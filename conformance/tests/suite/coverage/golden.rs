//! The matrix as it is kept in `conformance/coverage.snap`: a change of coverage is a change of lines, seen in review.

use std::collections::BTreeSet;

use rsmlab_conformance::counter;
use rsmlab_conformance::coverage::{Coverage, Evidence, RanScenario};
use rsmlab_conformance::matrix::Matrix;

use super::{CATALOGUE, COVERAGE, RUNS};

/// The golden lines that these runs make.
fn golden(runs: &[RanScenario]) -> Vec<String> {
    let coverage = Coverage::of(runs, counter::built_in());
    Matrix::of(&CATALOGUE, &coverage).golden().lines().map(str::to_owned).collect()
}

#[test]
fn coverage_is_what_was_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../..");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(
        "What the scenarios prove. A line that no longer says `asserted` or `proven` is a loss, as is a rule \
         that is no longer `claimed`. Accept a change with `cargo insta review`, \
         or INSTA_UPDATE=always cargo test -p rsmlab-conformance --test suite",
    );
    settings.bind(|| insta::assert_snapshot!("coverage", Matrix::of(&CATALOGUE, &COVERAGE).golden()));
}

/// Takes away the one scenario that shows something, and looks whether the lines say so. Not for all of them: each is the
/// whole matrix once more.
#[test]
fn a_scenario_that_is_lost_is_seen() {
    let (ids, whole) = (CATALOGUE.rows().map(|row| row.id()).chain(CATALOGUE.rules().map(|rule| rule.id.to_owned())), golden(&RUNS));
    let only = |id: &String| {
        let Evidence { asserted_by, claimed_by, .. } = COVERAGE.evidence(id);
        asserted_by.into_iter().chain(claimed_by).collect::<Vec<_>>().try_into().ok().map(|[path]: [String; 1]| path)
    };
    let alone: Vec<(String, String)> = ids.filter_map(|id| only(&id).map(|path| (id, path))).collect();
    assert!(alone.len() > 20, "hardly anything hangs on one scenario: {alone:?}");
    for (id, path) in alone.iter().step_by(alone.len() / 20) {
        let without: Vec<RanScenario> = RUNS.iter().filter(|run| run.path != *path).cloned().collect();
        let after: BTreeSet<String> = golden(&without).into_iter().collect();
        let gone: Vec<&String> = whole.iter().filter(|line| !after.contains(*line)).collect();
        assert!(gone.iter().any(|line| line.starts_with(&format!("{id} "))), "without {path} nobody sees that {id} is lost: {gone:?}");
        let still = after.iter().find(|line| line.starts_with(&format!("{id} "))).expect("every id has a line");
        assert!(![" asserted", " proven", " claimed"].iter().any(|word| still.contains(word)), "without {path}, {still}");
    }
}

#[test]
fn every_return_and_rule_has_one_line() {
    let lines = golden(&RUNS);
    let ids: BTreeSet<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!((lines.len(), ids.len()), (CATALOGUE.rows().count() + CATALOGUE.rules().count(), lines.len()));
}

/// The shape that is promised to scripts.
#[test]
fn the_json_form_has_totals_rows_and_rules() {
    let json: serde_json::Value = serde_json::from_str(&Matrix::of(&CATALOGUE, &COVERAGE).to_json()).expect("the JSON form is JSON");
    assert_eq!(json["schema"], 1);
    let totals = &json["totals"];
    let sum = |names: &[&str]| names.iter().filter_map(|name| totals[*name].as_u64()).sum::<u64>();
    assert_eq!((sum(&["returns"]), sum(&["rules"])), (535, 414));
    assert_eq!(sum(&["asserted", "raised_only", "cited_only", "missing"]), 535);
    assert_eq!(sum(&["implemented", "environment", "alias", "variant", "unreachable", "todo"]), 535);
    assert_eq!(sum(&["rules_proven", "rules_claimed", "rules_unreachable", "rules_todo", "rules_open"]), 414);
    let row = |id: &str| json["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["id"] == id)).expect("the row is there");
    let full = row("InjectNtmsCleaner/ERROR_SLOT_FULL");
    assert_eq!((&full["function"], &full["status"]), (&"InjectNtmsCleaner".into(), &"ERROR_SLOT_FULL".into()));
    assert_eq!((&full["stance"], &full["coverage"], &full["why"]), (&"implemented".into(), &"asserted".into(), &serde_json::Value::Null));
    let best = full["scenarios"][0].as_str().expect("a scenario asserts it");
    assert!(best.contains("scenarios/cleaner-management/InjectNtmsCleaner/"), "{best}");
    let alias = row("InjectNtmsCleaner/ERROR_RESOURCE_NOT_AVAILABLE");
    assert!(alias["stance"] == "alias" && alias["why"].as_str().is_some_and(|why| why.contains("rsmp")), "{alias}");
    let rules = json["rules"].as_array().expect("there are rules");
    assert_eq!(rules.len(), 414);
    for key in ["id", "function", "coverage", "scenarios", "why", "clauses", "counter_engines"] {
        assert!(rules.iter().all(|rule| rule.get(key).is_some()), "a rule has no `{key}`");
    }
}

/// For the functions that the engine has, everything is asserted or proven, or has a reason; for the others, everything says so.
#[test]
fn what_is_neither_asserted_nor_proven_says_why() {
    let matrix = Matrix::of(&CATALOGUE, &COVERAGE);
    assert_eq!((matrix.totals.open, matrix.totals.rules_open, matrix.totals.cited_only), (0, 0, 0));
    for (id, proven) in matrix.entries() {
        let is_good = proven.standing.is_good() && proven.why.is_none() && !proven.scenarios.is_empty();
        let has_reason = proven.why.as_deref().is_some_and(|why| why.split(' ').count() >= 4);
        assert!(is_good != has_reason, "{id}: {proven:?}");
    }
}
