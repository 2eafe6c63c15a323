//! TEST UNIT READY (SPC-4, 6.47): whether the library carries cartridges when it is told to.

use rsmlab_engine::port::hardware::Failure;
use rsmlab_sim::hardware::Library;

use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, ServedCommand};

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "TEST UNIT READY",
        operation: 0x00,
        service_action: None,
        usage: &[0x00; 6],
        senses: &[
            Refusal::new(0x2, 0x04, 0x01, "the library has just been started"),
            Refusal::new(0x2, 0x04, 0x12, "somebody has switched it offline at its front panel"),
            Refusal::new(0x2, 0x04, 0x83, "a door stands open"),
            Refusal::new(0x2, 0x04, 0x03, "a port stands out, and nothing moves meanwhile"),
        ],
    },
    execute,
);

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    takes_commands(call.library)?;
    // A door that stops its own frame only is no reason for the others.
    call.library.standstill(&[]).map_or_else(|| Ok(CommandStep::good()), |failure| Err(Sense::new(failure.sense())))
}

/// Whether the library takes commands at all.
///
/// # Errors
/// The sense that says why not.
pub(super) fn takes_commands(library: &Library) -> Result<(), Sense> {
    if !library.ready {
        Err(Failure::NotReady.sense().into())
    } else if library.is_offline() {
        Err(Failure::SwitchedOffline.sense().into())
    } else {
        Ok(())
    }
}
