//! REWIND (SSC-3): the head goes to the beginning.

use super::refusal::{CLEANING, LOADING, NOT_PRESENT, UNLOADING};
use super::{Call, Step, good};
use crate::answer::Sense;
use crate::command::Command;

pub(super) const COMMAND: Command = Command {
    name: "REWIND",
    operation: 0x01,
    service_action: None,
    // IMMED.
    usage: &[0x01, 0x01, 0, 0, 0, 0],
    senses: &[NOT_PRESENT, LOADING, UNLOADING, CLEANING],
};

pub(super) fn run(call: Call<'_>) -> Result<Step, Sense> {
    let (drive, _) = call.tape()?;
    drive.position = 0;
    good()
}
