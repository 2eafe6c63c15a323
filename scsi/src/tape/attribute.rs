//! The attributes in the memory chip of a cartridge (MAM; SPC-4): what the drive and the maker say of it, and what hosts write.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Tape;
use super::density;
use crate::text::padded;

/// How the value of an attribute is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum AttributeFormat {
    /// A number or bytes.
    Binary = 0,
    /// Printable ASCII.
    Ascii = 1,
    /// Text in a character set that attribute 0805h names.
    Text = 2,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// Its identifier.
    pub id: u16,
    /// How its value is to be read.
    pub format: AttributeFormat,
    /// Whether hosts cannot write it.
    pub read_only: bool,
    /// Its value.
    pub value: Arc<[u8]>,
}

impl Attribute {
    /// As bytes: identifier, format, length, value.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.push(self.format as u8 | if self.read_only { 0x80 } else { 0 });
        bytes.extend(u16::try_from(self.value.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend_from_slice(&self.value);
        bytes
    }
}

/// An attribute that hosts write: its identifier, its format, and its length; text may be shorter.
const HOST: &[(u16, AttributeFormat, usize)] = &[
    (0x0800, AttributeFormat::Ascii, 8),   // application vendor
    (0x0801, AttributeFormat::Ascii, 32),  // application name
    (0x0802, AttributeFormat::Ascii, 8),   // application version
    (0x0803, AttributeFormat::Text, 160),  // user medium text label
    (0x0804, AttributeFormat::Ascii, 12),  // date and time last written
    (0x0805, AttributeFormat::Binary, 1),  // text localization identifier
    (0x0806, AttributeFormat::Ascii, 32),  // bar code
    (0x0807, AttributeFormat::Text, 80),   // owning host textual name
    (0x0808, AttributeFormat::Text, 160),  // media pool
    (0x080B, AttributeFormat::Ascii, 16),  // application format version
    (0x0820, AttributeFormat::Binary, 36), // medium globally unique identifier
    (0x0821, AttributeFormat::Binary, 36), // media pool globally unique identifier
];

/// What the chip holds; no more than [`HOST`] needs.
const CHIP_BYTES: u64 = 1024;

/// The attributes that hosts have written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct HostAttributes {
    values: BTreeMap<u16, Arc<[u8]>>,
}

impl HostAttributes {
    /// Whether a host can write this value. One without bytes takes the attribute away.
    #[must_use]
    pub fn takes(id: u16, format: u8, value: &[u8]) -> bool {
        let printable = |format| format != AttributeFormat::Ascii || value.iter().all(|byte| (b' '..=b'~').contains(byte));
        let fits = |of: AttributeFormat, length: usize| match of {
            AttributeFormat::Binary | AttributeFormat::Ascii => value.is_empty() || value.len() == length,
            AttributeFormat::Text => value.len() <= length,
        };
        HOST.iter().any(|(known, of, length)| *known == id && *of as u8 == format && fits(*of, *length) && printable(*of))
    }

    /// Writes an attribute that is [taken](Self::takes).
    pub fn write(&mut self, id: u16, value: &[u8]) {
        if value.is_empty() {
            self.values.remove(&id);
        } else {
            self.values.insert(id, Arc::from(value));
        }
    }

    /// What was written.
    pub fn iter(&self) -> impl Iterator<Item = Attribute> + '_ {
        HOST.iter().filter_map(|(id, format, _)| {
            let value = Arc::clone(self.values.get(id)?);
            Some(Attribute { id: *id, format: *format, read_only: false, value })
        })
    }

    fn bytes(&self) -> u64 {
        self.values.values().map(|value| value.len() as u64).sum()
    }
}

/// The identifiers of all attributes that a cartridge can have.
#[must_use]
pub fn supported(tape: &Tape) -> Vec<u16> {
    fixed(tape).map(|attribute| attribute.id).chain(HOST.iter().map(|(id, ..)| *id)).collect()
}

/// The attributes of a cartridge, by rising identifier.
pub fn all(tape: &Tape) -> impl Iterator<Item = Attribute> + '_ {
    fixed(tape).chain(tape.attributes.iter())
}

/// What drive and maker say of a cartridge.
fn fixed(tape: &Tape) -> impl Iterator<Item = Attribute> + use<> {
    let usage = tape.usage();
    let megabytes = |bytes: u64| AttributeValue::U64(bytes >> 20);
    let make = tape.make();
    let volume = make.volume.as_deref().unwrap_or("");
    let medium_type = if make.worm { 0x80 } else { 0x00 };
    let chip_left = CHIP_BYTES.saturating_sub(tape.attributes.bytes());
    [
        // Of the drive.
        (0x0000, megabytes(tape.room(tape.end()))),
        (0x0001, megabytes(tape.capacity())),
        (0x0003, AttributeValue::U64(usage.loads)),
        (0x0004, AttributeValue::U64(chip_left)),
        (0x0005, AttributeValue::ascii(density::ORGANIZATION, 8)),
        (0x0006, AttributeValue::U8(density::CODE)),
        (0x0008, AttributeValue::ascii(volume, 32)),
        (0x0220, megabytes(usage.written)),
        (0x0221, megabytes(usage.read)),
        (0x0222, megabytes(usage.written.saturating_sub(usage.before_load.0))),
        (0x0223, megabytes(usage.read.saturating_sub(usage.before_load.1))),
        // Of the maker.
        (0x0400, AttributeValue::ascii("RSMLAB", 8)),
        (0x0401, AttributeValue::ascii(&make.serial, 32)),
        (0x0402, AttributeValue::U32(density::METRES)),
        (0x0403, AttributeValue::U32(density::TENTHS_OF_MILLIMETRES.into())),
        (0x0404, AttributeValue::ascii(density::ORGANIZATION, 8)),
        (0x0405, AttributeValue::U8(density::CODE)),
        (0x0407, AttributeValue::U64(CHIP_BYTES)),
        (0x0408, AttributeValue::U8(medium_type)),
    ]
    .into_iter()
    .map(|(id, value)| {
        let (format, value) = value.into_bytes();
        Attribute { id, format, read_only: true, value: value.into() }
    })
}

/// The value of an attribute.
enum AttributeValue {
    U8(u8),
    U32(u32),
    U64(u64),
    Ascii(Vec<u8>),
}

impl AttributeValue {
    fn ascii(text: &str, length: usize) -> Self {
        Self::Ascii(padded(text, length))
    }

    fn into_bytes(self) -> (AttributeFormat, Vec<u8>) {
        match self {
            Self::U8(value) => (AttributeFormat::Binary, vec![value]),
            Self::U32(value) => (AttributeFormat::Binary, value.to_be_bytes().to_vec()),
            Self::U64(value) => (AttributeFormat::Binary, value.to_be_bytes().to_vec()),
            Self::Ascii(value) => (AttributeFormat::Ascii, value),
        }
    }
}
