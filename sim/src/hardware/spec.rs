//! What hardware is built from: plain descriptions that scenarios and generators fill in alike.

use std::fmt;
use std::sync::Arc;

use rsmlab_engine::port::hardware::{Element, LibraryAddress, Reach, SideNumber};
use rsmlab_engine::time::Millis;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::barcode::Sticker;
use super::cartridge::{CartridgePurpose, Recording};
use super::door::Stops;
use super::make::{Counts, Make};
use super::port::Opens;
use crate::timing::Timing;

/// A place where a cartridge can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Spot {
    /// Outside, on a shelf, in a hand.
    Shelf,
    /// Dropped, on the floor of a library.
    Floor(LibraryAddress),
    /// In an element of a library.
    In(LibraryAddress, Element),
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shelf => f.write_str("the shelf"),
            Self::Floor(library) => write!(f, "the floor of library {}", library.0),
            Self::In(library, element) => write!(f, "{element} of library {}", library.0),
        }
    }
}

/// What a library is made of, and how it stands when the simulation begins.
///
/// Its address is its place in the list it is given in, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibrarySpec {
    /// What people call it.
    pub name: Arc<str>,
    /// Transports; 0 makes it a stand-alone drive.
    pub transports: u16,
    /// Slots, those of magazines included.
    pub slots: u16,
    /// Drives.
    pub drives: u16,
    /// IE ports.
    pub ports: Vec<PortSpec>,
    /// Doors.
    pub doors: Vec<DoorSpec>,
    /// Magazines.
    pub magazines: Vec<MagazineSpec>,
    /// Whether a bar-code reader is built in.
    pub bar_code_reader: bool,
    /// Whether it has a keypad that software can lock.
    pub keypad: bool,
    /// Code of the media type its drives take.
    pub media_type: u32,
    /// The drives that take another, each with the code of that.
    pub other_types: Vec<(u16, u32)>,
    /// Sides of such a medium.
    pub sides: SideNumber,
    /// Whether the computer sees it.
    pub connected: bool,
    /// Whether its drives draw in what is put into them from the beginning.
    pub draws_in: bool,
    /// When its drives want to be cleaned; never, as far as use goes, when absent.
    pub wear: Option<Wear>,
    /// How long things take.
    pub timing: Timing,
    /// What its builder fixed.
    pub make: Make,
}

/// When a drive wants to be cleaned: after so many mounts or so long at work, whichever comes first. After twice as much
/// it loads nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wear {
    /// Mounts.
    pub mounts: u32,
    /// Time with a cartridge loaded.
    pub time: Millis,
}

impl Wear {
    /// "cleaning every ~123 mounts" (SL8500 DES, median).
    pub const MOUNTS: u32 = 123;
    /// "or ~39 h" (SL8500 DES, median).
    pub const TIME: Millis = Millis(39 * 3_600_000);
}

impl Default for Wear {
    fn default() -> Self {
        Self { mounts: Self::MOUNTS, time: Self::TIME }
    }
}

/// An IE port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortSpec {
    /// Cartridges it can hold.
    pub cells: u16,
    /// What moves it.
    pub opens: Opens,
    /// Whether it has a lock that software works.
    pub lockable: bool,
    /// Whether that lock is closed.
    pub locked: bool,
    /// Whether nothing moves as long as it stands out.
    pub stops_motion: bool,
}

/// A door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorSpec {
    /// Whether it has a lock that software works.
    pub lockable: bool,
    /// Whether that lock is closed.
    pub locked: bool,
    /// What a person reaches when it is open.
    pub reach: Reach,
    /// What stands still as long as it is open.
    pub stops: Stops,
}

/// A magazine: a row of slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MagazineSpec {
    /// Its first slot.
    pub first: u16,
    /// Its last slot.
    pub last: u16,
    /// The port that is a part of it, counted from 1.
    pub port: Option<u16>,
    /// Whether it is in.
    pub present: bool,
}

/// A cartridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartridgeSpec {
    /// What people call it.
    pub name: Arc<str>,
    /// What it is for.
    pub kind: CartridgePurpose,
    /// Code of its media type.
    pub media_type: u32,
    /// What is stuck on its edge.
    pub sticker: Sticker,
    /// What is written on its sides.
    pub sides: Vec<Recording>,
    /// Where it is.
    pub at: Spot,
}

impl LibrarySpec {
    /// Code of the media type that a drive takes.
    #[must_use]
    pub fn type_of_drive(&self, number: u16) -> u32 {
        self.other_types.iter().find(|(other, _)| *other == number).map_or(self.media_type, |(_, code)| *code)
    }

    /// A library of this name with one transport, a bar-code reader and default times, that takes media of this type.
    #[must_use]
    pub fn new(name: &str, slots: u16, drives: u16, media_type: u32) -> Self {
        Self {
            name: name.into(),
            transports: 1,
            slots,
            drives,
            ports: Vec::new(),
            doors: Vec::new(),
            magazines: Vec::new(),
            bar_code_reader: true,
            keypad: false,
            media_type,
            other_types: Vec::new(),
            sides: 1,
            connected: true,
            draws_in: false,
            wear: None,
            timing: Timing::default(),
            make: Make::plain(Counts { transports: 1, slots, cells: 0, drives }),
        }
    }
}

/// A description that no hardware can answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SpecError {
    /// The place of a cartridge does not exist.
    #[error("cartridge {cartridge} cannot be in {at}: there is no such place")]
    NoSuchPlace {
        /// Name of the cartridge.
        cartridge: Arc<str>,
        /// Where it should be.
        at: Spot,
    },
    /// Two cartridges in one place.
    #[error("cartridges {first} and {second} cannot both be in {at}: it holds one")]
    Taken {
        /// Name of the cartridge that is there.
        first: Arc<str>,
        /// Name of the other one.
        second: Arc<str>,
        /// Where.
        at: Spot,
    },
    /// A magazine reaches beyond the slots or over another magazine.
    #[error(
        "magazine {number} of {library} cannot hold slots {first} to {last}: slots are counted from 1 to {slots}, each is in one magazine"
    )]
    MagazineMisplaced {
        /// Name of the library.
        library: Arc<str>,
        /// Number of the magazine.
        number: u16,
        /// Its first slot.
        first: u16,
        /// Its last slot.
        last: u16,
        /// Slots there are.
        slots: u16,
    },
    /// More libraries than addresses.
    #[error("{0} libraries are more than can be attached; at most 65535 can")]
    TooManyLibraries(usize),
}
