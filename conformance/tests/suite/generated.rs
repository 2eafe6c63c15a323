//! What the search generates goes only the ways that the state machines of the catalogue document. Who wrote the cases had a way in mind;
//! who generates them had none.

use std::collections::BTreeSet;

use rsmlab_conformance::case::states::{SeenTransition, Sightings, seen_in, watches};
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_harness::runner::{Options, run};
use rsmlab_search::generate::{Location, Profile, Recipe};
use rsmlab_search::parallel::each;

/// The faults that are drawn, and how many runs have them.
const RUNS: [(Profile, u64); 3] = [(Profile::Rough, 600), (Profile::Shared, 100), (Profile::Hostile, 200)];

/// The transitions in the run of a seed.
fn seen(recipe: &Recipe, seed: u64) -> BTreeSet<SeenTransition> {
    seen_in(&run(&recipe.scenario(seed), &Options::default()).trace)
}

#[test]
fn generated_runs_go_only_documented_ways() {
    let mut sightings = Sightings::default();
    for (profile, seeds) in RUNS {
        let recipe = Recipe { profile, place: Location::Drawn, calls: None };
        for (seed, seen) in (0..).zip(each(0..seeds, 2, |seed| seen(&recipe, seed))) {
            sightings.add(&format!("{profile:?} {seed:04}"), seen);
        }
    }
    let findings = watches(&Catalogue::load().expect("the catalogue is sound"))
        .into_iter()
        .map(|watch| (watch.judge(&sightings).undocumented, watch.machine));
    let wrong: Vec<String> =
        findings.flat_map(|(ways, of)| ways.into_iter().map(move |(way, run)| format!("{of}: {way} in {run}"))).collect();
    assert!(wrong.is_empty(), "no document has these transitions:\n{}", wrong.join("\n"));
}
