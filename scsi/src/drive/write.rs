//! WRITE(6) (SSC-3): blocks go to the tape.

use super::block::{Blocks, FIXED};
use super::refusal::{
    CLEANING, FULL, INVALID_FIELD, LOADING, NOT_PRESENT, OVERWRITE, SOFTWARE_PROTECTED, TAB_PROTECTED, UNLOADING, UNWRITABLE, WARNING,
};
use super::{DriveCall, DriveStep, good};
use crate::answer::{ScsiAnswer, Sense};
use crate::command::{CommandDefinition, Refusal};
use crate::tape::TapeFull;

const DATA_MISSING: Refusal = Refusal::new(0xB, 0x4B, 0x00, "fewer bytes came than the block says");

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "WRITE(6)",
    operation: 0x0A,
    service_action: None,
    // FIXED; transfer length.
    usage: &[0x0A, FIXED, 0xFF, 0xFF, 0xFF, 0],
    senses: &[
        INVALID_FIELD,
        NOT_PRESENT,
        LOADING,
        UNLOADING,
        CLEANING,
        TAB_PROTECTED,
        SOFTWARE_PROTECTED,
        OVERWRITE,
        DATA_MISSING,
        FULL,
        UNWRITABLE,
        WARNING,
    ],
};

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let blocks = Blocks::of(call.cdb, &call.drive.modes)?;
    let bytes = blocks.bytes()?;
    let data = call.data;
    let (drive, tape) = call.tape()?;
    if blocks.count == 0 {
        return good();
    }
    drive.writable(tape)?;
    let data = data.get(..bytes).ok_or_else(|| DATA_MISSING.because())?;
    for (left, block) in (1..=blocks.count).rev().zip(data.chunks_exact(blocks.size as usize)) {
        let residue = blocks.residue(left);
        tape.write_record(drive.position, block).map_err(|TapeFull| Sense { end_of_medium: true, ..FULL.with_residue(residue) })?;
        drive.position += 1;
    }
    drive.warned(tape)?;
    Ok(DriveStep::Done(ScsiAnswer::took(bytes)))
}
