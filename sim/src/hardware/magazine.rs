//! Magazines: rows of slots that are carried in and out together.

use crate::fault::FaultId;

/// A magazine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Magazine {
    /// Whether a person has pushed it in.
    pub present: bool,
    /// The fault that keeps it from making contact although it is in.
    pub missing: Option<FaultId>,
}

impl Magazine {
    /// Whether the library sees it, and its transports can reach its slots.
    #[must_use]
    pub const fn is_reachable(&self) -> bool {
        self.present && self.missing.is_none()
    }
}
