//! The operator: what people do to libraries with their hands, and what they cannot do.
//!
//! An act has physical conditions and nothing else; what the engine thinks of it is not asked. One that cannot be
//! done changes nothing and returns why.

mod hand;
mod parts;

use std::sync::Arc;

use rsmlab_engine::port::hardware::{Gate, HardwareEvent, LibraryAddress};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::hardware::{Around, CartridgeId, Hardware, Spot};
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

    /// Says what a person did, if anybody can hear the library.
    fn say(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, event: HardwareEvent) {
        if self.library(address).is_some_and(|library| library.connected) {
            Around { stage, cartridges: &mut self.cartridges }.sense(address, event, Cause::Present);
        }
    }
}
