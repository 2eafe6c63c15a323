//! LOG SENSE (SPC-4, 6.8): the TapeAlert page, and the list of pages.

use crate::alert::TapeAlerts;
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, ServedCommand, invalid_field};
use crate::text::cut;

/// The operation code.
pub const OPERATION: u8 = 0x4D;

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "LOG SENSE",
        operation: OPERATION,
        service_action: None,
        usage: &[OPERATION, 0, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0],
        senses: &[
            Refusal::new(0x5, 0x24, 0x00, "there is no such page or subpage"),
            Refusal::new(0x5, 0x24, 0x00, "PARAMETER POINTER is beyond the parameters of the page"),
        ],
    },
    execute,
);

const SUPPORTED_PAGES: u8 = 0x00;
const TAPE_ALERT: u8 = 0x2E;

/// The length of the header of a page.
const HEADER: usize = 4;

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let (page, allocation) = (call.cdb.u8(2) & 0x3F, call.cdb.u16(7));
    if call.cdb.u8(3) != 0 {
        return Err(invalid_field(3));
    }
    let body = match page {
        SUPPORTED_PAGES => vec![SUPPORTED_PAGES, TAPE_ALERT],
        TAPE_ALERT => tape_alert(call, usize::from(allocation))?,
        _ => return Err(invalid_field(2)),
    };
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX);
    Ok(CommandStep::data(cut([vec![page, 0], length.to_be_bytes().to_vec(), body].concat(), allocation)))
}

/// A parameter for each flag from the one that is pointed to: its number, that it is a list of binary values of one byte, and whether it
/// is up. Who gets to read a flag takes it down; who asks for the length of the page has read none.
fn tape_alert(call: &mut CommandContext<'_>, allocation: usize) -> Result<Vec<u8>, Sense> {
    let from = u8::try_from(call.cdb.u16(5)).ok().filter(|from| *from <= TapeAlerts::COUNT).ok_or(invalid_field(5))?;
    let mut body = Vec::new();
    let seen = call.state.alerts.seen_by(call.nexus);
    for number in from.max(1)..=TapeAlerts::COUNT {
        body.extend([0, number, 0x03, 0x01, u8::from(seen.is_raised(number))]);
        if HEADER + body.len() <= allocation {
            call.state.alerts.read_by(call.nexus, number);
        }
    }
    Ok(body)
}
