//! Travel: how far elements are from each other, and how long a transport takes for it.

use rsmlab_engine::port::hardware::Element;
use rsmlab_engine::time::Millis;

use super::library::{Library, numbered, numbered_mut};

impl Library {
    /// The time that a transport travels from one element to another. A transport as an end stands where it last was.
    pub(super) fn travel(&self, from: Element, to: Element) -> Millis {
        let columns = self.column(from).abs_diff(self.column(to));
        Millis(self.timing.travel.0.saturating_mul(columns.into()))
    }

    /// The column that an element stands in.
    fn column(&self, element: Element) -> u16 {
        let visited = match element {
            Element::Transport(number) => numbered(&self.transports, number).and_then(|transport| transport.visited),
            Element::Slot(_) | Element::Port(..) | Element::Drive(_) => None,
        };
        let slots = u16::try_from(self.slots.len()).unwrap_or(u16::MAX);
        self.make.layout.column(visited.unwrap_or(element), slots)
    }

    /// A transport has come to an element. Where every way takes no time, its place is not kept.
    pub(super) fn arrive(&mut self, transport: Option<u16>, at: Element) {
        if self.timing.travel == Millis::ZERO {
            return;
        }
        let Some(transport) = transport.and_then(|number| numbered_mut(&mut self.transports, number)) else { return };
        // Its own grip is no place to travel to.
        if !matches!(at, Element::Transport(_)) {
            transport.visited = Some(at);
        }
    }
}
