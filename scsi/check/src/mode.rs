//! Mode pages of a changer (SMC-3): how its elements are numbered, and what it moves from where to where.

use crate::element::TYPES;

/// Element address assignment.
pub const ADDRESSES: u8 = 0x1D;
/// Transport geometry parameters.
pub const GEOMETRY: u8 = 0x1E;
/// Device capabilities.
pub const CAPABILITIES: u8 = 0x1F;
/// All pages.
pub const ALL: u8 = 0x3F;

/// The pages in mode data, each with the two bytes in front of it.
///
/// # Errors
///
/// A sentence about lengths that contradict one another.
pub fn pages(mut bytes: &[u8]) -> Result<Vec<&[u8]>, String> {
    let mut pages = Vec::new();
    while let [code, length, ..] = bytes {
        // SPF: a subpage, with a longer head.
        let end = match (code & 0x40 != 0, bytes.get(2..4)) {
            (true, Some([high, low])) => 4 + usize::from(u16::from_be_bytes([*high, *low])),
            _ => 2 + usize::from(*length),
        };
        let page = bytes.get(..end).ok_or_else(|| format!("page {:02X}h says {end} bytes, and {} are left", code & 0x3F, bytes.len()))?;
        pages.push(page);
        bytes = bytes.get(end..).unwrap_or_default();
    }
    if bytes.is_empty() { Ok(pages) } else { Err("a page ends in its header".to_owned()) }
}

/// The element address assignment page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElementAddresses {
    /// First address and number of elements of each type, by element type code less one.
    pub ranges: [(u16, u16); 4],
}

impl ElementAddresses {
    /// Reads the page; nothing if it is too short.
    #[must_use]
    pub fn read(page: &[u8]) -> Option<Self> {
        let mut ranges = [(0, 0); 4];
        for (range, bytes) in ranges.iter_mut().zip(page.get(2..18)?.chunks_exact(4)) {
            let [a, b, c, d] = bytes.try_into().ok()?;
            *range = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        }
        Some(Self { ranges })
    }

    /// First address and number of elements of a type.
    #[must_use]
    pub fn of(&self, kind: u8) -> (u16, u16) {
        kind.checked_sub(1).and_then(|index| self.ranges.get(usize::from(index))).copied().unwrap_or((0, 0))
    }

    /// The type of the element at an address.
    #[must_use]
    pub fn kind_at(&self, address: u16) -> Option<u8> {
        let holds = |(kind, _): &(u8, &str)| {
            let (first, count) = self.of(*kind);
            address >= first && u32::from(address) < u32::from(first) + u32::from(count)
        };
        TYPES.into_iter().find(holds).map(|(kind, _)| kind)
    }

    /// An address at which no element is. 0 is left out: it may stand for a default.
    #[must_use]
    pub fn nowhere(&self) -> Option<u16> {
        (1..=u16::MAX).rev().find(|address| self.kind_at(*address).is_none())
    }
}

/// The device capabilities page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    moves: [u8; 4],
    exchanges: [u8; 4],
}

impl Capabilities {
    /// Reads the page; nothing if it is too short.
    #[must_use]
    pub fn read(page: &[u8]) -> Option<Self> {
        let row = |from: usize| page.get(from..from + 4)?.try_into().ok();
        Some(Self { moves: row(4)?, exchanges: row(12)? })
    }

    /// Whether cartridges are moved from elements of a type to elements of another.
    #[must_use]
    pub fn moves(&self, from: u8, to: u8) -> bool {
        allows(self.moves, from, to)
    }

    /// Whether cartridges in elements of two types are exchanged.
    #[must_use]
    pub fn exchanges(&self, from: u8, to: u8) -> bool {
        allows(self.exchanges, from, to)
    }

    /// Whether anything is exchanged at all.
    #[must_use]
    pub fn exchanges_anything(&self) -> bool {
        self.exchanges.iter().any(|row| row & 0x0F != 0)
    }
}

fn allows(matrix: [u8; 4], from: u8, to: u8) -> bool {
    let row = from.checked_sub(1).and_then(|index| matrix.get(usize::from(index))).copied().unwrap_or(0);
    to.checked_sub(1).is_some_and(|bit| row.checked_shr(bit.into()).unwrap_or(0) & 1 == 1)
}
