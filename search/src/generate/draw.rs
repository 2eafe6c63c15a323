//! Drawing: choices by weight, and numbers of the types that the model has.

use rsmlab_engine::time::Millis;
use rsmlab_sim::rng::Stream;

/// One of these, each as likely as its weight says. There is one at least.
pub(super) fn one_of<T: Clone>(stream: &mut Stream, choices: &[(T, u64)]) -> T {
    let mut left = stream.below(choices.iter().map(|(_, weight)| weight).sum());
    let drawn = choices.iter().find(|(_, weight)| {
        let is_it = left < *weight;
        left = left.saturating_sub(*weight);
        is_it
    });
    drawn.unwrap_or(&choices[0]).0.clone()
}

/// A number from the least to the most, both included.
pub(super) fn number<N: Copy + Into<u64> + TryFrom<u64>>(stream: &mut Stream, least: N, most: N) -> N {
    N::try_from(stream.between(least.into(), most.into())).unwrap_or(most)
}

/// A time of whole seconds, from the least to the most, both included.
pub(super) fn seconds(stream: &mut Stream, least: u64, most: u64) -> Millis {
    Millis::from_secs(stream.between(least, most))
}
