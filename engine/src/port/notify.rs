//! Notifications: what the engine sends to those who listen (`model.notification.*`).

use serde::{Deserialize, Serialize};

use crate::id::Guid;
use crate::record::state::NotificationEvent;

/// One message (`NTMS_NOTIFICATIONINFORMATION`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notification {
    /// What happened.
    pub event: NotificationEvent,
    /// The object it happened to, or the identifier that a finished operation announces.
    pub object: Guid,
}
