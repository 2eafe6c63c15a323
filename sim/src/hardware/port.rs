//! IE ports: where cartridges pass between people and transports.

use rsmlab_engine::port::hardware::{Access, Failure};
use serde::{Deserialize, Serialize};

use super::cartridge::CartridgeId;
use super::lock::Locker;

/// An insert/eject port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Port {
    /// What is in its cells, the first cell first.
    pub cells: Vec<Option<CartridgeId>>,
    /// Of which cells a person filled what is in them, the first cell first.
    pub brought: Vec<bool>,
    /// What moves it.
    pub opens: Opens,
    /// Whether it has a lock that software works.
    pub lockable: bool,
    /// Whether software has locked it.
    pub locked: bool,
    /// Whether a host beside that software has locked it.
    pub held: bool,
    /// Whether it stands out, towards the people; transports reach it only when it is in.
    pub extended: bool,
    /// Whether nothing moves as long as it stands out.
    pub stops_motion: bool,
    /// The magazine that it is a part of, from 1.
    pub magazine: Option<u16>,
}

/// What moves a port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Opens {
    /// A motor, on command.
    #[default]
    Motor,
    /// A person.
    Hand,
}

impl Port {
    /// Whether every cell is taken.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.cells.iter().all(Option::is_some)
    }

    /// Whether it stands out and nothing moves therefore.
    #[must_use]
    pub const fn stands_in_the_way(&self) -> bool {
        self.extended && self.stops_motion
    }

    /// The first empty cell, counted from 1.
    #[must_use]
    pub fn free_cell(&self) -> Option<u16> {
        (1..).zip(&self.cells).find(|(_, content)| content.is_none()).map(|(number, _)| number)
    }

    /// A hand was in a cell: it brought something, or took it away.
    pub fn note_hand(&mut self, cell: u16, brought: bool) {
        if let Some(place) = usize::from(cell).checked_sub(1).and_then(|index| self.brought.get_mut(index)) {
            *place = brought;
        }
    }

    /// Whether people are kept from opening it.
    #[must_use]
    pub const fn is_locked(&self) -> bool {
        self.locked || self.held
    }

    /// Locks, unlocks or moves it, for one of those who lock. A port that stands out cannot be locked: the bolt meets nothing. One without
    /// a lock stays as it is and reports success. What one host holds does not come out for another.
    pub fn set_access(&mut self, access: Access, by: Locker) -> Result<(), Failure> {
        match (access, self.opens) {
            (Access::Lock, _) if self.extended => return Err(Failure::PortExtended),
            (Access::Lock, _) => *by.lock(&mut self.locked, &mut self.held) = self.lockable,
            (Access::Unlock, _) => *by.lock(&mut self.locked, &mut self.held) = false,
            (Access::Extend, Opens::Motor) if self.held && by == Locker::Software => return Err(Failure::RemovalPrevented),
            (Access::Extend, Opens::Motor) => self.extended = true,
            (Access::Retract, Opens::Motor) => self.extended = false,
            (Access::Retract, Opens::Hand) if self.extended => return Err(Failure::PortExtended),
            (Access::Extend | Access::Retract, Opens::Hand) => {}
        }
        Ok(())
    }
}
