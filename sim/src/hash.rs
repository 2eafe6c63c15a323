//! The stable hash: 64 bits that mean the same on every machine, in every build, for ever.

/// A running hash over bytes, eight at a time, each folded in by a 64 by 64 to 128 bit multiplication.
///
/// The standard library's hasher promises nothing across releases, so the trace has its own. It resists accidents,
/// not attackers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StableHash(u64);

/// Start value and multiplier: the fractional digits of the golden ratio and of the square root of 3, made odd.
const START: u64 = 0x9E37_79B9_7F4A_7C15;
const MULTIPLIER: u64 = 0xBB67_AE85_84CA_A73B;

impl StableHash {
    /// The hash of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self(START)
    }

    /// Takes in one record. Its length goes in too, so that where one record ends and the next begins matters.
    pub fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.fold(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.fold(u64::from_le_bytes(last));
        self.fold(bytes.len() as u64);
    }

    /// The hash so far.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.0
    }

    /// The hash of one piece of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> u64 {
        let mut hash = Self::new();
        hash.write(bytes);
        hash.value()
    }

    /// Takes in one number.
    pub fn fold(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(MULTIPLIER);
        let [low, high] = [product as u64, (product >> 64) as u64];
        // The rotation keeps a product of zero from ending in a state that swallows what follows.
        self.0 = (low ^ high).wrapping_add(word.rotate_left(32)) ^ START;
    }
}

impl Default for StableHash {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_never_change() {
        assert_eq!(StableHash::of(b""), 0x3728_1569_A7E2_0F7F);
        assert_eq!(StableHash::of(b"cleaner cartridge"), 0x2AD3_3695_1D3D_E475);
    }

    #[test]
    fn borders_between_records_count() {
        let (mut joined, mut split) = (StableHash::new(), StableHash::new());
        joined.write(b"ab");
        split.write(b"a");
        split.write(b"b");
        assert_ne!(joined, split);
        assert_ne!(StableHash::of(b"a"), StableHash::of(b"a\0"));
    }

    #[test]
    fn one_bit_changes_about_half_of_all_bits() {
        let base = StableHash::of(&[0; 32]);
        let flipped: u32 = (0..256)
            .map(|bit| {
                let mut bytes = [0u8; 32];
                bytes[bit / 8] ^= 1 << (bit % 8);
                (StableHash::of(&bytes) ^ base).count_ones()
            })
            .sum();
        assert!((28 * 256..36 * 256).contains(&flipped), "{flipped} of {} bits flipped", 64 * 256);
    }
}
