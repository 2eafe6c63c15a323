//! The command descriptor block: what an initiator asks for, in 6 to 16 bytes.

/// A command descriptor block, filled up with zeroes. Numbers in it are big-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cdb {
    bytes: [u8; Self::LONGEST],
}

impl Cdb {
    /// The most bytes that a block has here.
    pub const LONGEST: usize = 16;

    /// The block of these bytes. What goes beyond the longest block is not looked at.
    #[must_use]
    pub fn new(given: &[u8]) -> Self {
        let mut bytes = [0; Self::LONGEST];
        let length = given.len().min(Self::LONGEST);
        bytes[..length].copy_from_slice(&given[..length]);
        Self { bytes }
    }

    /// The operation code.
    #[must_use]
    pub const fn operation(&self) -> u8 {
        self.bytes[0]
    }

    /// The bytes that count: as many as the group of the operation code says (SPC-4, 4.2.5.1).
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        let length = match self.bytes[0] >> 5 {
            0 => 6,
            1 | 2 => 10,
            5 => 12,
            _ => Self::LONGEST,
        };
        &self.bytes[..length]
    }

    /// The byte at `at`; zero beyond the block.
    #[must_use]
    pub fn u8(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// Whether any of these bits is set in the byte at `at`.
    #[must_use]
    pub fn has(&self, at: usize, bits: u8) -> bool {
        self.u8(at) & bits != 0
    }

    /// Two bytes from `at`.
    #[must_use]
    pub fn u16(&self, at: usize) -> u16 {
        u16::from_be_bytes([self.u8(at), self.u8(at + 1)])
    }

    /// Three bytes from `at`.
    #[must_use]
    pub fn u24(&self, at: usize) -> u32 {
        u32::from_be_bytes([0, self.u8(at), self.u8(at + 1), self.u8(at + 2)])
    }

    /// Three bytes from `at`, as a number with a sign.
    #[must_use]
    pub fn i24(&self, at: usize) -> i32 {
        (self.u24(at) << 8).cast_signed() >> 8
    }

    /// Four bytes from `at`.
    #[must_use]
    pub fn u32(&self, at: usize) -> u32 {
        u32::from(self.u16(at)) << 16 | u32::from(self.u16(at + 2))
    }

    /// Eight bytes from `at`.
    #[must_use]
    pub fn u64(&self, at: usize) -> u64 {
        u64::from(self.u32(at)) << 32 | u64::from(self.u32(at + 4))
    }
}
