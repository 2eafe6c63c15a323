//! The situation: what decides how the world goes on, without what has only been.
//!
//! Two worlds in the same situation behave alike, but for the ids and the times of what is over. Whoever walks through all
//! that can happen need not go on from a situation that was there before.

use std::fmt;

use super::World;
use super::queue::is_open;
use crate::record::state::OperatorRequestState;
use crate::record::{Drive, LibraryRequest, Medium};
use crate::records::Records;
use crate::time::{Instant, Millis};

/// A view of the world for comparing: its text is the same when the situation is, but for the numbers of handles and ids
/// and for the time.
pub struct Situation<'w>(pub &'w World);

impl fmt::Debug for Situation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Pools, media types and the computer are as they were when the world began, and the index follows from the rest.
        let World { records, live, .. } = self.0;
        let Records { libraries, drives, slots, ports, doors, media, sides, requests, operator_requests, .. } = records;
        let is_asked = |state| !matches!(state, OperatorRequestState::Complete | OperatorRequestState::Refused);
        let mut list = f.debug_list();
        list.entries(
            libraries.iter().map(|(at, library)| (at, library.enabled, library.state, library.cleaner_slot, library.cleaner_uses)),
        );
        list.entries(libraries.iter().map(|(_, library)| library.cleaner_present));
        // Of what is over, a restart remembers the last visit.
        list.entries(libraries.iter().map(|(at, _)| self.0.last_visit(at)));
        list.entries(drives.iter().map(|(at, drive)| {
            let Drive { state, enabled, operational, side, defer_delay_s, dismountable_since, .. } = *drive;
            let taken_out_at = dismountable_since.map(|since| since + Millis::from_secs(defer_delay_s.into()));
            (at, state, enabled, operational, side, taken_out_at)
        }));
        list.entries(slots.iter().map(|(at, slot)| (at, slot.state)));
        list.entries(ports.iter().map(|(at, port)| (at, port.content, port.position)));
        list.entries(doors.iter().map(|(at, door)| (at, door.state)));
        // Who came first is worked for first: of when requests were queued, and of running numbers, only the order counts.
        list.entries(media.iter().map(|(at, medium)| (at, Medium { sequence: 0, ..medium.clone() })));
        list.entries(sides.iter().map(|(at, side)| (at, side.medium, side.state, &side.label)));
        let mut open: Vec<_> = requests.iter().filter(|(_, request)| is_open(request.state)).collect();
        open.sort_by_key(|(_, request)| request.sequence);
        list.entries(open.into_iter().map(|(at, request)| (at, LibraryRequest { sequence: 0, queued: Instant::START, ..request.clone() })));
        list.entries(operator_requests.iter().filter(|(_, request)| is_asked(request.state)));
        list.entry(live);
        list.finish()
    }
}
