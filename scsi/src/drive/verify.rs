//! VERIFY(6) (SSC-3): the drive reads blocks and does not return them.

use super::block::{Blocks, FIXED};
use super::refusal::{BLOCK, CLEANING, END_OF_DATA, FILEMARK, INVALID_FIELD, LOADING, NOT_PRESENT, UNLOADING, UNREADABLE};
use super::{DriveCall, DriveStep, good};
use crate::answer::Sense;
use crate::command::CommandDefinition;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "VERIFY(6)",
    operation: 0x13,
    service_action: None,
    // IMMED, FIXED; verification length. Nothing is compared: BYTCMP is not served.
    usage: &[0x13, 0x04 | FIXED, 0xFF, 0xFF, 0xFF, 0],
    senses: &[INVALID_FIELD, NOT_PRESENT, LOADING, UNLOADING, CLEANING, END_OF_DATA, FILEMARK, UNREADABLE, BLOCK],
};

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let blocks = Blocks::of(call.cdb, &call.drive.modes)?;
    let (drive, tape) = call.tape()?;
    drive.pass(tape, blocks, false, |_| ())?;
    good()
}
