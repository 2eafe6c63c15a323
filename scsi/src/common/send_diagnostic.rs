//! SEND DIAGNOSTIC (SPC-4, 6.42): a logical unit tests itself.
//!
//! The default self-test is served, which finds nothing that the unit would not tell by itself. Extended and background self-tests, and pages of
//! parameters, are not.

use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, ServedCommand, invalid_field};

const SELF_TEST_CODE: u8 = 0xE0;
const PAGE_FORMAT: u8 = 0x10;
const SELF_TEST: u8 = 0x04;

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "SEND DIAGNOSTIC",
        operation: 0x1D,
        service_action: None,
        usage: &[0x1D, SELF_TEST_CODE | PAGE_FORMAT | SELF_TEST, 0x00, 0xFF, 0xFF, 0x00],
        senses: &[
            Refusal::new(0x5, 0x24, 0x00, "another self-test than the default one is asked for"),
            Refusal::new(0x5, 0x24, 0x00, "parameters come with it"),
        ],
    },
    execute,
);

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    if call.cdb.has(1, SELF_TEST_CODE) {
        return Err(invalid_field(1));
    }
    if call.cdb.u16(3) != 0 {
        return Err(invalid_field(3));
    }
    Ok(CommandStep::good())
}
