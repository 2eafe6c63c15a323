//! Doors: behind an open one a person reaches every cartridge of the library, or of its frame, and no transport moves.

use rsmlab_engine::port::hardware::{Access, Failure, Reach};

/// A door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// Whether it has a lock that software works.
    pub lockable: bool,
    /// Whether the lock is closed.
    pub locked: bool,
    /// Whether it stands open.
    pub open: bool,
    /// What a person reaches when it does.
    pub reach: Reach,
}

impl Door {
    /// Sets its lock. A door without one stays as it is and reports success, as a hand port does when told to extend.
    pub fn set_access(&mut self, access: Access) -> Result<(), Failure> {
        match access {
            Access::Lock if self.open => return Err(Failure::DoorOpen),
            Access::Lock => self.locked = self.lockable,
            Access::Unlock => self.locked = false,
            // People move doors; no motor does.
            Access::Extend | Access::Retract => return Err(Failure::IllegalElement),
        }
        Ok(())
    }
}
