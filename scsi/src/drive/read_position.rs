//! READ POSITION (SSC-3): where the head stands, in three forms.

use super::refusal::{CLEANING, LOADING, NOT_PRESENT, UNLOADING};
use super::{DriveCall, DriveStep, answer};
use crate::answer::Sense;
use crate::command::CommandDefinition;

const fn form(service_action: u8) -> CommandDefinition {
    CommandDefinition {
        name: "READ POSITION",
        operation: 0x34,
        service_action: Some(service_action),
        // Service action; allocation length, which counts for the extended form alone.
        usage: &[0x34, 0x1F, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0],
        senses: &[NOT_PRESENT, LOADING, UNLOADING, CLEANING],
    }
}

pub(super) const SHORT: CommandDefinition = form(0x00);
/// A vendor's object numbers are the logical ones.
pub(super) const SHORT_VENDOR_SPECIFIC: CommandDefinition = form(0x01);
pub(super) const LONG: CommandDefinition = form(0x06);
pub(super) const EXTENDED: CommandDefinition = form(0x08);

/// Beginning and end of partition.
const BOP: u8 = 0x80;
const EOP: u8 = 0x40;
/// Position error: the number of the object has no room in its field.
const PERR: u8 = 0x02;

/// The flags of every form, and the position.
fn place(call: DriveCall<'_>) -> Result<(u8, u64, u64), Sense> {
    let (drive, tape) = call.tape()?;
    let position = drive.position;
    let beginning = if position == 0 { BOP } else { 0 };
    let end = if tape.warns(position) { EOP } else { 0 };
    Ok((beginning | end, position, tape.index().mark(position).filemarks))
}

pub(super) fn short(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let (flags, position, _) = place(call)?;
    let mut data = vec![0; 20];
    let object = u32::try_from(position);
    data[0] = flags | if object.is_err() { PERR } else { 0 };
    // The first object in the buffer and the last are the next one to come.
    data[4..8].copy_from_slice(&object.unwrap_or(u32::MAX).to_be_bytes());
    data.copy_within(4..8, 8);
    let whole = data.len();
    answer(data, whole)
}

pub(super) fn long(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let (flags, position, file) = place(call)?;
    let mut data = vec![0; 32];
    data[0] = flags;
    data[8..16].copy_from_slice(&position.to_be_bytes());
    data[16..24].copy_from_slice(&file.to_be_bytes());
    let whole = data.len();
    answer(data, whole)
}

pub(super) fn extended(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let allocation = call.cdb.u16(7);
    let (flags, position, _) = place(call)?;
    let mut data = vec![0; 32];
    data[0] = flags;
    data[3] = 0x1C;
    data[8..16].copy_from_slice(&position.to_be_bytes());
    data.copy_within(8..16, 16);
    answer(data, allocation.into())
}
