//! A mount, and how far it is.

use std::sync::Arc;

use crate::id::{DriveRef, Guid, LibraryRef, MediumRef, SideRef};
use crate::refusal::Refusal;

phases! {
    /// How far a mount is.
    Phase {
        /// Not started.
        Queued = "queued",
        /// The medium is carried to the drive.
        Fetching = "fetching",
        /// The drive loads it.
        Loading = "loading",
        /// Its label is read.
        Checking = "checking",
        /// It is the wrong one: the drive unloads it.
        Rejecting = "rejecting",
        /// It is the wrong one: it is carried back.
        Shelving = "shelving",
    }
}

/// A medium on its way into a drive.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mount {
    /// The medium.
    pub medium: MediumRef,
    /// The side that should face the head.
    pub side: SideRef,
    /// The library it should be mounted in; an offline medium has to be brought there.
    pub library: LibraryRef,
    /// Whether people are asked for the medium when it is offline.
    pub asks: bool,
    /// Whether it waits for a medium or a drive that is taken. Each does once it has been looked at, and has found both free.
    pub is_patient: bool,
    /// The drive the caller wants.
    pub wanted: Option<DriveRef>,
    /// The requests of all media of its call, its own among them; none if it is the only one.
    pub beside: Arc<[Guid]>,
    /// The drive it has got.
    pub drive: Option<DriveRef>,
    /// How far it is.
    pub phase: Phase,
    /// Why it is being put back.
    pub rejected: Option<&'static Refusal>,
}

impl Mount {
    /// Whether its call is about no other medium.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.beside.is_empty()
    }
}
