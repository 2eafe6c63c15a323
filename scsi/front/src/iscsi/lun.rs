//! How a logical unit number stands in a header (SAM-5, 4.7).

/// What no logical unit has as its number.
pub const NOWHERE: u64 = u64::MAX;

/// The number of a logical unit.
///
/// Peripheral addressing on bus 0 and flat space addressing are known. Every other form is given on as a number that no logical unit
/// has, [`NOWHERE`].
///
/// ```
/// use rsmlab_front::iscsi::lun;
///
/// assert_eq!(lun::decode(0x0003_0000_0000_0000), 3);
/// assert_eq!(lun::decode(0x4103_0000_0000_0000), 0x103);
/// assert_eq!(lun::decode(lun::encode(3)), 3);
/// assert_eq!(lun::decode(0xC101_0000_0000_0000), lun::NOWHERE, "a well known logical unit");
/// ```
#[must_use]
pub const fn decode(field: u64) -> u64 {
    const FIRST_LEVEL_ONLY: u64 = 0x0000_FFFF_FFFF_FFFF;
    let [method, low, ..] = field.to_be_bytes();
    match (method >> 6, field & FIRST_LEVEL_ONLY) {
        (0, 0) if method == 0 => low as u64,
        (1, 0) => ((method & 0x3F) as u64) << 8 | low as u64,
        _ => NOWHERE,
    }
}

/// The field of a logical unit's number: peripheral addressing below 256, flat space addressing above.
#[must_use]
pub const fn encode(lun: u64) -> u64 {
    const FLAT: u64 = 0x4000;
    if lun < 0x100 { lun << 48 } else { (FLAT | lun & 0x3FFF) << 48 }
}
