//! The TapeAlert flags of the changer, and what raises them.
//!
//! The numbers are those of medium changers, which differ from those of drives.

use rsmlab_engine::port::hardware::Failure;

/// A TapeAlert flag of a changer, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flag(pub u8);

impl Flag {
    /// Library hardware B: the mechanism has failed.
    pub const HARDWARE_B: Self = Self(2);
    /// Library stray tape: a cartridge is where it should not be.
    pub const STRAY: Self = Self(12);
    /// Library pick retry.
    pub const PICK: Self = Self(13);
    /// Library door.
    pub const DOOR: Self = Self(16);
    /// Library mailslot.
    pub const MAILSLOT: Self = Self(17);
    /// Library magazine.
    pub const MAGAZINE: Self = Self(18);
    /// Library security: a door has been opened.
    pub const SECURITY: Self = Self(19);
    /// Library offline.
    pub const OFFLINE: Self = Self(21);

    /// The flag that a failure raises, if it raises one.
    pub const fn of(failure: Failure) -> Option<Self> {
        Some(match failure {
            Failure::TransportJammed | Failure::PositionLost | Failure::LockBroken => Self::HARDWARE_B,
            Failure::CartridgeDropped | Failure::TransportFull => Self::STRAY,
            Failure::GripMissed => Self::PICK,
            Failure::DoorOpen => Self::DOOR,
            Failure::PortStuck => Self::MAILSLOT,
            Failure::MagazineNotPresent | Failure::MagazineNotAccessible => Self::MAGAZINE,
            Failure::SwitchedOffline => Self::OFFLINE,
            Failure::SourceEmpty | Failure::DestinationFull | Failure::IllegalElement | Failure::SlotNotInstalled => return None,
            Failure::PortExtended | Failure::NotReady | Failure::Reset | Failure::NotConnected => return None,
            // What drives have to say, they say themselves.
            Failure::DriveNotInstalled | Failure::LoadFailed | Failure::UnloadFailed | Failure::RemovalPrevented => return None,
            Failure::DriveHolds | Failure::CleaningRequired | Failure::NotLoaded | Failure::IncompatibleMedium => return None,
            Failure::CartridgeBroken | Failure::LabelUnreadable | Failure::CleanerInDrive => return None,
            Failure::NotACleaner | Failure::CleanerExpired => return None,
        })
    }
}
