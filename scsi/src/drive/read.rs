//! READ(6) (SSC-3): blocks come from the tape.

use super::block::{Blocks, FIXED};
use super::refusal::{BLOCK, CLEANING, END_OF_DATA, FILEMARK, INVALID_FIELD, LOADING, NOT_PRESENT, UNLOADING, UNREADABLE, invalid_field};
use super::{DriveCall, DriveStep};
use crate::answer::{ScsiAnswer, Sense, Status};
use crate::command::CommandDefinition;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "READ(6)",
    operation: 0x08,
    service_action: None,
    // SILI, FIXED; transfer length.
    usage: &[0x08, SILI | FIXED, 0xFF, 0xFF, 0xFF, 0],
    senses: &[INVALID_FIELD, NOT_PRESENT, LOADING, UNLOADING, CLEANING, END_OF_DATA, FILEMARK, UNREADABLE, BLOCK],
};

/// Suppress incorrect-length indicator.
const SILI: u8 = 0x02;

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let suppressed = call.cdb.has(1, SILI);
    if suppressed && call.cdb.has(1, FIXED) {
        return Err(invalid_field(1));
    }
    let blocks = Blocks::of(call.cdb, &call.drive.modes)?;
    blocks.bytes()?;
    let (drive, tape) = call.tape()?;
    let mut data = Vec::new();
    let passed = drive.pass(tape, blocks, suppressed, |block| data.extend_from_slice(block));
    let status = if passed.is_ok() { Status::Good } else { Status::CheckCondition };
    Ok(DriveStep::Done(ScsiAnswer { status, data, sense: passed.err(), takes: None }))
}
