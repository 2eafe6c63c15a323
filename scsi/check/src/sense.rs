//! Sense data, as a target sent it, and the words for it.

use std::fmt;

/// The key, code and qualifier of sense data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The sense key.
    pub key: u8,
    /// The additional sense code.
    pub asc: u8,
    /// Its qualifier.
    pub ascq: u8,
}

impl Code {
    const fn new(key: u8, asc: u8, ascq: u8) -> Self {
        Self { key, asc, ascq }
    }

    /// The name that SPC has for it, for the codes that cases speak of.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        NAMES.iter().find(|(code, _)| *code == self).map(|(_, name)| *name)
    }
}

/// INVALID COMMAND OPERATION CODE.
pub const INVALID_OPERATION: Code = Code::new(0x5, 0x20, 0x00);
/// INVALID ELEMENT ADDRESS.
pub const INVALID_ELEMENT: Code = Code::new(0x5, 0x21, 0x01);
/// INVALID FIELD IN CDB.
pub const INVALID_FIELD: Code = Code::new(0x5, 0x24, 0x00);
/// SAVING PARAMETERS NOT SUPPORTED.
pub const NOTHING_SAVED: Code = Code::new(0x5, 0x39, 0x00);
/// MEDIUM DESTINATION ELEMENT FULL.
pub const DESTINATION_FULL: Code = Code::new(0x5, 0x3B, 0x0D);
/// MEDIUM SOURCE ELEMENT EMPTY.
pub const SOURCE_EMPTY: Code = Code::new(0x5, 0x3B, 0x0E);
/// MEDIUM REMOVAL PREVENTED.
pub const REMOVAL_PREVENTED: Code = Code::new(0x5, 0x53, 0x02);

/// ILLEGAL REQUEST.
pub const ILLEGAL_REQUEST: u8 = 0x5;
/// UNIT ATTENTION.
pub const UNIT_ATTENTION: u8 = 0x6;

const NAMES: &[(Code, &str)] = &[
    (Code::new(0x0, 0x00, 0x00), "NO ADDITIONAL SENSE INFORMATION"),
    (INVALID_OPERATION, "INVALID COMMAND OPERATION CODE"),
    (INVALID_ELEMENT, "INVALID ELEMENT ADDRESS"),
    (INVALID_FIELD, "INVALID FIELD IN CDB"),
    (Code::new(0x5, 0x25, 0x00), "LOGICAL UNIT NOT SUPPORTED"),
    (NOTHING_SAVED, "SAVING PARAMETERS NOT SUPPORTED"),
    (DESTINATION_FULL, "MEDIUM DESTINATION ELEMENT FULL"),
    (SOURCE_EMPTY, "MEDIUM SOURCE ELEMENT EMPTY"),
    (REMOVAL_PREVENTED, "MEDIUM REMOVAL PREVENTED"),
    (Code::new(0x5, 0x53, 0x03), "MEDIUM REMOVAL PREVENTED BY DATA TRANSFER ELEMENT"),
    (Code::new(0x6, 0x28, 0x00), "NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED"),
    (Code::new(0x6, 0x28, 0x01), "IMPORT OR EXPORT ELEMENT ACCESSED"),
    (Code::new(0x6, 0x29, 0x00), "POWER ON, RESET, OR BUS DEVICE RESET OCCURRED"),
    (Code::new(0x2, 0x04, 0x01), "LOGICAL UNIT IS IN PROCESS OF BECOMING READY"),
    (Code::new(0x2, 0x3A, 0x00), "MEDIUM NOT PRESENT"),
];

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:02X}/{:02X}", self.key, self.asc, self.ascq)?;
        self.name().map_or(Ok(()), |name| write!(f, " {name}"))
    }
}

/// What sense data says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sense {
    /// What is wrong.
    pub code: Code,
    /// The byte that is wrong, if the target points at one: whether it is in the command descriptor block, and its place.
    pub field: Option<(bool, u16)>,
}

impl Sense {
    /// Reads sense data of the fixed or of the descriptor format; nothing if it is of neither, or too short to say anything.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let at = |place: usize| bytes.get(place).copied();
        match at(0)? & 0x7F {
            0x70 | 0x71 => {
                let code = Code::new(at(2)? & 0x0F, at(12).unwrap_or(0), at(13).unwrap_or(0));
                Some(Self { code, field: bytes.get(15..18).and_then(pointer) })
            }
            0x72 | 0x73 => {
                let code = Code::new(at(1)? & 0x0F, at(2)?, at(3)?);
                Some(Self { code, field: bytes.get(8..).and_then(sense_key_specific).and_then(pointer) })
            }
            _ => None,
        }
    }
}

/// The field pointer of sense-key specific bytes.
fn pointer(bytes: &[u8]) -> Option<(bool, u16)> {
    match bytes {
        [flags, high, low] if flags & 0x80 != 0 => Some((flags & 0x40 != 0, u16::from_be_bytes([*high, *low]))),
        _ => None,
    }
}

/// The sense-key specific bytes among descriptors, in the one of type 02h.
fn sense_key_specific(mut descriptors: &[u8]) -> Option<&[u8]> {
    while let [kind, length, rest @ ..] = descriptors {
        if *kind == 0x02 {
            return rest.get(2..5);
        }
        descriptors = rest.get(usize::from(*length)..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_say_the_same() {
        let fixed = [0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x24, 0, 0, 0xC0, 0, 1];
        let descriptor = [0x72, 5, 0x24, 0, 0, 0, 0, 8, 0x02, 0x06, 0, 0, 0xC0, 0, 1, 0];
        let said = Some(Sense { code: INVALID_FIELD, field: Some((true, 1)) });
        assert_eq!(Sense::read(&fixed), said);
        assert_eq!(Sense::read(&descriptor), said);
        assert_eq!(Sense::read(&[]), None);
        assert_eq!(Sense::read(&[0x70, 0]), None);
    }
}
