//! REQUEST SENSE (SPC-4, 6.39): a host fetches the sense that a logical unit has.

use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::command::CommandDefinition;
use crate::served::{CommandContext, CommandStep, ServedCommand};
use crate::text::cut;
use rsmlab_engine::port::hardware::SenseCode;

/// The operation code.
pub const OPERATION: u8 = 0x03;

/// Descriptor format (DESC) is not served.
pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "REQUEST SENSE",
        operation: OPERATION,
        service_action: None,
        usage: &[OPERATION, 0x00, 0x00, 0x00, 0xFF, 0x00],
        senses: &[],
    },
    execute,
);

/// NO SENSE.
const NOTHING: SenseCode = SenseCode::new(0x0, 0x00, 0x00);

/// Gives a unit attention or a deferred error as data, which is told with that; the sense of a command came with its status.
fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let sense = call.state.attentions.take(call.nexus, call.unit).unwrap_or(Sense::new(NOTHING));
    Ok(CommandStep::data(sense_data(call.cdb, &sense)))
}

/// Sense as data.
pub(crate) fn sense_data(cdb: &Cdb, sense: &Sense) -> Vec<u8> {
    cut(sense.to_bytes().to_vec(), cdb.u8(4))
}
