//! Storage slots.

use super::cartridge::CartridgeId;
use crate::fault::FaultId;

/// A storage slot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    /// What is in it. A magazine that is out keeps the content of its slots.
    pub content: Option<CartridgeId>,
    /// The magazine it belongs to, from 1; none for a fixed slot.
    pub magazine: Option<u16>,
    /// The fault because of which it is not installed.
    pub missing: Option<FaultId>,
}
