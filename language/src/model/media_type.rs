//! The documented media types (`STORAGE_MEDIA_TYPE`), by name and code.

use std::fmt;

use rsmlab_engine::record::media_type::CLEANER_MEDIA_TYPE;

/// A media type: its place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MediaType(usize);

impl MediaType {
    /// What cleaners are (`model.cleaner.media-type`).
    pub const CLEANER: Self = Self::of_code(CLEANER_MEDIA_TYPE);
    /// What a library takes that does not say what it takes.
    pub const LTO_ULTRIUM: Self = Self::of_code(0x56);
    /// Tapes of another kind.
    pub const DLT: Self = Self::of_code(0x27);
    /// Disks, which have two sides.
    pub const MO_5_RW: Self = Self::of_code(0x3b);

    /// Every media type, in the order of the codes.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TABLE.len()).map(Self)
    }

    /// The media type with this documented name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|media_type| media_type.name() == name)
    }

    /// The documented name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        TABLE[self.0].0
    }

    /// The documented code.
    #[must_use]
    pub const fn code(self) -> u32 {
        TABLE[self.0].1
    }

    /// For codes that are in the table; the constants above fail to compile with another one.
    const fn of_code(code: u32) -> Self {
        let mut index = 0;
        while TABLE[index].1 != code {
            index += 1;
        }
        Self(index)
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

const TABLE: &[(&str, u32)] = &[
    ("DDS_4mm", 0x20),
    ("MiniQic", 0x21),
    ("Travan", 0x22),
    ("QIC", 0x23),
    ("MP_8mm", 0x24),
    ("AME_8mm", 0x25),
    ("AIT1_8mm", 0x26),
    ("DLT", 0x27),
    ("NCTP", 0x28),
    ("IBM_3480", 0x29),
    ("IBM_3490E", 0x2a),
    ("IBM_Magstar_3590", 0x2b),
    ("IBM_Magstar_MP", 0x2c),
    ("STK_DATA_D3", 0x2d),
    ("SONY_DTF", 0x2e),
    ("DV_6mm", 0x2f),
    ("DMI", 0x30),
    ("SONY_D2", 0x31),
    ("CLEANER_CARTRIDGE", 0x32),
    ("CD_ROM", 0x33),
    ("CD_R", 0x34),
    ("CD_RW", 0x35),
    ("DVD_ROM", 0x36),
    ("DVD_R", 0x37),
    ("DVD_RW", 0x38),
    ("MO_3_RW", 0x39),
    ("MO_5_WO", 0x3a),
    ("MO_5_RW", 0x3b),
    ("MO_5_LIMDOW", 0x3c),
    ("PC_5_WO", 0x3d),
    ("PC_5_RW", 0x3e),
    ("PD_5_RW", 0x3f),
    ("ABL_5_WO", 0x40),
    ("PINNACLE_APEX_5_RW", 0x41),
    ("SONY_12_WO", 0x42),
    ("PHILIPS_12_WO", 0x43),
    ("HITACHI_12_WO", 0x44),
    ("CYGNET_12_WO", 0x45),
    ("KODAK_14_WO", 0x46),
    ("MO_NFR_525", 0x47),
    ("NIKON_12_RW", 0x48),
    ("IOMEGA_ZIP", 0x49),
    ("IOMEGA_JAZ", 0x4a),
    ("SYQUEST_EZ135", 0x4b),
    ("SYQUEST_EZFLYER", 0x4c),
    ("SYQUEST_SYJET", 0x4d),
    ("AVATAR_F2", 0x4e),
    ("MP2_8mm", 0x4f),
    ("DST_S", 0x50),
    ("DST_M", 0x51),
    ("DST_L", 0x52),
    ("VXATape_1", 0x53),
    ("VXATape_2", 0x54),
    ("STK_9840", 0x55),
    ("LTO_Ultrium", 0x56),
    ("LTO_Accelis", 0x57),
    ("DVD_RAM", 0x58),
    ("AIT_8mm", 0x59),
    ("ADR_1", 0x5a),
    ("ADR_2", 0x5b),
    ("STK_9940", 0x5c),
    ("SAIT", 0x5d),
];
