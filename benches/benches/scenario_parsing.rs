//! Scenario files: what it costs to read one, and to put one in the one format.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rsmlab_benches::MOUNT_AND_DISMOUNT;

fn scenario_parsing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scenario file");
    group.throughput(Throughput::Bytes(MOUNT_AND_DISMOUNT.len() as u64));
    group.bench_function("parse", |bencher| bencher.iter(|| rsmlab_language::parse("story.kdl", black_box(MOUNT_AND_DISMOUNT))));
    group.bench_function("format", |bencher| bencher.iter(|| rsmlab_language::format("story.kdl", black_box(MOUNT_AND_DISMOUNT))));
    group.finish();
}

criterion_group!(benches, scenario_parsing);
criterion_main!(benches);
