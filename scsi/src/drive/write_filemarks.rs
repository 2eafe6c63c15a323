//! WRITE FILEMARKS(6) (SSC-3): marks that end files. None at all empties the buffer, which is always empty here.

use super::refusal::{CLEANING, FULL, LOADING, NOT_PRESENT, OVERWRITE, SOFTWARE_PROTECTED, TAB_PROTECTED, UNLOADING, UNWRITABLE, WARNING};
use super::{DriveCall, DriveStep, DriveUnit, good};
use crate::answer::Sense;
use crate::command::CommandDefinition;
use crate::tape::Tape;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "WRITE FILEMARKS(6)",
    operation: 0x10,
    service_action: None,
    // IMMED; how many. There are no setmarks.
    usage: &[0x10, 0x01, 0xFF, 0xFF, 0xFF, 0],
    senses: &[NOT_PRESENT, LOADING, UNLOADING, CLEANING, TAB_PROTECTED, SOFTWARE_PROTECTED, OVERWRITE, UNWRITABLE, FULL, WARNING],
};

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let count = call.cdb.u24(2);
    let (drive, tape) = call.tape()?;
    if count == 0 {
        return good();
    }
    drive.writable(tape)?;
    let written = tape.write_filemarks(drive.position, count);
    drive.position += u64::from(written);
    if written < count {
        return Err(Sense { end_of_medium: true, ..FULL.with_residue(count - written) });
    }
    drive.warned(tape)
}

impl DriveUnit {
    /// All has been written; behind early warning the drive says so each time.
    pub(super) fn warned(&self, tape: &Tape) -> Result<DriveStep, Sense> {
        if tape.warns(self.position) { Err(Sense { end_of_medium: true, ..WARNING.with_residue(0) }) } else { good() }
    }
}
