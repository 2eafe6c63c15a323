//! LOCATE(10) and LOCATE(16) (SSC-3): the head goes to a logical object or file.

use super::refusal::{CLEANING, END_OF_DATA, INVALID_FIELD, LOADING, NOT_PRESENT, UNLOADING, invalid_field};
use super::{DriveCall, DriveStep, DriveUnit, good};
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::tape::Tape;

const SENSES: &[Refusal] = &[INVALID_FIELD, NOT_PRESENT, LOADING, UNLOADING, CLEANING, END_OF_DATA];

pub(super) const COMMAND_10: CommandDefinition = CommandDefinition {
    name: "LOCATE(10)",
    operation: 0x2B,
    service_action: None,
    // BT, CP, IMMED; logical object; partition. A vendor's object numbers (BT) are the logical ones.
    usage: &[0x2B, 0x04 | CHANGE_PARTITION | 0x01, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0],
    senses: SENSES,
};

pub(super) const COMMAND_16: CommandDefinition = CommandDefinition {
    name: "LOCATE(16)",
    operation: 0x92,
    service_action: None,
    // DEST_TYPE, CP, IMMED; partition; logical identifier.
    usage: &[0x92, 0x18 | CHANGE_PARTITION | 0x01, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
    senses: SENSES,
};

const CHANGE_PARTITION: u8 = 0x02;

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let cdb = call.cdb;
    let long = cdb.operation() == COMMAND_16.operation;
    let partition = if long { 3 } else { 8 };
    if cdb.has(1, CHANGE_PARTITION) && cdb.u8(partition) != 0 {
        return Err(invalid_field(partition));
    }
    let (drive, tape) = call.tape()?;
    match (long, cdb.u8(1) >> 3 & 0x03) {
        (false, _) => drive.locate(tape, cdb.u32(3).into())?,
        (true, 0) => drive.locate(tape, cdb.u64(4))?,
        // A file begins behind the filemark of the one before it.
        (true, 1) => match cdb.u64(4).checked_sub(1) {
            None => drive.position = 0,
            Some(before) => drive.locate(tape, tape.index().filemark(before).map_or(u64::MAX, |filemark| filemark + 1))?,
        },
        (true, 3) => drive.position = tape.end(),
        (true, _) => return Err(invalid_field(1)),
    }
    good()
}

impl DriveUnit {
    fn locate(&mut self, tape: &Tape, object: u64) -> Result<(), Sense> {
        self.position = object.min(tape.end());
        if object > tape.end() {
            return Err(Sense { information: None, ..self.at_end_of_data(tape, 0) });
        }
        Ok(())
    }
}
