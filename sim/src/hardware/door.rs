//! Doors: behind an open one a person reaches every cartridge of the library, or of its frame, and no transport moves, or none
//! in its frame.

use rsmlab_engine::port::hardware::{Access, Element, Failure, Reach};

use super::lock::Locker;

/// A door.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Door {
    /// Whether it has a lock that software works.
    pub lockable: bool,
    /// Whether software has locked it.
    pub locked: bool,
    /// Whether a host beside that software has locked it.
    pub held: bool,
    /// Whether it stands open.
    pub open: bool,
    /// What a person reaches when it does.
    pub reach: Reach,
    /// What stands still when it does.
    pub stops: Stops,
}

/// What stands still as long as a door is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stops {
    /// Everything that moves in the library.
    #[default]
    Everything,
    /// Whatever moves in its own frame: the others are shut off from it by a wall or a shutter.
    Own,
}

impl Door {
    /// Whether it keeps everything away from these elements.
    #[must_use]
    pub fn bars(&self, elements: &[Element]) -> bool {
        self.open
            && match self.stops {
                Stops::Everything => true,
                Stops::Own => elements.iter().any(|element| self.reach.holds(*element)),
            }
    }

    /// Whether people are kept from opening it.
    #[must_use]
    pub const fn is_locked(&self) -> bool {
        self.locked || self.held
    }

    /// Sets its lock, for one of those who lock. A door without one stays as it is and reports success, as a hand port does when told to extend.
    pub fn set_access(&mut self, access: Access, by: Locker) -> Result<(), Failure> {
        match access {
            Access::Lock if self.open => return Err(Failure::DoorOpen),
            Access::Lock => *by.lock(&mut self.locked, &mut self.held) = self.lockable,
            Access::Unlock => *by.lock(&mut self.locked, &mut self.held) = false,
            // People move doors; no motor does.
            Access::Extend | Access::Retract => return Err(Failure::IllegalElement),
        }
        Ok(())
    }
}
