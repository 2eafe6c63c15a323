//! Short cuts through the work of open requests: who has to do with a cartridge, who reads at a place, where moves go.
//!
//! Everything here can be computed from the tasks; it is kept where a task is replaced, and nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::task::Task;
use crate::id::{LibraryRef, MediumRef, OperatorRequestRef, RequestRef};
use crate::invariant::{BrokenInvariant, hold};
use crate::port::hardware::Element;
use crate::record::Place;
use crate::world::work::Work;

/// What the work of all open requests comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AtWork {
    /// The requests whose work is about a cartridge, whether they have it yet or not.
    about: BTreeMap<MediumRef, BTreeSet<RequestRef>>,
    /// How many of them are in the queue of each library.
    concerned: BTreeMap<(MediumRef, LibraryRef), u32>,
    /// How many dismounts carry a cartridge away, or will.
    leaving: BTreeMap<MediumRef, u32>,
    /// The requests that read, or are to read, what is at a place.
    reading: BTreeMap<Place, BTreeSet<RequestRef>>,
    /// The requests whose work has posted an operator request.
    asking: BTreeMap<OperatorRequestRef, BTreeSet<RequestRef>>,
    /// How many moves to an element are under way, or will be as soon as a transport is free.
    heading: BTreeMap<(LibraryRef, Element), u32>,
    /// How many requests of a library have been started.
    running: BTreeMap<LibraryRef, u32>,
}

impl AtWork {
    /// The task of a request is another now. Only what differs is noted anew: most of what a task goes through concerns nobody else.
    pub(super) fn replace(&mut self, at: RequestRef, old: Option<&Task>, new: Option<&Task>) {
        if !old.zip(new).is_some_and(|(old, new)| is_about_the_same(&old.work, &new.work)) {
            self.swap(old, new, |noted, task, on| noted.note_work(at, task, on));
        }
        if old.and_then(|task| task.asked) != new.and_then(|task| task.asked) {
            self.swap(old, new, |noted, task, on| task.asked.into_iter().for_each(|asked| list(&mut noted.asking, asked, at, on)));
        }
        let destinations = |task: Option<&Task>| task.map_or([None; 4], Task::destinations);
        if destinations(old) != destinations(new) {
            self.swap(old, new, |noted, task, on| {
                task.destinations().into_iter().flatten().for_each(|element| count(&mut noted.heading, (task.library, element), on));
            });
        }
        if old.is_some_and(|task| task.running) != new.is_some_and(|task| task.running) {
            self.swap(old, new, |noted, task, on| {
                if task.running {
                    count(&mut noted.running, task.library, on);
                }
            });
        }
    }

    fn swap(&mut self, old: Option<&Task>, new: Option<&Task>, note: impl Fn(&mut Self, &Task, bool)) {
        old.into_iter().for_each(|task| note(self, task, false));
        new.into_iter().for_each(|task| note(self, task, true));
    }

    /// Whatever of the work is looked at here is compared in [`is_about_the_same`].
    fn note_work(&mut self, at: RequestRef, task: &Task, on: bool) {
        for medium in task.work.media() {
            list(&mut self.about, medium, at, on);
            count(&mut self.concerned, (medium, task.library), on);
        }
        match &task.work {
            Work::Dismount(work) if !work.deferred => count(&mut self.leaving, work.medium, on),
            Work::Identify(work) => list(&mut self.reading, work.target, at, on),
            Work::Dismount(_) | Work::Mount(_) | Work::Cleaning(_) | Work::Port(_) | Work::Switch(_) | Work::Remove(_) => {}
            Work::Inventory(_) | Work::Door(_) | Work::CleanerSlot(_) => {}
        }
    }

    /// The open requests whose work is about a cartridge, in the order of their handles.
    pub fn about(&self, medium: MediumRef) -> impl Iterator<Item = RequestRef> + '_ {
        self.about.get(&medium).into_iter().flatten().copied()
    }

    /// The libraries in whose queues work is about a cartridge.
    pub fn libraries_about(&self, medium: MediumRef) -> impl Iterator<Item = LibraryRef> + '_ {
        let all = (medium, LibraryRef(0))..=(medium, LibraryRef(u32::MAX));
        self.concerned.range(all).map(|((_, library), _)| *library)
    }

    /// Whether a cartridge is being carried away, or will be.
    #[must_use]
    pub fn is_leaving(&self, medium: MediumRef) -> bool {
        self.leaving.contains_key(&medium)
    }

    /// The open requests that read, or are to read, what is at a place.
    pub fn reading(&self, place: Place) -> impl Iterator<Item = RequestRef> + '_ {
        self.reading.get(&place).into_iter().flatten().copied()
    }

    /// The open requests whose work has posted this operator request.
    pub fn asking(&self, asked: OperatorRequestRef) -> impl Iterator<Item = RequestRef> + '_ {
        self.asking.get(&asked).into_iter().flatten().copied()
    }

    /// Whether a cartridge is on its way to an element of a library, or will be as soon as a transport is free.
    #[must_use]
    pub fn is_awaited(&self, library: LibraryRef, element: Element) -> bool {
        self.heading.contains_key(&(library, element))
    }

    /// Whether anything runs in a library.
    #[must_use]
    pub fn is_busy(&self, library: LibraryRef) -> bool {
        self.running.contains_key(&library)
    }
}

impl World {
    /// The task of each open request whose work is about a cartridge.
    pub fn work_about(&self, medium: MediumRef) -> impl Iterator<Item = (RequestRef, &Task)> {
        self.at_work.about(medium).filter_map(|at| Some((at, &**self.live.tasks.get(&at)?)))
    }

    /// Checks the short cuts against the tasks.
    pub(crate) fn check_at_work(&self) -> Result<(), BrokenInvariant> {
        let mut anew = AtWork::default();
        self.live.tasks.iter().for_each(|(at, task)| anew.replace(*at, None, Some(task)));
        hold(anew == self.at_work, "the short cuts through the work are what the tasks make of them", || "the tasks".to_owned())
    }
}

/// Whether the work of a request is about the same as before, as far as it is noted here.
fn is_about_the_same(old: &Work, new: &Work) -> bool {
    match (old, new) {
        (Work::Mount(old), Work::Mount(new)) => old.medium == new.medium,
        (Work::Dismount(old), Work::Dismount(new)) => {
            (old.medium, old.deferred, old.exchanged_for()) == (new.medium, new.deferred, new.exchanged_for())
        }
        (Work::Identify(old), Work::Identify(new)) => (old.medium, old.target) == (new.medium, new.target),
        (Work::Cleaning(old), Work::Cleaning(new)) => old.cleaner == new.cleaner,
        (old, new) => old == new,
    }
}

fn list<K: Ord>(lists: &mut BTreeMap<K, BTreeSet<RequestRef>>, key: K, at: RequestRef, on: bool) {
    if on {
        lists.entry(key).or_default().insert(at);
    } else if let Some(list) = lists.get_mut(&key) {
        list.remove(&at);
        if list.is_empty() {
            lists.remove(&key);
        }
    }
}

fn count<K: Ord>(counts: &mut BTreeMap<K, u32>, key: K, on: bool) {
    if on {
        *counts.entry(key).or_default() += 1;
    } else if let Some(count) = counts.get_mut(&key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&key);
        }
    }
}
