//! Records of work: library requests, and requests to the operator.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::state::{InventoryMethod, ObjectKind, Operation, OperatorRequestKind, OperatorRequestState, RequestState};
use crate::id::{Guid, LibraryRef};
use crate::status::Status;
use crate::time::Instant;

/// On whose behalf something is done.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Origin {
    /// The application; "RSM" when it gave no name, "Removable Storage" for the service itself.
    pub application: Arc<str>,
    /// The user.
    pub user: Arc<str>,
    /// The user's computer.
    pub computer: Arc<str>,
}

/// The objects a library request is about, by id: they may be deleted before the request is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Subject {
    /// `PartitionId`
    pub side: Option<Guid>,
    /// `DriveId`
    pub drive: Option<Guid>,
    /// `PhysMediaId`
    pub medium: Option<Guid>,
    /// `SlotId`
    pub slot: Option<Guid>,
    /// `WorkItemId`: the request that a REMOVE cancels.
    pub work_item: Option<Guid>,
}

/// A library request (`NTMS_LIBREQUEST`): one piece of work in the queue of a library.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LibraryRequest {
    /// Its id; also the GUID of the operation that the starting call returned.
    pub guid: Guid,
    /// The library whose queue it is in.
    pub library: LibraryRef,
    /// What it does.
    pub operation: Operation,
    /// `OperationOption` (`NtmsLibRequestOption`).
    pub option: u32,
    /// How far it has come (machine `library-request`).
    pub state: RequestState,
    /// What it is about.
    pub subject: Subject,
    /// When it was queued.
    pub queued: Instant,
    /// When it ended.
    pub completed: Option<Instant>,
    /// On whose behalf.
    pub origin: Origin,
    /// Why it failed; [`Status::Success`] until then.
    pub error: Status,
    /// Priority of a mount, -15 to 15.
    pub priority: i32,
    /// Place among requests of its type: 1 is next, 0xFFFFFFFF last, 0 not orderable.
    pub order: u32,
    /// Running number; decides between requests of the same instant.
    pub sequence: u64,
    /// The inventory that the library owes if this request is broken off.
    #[serde(default)]
    pub owed: Option<InventoryMethod>,
}

impl LibraryRequest {
    /// Whether it is a visit of people to the library: nothing is owed for one that has not begun.
    pub(crate) const fn is_visit(&self) -> bool {
        matches!(self.operation, Operation::DoorAccess | Operation::InjectCleaner | Operation::EjectCleaner)
    }
}

/// An argument of an operator request: an object and its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Argument {
    /// Kind of the object.
    pub kind: ObjectKind,
    /// The object.
    pub object: Guid,
}

/// A request to the operator (`NTMS_OPREQUEST`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OperatorRequest {
    /// Its id.
    pub guid: Guid,
    /// What is asked for.
    pub kind: OperatorRequestKind,
    /// How far it has come (machine `operator-request`).
    pub state: OperatorRequestState,
    /// What the operator reads.
    pub message: Arc<str>,
    /// First argument, as `operator_request_case` in `model.toml` says.
    pub first: Option<Argument>,
    /// Second argument.
    pub second: Option<Argument>,
    /// When it was posted.
    pub submitted: Instant,
    /// When it ended.
    pub completed: Option<Instant>,
    /// On whose behalf.
    pub origin: Origin,
}
