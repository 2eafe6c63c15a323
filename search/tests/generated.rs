//! Runs made from seeds hold: every call is answered, every request ends, and what is on record is what is there.

use rsmlab_harness::runner::{self, Options, RunVerdict};
use rsmlab_language::print;
use rsmlab_search::generate::{Profile, Site, generate};

/// How many things may happen in a run. Few come near a tenth of it.
const EVENTS: u64 = 60_000;

fn assert_hold(profile: Profile, seeds: std::ops::Range<u64>) {
    let sites = Site::all();
    for seed in seeds {
        let site = &sites[usize::try_from(seed).expect("a small seed") % sites.len()];
        let scenario = generate(seed, profile, site, None);
        let options = Options { events: EVENTS, ..Options::default() };
        let report = runner::run(&scenario, &options);
        if let RunVerdict::Failed(failure) = report.result {
            panic!("seed {seed}, {profile}, {}: {failure}\n{}", site.name(), print(&scenario));
        }
    }
}

#[test]
fn calm_runs_hold() {
    assert_hold(Profile::Calm, 0..30);
}

#[test]
fn rough_runs_hold() {
    assert_hold(Profile::Rough, 0..30);
}

#[test]
fn hostile_runs_hold() {
    assert_hold(Profile::Hostile, 0..30);
}

#[test]
fn shared_runs_hold() {
    assert_hold(Profile::Shared, 0..30);
}

#[test]
fn the_same_seed_leaves_the_same_trace() {
    for site in Site::all() {
        let scenario = generate(1, Profile::Hostile, &site, Some(20));
        let hash = || runner::run(&scenario, &Options { events: EVENTS, ..Options::default() }).hash;
        assert_eq!(hash(), hash(), "{}", site.name());
    }
}

/// The schedule looks at those queues alone in which something may wait for what has changed. Where it looks at all of them after each
/// step, nothing comes of that: nobody is overlooked.
#[test]
fn nobody_is_overlooked() {
    let several: Vec<Site> = Site::all().into_iter().filter(|site| site.libraries().len() > 1).collect();
    // Besides the first, those that have found somebody.
    for seed in (0..300).chain([323, 733, 2014]) {
        let site = match several.get(usize::try_from(seed % 4).expect("a small seed")) {
            Some(site) => site.clone(),
            None => Site::drawn(seed),
        };
        let profile = if seed % 2 == 0 { Profile::Rough } else { Profile::Hostile };
        let scenario = generate(seed, profile, &site, None);
        let mut overlooked = None;
        let mut watched = runner::behind(runner::config(&scenario), |engine, now, input, out| {
            let told = format!("{input:?}");
            engine.step(now, input, out);
            overlooked = overlooked.take().or_else(|| engine.overlooked(now).map(|what| format!("at {now:?}, after {told}: {what}")));
        });
        let options = Options { events: EVENTS, ..Options::default() };
        runner::run_with(&scenario, &options, &mut watched);
        drop(watched);
        assert_eq!(overlooked, None, "seed {seed}, {profile}, {}\n{}", site.name(), print(&scenario));
    }
}
