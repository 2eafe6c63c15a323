//! An inventory, and how far it is.

use crate::port::hardware::{ElementStatus, Gate, Reach};
use crate::record::Place;
use crate::record::state::InventoryMethod;

phases! {
    /// How far an inventory is.
    Phase {
        /// Not started.
        Queued = "queued",
        /// The keypad is locked, and ports that were left out are pulled in.
        Tidying = "tidying",
        /// The library looks at its elements.
        Scanning = "scanning",
        /// What was found in the grip of a transport is carried away.
        Clearing = "clearing",
    }
}

/// What an inventory is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// Somebody asked for it, or something that happened in the library.
    Wish,
    /// People were behind a door, or the library was out of service when it was to be looked at.
    Visit,
    /// The library has only just come: drives that nobody uses are emptied then (`model.startup.drives-emptied`).
    Start,
    /// A command has ended that the service before had given: as at the start, but no port is pulled in, for one may only just have gone out
    /// (D-163).
    OldCommand,
}

/// A library whose content is being compared with the records.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inventory {
    /// How; never the library's own, which is resolved when the work is queued.
    pub method: InventoryMethod,
    /// What is looked at: all of it, or what people got at through a door.
    pub reach: Reach,
    /// What was last locked or pulled in before the look.
    pub tidied: Option<Gate>,
    /// What was seen in the grips of transports and is still there, the next to be carried away last.
    pub gripped: Vec<ElementStatus>,
    /// The place that it is being carried to.
    pub target: Option<Place>,
    /// How often a grip that was full turned out to be empty, and the library was looked at again.
    pub looks: u16,
    /// What it is made for.
    pub occasion: Occasion,
    /// How far it is.
    pub phase: Phase,
}
