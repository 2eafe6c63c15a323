//! The canonical hash of a situation: the same for two situations that go on alike, whatever the ids and the time.
//!
//! What is hashed says for itself what it is ([`Engine::situation`]): of a number that was given out in a run only matters
//! where the same one stands again; of a moment only how far away it is, and of one that has passed nothing at all, unless
//! something is counted from it.
//!
//! [`Engine::situation`]: rsmlab_engine::engine::Engine::situation

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rsmlab_engine::time::Instant;

use rsmlab_sim::hash::StableHash;

/// What is hashed instead of a moment that has passed.
const PAST: u64 = u64::MAX;
/// What is hashed instead of the moment that never comes.
const NEVER: u64 = u64::MAX - 1;

/// A hasher of situations at a moment.
pub(super) struct Canonical {
    hash: StableHash,
    now: Instant,
    /// What was given out and has come up, and as the how manieth.
    places: BTreeMap<u128, u64>,
}

impl Canonical {
    /// The canonical hash of a situation at this moment.
    pub fn of(situation: &impl Hash, now: Instant) -> u64 {
        let mut hasher = Self { hash: StableHash::new(), now, places: BTreeMap::new() };
        situation.hash(&mut hasher);
        hasher.finish()
    }
}

impl Hasher for Canonical {
    fn finish(&self) -> u64 {
        self.hash.value()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.hash.write(bytes);
    }

    fn write_u8(&mut self, number: u8) {
        self.hash.fold(number.into());
    }

    fn write_u16(&mut self, number: u16) {
        self.hash.fold(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.hash.fold(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.hash.fold(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.hash.fold(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.hash.fold(number as u64);
    }

    /// What was given out in a run. Nothing that nobody has named is nothing everywhere.
    fn write_u128(&mut self, number: u128) {
        let next = self.places.len() as u64 + 1;
        let place = if number == 0 { 0 } else { *self.places.entry(number).or_insert(next) };
        self.hash.fold(place);
    }

    /// A moment.
    fn write_i64(&mut self, moment: i64) {
        let moment = Instant(moment.cast_unsigned());
        self.hash.fold(match moment {
            Instant::NEVER => NEVER,
            _ if moment <= self.now => PAST,
            _ => moment.since(self.now).0,
        });
    }

    /// A moment from which something is counted.
    fn write_i128(&mut self, moment: i128) {
        self.hash.fold((moment - i128::from(self.now.0)) as u64);
    }
}

#[cfg(test)]
mod tests {
    use rsmlab_engine::id::{Guid, RequestRef, SlotRef};
    use rsmlab_engine::time::{Beginning, Millis};

    use super::*;
    use rsmlab_sim::fault::FaultId;

    fn of(situation: impl Hash) -> u64 {
        Canonical::of(&situation, Instant::START)
    }

    #[test]
    fn what_was_given_out_may_differ_and_other_numbers_not() {
        let [four, nine] = ["four", "nine"].map(Guid::from_name);
        assert_eq!(of((four, nine, four)), of((nine, four, nine)));
        assert_ne!(of((four, nine, four)), of((four, nine, nine)));
        assert_ne!(of(four), of(Guid::NIL));
        assert_eq!(of((RequestRef(1), FaultId(1))), of((RequestRef(1), FaultId(2))));
        assert_ne!(of((RequestRef(1), RequestRef(1))), of((RequestRef(1), FaultId(1))));
        assert_ne!(of(SlotRef(1)), of(SlotRef(2)));
        assert_ne!(of(1_u64), of(2_u64));
    }

    #[test]
    fn a_moment_counts_from_now_and_not_at_all_when_it_has_passed() {
        let of = |moment: u64, now: u64| Canonical::of(&Instant(moment), Instant(now));
        assert_eq!(of(1_500, 1_000), of(2_500, 2_000));
        assert_ne!(of(1_501, 1_000), of(2_500, 2_000));
        assert_eq!(of(10, 1_000), of(20, 1_000));
        assert_eq!(Canonical::of(&Instant::NEVER, Instant(5)), Canonical::of(&Instant::NEVER, Instant(6)));
        assert_ne!(Canonical::of(&Millis(10), Instant(1_000)), Canonical::of(&Millis(20), Instant(1_000)));
    }

    #[test]
    fn what_something_is_counted_from_matters_after_it_has_passed() {
        let of = |moment: u64, now: u64| Canonical::of(&Beginning(Instant(moment)), Instant(now));
        assert_ne!(of(10, 1_000), of(20, 1_000));
        assert_eq!(of(10, 1_000), of(20, 1_010));
    }
}
