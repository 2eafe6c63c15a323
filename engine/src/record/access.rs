//! Rights: USE, MODIFY and CONTROL on the computer, on libraries and on media pools.

use std::fmt;
use std::ops::BitOr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A set of rights (`NtmsAccessMask`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Rights(pub u8);

impl Rights {
    /// No right.
    pub const NONE: Self = Self(0);
    /// `NTMS_USE_ACCESS`
    pub const USE: Self = Self(1);
    /// `NTMS_MODIFY_ACCESS`
    pub const MODIFY: Self = Self(2);
    /// `NTMS_CONTROL_ACCESS`; the header's number, see the contradiction list of `types.toml`.
    pub const CONTROL: Self = Self(4);
    /// `NTMS_GENERIC_ALL`
    pub const ALL: Self = Self(7);

    /// Whether every right of `wanted` is in this set.
    #[must_use]
    pub const fn includes(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }
}

impl BitOr for Rights {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [(Self::USE, "use"), (Self::MODIFY, "modify"), (Self::CONTROL, "control")];
        let mut separator = "";
        for (right, name) in names {
            if self.includes(right) {
                write!(f, "{separator}{name}")?;
                separator = "+";
            }
        }
        if separator.is_empty() { f.write_str("none") } else { Ok(()) }
    }
}

/// Who may do what with an object. Users who are not listed may do nothing; administrators are never asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessList {
    /// The grants, one for each user.
    pub grants: Vec<(Arc<str>, Rights)>,
}

impl AccessList {
    /// The rights of one user.
    #[must_use]
    pub fn rights_of(&self, user: &str) -> Rights {
        self.grants.iter().find(|(name, _)| **name == *user).map_or(Rights::NONE, |(_, rights)| *rights)
    }
}
