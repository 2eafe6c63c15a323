//! Progress: tasks are taken on, and end when the hardware has done all that was begun for them.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use rsmlab_engine::port::hardware::{Access, Completion, Failure};

use super::Target;
use super::task::HardwareTask;
use crate::answer::{ScsiAnswer, Sense, Status};
use crate::common::prevent_allow;
use crate::host::Host;
use crate::nexus::{Nexus, Tag};
use crate::served::{Deed, HardwareWork, WorkPurpose};
use crate::unit::Unit;

impl Target {
    /// Has the hardware do something, for a nexus that waits for it or for nobody. Work without deeds ends at once.
    pub(super) fn take_on(&mut self, host: &mut Host<'_, '_>, unit: Unit, nexus: Option<Nexus>, work: HardwareWork) -> Tag {
        let tag = Tag(self.tags);
        self.tags += 1;
        let HardwareWork { immediate, deeds, purpose } = work;
        let waits = nexus.is_some() && !immediate;
        let task = HardwareTask { unit, nexus, waits, immediate, open: BTreeSet::new(), failure: None, purpose };
        self.begin(host, tag, task, deeds);
        tag
    }

    /// Has the hardware do something for a task, which ends with it.
    fn begin(&mut self, host: &mut Host<'_, '_>, tag: Tag, task: HardwareTask, deeds: Vec<Deed>) {
        let numbered: Vec<_> = deeds.into_iter().map(|deed| (self.numbers.next(), deed)).collect();
        let open = numbered.iter().map(|(id, _)| *id).collect();
        if numbered.is_empty() {
            return self.end(host, tag, task);
        }
        self.tasks.insert(tag, HardwareTask { open, ..task });
        for (id, deed) in numbered {
            self.commands.insert(id, tag);
            host.begin(self.library, id, deed);
        }
    }

    /// A command of the hardware has ended, perhaps one of the target's own.
    pub(super) fn completed(&mut self, host: &mut Host<'_, '_>, completion: &Completion) {
        // What is said again, or was never asked for, belongs to nothing.
        let Some(tag) = self.commands.remove(&completion.command) else { return };
        let Entry::Occupied(mut entry) = self.tasks.entry(tag) else { return };
        let task = entry.get_mut();
        task.open.remove(&completion.command);
        if let Err(failure) = completion.result {
            task.failure.get_or_insert(failure);
        }
        if task.open.is_empty() {
            let task = entry.remove();
            self.end(host, tag, task);
        }
    }

    /// Ends a task: answers its command if that still waits, and does what follows.
    fn end(&mut self, host: &mut Host<'_, '_>, tag: Tag, task: HardwareTask) {
        if let (WorkPurpose::Prevent(nexus), Some(_)) = (&task.purpose, task.failure)
            && self.state.allow(Unit::Changer, *nexus)
        {
            // The locks that it has closed are opened first: when it ends, nothing is prevented.
            let HardwareWork { deeds, .. } = self.unlocking(host);
            return self.begin(host, tag, HardwareTask { purpose: WorkPurpose::Plain, ..task }, deeds);
        }
        if task.waits {
            let answer = match task.failure {
                None => ScsiAnswer::good(Vec::new()),
                Some(Failure::NotConnected) => ScsiAnswer::bare(Status::NoAnswer),
                Some(failure) => ScsiAnswer::check(failure.sense()),
            };
            self.finished.push((tag, answer));
        }
        if let (true, Some(nexus), Some(failure)) = (task.immediate, task.nexus, task.failure)
            && failure != Failure::NotConnected
            && self.state.nexuses.contains(&nexus)
        {
            self.state.attentions.establish(nexus, task.unit, Sense::deferred(failure.sense()));
        }
        if let (Unit::Drive(number), Some(failure)) = (task.unit, task.failure)
            && let (Some(drive), Some(flag)) = (self.drives.unit(number), flag_of(failure))
        {
            drive.alert(flag);
        }
        match task.purpose {
            WorkPurpose::Plain | WorkPurpose::Prevent(_) => {}
            WorkPurpose::Known(nexus) => self.look_round(host, Some(nexus)),
        }
    }

    /// Lets the library unlock its gates, for nobody in particular.
    pub(super) fn open_gates(&mut self, host: &mut Host<'_, '_>) {
        let work = self.unlocking(host);
        self.take_on(host, Unit::Changer, None, work);
    }

    /// What unlocks all gates of the library.
    fn unlocking(&self, host: &Host<'_, '_>) -> HardwareWork {
        HardwareWork::of(host.library(self.library).map(|library| prevent_allow::set_gates(library, Access::Unlock)).unwrap_or_default())
    }

    /// Locks or unlocks what does not stand as the nexuses want it: a lock may have failed, or have been out of reach, when they said so.
    pub(super) fn settle_gates(&mut self, host: &mut Host<'_, '_>) {
        let is_prevented = self.state.is_prevented(Unit::Changer);
        let Some(library) = host.library(self.library).filter(|library| library.connected) else { return };
        let work = prevent_allow::settling(library, is_prevented);
        if !work.is_empty() {
            self.take_on(host, Unit::Changer, None, HardwareWork::of(work));
        }
    }

    /// Takes back what the hardware has not begun for a task. A task of which nothing is left is over.
    pub(super) fn withdraw(&mut self, host: &mut Host<'_, '_>, tag: Tag) {
        let Entry::Occupied(mut entry) = self.tasks.entry(tag) else { return };
        for id in entry.get().open.clone() {
            if host.hardware.withdraw(host.stage, self.library, id) {
                self.commands.remove(&id);
                entry.get_mut().open.remove(&id);
            }
        }
        if entry.get().open.is_empty() {
            entry.remove();
        }
    }

    /// Aborts the commands of these tasks. Of those that were answered already nothing is told any more.
    pub(super) fn abort_all(&mut self, host: &mut Host<'_, '_>, which: impl Fn(&HardwareTask) -> bool) {
        let tags: Vec<Tag> = self.tasks.iter().filter(|(_, task)| which(task)).map(|(tag, _)| *tag).collect();
        for tag in tags {
            if let Some(task) = self.tasks.get_mut(&tag) {
                task.immediate = false;
            }
            self.abort(host, tag);
        }
    }
}

/// The TapeAlert flag that a drive raises because of a failure of its own, besides those with which it complains.
pub(super) const fn flag_of(failure: Failure) -> Option<u8> {
    match failure {
        // CLEAN NOW.
        Failure::CleaningRequired => Some(20),
        // EXPIRED CLEANING MEDIA.
        Failure::CleanerExpired => Some(22),
        // LOADING FAILURE.
        Failure::LoadFailed => Some(55),
        // UNRECOVERABLE UNLOAD FAILURE.
        Failure::UnloadFailed => Some(56),
        // INVALID CLEANING MEDIA.
        Failure::NotACleaner => Some(23),
        _ => None,
    }
}
