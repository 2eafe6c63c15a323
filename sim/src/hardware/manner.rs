//! Manners: what a library does by itself, or does not do, because its make is so. Each is a feature flag of its driver.
//!
//! The other flags are about parts, and have their effect through these, or are only reported (`Feature::effect`).

use rsmlab_engine::port::hardware::{Element, Failure, HardwareEvent};
use rsmlab_engine::time::Millis;

use super::Around;
use super::library::{Library, numbered, numbered_mut};
use super::make::Feature;
use super::port::Opens;
use super::transport::Carriage;
use crate::fault::{FaultSite, Use};
use crate::stage::Cause;

impl Library {
    fn has(&self, feature: Feature) -> bool {
        self.make.features.has(feature)
    }

    /// Pulls in the port that a move is from, or the one to which it has pushed what was moved before, and says how long that takes.
    pub(super) fn pull_in_before(&mut self, around: &mut Around<'_, '_>, carriage: &Carriage) -> Millis {
        let from = Some(carriage.from).filter(|_| self.has(Feature::MOVE_RETRACTS));
        let to = Some(carriage.to).filter(|_| self.has(Feature::MOVE_EXTENDS));
        from.into_iter().chain(to).fold(Millis::ZERO, |takes, element| takes + self.set_out(around, element, false))
    }

    /// Pushes out the port that something has been moved to.
    pub(super) fn push_out_after(&mut self, around: &mut Around<'_, '_>, to: Element) {
        if self.has(Feature::MOVE_EXTENDS) {
            self.set_out(around, to, true);
        }
    }

    /// Has the motor of a port push it out or pull it in, unless it is stuck, and says how long that takes.
    fn set_out(&mut self, around: &mut Around<'_, '_>, element: Element, out: bool) -> Millis {
        let Element::Port(number, _) = element else { return Millis::ZERO };
        let moves =
            |library: &Self| numbered(&library.ports, number).is_some_and(|port| port.opens == Opens::Motor && port.extended != out);
        if !moves(self) {
            return Millis::ZERO;
        }
        let strikes = around.strike(FaultSite::Port(self.address, number), Use::Access, None);
        if strikes.iter().any(|strike| strike.failure.is_some()) {
            return Millis::ZERO;
        }
        numbered_mut(&mut self.ports, number).into_iter().for_each(|port| port.extended = out);
        self.tell_of_port(around, number, Cause::Present);
        self.timing.access
    }

    /// Says where a port stands now, if anybody hears it.
    pub(super) fn tell_of_port(&self, around: &mut Around<'_, '_>, number: u16, cause: Cause) {
        let Some(port) = numbered(&self.ports, number).filter(|_| self.connected) else { return };
        let event = if port.extended { HardwareEvent::PortExtended(number) } else { HardwareEvent::PortRetracted(number) };
        around.sense(self.address, event, cause);
    }

    /// What keeps a cartridge from a slot that is not its own, where each has one: that of its tray, or the one it came from.
    pub(super) fn keeps_to_its_slot(&self, from: Element, to: Element) -> Option<Failure> {
        let Element::Slot(target) = to else { return None };
        let bound = match from {
            Element::Drive(_) => self.has(Feature::RTN_MEDIA_TO_ORIGINAL_ADDR) || self.has(Feature::TRAYS),
            Element::Slot(_) | Element::Port(..) => self.has(Feature::TRAYS),
            // What is in a grip has to be put down somewhere.
            Element::Transport(_) => false,
        };
        let own = match from {
            Element::Slot(number) => Some(number),
            Element::Drive(_) | Element::Port(..) | Element::Transport(_) => {
                self.content(from).flatten().and_then(|cartridge| self.origins.get(&cartridge).copied())
            }
        };
        (bound && own.is_some_and(|own| own != target)).then_some(Failure::IllegalElement)
    }

    /// Whether a cartridge in a drive keeps the doors locked, where people may not get in beside one.
    pub(super) fn keeps_its_doors_locked(&self) -> bool {
        self.has(Feature::DRIVE_EMPTY_ON_DOOR_ACCESS) && self.drives.iter().any(|drive| drive.content.is_some())
    }
}
