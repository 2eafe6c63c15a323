//! The structures and numbers of Linux' SCSI generic driver: `scsi/sg.h`, `scsi/scsi_ioctl.h`.

use super::bytes::{ByteWriter, Bytes};

/// The most bytes that a command moves.
pub const MOST_DATA: usize = 4 << 20;

/// The most pieces of memory that the data of a command lie in.
pub const MOST_PIECES: u16 = 1024;

/// The version of the driver that is spoken for: 3.5.36.
pub const VERSION: i32 = 30_536;

/// How large the reserved buffer is said to be. There is none, and none is needed.
pub const RESERVED_SIZE: i32 = 1 << 20;

/// What an ioctl(2) of the SCSI drivers asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScsiIoctl {
    /// `SG_IO`: a command is carried out.
    Execute,
    /// `SG_SCSI_RESET`: something is reset; the argument points to what.
    Reset,
    /// A number is wanted where the argument points to.
    Tell(SgNumber),
    /// `SG_GET_TIMEOUT`: the default timeout, in hundredths of a second, is what ioctl(2) returns.
    Timeout,
    /// `SG_GET_SCSI_ID`: where the logical unit is, and what.
    ScsiId,
    /// `SCSI_IOCTL_GET_IDLUN`: where the logical unit is.
    IdLun,
    /// A wish that changes nothing here: buffers, timeouts of write(2), queueing.
    Wish,
}

/// A number that programs ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SgNumber {
    /// `SG_GET_VERSION_NUM`.
    Version,
    /// `SG_GET_RESERVED_SIZE`.
    ReservedSize,
    /// `SG_GET_SG_TABLESIZE`.
    Pieces,
    /// `SG_GET_COMMAND_Q`: several commands may wait.
    Queueing,
    /// `SG_GET_ACCESS_COUNT`.
    Openers,
    /// `SG_EMULATED_HOST`, `SG_GET_LOW_DMA`, `SG_GET_KEEP_ORPHAN`, `SG_GET_NUM_WAITING`, `SG_GET_TRANSFORM`, `SCSI_IOCTL_GET_BUS_NUMBER`.
    Zero,
}

impl SgNumber {
    /// Its value.
    #[must_use]
    pub const fn value(self) -> i32 {
        match self {
            Self::Version => VERSION,
            Self::ReservedSize => RESERVED_SIZE,
            Self::Pieces => MOST_PIECES as i32,
            Self::Queueing | Self::Openers => 1,
            Self::Zero => 0,
        }
    }
}

impl ScsiIoctl {
    /// What the number of an ioctl asks for; none when it is not one of these drivers.
    #[must_use]
    pub const fn of(command: u32) -> Option<Self> {
        Some(match command {
            0x2285 => Self::Execute,
            0x2284 => Self::Reset,
            0x2282 => Self::Tell(SgNumber::Version),
            0x2272 => Self::Tell(SgNumber::ReservedSize),
            0x227F => Self::Tell(SgNumber::Pieces),
            0x2270 => Self::Tell(SgNumber::Queueing),
            0x2289 => Self::Tell(SgNumber::Openers),
            0x2203 | 0x227A | 0x2288 | 0x227D | 0x2205 | 0x5386 => Self::Tell(SgNumber::Zero),
            0x2202 => Self::Timeout,
            0x2276 => Self::ScsiId,
            0x5382 => Self::IdLun,
            0x2201 | 0x2204 | 0x2271 | 0x2275 | 0x2279 | 0x227B | 0x227E | 0x2283 | 0x2287 => Self::Wish,
            _ => return None,
        })
    }
}

/// Which way the data of a command go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataDirection {
    /// There are none.
    None,
    /// To the logical unit.
    Out,
    /// From the logical unit.
    In,
}

/// A command as a program describes it to `SG_IO` (`sg_io_hdr`). Everything but lengths and flags is an address in its memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Which way the data go.
    pub direction: DataDirection,
    /// Where the command descriptor block is.
    pub block: u64,
    /// Its length.
    pub block_length: usize,
    /// Where data are, or a list of pieces.
    pub data: u64,
    /// The length of the data.
    pub data_length: usize,
    /// How many pieces the data lie in; 0 when there is no list.
    pub pieces: u16,
    /// Where sense is wanted.
    pub sense: u64,
    /// How much of it.
    pub sense_length: usize,
    /// How long the program waits, in milliseconds.
    pub timeout: u32,
}

/// What is wrong with a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SgMisfit {
    /// It is not one of version 3, or it is cut off.
    Interface,
    /// The command descriptor block is missing, or of no known length.
    Block,
    /// The data have no known direction.
    Direction,
    /// There are more data, or more pieces, than are carried.
    Length,
}

impl Exchange {
    /// The length of the structure.
    pub const LENGTH: usize = 88;
    /// Where the part begins that is written back.
    pub const RESULT_AT: u64 = 64;
    /// The timeout of a program that names none: a minute.
    pub const DEFAULT_TIMEOUT: u32 = 60_000;
    /// The most sense that there is (SPC-4, 4.5).
    const MOST_SENSE: usize = 252;
    /// The data stay where they are, wherever that is.
    const NO_TRANSFER: u32 = 0x1_0000;

    /// The description in these bytes.
    ///
    /// # Errors
    ///
    /// [`SgMisfit`] says what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, SgMisfit> {
        let raw = Raw::parse(bytes).ok_or(SgMisfit::Interface)?;
        if raw.interface != i32::from(b'S') {
            return Err(SgMisfit::Interface);
        }
        if raw.block == 0 || !(6..=16).contains(&raw.block_length) {
            return Err(SgMisfit::Block);
        }
        let data_length = usize::try_from(raw.data_length).ok().filter(|length| *length <= MOST_DATA).ok_or(SgMisfit::Length)?;
        if raw.pieces > MOST_PIECES {
            return Err(SgMisfit::Length);
        }
        let direction = match raw.direction {
            _ if data_length == 0 || raw.flags & Self::NO_TRANSFER != 0 => DataDirection::None,
            -1 => DataDirection::None,
            -2 => DataDirection::Out,
            // What goes in both directions fills the buffer first, for programs that look whether it was changed.
            -3 | -4 => DataDirection::In,
            _ => return Err(SgMisfit::Direction),
        };
        Ok(Self {
            direction,
            block: raw.block,
            block_length: usize::from(raw.block_length),
            data: raw.data,
            data_length,
            pieces: raw.pieces,
            sense: raw.sense,
            sense_length: if raw.sense == 0 { 0 } else { usize::from(raw.sense_length).min(Self::MOST_SENSE) },
            timeout: if raw.timeout == 0 { Self::DEFAULT_TIMEOUT } else { raw.timeout },
        })
    }
}

/// The fields of `sg_io_hdr` that a program fills, as they stand.
struct Raw {
    interface: i32,
    direction: i32,
    block_length: u8,
    sense_length: u8,
    pieces: u16,
    data_length: u32,
    data: u64,
    block: u64,
    sense: u64,
    timeout: u32,
    flags: u32,
}

impl Raw {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut from = Bytes::new(bytes.first_chunk::<{ Exchange::LENGTH }>()?);
        Some(Self {
            interface: from.i32()?,
            direction: from.i32()?,
            block_length: from.u8()?,
            sense_length: from.u8()?,
            pieces: from.u16()?,
            data_length: from.u32()?,
            data: from.u64()?,
            block: from.u64()?,
            sense: from.u64()?,
            timeout: from.u32()?,
            flags: from.u32()?,
        })
    }
}

/// What became of a command, as `SG_IO` tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct SgOutcome {
    /// The status of the logical unit.
    pub status: u8,
    /// What the host adapter says: 0, or [`SgOutcome::TIMED_OUT`].
    pub host: u16,
    /// How much sense was written.
    pub sense: u8,
    /// How much of the data did not move.
    pub residual: i32,
    /// How long it took, in milliseconds.
    pub duration: u32,
}

impl SgOutcome {
    /// The command was not done in time, and was aborted (`DID_TIME_OUT`).
    pub const TIMED_OUT: u16 = 3;
    /// Sense was written (`DRIVER_SENSE`).
    const DRIVER_SENSE: u16 = 8;
    /// Something is to be looked at (`SG_INFO_CHECK`).
    const CHECK: u32 = 1;

    /// The part of the structure that is written back, from [`Exchange::RESULT_AT`].
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        let driver = if self.sense > 0 { Self::DRIVER_SENSE } else { 0 };
        let info = if self.status != 0 || self.host != 0 || driver != 0 { Self::CHECK } else { 0 };
        let masked = (self.status >> 1) & 0x1F;
        let result = ByteWriter::default().bytes(&[self.status, masked, 0, self.sense]).u16(self.host).u16(driver);
        result.i32(self.residual).u32(self.duration).u32(info).done()
    }
}

/// A list of pieces of memory (`sg_iovec`), each with address and length, cut to `most` bytes in all.
#[must_use]
pub fn pieces(list: &[u8], most: usize) -> Vec<(u64, usize)> {
    let mut left = most;
    let mut from = Bytes::new(list);
    let mut pieces = Vec::new();
    while let (Some(address), Some(length)) = (from.u64(), from.u64()) {
        let length = usize::try_from(length).unwrap_or(left).min(left);
        left -= length;
        if length > 0 {
            pieces.push((address, length));
        }
    }
    pieces
}

/// Where a logical unit is and what, as `SG_GET_SCSI_ID` tells it: on host 0, channel 0, target 0.
#[must_use]
pub fn scsi_id(lun: u64, device_type: i32) -> Vec<u8> {
    let lun = i32::try_from(lun).unwrap_or(i32::MAX);
    // One command at a time, of 16 that may wait.
    ByteWriter::default().i32(0).i32(0).i32(0).i32(lun).i32(device_type).u16(1).u16(16).zeroes(8).done()
}

/// Where a logical unit is, as `SCSI_IOCTL_GET_IDLUN` tells it.
#[must_use]
pub fn id_lun(lun: u64) -> Vec<u8> {
    let lun = u32::try_from(lun & 0xFF).unwrap_or(0);
    ByteWriter::default().u32(lun << 8).u32(0).done()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A READ ELEMENT STATUS of 4 KiB, changed as a test wants it.
    fn header(change: impl FnOnce(&mut [u8])) -> Vec<u8> {
        let start = ByteWriter::default().i32(i32::from(b'S')).i32(-3).bytes(&[12, 32]).u16(0).u32(4096);
        let mut bytes = start.u64(0x1000).u64(0x2000).u64(0x3000).u32(5000).u32(1).zeroes(40).done();
        change(&mut bytes);
        bytes
    }

    #[test]
    fn a_description_is_read() {
        let expected = Exchange {
            direction: DataDirection::In,
            block: 0x2000,
            block_length: 12,
            data: 0x1000,
            data_length: 4096,
            pieces: 0,
            sense: 0x3000,
            sense_length: 32,
            timeout: 5000,
        };
        assert_eq!(Exchange::parse(&header(|_| ())), Ok(expected));
        let without_timeout = header(|bytes| bytes[40..44].fill(0));
        assert_eq!(Exchange::parse(&without_timeout), Ok(Exchange { timeout: 60_000, ..expected }));
        let nowhere_for_sense = header(|bytes| bytes[32..40].fill(0));
        assert_eq!(Exchange::parse(&nowhere_for_sense).map(|exchange| exchange.sense_length), Ok(0));
    }

    #[test]
    fn what_cannot_be_carried_out_says_why() {
        for (bytes, misfit) in [
            (header(|bytes| bytes[0] = b'Q'), SgMisfit::Interface),
            (header(|_| ())[..87].to_vec(), SgMisfit::Interface),
            (header(|bytes| bytes[8] = 5), SgMisfit::Block),
            (header(|bytes| bytes[8] = 17), SgMisfit::Block),
            (header(|bytes| bytes[24..32].fill(0)), SgMisfit::Block),
            (header(|bytes| bytes[4] = 0), SgMisfit::Direction),
            (header(|bytes| bytes[15] = 1), SgMisfit::Length),
            (header(|bytes| bytes[11] = 0xFF), SgMisfit::Length),
        ] {
            assert_eq!(Exchange::parse(&bytes), Err(misfit));
        }
    }

    #[test]
    fn an_outcome_is_told_as_linux_does() {
        assert_eq!(
            SgOutcome { residual: 12, duration: 3, ..SgOutcome::default() }.to_bytes(),
            [0, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]
        );
        let checked = SgOutcome { status: 2, sense: 18, ..SgOutcome::default() }.to_bytes();
        assert_eq!(checked, [2, 1, 0, 18, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
        let late = SgOutcome { host: SgOutcome::TIMED_OUT, ..SgOutcome::default() }.to_bytes();
        assert_eq!((&late[4..8], late[16]), (&[3u8, 0, 0, 0][..], 1));
    }

    #[test]
    fn pieces_are_cut_to_the_length_of_the_data() {
        let list = ByteWriter::default().u64(0x1000).u64(10).u64(0x2000).u64(0).u64(0x3000).u64(u64::MAX).bytes(&[1, 2]).done();
        assert_eq!(pieces(&list, 25), [(0x1000, 10), (0x3000, 15)]);
        assert_eq!(pieces(&list, 4), [(0x1000, 4)]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_description_within_bounds_or_an_error(bytes in prop::collection::vec(any::<u8>(), 88), plausible: bool) {
            let mut bytes = bytes;
            if plausible {
                bytes[..8].copy_from_slice(&header(|_| ())[..8]);
                bytes[8] = bytes[8] % 12 + 6;
                bytes[14..16].fill(0);
            }
            if let Ok(exchange) = Exchange::parse(&bytes) {
                prop_assert!(exchange.data_length <= MOST_DATA && exchange.sense_length <= 252 && exchange.block_length <= 16);
            }
        }

        #[test]
        fn any_list_of_pieces_is_no_longer_than_the_data(list in prop::collection::vec(any::<u8>(), 0..200), most in 0usize..10_000) {
            prop_assert!(pieces(&list, most).iter().map(|(_, length)| length).sum::<usize>() <= most);
        }
    }
}
