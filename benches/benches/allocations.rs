//! How often the engine allocates in a step, once it is warm: a count, the same on every machine with this toolchain.

#![allow(clippy::print_stdout, reason = "a table is what it is for")]

use rsmlab_benches::{MOUNT_AND_DISMOUNT, inputs, scenario};
use rsmlab_engine::engine::Engine;
use rsmlab_engine::output::Outbox;
use rsmlab_harness::runner::config;
use rsmlab_language::Scenario;

/// How often the story mounts and dismounts; the first half warms the engine up.
const TIMES: usize = 200;

fn main() {
    let once = scenario(MOUNT_AND_DISMOUNT);
    let many = Scenario { script: std::iter::repeat_n(once.script.clone(), TIMES).flatten().collect(), ..once };
    let mut inputs = inputs(&many);
    let warm = inputs.split_off(inputs.len() / 2);
    let (mut engine, mut outbox) = (Engine::new(config(&many)), Outbox::default());
    for (now, input) in inputs {
        engine.step(now, input, &mut outbox);
        outbox.clear();
    }
    let (mut steps, mut allocations, mut most) = (0, 0, 0);
    for (now, input) in warm {
        let counted = allocation_counter::measure(|| engine.step(now, input, &mut outbox)).count_total;
        outbox.clear();
        (steps, allocations, most) = (steps + 1, allocations + counted, most.max(counted));
    }
    println!("| steps of mounts and dismounts, warm | allocations a step | at the most |\n| --- | --- | --- |");
    println!("| {steps} | {:.1} | {most} |", allocations as f64 / f64::from(steps));
}
