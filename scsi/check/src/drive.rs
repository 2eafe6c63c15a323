//! Which logical unit a data transfer element is: a drive has to let go of a cartridge before it is taken out, and prevents that.

use rsmlab_front::iscsi::lun;

use crate::bench::{Bench, FIRST};
use crate::case::Stop;
use crate::cdb::{self, ReadElementStatus};
use crate::element::{self, ElementStatus};
use crate::transport::GOOD;

/// The device type of a tape drive.
const TAPE: u8 = 0x01;
/// The length of the head of an identifier: code set, type, a reserved byte and its length.
const HEAD: usize = 4;

/// The logical unit of the drive at an address, as far as it can be told: the one that calls itself as the changer calls the drive
/// (DVCID), or the one at the same place, if the target has as many drives as the changer.
///
/// # Errors
///
/// [`Stop::Broken`] when there is no answer.
pub fn unit(bench: &mut Bench<'_>, address: u16) -> Result<Option<u64>, Stop> {
    let units = drives(bench)?;
    if let Some(identifier) = identifier(bench, address)? {
        for unit in &units {
            if names(bench, *unit)?.windows(identifier.len()).any(|name| name == identifier) {
                return Ok(Some(*unit));
            }
        }
    }
    let (first, count) = bench.addresses()?.of(element::DRIVE);
    let place = usize::from(address.saturating_sub(first));
    Ok(units.get(place).copied().filter(|_| units.len() == usize::from(count)))
}

/// What the changer calls a drive.
fn identifier(bench: &mut Bench<'_>, address: u16) -> Result<Option<Vec<u8>>, Stop> {
    let wanted = ReadElementStatus { kind: element::DRIVE, identifiers: true, ..ReadElementStatus::ALL };
    let reply = bench.ask(&wanted.cdb())?;
    let status = ElementStatus::gather(&reply.data);
    let identifier = status.elements().find(|element| element.address == address).map(|element| element.identifier.clone());
    let identifier = identifier.filter(|_| reply.status == GOOD).and_then(|bytes| {
        let length = usize::from(*bytes.get(HEAD - 1)?);
        bytes.get(HEAD..HEAD + length).map(|name| name.trim_ascii().to_vec())
    });
    Ok(identifier.filter(|name| !name.is_empty()))
}

/// Everything that a logical unit calls itself: its serial number and its designators.
fn names(bench: &mut Bench<'_>, unit: u64) -> Result<Vec<u8>, Stop> {
    let mut names = Vec::new();
    for page in [0x80, 0x83] {
        let reply = bench.ask_unit(FIRST, unit, &cdb::inquiry(Some(page), 1024))?;
        if reply.status == GOOD {
            names.extend(reply.data);
        }
    }
    Ok(names)
}

/// The logical units of the target that are tape drives.
fn drives(bench: &mut Bench<'_>) -> Result<Vec<u64>, Stop> {
    let reply = bench.ask(&cdb::report_luns(4096))?;
    let mut drives = Vec::new();
    for entry in reply.data.get(8..).unwrap_or_default().chunks_exact(8) {
        let unit = entry.first_chunk().map_or(lun::NOWHERE, |entry| lun::decode(u64::from_be_bytes(*entry)));
        if unit == lun::NOWHERE || unit == bench.lun() {
            continue;
        }
        let inquiry = bench.ask_unit(FIRST, unit, &cdb::inquiry(None, 36))?;
        if inquiry.status == GOOD && inquiry.data.first() == Some(&TAPE) {
            drives.push(unit);
        }
    }
    Ok(drives)
}
