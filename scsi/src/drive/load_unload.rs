//! LOAD UNLOAD (SSC-3): the cartridge comes under the head, or leaves it. Loading a tape that is loaded rewinds it.

use super::refusal::{CLEANING, INVALID_FIELD, LOADING, NOT_PRESENT, UNLOADING, invalid_field};
use super::{DriveCall, DriveStep, Medium, good};
use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::command::CommandDefinition;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "LOAD UNLOAD",
    operation: 0x1B,
    service_action: None,
    // IMMED; EOT, RETEN, LOAD. A cartridge cannot be kept in the drive, unloaded (HOLD).
    usage: &[0x1B, IMMED, 0, 0, EOT | RETEN | LOAD, 0],
    senses: &[INVALID_FIELD, NOT_PRESENT, LOADING, UNLOADING, CLEANING],
};

const IMMED: u8 = 0x01;
const LOAD: u8 = 0x01;
/// Retension: these tapes need none, and take no harm.
const RETEN: u8 = 0x02;
/// To the end of the tape before it is unloaded: no tape is left there.
const EOT: u8 = 0x04;

/// Whether a LOAD UNLOAD ends before the hardware has done it.
#[must_use]
pub fn is_immediate(cdb: &Cdb) -> bool {
    cdb.operation() == COMMAND.operation && cdb.has(1, IMMED)
}

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    if call.cdb.has(4, EOT) {
        return Err(invalid_field(4));
    }
    match (call.medium, call.cdb.has(4, LOAD)) {
        (Medium::Loaded(_), true) => {
            call.drive.position = 0;
            good()
        }
        (Medium::Loaded(_), false) => Ok(DriveStep::Unload),
        (Medium::Unthreaded, true) => Ok(DriveStep::Load),
        (Medium::Unthreaded, false) => good(),
        (Medium::Absent, _) => Err(NOT_PRESENT.because()),
        (Medium::Loading, _) => Err(LOADING.because()),
        (Medium::Unloading, _) => Err(UNLOADING.because()),
        (Medium::Cleaning, _) => Err(CLEANING.because()),
    }
}
