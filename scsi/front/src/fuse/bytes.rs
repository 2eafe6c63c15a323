//! Numbers in foreign bytes: read in order, and never beyond the end.
//!
//! The kernel and the programs of this machine write numbers in the machine's own byte order.

/// Bytes that are still to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// All of these bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next bytes, as many as the array has; none when fewer are left.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    /// The next `count` bytes; none when fewer are left.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// Passes over `count` bytes.
    pub fn skip(&mut self, count: usize) -> Option<()> {
        self.take(count).map(|_| ())
    }

    /// A byte.
    pub fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_ne_bytes)
    }

    /// Two bytes.
    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_ne_bytes)
    }

    /// Two bytes, with a sign.
    pub fn i16(&mut self) -> Option<i16> {
        self.array().map(i16::from_ne_bytes)
    }

    /// Four bytes.
    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_ne_bytes)
    }

    /// Four bytes, with a sign.
    pub fn i32(&mut self) -> Option<i32> {
        self.array().map(i32::from_ne_bytes)
    }

    /// Eight bytes.
    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_ne_bytes)
    }

    /// What is left.
    pub const fn rest(self) -> &'a [u8] {
        self.0
    }
}

/// Bytes in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct ByteWriter(Vec<u8>);

impl ByteWriter {
    /// Puts bytes behind what is there.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// Puts two bytes.
    #[must_use]
    pub fn u16(self, value: u16) -> Self {
        self.bytes(&value.to_ne_bytes())
    }

    /// Puts four bytes.
    #[must_use]
    pub fn u32(self, value: u32) -> Self {
        self.bytes(&value.to_ne_bytes())
    }

    /// Puts four bytes, with a sign.
    #[must_use]
    pub fn i32(self, value: i32) -> Self {
        self.bytes(&value.to_ne_bytes())
    }

    /// Puts eight bytes.
    #[must_use]
    pub fn u64(self, value: u64) -> Self {
        self.bytes(&value.to_ne_bytes())
    }

    /// Puts eight bytes, with a sign.
    #[must_use]
    pub fn i64(self, value: i64) -> Self {
        self.bytes(&value.to_ne_bytes())
    }

    /// Puts so many zeroes.
    #[must_use]
    pub fn zeroes(mut self, count: usize) -> Self {
        self.0.resize(self.0.len().saturating_add(count), 0);
        self
    }

    /// The bytes.
    #[must_use]
    pub fn done(self) -> Vec<u8> {
        self.0
    }
}
