//! The nexus: one initiator, as a target knows it.

use std::fmt;

/// The link between one initiator and the target (an I_T nexus of SAM-5). Numbers are given in the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nexus(pub u32);

impl fmt::Display for Nexus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nexus.{}", self.0)
    }
}

/// A command that was not answered at once. Numbers are given in the order in which the commands came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u64);
