//! Records of media: types, pools, cartridges, their sides, and the logical media that programs own.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::access::AccessList;
use super::state::{BarCodeState, MediaState, PoolKind, SideState};
use crate::id::{DriveRef, Guid, LibraryRef, LogicalRef, MediaTypeRef, MediumRef, PoolRef, PortRef, SlotRef};
use crate::port::hardware::{Label, SideNumber};

/// A media type (`NTMS_MEDIA_TYPE`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MediaType {
    /// Its id.
    pub guid: Guid,
    /// Its name.
    pub name: Arc<str>,
    /// Its code (`types.toml`, `[[media_type]]`).
    pub code: u32,
    /// Sides of a cartridge of this type.
    pub sides: SideNumber,
}

/// A media pool. Media are in pools of one type; a pool without a type holds only pools (`model.pools.one-type`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pool {
    /// Its id.
    pub guid: Guid,
    /// Its name.
    pub name: Arc<str>,
    /// What it is for.
    pub kind: PoolKind,
    /// The type of the media in it.
    pub media_type: Option<MediaTypeRef>,
    /// The pool it is in.
    pub parent: Option<PoolRef>,
    /// `AllocationPolicy`: 1 draws from the free pool.
    pub allocation_policy: u32,
    /// `DeallocationPolicy`: 1 returns to the free pool.
    pub deallocation_policy: u32,
    /// How often a side may be allocated; 0 is no limit.
    pub max_allocates: u32,
    /// Who may do what with the pool and the media in it.
    pub access: AccessList,
}

/// Where a cartridge is believed to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In a slot.
    Slot(SlotRef),
    /// In a drive.
    Drive(DriveRef),
    /// In a cell of a port, counted from 1.
    Port(PortRef, u16),
    /// In the grip of a transport that failed on the way; the next inventory finds it.
    Transport,
    /// Not in any library.
    Offline,
}

/// A cartridge (`NTMS_PHYSICAL_MEDIA`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Medium {
    /// Its id.
    pub guid: Guid,
    /// Its display name (`model.identify.display-name`).
    pub name: Arc<str>,
    /// The library it is in; the offline library when it is in none.
    pub library: LibraryRef,
    /// Where in that library.
    pub place: Place,
    /// The slot it goes back to.
    pub home: Option<SlotRef>,
    /// Its pool; cleaners have none.
    pub pool: Option<PoolRef>,
    /// Its type.
    pub media_type: MediaTypeRef,
    /// Its bar code.
    pub bar_code: Option<Arc<str>>,
    /// Whether the bar code could be read.
    pub bar_code_state: BarCodeState,
    /// Running number (`szSequenceNumber`).
    pub sequence: u32,
    /// What it is doing (machine `media`).
    pub state: MediaState,
    /// Whether it has been left in service.
    pub enabled: bool,
    /// Whether it is a cleaner.
    pub cleaner: bool,
}

/// One side of a cartridge (`NTMS_PARTITION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Side {
    /// Its id.
    pub guid: Guid,
    /// Its cartridge.
    pub medium: MediumRef,
    /// Which side, from 1.
    pub number: SideNumber,
    /// What it holds and for whom (machine `side`).
    pub state: SideState,
    /// The label last read from it; none while it has not been identified.
    pub label: Option<Label>,
    /// The logical medium it belongs to, when allocated.
    pub logical: Option<LogicalRef>,
    /// Mounts so far.
    pub mount_count: u32,
    /// Allocations so far.
    pub allocate_count: u32,
}

/// A logical medium: what a program owns (`NTMS_LOGICAL_MEDIA`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogicalMedium {
    /// Its id.
    pub guid: Guid,
    /// Its name.
    pub name: Arc<str>,
    /// The pool it was allocated from.
    pub pool: PoolRef,
}
