//! The layout of a library: the columns its transports travel along, and what stands in each.
//!
//! Columns are counted from 1. Slots fill them evenly in the order of their numbers; drives and ports stand where the
//! builder put them.

use rsmlab_engine::port::hardware::Element;

/// Where everything stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// How many columns there are, at least one.
    pub columns: u16,
    /// The columns of the drives, in runs, in the order of their numbers.
    pub drives: Vec<DriveColumn>,
    /// The columns of the ports, in the order of their numbers.
    pub ports: Vec<u16>,
    /// Where each transport waits for its first move, and what it carries with.
    pub transports: Vec<Stand>,
}

/// Drives that stand in one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DriveColumn {
    /// Number of the first.
    pub first: u16,
    /// Number of the last.
    pub last: u16,
    /// Their column.
    pub column: u16,
}

/// A transport before it has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// The column it waits in.
    pub column: u16,
    /// Cartridges it can grip at a time, 1 or 2.
    pub grippers: u8,
}

impl Default for Layout {
    /// One column: nothing is far from anything.
    fn default() -> Self {
        Self { columns: 1, drives: Vec::new(), ports: Vec::new(), transports: Vec::new() }
    }
}

impl Default for Stand {
    fn default() -> Self {
        Self { column: 1, grippers: 1 }
    }
}

impl Layout {
    /// The column of a slot among so many.
    #[must_use]
    pub fn column_of_slot(&self, slot: u16, slots: u16) -> u16 {
        slot.saturating_sub(1) / slots.div_ceil(self.columns.max(1)).max(1) + 1
    }

    /// The slots of a column, first and last, among so many; none if the slots end before it.
    #[must_use]
    pub fn slots_of(&self, column: u16, slots: u16) -> Option<(u16, u16)> {
        let deep = u32::from(slots.div_ceil(self.columns.max(1)));
        let last = (u32::from(column) * deep).min(slots.into());
        let first = u32::from(column.checked_sub(1)?) * deep + 1;
        Some((u16::try_from(first).ok()?, u16::try_from(last).ok()?)).filter(|(first, last)| first <= last)
    }

    /// The column of a drive. Those without a place stand by the last that has one.
    #[must_use]
    pub fn column_of_drive(&self, drive: u16) -> u16 {
        self.drives.iter().find(|run| drive <= run.last).or(self.drives.last()).map_or(1, |run| run.column)
    }

    /// The column of a port. Those without a place stand by the last that has one.
    #[must_use]
    pub fn column_of_port(&self, port: u16) -> u16 {
        let index = usize::from(port).saturating_sub(1);
        self.ports.get(index).or(self.ports.last()).copied().unwrap_or(1)
    }

    /// A transport before it has moved. Those without a description are like the last that has one.
    #[must_use]
    pub fn stand(&self, transport: u16) -> Stand {
        let index = usize::from(transport).saturating_sub(1);
        self.transports.get(index).or(self.transports.last()).copied().unwrap_or_default()
    }

    /// The column of an element of a library with so many slots; of a transport, where it waits for its first move.
    #[must_use]
    pub fn column(&self, element: Element, slots: u16) -> u16 {
        match element {
            Element::Transport(number) => self.stand(number).column,
            Element::Slot(number) => self.column_of_slot(number, slots),
            Element::Port(number, _) => self.column_of_port(number),
            Element::Drive(number) => self.column_of_drive(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_fill_the_columns_evenly() {
        let layout = Layout { columns: 5, ..Layout::default() };
        assert_eq!(
            [1, 2, 3, 4, 5].map(|column| layout.slots_of(column, 8)),
            [Some((1, 2)), Some((3, 4)), Some((5, 6)), Some((7, 8)), None]
        );
        for slot in 1..=8 {
            let (first, last) = layout.slots_of(layout.column_of_slot(slot, 8), 8).expect("a column with slots");
            assert!((first..=last).contains(&slot));
        }
        assert_eq!(layout.slots_of(0, 8), None);
        assert_eq!(layout.slots_of(u16::MAX, u16::MAX), None);
    }
}
