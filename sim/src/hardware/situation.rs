//! The situation of the hardware: what decides how it goes on, without what was built once and for all.

use std::fmt;

use super::cartridge::Cartridge;
use super::{Hardware, Library};

/// A view of the hardware for comparing: its text is the same when the situation is, but for the numbers of jobs and the time.
pub(crate) struct Situation<'h>(pub &'h Hardware);

impl fmt::Debug for Situation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Hardware { libraries, cartridges, shelf, census: _ } = self.0;
        let mut list = f.debug_list();
        for library in libraries {
            // How it was built never changes, and which numbers jobs have had does not matter.
            #[rustfmt::skip]
            let Library {
                address: _, name: _, bar_code_reader: _, media_type: _, sides: _, wear: _, timing: _, make: _, job_count: _, touched: _,
                transports, slots, drives, ports, doors, magazines, floor, origins, magazines_changed,
                connected, ready, offline, taken_offline, keypad_locked, memory,
                jobs, waiting_moves, ready_at,
            } = library;
            list.entry(&(transports, slots, drives, ports, doors, magazines, floor, origins, magazines_changed));
            list.entry(&(connected, ready, offline, taken_offline, keypad_locked, memory));
            list.entry(&(jobs, waiting_moves, ready_at));
        }
        for Cartridge { name: _, kind, media_type: _, sticker: _, sides } in cartridges {
            list.entry(&(kind, sides));
        }
        list.entry(shelf);
        list.finish()
    }
}
