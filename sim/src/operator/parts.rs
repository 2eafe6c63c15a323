//! What people do with the parts of a library: they open and close its gates, and take out its magazines and drives.

use rsmlab_engine::port::hardware::{Element, Gate, HardwareEvent, LibraryAddress};

use super::Impossible;
use crate::hardware::library::{numbered, numbered_mut};
use crate::hardware::{Around, Hardware, Library, Spot};
use crate::stage::{Cause, Stage};

impl Hardware {
    pub(super) fn open(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, gate: Gate) -> Result<(), Impossible> {
        if self.gate_to_move(address, gate, true)?.is_locked(gate) == Some(true) {
            return Err(Impossible::Locked { gate: self.name_of_gate(address, gate) });
        }
        self.is_carried_off(address, gate)?;
        set_open(self.gate_to_move(address, gate, true)?, gate, true);
        match gate {
            Gate::Port(number) => self.say(stage, address, HardwareEvent::PortExtended(number)),
            Gate::Door(number) => self.say(stage, address, HardwareEvent::DoorOpened(number)),
            Gate::Keypad => return Ok(()),
        }
        if let Some(library) = self.libraries.get_mut(usize::from(address.0)) {
            library.stop_motion(&mut Around { stage, cartridges: &mut self.cartridges });
        }
        Ok(())
    }

    /// The library of a gate that is to be opened, or closed.
    fn gate_to_move(&mut self, address: LibraryAddress, gate: Gate, open: bool) -> Result<&mut Library, Impossible> {
        let name = self.name_of_gate(address, gate);
        match self.library(address).and_then(|library| library.stands_open(gate)) {
            Some(is_open) if is_open == open => Err(Impossible::Already { what: name, state: if open { "open" } else { "closed" } }),
            Some(_) => self.library_mut(address).ok_or(Impossible::NoSuchThing { what: name }),
            None => Err(Impossible::NoSuchThing { what: name }),
        }
    }

    /// A port that is a part of a magazine is where that is, and moves only when that is in.
    fn is_carried_off(&self, address: LibraryAddress, gate: Gate) -> Result<(), Impossible> {
        let (Some(library), Gate::Port(number)) = (self.library(address), gate) else { return Ok(()) };
        match library.magazine_around(number) {
            Some(magazine) if !magazine.present => Err(Impossible::OutOfReach {
                place: self.name_of_gate(address, gate),
                remedy: "it is a part of a magazine that is out; return that first".into(),
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// Opens a lock without asking the library.
    pub(super) fn break_lock(&mut self, address: LibraryAddress, gate: Gate) -> Result<(), Impossible> {
        self.is_carried_off(address, gate)?;
        let library = self.gate_to_move(address, gate, true)?;
        match gate {
            Gate::Port(number) => {
                numbered_mut(&mut library.ports, number).into_iter().for_each(|port| (port.locked, port.held) = (false, false));
            }
            Gate::Door(number) => {
                numbered_mut(&mut library.doors, number).into_iter().for_each(|door| (door.locked, door.held) = (false, false));
            }
            Gate::Keypad => {}
        }
        Ok(())
    }

    pub(super) fn close(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, gate: Gate) -> Result<(), Impossible> {
        set_open(self.gate_to_move(address, gate, false)?, gate, false);
        let event = match gate {
            Gate::Port(number) => HardwareEvent::PortRetracted(number),
            Gate::Door(number) => HardwareEvent::DoorClosed(number),
            // Nothing stands open there.
            Gate::Keypad => return Ok(()),
        };
        self.say(stage, address, event);
        Ok(())
    }

    /// Magazines are behind the door, if there is one.
    pub(super) fn set_magazine(
        &mut self,
        stage: &mut Stage<'_>,
        address: LibraryAddress,
        number: u16,
        present: bool,
    ) -> Result<(), Impossible> {
        let name = format!("{}.magazine.{number}", self.library(address).map_or("no library", |library| &library.name));
        let library = self.libraries.get_mut(usize::from(address.0));
        let Some(library) = library else { return Err(Impossible::NoSuchThing { what: name }) };
        let mut slots = (1..).zip(&library.slots).filter(|(_, slot)| slot.magazine == Some(number)).map(|(slot, _)| Element::Slot(slot));
        let closed = !library.doors.is_empty() && !slots.any(|slot| library.is_open_to(slot));
        let remedy = format!("open a door of {} that leads there first", library.name);
        let port = (1..).zip(&library.ports).find(|(_, port)| port.magazine == Some(number) && port.extended).map(|(port, _)| port);
        let stands_out = port.map(|port| format!("push {}.port.{port} in first, which is a part of it", library.name));
        let Some(magazine) = numbered(&library.magazines, number) else { return Err(Impossible::NoSuchThing { what: name }) };
        if magazine.present == present {
            return Err(Impossible::Already { what: name, state: if present { "in" } else { "out" } });
        }
        if closed {
            return Err(Impossible::OutOfReach { place: name, remedy });
        }
        if let Some(remedy) = stands_out {
            return Err(Impossible::OutOfReach { place: name, remedy });
        }
        library.set_magazine(&mut Around { stage, cartridges: &mut self.cartridges }, number, present);
        Ok(())
    }

    /// Drives are changed from behind, while the library runs. The drive of a stand-alone library is the library.
    pub(super) fn set_drive(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, number: u16, there: bool) -> Result<(), Impossible> {
        let name = self.name_of(Spot::In(address, Element::Drive(number)));
        let library = self.libraries.get_mut(usize::from(address.0));
        let Some(library) = library.filter(|library| numbered(&library.drives, number).is_some()) else {
            return Err(Impossible::NoSuchThing { what: name });
        };
        if library.is_standalone() {
            return Err(Impossible::OutOfReach { place: name, remedy: "a stand-alone drive is a library; disconnect it".into() });
        }
        let Some(drive) = numbered_mut(&mut library.drives, number) else { return Ok(()) };
        if drive.pulled != there {
            return Err(Impossible::Already { what: name, state: if there { "in" } else { "out" } });
        }
        drive.pulled = !there;
        let around = &mut Around { stage, cartridges: &mut self.cartridges };
        if there {
            library.drive_comes(around, number);
        } else {
            library.drive_goes(around, number, Cause::Present);
        }
        Ok(())
    }
}

fn set_open(library: &mut Library, gate: Gate, open: bool) {
    match gate {
        Gate::Port(number) => numbered_mut(&mut library.ports, number).into_iter().for_each(|port| port.extended = open),
        Gate::Door(number) => numbered_mut(&mut library.doors, number).into_iter().for_each(|door| door.open = open),
        Gate::Keypad => {}
    }
}
