//! POSITION TO ELEMENT (SMC-3, 6.8): a transport goes to an element and waits there.
//!
//! It takes its turn with the moves. The transport that is named goes; with address 0 it is the one that is free and near.

use super::address::Numbering;
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, HardwareWork, ServedCommand, invalid_field};

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "POSITION TO ELEMENT",
        operation: 0x2B,
        service_action: None,
        usage: &[0x2B, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, INVERT, 0],
        senses: &[
            Refusal::new(0x5, 0x21, 0x01, "the transport or the destination does not exist"),
            Refusal::new(0x5, 0x24, 0x00, "INVERT is set, and cartridges have one side"),
            Refusal::new(0x2, 0x04, 0x01, "the library has just been started"),
            Refusal::new(0x2, 0x04, 0x12, "somebody has switched it offline at its front panel"),
            Refusal::new(0x2, 0x04, 0x83, "a door is opened or stands open"),
            Refusal::new(0x2, 0x04, 0x03, "a port comes or stands out, and nothing moves meanwhile"),
            Refusal::new(0x2, 0x04, 0x17, "the transport has lost its position"),
            Refusal::new(0x4, 0x15, 0x01, "the transport is jammed"),
        ],
    },
    execute,
);

const INVERT: u8 = 0x01;

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let numbering = Numbering::of(call.library);
    let transport = numbering.transport(call.cdb)?;
    let to = numbering.named(call.cdb, 4)?;
    if call.cdb.has(8, INVERT) && call.library.sides < 2 {
        return Err(invalid_field(8));
    }
    Ok(CommandStep::Work(HardwareWork::approach(transport, to)))
}
