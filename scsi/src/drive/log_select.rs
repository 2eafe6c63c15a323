//! LOG SELECT (SPC-4): resets what a drive complains of.

use super::refusal::{INVALID_FIELD, invalid_field};
use super::{DriveCall, DriveStep, good};
use crate::answer::Sense;
use crate::command::CommandDefinition;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "LOG SELECT",
    operation: 0x4C,
    service_action: None,
    // PCR; page control; parameter list length.
    usage: &[0x4C, PCR, 0xC0, 0, 0, 0, 0, 0xFF, 0xFF, 0],
    senses: &[INVALID_FIELD],
};

/// Parameter code reset.
const PCR: u8 = 0x02;

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    // No parameter can be set; what the cartridge keeps cannot be reset either.
    if call.cdb.u16(7) != 0 {
        return Err(invalid_field(7));
    }
    if call.cdb.has(1, PCR) {
        call.drive.alerts.all_read_by(call.nexus);
    }
    good()
}
