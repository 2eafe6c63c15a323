//! READ ATTRIBUTE (SPC-4): what the memory chip of the cartridge holds.

use super::refusal::{CLEANING, INVALID_FIELD, LOADING, NOT_PRESENT, UNLOADING, invalid_field};
use super::{DriveCall, DriveStep, answer};
use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::command::CommandDefinition;
use crate::tape::Tape;
use crate::tape::attribute;

const fn action(service_action: u8) -> CommandDefinition {
    CommandDefinition {
        name: "READ ATTRIBUTE",
        operation: 0x8C,
        service_action: Some(service_action),
        // Service action; volume; partition; first attribute; allocation length; CACHE.
        usage: &[0x8C, 0x1F, 0, 0, 0, 0xFF, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0],
        senses: &[INVALID_FIELD, NOT_PRESENT, LOADING, UNLOADING, CLEANING],
    }
}

pub(super) const VALUES: CommandDefinition = action(0x00);
pub(super) const LIST: CommandDefinition = action(0x01);
pub(super) const VOLUMES: CommandDefinition = action(0x02);
pub(super) const PARTITIONS: CommandDefinition = action(0x03);
pub(super) const SUPPORTED: CommandDefinition = action(0x05);

const VOLUME: usize = 5;
const PARTITION: usize = 7;
/// The first attribute that is told.
const FIRST: usize = 8;

/// There is one volume with one partition, number 0.
pub(super) fn only_partition(cdb: &Cdb) -> Result<(), Sense> {
    match [VOLUME, PARTITION].into_iter().find(|at| cdb.u8(*at) != 0) {
        Some(at) => Err(invalid_field(at)),
        None => Ok(()),
    }
}

pub(super) fn values(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let (cdb, tape) = chip(call)?;
    tell(cdb, attribute::all(tape).map(|attribute| (attribute.id, attribute.to_bytes())))
}

pub(super) fn list(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let (cdb, tape) = chip(call)?;
    tell(cdb, attribute::all(tape).map(|attribute| (attribute.id, attribute.id.to_be_bytes().to_vec())))
}

pub(super) fn supported(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let (cdb, tape) = chip(call)?;
    tell(cdb, attribute::supported(tape).into_iter().map(|id| (id, id.to_be_bytes().to_vec())))
}

/// The list of volumes or of partitions: from number 0, there is one.
pub(super) fn one_of_one(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let (cdb, _) = chip(call)?;
    answer(vec![0, 2, 0, 1], allocation(cdb))
}

/// The cartridge whose chip is to be read.
fn chip<'a>(call: DriveCall<'a>) -> Result<(&'a Cdb, &'a Tape), Sense> {
    let cdb = call.cdb;
    only_partition(cdb)?;
    Ok((cdb, call.tape()?.1))
}

fn allocation(cdb: &Cdb) -> usize {
    usize::try_from(cdb.u32(10)).unwrap_or(usize::MAX)
}

/// Says something of each attribute, from the one that the block names, which has to be among them.
fn tell(cdb: &Cdb, attributes: impl Iterator<Item = (u16, Vec<u8>)>) -> Result<DriveStep, Sense> {
    let first = cdb.u16(FIRST);
    let told: Vec<(u16, Vec<u8>)> = attributes.filter(|(id, _)| *id >= first).collect();
    if told.iter().all(|(id, _)| *id != first) {
        return Err(invalid_field(FIRST));
    }
    let told: Vec<u8> = told.into_iter().flat_map(|(_, bytes)| bytes).collect();
    let available = u32::try_from(told.len()).unwrap_or(u32::MAX);
    answer([&available.to_be_bytes()[..], &told].concat(), allocation(cdb))
}
