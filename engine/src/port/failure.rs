//! Why a command failed: the one table of hardware failures.
//!
//! Each has its words, the error a request keeps when it ends by it (`dwErrorCode`), its SCSI sense, and what a changer
//! driver makes of it: one of its own errors (1160 to 1167), where it has one, and a problem type.

use serde::{Deserialize, Serialize};

use super::sense::{Problem, SenseCode};
use crate::status::Status;

macro_rules! failures {
    ($($(#[doc = $doc:literal])* $variant:ident = $words:literal, $status:ident, $key:literal/$asc:literal/$ascq:literal, $problem:ident;)*) => {
        /// Why a command failed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Failure {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Failure {
            /// Every failure there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// What is wrong, in a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*),)* }
            }

            /// What is wrong, in words.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            /// The error a request keeps when this ends it (`dwErrorCode`).
            #[must_use]
            pub const fn status(self) -> Status {
                match self { $(Self::$variant => Status::$status,)* }
            }

            /// The sense with which the device reports it.
            #[must_use]
            pub const fn sense(self) -> SenseCode {
                match self { $(Self::$variant => SenseCode::new($key, $asc, $ascq),)* }
            }

            /// What a changer driver says is wrong with the changer.
            #[must_use]
            pub const fn problem(self) -> Problem {
                match self { $(Self::$variant => Problem::$problem,)* }
            }
        }
    };
}

failures! {
    // What was to be moved, or where to.
    /// No cartridge where one was to be taken.
    SourceEmpty = "nothing to take", SourceElementEmpty, 0x5/0x3b/0x0e, ChangerMove;
    /// A cartridge where one was to be put.
    DestinationFull = "no room to put it", DestinationElementFull, 0x5/0x3b/0x0d, ChangerMove;
    /// No such element, or no way from one to the other.
    IllegalElement = "no such element", IllegalElementAddress, 0x5/0x21/0x01, None;
    /// The slot is not built in.
    SlotNotInstalled = "the slot is not installed", SlotNotPresent, 0x5/0x3b/0x18, None;
    /// The magazine of the element is out.
    MagazineNotPresent = "the magazine is out", MagazineNotPresent, 0x5/0x3b/0x12, None;
    /// The magazine of the element is in and makes no contact.
    MagazineNotAccessible = "the magazine makes no contact", MagazineNotPresent, 0x5/0x3b/0x11, Sensor;
    /// The drive has been taken out.
    DriveNotInstalled = "the drive is not installed", DeviceNotAvailable, 0x5/0x3b/0x1a, Drive;
    /// The port stands out and cannot be reached, locked or pulled in.
    PortExtended = "the port is extended", ControllingIeport, 0x2/0x04/0x03, CartridgeInsert;
    /// The motor of the port, or its lock, does not work.
    PortStuck = "the port is stuck", ControllingIeport, 0x4/0x53/0x00, CartridgeEject;
    /// The lock of the door does not work.
    LockBroken = "the lock does not work", DeviceNotAvailable, 0x4/0x44/0x00, Hardware;

    // The transport.
    /// The transport is stuck.
    TransportJammed = "the transport is jammed", DeviceReinitializationNeeded, 0x4/0x15/0x01, Position;
    /// The transport does not know where it is, and looks for its marks.
    PositionLost = "the transport has lost its position", DeviceReinitializationNeeded, 0x2/0x04/0x17, Calibration;
    /// The gripper closed beside the cartridge.
    GripMissed = "the gripper missed the cartridge", DeviceReinitializationNeeded, 0x4/0x40/0x80, Gripper;
    /// The cartridge slipped out of the gripper and lies in the library.
    CartridgeDropped = "the cartridge was dropped", DeviceReinitializationNeeded, 0x4/0x04/0x03, Gripper;
    /// A cartridge is in every grip, and it is not the one that should be moved.
    TransportFull = "every gripper holds a cartridge", TransportFull, 0x5/0x3b/0x0d, Gripper;

    // The drive.
    /// The drive does not load.
    LoadFailed = "the drive does not load", UnableToLoadMedium, 0x4/0x53/0x00, Drive;
    /// The drive does not unload.
    UnloadFailed = "the drive does not unload", UnableToEjectMountedMedia, 0x4/0x53/0x01, Drive;
    /// A program keeps the drive from giving its cartridge away.
    RemovalPrevented = "medium removal is prevented", UnableToEjectMountedMedia, 0x5/0x53/0x02, None;
    /// The drive holds on to its cartridge: it has not unloaded it, or is stuck.
    DriveHolds = "the drive holds on to the cartridge", UnableToEjectMountedMedia, 0x5/0x53/0x03, Drive;
    /// The drive does nothing before it is cleaned.
    CleaningRequired = "the drive must be cleaned first", DeviceRequiresCleaning, 0x3/0x00/0x17, Drive;
    /// The drive is not ready for this.
    NotLoaded = "nothing is loaded", UnableToInventoryDrive, 0x2/0x3a/0x00, None;

    // The cartridge.
    /// The drive cannot use cartridges of this type or generation.
    IncompatibleMedium = "the drive cannot use this cartridge", DriveMediaMismatch, 0x3/0x30/0x00, None;
    /// The cartridge is broken.
    CartridgeBroken = "the cartridge is broken", UnableToLoadMedium, 0x3/0x52/0x00, None;
    /// The on-media label cannot be read.
    LabelUnreadable = "the label cannot be read", InvalidMedia, 0x3/0x11/0x00, None;
    /// There is a cleaner where a data cartridge was expected.
    CleanerInDrive = "a cleaner is in the drive", CleanerCartridgeInstalled, 0x2/0x30/0x03, None;
    /// The cartridge is no cleaner.
    NotACleaner = "not a cleaner", InvalidCleaner, 0x5/0x30/0x00, None;
    /// The cleaner is used up.
    CleanerExpired = "the cleaner is used up", CleanerCartridgeSpent, 0x3/0x30/0x07, None;

    // The library as a whole.
    /// A door is open; motion stops.
    DoorOpen = "the door is open", DeviceDoorOpen, 0x2/0x04/0x83, DoorOpen;
    /// Somebody has switched the library offline at its front panel.
    SwitchedOffline = "switched offline at the front panel", LibraryOffline, 0x2/0x04/0x12, None;
    /// The library has just been started and is not ready.
    NotReady = "becoming ready", NotReady, 0x2/0x04/0x01, None;
    /// The library was reset in the middle of it.
    Reset = "the library was reset", DeviceReinitializationNeeded, 0x6/0x29/0x00, TargetFailure;
    /// The library is not there any more.
    NotConnected = "not connected", DeviceNotConnected, 0x6/0x29/0x07, TargetFailure;
}

/// What a failure is the trouble of, and so what has to be looked after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The records: a place is not as believed.
    Records,
    /// The transports: it may go better at the next try.
    Transport,
    /// The drive.
    Drive,
    /// The cartridge.
    Cartridge,
    /// The library as a whole, or a gate that people hold open; it tells when that is over.
    Library,
    /// A port or a door that does not work.
    Gate,
}

impl Failure {
    /// The error of the changer driver, where it has one for this (1160 to 1167).
    #[must_use]
    pub const fn changer_error(self) -> Option<Status> {
        Some(match self {
            Self::SourceEmpty => Status::SourceElementEmpty,
            Self::DestinationFull | Self::TransportFull => Status::DestinationElementFull,
            Self::IllegalElement | Self::SlotNotInstalled => Status::IllegalElementAddress,
            Self::MagazineNotPresent | Self::MagazineNotAccessible => Status::MagazineNotPresent,
            Self::TransportJammed | Self::PositionLost | Self::GripMissed | Self::CartridgeDropped => Status::DeviceReinitializationNeeded,
            Self::Reset | Self::NotReady => Status::DeviceReinitializationNeeded,
            Self::CleaningRequired => Status::DeviceRequiresCleaning,
            Self::DoorOpen => Status::DeviceDoorOpen,
            Self::NotConnected | Self::SwitchedOffline | Self::DriveNotInstalled => Status::DeviceNotConnected,
            Self::PortExtended | Self::PortStuck | Self::LockBroken => return None,
            Self::LoadFailed | Self::UnloadFailed | Self::RemovalPrevented | Self::DriveHolds | Self::NotLoaded => return None,
            Self::IncompatibleMedium | Self::CartridgeBroken | Self::LabelUnreadable => return None,
            Self::CleanerInDrive | Self::NotACleaner | Self::CleanerExpired => return None,
        })
    }

    /// What it is the trouble of.
    #[must_use]
    pub const fn blame(self) -> Blame {
        match self {
            Self::SourceEmpty | Self::DestinationFull | Self::IllegalElement | Self::SlotNotInstalled => Blame::Records,
            Self::MagazineNotPresent | Self::MagazineNotAccessible | Self::NotLoaded => Blame::Records,
            Self::TransportJammed | Self::PositionLost | Self::GripMissed => Blame::Transport,
            Self::CartridgeDropped | Self::TransportFull => Blame::Transport,
            Self::LoadFailed | Self::UnloadFailed | Self::RemovalPrevented | Self::DriveHolds => Blame::Drive,
            Self::CleaningRequired | Self::DriveNotInstalled => Blame::Drive,
            Self::IncompatibleMedium | Self::CartridgeBroken | Self::LabelUnreadable => Blame::Cartridge,
            Self::CleanerInDrive | Self::NotACleaner | Self::CleanerExpired => Blame::Cartridge,
            Self::SwitchedOffline | Self::NotReady | Self::Reset | Self::NotConnected => Blame::Library,
            Self::DoorOpen | Self::PortExtended => Blame::Library,
            Self::PortStuck | Self::LockBroken => Blame::Gate,
        }
    }

    /// Whether a place cannot take a cartridge, or cannot be reached; another place may.
    #[must_use]
    pub const fn is_of_a_place(self) -> bool {
        matches!(self, Self::DestinationFull | Self::SlotNotInstalled | Self::MagazineNotPresent | Self::MagazineNotAccessible)
    }
}
