//! CRC32C, the digest of iSCSI (RFC 7143, 13.1).

use crc::{CRC_32_ISCSI, Crc, Table};

static CRC32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);

/// The digest of some bytes, as it stands behind them.
///
/// ```
/// use rsmlab_front::iscsi::digest;
///
/// // The example of RFC 3720, B.4: 32 bytes of zeroes.
/// assert_eq!(digest::of(&[0; 32]), [0xAA, 0x36, 0x91, 0x8A]);
/// ```
#[must_use]
pub fn of(bytes: &[u8]) -> [u8; 4] {
    CRC32C.checksum(bytes).to_le_bytes()
}
