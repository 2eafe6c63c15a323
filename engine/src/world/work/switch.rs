//! Something is put in or out of service.

use crate::id::{DriveRef, LibraryRef, MediumRef};

/// What can be switched (`enable-object.three-kinds`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SwitchTarget {
    /// A library with all that is in it.
    Library(LibraryRef),
    /// A drive.
    Drive(DriveRef),
    /// A cartridge with its sides.
    Medium(MediumRef),
}

/// Something to be put in or out of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Switch {
    /// What.
    pub target: SwitchTarget,
    /// In service, or out of it.
    pub on: bool,
}
