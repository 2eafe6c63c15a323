//! The engine alone: what one step costs, over all the steps of a mount and a dismount.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use rsmlab_benches::{MOUNT_AND_DISMOUNT, inputs, scenario};
use rsmlab_engine::engine::Engine;
use rsmlab_engine::output::Outbox;
use rsmlab_harness::runner::config;

fn engine_step(criterion: &mut Criterion) {
    let story = scenario(MOUNT_AND_DISMOUNT);
    let inputs = inputs(&story);
    let mut group = criterion.benchmark_group("engine");
    group.throughput(Throughput::Elements(inputs.len() as u64));
    group.bench_function("every step of a mount and a dismount", |bencher| {
        bencher.iter_batched(
            || (Engine::new(config(&story)), inputs.clone(), Outbox::default()),
            |(mut engine, inputs, mut outbox)| {
                for (now, input) in inputs {
                    engine.step(now, input, &mut outbox);
                }
                (engine, outbox)
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, engine_step);
criterion_main!(benches);
