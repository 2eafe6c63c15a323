//! SCSI: what programs beside the engine send to a library or to one of its drives, and what their hosts do besides.

use rsmlab_engine::port::hardware::SenseCode;
use rsmlab_engine::time::Millis;
use rsmlab_scsi::answer::Status;
use rsmlab_scsi::tape::density::LONGEST_BLOCK;
use rsmlab_scsi::template::Template;

use super::name::{Name, Reference};

/// A command, and what is demanded of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScsiCommand {
    /// Who sends it: the name of a host. Each is an initiator of its own.
    pub host: Name,
    /// The changer of a library, or a drive.
    pub unit: Reference,
    /// The logical unit of this number instead, whether the library has it or not. `unit` is the library then.
    pub lun: Option<u16>,
    /// The command descriptor block.
    pub request: ScsiRequest,
    /// What is sent with it.
    pub sends: Sends,
    /// The status it must end with.
    pub expect: Option<Status>,
    /// The sense it must end with.
    pub sense: Option<SenseCode>,
    /// What the sense data that come with it must begin with, byte by byte.
    pub sense_data: Option<Vec<u8>>,
    /// What the data that come back must begin with.
    pub reads: Option<Vec<u8>>,
    /// It must end no later than this after the statement.
    pub within: Option<Millis>,
    /// It must end no earlier than this after the statement.
    pub not_before: Option<Millis>,
}

impl ScsiCommand {
    /// The host that is meant when none is said.
    pub const HOST: &'static str = "host";
}

/// A command descriptor block, as it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScsiRequest {
    /// Byte by byte.
    Block(Vec<u8>),
    /// By its name, with those of its fields that are said, in the order of the template.
    Named(&'static Template, Vec<(&'static str, ScsiValue)>),
}

/// What is said of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScsiValue {
    /// The address of this element.
    Element(Reference),
    /// This number; a flag is 1 or 0.
    Number(i64),
}

/// What is sent with a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sends {
    /// These bytes.
    Bytes(Vec<u8>),
    /// So many bytes, each of which counts its place.
    Pattern(u32),
}

impl Sends {
    /// The most bytes that one command sends in a scenario: as many as a drive takes at once.
    pub const MOST: u32 = 2 * LONGEST_BLOCK;

    /// How many bytes there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Pattern(length) => u64::from(*length),
        }
    }

    /// The bytes.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "a byte counts its place as far as it can")]
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            Self::Pattern(length) => (0..*length).map(|place| place as u8).collect(),
        }
    }
}

impl InitiatorDeed {
    /// The command that is aborted when none is said.
    pub const OLDEST: u32 = 1;
}

/// What a host does beside sending commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitiatorAct {
    /// The host.
    pub host: Name,
    /// What it does.
    pub what: InitiatorDeed,
}

/// The comings and goings of a host, and the task management functions of SAM-5 that it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InitiatorDeed {
    /// It comes to a library, without a command yet.
    Join(Name),
    /// It leaves a library: its commands are aborted, its reservations and preventions end.
    Leave(Name),
    /// It resets a logical unit: the changer of a library, or a drive.
    Reset(Reference),
    /// It resets every logical unit of a library.
    ResetTarget(Name),
    /// It aborts a command of its own that has not ended.
    Abort {
        /// The logical unit that it was sent to.
        unit: Reference,
        /// Which of them: the oldest is 1.
        command: u32,
    },
}
