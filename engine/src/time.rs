//! Time as the engine knows it: whole milliseconds of the run, handed in with every input.
//!
//! There is one clock, and it belongs to the runner. The engine stores instants and compares them; it never
//! asks for the time.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// A point in time, in milliseconds since the run began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Instant(pub u64);

/// A point in time from which something is counted: it matters after it has passed, too.
///
/// It is hashed as a signed number of 128 bits, and nothing else is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Beginning(pub Instant);

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Millis(pub u64);

impl Instant {
    /// The first moment of a run.
    pub const START: Self = Self(0);

    /// The moment that never comes.
    pub const NEVER: Self = Self(u64::MAX);

    /// The time that has passed since `earlier`; zero if `earlier` lies ahead.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }
}

/// A moment is hashed as a signed number of 64 bits, and nothing else is: so a hasher can tell moments from lengths.
impl Hash for Instant {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_i64(self.0.cast_signed());
    }
}

impl Hash for Beginning {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_i128(self.0.0.into());
    }
}

impl Millis {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A length of `seconds`.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1_000))
    }

    /// Whole seconds, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1_000
    }
}

impl Add<Millis> for Instant {
    type Output = Self;

    fn add(self, length: Millis) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl Add for Millis {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Millis {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// The units that a length of time is written with, the largest first, and how many milliseconds each has.
pub const UNITS: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// Each unit once, those left out of which there are none: `250ms`, `4m30s`, `2h`, `1d12h`.
impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ZERO {
            return f.write_str("0s");
        }
        let mut rest = self.0;
        for (unit, millis) in UNITS {
            if rest >= millis {
                write!(f, "{}{unit}", rest / millis)?;
                rest %= millis;
            }
        }
        Ok(())
    }
}
