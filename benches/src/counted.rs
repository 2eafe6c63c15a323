//! What is counted in instructions (`benches/instructions.sh`): a count is the same on a busy machine and on an idle one.

use std::hint::black_box;

use rsmlab_harness::runner::{Options, RunVerdict, Watching, run};

use crate::reference::rsmlab;
use crate::scenario;

/// How often each part of a row is done: a count divided by it is what one costs.
#[derive(Clone, Copy, Debug)]
pub struct CountedRow {
    /// What is done, in one word.
    pub name: &'static str,
    /// What of it is counted.
    pub unit: &'static str,
    /// How many of them are done.
    pub units: u64,
    /// Does them.
    pub work: fn(u64),
}

/// All that is counted.
pub const ROWS: [CountedRow; 6] = [
    CountedRow { name: "reference-job", unit: "job", units: 500, work: reference_job },
    CountedRow { name: "crowd", unit: "job", units: 500, work: crowd },
    CountedRow { name: "inventory", unit: "medium", units: 400, work: inventory },
    CountedRow { name: "fresh-world", unit: "world", units: 20, work: fresh_world },
    CountedRow { name: "mounts-400", unit: "run", units: 1, work: |_| story(include_str!("../stories/mounts-400.kdl")) },
    CountedRow { name: "omid-400", unit: "run", units: 1, work: |_| story(include_str!("../stories/omid-400.kdl")) },
];

/// What is counted: the script collects while this runs.
#[inline(never)]
pub fn counted<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

fn reference_job(jobs: u64) {
    let library = rsmlab::library(1_000);
    let mut plant = rsmlab::begin(&library, Watching::Everything);
    counted(|| rsmlab::work(&mut plant, &library, jobs));
}

fn crowd(jobs: u64) {
    let library = rsmlab::library(1_000);
    let mut plant = rsmlab::begin(&library, Watching::Everything);
    counted(|| rsmlab::crowd(&mut plant, &library, jobs));
}

fn inventory(media: u64) {
    let library = rsmlab::largest(u16::try_from(media).unwrap_or(u16::MAX));
    let mut plant = rsmlab::begin(&library, Watching::Everything);
    counted(|| rsmlab::inventory(&mut plant));
}

fn fresh_world(worlds: u64) {
    let library = rsmlab::library(48);
    counted(|| (0..worlds).for_each(|_| drop(rsmlab::begin(&library, Watching::Everything))));
}

fn story(text: &str) {
    let story = scenario(text);
    let report = counted(|| run(&story, &Options::default()));
    assert!(matches!(report.result, RunVerdict::Passed), "{:?}", report.result);
}
