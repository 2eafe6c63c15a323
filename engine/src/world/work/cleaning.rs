//! The cleaning of a drive, and how far it is.

use crate::id::{DriveRef, MediumRef};
use crate::port::hardware::Failure;

phases! {
    /// How far a cleaning is.
    Phase {
        /// Not started.
        Queued = "queued",
        /// The cleaner is carried to the drive.
        Fetching = "fetching",
        /// The drive is being cleaned.
        Cleaning = "cleaning",
        /// The cleaner is carried back.
        Returning = "returning",
    }
}

/// A drive that is to be cleaned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cleaning {
    /// The drive.
    pub drive: DriveRef,
    /// The cleaner, while it is at work here.
    pub cleaner: Option<MediumRef>,
    /// The failure of the cleaning itself, while the cleaner is carried back.
    pub failure: Option<Failure>,
    /// How far it is.
    pub phase: Phase,
}
