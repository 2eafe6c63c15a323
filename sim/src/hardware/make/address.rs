//! Element addresses: the 16-bit numbers by which a SCSI media changer and its driver speak of elements.
//!
//! Each element type has a range of its own, which begins where the builder of the device wanted it to.

use std::ops::RangeInclusive;

use rsmlab_engine::port::hardware::Element;

use super::ElementType;

/// The addresses of the first element of each type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    first: [u16; 4],
}

/// How many elements there are of each type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Transports.
    pub transports: u16,
    /// Slots.
    pub slots: u16,
    /// Cells of all ports together.
    pub cells: u32,
    /// Drives.
    pub drives: u16,
}

impl Counts {
    /// How many there are of a type.
    #[must_use]
    pub const fn of(self, kind: ElementType) -> u32 {
        match kind {
            ElementType::Transport => self.transports as u32,
            ElementType::Slot => self.slots as u32,
            ElementType::Port => self.cells,
            ElementType::Drive => self.drives as u32,
        }
    }
}

/// Why elements cannot be numbered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Two types would have an address in common.
    Overlap {
        /// The type whose range begins first, and the range.
        first: (ElementType, RangeInclusive<u32>),
        /// The type that runs into it, and its range.
        second: (ElementType, RangeInclusive<u32>),
    },
    /// The last elements of a type would have addresses of more than 16 bits.
    Beyond(ElementType, RangeInclusive<u32>),
}

impl Addresses {
    /// Addresses in which no type has a place yet.
    pub const NONE: Self = Self { first: [0; 4] };

    /// One type behind the other: transports from 1, then ports, drives and slots, as large libraries have it.
    #[must_use]
    pub fn in_a_row(counts: Counts) -> Self {
        let mut addresses = Self::NONE;
        let mut next = 1;
        for kind in [ElementType::Transport, ElementType::Port, ElementType::Drive, ElementType::Slot] {
            addresses.set(kind, u16::try_from(next).unwrap_or(u16::MAX));
            next += counts.of(kind);
        }
        addresses
    }

    /// The address of the first element of a type.
    #[must_use]
    pub const fn first(self, kind: ElementType) -> u16 {
        self.first[kind.index()]
    }

    /// Says where a type begins.
    pub const fn set(&mut self, kind: ElementType, first: u16) {
        self.first[kind.index()] = first;
    }

    /// The addresses of a type; none if there is no element of it. They may go beyond 16 bits, see [`Clash::Beyond`].
    #[must_use]
    pub fn range(self, kind: ElementType, counts: Counts) -> Option<RangeInclusive<u32>> {
        let first = u32::from(self.first(kind));
        counts.of(kind).checked_sub(1).map(|more| first..=first + more)
    }

    /// The address of an element, in a library whose ports have these numbers of cells. None beyond 16 bits.
    #[must_use]
    pub fn of(self, element: Element, cells: impl IntoIterator<Item = u16>) -> Option<u16> {
        let number = match element {
            Element::Transport(number) | Element::Slot(number) | Element::Drive(number) => u32::from(number),
            Element::Port(port, cell) => {
                let before = cells.into_iter().take(usize::from(port).checked_sub(1)?).map(u32::from).sum::<u32>();
                before + u32::from(cell)
            }
        };
        u16::try_from(u32::from(self.first(ElementType::of(element))) + number.checked_sub(1)?).ok()
    }

    /// Everything that keeps so many elements from being numbered like this.
    #[must_use]
    pub fn clashes(self, counts: Counts) -> Vec<Clash> {
        let mut ranges: Vec<(ElementType, RangeInclusive<u32>)> =
            ElementType::ALL.into_iter().filter_map(|kind| Some((kind, self.range(kind, counts)?))).collect();
        ranges.sort_by_key(|(_, range)| *range.start());
        let beyond = ranges.iter().filter(|(_, range)| *range.end() > u32::from(u16::MAX));
        let mut clashes: Vec<Clash> = beyond.map(|(kind, range)| Clash::Beyond(*kind, range.clone())).collect();
        for (index, second) in ranges.iter().enumerate() {
            // The one before it that reaches furthest is the one it runs into.
            let first = ranges[..index].iter().max_by_key(|(_, range)| *range.end());
            if let Some(first) = first.filter(|(_, range)| range.end() >= second.1.start()) {
                clashes.push(Clash::Overlap { first: first.clone(), second: second.clone() });
            }
        }
        clashes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: Counts = Counts { transports: 1, slots: 48, cells: 6, drives: 2 };

    #[test]
    fn elements_in_a_row_have_addresses_of_their_own() {
        let addresses = Addresses::in_a_row(COUNTS);
        assert_eq!(addresses.clashes(COUNTS), []);
        assert_eq!(addresses.of(Element::Transport(1), [4, 2]), Some(1));
        assert_eq!(addresses.of(Element::Port(2, 1), [4, 2]), Some(6));
        assert_eq!(addresses.of(Element::Drive(1), [4, 2]), Some(8));
        assert_eq!(addresses.of(Element::Slot(48), [4, 2]), Some(57));
        assert_eq!(addresses.of(Element::Slot(0), [4, 2]), None);
    }

    #[test]
    fn ranges_clash_where_they_overlap_or_leave_the_16_bits() {
        let mut addresses = Addresses::in_a_row(COUNTS);
        addresses.set(ElementType::Drive, 20);
        let overlap = Clash::Overlap { first: (ElementType::Slot, 10..=57), second: (ElementType::Drive, 20..=21) };
        assert_eq!(addresses.clashes(COUNTS), [overlap]);
        addresses.set(ElementType::Drive, u16::MAX);
        assert_eq!(addresses.clashes(COUNTS), [Clash::Beyond(ElementType::Drive, 65_535..=65_536)]);
        assert_eq!(addresses.of(Element::Drive(2), []), None);
    }
}
