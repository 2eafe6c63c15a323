//! Cartridges: what is in the plastic.

use std::sync::Arc;

use rsmlab_engine::port::hardware::{Label, SideNumber};
use serde::{Deserialize, Serialize};

use super::barcode::Sticker;

/// A cartridge of the simulation, by its place in the list it was built from. It never changes and never goes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CartridgeId(pub u32);

impl CartridgeId {
    /// The place in the list of cartridges.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A cartridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cartridge {
    /// What people call it.
    pub name: Arc<str>,
    /// What it is for.
    pub kind: Kind,
    /// Code of its media type; cleaners fit every drive.
    pub media_type: u32,
    /// What is stuck on its edge.
    pub sticker: Sticker,
    /// What is written on its sides, the first side first.
    pub sides: Vec<Recording>,
}

/// What a cartridge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It holds data.
    Data,
    /// It cleans drives.
    Cleaner {
        /// Cleanings until it is used up.
        cleans_left: u32,
    },
}

/// What is written on a side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Recording {
    /// This label, or none.
    Label(Label),
    /// Something the head cannot make out.
    Unreadable,
}

impl Cartridge {
    /// What a drive reads on a side; nothing on a cleaner, on a damaged side and on a side that is not there.
    #[must_use]
    pub fn label(&self, side: SideNumber) -> Option<&Label> {
        match (self.kind, self.sides.get(usize::from(side).checked_sub(1)?)?) {
            (Kind::Data, Recording::Label(label)) => Some(label),
            (Kind::Data, Recording::Unreadable) | (Kind::Cleaner { .. }, _) => None,
        }
    }

    /// Whether a drive for this media type takes it.
    #[must_use]
    pub fn fits(&self, media_type: u32) -> bool {
        matches!(self.kind, Kind::Cleaner { .. }) || self.media_type == media_type
    }
}
