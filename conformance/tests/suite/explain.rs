//! Explanations say what a person needs, and coverage is joined from runs.

use std::collections::BTreeSet;
use std::path::Path;

use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::coverage::{Coverage, Proof, RanScenario};
use rsmlab_conformance::decision::{built_in, decisions};
use rsmlab_conformance::explain::{Explanation, Knowledge};
use rsmlab_conformance::find::subjects;
use rsmlab_counter::CounterList;

const DECISIONS: &str = "**D-007 A full slot.** As InjectNtmsCleaner/ERROR_SLOT_FULL has it.\n";
const SLOT_FULL: &str = "InjectNtmsCleaner/ERROR_SLOT_FULL";
const SLOT_MUST_BE_EMPTY: &str = "inject-cleaner.slot-must-be-empty";
const PATH: &str = "scenarios/slot-full.kdl";

fn ids(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// One scenario that claims the row and the rule, and what came of it.
fn run(passed: bool, raised: &[&str], asserted: &[&str]) -> RanScenario {
    RanScenario {
        path: PATH.to_owned(),
        title: "A full slot".to_owned(),
        passed,
        covers: vec![SLOT_FULL.to_owned(), SLOT_MUST_BE_EMPTY.to_owned()],
        asserted: ids(asserted),
        raised: ids(raised),
    }
}

/// What that proves, as long as nobody has made an engine that breaks the rule.
fn ran(passed: bool, raised: &[&str], asserted: &[&str]) -> Coverage {
    Coverage::of(&[run(passed, raised, asserted)], &CounterList::default())
}

fn explain(query: &str, coverage: Option<&Coverage>) -> Explanation {
    let (catalogue, decisions) = (Catalogue::load().expect("the catalogue is sound"), decisions(DECISIONS));
    let knowledge = Knowledge { catalogue: &catalogue, decisions: &decisions, coverage, promises: &[] };
    knowledge.explain(query).unwrap_or_else(|unknown| panic!("{unknown}"))
}

/// The entries of a section as `key text`, marked ones with a star.
fn section(explanation: &Explanation, heading: &str) -> Vec<String> {
    let section = explanation.sections.iter().find(|section| section.heading == heading);
    let entries = section.map_or(&[][..], |section| &section.entries);
    entries.iter().map(|entry| format!("{}{} {}", if entry.marked { "*" } else { "" }, entry.key, entry.text)).collect()
}

#[test]
fn everything_with_a_name_can_be_explained() {
    let catalogue = Catalogue::load().expect("the catalogue is sound");
    let coverage = ran(true, &[SLOT_FULL], &[SLOT_FULL]);
    let knowledge = Knowledge { catalogue: &catalogue, decisions: &[], coverage: Some(&coverage), promises: &[] };
    for (name, _) in subjects(&catalogue) {
        let explanation = knowledge.explain(&name).unwrap_or_else(|unknown| panic!("{unknown}"));
        assert_eq!(explanation.title, name);
        assert!(!explanation.lead.is_empty() && !explanation.kind.is_empty(), "{name} says nothing");
    }
}

#[test]
fn a_row_tells_its_number_stance_decision_and_scenarios() {
    let explanation = explain(SLOT_FULL, Some(&ran(true, &[SLOT_FULL], &[SLOT_FULL])));
    assert!(section(&explanation, "number")[0].contains("5006, that of ERROR_RESOURCE_NOT_AVAILABLE"));
    assert!(section(&explanation, "stance")[0].starts_with("implemented"));
    assert!(section(&explanation, "also known as")[0].starts_with("ERROR_RESOURCE_NOT_AVAILABLE alias"));
    assert!(section(&explanation, "disagreements")[1].contains("Expose the seed name"));
    assert_eq!(section(&explanation, "decisions"), ["D-007 A full slot"]);
    assert_eq!(section(&explanation, "scenarios"), ["asserts it scenarios/slot-full.kdl: A full slot"]);
}

#[test]
fn a_row_shows_its_place_in_the_order_of_checks() {
    let order = section(&explain("InjectNtmsCleaner/ERROR_LIBRARY_OFFLINE", None), "documented order of checks");
    assert_eq!(order.iter().position(|check| check.starts_with('*')), Some(3), "{order:?}");
}

#[test]
fn a_row_shows_the_refusals_that_answer_it() {
    let order = section(&explain(SLOT_FULL, None), "order of checks in the engine");
    let marked: Vec<_> = order.iter().filter(|check| check.starts_with('*')).collect();
    assert!(matches!(&marked[..], [only] if only.ends_with("SlotTaken: ERROR_SLOT_FULL")), "{order:?}");
    let later = section(&explain("DismountNtmsMedia/ERROR_TIMEOUT", None), "ends a request as");
    assert!(!later.is_empty());
}

#[test]
fn without_scenarios_an_explanation_says_so() {
    assert!(section(&explain(SLOT_FULL, None), "scenarios")[0].contains("No scenarios at hand"));
}

#[test]
fn a_decision_is_told_in_full() {
    let explanation = explain("d-7", None);
    assert_eq!((explanation.title.as_str(), explanation.lead.as_str()), ("D-007", "A full slot"));
    assert_eq!(section(&explanation, "chosen"), [" As InjectNtmsCleaner/ERROR_SLOT_FULL has it."]);
}

#[test]
fn every_scenario_that_a_decision_names_is_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    for decision in built_in() {
        let held = decision.lines.iter().filter(|(line, _)| *line == "held by").map(|(_, text)| text.as_str());
        for file in held.flat_map(|text| text.split([' ', ',', '\n'])).map(|word| word.trim_end_matches('.')) {
            assert!(!file.ends_with(".kdl") || folder.join(file).is_file(), "{} names {file}, which is not in scenarios/", decision.name());
        }
    }
}

#[test]
fn a_row_counts_only_when_raised_and_asked_for() {
    let proof = |coverage: &Coverage, id| coverage.evidence(id).proof();
    assert_eq!(proof(&Coverage::of(&[], &CounterList::default()), SLOT_FULL), Proof::Missing);
    assert_eq!(proof(&ran(true, &[], &[]), SLOT_FULL), Proof::Cited);
    assert_eq!(proof(&ran(true, &[SLOT_FULL], &[]), SLOT_FULL), Proof::Raised);
    assert_eq!(proof(&ran(true, &[SLOT_FULL], &[SLOT_FULL]), SLOT_FULL), Proof::Asserted);
}

#[test]
fn a_rule_that_scenarios_only_name_is_claimed() {
    let proof = |coverage: &Coverage| coverage.evidence(SLOT_MUST_BE_EMPTY).proof();
    assert_eq!(proof(&ran(true, &[], &[])), Proof::Claimed);
    assert_eq!(proof(&ran(false, &[], &[])), Proof::Cited);
    assert_eq!(proof(&ran(false, &[SLOT_MUST_BE_EMPTY], &[SLOT_MUST_BE_EMPTY])), Proof::Raised);
}

#[test]
fn a_rule_is_proven_by_scenarios_that_hold_and_find_out_whoever_breaks_it() {
    let engine = format!(
        "[[engine]]\nname = 'overfull'\nrule = '{SLOT_MUST_BE_EMPTY}'\nsays = 'It takes a full slot.'\nfile = 'a.rs'\nfind = 'x'\nwith = 'y'\n"
    );
    let proof = |passed: bool, case: &str| {
        let found = format!("['{SLOT_MUST_BE_EMPTY}']\noverfull = '{case}'\n");
        let counters = CounterList::read([("a.toml", engine.as_str())], &found).expect("it is a list");
        let evidence = Coverage::of(&[run(passed, &[], &[])], &counters).evidence(SLOT_MUST_BE_EMPTY);
        (evidence.proof(), evidence.counters[0].found_by.clone())
    };
    assert_eq!(proof(true, "slot-full"), (Proof::Proven, Some(PATH.to_owned())));
    assert_eq!(proof(true, "full"), (Proof::Claimed, None), "another scenario finds it out");
    assert_eq!(proof(false, "slot-full"), (Proof::Cited, None), "the scenario does not hold");
}

#[test]
fn the_tally_excuses_what_no_run_can_raise() {
    let catalogue = Catalogue::load().expect("the catalogue is sound");
    let tally = ran(true, &[SLOT_FULL], &[SLOT_FULL]).tally(catalogue.rows().filter(|row| row.function.is_seed()));
    assert_eq!((tally.rows, tally.asserted, tally.excused, tally.open.len()), (59, 1, 4, 54));
}
