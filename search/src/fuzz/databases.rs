//! The target `databases`: whatever is said to the engine, then a database that something has befallen, then more of it.
//!
//! A database that contradicts itself is refused and left as it was; one that could be true is believed, and everything that is true of
//! the engine's records stays true of it (D-099).

use arbitrary::Unstructured;

use super::bench::{FuzzAct, FuzzBench};
use super::damage::Damage;
use super::step::LENGTH;

/// How many bytes say how much comes before the damage, and how much damage there is.
pub const HEADER: usize = 2;

/// The most damages.
const DAMAGES: u8 = 4;
/// The most acts of a run.
const ACTS: usize = 200;

/// Does what the bytes come to, and sees that everything holds.
///
/// # Panics
/// If it does not.
pub fn check(bytes: &[u8]) {
    let mut bytes = Unstructured::new(bytes);
    let [before, damages] = bytes.arbitrary::<[u8; HEADER]>().unwrap_or_default();
    let damages: Vec<Damage> = eights(&mut bytes, usize::from(damages % DAMAGES) + 1);
    let acts: Vec<FuzzAct> = eights(&mut bytes, ACTS);
    let (before, after) = acts.split_at(usize::from(before).min(acts.len()));
    hold(before, &damages, after);
}

/// Does some acts, damages the database, and does the others. The service is not started again on the way: what it finds then is what
/// was damaged, and no engine's own.
///
/// # Panics
/// If the engine does not hold.
pub fn hold(before: &[FuzzAct], damages: &[Damage], after: &[FuzzAct]) {
    let mut bench = FuzzBench::new();
    let is_done = |act: &&FuzzAct| **act != FuzzAct::Restart;
    before.iter().filter(is_done).for_each(|act| bench.act(*act));
    bench.settle();
    bench.restart_damaged(damages);
    after.iter().filter(is_done).for_each(|act| bench.act(*act));
    bench.settle();
    bench.stop();
}

/// What is left in some bytes, eight for each, at the most so many.
fn eights<T: From<[u8; LENGTH]>>(bytes: &mut Unstructured<'_>, most: usize) -> Vec<T> {
    let whole = bytes.len().div_ceil(LENGTH).min(most);
    (0..whole).map_while(|_| bytes.arbitrary().ok()).map(|eight: [u8; LENGTH]| T::from(eight)).collect()
}
