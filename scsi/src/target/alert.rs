//! TapeAlert flags of the changer: what is wrong with the library, until a host reads it or it is over.
//!
//! The numbers are those of medium changers, which differ from those of drives.

use std::collections::BTreeMap;

use rsmlab_engine::port::hardware::Failure;

use crate::nexus::Nexus;

/// A TapeAlert flag of a changer, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flag(pub u8);

impl Flag {
    /// How many flags there are.
    pub const COUNT: u8 = 64;
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

    const fn bit(self) -> u64 {
        1 << (self.0.wrapping_sub(1) & 63)
    }
}

/// The flags that are up, for each nexus: who reads them takes them down for itself.
#[derive(Clone, Debug, Default, Hash)]
pub struct Alerts {
    up: BTreeMap<Nexus, u64>,
}

impl Alerts {
    /// Raises a flag for these nexuses.
    pub fn raise<'n>(&mut self, flag: Flag, nexuses: impl IntoIterator<Item = &'n Nexus>) {
        nexuses.into_iter().for_each(|nexus| *self.up.entry(*nexus).or_default() |= flag.bit());
    }

    /// What a flag was raised for is over.
    pub fn lower(&mut self, flag: Flag) {
        self.up.values_mut().for_each(|flags| *flags &= !flag.bit());
    }

    /// Whether a flag is up for a nexus.
    pub fn is_up(&self, flag: Flag, nexus: Nexus) -> bool {
        self.up.get(&nexus).is_some_and(|flags| flags & flag.bit() != 0)
    }

    /// A nexus has read a flag.
    pub fn take_down(&mut self, flag: Flag, nexus: Nexus) {
        self.up.entry(nexus).and_modify(|flags| *flags &= !flag.bit());
    }

    /// A nexus is gone.
    pub fn leave(&mut self, nexus: Nexus) {
        self.up.remove(&nexus);
    }
}
