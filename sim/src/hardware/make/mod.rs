//! The make of a library: what its builder fixed and no scenario changes. How its elements are numbered, which way they
//! can be moved, what its driver says it can do, and how far things stand from each other.

pub mod address;
pub mod feature;
pub mod layout;
pub mod matrix;

use rsmlab_engine::port::hardware::Element;

pub use self::address::{Addresses, Clash, Counts};
pub use self::feature::{Effect, Feature, Features};
pub use self::layout::{DriveColumn, Layout, Stand};
pub use self::matrix::Matrix;

/// A kind of element, in the order of the element type codes of SCSI media changers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementType {
    /// Medium transports.
    Transport,
    /// Storage slots.
    Slot,
    /// Cells of IE ports.
    Port,
    /// Drives.
    Drive,
}

impl ElementType {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Transport, Self::Slot, Self::Port, Self::Drive];

    /// The kind of an element.
    #[must_use]
    pub const fn of(element: Element) -> Self {
        match element {
            Element::Transport(_) => Self::Transport,
            Element::Slot(_) => Self::Slot,
            Element::Port(..) => Self::Port,
            Element::Drive(_) => Self::Drive,
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Slot => "slot",
            Self::Port => "port",
            Self::Drive => "drive",
        }
    }

    /// The bit that stands for it in the matrices of `GET_CHANGER_PARAMETERS`.
    #[must_use]
    pub const fn bit(self) -> u8 {
        match self {
            Self::Transport => 1,
            Self::Slot => 2,
            Self::Port => 4,
            Self::Drive => 8,
        }
    }

    /// Where it stands among [`ElementType::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Transport => 0,
            Self::Slot => 1,
            Self::Port => 2,
            Self::Drive => 3,
        }
    }
}

/// A make of library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Make {
    /// Who it says it is.
    pub inquiry: Inquiry,
    /// How its elements are numbered.
    pub addresses: Addresses,
    /// What its driver says it can do.
    pub features: Features,
    /// Where its transports carry cartridges from, and where to.
    pub moves: Matrix,
    /// Between what they exchange two cartridges in one command.
    pub exchanges: Matrix,
    /// Where everything stands.
    pub layout: Layout,
}

/// Who a device says it is: the texts of the SCSI INQUIRY data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// Its vendor; 8 printable ASCII characters at most.
    pub vendor: String,
    /// The product; 16 at most.
    pub product: String,
    /// The revision of its firmware; 4 at most.
    pub revision: String,
}

impl Default for Inquiry {
    /// That of libraries without a declared make.
    fn default() -> Self {
        Self { vendor: "RSMLAB".to_owned(), product: "LIBRARY".to_owned(), revision: "1".to_owned() }
    }
}

impl Make {
    /// The make of a library without a declared one: its elements are numbered in a row, everything can be moved
    /// everywhere, nothing is far from anything, and its driver makes no promises.
    #[must_use]
    pub fn plain(counts: Counts) -> Self {
        Self {
            inquiry: Inquiry::default(),
            addresses: Addresses::in_a_row(counts),
            features: Features::NONE,
            moves: Matrix::ALL,
            exchanges: Matrix::NONE,
            layout: Layout::default(),
        }
    }
}
