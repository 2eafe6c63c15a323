//! The engine's bounds and waiting times, explicit so that a scenario can set them and a reader can find them.

use serde::{Deserialize, Serialize};

use crate::time::Millis;

/// How much the engine holds at the most. At a limit a call gets `ERROR_NOT_ENOUGH_MEMORY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Limits {
    /// Open sessions.
    pub sessions: u32,
    /// Library requests, finished ones included until they are purged.
    pub requests: u32,
    /// Open notification channels.
    pub channels: u32,
    /// Messages waiting in one channel; one more and the channel breaks (`wait-notification.broken-channel`).
    pub channel_messages: u32,
    /// Objects listed or records copied for one call.
    pub answer_objects: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { sessions: 1_024, requests: 65_536, channels: 1_024, channel_messages: 1_024, answer_objects: 65_536 }
    }
}

/// How long the engine waits where no document gives a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Patience {
    /// For a resource that another operation holds, before a dismount gives up with `ERROR_TIMEOUT` (D-014).
    pub resource: Millis,
    /// For the hardware to end a command, before the library is taken for broken.
    pub command: Millis,
    /// For the operator to open a door that was unlocked, before it is locked again.
    pub door_unopened: Millis,
}

impl Default for Patience {
    fn default() -> Self {
        Self { resource: Millis::from_secs(900), command: Millis::from_secs(1_800), door_unopened: Millis::from_secs(300) }
    }
}

/// The configuration with which an engine is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Config {
    /// Seed of the GUIDs it makes.
    pub seed: u64,
    /// Its bounds.
    pub limits: Limits,
    /// Its waiting times.
    pub patience: Patience,
}
