//! SPACE(6) and SPACE(16) (SSC-3): the head goes over blocks or filemarks, or to the end of the data.

use super::refusal::{BEGINNING, CLEANING, END_OF_DATA, FILEMARK, INVALID_FIELD, LOADING, NOT_PRESENT, UNLOADING, invalid_field};
use super::{DriveCall, DriveStep, DriveUnit, good};
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::tape::Tape;

const SENSES: &[Refusal] = &[NOT_PRESENT, LOADING, UNLOADING, CLEANING, INVALID_FIELD, FILEMARK, END_OF_DATA, BEGINNING];

pub(super) const COMMAND_6: CommandDefinition = CommandDefinition {
    name: "SPACE(6)",
    operation: 0x11,
    service_action: None,
    // Code; count.
    usage: &[0x11, 0x0F, 0xFF, 0xFF, 0xFF, 0],
    senses: SENSES,
};

pub(super) const COMMAND_16: CommandDefinition = CommandDefinition {
    name: "SPACE(16)",
    operation: 0x91,
    service_action: None,
    // Code; count. It has no parameters.
    usage: &[0x91, 0x0F, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
    senses: SENSES,
};

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let cdb = call.cdb;
    let count = if cdb.operation() == COMMAND_6.operation { cdb.i24(2).into() } else { cdb.u64(4).cast_signed() };
    let (drive, tape) = call.tape()?;
    match cdb.u8(1) & 0x0F {
        0 | 1 if count == 0 => {}
        0 if count > 0 => drive.space_blocks_forward(tape, count.unsigned_abs())?,
        0 => drive.space_blocks_back(tape, count.unsigned_abs())?,
        1 if count > 0 => drive.space_filemarks_forward(tape, count.unsigned_abs())?,
        1 => drive.space_filemarks_back(tape, count.unsigned_abs())?,
        3 => drive.position = tape.end(),
        // Sequential filemarks are not served.
        _ => return Err(invalid_field(1)),
    }
    good()
}

impl DriveUnit {
    /// A filemark ends the motion behind it, the end of the data at it.
    fn space_blocks_forward(&mut self, tape: &Tape, count: u64) -> Result<(), Sense> {
        let filemark = tape.index().filemark_after(self.position);
        let blocks = filemark.unwrap_or_else(|| tape.end()) - self.position;
        if count <= blocks {
            self.position += count;
            return Ok(());
        }
        self.position += blocks;
        if filemark.is_none() {
            return Err(self.at_end_of_data(tape, count - blocks));
        }
        self.position += 1;
        Err(Sense { filemark: true, ..FILEMARK.with_residue(count - blocks) })
    }

    /// A filemark ends the motion before it, seen from the beginning.
    fn space_blocks_back(&mut self, tape: &Tape, count: u64) -> Result<(), Sense> {
        let filemark = tape.index().filemark_before(self.position);
        let blocks = self.position - filemark.map_or(0, |filemark| filemark + 1);
        if count <= blocks {
            self.position -= count;
            return Ok(());
        }
        let Some(filemark) = filemark else { return Err(self.at_beginning(count - blocks)) };
        self.position = filemark;
        Err(Sense { filemark: true, ..FILEMARK.with_residue(count - blocks) })
    }

    fn space_filemarks_forward(&mut self, tape: &Tape, count: u64) -> Result<(), Sense> {
        let before = tape.index().mark(self.position).filemarks;
        if let Some(filemark) = tape.index().filemark(before.saturating_add(count) - 1) {
            self.position = filemark + 1;
            return Ok(());
        }
        self.position = tape.end();
        Err(self.at_end_of_data(tape, count - (tape.index().mark(self.position).filemarks - before)))
    }

    fn space_filemarks_back(&mut self, tape: &Tape, count: u64) -> Result<(), Sense> {
        let before = tape.index().mark(self.position).filemarks;
        match before.checked_sub(count).and_then(|number| tape.index().filemark(number)) {
            Some(filemark) => self.position = filemark,
            None => return Err(self.at_beginning(count.saturating_sub(before))),
        }
        Ok(())
    }

    fn at_beginning(&mut self, residue: u64) -> Sense {
        self.position = 0;
        Sense { end_of_medium: true, ..BEGINNING.with_residue(residue) }
    }

    /// The end of the data is met, with so much left to do.
    pub(super) fn at_end_of_data(&self, tape: &Tape, residue: u64) -> Sense {
        Sense { end_of_medium: tape.warns(self.position), ..END_OF_DATA.with_residue(residue) }
    }
}
