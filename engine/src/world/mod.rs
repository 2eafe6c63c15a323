//! What the engine believes: the records of the database, what follows from them, and what is only true while the
//! service runs.
//!
//! The world is changed by [`World::apply`] (stored facts) and [`World::apply_live`] (the rest) and by nothing else.

pub mod apply;
pub mod at_work;
pub mod find;
pub mod live;
pub mod queue;
mod rebuilt;
pub(crate) mod relation;
pub mod situation;
mod sound;
pub mod suitable;
pub mod task;
pub mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use crate::arena::Table;
use crate::id::{
    ChangerRef, DoorRef, DriveRef, LibraryRef, LogicalRef, MediumRef, OperatorRequestRef, PortRef, RequestRef, SideRef, SlotRef,
};
use crate::records::Records;
use crate::time::Instant;
use at_work::AtWork;
use live::LiveState;
use queue::QueueEntry;

/// Everything the engine believes.
#[derive(Clone, Default, Hash)]
pub struct World {
    /// What is on record. The world is its records first of all, and is read as they are.
    pub records: Records,
    /// What follows from the records; kept by `apply`.
    pub index: Index,
    /// What is only true while the service runs.
    pub live: LiveState,
    /// What follows from the work that is under way; kept by `apply_live`.
    pub at_work: AtWork,
}

/// Short cuts through the records. Everything here can be computed from them.
#[derive(Clone, Default, Hash)]
pub struct Index {
    /// The parts of each library, in the order of their numbers.
    pub parts: Table<LibraryRef, LibraryParts>,
    /// The cartridge in each slot.
    pub in_slot: Table<SlotRef, Option<MediumRef>>,
    /// The cartridge in each drive.
    pub in_drive: Table<DriveRef, Option<MediumRef>>,
    /// The cartridges in the cells of each port.
    pub in_port: BTreeMap<(PortRef, u16), BTreeSet<MediumRef>>,
    /// The slots of each library that are empty on record and in which nothing is, in the order of their numbers.
    pub empty_slots: Table<LibraryRef, BTreeMap<u16, SlotRef>>,
    /// The cleaners.
    pub cleaners: BTreeSet<MediumRef>,
    /// The sides of each cartridge, in the order of their numbers.
    pub sides: Table<MediumRef, Vec<SideRef>>,
    /// The sides of each logical medium, in the order of their handles.
    pub of_logical: BTreeMap<LogicalRef, BTreeSet<SideRef>>,
    /// The cartridges with each bar code.
    pub bar_codes: BTreeMap<Arc<str>, Vec<MediumRef>>,
    /// The sides with each known on-media label, by format and id.
    pub labels: BTreeMap<(Arc<str>, Arc<str>), Vec<SideRef>>,
    /// The open requests of each library in working order (`model.queue.listing-key`).
    pub queues: Table<LibraryRef, BTreeSet<QueueEntry>>,
    /// The operator requests that people have not answered.
    pub unanswered: BTreeSet<OperatorRequestRef>,
    /// The highest running number of a cartridge.
    pub last_sequence: u32,
    /// The next running number of a request.
    pub next_request: u64,
    /// When finished requests may be forgotten.
    pub purges: BTreeSet<(Instant, Purge)>,
}

/// A finished request that waits to be forgotten (`model.queue.retention`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purge {
    /// A library request.
    Request(RequestRef),
    /// An operator request.
    OperatorRequest(OperatorRequestRef),
}

/// The parts of a library.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the lists are named after the parts they hold")]
pub struct LibraryParts {
    pub changers: Vec<ChangerRef>,
    pub drives: Vec<DriveRef>,
    pub slots: Vec<SlotRef>,
    pub ports: Vec<PortRef>,
    pub doors: Vec<DoorRef>,
}

impl Deref for World {
    type Target = Records;

    fn deref(&self) -> &Records {
        &self.records
    }
}

impl World {
    /// The parts of a library.
    #[must_use]
    pub fn parts(&self, library: LibraryRef) -> &LibraryParts {
        self.index.parts.get(library)
    }
}
