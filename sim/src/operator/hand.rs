//! What hands do with cartridges: where they get to, what is given to them, and what a library notices.

use rsmlab_engine::port::hardware::{Element, Gate, HardwareEvent};

use super::{Impossible, PutTarget};
use crate::hardware::drive::{Drive, DriveState};
use crate::hardware::library::{numbered, numbered_mut};
use crate::hardware::{Around, CartridgeId, Hardware, Spot};
use crate::stage::Stage;

impl Hardware {
    pub(crate) fn whereabouts(&self, cartridge: CartridgeId) -> Result<Spot, Impossible> {
        self.spot_of(cartridge).ok_or_else(|| Impossible::NoSuchThing { what: format!("cartridge number {}", cartridge.0) })
    }

    pub(super) fn carry_by_hand(
        &mut self,
        stage: &mut Stage<'_>,
        cartridge: CartridgeId,
        from: Spot,
        target: PutTarget,
    ) -> Result<(), Impossible> {
        let to = self.aim(target)?;
        let reached = self.reach(from).and_then(|()| self.reach(to));
        reached.map_err(|impossible| self.or_at_the_panel(impossible, cartridge, from, to))?;
        self.let_loose(from, cartridge)?;
        if let Spot::In(address, element) = to
            && let Some(other) = self.content(address, element)
        {
            return Err(Impossible::Taken { place: self.name_of(to), cartridge: self.cartridge_name(other) });
        }
        self.put(from, None, cartridge);
        self.put(to, Some(cartridge), cartridge);
        self.read_what_came(stage, to);
        for spot in [from, to] {
            self.tell_of_hand(stage, spot);
        }
        self.let_draw_in(stage, to);
        Ok(())
    }

    /// Where no hand gets, the robot may: the error names the statement for a move within a library.
    fn or_at_the_panel(&self, impossible: Impossible, cartridge: CartridgeId, from: Spot, to: Spot) -> Impossible {
        match (impossible, from, to) {
            (Impossible::OutOfReach { place, remedy }, Spot::In(here, _), Spot::In(there, _))
                if here == there && self.library(here).is_some_and(|library| !library.is_standalone()) =>
            {
                let (name, to) = (self.cartridge_name(cartridge), self.name_of(to));
                let remedy = format!("{remedy}; or have the robot carry it, at the panel: operator panel-move={name} to={to}");
                Impossible::OutOfReach { place, remedy }
            }
            (impossible, _, _) => impossible,
        }
    }

    /// The very place that is meant.
    pub(crate) fn aim(&self, target: PutTarget) -> Result<Spot, Impossible> {
        match target {
            PutTarget::Spot(Spot::Shelf) => Ok(Spot::Shelf),
            // Nobody drops a cartridge on purpose.
            PutTarget::Spot(spot @ Spot::Floor(_)) => {
                Err(Impossible::OutOfReach { place: self.name_of(spot), remedy: "put it into a slot instead".into() })
            }
            PutTarget::Spot(spot @ Spot::In(address, element)) => {
                match self.library(address).and_then(|library| library.content(element)) {
                    Some(_) => Ok(spot),
                    None => Err(Impossible::NoSuchThing { what: self.name_of(spot) }),
                }
            }
            PutTarget::AnyCell(address, number) => {
                let name = || self.name_of_gate(address, Gate::Port(number));
                let port = self.library(address).and_then(|library| numbered(&library.ports, number));
                let port = port.ok_or_else(|| Impossible::NoSuchThing { what: name() })?;
                let cell = port.free_cell().ok_or_else(|| Impossible::PortFull { port: name() })?;
                Ok(Spot::In(address, Element::Port(number, cell)))
            }
        }
    }

    /// Whether a hand gets there.
    fn reach(&self, spot: Spot) -> Result<(), Impossible> {
        let (address, element) = match spot {
            Spot::Shelf => return Ok(()),
            Spot::Floor(address) => (address, None),
            Spot::In(address, element) => (address, Some(element)),
        };
        let Some(library) = self.library(address) else { return Err(Impossible::NoSuchThing { what: self.name_of(spot) }) };
        let out = |remedy| Err(Impossible::OutOfReach { place: self.name_of(spot), remedy });
        let through_door = || match (library.doors.len(), library.is_open(), element) {
            (0, ..) => format!("{} has no door", library.name),
            (_, true, Some(_)) => format!("the open door of {} does not lead there; open another", library.name),
            (..) => format!("open a door of {} first", library.name),
        };
        let Some(element) = element else { return if library.is_open() { Ok(()) } else { out(through_door()) } };
        let is_open = library.is_open_to(element);
        match element {
            Element::Port(number, _) if library.magazine_around(number).is_some_and(|magazine| !magazine.present) => Ok(()),
            Element::Port(number, _) => match library.stands_open(Gate::Port(number)) {
                Some(true) => Ok(()),
                Some(false) | None => out(format!("{} is not extended", self.name_of_gate(address, Gate::Port(number)))),
            },
            Element::Slot(number) => match library.magazine_of(number) {
                Some(magazine) if !magazine.present => Ok(()),
                Some(_) | None if is_open => Ok(()),
                Some(_) => out(format!("{}, or take its magazine out", through_door())),
                None => out(through_door()),
            },
            Element::Drive(number) if numbered(&library.drives, number).is_some_and(|drive| drive.pulled) => Ok(()),
            Element::Drive(_) if library.is_standalone() || is_open => Ok(()),
            Element::Transport(_) if is_open => Ok(()),
            Element::Drive(_) | Element::Transport(_) => out(through_door()),
        }
    }

    /// Whether what holds a cartridge gives it away. A stand-alone drive has a button for that; one with a robot has not.
    fn let_loose(&self, from: Spot, cartridge: CartridgeId) -> Result<(), Impossible> {
        let Spot::In(address, Element::Drive(number)) = from else { return Ok(()) };
        let Some(library) = self.library(address) else { return Ok(()) };
        // A button of a drive does nothing as long as a host keeps the cartridge in it.
        let holds = |drive: &Drive| drive.is_at_work() || (drive.state != DriveState::Unloaded && (drive.held || !library.is_standalone()));
        if numbered(&library.drives, number).is_some_and(holds) {
            return Err(Impossible::Held { cartridge: self.cartridge_name(cartridge), drive: self.name_of(from) });
        }
        Ok(())
    }

    /// Puts a cartridge into a place, or takes it out of there.
    pub(crate) fn put(&mut self, at: Spot, content: Option<CartridgeId>, cartridge: CartridgeId) {
        self.census.note(cartridge);
        match at {
            Spot::Shelf if content.is_some() => {
                self.shelf.insert(cartridge);
            }
            Spot::Shelf => {
                self.shelf.remove(&cartridge);
            }
            Spot::Floor(address) => {
                let Some(library) = self.library_mut(address) else { return };
                match content {
                    Some(cartridge) => library.floor.insert(cartridge),
                    None => library.floor.remove(&cartridge),
                };
            }
            Spot::In(address, element) => {
                let Some(library) = self.library_mut(address) else { return };
                if let Some(place) = library.content_mut(element) {
                    *place = content;
                }
                library.origins.remove(&cartridge);
                if let Element::Port(number, cell) = element
                    && let Some(port) = numbered_mut(&mut library.ports, number)
                {
                    port.note_hand(cell, content.is_some());
                }
                if let Element::Drive(number) = element
                    && let Some(drive) = numbered_mut(&mut library.drives, number)
                {
                    drive.side_up = 1;
                    drive.state = DriveState::Unloaded;
                }
            }
        }
    }

    /// The reader of a library comes to what a hand has put somewhere.
    fn read_what_came(&mut self, stage: &Stage<'_>, at: Spot) {
        let Spot::In(address, element) = at else { return };
        if let Some(library) = self.libraries.get_mut(usize::from(address.0)) {
            let blind = library.is_blind(stage);
            library.note_reading(&self.cartridges, &[element], blind);
        }
    }

    /// A drive does by itself what it does with what a hand has put into it.
    fn let_draw_in(&mut self, stage: &mut Stage<'_>, at: Spot) {
        let Spot::In(address, Element::Drive(number)) = at else { return };
        if let Some(library) = self.libraries.get_mut(usize::from(address.0)) {
            library.draw_in(&mut Around { stage, cartridges: &mut self.cartridges }, number);
        }
    }

    /// What a library notices of a hand that was in it.
    pub(crate) fn tell_of_hand(&mut self, stage: &mut Stage<'_>, spot: Spot) {
        let Spot::In(address, element) = spot else { return };
        let Some(library) = self.library(address) else { return };
        let event = match element {
            Element::Port(number, cell) => {
                let full = numbered(&library.ports, number).is_some_and(|port| port.is_full());
                let filled = library.content(Element::Port(number, cell)).flatten().is_some();
                let is_in = library.magazine_around(number).is_none_or(|magazine| magazine.present);
                (full && filled && is_in).then_some(HardwareEvent::PortFull(number))
            }
            Element::Drive(number) if library.is_standalone() => match library.content(element).flatten() {
                Some(_) => Some(HardwareEvent::DriveLoaded(number)),
                None => Some(HardwareEvent::DriveEmptied(number)),
            },
            Element::Drive(_) | Element::Slot(_) | Element::Transport(_) => None,
        };
        if let Some(event) = event {
            self.say(stage, address, event);
        }
    }
}
