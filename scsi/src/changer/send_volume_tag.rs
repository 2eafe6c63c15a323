//! SEND VOLUME TAG (SMC-3, 6.16): begins a search for a volume tag, of which REQUEST VOLUME ELEMENT ADDRESS tells the result.
//!
//! A library that reads bar codes has primary tags only, and they are what the stickers say. So the actions that give an element another
//! tag are not served, nor those that look at alternate tags alone. No tag has a sequence number; a search that asks for one finds
//! what begins with 0.

use super::address::wanted_type;
use super::search::{Search, TEMPLATE};
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, ServedCommand, invalid_field};
use rsmlab_engine::port::hardware::SenseCode;

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "SEND VOLUME TAG",
        operation: 0xB6,
        service_action: None,
        usage: &[0xB6, 0x0F, 0xFF, 0xFF, 0, 0x1F, 0, 0, 0xFF, 0xFF, 0, 0],
        senses: &[
            Refusal::new(0x5, 0x24, 0x00, "there is no such element type"),
            Refusal::new(0x5, 0x24, 0x00, "the send action code is no search of primary volume tags"),
            Refusal::new(0x5, 0x1A, 0x00, "the parameter list is not 40 bytes long"),
            Refusal::new(0x5, 0x26, 0x00, "the least sequence number is beyond 0, and is not to be ignored"),
        ],
    },
    execute,
)
.offered_if(|library| library.bar_code_reader);

/// PARAMETER LIST LENGTH ERROR.
const LENGTH_ERROR: SenseCode = SenseCode::new(0x5, 0x1A, 0x00);
/// INVALID FIELD IN PARAMETER LIST.
const INVALID_PARAMETER: SenseCode = SenseCode::new(0x5, 0x26, 0x00);
const LIST: usize = 40;

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let cdb = call.cdb;
    let kind = wanted_type(cdb)?;
    let action = cdb.u8(5);
    let counts_sequence = match action {
        0x00 | 0x01 => true,
        0x04 | 0x05 => false,
        _ => return Err(invalid_field(5)),
    };
    let list = call.data.get(..LIST).filter(|_| usize::from(cdb.u16(8)) == LIST).ok_or(Sense::new(LENGTH_ERROR))?;
    let least = list.get(TEMPLATE + 2..TEMPLATE + 4).unwrap_or_default();
    if counts_sequence && least.iter().any(|byte| *byte != 0) {
        return Err(Sense::new(INVALID_PARAMETER));
    }
    call.state.searches.insert(call.nexus, Search::new(action, kind, cdb.u16(2), list));
    Ok(CommandStep::good())
}
