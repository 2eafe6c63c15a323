//! REPORT LUNS (SPC-4, 6.33): which logical units there are.

use rsmlab_sim::hardware::Library;

use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, ServedCommand, invalid_field};
use crate::target::attention::LUNS_CHANGED;
use crate::text::cut;
use crate::unit::Unit;

/// The operation code.
pub const OPERATION: u8 = 0xA0;

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "REPORT LUNS",
        operation: OPERATION,
        service_action: None,
        usage: &[OPERATION, 0x00, 0xFF, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00],
        senses: &[Refusal::new(0x5, 0x24, 0x00, "SELECT REPORT is beyond 02h")],
    },
    execute,
);

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let data = list(call.library, call.cdb)?;
    call.state.attentions.clear(call.nexus, LUNS_CHANGED);
    Ok(CommandStep::data(data))
}

/// The list of logical units. A drive that is not installed is none.
///
/// # Errors
/// The sense of a selection that is not served.
pub(crate) fn list(library: &Library, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
    let units: Vec<u16> = match cdb.u8(2) {
        0x00 | 0x02 => Unit::present(library).map(|unit| unit.lun(library)).collect(),
        // Well-known logical units: there are none.
        0x01 => Vec::new(),
        _ => return Err(invalid_field(2)),
    };
    let length = u32::try_from(units.len() * 8).unwrap_or(u32::MAX);
    let mut data = [length.to_be_bytes(), [0; 4]].concat();
    units.into_iter().for_each(|lun| data.extend(address(lun)));
    Ok(cut(data, cdb.u32(6)))
}

/// The address of a logical unit on a single level: peripheral device addressing to 255, flat space addressing beyond (SAM-5, 4.7.7).
fn address(lun: u16) -> [u8; 8] {
    let [high, low] = lun.to_be_bytes();
    let method = if high == 0 { 0x00 } else { 0x40 };
    [method | (high & 0x3F), low, 0, 0, 0, 0, 0, 0]
}
