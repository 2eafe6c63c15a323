//! Additional header segments (RFC 7143, 11.2.2): the rest of a long command descriptor block, and how much a bidirectional command reads.

use thiserror::Error;

/// What the additional header segments of a SCSI Command say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// The command descriptor block beyond its first 16 bytes.
    pub cdb: Vec<u8>,
    /// How much data a bidirectional command is expected to read.
    pub expected_read_length: Option<u32>,
}

/// The additional header segments cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the additional header segments cannot be read")]
pub struct BadExtra;

const EXTENDED_CDB: u8 = 1;
const EXPECTED_READ_LENGTH: u8 = 2;

impl Extra {
    /// Reads additional header segments.
    ///
    /// # Errors
    ///
    /// When a segment ends beyond the last byte, or one that is known has another length than it must.
    pub fn read(mut bytes: &[u8]) -> Result<Self, BadExtra> {
        let mut extra = Self::default();
        while let [high, low, kind, rest @ ..] = bytes {
            // AHSLength counts what follows AHSType, without padding.
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let content = rest.get(..length).ok_or(BadExtra)?;
            match (kind & 0x3F, content) {
                (EXTENDED_CDB, [_reserved, more @ ..]) => extra.cdb.extend_from_slice(more),
                (EXPECTED_READ_LENGTH, &[_reserved, a, b, c, d]) => {
                    extra.expected_read_length = Some(u32::from_be_bytes([a, b, c, d]));
                }
                (EXTENDED_CDB | EXPECTED_READ_LENGTH, _) => return Err(BadExtra),
                // Segments that nobody knows say nothing.
                _ => {}
            }
            bytes = bytes.get((3 + length).next_multiple_of(4)..).unwrap_or_default();
        }
        if bytes.is_empty() { Ok(extra) } else { Err(BadExtra) }
    }
}
