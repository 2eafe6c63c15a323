//! The calls a program can make, with their parameters as the API has them, and what they answer.
//!
//! Pointers that may be NULL are `Option`s and numbers are raw, so that a caller can get every argument wrong that
//! it could get wrong on the real API. A method's `admit` turns them into types that cannot be wrong. What each function
//! takes is declared once, in `functions.rs`.

pub mod argument;
mod declare;
mod field;
pub mod functions;
pub mod signature;
pub mod vocabulary;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::documented::documented_enum;
use crate::id::{ChannelHandle, Guid, SessionHandle};
use crate::information::ObjectInformation;
use crate::port::notify::Notification;

pub use functions::{Method, Values};

/// Who opens a session, as the security system of the computer vouches for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Caller {
    /// Name of the user; access lists speak of it.
    pub user: Arc<str>,
    /// Name of the computer the user sits at.
    pub computer: Arc<str>,
    /// Whether the user is in the local Administrators group, which may do everything (`global.admins-pass`).
    pub administrator: bool,
}

/// The members of `NTMS_OBJECTINFORMATION` that a caller sets before `GetNtmsObjectInformation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InformationHeader {
    /// `dwSize`: room in the caller's record, in bytes.
    pub size: u32,
    /// `dwType`: the kind of object expected, or `NTMS_UNKNOWN` to let the engine find out.
    pub kind: u32,
}

/// What a successful call hands back besides `ERROR_SUCCESS`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Nothing more.
    Done,
    /// A session handle.
    Session(SessionHandle),
    /// A notification channel handle.
    Channel(ChannelHandle),
    /// The GUID of the operation that was queued; it is also the id of its library request.
    Operation(Guid),
    /// The drives used by a mount, in the order of the media.
    Drives(Vec<Guid>),
    /// A list of ids and how many there are; the list is cut at the caller's room.
    Objects {
        /// As many ids as the caller had room for.
        ids: Vec<Guid>,
        /// How many there are.
        count: u32,
    },
    /// The record of an object.
    Information(Box<ObjectInformation>),
    /// A notification.
    Notification(Notification),
    /// What the function hands back through pointers.
    Values(Values),
}

impl Answer {
    /// The session that was opened.
    #[must_use]
    pub const fn session(&self) -> Option<SessionHandle> {
        if let Self::Session(session) = self { Some(*session) } else { None }
    }

    /// The channel that was opened.
    #[must_use]
    pub const fn channel(&self) -> Option<ChannelHandle> {
        if let Self::Channel(channel) = self { Some(*channel) } else { None }
    }

    /// The operation that was queued.
    #[must_use]
    pub const fn operation(&self) -> Option<Guid> {
        if let Self::Operation(operation) = self { Some(*operation) } else { None }
    }

    /// The drives that a mount used.
    #[must_use]
    pub fn drives(&self) -> Option<&[Guid]> {
        if let Self::Drives(drives) = self { Some(drives) } else { None }
    }

    /// What was handed back through pointers.
    #[must_use]
    pub const fn values(&self) -> Option<&Values> {
        if let Self::Values(values) = self { Some(values) } else { None }
    }

    /// The record that was asked for.
    #[must_use]
    pub fn information(&self) -> Option<&ObjectInformation> {
        if let Self::Information(information) = self { Some(information) } else { None }
    }
}

/// `INFINITE`: a time-out that never comes (`mount-media.infinite`).
pub const INFINITE: u32 = u32::MAX;

/// `dwNumberOfCleansLeft` of a cleaner whose uses are not counted (`inject-cleaner.uncounted-cleaner`).
pub const CLEANS_NOT_COUNTED: u32 = u32::MAX;

/// Bits of `dwOptions` of `MountNtmsMedia` (`NtmsMountOptions`).
pub mod mount_option {
    /// `NTMS_MOUNT_READ`
    pub const READ: u32 = 1;
    /// `NTMS_MOUNT_WRITE`
    pub const WRITE: u32 = 2;
    /// `NTMS_MOUNT_ERROR_NOT_AVAILABLE`
    pub const ERROR_NOT_AVAILABLE: u32 = 4;
    /// `NTMS_MOUNT_ERROR_OFFLINE`
    pub const ERROR_OFFLINE: u32 = 8;
    /// `NTMS_MOUNT_SPECIFIC_DRIVE`
    pub const SPECIFIC_DRIVE: u32 = 16;
    /// `NTMS_MOUNT_NOWAIT`
    pub const NOWAIT: u32 = 32;
    /// Every bit that means something.
    pub const ALL: u32 = 63;
}

documented_enum! {
    /// `dwAction` of the two inject calls; `NTMS_INJECT_START_MANY` is the seed pages' spelling of the last one.
    InjectAction {
        Start = 0, "NTMS_INJECT_START";
        Stop = 1, "NTMS_INJECT_STOP";
        Retract = 2, "NTMS_INJECT_RETRACT";
        StartMany = 3, "NTMS_INJECT_STARTMANY";
    }
}

documented_enum! {
    /// `dwAction` of the two eject calls.
    EjectAction {
        Start = 0, "NTMS_EJECT_START";
        Stop = 1, "NTMS_EJECT_STOP";
        Queue = 2, "NTMS_EJECT_QUEUE";
        Force = 3, "NTMS_EJECT_FORCE";
        Immediate = 4, "NTMS_EJECT_IMMEDIATE";
        AskUser = 5, "NTMS_EJECT_ASK_USER";
    }
}

documented_enum! {
    /// `dwOptions` of `DismountNtmsMedia`; 0 means immediate (`dismount-media.default-immediate`).
    DismountOption {
        Deferred = 1, "NTMS_DISMOUNT_DEFERRED";
        Immediate = 2, "NTMS_DISMOUNT_IMMEDIATE";
    }
}
