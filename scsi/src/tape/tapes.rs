//! The tapes of a run, by cartridge. Each is made when it is first asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use rsmlab_sim::hardware::barcode::Sticker;
use rsmlab_sim::hardware::cartridge::{Cartridge, CartridgeId};

use super::index::Index;
use super::store::InMemory;
use super::{Make, Tape};

/// The capacity of a tape in memory, where nobody says another: room for tests, and no harm to a machine on which many are filled.
pub const CAPACITY_IN_MEMORY: u64 = 256 << 20;

/// The tapes of a run.
#[derive(Clone, Debug)]
pub struct Tapes {
    capacity: u64,
    made: BTreeMap<CartridgeId, Tape>,
}

impl Default for Tapes {
    fn default() -> Self {
        Self::new(CAPACITY_IN_MEMORY)
    }
}

impl Tapes {
    /// No tapes yet; those that are made in memory take this many bytes.
    #[must_use]
    pub const fn new(capacity: u64) -> Self {
        Self { capacity, made: BTreeMap::new() }
    }

    /// The tape in a cartridge. A blank one is made in memory if nobody has put one in.
    pub fn tape(&mut self, id: CartridgeId, cartridge: &Cartridge) -> &mut Tape {
        let make = || make(cartridge, self.capacity);
        self.made.entry(id).or_insert_with(|| Tape::new(make(), Index::default(), Box::<InMemory>::default()))
    }

    /// The tape in a cartridge, if it is there.
    pub fn get(&mut self, id: CartridgeId) -> Option<&mut Tape> {
        self.made.get_mut(&id)
    }

    /// Puts a tape into a cartridge: one that a front has opened from a disk.
    pub fn insert(&mut self, id: CartridgeId, tape: Tape) {
        self.made.insert(id, tape);
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
