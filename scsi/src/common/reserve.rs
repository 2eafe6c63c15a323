//! RESERVE and RELEASE, of 6 and of 10 bytes (SPC-2, 7.20 to 7.24): a logical unit for one nexus alone.
//!
//! Whole logical units only: elements, extents and third parties are not reserved.

use crate::answer::Sense;
use crate::command::CommandDefinition;
use crate::served::{CommandContext, CommandStep, ServedCommand};

/// The operation code of RELEASE(6).
pub const RELEASE_6_OPERATION: u8 = 0x17;
/// The operation code of RELEASE(10).
pub const RELEASE_10_OPERATION: u8 = 0x57;

pub(super) const RESERVE_6: ServedCommand = served("RESERVE(6)", 0x16, &[0x16, 0, 0, 0, 0, 0], reserve);
pub(super) const RELEASE_6: ServedCommand = served("RELEASE(6)", RELEASE_6_OPERATION, &[RELEASE_6_OPERATION, 0, 0, 0, 0, 0], release);
pub(super) const RESERVE_10: ServedCommand = served("RESERVE(10)", 0x56, &[0x56, 0, 0, 0, 0, 0, 0, 0, 0, 0], reserve);
pub(super) const RELEASE_10: ServedCommand =
    served("RELEASE(10)", RELEASE_10_OPERATION, &[RELEASE_10_OPERATION, 0, 0, 0, 0, 0, 0, 0, 0, 0], release);

const fn served(
    name: &'static str,
    operation: u8,
    usage: &'static [u8],
    execute: fn(&mut CommandContext<'_>) -> Result<CommandStep, Sense>,
) -> ServedCommand {
    ServedCommand::new(CommandDefinition { name, operation, service_action: None, usage, senses: &[] }, execute)
}

/// A nexus that has the logical unit already has it still.
fn reserve(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    call.state.reservations.insert(call.unit, call.nexus);
    Ok(CommandStep::good())
}

/// What another nexus has reserved stays reserved, and that is no error.
fn release(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    if call.state.reservations.get(&call.unit) == Some(&call.nexus) {
        call.state.reservations.remove(&call.unit);
    }
    Ok(CommandStep::good())
}
