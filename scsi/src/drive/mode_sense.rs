//! MODE SENSE(6) and MODE SENSE(10) (SPC-4): what is set, what could be, and whether the tape can be written.

use super::mode_page::{ModePage, Modes};
use super::refusal::{INVALID_FIELD, invalid_field};
use super::{DriveCall, DriveStep, answer};
use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::command::{CommandDefinition, Refusal};
use crate::tape::density;

const NOT_SAVED: Refusal = Refusal::new(0x5, 0x39, 0x00, "saved values are asked for");

pub(super) const COMMAND_6: CommandDefinition = CommandDefinition {
    name: "MODE SENSE(6)",
    operation: 0x1A,
    service_action: None,
    // DBD; page control, page; subpage; allocation length.
    usage: &[0x1A, DBD, 0xFF, 0xFF, 0xFF, 0],
    senses: &[NOT_SAVED, INVALID_FIELD],
};

pub(super) const COMMAND_10: CommandDefinition = CommandDefinition {
    name: "MODE SENSE(10)",
    operation: 0x5A,
    service_action: None,
    // LLBAA, DBD; page control, page; subpage; allocation length. Block descriptors are always short.
    usage: &[0x5A, 0x10 | DBD, 0xFF, 0xFF, 0, 0, 0, 0xFF, 0xFF, 0],
    senses: &[NOT_SAVED, INVALID_FIELD],
};

/// Disable block descriptors.
const DBD: u8 = 0x08;
/// No page: header and block descriptor only.
const NO_PAGE: u8 = 0x00;
const ALL_PAGES: u8 = 0x3F;
const ALL_SUBPAGES: u8 = 0xFF;
/// WP, in the device-specific parameter.
const WRITE_PROTECTED: u8 = 0x80;
/// The place of BUFFERED MODE there.
pub(super) const BUFFERED_MODE_SHIFT: u8 = 4;

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let cdb = call.cdb;
    let pages = pages(cdb)?;
    let (drive, tape) = (&*call.drive, call.medium.tape());
    let worm = tape.is_some_and(|tape| tape.make().worm);
    let defaults = Modes::default();
    let (modes, changeable) = match cdb.u8(2) >> 6 {
        0 => (&drive.modes, false),
        1 => (&drive.modes, true),
        2 => (&defaults, false),
        _ => return Err(NOT_SAVED.about(2)),
    };

    let medium_type = match tape {
        Some(_) if worm => density::MEDIUM_TYPE_WORM,
        Some(_) => density::MEDIUM_TYPE,
        None => 0,
    };
    let protected = tape.is_some_and(|tape| drive.is_protected(tape));
    let device_specific = if protected { WRITE_PROTECTED } else { 0 } | u8::from(modes.buffered) << BUFFERED_MODE_SHIFT;
    let descriptor = if cdb.has(1, DBD) { Vec::new() } else { block_descriptor(modes) };
    let body = pages.into_iter().map(|page| if changeable { page.mask() } else { page.values(modes, worm) });
    let body = [descriptor.clone(), body.flatten().collect()].concat();

    // Lengths count what is behind them. Of all pages together they are below 100.
    let length = |of: usize| u8::try_from(of).unwrap_or(u8::MAX);
    let descriptor = length(descriptor.len());
    let (header, allocation) = if cdb.operation() == COMMAND_6.operation {
        (vec![length(body.len() + 3), medium_type, device_specific, descriptor], cdb.u8(4).into())
    } else {
        (vec![0, length(body.len() + 6), medium_type, device_specific, 0, 0, 0, descriptor], cdb.u16(7))
    };
    answer([header, body].concat(), allocation.into())
}

/// The pages that are asked for.
fn pages(cdb: &Cdb) -> Result<Vec<ModePage>, Sense> {
    let (code, subpage) = (cdb.u8(2) & 0x3F, cdb.u8(3));
    match (code, subpage) {
        (NO_PAGE, 0) => Ok(Vec::new()),
        (ALL_PAGES, 0 | ALL_SUBPAGES) => Ok(ModePage::ALL.to_vec()),
        (_, 0 | ALL_SUBPAGES) => ModePage::of(code).map(|page| vec![page]).ok_or_else(|| invalid_field(2)),
        (_, _) => Err(invalid_field(3)),
    }
}

/// Density and length of blocks; as many as there are.
fn block_descriptor(modes: &Modes) -> Vec<u8> {
    [density::CODE.to_be_bytes().to_vec(), vec![0; 3], modes.block_length.to_be_bytes().to_vec()].concat()
}
