//! What a command comes back with: a status, data, and sense with what was wrong.

use std::fmt;

use rsmlab_engine::port::sense::SenseCode;
use serde::{Deserialize, Serialize};

/// The status of a command (SAM-5, 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Status {
    /// The command has done what it was asked for.
    Good = 0x00,
    /// The sense says what is wrong, or what is to be known.
    CheckCondition = 0x02,
    /// The logical unit cannot take the command now.
    Busy = 0x08,
    /// Another nexus has reserved the logical unit.
    ReservationConflict = 0x18,
    /// Too many commands are waiting.
    TaskSetFull = 0x28,
    /// Another nexus has ended the command.
    TaskAborted = 0x40,
    /// None came: the target has no power, or the line to it is cut (a service delivery failure of SAM-5). No target sends this.
    NoAnswer = 0xFF,
}

impl Status {
    /// Every status, by the word that scenarios and traces have for it.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("GOOD", Self::Good),
        ("CHECK-CONDITION", Self::CheckCondition),
        ("BUSY", Self::Busy),
        ("RESERVATION-CONFLICT", Self::ReservationConflict),
        ("TASK-SET-FULL", Self::TaskSetFull),
        ("TASK-ABORTED", Self::TaskAborted),
        ("NO-ANSWER", Self::NoAnswer),
    ];

    /// The word that scenarios and traces have for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "GOOD",
            Self::CheckCondition => "CHECK-CONDITION",
            Self::Busy => "BUSY",
            Self::ReservationConflict => "RESERVATION-CONFLICT",
            Self::TaskSetFull => "TASK-SET-FULL",
            Self::TaskAborted => "TASK-ABORTED",
            Self::NoAnswer => "NO-ANSWER",
        }
    }
}

impl Status {
    /// What it means, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Good => "The command has done what it was asked for.",
            Self::CheckCondition => "The sense that comes with it says what is wrong, or what is to be known.",
            Self::Busy => "The logical unit cannot take the command now.",
            Self::ReservationConflict => "Another host has reserved the logical unit.",
            Self::TaskSetFull => "Too many commands of this host are waiting.",
            Self::TaskAborted => "The command was aborted by a reset, or by another host.",
            Self::NoAnswer => "No status came: the library has no power, or the line to it is cut.",
        }
    }
}

/// Sense data, in the fixed format (SPC-4, 4.5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sense {
    /// Key, additional sense code and qualifier.
    pub code: SenseCode,
    /// It is about an earlier command, which was answered before it had been done: a deferred error (SPC-4, 4.5.7).
    pub deferred: bool,
    /// FILEMARK: the tape came upon a filemark.
    pub filemark: bool,
    /// EOM: the tape is at its end, or back at its beginning.
    pub end_of_medium: bool,
    /// ILI: the block has another length than was asked for.
    pub incorrect_length: bool,
    /// INFORMATION: what is left of what was asked for; negative when more came than was wanted.
    pub information: Option<i32>,
    /// The byte of the command descriptor block that is wrong.
    pub field: Option<u16>,
}

impl Sense {
    /// The length of sense data in bytes.
    pub const LENGTH: usize = 18;

    /// Sense of a code, with nothing more to say.
    #[must_use]
    pub const fn new(code: SenseCode) -> Self {
        Self { code, deferred: false, filemark: false, end_of_medium: false, incorrect_length: false, information: None, field: None }
    }

    /// What went wrong with a command that had been answered already.
    #[must_use]
    pub const fn deferred(code: SenseCode) -> Self {
        Self { deferred: true, ..Self::new(code) }
    }

    /// As bytes.
    ///
    /// ```
    /// use rsmlab_engine::port::sense::SenseCode;
    /// use rsmlab_scsi::answer::Sense;
    ///
    /// let bytes = Sense { filemark: true, information: Some(3), ..Sense::new(SenseCode::new(0, 0x00, 0x01)) }.to_bytes();
    /// assert_eq!(bytes[..8], [0xF0, 0, 0x80, 0, 0, 0, 3, 10]);
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        let flag = |on: bool, bit: u8| if on { bit } else { 0 };
        bytes[0] = 0x70 | flag(self.deferred, 0x01) | flag(self.information.is_some(), 0x80);
        bytes[2] = self.code.key | flag(self.filemark, 0x80) | flag(self.end_of_medium, 0x40) | flag(self.incorrect_length, 0x20);
        bytes[3..7].copy_from_slice(&self.information.unwrap_or(0).to_be_bytes());
        bytes[7] = 10;
        bytes[12] = self.code.asc;
        bytes[13] = self.code.ascq;
        if let Some(field) = self.field {
            // SKSV, C/D: the field pointer tells a byte of the command descriptor block.
            bytes[15] = 0xC0;
            bytes[16..18].copy_from_slice(&field.to_be_bytes());
        }
        bytes
    }
}

impl fmt::Display for Sense {
    /// The code, with a word if it is about an earlier command.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.deferred { " deferred" } else { "" };
        write!(f, "{}{about}", self.code)
    }
}

impl From<SenseCode> for Sense {
    fn from(code: SenseCode) -> Self {
        Self::new(code)
    }
}

/// The end of a command.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScsiAnswer {
    /// Its status.
    pub status: Status,
    /// What the initiator reads; a tape gives a block of the wrong length together with its sense.
    pub data: Vec<u8>,
    /// What is wrong, with CHECK CONDITION.
    pub sense: Option<Sense>,
    /// How many bytes the command takes of what comes with it, where it says.
    pub takes: Option<u32>,
}

impl ScsiAnswer {
    /// The command has done what it was asked for.
    #[must_use]
    pub const fn good(data: Vec<u8>) -> Self {
        Self { status: Status::Good, data, sense: None, takes: None }
    }

    /// Something is wrong.
    #[must_use]
    pub fn check(sense: impl Into<Sense>) -> Self {
        Self { status: Status::CheckCondition, data: Vec::new(), sense: Some(sense.into()), takes: None }
    }

    /// A status that has neither data nor sense.
    #[must_use]
    pub const fn bare(status: Status) -> Self {
        Self { status, data: Vec::new(), sense: None, takes: None }
    }

    /// The command has done what it was asked for with so many bytes of what came with it.
    #[must_use]
    pub fn took(bytes: usize) -> Self {
        Self { takes: Some(u32::try_from(bytes).unwrap_or(u32::MAX)), ..Self::good(Vec::new()) }
    }
}
