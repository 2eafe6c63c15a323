//! A door session: what it is for, and how far it is.

use crate::id::DoorRef;
use crate::record::state::InventoryMethod;

phases! {
    /// How far a door session is.
    Phase {
        /// Not started.
        Queued = "queued",
        /// Not started; people have closed the door already.
        Closed = "closed",
        /// The doors are being unlocked, one after the other.
        Unlocking = "unlocking",
        /// The doors are unlocked and nobody has opened one.
        Waiting = "waiting",
        /// A door is open.
        Open = "open",
        /// The doors are being locked, one after the other.
        Locking = "locking",
        /// The cleaner slot is looked at.
        Looking = "looking",
    }
}

/// What the doors are opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DoorPurpose {
    /// Whatever people want; an inventory of this kind follows.
    Access(InventoryMethod),
    /// To put a cleaner with so many uses into the reserved slot.
    InjectCleaner(u32),
    /// To take the cleaner out of the reserved slot.
    EjectCleaner,
}

/// How a session ends that did not run its course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cut {
    /// A STOP action named it.
    Stopped,
    /// It was cancelled.
    Cancelled,
    /// People have said that they will not come.
    Refused,
    /// Nobody came.
    Unused,
}

/// Unlocked doors and what they are for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DoorSession {
    /// The doors: those that lead to what the errand is about (D-078).
    pub doors: Vec<DoorRef>,
    /// What they are opened for.
    pub errand: DoorPurpose,
    /// How it ends before its time.
    pub cut: Option<Cut>,
    /// The doors that somebody has opened: nobody knows what is behind them until the library has looked.
    pub opened: Vec<DoorRef>,
    /// Whether a door stood open before the session began: then something may have been done there that it was not opened for.
    pub found_open: bool,
    /// How many doors the present phase is through with.
    pub through: usize,
    /// Whether what people did behind the doors is looked after.
    pub seen_to: bool,
    /// How far it is.
    pub phase: Phase,
}

impl DoorSession {
    /// A session that waits for its turn.
    #[must_use]
    pub const fn queued(doors: Vec<DoorRef>, errand: DoorPurpose) -> Self {
        Self { doors, errand, cut: None, opened: Vec::new(), found_open: false, through: 0, seen_to: false, phase: Phase::Queued }
    }

    /// Somebody has opened a door. If it was being locked because nobody came, the session is no longer unused.
    pub(crate) fn note_opened(&mut self, door: DoorRef) {
        if self.doors.contains(&door) {
            if !self.opened.contains(&door) {
                self.opened.push(door);
            }
            self.cut = self.cut.filter(|cut| *cut != Cut::Unused);
        }
    }
}
