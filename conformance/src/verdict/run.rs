//! Running cases: scenarios in batches, so that the traces of those that held can be let go; then what watches them.

use std::collections::BTreeMap;

use rsmlab_sim::trace::Trace;

use super::judge::judge;
use super::{Judged, Observed, Status};
use crate::case::states::{Sightings, seen_in};
use crate::case::{Case, Work};
use crate::expected::Expected;
use crate::load::Loaded;
use crate::run::{Outcome, Settings, run_on};
use crate::target::Target;
use crate::target::worker::Bench;

/// How many scenarios run before the traces of those that held are let go.
const BATCH: usize = 256;

/// How cases are run, and what is expected of them.
#[derive(Clone, Copy, Debug)]
pub struct Conditions<'e> {
    /// What is put to the test.
    pub target: &'e Target,
    /// How scenarios are run.
    pub settings: Settings,
    /// The seed of every scenario that does not fix one.
    pub seed: Option<u64>,
    /// What is known to fail.
    pub expected: &'e Expected,
    /// Whether every case there is was asked for, so that what none has shown is not to be seen.
    pub all: bool,
}

/// Runs the cases and judges them, in their order; `finished` hears of the path of each scenario as it ends.
#[must_use]
pub fn run<'c>(cases: &[&'c Case], conditions: Conditions<'_>, finished: &(dyn Fn(&Outcome) + Sync)) -> Vec<Judged<'c>> {
    let watched = cases.iter().any(|case| matches!(case.work, Work::Watch(_)));
    let mut sightings = Sightings::default();
    let mut judged: BTreeMap<usize, Judged<'c>> = BTreeMap::new();

    let runs: Vec<(usize, &'c Case, &Loaded)> =
        cases.iter().enumerate().filter_map(|(place, case)| Some((place, *case, case.scenario()?))).collect();
    let bench = Bench::new(conditions.target, conditions.settings);
    for batch in runs.chunks(BATCH) {
        let scenarios: Vec<Loaded> = batch.iter().map(|(_, _, loaded)| seeded(loaded, conditions.seed)).collect();
        for ((place, case, _), mut outcome) in batch.iter().zip(run_on(&bench, &scenarios, finished)) {
            let due = if let Work::Refuse(_, due) = case.work { Some(due) } else { None };
            let observed = Observed::of(&outcome, due);
            if let Some(report) = &mut outcome.report {
                if watched {
                    sightings.add(&case.id, seen_in(&report.trace));
                }
                if observed.status == Status::Pass {
                    report.trace = Trace::new();
                }
            }
            judged.insert(*place, conclude(case, observed, Some(outcome), conditions.expected));
        }
    }
    // What a target cannot do it cannot show.
    let all_ran = conditions.all && judged.values().all(|judged| matches!(judged.observed.status, Status::Pass | Status::Fail));
    for (place, case) in cases.iter().enumerate() {
        let observed = match &case.work {
            Work::Run(_) | Work::Refuse(..) => continue,
            Work::Watch(watch) => Observed::of_states(&watch.judge(&sightings), all_ran),
            Work::Absent => Observed::skipped("its file is not in the folder of scenarios"),
        };
        judged.insert(place, conclude(case, observed, None, conditions.expected));
    }
    judged.into_values().collect()
}

fn conclude<'c>(case: &'c Case, observed: Observed, outcome: Option<Outcome>, expected: &Expected) -> Judged<'c> {
    let (status, note) = judge(&observed, expected.entry(&case.id));
    Judged { case, status, note, observed, outcome }
}

/// The scenario with another seed, unless it fixes its own.
fn seeded(loaded: &Loaded, seed: Option<u64>) -> Loaded {
    let mut loaded = loaded.clone();
    if let Some(seed) = seed.filter(|_| !fixes_seed(&loaded)) {
        loaded.scenario.seed = seed;
    }
    loaded
}

/// Whether a scenario says which seed it runs with.
#[must_use]
pub fn fixes_seed(loaded: &Loaded) -> bool {
    loaded.text.lines().any(|line| line.starts_with("seed "))
}
