//! The reference job as a table: rsmlab as a whole, and beside it what does nothing but the waiting, in one run.
//!
//! `cargo bench -p rsmlab-benches --bench reference_job -- [JOBS] [SLOTS]`

#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "what is measured here is real time")]
#![allow(clippy::print_stdout, reason = "a table is what it is for")]

mod peer;

use std::hint::black_box;
use std::time::{Duration, Instant};

use rsmlab_benches::reference::{Outcome, heap, rsmlab};

/// How often each is done. The quickest run counts: what disturbs a run only makes it longer.
const RUNS: u32 = 5;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let jobs: u64 = numbers.next().unwrap_or(100_000);
    let slots = numbers.next().and_then(|slots| u16::try_from(slots).ok()).unwrap_or(1_000);
    let library = rsmlab::library(slots);
    println!("{jobs} jobs, a library of {slots} slots; the quickest of {RUNS} runs, one thread\n");
    println!("| what | µs a job | to nexosim | waited for a medium |\n| --- | --- | --- | --- |");
    let peer = quickest(|| (), |()| peer::run(jobs).unwrap_or_else(|error| panic!("{error}")));
    let tell = |what: &str, (took, outcome): (Duration, Outcome)| {
        let each = took.as_secs_f64() * 1e6 / jobs as f64;
        let ratio = took.as_secs_f64() / peer.0.as_secs_f64();
        println!("| {what} | {each:.2} | {ratio:.2} | {:.1} s |", outcome.waited_ms as f64 / 1e3 / jobs as f64);
    };
    tell("a bare loop on BinaryHeap", quickest(|| (), |()| heap::run(jobs)));
    tell("nexosim, one model", peer);
    tell(
        "rsmlab: calls, engine, records, hardware, trace hash, checkers",
        quickest(|| rsmlab::begin(&library), |mut plant| rsmlab::work(&mut plant, &library, jobs)),
    );
}

fn quickest<T>(mut prepare: impl FnMut() -> T, mut run: impl FnMut(T) -> Outcome) -> (Duration, Outcome) {
    let once = |_| {
        let prepared = prepare();
        let begin = Instant::now();
        let outcome = black_box(run(prepared));
        (begin.elapsed(), outcome)
    };
    (0..RUNS).map(once).min_by_key(|(took, _)| *took).unwrap_or_default()
}
