//! INITIALIZE ELEMENT STATUS, with a range or without (SMC-3, 6.3 and 6.4): the library looks into its elements.
//!
//! FAST allows to look at bar codes less often; this library looks at them all the same. A range of no elements goes on to the last. The third operation code is the one that
//! Exabyte gave to the command before the standard had it.

use rsmlab_engine::port::hardware::{Action, Element};

use super::address::Numbering;
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, HardwareWork, INVALID_ELEMENT, ServedCommand, about_byte};

const RANGE: u8 = 0x01;
const FAST: u8 = 0x02;

const DOOR_OPEN: Refusal = Refusal::new(0x2, 0x04, 0x83, "a door is opened or stands open, and there is a bar-code reader");
const PORT_OUT: Refusal = Refusal::new(0x2, 0x04, 0x03, "a port comes or stands out, and nothing moves meanwhile");

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "INITIALIZE ELEMENT STATUS",
        operation: 0x07,
        service_action: None,
        usage: &[0x07, 0, 0, 0, 0, 0],
        senses: &[DOOR_OPEN, PORT_OUT],
    },
    |call| Ok(look(call.library.elements().collect())),
);

const NO_SUCH_FIRST: Refusal = Refusal::new(0x5, 0x21, 0x01, "RANGE is set and the first element does not exist");

const fn with_range(operation: u8, usage: &'static [u8]) -> ServedCommand {
    let (name, senses) = ("INITIALIZE ELEMENT STATUS WITH RANGE", &[NO_SUCH_FIRST, DOOR_OPEN, PORT_OUT]);
    ServedCommand::new(CommandDefinition { name, operation, service_action: None, usage, senses }, range)
}

pub(super) const WITH_RANGE: ServedCommand = with_range(0x37, &[0x37, RANGE | FAST, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0]);
pub(super) const WITH_RANGE_OF_EXABYTE: ServedCommand = with_range(0xE7, &[0xE7, RANGE | FAST, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0]);

fn range(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let (numbering, first, most) = (Numbering::of(call.library), call.cdb.u16(2), call.cdb.u16(6));
    if !call.cdb.has(1, RANGE) {
        return Ok(look(call.library.elements().collect()));
    }
    numbering.at(first).ok_or(about_byte(INVALID_ELEMENT, 2))?;
    let from_first = numbering.types().into_iter().flat_map(|kind| numbering.elements(kind, first));
    let most = if most == 0 { usize::MAX } else { most.into() };
    Ok(look(from_first.take(most).collect()))
}

/// Has the library look at elements; at none it need not look.
fn look(elements: Vec<Element>) -> CommandStep {
    if elements.is_empty() { CommandStep::good() } else { CommandStep::Work(HardwareWork::of(vec![Action::ReadElements(elements)])) }
}
