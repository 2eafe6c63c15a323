//! The situation: what decides how the world goes on, without what has only been.
//!
//! Two worlds in the same situation behave alike, but for the ids and the times of what is over. A search that walks through
//! all that can happen need not go on from a situation that was there before.

use std::hash::{Hash, Hasher};

use super::World;
use super::queue::is_open;
use crate::record::state::OperatorRequestState;
use crate::record::{Drive, Library, LibraryRequest, Medium, Side};
use crate::records::Records;
use crate::time::Millis;

/// A view of the world for comparing. It is hashed, and each type says by its `Hash` what that is: the numbers that were given
/// out in a run and the moments can be told from all else, so that the hasher can leave out which they are and when.
pub struct Situation<'w>(pub &'w World);

impl Hash for Situation<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Pools, media types and the computer are as they were when the world began, and the index follows from the rest.
        let World { records, live, .. } = self.0;
        let Records { libraries, drives, slots, ports, doors, media, sides, requests, operator_requests, .. } = records;
        for (at, library) in libraries.iter() {
            let Library { enabled, state: condition, cleaner_slot, cleaner_uses, cleaner_present, cleaner_announced, .. } = library;
            (at, enabled, condition, cleaner_slot, cleaner_uses, cleaner_present, cleaner_announced).hash(state);
            (library.owes, library.cut_off).hash(state);
        }
        for (at, drive) in drives.iter() {
            let Drive { state: condition, enabled, operational, side, defer_delay_s, dismountable_since, .. } = drive;
            let taken_out_at = dismountable_since.map(|since| since + Millis::from_secs((*defer_delay_s).into()));
            (at, condition, enabled, operational, side, taken_out_at).hash(state);
        }
        slots.iter().for_each(|(at, slot)| (at, slot.state).hash(state));
        ports.iter().for_each(|(at, port)| (at, port.content, port.position).hash(state));
        doors.iter().for_each(|(at, door)| (at, door.state).hash(state));
        // Who came first is worked for first: of when requests were queued, and of running numbers, only the order counts.
        media.len().hash(state);
        for (at, medium) in media.iter() {
            #[rustfmt::skip]
            let Medium {
                guid, name, library, place, home, pool, media_type, bar_code, bar_code_state, sequence: _, state: condition, enabled, cleaner,
            } = medium;
            (at, guid, name, library, place, home, pool, media_type).hash(state);
            (bar_code, bar_code_state, condition, enabled, cleaner).hash(state);
        }
        sides.len().hash(state);
        for (at, side) in sides.iter() {
            let Side { medium, state: condition, label, .. } = side;
            (at, medium, condition, label).hash(state);
        }
        let mut open: Vec<_> = requests.iter().filter(|(_, request)| is_open(request.state)).collect();
        open.sort_unstable_by_key(|(_, request)| request.sequence);
        open.len().hash(state);
        for (at, request) in open {
            #[rustfmt::skip]
            let LibraryRequest {
                guid, library, operation, option, state: condition, subject, queued: _, completed, origin, error, priority, order, sequence: _, owed,
            } = request;
            (at, guid, library, operation, option, condition, subject, completed).hash(state);
            (origin, error, priority, order, owed).hash(state);
        }
        let is_asked = |state| !matches!(state, OperatorRequestState::Complete | OperatorRequestState::Refused);
        let asked: Vec<_> = operator_requests.iter().filter(|(_, request)| is_asked(request.state)).collect();
        asked.hash(state);
        live.hash(state);
    }
}
