//! TEST UNIT READY (SPC-4): whether a tape is under the head.

use super::refusal::{CLEANING, LOADING, NOT_PRESENT, UNLOADING};
use super::{DriveCall, DriveStep, good};
use crate::answer::Sense;
use crate::command::CommandDefinition;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "TEST UNIT READY",
    operation: 0x00,
    service_action: None,
    usage: &[0x00, 0, 0, 0, 0, 0],
    senses: &[NOT_PRESENT, LOADING, UNLOADING, CLEANING],
};

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    call.tape()?;
    good()
}
