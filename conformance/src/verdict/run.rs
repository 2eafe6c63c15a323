//! Running cases: scenarios side by side, the traces of those that held let go at once; then what watches them.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rsmlab_harness::runner::{self, Options};
use rsmlab_harness::trace::Trace;
use rsmlab_language::read_tree;

use super::judge::{judge, last_answer};
use super::{Judged, Observed, Status};
use crate::case::states::{Sightings, seen_in};
use crate::case::{Case, CaseWork};
use crate::expected::ExpectedFailures;
use crate::load::Loaded;
use crate::run::{ScenarioOutcome, Settings, run_on};
use crate::under_test::TargetUnderTest;
use crate::under_test::worker::CaseBench;

/// How cases are run, and what is expected of them.
#[derive(Clone, Copy, Debug)]
pub struct Conditions<'e> {
    /// What is put to the test.
    pub target: &'e TargetUnderTest,
    /// How scenarios are run.
    pub settings: Settings,
    /// The seed of every scenario that does not fix one.
    pub seed: Option<u64>,
    /// What is known to fail.
    pub expected: &'e ExpectedFailures,
    /// Whether every case there is was asked for, so that what none has shown is not to be seen.
    pub all: bool,
    /// Whether a target is held to our choices too, where documents leave it open.
    pub strict: bool,
    /// Whether what the runs show of state machines is to be known, although no case that was asked for watches them.
    pub watch: bool,
    /// After how many unexpected results the rest is skipped.
    pub max_fail: Option<NonZeroUsize>,
}

/// What came of cases.
#[derive(Debug)]
pub struct Results<'c> {
    /// What each came to, in their order.
    pub judged: Vec<Judged<'c>>,
    /// What their runs have shown of state machines.
    pub sightings: Sightings,
}

/// Runs the cases and judges them, in their order. `heard` is told of each that needs no other by its place among the cases, as soon as
/// it is known.
#[must_use]
pub fn run<'c>(cases: &[&'c Case], conditions: Conditions<'_>, heard: &(dyn Fn(usize, &Judged<'c>) + Sync)) -> Results<'c> {
    let watched = conditions.watch || cases.iter().any(|case| matches!(case.work, CaseWork::Watch(_)));
    let sightings = Mutex::new(Sightings::default());
    let mut judged: BTreeMap<usize, Judged<'c>> = BTreeMap::new();
    for (place, case) in cases.iter().enumerate().filter(|(_, case)| matches!(case.work, CaseWork::Absent)) {
        let absent = conclude(case, Observed::skipped("its file is not in the folder of scenarios"), None, conditions.expected);
        heard(place, &absent);
        judged.insert(place, absent);
    }

    let runs: Vec<(usize, &'c Case, &Loaded)> =
        cases.iter().enumerate().filter_map(|(place, case)| Some((place, *case, case.scenario()?))).collect();
    let scenarios: Vec<Loaded> = runs.iter().map(|(_, _, loaded)| seeded(loaded, conditions.seed)).collect();
    let failed = AtomicUsize::new(0);
    let kept = |at: usize, mut outcome: ScenarioOutcome| {
        let (place, case, _) = runs[at];
        let ours = || case.scenario().and_then(|loaded| last_answer(&runner::run(&loaded.scenario, &Options::default()).trace));
        let observed = match case.either() {
            Some(either) => Observed::of_either(&outcome, either, ours),
            None => Observed::of(&outcome),
        };
        let is_ours = matches!(conditions.target, TargetUnderTest::InProcess);
        let observed = observed.held_to_choices(&case.depends, is_ours || conditions.strict);
        if let Some(report) = &mut outcome.report {
            if watched {
                let seen = seen_in(&report.trace);
                sightings.lock().expect("nobody panics who holds it").add(&case.id, seen);
            }
            if observed.status == Status::Pass {
                report.trace = Trace::new();
            }
        }
        let judged = conclude(case, observed, Some(outcome), conditions.expected);
        failed.fetch_add(usize::from(judged.status.is_unexpected()), Ordering::Relaxed);
        heard(place, &judged);
        (place, judged)
    };
    let is_over = || conditions.max_fail.is_some_and(|most| failed.load(Ordering::Relaxed) >= most.get());
    let bench = CaseBench::new(conditions.target, conditions.settings);
    judged.extend(run_on(&bench, &scenarios, &kept, &is_over));
    if let Some(most) = conditions.max_fail {
        let late = runs.iter().map(|(place, case, _)| (*place, *case)).filter(|(place, _)| is_late(*place, most, &judged));
        let late: Vec<(usize, &'c Case)> = late.collect();
        judged.extend(late.into_iter().map(|(place, case)| (place, conclude(case, given_up(most), None, conditions.expected))));
    }

    let sightings = sightings.into_inner().expect("nobody panicked who held it");
    // What a target cannot do it cannot show.
    let shown = Shown::of(judged.values().map(|judged| judged.observed.status), conditions.all);
    for (place, case) in cases.iter().enumerate() {
        if let CaseWork::Watch(watch) = &case.work {
            judged.insert(place, conclude(case, Observed::of_states(&watch.judge(&sightings), shown), None, conditions.expected));
        }
    }
    Results { judged: judged.into_values().collect(), sightings }
}

/// How much the runs can have shown of state machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Every case there is ran.
    All,
    /// What is missing may stand in cases that were not asked for, or did not come to an end.
    Part,
    /// Every case was asked for, but the target does not support some of them.
    WhatIsSupported,
}

impl Shown {
    /// How much runs with these results can have shown, when `all` cases were asked for, or some.
    pub fn of(mut results: impl Iterator<Item = Status> + Clone, all: bool) -> Self {
        let is_known = |status: Status| matches!(status, Status::Pass | Status::Fail | Status::Variant | Status::Xfail | Status::Xpass);
        match all {
            true if results.clone().all(is_known) => Self::All,
            true if results.all(|status| is_known(status) || status == Status::Unsupported) => Self::WhatIsSupported,
            true | false => Self::Part,
        }
    }
}

/// Whether so many have failed before this one that it is not looked at, however far others had come by then.
fn is_late(place: usize, most: NonZeroUsize, judged: &BTreeMap<usize, Judged<'_>>) -> bool {
    judged.range(..place).filter(|(_, judged)| judged.status.is_unexpected()).count() >= most.get()
}

fn given_up(most: NonZeroUsize) -> Observed {
    let failed = if most.get() == 1 { "one case had failed".to_owned() } else { format!("{most} cases had failed") };
    Observed::skipped(&format!("it was not run, because {failed} before it"))
}

fn conclude<'c>(case: &'c Case, observed: Observed, outcome: Option<ScenarioOutcome>, expected: &ExpectedFailures) -> Judged<'c> {
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
    read_tree(&loaded.text).0.nodes.iter().any(|node| node.name() == "seed")
}
