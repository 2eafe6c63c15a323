//! READ BLOCK LIMITS (SSC-3): how long a block can be.

use super::{DriveCall, DriveStep, answer};
use crate::answer::Sense;
use crate::command::CommandDefinition;
use crate::tape::density::LONGEST_BLOCK;

pub(super) const COMMAND: CommandDefinition =
    CommandDefinition { name: "READ BLOCK LIMITS", operation: 0x05, service_action: None, usage: &[0x05, 0, 0, 0, 0, 0], senses: &[] };

/// The shortest block.
const SHORTEST_BLOCK: u16 = 1;

pub(super) fn run(_: DriveCall<'_>) -> Result<DriveStep, Sense> {
    // The byte before the longest is the granularity: blocks of any length.
    let data = [&LONGEST_BLOCK.to_be_bytes()[..], &SHORTEST_BLOCK.to_be_bytes()].concat();
    let allocation = data.len();
    answer(data, allocation)
}
