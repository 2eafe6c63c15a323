//! What is said of a command beside its work: its name, its block, and the senses that it answers with.

use rsmlab_engine::port::sense::SenseCode;

use crate::cdb::Cdb;

/// A command that a logical unit serves. Each stands on top of the file that does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandDefinition {
    /// Its name in the standard, in capitals: `MOVE MEDIUM`.
    pub name: &'static str,
    /// The operation code.
    pub operation: u8,
    /// The service action, of a command that has one.
    pub service_action: Option<u8>,
    /// The bits of its block that are looked at, byte by byte (CDB USAGE DATA of REPORT SUPPORTED OPERATION CODES). The first byte is
    /// the operation code.
    pub usage: &'static [u8],
    /// The senses of its own, in the order in which they are looked for. What every command answers with is not among them.
    pub senses: &'static [Refusal],
}

impl CommandDefinition {
    /// The first byte in which a block has a bit that the command does not look at. Bits 5 to 7 of byte 1 are borne: drivers of the time of
    /// SCSI-2 have the logical unit number there.
    ///
    /// ```
    /// use rsmlab_scsi::cdb::Cdb;
    /// use rsmlab_scsi::command::CommandDefinition;
    ///
    /// let rewind = CommandDefinition { name: "REWIND", operation: 0x01, service_action: None, usage: &[0x01, 0x01, 0, 0, 0, 0], senses: &[] };
    /// assert_eq!(rewind.stray_bit(&Cdb::new(&[0x01, 0x21])), None);
    /// assert_eq!(rewind.stray_bit(&Cdb::new(&[0x01, 0x02])), Some(1));
    /// ```
    #[must_use]
    pub fn stray_bit(&self, cdb: &Cdb) -> Option<u16> {
        let is_stray = |(at, usage): (u16, &u8)| {
            let looked_at = match at {
                0 => 0xFF,
                // A service action is looked at as a whole.
                1 if self.service_action.is_some() => 0xFF,
                1 => usage | 0xE0,
                _ => *usage,
            };
            (cdb.u8(at.into()) & !looked_at != 0).then_some(at)
        };
        (0..).zip(self.usage).find_map(is_stray)
    }
}

/// A sense that a command answers with, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The sense.
    pub sense: SenseCode,
    /// When: one clause, after "when".
    pub when: &'static str,
}

impl Refusal {
    /// A sense by its three numbers, and when a command answers with it.
    #[must_use]
    pub const fn new(key: u8, asc: u8, ascq: u8, when: &'static str) -> Self {
        Self { sense: SenseCode::new(key, asc, ascq), when }
    }
}
