//! The tapes of a run, by cartridge and side. Each is made when it is first asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use rsmlab_engine::port::hardware::SideNumber;
use rsmlab_sim::hardware::barcode::Sticker;
use rsmlab_sim::hardware::cartridge::{Cartridge, CartridgeId};

use super::{Make, Tape};

/// The capacity of a tape: room for tests, and no harm to a machine on which many are filled.
pub const CAPACITY: u64 = 256 << 20;

/// The tapes of a run.
#[derive(Clone, Debug, Default)]
pub struct Tapes {
    made: BTreeMap<(CartridgeId, SideNumber), Tape>,
}

impl Tapes {
    /// What is on a side of a cartridge, blank when it is first asked for.
    pub fn tape(&mut self, id: CartridgeId, side: SideNumber, cartridge: &Cartridge) -> &mut Tape {
        self.made.entry((id, side)).or_insert_with(|| Tape::new(make(cartridge, CAPACITY)))
    }
}

/// The make of the tape in a cartridge. It warns of its end a sixteenth before, which is two of the longest records with the usual
/// capacity.
#[must_use]
pub fn make(cartridge: &Cartridge, capacity: u64) -> Make {
    let volume = match &cartridge.sticker {
        Sticker::Text(text) => Some(Arc::clone(text)),
        Sticker::Unreadable | Sticker::None => None,
    };
    Make { capacity, early_warning: capacity / 16, worm: cartridge.is_written_once(), serial: Arc::clone(&cartridge.name), volume }
}
