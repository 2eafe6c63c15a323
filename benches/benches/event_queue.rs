//! The event queue: what one scheduled event costs, and one that is taken back.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use rsmlab_engine::time::Instant;
use rsmlab_sim::queue::Queue;

/// As many events as a big library has pending on a busy day, and a hundred of each time.
const EVENTS: u64 = 1_000;

/// Times that jump about, so that the queue has to sort; never random, so that runs compare.
fn times() -> impl Iterator<Item = Instant> {
    (0..EVENTS).map(|number| Instant(number * 7_919 % (EVENTS / 100) * 1_000))
}

fn filled() -> Queue<u64> {
    let mut queue = Queue::new();
    for (entry, at) in (0..).zip(times()) {
        queue.schedule(at, entry);
    }
    queue
}

fn event_queue(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("event queue");
    group.throughput(Throughput::Elements(EVENTS));
    group.bench_function("schedule and serve 1000 events", |bencher| {
        bencher.iter(|| {
            let mut queue = filled();
            while let Some(entry) = queue.pop() {
                black_box(entry);
            }
        });
    });
    group.bench_function("take back 1000 events", |bencher| {
        let tickets = || {
            let mut queue = Queue::new();
            let tickets: Vec<_> = times().map(|at| queue.schedule(at, at.0)).collect();
            (queue, tickets)
        };
        bencher.iter_batched_ref(
            tickets,
            |(queue, tickets)| {
                for ticket in tickets.drain(..) {
                    black_box(queue.cancel(ticket));
                }
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, event_queue);
criterion_main!(benches);
