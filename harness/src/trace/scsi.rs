//! SCSI commands as a trace has them. For data it has length and hash: two runs that read other bytes differ.

use std::sync::Arc;

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_scsi::answer::{ScsiAnswer, Sense, Status};
use serde::{Deserialize, Serialize};

use rsmlab_sim::hash::StableHash;

/// A command that a host sends to a logical unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its number in the run.
    pub command: u64,
    /// The library.
    pub library: LibraryAddress,
    /// The logical unit: 0 is the changer, the drives follow.
    pub lun: u64,
    /// The command descriptor block.
    pub block: Vec<u8>,
    /// What comes with it.
    pub data: Payload,
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
