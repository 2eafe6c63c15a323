//! Counting what is distinct, in little room, so that counts of many machines can be joined.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// How many of the smallest hashes are kept: enough for an error of about two in a hundred.
const KEPT: usize = 2_048;

/// How many distinct things were seen, by the smallest of their hashes.
///
/// Up to `KEPT` of them are counted exactly. Beyond that their number follows from how close together the smallest
/// hashes lie. Joining two counts forgets nothing: the smallest of both are the smallest of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Distinct {
    #[serde(with = "digits")]
    smallest: BTreeSet<u64>,
}

/// Hashes as hexadecimal digits: they are larger than the numbers that every reader of JSON can hold.
mod digits {
    use std::collections::BTreeSet;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(hashes: &BTreeSet<u64>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(hashes.iter().map(|hash| format!("{hash:016x}")))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<u64>, D::Error> {
        let hash = |digits: String| u64::from_str_radix(&digits, 16).map_err(|_| D::Error::custom(format!("`{digits}` is no hash")));
        Vec::<String>::deserialize(deserializer)?.into_iter().map(hash).collect()
    }
}

impl Distinct {
    /// Something with this hash was seen.
    pub fn see(&mut self, hash: u64) {
        if self.smallest.len() < KEPT || self.smallest.last().is_some_and(|largest| hash < *largest) {
            self.smallest.insert(hash);
        }
        if self.smallest.len() > KEPT {
            self.smallest.pop_last();
        }
    }

    /// Everything that was seen elsewhere was seen.
    pub fn join(&mut self, other: &Self) {
        other.smallest.iter().for_each(|hash| self.see(*hash));
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        match self.smallest.last() {
            Some(largest) if self.smallest.len() == KEPT => {
                let estimate = (KEPT as u128 - 1) * u128::from(u64::MAX) / u128::from(*largest).max(1);
                u64::try_from(estimate).unwrap_or(u64::MAX)
            }
            Some(_) | None => self.smallest.len() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use rsmlab_sim::hash::StableHash;

    use super::*;

    fn of(numbers: std::ops::Range<u64>) -> Distinct {
        let mut distinct = Distinct::default();
        numbers.for_each(|number| distinct.see(StableHash::of(&number.to_le_bytes())));
        distinct
    }

    #[test]
    fn few_are_counted_exactly_and_many_nearly() {
        assert_eq!(of(0..1_000).count(), 1_000);
        let many = of(0..200_000).count();
        assert!((190_000..210_000).contains(&many), "{many}");
    }

    #[test]
    fn what_is_joined_is_what_was_seen_together() {
        let (mut first, second) = (of(0..60_000), of(40_000..100_000));
        first.join(&second);
        assert_eq!(first, of(0..100_000));
    }
}
