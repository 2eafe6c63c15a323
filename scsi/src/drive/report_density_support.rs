//! REPORT DENSITY SUPPORT (SSC-3): the formats that the drive writes, or that fit the tape in it; there is one.

use super::refusal::{CLEANING, LOADING, NOT_PRESENT, UNLOADING};
use super::{DriveCall, DriveStep, answer};
use crate::answer::Sense;
use crate::command::CommandDefinition;
use crate::tape::density;
use crate::text::padded;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "REPORT DENSITY SUPPORT",
    operation: 0x44,
    service_action: None,
    // MEDIA; allocation length. Medium types are not told.
    usage: &[0x44, MEDIA, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0],
    senses: &[NOT_PRESENT, LOADING, UNLOADING, CLEANING],
};

const MEDIA: u8 = 0x01;

/// The drive writes this density (WRTOK), and when nobody says another (DEFLT).
const FLAGS: u8 = 0xA0;

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let allocation = call.cdb.u16(7);
    if call.cdb.has(1, MEDIA) {
        call.tape()?;
    }
    let [_, bits @ ..] = density::BITS_PER_MILLIMETRE.to_be_bytes();
    let mut descriptor = vec![density::CODE, density::CODE, FLAGS, 0, 0];
    descriptor.extend(bits);
    descriptor.extend(density::TENTHS_OF_MILLIMETRES.to_be_bytes());
    descriptor.extend(density::TRACKS.to_be_bytes());
    descriptor.extend(density::MEGABYTES.to_be_bytes());
    descriptor.extend(padded(density::ORGANIZATION, 8));
    descriptor.extend(padded(density::NAME, 8));
    descriptor.extend(padded(density::DESCRIPTION, 20));
    // What is available, without these two bytes.
    let available = u16::try_from(descriptor.len() + 2).unwrap_or(u16::MAX);
    let data = [&available.to_be_bytes()[..], &[0, 0], &descriptor].concat();
    answer(data, allocation.into())
}
