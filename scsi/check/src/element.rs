//! Element status data (SMC-3, READ ELEMENT STATUS): a header, a page for each type of element, a descriptor for each element.

/// The element type codes and their names.
pub const TYPES: [(u8, &str); 4] = [(TRANSPORT, "transport"), (STORAGE, "storage"), (PORT, "import/export"), (DRIVE, "data transfer")];
/// Medium transport element.
pub const TRANSPORT: u8 = 1;
/// Storage element.
pub const STORAGE: u8 = 2;
/// Import/export element.
pub const PORT: u8 = 3;
/// Data transfer element.
pub const DRIVE: u8 = 4;

/// The bytes of the header of the data, and of that of a page.
pub const HEADER: usize = 8;
/// The bytes of a volume tag in a descriptor.
pub const VOLUME_TAG: usize = 36;
/// The bytes of a descriptor before volume tag and identifier.
pub const FIXED: usize = 12;

/// Element status data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementStatus {
    /// FIRST ELEMENT ADDRESS REPORTED.
    pub first: u16,
    /// NUMBER OF ELEMENTS AVAILABLE.
    pub count: u16,
    /// BYTE COUNT OF REPORT AVAILABLE.
    pub byte_count: usize,
    /// The pages.
    pub pages: Vec<ElementStatusPage>,
}

/// An element status page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementStatusPage {
    /// ELEMENT TYPE CODE.
    pub kind: u8,
    /// PVOLTAG: its descriptors have a primary volume tag.
    pub has_tag: bool,
    /// AVOLTAG: its descriptors have an alternate volume tag.
    pub has_other_tag: bool,
    /// ELEMENT DESCRIPTOR LENGTH.
    pub descriptor_length: usize,
    /// BYTE COUNT OF DESCRIPTOR DATA AVAILABLE.
    pub byte_count: usize,
    /// The descriptors.
    pub elements: Vec<Element>,
}

/// An element descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The type of its page.
    pub kind: u8,
    /// Its address.
    pub address: u16,
    /// FULL: there is a cartridge.
    pub full: bool,
    /// EXCEPT: something is wrong with it.
    pub exception: bool,
    /// ACCESS: a transport can reach it, or what is in it.
    pub access: bool,
    /// SOURCE STORAGE ELEMENT ADDRESS, if SVALID says that it is one.
    pub source: Option<u16>,
    /// The primary volume tag, without what it is filled up with.
    pub tag: Option<String>,
    /// The identifier, with the four bytes in front of it.
    pub identifier: Vec<u8>,
}

fn number(bytes: &[u8], from: usize, length: usize) -> Option<usize> {
    Some(bytes.get(from..from.checked_add(length)?)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

fn short(bytes: &[u8], from: usize) -> Option<u16> {
    number(bytes, from, 2).and_then(|number| u16::try_from(number).ok())
}

/// What is where in a changer, as far as its reports can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangerInventory {
    /// The elements, by type.
    pub elements: Vec<Element>,
}

impl ChangerInventory {
    /// The element at an address.
    #[must_use]
    pub fn at(&self, address: u16) -> Option<&Element> {
        self.elements.iter().find(|element| element.address == address)
    }

    /// Whether there is a cartridge at an address.
    #[must_use]
    pub fn is_full(&self, address: u16) -> bool {
        self.at(address).is_some_and(|element| element.full)
    }

    /// The volume tag at an address.
    #[must_use]
    pub fn tag(&self, address: u16) -> Option<String> {
        self.at(address).and_then(|element| element.tag.clone())
    }

    /// Where there are cartridges, and which.
    #[must_use]
    pub fn cartridges(&self) -> Vec<(u16, Option<String>)> {
        self.elements.iter().filter(|element| element.full).map(|element| (element.address, element.tag.clone())).collect()
    }
}

impl ElementStatus {
    /// Reads the data.
    ///
    /// # Errors
    ///
    /// A sentence about lengths that contradict one another.
    pub fn read(data: &[u8]) -> Result<Self, String> {
        let header = (short(data, 0), short(data, 2), number(data, 5, 3));
        let (Some(first), Some(count), Some(byte_count)) = header else {
            return Err(format!("the data has {} bytes, and its header alone has {HEADER}", data.len()));
        };
        let mut rest = data.get(HEADER..).unwrap_or_default();
        let mut pages = Vec::new();
        while !rest.is_empty() {
            let (page, length) = ElementStatusPage::read(rest).map_err(|wrong| format!("page {} {wrong}", pages.len() + 1))?;
            pages.push(page);
            rest = rest.get(length..).unwrap_or_default();
        }
        Ok(Self { first, count, byte_count, pages })
    }

    /// Reads what is there, although lengths contradict one another: a part of a descriptor counts as one whose rest is zeroes.
    #[must_use]
    pub fn gather(data: &[u8]) -> Self {
        let mut rest = data.get(HEADER..).unwrap_or_default();
        let mut pages = Vec::new();
        while let [_, _, high, low, ..] = *rest {
            let descriptor_length = usize::from(u16::from_be_bytes([high, low]));
            let byte_count = number(rest, 5, 3).unwrap_or(0);
            let (end, missing) = (HEADER.saturating_add(byte_count), byte_count.saturating_sub(rest.len().saturating_sub(HEADER)));
            let mut whole = rest.get(..end).unwrap_or(rest).to_vec();
            if missing < descriptor_length.max(1) {
                whole.resize(end, 0);
            }
            let Ok((page, _)) = ElementStatusPage::read(&whole) else { break };
            pages.push(page);
            rest = rest.get(end..).unwrap_or_default();
        }
        let (first, count) = (short(data, 0).unwrap_or(0), short(data, 2).unwrap_or(0));
        Self { first, count, byte_count: number(data, 5, 3).unwrap_or(0), pages }
    }

    /// The elements of all pages, in the order of the report.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.pages.iter().flat_map(|page| &page.elements)
    }
}

impl ElementStatusPage {
    /// Reads the page at the beginning of the bytes, and says how many it takes.
    fn read(bytes: &[u8]) -> Result<(Self, usize), String> {
        let header = (bytes.first(), bytes.get(1), number(bytes, 2, 2), number(bytes, 5, 3));
        let (Some(kind), Some(flags), Some(descriptor_length), Some(byte_count)) = header else {
            return Err(format!("ends in its header, after {} bytes", bytes.len()));
        };
        let (kind, has_tag, has_other_tag) = (*kind, flags & 0x80 != 0, flags & 0x40 != 0);
        let length = HEADER.saturating_add(byte_count);
        let Some(body) = bytes.get(HEADER..length) else {
            return Err(format!("says that its descriptors have {byte_count} bytes, and {} are there", bytes.len() - HEADER));
        };
        if descriptor_length < FIXED || body.len() % descriptor_length != 0 {
            return Err(format!("has {byte_count} bytes of descriptors, which say that they have {descriptor_length} bytes each"));
        }
        let tags = [has_tag, has_other_tag].map(|has| if has { VOLUME_TAG } else { 0 });
        let elements: Option<Vec<_>> = body.chunks(descriptor_length).map(|bytes| Element::read(kind, bytes, tags)).collect();
        let elements = elements.ok_or_else(|| format!("has descriptors of {descriptor_length} bytes, too few for volume tags"))?;
        Ok((Self { kind, has_tag, has_other_tag, descriptor_length, byte_count, elements }, length))
    }
}

impl Element {
    fn read(kind: u8, bytes: &[u8], [primary, alternate]: [usize; 2]) -> Option<Self> {
        let (flags, source) = (*bytes.get(2)?, *bytes.get(9)?);
        let tag = bytes.get(FIXED..FIXED + primary)?.get(..32);
        Some(Self {
            kind,
            address: short(bytes, 0)?,
            full: flags & 0x01 != 0,
            exception: flags & 0x04 != 0,
            access: flags & 0x08 != 0,
            source: (source & 0x80 != 0).then(|| short(bytes, 10)).flatten(),
            tag: tag.map(|tag| String::from_utf8_lossy(tag).trim_matches(['\0', ' ']).to_owned()),
            identifier: bytes.get(FIXED + primary + alternate..)?.to_vec(),
        })
    }

    /// Whether what is in it is called as cleaning cartridges are.
    #[must_use]
    pub fn holds_cleaner(&self) -> bool {
        self.tag.as_ref().is_some_and(|tag| tag.starts_with("CLN"))
    }
}
