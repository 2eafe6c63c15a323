//! Element addresses: from the 16-bit numbers in a block to the elements of the library, and back, by arithmetic.

use rsmlab_engine::port::hardware::Element;
use rsmlab_sim::hardware::Library;
use rsmlab_sim::hardware::make::{Counts, ElementType};

use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::served::{INVALID_ELEMENT, about_byte, invalid_field};

/// The elements of a library by their addresses.
#[derive(Clone, Copy, Debug)]
pub struct Numbering<'l> {
    library: &'l Library,
    counts: Counts,
}

impl<'l> Numbering<'l> {
    /// That of a library.
    #[must_use]
    pub fn of(library: &'l Library) -> Self {
        let number = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let counts = Counts {
            transports: number(library.transports.len()),
            slots: number(library.slots.len()),
            cells: library.ports.iter().map(|port| u32::from(number(port.cells.len()))).sum(),
            drives: number(library.drives.len()),
        };
        Self { library, counts }
    }

    /// How many elements there are of a type.
    #[must_use]
    pub fn count(self, kind: ElementType) -> u16 {
        u16::try_from(self.counts.of(kind)).unwrap_or(u16::MAX)
    }

    /// The address of the first element of a type; 0 if there is none of it.
    #[must_use]
    pub fn first(self, kind: ElementType) -> u16 {
        if self.count(kind) == 0 { 0 } else { self.library.make.addresses.first(kind) }
    }

    /// The types of which there are elements, by their addresses.
    #[must_use]
    pub fn types(self) -> Vec<ElementType> {
        let mut types: Vec<_> = ElementType::ALL.into_iter().filter(|kind| self.count(*kind) > 0).collect();
        types.sort_by_key(|kind| self.first(*kind));
        types
    }

    /// The elements of a type at `from` and beyond, by address.
    pub fn elements(self, kind: ElementType, from: u16) -> impl Iterator<Item = Element> + use<'l> {
        let skipped = from.saturating_sub(self.first(kind));
        let numbers = skipped.saturating_add(1)..=self.count(kind);
        let cells = (1..).zip(&self.library.ports).filter(move |_| kind == ElementType::Port);
        let cells = cells.flat_map(|(port, cells)| (1..).zip(&cells.cells).map(move |(cell, _)| Element::Port(port, cell)));
        let plain = numbers.filter_map(move |number| match kind {
            ElementType::Transport => Some(Element::Transport(number)),
            ElementType::Slot => Some(Element::Slot(number)),
            ElementType::Drive => Some(Element::Drive(number)),
            ElementType::Port => None,
        });
        plain.chain(cells.skip(usize::from(skipped)))
    }

    /// The element at an address.
    #[must_use]
    pub fn at(self, address: u16) -> Option<Element> {
        let holds = |kind: &ElementType| {
            self.library.make.addresses.range(*kind, self.counts).is_some_and(|range| range.contains(&u32::from(address)))
        };
        self.elements(ElementType::ALL.into_iter().find(holds)?, address).next()
    }

    /// The element whose address stands in a block at `at`.
    ///
    /// # Errors
    /// 5/21/01 if there is none.
    pub fn named(self, cdb: &Cdb, at: u16) -> Result<Element, Sense> {
        self.at(cdb.u16(usize::from(at))).ok_or(about_byte(INVALID_ELEMENT, at))
    }

    /// The transport whose address stands in a block at bytes 2 and 3; none for 0, which is the default transport.
    ///
    /// # Errors
    /// 5/21/01 if it names something else, or nothing.
    pub fn transport(self, cdb: &Cdb) -> Result<Option<u16>, Sense> {
        match (self.at(cdb.u16(2)), cdb.u16(2)) {
            (Some(Element::Transport(number)), _) => Ok(Some(number)),
            (_, 0) => Ok(None),
            (_, _) => Err(about_byte(INVALID_ELEMENT, 2)),
        }
    }
}

/// The type whose code stands in the low bits of byte 1 of a block; nothing for 0, which is all of them.
///
/// # Errors
/// 5/24/00 if it is the code of no type.
pub fn wanted_type(cdb: &Cdb) -> Result<Option<ElementType>, Sense> {
    match (cdb.u8(1) & 0x0F).checked_sub(1) {
        None => Ok(None),
        Some(index) => ElementType::ALL.get(usize::from(index)).copied().map(Some).ok_or(invalid_field(1)),
    }
}

/// The element type code of a type.
#[must_use]
pub const fn code_of_type(kind: ElementType) -> u8 {
    match kind {
        ElementType::Transport => 1,
        ElementType::Slot => 2,
        ElementType::Port => 3,
        ElementType::Drive => 4,
    }
}
