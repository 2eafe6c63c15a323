//! The format in which tapes are written: that of LTO-5, the last one that every program reads without partitions.

/// The density code.
pub const CODE: u8 = 0x58;
/// The medium type of MODE SENSE.
pub const MEDIUM_TYPE: u8 = 0x58;
/// The medium type of MODE SENSE of a WORM cartridge.
pub const MEDIUM_TYPE_WORM: u8 = 0x5C;
/// Bits per millimetre of a track.
pub const BITS_PER_MILLIMETRE: u32 = 15_142;
/// The width of the tape.
pub const TENTHS_OF_MILLIMETRES: u16 = 127;
/// The length of the tape.
pub const METRES: u32 = 846;
/// The number of tracks.
pub const TRACKS: u16 = 1280;
/// The nominal capacity, which a simulated tape need not have.
pub const MEGABYTES: u32 = 1_500_000;
/// Who has given the code.
pub const ORGANIZATION: &str = "LTO-CVE";
/// Its name.
pub const NAME: &str = "U-516";
/// What it is.
pub const DESCRIPTION: &str = "Ultrium 5/16T";
/// The longest block.
pub const LONGEST_BLOCK: u32 = 8 << 20;
