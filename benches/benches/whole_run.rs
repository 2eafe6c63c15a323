//! Engine, hardware, store, operator, checkers and trace together: what a story costs from the first input to the verdict.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rsmlab_benches::{MOUNT_AND_DISMOUNT, scenario};
use rsmlab_harness::runner::{Options, run};
use rsmlab_language::Scenario;

/// How often the long story mounts and dismounts; what begins and ends a run hardly counts in it.
const TIMES: usize = 100;

/// The story with its script told many times over.
fn many() -> Scenario {
    let once = scenario(MOUNT_AND_DISMOUNT);
    Scenario { script: std::iter::repeat_n(once.script.clone(), TIMES).flatten().collect(), ..once }
}

fn whole_run(criterion: &mut Criterion) {
    let (once, many) = (scenario(MOUNT_AND_DISMOUNT), many());
    let mut group = criterion.benchmark_group("whole run");
    group.bench_function("one mount and dismount", |bencher| bencher.iter(|| run(&once, &Options::default())));
    group.throughput(Throughput::Elements(TIMES as u64));
    group.bench_function("100 mounts and dismounts", |bencher| bencher.iter(|| run(&many, &Options::default())));
    group.finish();
}

criterion_group!(benches, whole_run);
criterion_main!(benches);
