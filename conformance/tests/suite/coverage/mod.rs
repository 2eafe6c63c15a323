//! What the scenarios prove, together: no row, rule or refusal of the engine stands there unproven.

mod browser;
mod golden;
mod page;
mod site;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::catalogue::row::Stance;
use rsmlab_conformance::counter;
use rsmlab_conformance::coverage::{Coverage, Proof, RanScenario};
use rsmlab_conformance::load::Loaded;
use rsmlab_conformance::matrix::Matrix;
use rsmlab_conformance::run::{ScenarioOutcome, Settings, run_all};
use rsmlab_conformance::suite;
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_engine::function::Function;
use rsmlab_engine::method::table;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load().expect("the catalogue is sound"));

/// Every scenario.
static SCENARIOS: LazyLock<Vec<Loaded>> = LazyLock::new(|| suite::scenarios(&CATALOGUE).expect("the scenarios have no mistakes"));

/// Every scenario, run once.
static OUTCOMES: LazyLock<Vec<ScenarioOutcome>> =
    LazyLock::new(|| run_all(&SCENARIOS, &TargetUnderTest::InProcess, Settings::default(), &|_| {}));

/// What the runs say about rows and rules.
static RUNS: LazyLock<Vec<RanScenario>> = LazyLock::new(|| OUTCOMES.iter().map(ScenarioOutcome::ran).collect());

static COVERAGE: LazyLock<Coverage> = LazyLock::new(|| Coverage::of(&RUNS, counter::built_in()));

/// Whether runs show it: a row where an expectation asks for it, a rule in a scenario that is about it and passes.
fn is_shown(id: &str) -> bool {
    matches!(COVERAGE.evidence(id).proof(), Proof::Asserted | Proof::Proven | Proof::Claimed)
}

fn is_reachable(id: &str) -> bool {
    CATALOGUE.row(id).is_none_or(|row| !matches!(row.row.stance, Stance::Unreachable { .. }))
}

fn none(open: &[String]) {
    assert!(open.is_empty(), "no scenario proves these; `rsmlab explain` tells what is known of each\n{}", open.join("\n"));
}

#[test]
fn every_row_that_the_engine_raises_is_asserted() {
    let rows = CATALOGUE.rows().filter(|row| row.row.stance.is_raised());
    none(&rows.map(|row| row.id()).filter(|id| !is_shown(id)).collect::<Vec<_>>());
}

/// A rule that no run can show says why, or waits for a function that the engine does not have.
#[test]
fn every_rule_of_the_functions_of_the_engine_has_a_scenario() {
    let matrix = Matrix::of(&CATALOGUE, &COVERAGE);
    let rules = matrix.functions().filter(|line| line.function.has_stance()).flat_map(|line| line.rules);
    none(&rules.filter(|rule| rule.proven.standing.is_open()).map(|rule| rule.id.to_owned()).collect::<Vec<_>>());
}

#[test]
fn what_is_shown_needs_no_reason_why_it_cannot_be() {
    let excused = CATALOGUE.rules().filter(|rule| rule.why.is_some());
    let shown: Vec<_> = excused.filter(|rule| is_shown(rule.id)).map(|rule| rule.id).collect();
    assert!(shown.is_empty(), "the catalogue says that no run can show these, and runs do: {shown:?}");
}

/// Two refusals of a function may answer the same row; taking either away must be noticed.
#[test]
fn every_refusal_of_a_call_is_provoked_where_it_is_expected() {
    let provoked: BTreeSet<(&str, &str)> = OUTCOMES
        .iter()
        .filter_map(|outcome| outcome.report.as_ref())
        .flat_map(|report| report.raised.iter().filter(|(id, _)| report.asserted.contains(id)))
        .map(|(id, refusal)| (id.as_str(), refusal.as_str()))
        .collect();
    let mut open = Vec::new();
    for function in Function::ALL {
        for refusal in table(*function) {
            let reachable = refusal.rows.iter().all(|id| is_reachable(id));
            if reachable && !refusal.rows.iter().any(|id| provoked.contains(&(*id, refusal.name))) {
                open.push(format!("{function}: {} ({})", refusal.name, refusal.rows.join(", ")));
            }
        }
    }
    none(&open);
}

#[test]
fn what_is_called_unreachable_is_never_reached() {
    let reached = OUTCOMES.iter().flat_map(|outcome| outcome.ran().raised).filter(|id| !is_reachable(id));
    let reached: BTreeSet<_> = reached.collect();
    assert!(reached.is_empty(), "these were raised, whatever the catalogue says: {reached:?}");
}
