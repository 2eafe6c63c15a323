//! The situation of the hardware: what decides how it goes on, without what was built once and for all.

use std::hash::{Hash, Hasher};

use super::cartridge::Cartridge;
use super::{Hardware, Library};

/// A view of the hardware for comparing: what is hashed is the same when the situation is, but for the numbers of jobs and the time.
pub struct Situation<'h>(pub &'h Hardware);

impl Hash for Situation<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Hardware { libraries, cartridges, shelf, census: _ } = self.0;
        for library in libraries {
            // How it was built never changes, and which numbers jobs have had does not matter.
            #[rustfmt::skip]
            let Library {
                address: _, name: _, bar_code_reader: _, media_type: _, sides: _, wear: _, timing: _, make: _, job_count: _, touched: _,
                transports, slots, drives, ports, doors, magazines, floor, origins, magazines_changed,
                connected, ready, offline, taken_offline, keypad_locked, memory, draws_in, unread,
                jobs, waiting_moves, ready_at,
            } = library;
            (transports, slots, drives, ports, doors, magazines, floor, origins, magazines_changed).hash(state);
            (connected, ready, offline, taken_offline, keypad_locked, memory, draws_in, unread).hash(state);
            (jobs, waiting_moves, ready_at).hash(state);
        }
        for Cartridge { name: _, kind, media_type: _, sticker: _, sides } in cartridges {
            (kind, sides).hash(state);
        }
        shelf.hash(state);
    }
}
