//! ERASE(6) (SSC-3): the data end where the head stands.

use super::refusal::{CLEANING, LOADING, NOT_PRESENT, OVERWRITE, SOFTWARE_PROTECTED, TAB_PROTECTED, UNLOADING, UNWRITABLE};
use super::{Call, Step, good};
use crate::answer::Sense;
use crate::command::Command;

pub(super) const COMMAND: Command = Command {
    name: "ERASE(6)",
    operation: 0x19,
    service_action: None,
    // IMMED, LONG. The head does not leave its place, however long the erasure.
    usage: &[0x19, 0x03, 0, 0, 0, 0],
    senses: &[NOT_PRESENT, LOADING, UNLOADING, CLEANING, TAB_PROTECTED, SOFTWARE_PROTECTED, OVERWRITE, UNWRITABLE],
};

pub(super) fn run(call: Call<'_>) -> Result<Step, Sense> {
    let (drive, tape) = call.tape()?;
    drive.writable(tape)?;
    tape.erase(drive.position).map_err(|error| drive.failed(error).because())?;
    good()
}
