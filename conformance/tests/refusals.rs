//! What the engine refuses, and what the catalogue says it refuses, are the same.

use std::collections::BTreeSet;

use rsmlab_conformance::catalogue::row::{Stance, StatusNumber};
use rsmlab_conformance::catalogue::{Catalogue, RuleHome};
use rsmlab_conformance::decision;
use rsmlab_engine::MOUNT_ANSWERS;
use rsmlab_engine::function::Function;
use rsmlab_engine::method::{refusals, table};
use rsmlab_engine::status::Status;

fn catalogue() -> Catalogue {
    Catalogue::load().expect("the catalogue is sound")
}

/// The ids that refusals cite.
fn cited() -> BTreeSet<&'static str> {
    refusals().flat_map(|refusal| refusal.rows.iter().copied()).collect()
}

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_refusal_cites_what_the_catalogue_has_or_a_decision() {
    let catalogue = catalogue();
    let is_decision = |id: &str| decision::number(id).is_some_and(decision::is_there);
    let unknown = refusals().flat_map(|refusal| refusal.rows.iter().map(move |id| (refusal, id)));
    let unknown = unknown.filter(|(_, id)| !catalogue.can_be_covered(id) && !is_decision(id));
    none(&unknown.map(|(refusal, id)| format!("{} cites `{id}`, which is not there", refusal.name)).collect::<Vec<_>>());
}

#[test]
fn every_refusal_has_the_status_of_its_rows() {
    let mut wrong = Vec::new();
    for refusal in refusals() {
        for id in refusal.rows.iter().filter(|id| id.contains('/') && !id.ends_with(refusal.status.name())) {
            wrong.push(format!("{} gives {} and cites `{id}`", refusal.name, refusal.status));
        }
    }
    none(&wrong);
}

#[test]
fn a_table_cites_rows_and_rules_of_its_own_function() {
    let catalogue = catalogue();
    let mut wrong = Vec::new();
    for function in Function::ALL {
        let is_other = |id: &str| match (catalogue.row(id), catalogue.rule(id).map(|rule| rule.home)) {
            (Some(row), _) => row.function.name != function.name(),
            (_, Some(RuleHome::Function(home))) => home.name != function.name(),
            _ => false,
        };
        for refusal in table(*function) {
            let others = refusal.rows.iter().filter(|id| is_other(id));
            wrong.extend(others.map(|id| format!("{function}: {} cites {id}", refusal.name)));
        }
    }
    none(&wrong);
}

/// Operations know no method: what a mount may answer stands with it, and is what its function refuses, at once or in the end.
#[test]
fn a_mount_answers_what_its_function_documents() {
    let own = |id: &&str| id.starts_with("MountNtmsMedia/") || id.starts_with("mount-media.");
    let ends = refusals().filter(|refusal| refusal.rows.iter().any(own));
    let refused: BTreeSet<Status> = table(Function::MountNtmsMedia).iter().copied().chain(ends).map(|refusal| refusal.status).collect();
    assert_eq!(BTreeSet::from(MOUNT_ANSWERS), refused);
}

#[test]
fn a_row_is_raised_exactly_when_its_stance_says_so() {
    let (catalogue, cited) = (catalogue(), cited());
    let mut wrong = Vec::new();
    for row in catalogue.rows().filter(|row| row.row.name != "ERROR_SUCCESS" && !matches!(row.row.number, StatusNumber::Handle(_))) {
        let (id, is_cited) = (row.id(), cited.contains(row.id().as_str()));
        // A check may stay where nothing can fail it; whether anything does is for `coverage.rs` to see.
        let may_be_cited = matches!(row.row.stance, Stance::Unreachable { .. });
        if row.row.stance.is_raised() != is_cited && !may_be_cited {
            let word = row.row.stance.word();
            wrong.push(format!("{id} is {word}, and {} refusal of the engine cites it", if is_cited { "a" } else { "no" }));
        }
    }
    none(&wrong);
}

#[test]
fn every_function_the_engine_has_takes_a_stance() {
    let mut wrong = Vec::new();
    for row in catalogue().rows() {
        let known = Function::from_name(&row.function.name).is_some_and(|function| !table(function).is_empty());
        if known == (row.row.stance == Stance::Todo) {
            let is = if known { "is" } else { "is not" };
            wrong.push(format!("{} is {}, and its function {is} in the engine", row.id(), row.row.stance.word()));
        }
    }
    none(&wrong);
}
