//! WRITE ATTRIBUTE (SPC-4): what hosts write to the memory chip of the cartridge; all of it or nothing.

use super::read_attribute::only_partition;
use super::refusal::{
    CLEANING, INVALID_FIELD, INVALID_IN_LIST, LIST_LENGTH, LOADING, NOT_PRESENT, SOFTWARE_PROTECTED, TAB_PROTECTED, UNLOADING,
    invalid_field,
};
use super::{DriveCall, DriveStep, good};
use crate::answer::Sense;
use crate::command::CommandDefinition;
use crate::tape::attribute::HostAttributes;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "WRITE ATTRIBUTE",
    operation: 0x8D,
    service_action: None,
    // WTC; volume; partition; parameter list length. What is written is in the chip at once.
    usage: &[0x8D, 0x01, 0, 0, 0, 0xFF, 0, 0xFF, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0],
    senses: &[INVALID_FIELD, NOT_PRESENT, LOADING, UNLOADING, CLEANING, TAB_PROTECTED, SOFTWARE_PROTECTED, LIST_LENGTH, INVALID_IN_LIST],
};

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    only_partition(call.cdb)?;
    let length = usize::try_from(call.cdb.u32(10)).map_err(|_| invalid_field(10))?;
    let list = call.list(length);
    let (drive, tape) = call.tape()?;
    if length == 0 {
        return good();
    }
    drive.unprotected(tape)?;
    let attributes = parse(list?)?;
    attributes.into_iter().for_each(|(id, value)| tape.attributes.write(id, value));
    good()
}

/// The attributes of a parameter list, if all of them can be written.
fn parse(list: &[u8]) -> Result<Vec<(u16, &[u8])>, Sense> {
    let cut_short = || LIST_LENGTH.because();
    // How long the list says that it is, the device server ignores (SPC-4).
    let (_length, mut rest) = list.split_first_chunk::<4>().ok_or_else(cut_short)?;
    let mut attributes: Vec<(u16, &[u8])> = Vec::new();
    while !rest.is_empty() {
        let [id_high, id_low, format, length_high, length_low, behind @ ..] = rest else { return Err(cut_short()) };
        let length = u16::from_be_bytes([*length_high, *length_low]);
        let (value, next) = behind.split_at_checked(length.into()).ok_or_else(cut_short)?;
        let id = u16::from_be_bytes([*id_high, *id_low]);
        let is_in_order = attributes.last().is_none_or(|(before, _)| *before < id);
        if !is_in_order || !HostAttributes::takes(id, *format, value) {
            return Err(INVALID_IN_LIST.because());
        }
        attributes.push((id, value));
        rest = next;
    }
    Ok(attributes)
}
