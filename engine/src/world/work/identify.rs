//! An identification, and how far it is.

use crate::id::{DriveRef, MediumRef};
use crate::port::hardware::{BarCode, Label, SideNumber};
use crate::record::Place;
use crate::record::state::InventoryMethod;
use crate::refusal::Refusal;

phases! {
    /// How far an identification is.
    Phase {
        /// Not started.
        Queued = "queued",
        /// The cartridge is carried to the drive.
        Fetching = "fetching",
        /// The drive loads it.
        Loading = "loading",
        /// A label is read.
        Reading = "reading",
        /// The drive unloads it.
        Unloading = "unloading",
        /// It is carried to its slot.
        Shelving = "shelving",
    }
}

/// A cartridge whose labels are being read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identify {
    /// Where it is: a slot or a drive.
    pub target: Place,
    /// Its record, once the work has been started.
    pub medium: Option<MediumRef>,
    /// How its bar code was read when it was last looked at.
    pub bar_code: BarCode,
    /// Whether its bar code has identified it already, so that no label need be read.
    pub recognised: bool,
    /// Whether an inventory asked for it, and a STOP of that inventory takes it back.
    pub inventory: bool,
    /// The inventory that the library owes if the cartridge is not read.
    pub owes: Option<InventoryMethod>,
    /// The drive it is read in.
    pub drive: Option<DriveRef>,
    /// The side that is up; 0 as long as nobody knows which that is.
    pub side: SideNumber,
    /// Why nothing can be read, while it is carried back.
    pub failed: Option<&'static Refusal>,
    /// The media types whose drives have found that they cannot use it.
    pub tried: Vec<u32>,
    /// The sides that have been seen so far, each with what could be read.
    pub seen: Vec<(SideNumber, Option<Label>)>,
    /// How far it is.
    pub phase: Phase,
}

impl Identify {
    /// The identification of what is at a place, whose bar code was read like this.
    pub(crate) fn of(target: Place, bar_code: &BarCode, recognised: bool, inventory: bool) -> Self {
        let (bar_code, seen, phase) = (bar_code.clone(), Vec::new(), Phase::Queued);
        let (failed, tried) = (None, Vec::new());
        let owes = (!recognised).then_some(InventoryMethod::Fast);
        Self { target, medium: None, bar_code, recognised, inventory, owes, drive: None, side: 1, failed, tried, seen, phase }
    }
}
