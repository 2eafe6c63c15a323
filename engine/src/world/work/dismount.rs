//! A dismount, and how far it is.

use crate::id::{Guid, MediumRef};
use crate::record::state::ObjectKind;

phases! {
    /// How far a dismount is.
    Phase {
        /// Not started.
        Queued = "queued",
        /// The drive unloads the medium.
        Unloading = "unloading",
        /// The medium is carried to its slot.
        Shelving = "shelving",
        /// The medium is exchanged for the one that is to be mounted next.
        Exchanging = "exchanging",
    }
}

/// A medium on its way out of a drive.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dismount {
    /// The medium.
    pub medium: MediumRef,
    /// Whether it stays in the drive until the drive is needed.
    pub deferred: bool,
    /// The id that the caller named, and its kind: the completion announces it.
    pub named: Guid,
    /// The kind of that id.
    pub named_kind: ObjectKind,
    /// The medium that a mount wants in the drive next.
    pub next: Option<MediumRef>,
    /// How far it is.
    pub phase: Phase,
}

impl Dismount {
    /// The cartridge that comes in its place.
    #[must_use]
    pub fn exchanged_for(&self) -> Option<MediumRef> {
        self.next.filter(|_| self.phase == Phase::Exchanging)
    }
}
