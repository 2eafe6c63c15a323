//! ERASE(6) (SSC-3): the data end where the head stands.

use super::refusal::{CLEANING, LOADING, NOT_PRESENT, OVERWRITE, SOFTWARE_PROTECTED, TAB_PROTECTED, UNLOADING, UNWRITABLE};
use super::{DriveCall, DriveStep, good};
use crate::answer::Sense;
use crate::command::CommandDefinition;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "ERASE(6)",
    operation: 0x19,
    service_action: None,
    // IMMED, LONG. The head does not leave its place, however long the erasure.
    usage: &[0x19, 0x03, 0, 0, 0, 0],
    senses: &[NOT_PRESENT, LOADING, UNLOADING, CLEANING, TAB_PROTECTED, SOFTWARE_PROTECTED, OVERWRITE, UNWRITABLE],
};

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let (drive, tape) = call.tape()?;
    drive.writable(tape)?;
    tape.erase(drive.position);
    good()
}
