//! The cleaner slot is set aside, or given back.

use crate::id::{LibraryRef, SlotRef};

/// A slot to be set aside for the cleaner, or none to give the present one back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CleanerSlot {
    /// The library.
    pub library: LibraryRef,
    /// The slot.
    pub slot: Option<SlotRef>,
}
