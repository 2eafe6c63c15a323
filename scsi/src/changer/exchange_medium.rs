//! EXCHANGE MEDIUM (SMC-3, 6.2): what is at the source comes to the first destination, and what was there to the second.
//!
//! It is served by libraries whose make exchanges cartridges at all, which the capabilities page reports.

use rsmlab_engine::port::hardware::Action;
use rsmlab_sim::hardware::make::ElementType;

use super::address::Numbering;
use super::move_medium::{allows_removal, side_up};
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, HardwareWork, INVALID_ELEMENT, ServedCommand, about_byte, invalid_field};

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "EXCHANGE MEDIUM",
        operation: 0xA6,
        service_action: None,
        usage: &[0xA6, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, FIRST | SECOND, 0],
        senses: &[
            Refusal::new(0x5, 0x21, 0x01, "the transport, source or a destination does not exist"),
            Refusal::new(0x5, 0x21, 0x01, "the library does not exchange what is in such elements, or does not move it on"),
            Refusal::new(0x5, 0x24, 0x00, "INV1 is set, and the cartridge has one side or does not go into a drive"),
            Refusal::new(0x5, 0x24, 0x00, "INV2 is set: what is moved on is not turned over"),
            Refusal::new(0x5, 0x53, 0x02, "a nexus prevents removal from a drive out of which a cartridge is taken"),
            Refusal::new(0x5, 0x3B, 0x0E, "the source or the first destination is empty"),
            Refusal::new(0x5, 0x3B, 0x0D, "the second destination is full"),
            Refusal::new(0x5, 0x53, 0x03, "the drive holds on to the cartridge"),
        ],
    },
    execute,
)
.offered_if(|library| !library.make.exchanges.is_empty());

/// INV1: the first destination.
const FIRST: u8 = 0x02;
/// INV2: the second destination.
const SECOND: u8 = 0x01;

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let (cdb, library) = (call.cdb, call.library);
    let numbering = Numbering::of(library);
    let transport = numbering.transport(cdb)?;
    let (from, to, onward) = (numbering.named(cdb, 4)?, numbering.named(cdb, 6)?, numbering.named(cdb, 8)?);
    if !library.make.exchanges.allows(ElementType::of(from), ElementType::of(to)) {
        return Err(about_byte(INVALID_ELEMENT, 6));
    }
    if to == onward || !library.make.moves.allows(ElementType::of(to), ElementType::of(onward)) {
        return Err(about_byte(INVALID_ELEMENT, 8));
    }
    if cdb.has(10, SECOND) {
        return Err(invalid_field(10));
    }
    let side = side_up(library, from, to, cdb.has(10, FIRST)).ok_or(invalid_field(10))?;
    allows_removal(call.state, from, 4)?;
    allows_removal(call.state, to, 6)?;
    Ok(CommandStep::Work(HardwareWork::carried_by(transport, Action::Move { from, to, side, onward: Some(onward) })))
}
