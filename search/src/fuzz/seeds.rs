//! Seeds: inputs to begin with, the same each time. Each calls every function with what fits, one with each sort of trouble.

use rsmlab_sim::rng::Seed;

use super::step::LENGTH;
use super::{calls, databases, worlds};

/// How many inputs a target begins with.
pub const COUNT: u64 = 24;

/// The inputs that a target of moves begins with. They are drawn, but as a person would draw them: arguments mostly fit, and
/// time passes after calls.
#[must_use]
pub fn moves(target: &str) -> Vec<Vec<u8>> {
    let header = match target {
        "worlds" => worlds::HEADER,
        "databases" => databases::HEADER,
        _ => calls::HEADER,
    };
    (0..COUNT).map(|number| one(Seed(number), header)).collect()
}

fn one(seed: Seed, header: usize) -> Vec<u8> {
    let mut stream = seed.stream("fuzz");
    let mut byte = |below: u64| u8::try_from(stream.below(below)).unwrap_or(u8::MAX);
    let mut bytes: Vec<u8> = (0..header).map(|_| byte(0xe0)).collect();
    for _ in 0..4 + byte(24) {
        // Of three moves one is a wait, so that something comes of the others.
        bytes.push(if byte(3) == 0 { 31 } else { byte(26) });
        bytes.extend((1..LENGTH).map(|_| byte(0xe0)));
    }
    bytes
}
