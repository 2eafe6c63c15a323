//! The operator: what people do to libraries with their hands, and what they cannot do.
//!
//! An act has physical conditions and nothing else; what the engine thinks of it is not asked. One that cannot be
//! done changes nothing and returns why.

use std::sync::Arc;

use rsmlab_engine::port::hardware::{Element, Gate, HardwareEvent, LibraryAddress};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::hardware::drive::{Drive, DriveState};
use crate::hardware::library::{numbered, numbered_mut};
use crate::hardware::{Around, CartridgeId, Hardware, Library, Spot};
use crate::stage::{Cause, Stage};

/// Something a person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PersonAct {
    /// Takes a cartridge from the shelf and puts it somewhere.
    Insert(CartridgeId, PutTarget),
    /// Takes a cartridge out of where it is and puts it on the shelf.
    Take(CartridgeId),
    /// Takes a cartridge out of where it is and puts it somewhere else.
    Move(CartridgeId, PutTarget),
    /// Opens a door, or pulls a port out.
    Open(LibraryAddress, Gate),
    /// Closes a door, or pushes a port in.
    Close(LibraryAddress, Gate),
    /// Pulls a magazine out, with everything in it.
    Remove(LibraryAddress, u16),
    /// Pushes a magazine back in.
    Return(LibraryAddress, u16),
    /// Pulls a drive out, with what is in it.
    RemoveDrive(LibraryAddress, u16),
    /// Puts a drive back in.
    ReturnDrive(LibraryAddress, u16),
    /// Takes a library offline at its front panel.
    TakeOffline(LibraryAddress),
    /// Takes a library online at its front panel.
    TakeOnline(LibraryAddress),
    /// Has the robot of its library carry a cartridge, at the front panel.
    MoveAtPanel(CartridgeId, PutTarget),
    /// Opens a door or pulls a port out although it is locked: with a key, or a lever for emergencies.
    ForceOpen(LibraryAddress, Gate),
    /// Has a drive give its cartridge away whatever it is doing, at the button for emergencies.
    ForceEject(LibraryAddress, u16),
}

impl PersonAct {
    /// What is done, in a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Insert(..) => "inserts",
            Self::Take(_) => "takes",
            Self::Move(..) => "moves",
            Self::Open(_, Gate::Port(_)) => "pulls",
            Self::Open(..) => "opens",
            Self::Close(_, Gate::Port(_)) => "pushes",
            Self::Close(..) => "closes",
            Self::Remove(..) | Self::RemoveDrive(..) => "removes",
            Self::Return(..) | Self::ReturnDrive(..) => "returns",
            Self::TakeOffline(_) => "takes offline",
            Self::TakeOnline(_) => "takes online",
            Self::MoveAtPanel(..) => "has the robot carry",
            Self::ForceOpen(..) => "opens by force",
            Self::ForceEject(..) => "ejects by force",
        }
    }
}

/// Where a person puts a cartridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PutTarget {
    /// Exactly there.
    Spot(Spot),
    /// Into the first free cell of a port.
    AnyCell(LibraryAddress, u16),
}

/// Why a person cannot do something.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Impossible {
    /// The cartridge to insert is not at hand.
    #[error("{cartridge} cannot be inserted: it is in {at}, not on the shelf; move it, or take it first")]
    NotAtHand {
        /// Name of the cartridge.
        cartridge: Arc<str>,
        /// Where it is.
        at: String,
    },
    /// The cartridge to take is on the shelf already.
    #[error("{cartridge} cannot be taken: it is on the shelf already")]
    AtHand {
        /// Name of the cartridge.
        cartridge: Arc<str>,
    },
    /// There is no such cartridge, place, port, door or magazine.
    #[error("{what} does not exist")]
    NoSuchThing {
        /// Its name.
        what: String,
    },
    /// A cartridge is there already.
    #[error("nothing can be put into {place}: {cartridge} is in it")]
    Taken {
        /// The place.
        place: String,
        /// Name of the cartridge in it.
        cartridge: Arc<str>,
    },
    /// Every cell of the port is taken.
    #[error("nothing can be put into {port}: every cell of it is taken")]
    PortFull {
        /// The port.
        port: String,
    },
    /// A person's hand does not get there.
    #[error("{place} is out of reach: {remedy}")]
    OutOfReach {
        /// The place.
        place: String,
        /// What would help.
        remedy: String,
    },
    /// The robot does not carry a cartridge at the panel.
    #[error("the robot of {library} does not carry {cartridge} to {place}: {why}")]
    PanelRefuses {
        /// The library.
        library: String,
        /// Name of the cartridge.
        cartridge: Arc<str>,
        /// Where it should go.
        place: String,
        /// What keeps it.
        why: String,
    },
    /// The drive holds on to its cartridge.
    #[error("{cartridge} cannot be taken out of {drive}: the drive is at work on it, or has not unloaded it")]
    Held {
        /// Name of the cartridge.
        cartridge: Arc<str>,
        /// The drive.
        drive: String,
    },
    /// It is locked.
    #[error("{gate} cannot be opened: it is locked; a call must unlock it first")]
    Locked {
        /// The port or door.
        gate: String,
    },
    /// Its keypad is locked.
    #[error("{library} cannot be taken {to}: its keypad is locked by whoever works with it; only a power-on or a reset unlocks it")]
    KeypadLocked {
        /// The library.
        library: String,
        /// How it should be.
        to: &'static str,
    },
    /// It is so already.
    #[error("{what} is {state} already")]
    Already {
        /// The port, door or magazine.
        what: String,
        /// How it is.
        state: &'static str,
    },
}

impl Hardware {
    /// Lets a person do something.
    ///
    /// # Errors
    /// [`Impossible`] if it cannot be done; nothing has changed then.
    pub fn act(&mut self, stage: &mut Stage<'_>, act: PersonAct) -> Result<(), Impossible> {
        match act {
            PersonAct::Insert(cartridge, target) => {
                let from = self.whereabouts(cartridge)?;
                if from != Spot::Shelf {
                    return Err(Impossible::NotAtHand { cartridge: self.cartridge_name(cartridge), at: self.name_of(from) });
                }
                self.carry_by_hand(stage, cartridge, from, target)
            }
            PersonAct::Take(cartridge) => {
                let from = self.whereabouts(cartridge)?;
                if from == Spot::Shelf {
                    return Err(Impossible::AtHand { cartridge: self.cartridge_name(cartridge) });
                }
                self.carry_by_hand(stage, cartridge, from, PutTarget::Spot(Spot::Shelf))
            }
            PersonAct::Move(cartridge, target) => {
                let from = self.whereabouts(cartridge)?;
                self.carry_by_hand(stage, cartridge, from, target)
            }
            PersonAct::Open(address, gate) => self.open(stage, address, gate),
            PersonAct::Close(address, gate) => self.close(stage, address, gate),
            PersonAct::Remove(address, number) => self.set_magazine(stage, address, number, false),
            PersonAct::Return(address, number) => self.set_magazine(stage, address, number, true),
            PersonAct::RemoveDrive(address, number) => self.set_drive(stage, address, number, false),
            PersonAct::ReturnDrive(address, number) => self.set_drive(stage, address, number, true),
            PersonAct::TakeOffline(address) => self.use_panel(stage, address, true),
            PersonAct::TakeOnline(address) => self.use_panel(stage, address, false),
            PersonAct::MoveAtPanel(cartridge, target) => self.move_at_panel(stage, cartridge, target),
            PersonAct::ForceOpen(address, gate) => {
                self.break_lock(address, gate)?;
                self.open(stage, address, gate)
            }
            PersonAct::ForceEject(address, number) => self.force_eject(stage, address, number),
        }
    }

    /// The name of a cartridge.
    #[must_use]
    pub fn cartridge_name(&self, id: CartridgeId) -> Arc<str> {
        self.cartridge(id).map_or_else(|| "no cartridge".into(), |cartridge| Arc::clone(&cartridge.name))
    }

    pub(crate) fn whereabouts(&self, cartridge: CartridgeId) -> Result<Spot, Impossible> {
        self.spot_of(cartridge).ok_or_else(|| Impossible::NoSuchThing { what: format!("cartridge number {}", cartridge.0) })
    }

    fn carry_by_hand(&mut self, stage: &mut Stage<'_>, cartridge: CartridgeId, from: Spot, target: PutTarget) -> Result<(), Impossible> {
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
        let holds = |drive: &Drive| drive.is_at_work() || (drive.state != DriveState::Unloaded && !library.is_standalone());
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

    fn open(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, gate: Gate) -> Result<(), Impossible> {
        let name = self.name_of_gate(address, gate);
        let library = self.library_mut(address).filter(|library| library.stands_open(gate).is_some());
        let Some(library) = library else { return Err(Impossible::NoSuchThing { what: name }) };
        if library.stands_open(gate) == Some(true) {
            return Err(Impossible::Already { what: name, state: "open" });
        }
        if library.is_locked(gate) == Some(true) {
            return Err(Impossible::Locked { gate: name });
        }
        self.is_carried_off(address, gate)?;
        let Some(library) = self.library_mut(address) else { return Ok(()) };
        set_open(library, gate, true);
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
    fn break_lock(&mut self, address: LibraryAddress, gate: Gate) -> Result<(), Impossible> {
        let name = self.name_of_gate(address, gate);
        self.is_carried_off(address, gate)?;
        let library = self.library_mut(address).filter(|library| library.stands_open(gate).is_some());
        let Some(library) = library else { return Err(Impossible::NoSuchThing { what: name }) };
        if library.stands_open(gate) == Some(true) {
            return Err(Impossible::Already { what: name, state: "open" });
        }
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

    fn close(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, gate: Gate) -> Result<(), Impossible> {
        let name = self.name_of_gate(address, gate);
        let library = self.library_mut(address).filter(|library| library.stands_open(gate).is_some());
        let Some(library) = library else { return Err(Impossible::NoSuchThing { what: name }) };
        if library.stands_open(gate) == Some(false) {
            return Err(Impossible::Already { what: name, state: "closed" });
        }
        set_open(library, gate, false);
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
    fn set_magazine(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, number: u16, present: bool) -> Result<(), Impossible> {
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
    fn set_drive(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, number: u16, there: bool) -> Result<(), Impossible> {
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

    /// Says what a person did, if anybody can hear the library.
    fn say(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, event: HardwareEvent) {
        if self.library(address).is_some_and(|library| library.connected) {
            Around { stage, cartridges: &mut self.cartridges }.sense(address, event, Cause::Present);
        }
    }
}

fn set_open(library: &mut Library, gate: Gate, open: bool) {
    match gate {
        Gate::Port(number) => numbered_mut(&mut library.ports, number).into_iter().for_each(|port| port.extended = open),
        Gate::Door(number) => numbered_mut(&mut library.doors, number).into_iter().for_each(|door| door.open = open),
        Gate::Keypad => {}
    }
}
