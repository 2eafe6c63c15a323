//! SET CAPACITY (SSC-3): a part of the tape is used, as if it were shorter. Data are lost.

use super::refusal::{CLEANING, LOADING, NOT_PRESENT, OVERWRITE, SOFTWARE_PROTECTED, TAB_PROTECTED, UNLOADING, UNWRITABLE};
use super::{DriveCall, DriveStep, good};
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};

const NOT_AT_BEGINNING: Refusal = Refusal::new(0x5, 0x3B, 0x0C, "the head is not at the beginning of the partition");

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "SET CAPACITY",
    operation: 0x0B,
    service_action: None,
    // IMMED; the proportion in parts of 65,535.
    usage: &[0x0B, 0x01, 0, 0xFF, 0xFF, 0],
    senses: &[NOT_PRESENT, LOADING, UNLOADING, CLEANING, TAB_PROTECTED, SOFTWARE_PROTECTED, NOT_AT_BEGINNING, OVERWRITE, UNWRITABLE],
};

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let proportion = call.cdb.u16(3);
    let (drive, tape) = call.tape()?;
    drive.unprotected(tape)?;
    if drive.position != 0 {
        return Err(NOT_AT_BEGINNING.because());
    }
    drive.writable(tape)?;
    tape.set_capacity(proportion);
    good()
}
