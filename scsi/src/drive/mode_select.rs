//! MODE SELECT(6) and MODE SELECT(10) (SPC-4): sets block length, buffered mode and pages; all of it or nothing.

use super::mode_page::{ModePage, Modes};
use super::mode_sense::BUFFERED_MODE_SHIFT;
use super::refusal::{INVALID_IN_LIST, LIST_LENGTH};
use super::{DriveCall, DriveStep, good};
use crate::answer::Sense;
use crate::command::CommandDefinition;
use crate::tape::density;

pub(super) const COMMAND_6: CommandDefinition = CommandDefinition {
    name: "MODE SELECT(6)",
    operation: 0x15,
    service_action: None,
    // PF; parameter list length. Nothing is saved.
    usage: &[0x15, PF, 0, 0, 0xFF, 0],
    senses: &[LIST_LENGTH, INVALID_IN_LIST],
};

pub(super) const COMMAND_10: CommandDefinition = CommandDefinition {
    name: "MODE SELECT(10)",
    operation: 0x55,
    service_action: None,
    // PF; parameter list length. Nothing is saved.
    usage: &[0x55, PF, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0],
    senses: &[LIST_LENGTH, INVALID_IN_LIST],
};

/// Page format: pages are those of the standards, with this bit and without.
const PF: u8 = 0x10;
/// The density codes that mean the present density, beside its own: the default one, and no change.
const SAME_DENSITY: [u8; 2] = [0x00, 0x7F];

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let short = call.cdb.operation() == COMMAND_6.operation;
    let length = if short { call.cdb.u8(4).into() } else { call.cdb.u16(7) };
    if length == 0 {
        return good();
    }
    let list = call.list(length.into())?;
    let worm = call.medium.tape().is_some_and(|tape| tape.make().worm);
    let modes = parse(list, short, call.drive.modes, worm)?;
    call.drive.mode_changed |= modes != call.drive.modes;
    call.drive.modes = modes;
    good()
}

/// What the modes become.
fn parse(list: &[u8], short: bool, mut modes: Modes, worm: bool) -> Result<Modes, Sense> {
    let cut_short = || LIST_LENGTH.because();
    // What the length of mode data, the medium type and the WP bit say is of no account here. Long block descriptors are not taken.
    let (device_specific, long_descriptors, descriptors, mut rest) = match (short, list) {
        (true, [_, _, device_specific, descriptors, rest @ ..]) => (device_specific, 0, u16::from(*descriptors), rest),
        (false, [_, _, _, device_specific, long, _, high, low, rest @ ..]) => {
            (device_specific, long & 0x01, u16::from_be_bytes([*high, *low]), rest)
        }
        (_, _) => return Err(cut_short()),
    };
    let (buffered, speed) = (device_specific >> BUFFERED_MODE_SHIFT & 0x07, device_specific & 0x0F);
    if buffered > 1 || speed != 0 || long_descriptors != 0 {
        return Err(INVALID_IN_LIST.because());
    }
    modes.buffered = buffered == 1;

    match descriptors {
        0 => {}
        8 => {
            let [density, blocks @ .., _, _, _, _] = rest.first_chunk::<8>().ok_or_else(cut_short)?;
            let [_, _, _, _, _, length @ ..] = rest.first_chunk::<8>().ok_or_else(cut_short)?;
            if !(SAME_DENSITY.contains(density) || *density == density::CODE) || *blocks != [0; 3] {
                return Err(INVALID_IN_LIST.because());
            }
            let [a, b, c] = *length;
            modes.set_block_length(u32::from_be_bytes([0, a, b, c]))?;
            rest = rest.get(8..).ok_or_else(cut_short)?;
        }
        _ => return Err(INVALID_IN_LIST.because()),
    }

    while !rest.is_empty() {
        let [code, length, behind @ ..] = rest else { return Err(cut_short()) };
        let (page, next) = behind.split_at_checked(usize::from(*length)).ok_or_else(cut_short)?;
        // PS is reserved here. A page with subpage format is none of ours.
        let known = ModePage::of(code & 0x7F).ok_or_else(|| INVALID_IN_LIST.because())?;
        known.apply(page, &mut modes, worm)?;
        rest = next;
    }
    Ok(modes)
}
