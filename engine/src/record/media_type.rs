//! What is known of media of a type by its code alone (`types.toml`, `[[media_type]]`).

/// Code of the media type of cleaners (`CLEANER_CARTRIDGE`, `model.cleaner.media-type`).
pub const CLEANER_MEDIA_TYPE: u32 = 0x32;

/// Whether media of the type with this code are optical.
#[must_use]
pub const fn is_optical(code: u32) -> bool {
    matches!(code, 0x33..=0x48 | 0x58)
}

/// How often a medium can be written (`NtmsReadWriteCharacteristics`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Writability {
    /// Many times.
    Rewritable = 1,
    /// Once.
    WriteOnce = 2,
    /// Never.
    ReadOnly = 3,
}

/// How often media of the type with this code can be written. A type of which the catalogue says nothing is taken to be rewritable, but for what its
/// name says.
#[must_use]
pub const fn writability(code: u32) -> Writability {
    match code {
        // CD_ROM, DVD_ROM
        0x33 | 0x36 => Writability::ReadOnly,
        // Names that end in `_R` or `_WO`.
        0x34 | 0x37 | 0x3A | 0x3D | 0x40 | 0x42..=0x46 => Writability::WriteOnce,
        _ => Writability::Rewritable,
    }
}

/// The kind of devices that take a medium (`FILE_DEVICE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum DeviceClass {
    /// `FILE_DEVICE_CD_ROM`
    CdRom = 2,
    /// `FILE_DEVICE_DISK`
    Disk = 7,
    /// `FILE_DEVICE_TAPE`
    Tape = 31,
}

/// The kind of devices that take media of the type with this code: optical media count as CD-ROM, whatever their size.
#[must_use]
pub const fn device_class(code: u32) -> DeviceClass {
    match code {
        0x49..=0x4E => DeviceClass::Disk,
        _ if is_optical(code) => DeviceClass::CdRom,
        _ => DeviceClass::Tape,
    }
}
