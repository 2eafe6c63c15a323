//! SCSI as a trace has it: commands, their ends, and what hosts do besides. For data it has length and hash: two runs that read other
//! bytes differ. A parameter list decides how a unit goes on, so its bytes follow the command in a record of their own (D-169).

use std::sync::Arc;

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_scsi::answer::{ScsiAnswer, Sense, Status};
use rsmlab_scsi::cdb::Cdb;
use rsmlab_scsi::drive;
use rsmlab_scsi::target::ResetScope;
use serde::{Deserialize, Serialize};

use rsmlab_sim::hash::StableHash;

/// A command that a host sends to a logical unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its number in the run.
    pub command: u64,
    /// The library.
    pub library: LibraryAddress,
    /// The logical unit: the changer is 0, if there is one, and the drives follow.
    pub lun: u64,
    /// Whether that is the changer.
    pub changer: bool,
    /// The command descriptor block.
    pub block: Vec<u8>,
    /// What comes with it.
    pub data: Payload,
}

/// The parameter list that goes with a command: modes, attributes, a volume tag to look for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterList {
    /// The number of the command.
    pub command: u64,
    /// The list.
    pub bytes: Vec<u8>,
}

impl ParameterList {
    /// The longest list that a trace keeps. None that a unit takes is longer, and it stands in one line of a scenario
    /// ([`LINE_BYTES`](rsmlab_language::limits::LINE_BYTES)).
    pub const LONGEST: usize = 1_024;

    /// What a trace keeps of the bytes that go with a command: nothing of what is to be on a tape, and of what is too long.
    #[must_use]
    pub fn of(command: u64, block: &[u8], data: &[u8]) -> Option<Self> {
        let is_kept = (1..=Self::LONGEST).contains(&data.len()) && !drive::takes_records(&Cdb::new(block));
        is_kept.then(|| Self { command, bytes: data.to_vec() })
    }
}

/// What a host does beside sending commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NexusEvent {
    /// The library.
    pub library: LibraryAddress,
    /// What it is.
    pub what: NexusEventKind,
}

/// The comings and goings of a nexus, and the task management functions of SAM-5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NexusEventKind {
    /// The host comes, without a command yet.
    Joins,
    /// The host leaves: its commands are aborted, its reservations and preventions end.
    Leaves,
    /// It resets the logical unit of this number.
    Resets(u64),
    /// It resets every logical unit.
    ResetsTarget,
    /// It aborts the command of this number.
    Aborts(u64),
}

impl From<ResetScope> for NexusEventKind {
    fn from(scope: ResetScope) -> Self {
        match scope {
            ResetScope::LogicalUnit(lun) => Self::Resets(lun),
            ResetScope::Target => Self::ResetsTarget,
        }
    }
}

/// The end of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandEnd {
    /// The number of the command.
    pub command: u64,
    /// The host that sent it.
    pub host: Arc<str>,
    /// The status.
    pub status: Status,
    /// What is wrong.
    pub sense: Option<Sense>,
    /// What the host reads.
    pub data: Payload,
}

impl CommandEnd {
    /// The answer to the command of a host.
    #[must_use]
    pub fn of(command: u64, host: Arc<str>, answer: &ScsiAnswer) -> Self {
        Self { command, host, status: answer.status, sense: answer.sense, data: Payload::of(&answer.data) }
    }
}

/// Bytes that went with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// How many.
    pub length: u64,
    /// The hash over them.
    pub hash: u64,
}

impl Payload {
    /// What a trace has of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut hash = StableHash::new();
        hash.write(bytes);
        Self { length: bytes.len() as u64, hash: hash.value() }
    }
}
