//! What goes on, of one sort, and the hash of it: a situation is met after nearly every event, and little is different from the one before.

use std::collections::BTreeMap;

/// Things that go on, and the sum of the hashes of what they are. A sum, because the order does not matter.
#[derive(Clone, Debug)]
pub(super) struct Ongoing<K, T> {
    each: BTreeMap<K, (T, u64)>,
    sum: u64,
}

/// The sum of hashes.
pub(super) fn sum(hashes: impl Iterator<Item = u64>) -> u64 {
    hashes.fold(0, u64::wrapping_add)
}

impl<K, T> Default for Ongoing<K, T> {
    fn default() -> Self {
        Self { each: BTreeMap::new(), sum: 0 }
    }
}

impl<K: Ord, T> Ongoing<K, T> {
    /// Something begins, or goes on as something else.
    pub fn begin(&mut self, key: K, what: T, hash: u64) {
        self.sum = self.sum.wrapping_add(hash);
        if let Some((_, before)) = self.each.insert(key, (what, hash)) {
            self.sum = self.sum.wrapping_sub(before);
        }
    }

    /// Something is over.
    pub fn end(&mut self, key: &K) {
        if let Some((_, hash)) = self.each.remove(key) {
            self.sum = self.sum.wrapping_sub(hash);
        }
    }

    /// Everything that goes on.
    pub fn each(&self) -> impl Iterator<Item = &T> {
        self.each.values().map(|(what, _)| what)
    }

    /// The same number whenever the same goes on.
    pub const fn hash(&self) -> u64 {
        self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_what_goes_on_and_of_nothing_that_is_over() {
        let mut ongoing = Ongoing::default();
        for step in 0..1_000_u64 {
            let (key, hash) = (step * step % 7, step.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            if step % 3 == 0 {
                ongoing.end(&key)
            } else {
                ongoing.begin(key, hash, hash)
            }
            assert_eq!(ongoing.hash(), sum(ongoing.each().copied()));
        }
    }
}
