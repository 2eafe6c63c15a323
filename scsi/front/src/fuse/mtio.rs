//! The structures and numbers of Linux' tape ioctls: `linux/mtio.h`.

use super::bytes::{ByteWriter, Bytes};

/// What an ioctl(2) of a tape asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TapeIoctl {
    /// `MTIOCTOP`: something is done with the tape.
    Operate,
    /// `MTIOCGET`: how it stands.
    Status,
    /// `MTIOCPOS`: the block at which it stands.
    Position,
}

impl TapeIoctl {
    /// What the number of an ioctl asks for, in a program of 64 bits; none when it is not a tape's.
    #[must_use]
    pub const fn of(command: u32) -> Option<Self> {
        match command {
            0x4008_6D01 => Some(Self::Operate),
            0x8030_6D02 => Some(Self::Status),
            0x8008_6D03 => Some(Self::Position),
            _ => None,
        }
    }
}

/// What is done with a tape (`mt_op`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TapeOperation {
    /// `MTFSF`, `MTBSF`: over filemarks, backwards when negative.
    SpaceFilemarks(i32),
    /// `MTFSR`, `MTBSR`: over blocks.
    SpaceBlocks(i32),
    /// `MTFSS`, `MTBSS`: over setmarks.
    SpaceSetmarks(i32),
    /// `MTFSFM`, `MTBSFM`: over filemarks, and back to this side of the last.
    SpaceToFilemark(i32),
    /// `MTEOM`: behind what is recorded.
    EndOfData,
    /// `MTWEOF`, `MTWEOFI`: filemarks are written.
    WriteFilemarks {
        /// How many.
        count: i32,
        /// Whether they may still be in the buffer when this is done.
        immediate: bool,
    },
    /// `MTWSM`: setmarks are written.
    WriteSetmarks(i32),
    /// `MTREW`.
    Rewind,
    /// `MTRETEN`.
    Retension,
    /// `MTLOAD`.
    Load,
    /// `MTOFFL`: a tape that is locked in is let go before.
    Offline,
    /// `MTUNLOAD`.
    Unload,
    /// `MTNOP`.
    Nothing,
    /// `MTERASE`: to the end of the tape where `long`.
    Erase {
        /// Whether everything is overwritten.
        long: bool,
    },
    /// `MTSETBLK`: the length of a block; 0 for blocks of any length.
    SetBlock(i32),
    /// `MTSETDENSITY`.
    SetDensity(i32),
    /// `MTSETDRVBUFFER`: how the drive buffers, or options of the driver.
    SetBuffer(i32),
    /// `MTSEEK`: to a block.
    Seek(i32),
    /// `MTLOCK`, `MTUNLOCK`.
    Lock(bool),
    /// `MTCOMPRESSION`.
    Compression(bool),
    /// `MTSETPART`: to another partition.
    SetPartition(i32),
}

impl TapeOperation {
    /// The action of a `mtop`; none when it is cut off or names none that is known.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut from = Bytes::new(bytes);
        let operation = from.i16()?;
        from.skip(2)?;
        let count = from.i32()?;
        Some(match operation {
            1 => Self::SpaceFilemarks(count),
            2 => Self::SpaceFilemarks(count.checked_neg()?),
            3 => Self::SpaceBlocks(count),
            4 => Self::SpaceBlocks(count.checked_neg()?),
            5 => Self::WriteFilemarks { count, immediate: false },
            6 => Self::Rewind,
            7 => Self::Offline,
            31 => Self::Unload,
            8 => Self::Nothing,
            9 => Self::Retension,
            10 => Self::SpaceToFilemark(count.checked_neg()?),
            11 => Self::SpaceToFilemark(count),
            12 => Self::EndOfData,
            13 => Self::Erase { long: count != 0 },
            20 => Self::SetBlock(count),
            21 => Self::SetDensity(count),
            22 => Self::Seek(count),
            24 => Self::SetBuffer(count),
            25 => Self::SpaceSetmarks(count),
            26 => Self::SpaceSetmarks(count.checked_neg()?),
            27 => Self::WriteSetmarks(count),
            28 => Self::Lock(true),
            29 => Self::Lock(false),
            30 => Self::Load,
            32 => Self::Compression(count != 0),
            33 => Self::SetPartition(count),
            35 => Self::WriteFilemarks { count, immediate: true },
            _ => return None,
        })
    }
}

/// How a tape stands (`mtget`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TapeStatus {
    /// The length of a block; 0 for blocks of any length.
    pub block_size: u32,
    /// The density code.
    pub density: u8,
    /// The general status: bits of [`flag`].
    pub flags: u32,
    /// How many filemarks lie before; -1 when it is not known.
    pub file: i32,
    /// How many blocks lie between the last of them and here; -1 when it is not known.
    pub block: i32,
}

/// Bits of the general status.
pub mod flag {
    /// Behind a filemark.
    pub const EOF: u32 = 0x8000_0000;
    /// At the beginning.
    pub const BOT: u32 = 0x4000_0000;
    /// At the end of the tape.
    pub const EOT: u32 = 0x2000_0000;
    /// Behind what is recorded.
    pub const EOD: u32 = 0x0800_0000;
    /// Nothing can be written.
    pub const WR_PROT: u32 = 0x0400_0000;
    /// A tape is there.
    pub const ONLINE: u32 = 0x0100_0000;
    /// No tape is there.
    pub const DR_OPEN: u32 = 0x0004_0000;
    /// The drive reports before everything is on the tape.
    pub const IM_REP_EN: u32 = 0x0001_0000;
}

impl TapeStatus {
    /// A SCSI-2 tape (`MT_ISSCSI2`), as every newer one is called.
    const SCSI2: i64 = 0x72;

    /// As `mtget`.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        let register = i64::from(self.block_size & 0x00FF_FFFF) | i64::from(self.density) << 24;
        let status = ByteWriter::default().i64(Self::SCSI2).i64(0).i64(register).i64(i64::from(self.flags)).i64(0);
        status.i32(self.file).i32(self.block).done()
    }
}

/// A block number as `mtpos`.
#[must_use]
pub fn position(block: u32) -> Vec<u8> {
    ByteWriter::default().i64(i64::from(block)).done()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn operation(operation: i16, count: i32) -> Vec<u8> {
        let [a, b] = operation.to_ne_bytes();
        ByteWriter::default().bytes(&[a, b, 0, 0]).i32(count).done()
    }

    #[test]
    fn backwards_is_negative() {
        for (code, count, expected) in [
            (1, 3, Some(TapeOperation::SpaceFilemarks(3))),
            (2, 3, Some(TapeOperation::SpaceFilemarks(-3))),
            (4, 1, Some(TapeOperation::SpaceBlocks(-1))),
            (10, 1, Some(TapeOperation::SpaceToFilemark(-1))),
            (2, i32::MIN, None),
            (7, 0, Some(TapeOperation::Offline)),
            (31, 0, Some(TapeOperation::Unload)),
            (13, 1, Some(TapeOperation::Erase { long: true })),
            (0, 0, None),
            (99, 0, None),
        ] {
            assert_eq!(TapeOperation::parse(&operation(code, count)), expected);
        }
        assert_eq!(TapeOperation::parse(&operation(1, 1)[..7]), None);
    }

    #[test]
    fn a_status_has_the_shape_of_the_kernel() {
        let bytes = TapeStatus { block_size: 512, density: 0x46, flags: flag::BOT, file: 0, block: -1 }.to_bytes();
        assert_eq!(bytes.len(), 48);
        assert_eq!(bytes[16..24], [0, 2, 0, 0x46, 0, 0, 0, 0]);
        assert_eq!(bytes[40..], [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_action_or_none(bytes in prop::collection::vec(any::<u8>(), 0..12)) {
            prop_assert!(bytes.len() >= 8 || TapeOperation::parse(&bytes).is_none());
        }
    }
}
