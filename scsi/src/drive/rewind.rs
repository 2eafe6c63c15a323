//! REWIND (SSC-3): the head goes to the beginning.

use super::refusal::{CLEANING, LOADING, NOT_PRESENT, UNLOADING};
use super::{DriveCall, DriveStep, good};
use crate::answer::Sense;
use crate::command::CommandDefinition;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "REWIND",
    operation: 0x01,
    service_action: None,
    // IMMED.
    usage: &[0x01, 0x01, 0, 0, 0, 0],
    senses: &[NOT_PRESENT, LOADING, UNLOADING, CLEANING],
};

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let (drive, _) = call.tape()?;
    drive.position = 0;
    good()
}
