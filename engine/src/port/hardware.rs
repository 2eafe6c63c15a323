//! The hardware port: commands to a library, their completions, and its events.
//!
//! The words are those of the medium-changer class: elements, moves, access (lock, unlock, extend, retract), element
//! status. Every command gets one completion, in any order and as late as it likes. An element is named by its kind
//! and its ordinal in the library, counted from 1 as the documented `Number` members do.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use super::failure::{Blame, Failure};
pub use super::sense::{DriveAlert, Problem, SenseCode};
use crate::documented::documented_enum;
use crate::ended::Ended;
use crate::id::CommandId;

/// Where a library is attached. Stable for a library over its whole life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct LibraryAddress(pub u16);

/// A place in a library that can hold a cartridge, or a part of it that can be locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Element {
    /// A medium transport (robot), by number.
    Transport(u16),
    /// A storage slot, by number.
    Slot(u16),
    /// A cell of an IE port: number of the port, number of the cell in it.
    Port(u16, u16),
    /// A drive, by number.
    Drive(u16),
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(number) => write!(f, "transport.{number}"),
            Self::Slot(number) => write!(f, "slot.{number}"),
            Self::Port(number, cell) => write!(f, "port.{number}.{cell}"),
            Self::Drive(number) => write!(f, "drive.{number}"),
        }
    }
}

/// A part whose access can be set: an IE port or a door, by number, or the keypad of the front panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// An IE port.
    Port(u16),
    /// A door.
    Door(u16),
    /// The keypad with which people take the library away from the computer. It is locked and unlocked, nothing else.
    Keypad,
}

/// What to do with a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Keep people out.
    Lock,
    /// Let people in.
    Unlock,
    /// Push a port out. A port that is opened by hand stays where it is and reports success.
    Extend,
    /// Pull a port in. A port that is opened by hand and stands open reports [`Failure::PortExtended`].
    Retract,
}

/// Which side of a cartridge faces the head of the drive, counted from 1.
pub type SideNumber = u8;

/// A command to one library.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Say what you are. Answered by [`Outcome::Description`].
    Describe,
    /// Look at these elements and say what is there, bar codes included if there is a reader.
    /// Answered by [`Outcome::Elements`], one entry for each element asked for, in that order.
    ReadElements(Vec<Element>),
    /// Carry a cartridge. Into a drive it goes with `side` up; the drive does not load it yet.
    Move {
        /// Where it is.
        from: Element,
        /// Where it should be.
        to: Element,
        /// The side that should face the head, when `to` is a drive.
        side: SideNumber,
        /// Where the cartridge goes that is at `to` already: the two are exchanged. Without it `to` must be empty.
        onward: Option<Element>,
    },
    /// Load the cartridge that sits in this drive until it can be read.
    Load(u16),
    /// Unload the cartridge in this drive until it can be taken out.
    Unload(u16),
    /// Read the on-media label of the side that is up in this loaded drive. Answered by [`Outcome::Label`].
    ReadLabel(u16),
    /// Clean this drive with the cleaner cartridge that sits in it.
    Clean(u16),
    /// Lock, unlock, extend or retract a gate.
    SetAccess(Gate, Access),
}

/// A command on its way to the hardware.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Command {
    /// Ties the completion to the command.
    pub id: CommandId,
    /// The library it is for.
    pub library: LibraryAddress,
    /// What to do.
    pub action: Action,
}

/// The end of a command.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Completion {
    /// The command that ended.
    pub command: CommandId,
    /// How.
    #[serde(with = "Ended")]
    #[cfg_attr(feature = "schema", schemars(with = "Ended<Outcome, Failure>"))]
    pub result: Result<Outcome, Failure>,
}

/// What a successful command brings back.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done, nothing to tell.
    Done,
    /// What the library is made of.
    Description(Box<Description>),
    /// What is in the elements asked for.
    Elements(Vec<ElementStatus>),
    /// The on-media label.
    Label(Label),
}

/// What a library is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Description {
    /// Name on the front plate.
    pub name: Arc<str>,
    /// Number of transports; 0 makes it a stand-alone drive.
    pub transports: u16,
    /// For each slot its magazine, counted from 1, or none for a fixed slot. Slots of absent magazines count too.
    pub slots: Vec<Option<u16>>,
    /// Number of drives.
    pub drives: u16,
    /// The magazines that are out at the moment.
    pub magazines_out: Vec<u16>,
    /// The magazines that have been taken out or put in since the library was last given a command.
    pub magazines_changed: Vec<u16>,
    /// The drives that are taken out at the moment.
    pub drives_out: Vec<u16>,
    /// For each IE port its number of cells.
    pub ports: Vec<u16>,
    /// The ports that only people move.
    pub hand_ports: Vec<u16>,
    /// Its doors.
    pub doors: Vec<DoorDescription>,
    /// The ports that stand out at the moment.
    pub ports_out: Vec<u16>,
    /// The doors that are open at the moment.
    pub doors_open: Vec<u16>,
    /// Whether it has a bar-code reader.
    pub bar_code_reader: bool,
    /// Whether it has a keypad that software can lock.
    pub keypad: bool,
    /// Whether it can exchange what is in a drive for what is in a slot.
    pub exchanges: bool,
    /// Code of the media type its drives take (`types.toml`, `[[media_type]]`).
    pub media_type: u32,
    /// For each drive the code of the media type that it takes; those that are not named take that of the library.
    #[serde(default)]
    pub drive_types: Vec<u32>,
    /// Sides of that media type.
    pub sides: SideNumber,
}

impl Description {
    /// Code of the media type that a drive takes, counted from 1.
    #[must_use]
    pub fn type_of_drive(&self, number: u16) -> u32 {
        let own = usize::from(number).checked_sub(1).and_then(|index| self.drive_types.get(index));
        own.copied().unwrap_or(self.media_type)
    }
}

/// A door of a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DoorDescription {
    /// Whether software can lock it.
    pub lockable: bool,
    /// What people get at when it is open.
    pub reach: Reach,
}

/// What people get at through an open door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Everything in the library.
    #[default]
    Everything,
    /// These slots and drives: those of a frame, or of a magazine that comes out by itself.
    Frame {
        /// The slots.
        slots: Numbers,
        /// The drives.
        drives: Numbers,
    },
}

/// Ordinals from the first to the last, both included. Where the last comes first there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Numbers {
    /// The first.
    pub first: u16,
    /// The last.
    pub last: u16,
}

impl Numbers {
    /// No number at all.
    pub const NONE: Self = Self { first: 1, last: 0 };

    /// Whether a number is among them.
    #[must_use]
    pub const fn hold(self, number: u16) -> bool {
        self.first <= number && number <= self.last
    }
}

impl Reach {
    /// Whether people get at an element. Transports and ports belong to no frame.
    #[must_use]
    pub const fn holds(self, element: Element) -> bool {
        match (self, element) {
            (Self::Everything, _) => true,
            (Self::Frame { slots, .. }, Element::Slot(number)) => slots.hold(number),
            (Self::Frame { drives, .. }, Element::Drive(number)) => drives.hold(number),
            (Self::Frame { .. }, Element::Transport(_) | Element::Port(..)) => false,
        }
    }
}

/// What an element-status read says of one element.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ElementStatus {
    /// The element.
    pub element: Element,
    /// Whether a robot can reach it: its magazine is in, the port is closed, the drive is there.
    pub accessible: bool,
    /// Whether a cartridge is in it.
    pub full: bool,
    /// What the reader made of the label of that cartridge; [`BarCode::NotRead`] without a reader or a cartridge.
    pub bar_code: BarCode,
    /// What is out of order with it, if anything is.
    pub exception: Option<Exception>,
}

documented_enum! {
    /// What is out of order with an element (the exception codes of a changer driver).
    Exception {
        LabelUnreadable = 1, "ERROR_LABEL_UNREADABLE";
        LabelQuestionable = 2, "ERROR_LABEL_QUESTIONABLE";
        SlotNotPresent = 4, "ERROR_SLOT_NOT_PRESENT";
        DriveNotInstalled = 8, "ERROR_DRIVE_NOT_INSTALLED";
        TrayMalfunction = 16, "ERROR_TRAY_MALFUNCTION";
        InitStatusNeeded = 17, "ERROR_INIT_STATUS_NEEDED";
    }
}

impl Exception {
    /// The sense that an element status carries with it.
    #[must_use]
    pub const fn sense(self) -> SenseCode {
        match self {
            Self::LabelUnreadable => SenseCode::new(0, 0x83, 0x01),
            Self::LabelQuestionable => SenseCode::new(0, 0x83, 0x00),
            Self::SlotNotPresent => Failure::SlotNotInstalled.sense(),
            Self::DriveNotInstalled => Failure::DriveNotInstalled.sense(),
            Self::TrayMalfunction => Failure::LoadFailed.sense(),
            Self::InitStatusNeeded => SenseCode::new(0x5, 0x53, 0x08),
        }
    }
}

/// The reading of a bar code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BarCode {
    /// Nobody looked: no reader, or nothing to read.
    NotRead,
    /// There is a cartridge and a reader, but no legible label.
    Unreadable,
    /// The text of the label.
    Text(Arc<str>),
}

/// An on-media label (OMID), as read from one side.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Written in a format that a label library knows.
    Known {
        /// Name of the format (`szOmidLabelType`).
        format: Arc<str>,
        /// Identifier, unique within the format (`OmidLabelId`).
        id: Arc<str>,
    },
    /// Written in no known format.
    Foreign,
    /// Nothing is written.
    Blank,
}

/// Something a library says unasked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sense {
    /// The library.
    pub library: LibraryAddress,
    /// What it says.
    pub event: HardwareEvent,
}

/// What a library can say unasked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HardwareEvent {
    /// The library has been connected, or is back.
    Attached,
    /// The library is gone.
    Detached,
    /// A person put a cartridge into a port and it is now full (every cell taken).
    PortFull(u16),
    /// A person pulled a port out, or opened it; or it came out by itself.
    PortExtended(u16),
    /// A person pushed a port in, or closed it; or it went in by itself.
    PortRetracted(u16),
    /// A door was opened.
    DoorOpened(u16),
    /// A door was closed.
    DoorClosed(u16),
    /// A person put a cartridge into a drive.
    DriveLoaded(u16),
    /// A person took the cartridge out of a drive.
    DriveEmptied(u16),
    /// A drive complains.
    DriveAlert(u16, DriveAlert),
    /// A drive has been taken out of the library, with whatever is in it.
    DriveRemoved(u16),
    /// A drive has been put in.
    DriveInstalled(u16),
    /// A magazine has been taken out of the library, with whatever is in it.
    MagazineRemoved(u16),
    /// A magazine has been put in.
    MagazineInserted(u16),
    /// The library starts from the beginning. [`Self::Attached`] follows when it is ready.
    Reset,
}

impl HardwareEvent {
    /// The sense with which a device reports it; none for what only the absence of an answer tells.
    #[must_use]
    pub const fn sense(&self) -> Option<SenseCode> {
        Some(match self {
            Self::Attached | Self::Reset => SenseCode::new(0x6, 0x29, 0x00),
            Self::Detached => return None,
            Self::PortFull(_) | Self::PortExtended(_) | Self::PortRetracted(_) => SenseCode::new(0x6, 0x28, 0x01),
            Self::DoorOpened(_) => Failure::DoorOpen.sense(),
            Self::DoorClosed(_) | Self::DriveLoaded(_) => SenseCode::new(0x6, 0x28, 0x00),
            Self::DriveEmptied(_) => SenseCode::new(0x2, 0x3a, 0x00),
            Self::DriveAlert(_, alert) => alert.sense(),
            Self::DriveRemoved(_) => SenseCode::new(0x6, 0x3b, 0x1a),
            Self::DriveInstalled(_) => SenseCode::new(0x6, 0x3b, 0x1b),
            Self::MagazineRemoved(_) => SenseCode::new(0x6, 0x3b, 0x12),
            Self::MagazineInserted(_) => SenseCode::new(0x6, 0x3b, 0x13),
        })
    }
}
