//! Records of the computer, of libraries and of the parts they are made of.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::access::AccessList;
use super::state::{DoorState, DriveState, InventoryMethod, LibraryKind, OperationalState, PortContent, PortPosition, SlotState};
use crate::id::{Guid, LibraryRef, SideRef, SlotRef};
use crate::port::hardware::{LibraryAddress, Reach};
use crate::time::Instant;

/// The computer the service runs on (`NTMS_COMPUTER`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Computer {
    /// Its id.
    pub guid: Guid,
    /// Its name.
    pub name: Arc<str>,
    /// How long finished library requests are kept, in seconds (`model.queue.retention`).
    pub library_request_purge_s: u32,
    /// How long finished operator requests are kept, in seconds.
    pub operator_request_purge_s: u32,
    /// `dwLibRequestFlags`: 1 nothing is purged, 2 failed requests are not purged.
    pub library_request_flags: u32,
    /// `dwOpRequestFlags`, same bits.
    pub operator_request_flags: u32,
    /// `dwMediaPoolPolicy`: 1 ejected free media are forgotten, 2 ejected import media are kept.
    pub pool_policy: u32,
    /// Who may do what with the computer.
    pub access: AccessList,
}

/// A library: a robot with its slots and drives, a stand-alone drive, or the one offline library.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Library {
    /// Its id.
    pub guid: Guid,
    /// Its name.
    pub name: Arc<str>,
    /// What it is. Only the offline library is [`LibraryKind::Offline`].
    pub kind: LibraryKind,
    /// Where its hardware is; none for the offline library.
    pub address: Option<LibraryAddress>,
    /// Whether it has been left in service (`EnableNtmsObject`).
    pub enabled: bool,
    /// Whether the hardware is there and works.
    pub state: OperationalState,
    /// How it is inventoried by default, and when the service starts.
    pub inventory_method: InventoryMethod,
    /// The slot reserved for the cleaner.
    pub cleaner_slot: Option<SlotRef>,
    /// Cleanings left in the cleaner; [`crate::call::CLEANS_NOT_COUNTED`] when nobody counts.
    pub cleaner_uses: u32,
    /// Whether a cleaner is believed to be inside.
    pub cleaner_present: bool,
    /// The cleanings of the cleaner that people were asked to put in, as the caller gave them, until the library has looked whether it is
    /// there (`inject-cleaner.count-recorded`): a visit that is broken off has not looked.
    pub cleaner_announced: Option<u32>,
    /// Whether changes in a stand-alone drive are noticed without an inventory.
    pub detects_changes: bool,
    /// Whether a bar code that begins with CLN marks a cleaner (`model.cleaner.cln-prefix`).
    pub recognizes_cleaner_bar_code: bool,
    /// Whether a failed mount starts a full inventory (`model.inventory.autorecovery`).
    pub auto_recovery: bool,
    /// Whether a door was open since the last inventory and nobody looked (`library-door.none-skips-inventory`): a failed label check
    /// starts an inventory, also after a restart.
    pub unlooked: bool,
    /// The inventory that has to be made of it as soon as it can be, because the request that was to make one has been broken off.
    #[serde(default)]
    pub owes: Option<InventoryMethod>,
    /// How many requests that have cartridges carried restarts have cut off, whose last command may have gone on and has not been heard of since.
    #[serde(default)]
    pub cut_off: u16,
    /// Whether it has a bar-code reader.
    pub bar_code_reader: bool,
    /// Whether it has a keypad that is locked as long as the library is at work.
    pub keypad: bool,
    /// Whether it can exchange what is in a drive for what is in a slot in one move.
    pub exchanges: bool,
    /// Number of transports that can move at the same time.
    pub transports: u16,
    /// Code of the media type its drives take, but for those that take another.
    pub media_type: u32,
    /// Who may do what with the library and its parts.
    pub access: AccessList,
}

/// The changer of a library.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Changer {
    /// Its id.
    pub guid: Guid,
    /// Its library.
    pub library: LibraryRef,
    /// Ordinal in the library, from 1.
    pub number: u16,
}

/// A drive.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drive {
    /// Its id.
    pub guid: Guid,
    /// Its library.
    pub library: LibraryRef,
    /// Ordinal in the library, from 1.
    pub number: u16,
    /// Code of the media type that it takes.
    pub media_type: u32,
    /// Where it stands with its medium (machine `drive`).
    pub state: DriveState,
    /// Whether it has been left in service.
    pub enabled: bool,
    /// Whether it works.
    pub operational: OperationalState,
    /// Mounts since it is managed.
    pub mount_count: u32,
    /// When it was last cleaned.
    pub last_cleaned: Option<Instant>,
    /// The side that is mounted; a full drive without one was loaded by hand.
    pub side: Option<SideRef>,
    /// How long a deferred dismount keeps its medium, in seconds (`dismount-media.defer-delay`).
    pub defer_delay_s: u32,
    /// When the deferred dismount was made, while the drive is dismountable.
    pub dismountable_since: Option<Instant>,
}

/// A storage slot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Slot {
    /// Its id.
    pub guid: Guid,
    /// Its library.
    pub library: LibraryRef,
    /// Ordinal in the library, from 1.
    pub number: u16,
    /// What is believed of it.
    pub state: SlotState,
    /// The magazine it is in, from 1; none for a fixed slot.
    pub magazine: Option<u16>,
}

/// An insert/eject port.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Port {
    /// Its id.
    pub guid: Guid,
    /// Its library.
    pub library: LibraryRef,
    /// Ordinal in the library, from 1.
    pub number: u16,
    /// Cartridges it can hold; none in the mouth of a stand-alone drive, in which a cartridge is in the drive at once.
    pub cells: u16,
    /// What is believed to be in it.
    pub content: PortContent,
    /// Where it stands.
    pub position: PortPosition,
    /// Whether only people move it.
    pub by_hand: bool,
    /// How long it may stand out, in seconds; also the time-out of inject and eject.
    pub max_extend_s: u16,
}

impl Port {
    /// The port of a stand-alone drive: its mouth. Nothing works it, and what is put into it is in the drive.
    #[must_use]
    pub const fn mouth(guid: Guid, library: LibraryRef, number: u16) -> Self {
        let (content, position) = (PortContent::Unknown, PortPosition::Unknown);
        Self { guid, library, number, cells: 0, content, position, by_hand: true, max_extend_s: 0 }
    }
}

/// A door.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Door {
    /// Its id.
    pub guid: Guid,
    /// Its library.
    pub library: LibraryRef,
    /// Ordinal in the library, from 1.
    pub number: u16,
    /// What is believed of it.
    pub state: DoorState,
    /// How long it may stand open before the operator is asked to close it, in seconds; 0 asks at once.
    pub max_open_s: u16,
    /// What people get at when it is open: what an inventory has to look at when it is closed again.
    pub reach: Reach,
}
