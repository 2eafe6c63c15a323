//! Cartridges: what is in the plastic.

use std::sync::Arc;

use rsmlab_engine::port::hardware::{Label, SideNumber};
use rsmlab_engine::record::media_type::{Writability, writability};
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
    pub kind: CartridgePurpose,
    /// Code of its media type; cleaners fit every drive.
    pub media_type: u32,
    /// What is stuck on its edge.
    pub sticker: Sticker,
    /// What is written on its sides, the first side first.
    pub sides: Vec<Recording>,
}

/// What a cartridge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CartridgePurpose {
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
            (CartridgePurpose::Data, Recording::Label(label)) => Some(label),
            (CartridgePurpose::Data, Recording::Unreadable) | (CartridgePurpose::Cleaner { .. }, _) => None,
        }
    }

    /// Whether it can be written once: its media type says so, or, of a tape, the end of its bar code.
    #[must_use]
    pub fn is_written_once(&self) -> bool {
        let is_told =
            matches!(&self.sticker, Sticker::Text(tag) if tag.len() == 8 && WORM_IDENTIFIERS.iter().any(|end| tag.ends_with(end)));
        self.kind == CartridgePurpose::Data && (is_told || writability(self.media_type) == Writability::WriteOnce)
    }

    /// Whether a drive for this media type takes it.
    #[must_use]
    pub fn fits(&self, media_type: u32) -> bool {
        matches!(self.kind, CartridgePurpose::Cleaner { .. }) || self.media_type == media_type
    }
}

/// The endings of bar codes that mean a WORM cartridge: the media identifiers of LTO-3 to LTO-9, behind six characters.
const WORM_IDENTIFIERS: &[&str] = &["LT", "LU", "LV", "LW", "LX", "LY", "LZ"];
