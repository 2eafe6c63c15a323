//! The store port: what is to be made durable, and whether it was.

use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::id::WriteId;
use crate::status::Status;

/// A write: all of it is stored or none (`model.database.atomic`, `global.atomic-update`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Write {
    /// Ties the answer to the write.
    pub id: WriteId,
    /// The changes, in order.
    pub changes: Vec<Change>,
}

/// Why the store did not take a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StoreError {
    /// It cannot be written, or what is there makes no sense.
    Failure,
    /// There is no room.
    Full,
}

impl StoreError {
    /// The status that callers get.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Failure => Status::DatabaseFailure,
            Self::Full => Status::DatabaseFull,
        }
    }
}
