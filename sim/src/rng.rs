//! Randomness as named streams: each purpose draws from its own, so a new purpose never shifts an old one.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

use crate::hash::StableHash;

/// The seed of a run. Everything random is drawn from a stream of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// The stream of this name, such as `L1/drive/2/load`. Same seed and name, same numbers, whatever else is drawn.
    #[must_use]
    pub fn stream(self, name: &str) -> Stream {
        let mut key = [0; 32];
        let parts = [self.0, StableHash::of(name.as_bytes()), name.len() as u64, StableHash::of(name.as_bytes()) ^ self.0.rotate_left(32)];
        for (place, part) in key.chunks_exact_mut(8).zip(parts) {
            place.copy_from_slice(&part.to_le_bytes());
        }
        Stream { numbers: ChaCha8Rng::from_seed(key) }
    }
}

/// A stream of random numbers for one purpose.
///
/// The sampling is our own: what a library makes of the same raw numbers may differ from release to release, and a
/// seed must generate the same plan for ever.
#[derive(Clone, Debug)]
pub struct Stream {
    numbers: ChaCha8Rng,
}

impl Stream {
    /// A number below `bound`, each equally likely; 0 if the bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        // Raw numbers from the last, incomplete round of `bound` would favour small results, so they are drawn again.
        let reach = u64::MAX - (u64::MAX % bound + 1) % bound;
        loop {
            let raw = self.numbers.next_u64();
            if raw <= reach {
                return raw % bound;
            }
        }
    }

    /// A number from `low` to `high`, both included; `low` if they are the wrong way round.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        match high.saturating_sub(low).checked_add(1) {
            Some(width) => low + self.below(width),
            None => self.numbers.next_u64(),
        }
    }

    /// Whether something happens that happens `hits` times in `tries`.
    pub fn chance(&mut self, hits: u64, tries: u64) -> bool {
        self.below(tries) < hits
    }

    /// One of these; none if there are none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(usize::try_from(self.below(choices.len() as u64)).ok()?)
    }

    /// Brings these into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            if let Ok(other) = usize::try_from(self.below(last as u64 + 1)) {
                items.swap(last, other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_seed_and_name_only() {
        let draw = |seed: u64, name: &str| {
            let mut stream = Seed(seed).stream(name);
            [stream.below(1 << 40), stream.below(1 << 40)]
        };
        assert_eq!(draw(1, "L1/drive/2/load"), draw(1, "L1/drive/2/load"));
        assert_ne!(draw(1, "L1/drive/2/load"), draw(2, "L1/drive/2/load"));
        assert_ne!(draw(1, "L1/drive/2/load"), draw(1, "L1/drive/2/unload"));
    }

    #[test]
    fn numbers_stay_in_their_bounds_and_reach_them() {
        let mut stream = Seed(7).stream("bounds");
        let mut seen = [0; 4];
        for _ in 0..400 {
            seen[usize::try_from(stream.between(3, 6)).unwrap() - 3] += 1;
        }
        assert!(seen.iter().all(|count| (60..140).contains(count)), "{seen:?}");
        assert_eq!(stream.below(0), 0);
        assert_eq!(stream.below(1), 0);
        assert_eq!(stream.between(9, 2), 9);
        assert!(!stream.chance(0, 10) && stream.chance(10, 10));
    }

    #[test]
    fn the_whole_range_can_be_drawn() {
        let mut stream = Seed(7).stream("whole");
        assert_ne!(stream.between(0, u64::MAX), stream.between(0, u64::MAX));
        assert!(stream.below(u64::MAX) < u64::MAX);
    }

    #[test]
    fn shuffling_keeps_every_item() {
        let mut items: Vec<u32> = (0..50).collect();
        Seed(3).stream("shuffle").shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
        assert_eq!(Seed(3).stream("pick").pick::<u32>(&[]), None);
    }
}
