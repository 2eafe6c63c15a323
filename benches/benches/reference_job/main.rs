//! The reference job as a table: rsmlab as a whole, and beside it what does nothing but the waiting, in one run.
//!
//! `cargo bench -p rsmlab-benches --bench reference_job -- [JOBS]`

#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "what is measured here is real time")]
#![allow(clippy::print_stdout, reason = "a table is what it is for")]

mod peer;

use std::hint::black_box;
use std::time::{Duration, Instant};

use rsmlab_benches::reference::{JobsOutcome, heap, rsmlab};
use rsmlab_harness::runner::{Plant, Watching};

/// How often each is done. The quickest run counts: what disturbs a run only makes it longer.
const RUNS: u32 = 5;

/// Milliseconds of a measured time.
fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

fn main() {
    let jobs: u64 = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    println!("The quickest of {RUNS} runs, one thread; checkers on where nothing else is said.\n");
    with_more_jobs(jobs);
    side_by_side(jobs);
    with_more_slots(jobs / 10);
    with_more_waiting();
    with_more_media();
    fresh_worlds();
}

/// Engine, records, hardware and checkers made for a library of 48 slots, and dropped.
fn fresh_worlds() {
    const WORLDS: u32 = 1_000;
    println!("\n| a fresh world of 48 slots | µs |\n| --- | --- |");
    let library = rsmlab::library(48);
    let tell = |what: &str, make: &dyn Fn() -> Plant| {
        let all = |()| {
            (0..WORLDS).for_each(|_| drop(black_box(make())));
            JobsOutcome::default()
        };
        let (took, _) = quickest(|| (), all);
        println!("| {what} | {:.1} |", ms(took) * 1e3 / f64::from(WORLDS));
    };
    tell("made and dropped", &|| rsmlab::make(&library));
    tell("started and looked through besides", &|| rsmlab::begin(&library, Watching::Everything));
}

/// The same jobs done by each, so that what each costs can be held against the others.
fn side_by_side(jobs: u64) {
    println!("| {jobs} jobs | µs a job | to nexosim | waited for a medium |\n| --- | --- | --- | --- |");
    let library = rsmlab::library(1_000);
    let peer = quickest(|| (), |()| peer::run(jobs).unwrap_or_else(|error| panic!("{error}")));
    let tell = |what: &str, (took, outcome): (Duration, JobsOutcome)| {
        let ratio = took.as_secs_f64() / peer.0.as_secs_f64();
        let waited = outcome.waited_ms as f64 / 1e3 / jobs as f64;
        println!("| {what} | {:.2} | {ratio:.2} | {waited:.1} s |", ms(took) * 1e3 / jobs as f64);
    };
    tell("a bare loop on BinaryHeap", quickest(|| (), |()| heap::run(jobs)));
    tell("nexosim, one model", peer);
    let whole = quickest(|| rsmlab::begin(&library, Watching::Everything), |mut plant| rsmlab::work(&mut plant, &library, jobs));
    let alone = quickest(|| rsmlab::begin(&library, Watching::Nothing), |mut plant| rsmlab::work(&mut plant, &library, jobs));
    tell("rsmlab: calls, engine, records, hardware, trace hash", alone);
    tell("the same, and all checkers", whole);
}

/// What a process takes while it does ever more jobs; a million by default.
fn with_more_jobs(jobs: u64) {
    println!("| jobs done | memory of the process, MiB |\n| --- | --- |");
    let library = rsmlab::library(1_000);
    let mut plant = rsmlab::begin(&library, Watching::Everything);
    let mut done = 0;
    for more in [jobs, 4 * jobs, 5 * jobs] {
        rsmlab::work(&mut plant, &library, more);
        done += more;
        println!("| {done} | {} |", memory());
    }
    println!();
}

/// The resident memory of this process, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kib.map_or_else(|| "not told here".to_owned(), |kib| (kib / 1_024).to_string())
}

fn with_more_slots(jobs: u64) {
    println!("\n| slots, each with a medium | µs a job |\n| --- | --- |");
    for slots in [100, 1_000, 10_000, 60_000] {
        let library = rsmlab::library(slots);
        let (took, _) = quickest(|| rsmlab::begin(&library, Watching::Everything), |mut plant| rsmlab::work(&mut plant, &library, jobs));
        println!("| {slots} | {:.1} |", ms(took) * 1e3 / jobs as f64);
    }
}

fn with_more_waiting() {
    println!("\n| jobs that come at once and want the same ten media | µs a job |\n| --- | --- |");
    let library = rsmlab::library(1_000);
    for jobs in [10, 100, 1_000] {
        let (took, _) = quickest(|| rsmlab::begin(&library, Watching::Everything), |mut plant| rsmlab::crowd(&mut plant, &library, jobs));
        println!("| {jobs} | {:.1} |", ms(took) * 1e3 / jobs as f64);
    }
}

fn with_more_media() {
    println!("\n| media whose labels are read, in library-10000 | ms | µs a medium |\n| --- | --- | --- |");
    for media in [100, 400, 1_600, 3_200] {
        let library = rsmlab::largest(media);
        let inventory = |mut plant| {
            rsmlab::inventory(&mut plant);
            JobsOutcome::default()
        };
        let (took, _) = quickest(|| rsmlab::begin(&library, Watching::Everything), inventory);
        println!("| {media} | {:.0} | {:.0} |", ms(took), ms(took) * 1e3 / f64::from(media));
    }
}

fn quickest<T>(mut prepare: impl FnMut() -> T, mut run: impl FnMut(T) -> JobsOutcome) -> (Duration, JobsOutcome) {
    let once = |_| {
        let prepared = prepare();
        let begin = Instant::now();
        let outcome = black_box(run(prepared));
        (begin.elapsed(), outcome)
    };
    (0..RUNS).map(once).min_by_key(|(took, _)| *took).unwrap_or_default()
}
