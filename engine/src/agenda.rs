//! The agenda: which queues the schedule looks at next, and at whom in them.
//!
//! A request that was looked at and cannot be started is parked, and the schedule passes it by until something has changed for it
//! (D-126). So what a look costs does not depend on how many wait. All of this follows from the world: an agenda that is forgotten
//! has everybody looked at, and nothing else comes of it. `Engine::overlooked` asks just that.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use crate::id::{DriveRef, LibraryRef, MediumRef, RequestRef, SideRef};
use crate::world::World;
use crate::world::queue::QueueEntry;
use crate::world::suitable::Suitable;

/// What a mount wants. Of two that want just the same, and nothing besides, the second hears what the first hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MountWish {
    /// The medium.
    pub medium: MediumRef,
    /// The side that should face the head.
    pub side: SideRef,
    /// The drive the caller wants.
    pub drive: Option<DriveRef>,
}

/// What a request that cannot be started waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// For anything: it is looked at whenever its queue is.
    Open,
    /// For a drive; what else it needs is there.
    Drives(Suitable),
    /// For something about its own cartridge, or for people.
    Itself,
}

/// Which queues are to be looked at, and who in them.
#[derive(Clone, Default)]
pub(crate) struct Agenda {
    /// Libraries whose queue may be able to go on, in this order.
    stirred: Vec<LibraryRef>,
    /// Those queues that have been looked at; in the others everybody is awake.
    queues: BTreeMap<LibraryRef, Rows>,
}

/// The requests of a queue that have not been started.
#[derive(Clone, Default)]
struct Rows {
    /// Those that are looked at whenever the queue is.
    awake: BTreeSet<QueueEntry>,
    /// Those that are not, and what they are about.
    parked: BTreeMap<RequestRef, Parked>,
    /// Those that wait for a drive, by what drives suit them.
    drives: BTreeMap<Suitable, BTreeSet<QueueEntry>>,
    /// Those that want just the same, the first of them for all.
    lines: BTreeMap<MountWish, BTreeSet<QueueEntry>>,
    /// The line that a request stands in.
    wishes: BTreeMap<RequestRef, MountWish>,
    /// Those that are woken when something changes about a cartridge.
    about: BTreeMap<MediumRef, BTreeSet<RequestRef>>,
    /// Whether everybody who is parked has asked for room.
    has_asked: bool,
}

#[derive(Clone)]
struct Parked {
    entry: QueueEntry,
    suitable: Option<Suitable>,
    medium: Option<MediumRef>,
}

impl Agenda {
    /// Has a queue looked at.
    pub fn stir(&mut self, library: LibraryRef) {
        if !self.stirred.contains(&library) {
            self.stirred.push(library);
        }
    }

    /// The next library whose queue should be looked at.
    pub fn next_stirred(&mut self) -> Option<LibraryRef> {
        if self.stirred.is_empty() { None } else { Some(self.stirred.remove(0)) }
    }

    /// No queue has to be looked at.
    pub fn settle(&mut self) {
        self.stirred.clear();
    }

    /// Whatever was found out may be wrong: in every queue everybody is looked at.
    pub fn forget(&mut self) {
        self.queues.clear();
    }

    /// A queue is being looked at: who is not known is awake.
    pub fn open(&mut self, world: &World, library: LibraryRef) {
        let waits = |entry: &QueueEntry| world.live.tasks.get(&entry.1).is_some_and(|task| !task.running);
        let all = || Rows { awake: world.entries(library, Bound::Unbounded).filter(waits).collect(), ..Rows::default() };
        self.queues.entry(library).or_insert_with(all);
    }

    /// The next one to look at behind `after`, in working order: somebody who is awake, or the first who waits for drives of which one
    /// `is_there`.
    pub fn next(&self, library: LibraryRef, after: Option<QueueEntry>, mut is_there: impl FnMut(&Suitable) -> bool) -> Option<QueueEntry> {
        let rows = self.queues.get(&library)?;
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let first = |row: &BTreeSet<QueueEntry>| row.range((from, Bound::Unbounded)).next().copied();
        let waiting = rows.drives.iter().filter_map(|(suitable, row)| first(row).filter(|_| is_there(suitable)));
        waiting.chain(first(&rows.awake)).min()
    }

    /// What drives the parked requests of a queue wait for.
    pub fn awaited(&self, library: LibraryRef) -> impl Iterator<Item = &Suitable> {
        self.queues.get(&library).into_iter().flat_map(|rows| rows.drives.keys())
    }

    /// A request has come into its queue, or is another now, and has to be looked at.
    pub fn queued(&mut self, library: LibraryRef, entry: QueueEntry) {
        if let Some(rows) = self.queues.get_mut(&library) {
            rows.wake(entry.1);
            rows.awake.insert(entry);
        }
    }

    /// A request has been started, or is over.
    pub fn gone(&mut self, library: LibraryRef, entry: QueueEntry) {
        if let Some(rows) = self.queues.get_mut(&library) {
            rows.wake(entry.1);
            rows.awake.remove(&entry);
            rows.leave_line(entry);
        }
    }

    /// A request that was looked at cannot be started. One with a wish stands in line behind those that want just the same.
    pub fn park(&mut self, library: LibraryRef, entry: QueueEntry, lane: Lane, medium: Option<MediumRef>, wish: Option<MountWish>) {
        let Some(rows) = self.queues.get_mut(&library) else { return };
        let is_first = wish.is_none_or(|wish| rows.line_up(entry, wish));
        if wish.is_none() {
            rows.leave_line(entry);
        }
        let suitable = match (is_first, lane) {
            (true, Lane::Open) => return,
            (true, Lane::Drives(suitable)) => Some(suitable),
            (true, Lane::Itself) | (false, _) => None,
        };
        rows.awake.remove(&entry);
        rows.park(entry, Parked { entry, suitable, medium: medium.filter(|_| is_first) });
    }

    /// Something has changed for a request.
    pub fn wake(&mut self, library: LibraryRef, request: RequestRef) {
        if let Some(rows) = self.queues.get_mut(&library) {
            rows.wake(request);
        }
    }

    /// Something has changed that may concern everybody in a queue.
    pub fn wake_all(&mut self, library: LibraryRef) {
        if let Some(rows) = self.queues.get_mut(&library) {
            rows.wake_all();
        }
    }

    /// Something has changed about a cartridge: those are looked at that stand first with a wish for it.
    pub fn touched(&mut self, library: LibraryRef, medium: MediumRef) {
        if let Some(rows) = self.queues.get_mut(&library) {
            while let Some(first) = rows.about.get(&medium).and_then(|about| about.first()).copied() {
                rows.wake(first);
            }
        }
    }

    /// Whether anybody in a queue is passed by.
    pub fn has_parked(&self, library: LibraryRef) -> bool {
        self.queues.get(&library).is_some_and(|rows| !rows.parked.is_empty())
    }

    /// There `is` no room for what is in a drive: everybody who waits asks for it once.
    pub fn wants_room(&mut self, library: LibraryRef, is: bool) {
        if let Some(rows) = self.queues.get_mut(&library) {
            if is && !rows.has_asked {
                rows.wake_all();
            }
            rows.has_asked = is;
        }
    }
}

impl Rows {
    fn park(&mut self, entry: QueueEntry, parked: Parked) {
        if let Some(suitable) = &parked.suitable {
            match self.drives.get_mut(suitable) {
                Some(row) => _ = row.insert(entry),
                None => _ = self.drives.insert(suitable.clone(), BTreeSet::from([entry])),
            }
        }
        if let Some(medium) = parked.medium {
            self.about.entry(medium).or_default().insert(entry.1);
        }
        self.parked.insert(entry.1, parked);
    }

    fn wake(&mut self, request: RequestRef) {
        let Some(Parked { entry, suitable, medium }) = self.parked.remove(&request) else { return };
        if let Some(suitable) = suitable {
            strike(&mut self.drives, &suitable, &entry);
        }
        if let Some(medium) = medium {
            strike(&mut self.about, &medium, &request);
        }
        self.awake.insert(entry);
    }

    fn wake_all(&mut self) {
        self.awake.extend(self.parked.values().map(|parked| parked.entry));
        self.parked.clear();
        self.drives.clear();
        self.about.clear();
    }

    /// Puts a request into the line of its wish; whether it is the first.
    fn line_up(&mut self, entry: QueueEntry, wish: MountWish) -> bool {
        if self.wishes.get(&entry.1) != Some(&wish) {
            self.leave_line(entry);
            self.wishes.insert(entry.1, wish);
        }
        let line = self.lines.entry(wish).or_default();
        line.insert(entry);
        line.first() == Some(&entry)
    }

    /// Takes a request out of its line; who stands first then is looked at.
    fn leave_line(&mut self, entry: QueueEntry) {
        let Some(wish) = self.wishes.remove(&entry.1) else { return };
        let is_first = self.lines.get(&wish).and_then(|line| line.first()) == Some(&entry);
        strike(&mut self.lines, &wish, &entry);
        let next = self.lines.get(&wish).and_then(|line| line.first());
        if let Some((_, next)) = next.copied().filter(|_| is_first) {
            self.wake(next);
        }
    }
}

/// Takes a value out of one of several sets, and the set away if it was the last.
fn strike<K: Ord, V: Ord>(sets: &mut BTreeMap<K, BTreeSet<V>>, key: &K, value: &V) {
    if let Some(set) = sets.get_mut(key) {
        set.remove(value);
        if set.is_empty() {
            sets.remove(key);
        }
    }
}
