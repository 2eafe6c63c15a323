//! What is said of a command beside its work: its name, its block, and the senses that it answers with.

use rsmlab_engine::port::sense::SenseCode;

/// A command that a logical unit serves. Each stands on top of the file that does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
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
