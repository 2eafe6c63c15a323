//! Serial numbers that wrap around: CmdSN and StatSN are compared as RFC 1982 says, with 32 bits (RFC 7143, 4.2.2.1).

use std::fmt;

/// A sequence number that wraps around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Serial(pub u32);

impl Serial {
    /// The number that follows.
    #[must_use]
    pub const fn next(self) -> Self {
        self.plus(1)
    }

    /// The number `count` further on.
    #[must_use]
    pub const fn plus(self, count: u32) -> Self {
        Self(self.0.wrapping_add(count))
    }

    /// How far this number is beyond another; negative before it.
    ///
    /// ```
    /// use rsmlab_front::iscsi::serial::Serial;
    ///
    /// assert_eq!(Serial(1).beyond(Serial(u32::MAX)), 2);
    /// assert_eq!(Serial(u32::MAX).beyond(Serial(1)), -2);
    /// ```
    #[must_use]
    pub const fn beyond(self, other: Self) -> i32 {
        self.0.wrapping_sub(other.0).cast_signed()
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
