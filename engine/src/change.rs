//! Changes: the only way the world changes, and what the store keeps.
//!
//! A change is a fact about one object: it appeared, it is gone, or one field has a new value. The same records go
//! to the store, come back from it at start, and are applied by the same `World::apply`, so nothing can be
//! remembered that recovery would forget. Applying a change yields its inverse; that is how a write that the store
//! refused is taken back (D-003).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{
    ChangerRef, DoorRef, DriveRef, LibraryRef, LogicalRef, MediaTypeRef, MediumRef, OperatorRequestRef, PoolRef, PortRef, RequestRef,
    SideRef, SlotRef,
};
use crate::port::hardware::Label;
use crate::record::state::{
    BarCodeState, DoorState, DriveState, InventoryMethod, MediaState, OperationalState, OperatorRequestState, PortContent, PortPosition,
    RequestState, SideState, SlotState,
};
use crate::record::{
    Changer, Computer, Door, Drive, Library, LibraryRequest, LogicalMedium, MediaType, Medium, OperatorRequest, Place, Pool, Port, Side,
    Slot, Subject,
};
use crate::status::Status;
use crate::time::Instant;

/// One fact that changes the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// An object appears, whole, at this place of its arena.
    Insert(Object),
    /// An object is gone.
    Remove(ObjectRef),
    /// A field of a library has a new value.
    Library(LibraryRef, LibraryField),
    /// A field of a drive has a new value.
    Drive(DriveRef, DriveField),
    /// A slot is in a new state.
    Slot(SlotRef, SlotState),
    /// A field of a port has a new value.
    Port(PortRef, PortField),
    /// A door is in a new state.
    Door(DoorRef, DoorState),
    /// A field of a cartridge has a new value.
    Medium(MediumRef, MediumField),
    /// A field of a side has a new value.
    Side(SideRef, SideField),
    /// A field of a library request has a new value.
    Request(RequestRef, RequestField),
    /// A field of an operator request has a new value.
    OperatorRequest(OperatorRequestRef, OperatorRequestField),
}

/// An object with its handle, to be put into the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variants are named after the records they carry")]
pub enum Object {
    Computer(Computer),
    Library(LibraryRef, Library),
    Changer(ChangerRef, Changer),
    Drive(DriveRef, Drive),
    Slot(SlotRef, Slot),
    Port(PortRef, Port),
    Door(DoorRef, Door),
    MediaType(MediaTypeRef, MediaType),
    Pool(PoolRef, Pool),
    Medium(MediumRef, Medium),
    Side(SideRef, Side),
    LogicalMedium(LogicalRef, LogicalMedium),
    Request(RequestRef, LibraryRequest),
    OperatorRequest(OperatorRequestRef, OperatorRequest),
}

/// The handle of an object of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variants are named after the kinds")]
pub enum ObjectRef {
    Computer,
    Library(LibraryRef),
    Changer(ChangerRef),
    Drive(DriveRef),
    Slot(SlotRef),
    Port(PortRef),
    Door(DoorRef),
    MediaType(MediaTypeRef),
    Pool(PoolRef),
    Medium(MediumRef),
    Side(SideRef),
    LogicalMedium(LogicalRef),
    Request(RequestRef),
    OperatorRequest(OperatorRequestRef),
}

/// A field of a library and its new value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "documented at the record's fields")]
pub enum LibraryField {
    Enabled(bool),
    State(OperationalState),
    CleanerSlot(Option<SlotRef>),
    CleanerUses(u32),
    CleanerPresent(bool),
    CleanerAnnounced(Option<u32>),
    Unlooked(bool),
    Owes(Option<InventoryMethod>),
    CutOff(u16),
}

/// A field of a drive and its new value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "documented at the record's fields")]
pub enum DriveField {
    State(DriveState),
    Enabled(bool),
    Operational(OperationalState),
    MountCount(u32),
    LastCleaned(Option<Instant>),
    Side(Option<SideRef>),
    DismountableSince(Option<Instant>),
    MediaType(u32),
}

/// A field of a port and its new value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "documented at the record's fields")]
pub enum PortField {
    Content(PortContent),
    Position(PortPosition),
}

/// A field of a cartridge and its new value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "documented at the record's fields")]
pub enum MediumField {
    Name(Arc<str>),
    /// Library and place change together: a cartridge is never in one library and the slot of another.
    Place(LibraryRef, Place),
    Home(Option<SlotRef>),
    Pool(Option<PoolRef>),
    BarCode(Option<Arc<str>>, BarCodeState),
    State(MediaState),
    Enabled(bool),
}

/// A field of a side and its new value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "documented at the record's fields")]
pub enum SideField {
    State(SideState),
    Label(Option<Label>),
    MountCount(u32),
}

/// A field of a library request and its new value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "documented at the record's fields")]
pub enum RequestField {
    State(RequestState),
    Subject(Subject),
    /// How it ended: when, and with which error.
    Ended(Option<Instant>, Status),
}

/// A field of an operator request and its new value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "documented at the record's fields")]
pub enum OperatorRequestField {
    State(OperatorRequestState),
    Completed(Option<Instant>),
}
