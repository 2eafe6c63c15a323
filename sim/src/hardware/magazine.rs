//! Magazines: rows of slots that are carried in and out together.

use rsmlab_engine::port::hardware::Failure;

use crate::fault::FaultId;

/// A magazine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Magazine {
    /// Whether a person has pushed it in.
    pub present: bool,
    /// The fault that keeps it from making contact although it is in.
    pub missing: Option<FaultId>,
}

impl Magazine {
    /// What keeps the library from seeing it, and its transports from its slots.
    #[must_use]
    pub const fn obstacle(&self) -> Option<Failure> {
        match (self.present, self.missing) {
            (false, _) => Some(Failure::MagazineNotPresent),
            (true, Some(_)) => Some(Failure::MagazineNotAccessible),
            (true, None) => None,
        }
    }
}
