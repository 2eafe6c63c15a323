//! Scenario files: what it costs to read one, and to put one in the one format.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rsmlab_sim::scenario;

/// A story with an operator, trouble and time, as people write it.
const STORY: &str = include_str!("../stories/mount-and-dismount.kdl");

fn scenario_parsing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scenario file");
    group.throughput(Throughput::Bytes(STORY.len() as u64));
    group.bench_function("parse", |bencher| bencher.iter(|| scenario::parse("story.kdl", black_box(STORY))));
    group.bench_function("format", |bencher| bencher.iter(|| scenario::format("story.kdl", black_box(STORY))));
    group.finish();
}

criterion_group!(benches, scenario_parsing);
criterion_main!(benches);
