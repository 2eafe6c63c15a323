//! Blocks: what READ, WRITE and VERIFY ask for, and how the head passes over them.

use super::DriveUnit;
use super::mode_page::Modes;
use super::refusal::{BLOCK, FILEMARK, invalid_field};
use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::tape::density::LONGEST_BLOCK;
use crate::tape::{LogicalObject, Tape};

/// The FIXED bit, in byte 1.
pub(super) const FIXED: u8 = 0x01;

/// The most bytes that one command transfers: two of the longest blocks.
const LONGEST_TRANSFER: usize = 2 * LONGEST_BLOCK as usize;

/// Blocks that a command asks for: one of its own length, or several of the length that MODE SELECT has set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    fixed: bool,
    /// How many of them.
    pub(super) count: u32,
    /// The length of each.
    pub(super) size: u32,
}

impl Blocks {
    /// What FIXED and TRANSFER LENGTH ask for.
    pub(super) fn of(cdb: &Cdb, modes: &Modes) -> Result<Self, Sense> {
        let length = cdb.u24(2);
        let fixed = cdb.has(1, FIXED);
        if fixed && modes.block_length == 0 {
            Err(invalid_field(1))
        } else if fixed {
            Ok(Self { fixed, count: length, size: modes.block_length })
        } else if length > LONGEST_BLOCK {
            Err(invalid_field(2))
        } else {
            Ok(Self { fixed, count: u32::from(length > 0), size: length })
        }
    }

    /// The bytes of all of them, if that is no more than one command transfers.
    pub(super) fn bytes(self) -> Result<usize, Sense> {
        let bytes = usize::try_from(u64::from(self.count) * u64::from(self.size)).ok();
        bytes.filter(|bytes| *bytes <= LONGEST_TRANSFER).ok_or_else(|| invalid_field(2))
    }

    /// What is left when so many blocks are left: blocks of a fixed length, else bytes.
    pub(super) const fn residue(self, left: u32) -> u32 {
        if self.fixed || left == 0 { left } else { self.size }
    }

    /// How far the length of a record is from what was asked for, told so that it can be left out of the count.
    fn difference(self, left: u32, length: usize) -> i64 {
        let size = i64::from(self.size);
        if self.fixed { left.into() } else { i64::try_from(length).map_or(-size, |length| size - length) }
    }
}

impl DriveUnit {
    /// Passes over blocks, giving away as much of each as was asked for. A record of another length ends it, unless that is
    /// suppressed (SILI): always one that is too short, and one that is too long where blocks have no length of their own.
    pub(super) fn pass(&mut self, tape: &mut Tape, blocks: Blocks, suppressed: bool, mut take: impl FnMut(&[u8])) -> Result<(), Sense> {
        for left in (1..=blocks.count).rev() {
            let residue = blocks.residue(left);
            match tape.read(self.position) {
                LogicalObject::EndOfData => return Err(self.at_end_of_data(tape, residue.into())),
                LogicalObject::Filemark => {
                    self.position += 1;
                    return Err(Sense { filemark: true, ..FILEMARK.with_residue(residue) });
                }
                LogicalObject::Record(record) => {
                    self.position += 1;
                    let size = blocks.size as usize;
                    take(record.get(..size).unwrap_or(&record));
                    let suppressed = suppressed && (record.len() < size || self.modes.block_length == 0);
                    if record.len() != size && !suppressed {
                        return Err(Sense { incorrect_length: true, ..BLOCK.with_residue(blocks.difference(left, record.len())) });
                    }
                }
            }
        }
        Ok(())
    }
}
