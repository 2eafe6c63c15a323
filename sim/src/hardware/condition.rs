//! The library as a whole: its cable, its power, its front panel, its memory, and parts that are there or not.
//!
//! These are states that begin and end at a moment. Who cuts the line or the power, or resets it, ends every command that
//! is under way; what a library does on its own when it is started again takes [`Timing::power_on`](crate::timing::Timing::power_on).

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Element, Failure, HardwareEvent};

use super::cartridge::Cartridge;
use super::changer::{Ending, JobId, JobTask};
use super::drive::DriveState;
use super::library::{Library, numbered_mut};
use super::make::Feature;
use super::{Around, Due};
use crate::fault::{FaultId, FaultKind, FaultSite};
use crate::stage::{Cause, Event};

/// What becomes of a cartridge in a grip when a move is broken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grip {
    /// It is put back where it came from.
    PutsBack,
    /// It stays in the grip.
    Holds,
}

impl Library {
    /// A state that a fault brings about begins.
    pub(super) fn trouble_begins(&mut self, around: &mut Around<'_, '_>, part: FaultSite, kind: FaultKind, fault: FaultId, cause: Cause) {
        match (kind, part) {
            (FaultKind::Disconnected, _) => self.disconnect(around, cause),
            (FaultKind::PowerOff, _) => {
                self.break_off(around, Grip::Holds, None, cause);
                self.lose_status();
                self.disconnect(around, cause);
            }
            (FaultKind::Reset, _) => self.reset(around, cause),
            (FaultKind::Offline, _) => self.offline = true,
            (FaultKind::StaleStatus, _) => {
                self.memory = Some(self.elements().map(|element| (element, self.look(around.cartridges, element))).collect());
            }
            (FaultKind::Missing, FaultSite::Magazine(_, number)) => {
                numbered_mut(&mut self.magazines, number).into_iter().for_each(|magazine| magazine.missing = Some(fault));
            }
            (FaultKind::Missing, FaultSite::Slot(_, number)) => {
                numbered_mut(&mut self.slots, number).into_iter().for_each(|slot| slot.missing = Some(fault));
            }
            (FaultKind::Missing, FaultSite::Drive(_, number)) => {
                if let Some(drive) = numbered_mut(&mut self.drives, number) {
                    drive.missing = Some(fault);
                }
                self.drive_goes(around, number, cause);
            }
            // What is met rather than a state.
            (_, _) => {}
        }
    }

    /// A state that faults brought about is over.
    pub(super) fn trouble_ends(&mut self, around: &mut Around<'_, '_>, part: FaultSite) {
        let now = around.stage.now;
        let holds = |kind| around.stage.faults.hold(now, part, kind);
        match part {
            FaultSite::Library(_) => {
                let (cut, off) = (holds(FaultKind::Disconnected), holds(FaultKind::PowerOff));
                let (offline, stale) = (holds(FaultKind::Offline), holds(FaultKind::StaleStatus));
                if !stale {
                    self.memory = None;
                }
                if !cut && !off && !self.connected {
                    self.connect(around);
                }
                if self.offline && !offline {
                    self.offline = false;
                    self.is_there_again(around);
                }
            }
            FaultSite::Magazine(_, number) if !holds(FaultKind::Missing) => {
                numbered_mut(&mut self.magazines, number).into_iter().for_each(|magazine| magazine.missing = None);
            }
            FaultSite::Slot(_, number) if !holds(FaultKind::Missing) => {
                numbered_mut(&mut self.slots, number).into_iter().for_each(|slot| slot.missing = None);
            }
            FaultSite::Drive(_, number) if !holds(FaultKind::Missing) => {
                let back = numbered_mut(&mut self.drives, number).is_some_and(|drive| drive.missing.take().is_some());
                if back {
                    self.drive_comes(around, number);
                }
            }
            FaultSite::Magazine(..) | FaultSite::Slot(..) | FaultSite::Drive(..) => {}
            FaultSite::Transports(_) | FaultSite::Transport(..) | FaultSite::Port(..) | FaultSite::Cell(..) | FaultSite::Door(..) => {}
            FaultSite::Reader(_) | FaultSite::Cartridge(_) | FaultSite::Database => {}
        }
    }

    /// The line to the library is cut. What has begun goes on unheard; what waits is forgotten.
    pub(super) fn disconnect(&mut self, around: &mut Around<'_, '_>, cause: Cause) {
        if !self.connected {
            return;
        }
        self.connected = false;
        around.sense(self.address, HardwareEvent::Detached, cause);
        self.waiting_moves.clear();
        self.drives.iter_mut().for_each(|drive| drive.waiting.clear());
        let unheard: Vec<(JobId, CommandId)> = self.jobs.iter_mut().filter_map(|(id, job)| Some((*id, job.command.take()?))).collect();
        self.jobs.retain(|_, job| job.due.is_some());
        for (_, command) in unheard {
            self.begin(around, command, JobTask::Fail(Ending { result: Err(Failure::NotConnected), cause }));
        }
    }

    /// The line to the library is whole again. One that was without power has to get ready first.
    fn connect(&mut self, around: &mut Around<'_, '_>) {
        if self.ready {
            self.connected = true;
            around.sense(self.address, HardwareEvent::Attached, Cause::Present);
        } else {
            self.look_afresh(around.cartridges);
            self.get_ready(around);
        }
    }

    /// Whether it knows what is in its elements after a power failure.
    const fn remembers_status(&self) -> bool {
        self.make.features.has(Feature::STATUS_NON_VOLATILE)
    }

    /// The power is gone, and with it what only the library knew of its elements: where each cartridge came from, and who put it
    /// there (D-082).
    fn lose_status(&mut self) {
        if !self.remembers_status() {
            self.origins.clear();
            self.ports.iter_mut().for_each(|port| port.brought.fill(false));
        }
    }

    /// The power is back. Who remembers nothing has to look, also if it answers from memory afterwards.
    fn look_afresh(&mut self, cartridges: &[Cartridge]) {
        if self.memory.is_some() && !self.remembers_status() {
            self.memory = Some(self.elements().map(|element| (element, self.look(cartridges, element))).collect());
        }
    }

    /// The library begins from the beginning: what it was doing has failed, and it is not ready for a while.
    fn reset(&mut self, around: &mut Around<'_, '_>, cause: Cause) {
        if !self.connected {
            return;
        }
        around.sense(self.address, HardwareEvent::Reset, cause);
        self.break_off(around, Grip::PutsBack, Some(Failure::Reset), cause);
        self.get_ready(around);
    }

    fn get_ready(&mut self, around: &mut Around<'_, '_>) {
        // It remembers neither what was locked, its keypad included, nor that it was offline.
        for port in &mut self.ports {
            (port.locked, port.held) = (false, false);
        }
        for door in &mut self.doors {
            (door.locked, door.held) = (false, false);
        }
        self.drives.iter_mut().for_each(|drive| drive.held = false);
        self.keypad_locked = self.keypad_locked.map(|_| false);
        self.taken_offline = false;
        if let Some(ticket) = self.ready_at.take() {
            around.stage.queue.cancel(ticket);
        }
        let at = around.stage.now + self.timing.power_on;
        self.ready_at = Some(around.stage.queue.schedule(at, Event::Hardware(Due::Ready { library: self.address })));
    }

    /// The library has been on for long enough.
    pub(super) fn is_ready_now(&mut self, around: &mut Around<'_, '_>) {
        self.ready_at = None;
        self.ready = true;
        let part = FaultSite::Library(self.address);
        let now = around.stage.now;
        let away = [FaultKind::Disconnected, FaultKind::PowerOff].into_iter().any(|kind| around.stage.faults.hold(now, part, kind));
        self.connected = !away;
        self.is_there_again(around);
    }

    /// Somebody takes it offline at its front panel, or online again.
    pub(crate) fn take_offline(&mut self, around: &mut Around<'_, '_>, offline: bool) {
        self.taken_offline = offline;
        self.is_there_again(around);
    }

    /// Says that it takes commands, if it does.
    fn is_there_again(&self, around: &mut Around<'_, '_>) {
        if self.connected && self.ready && !self.is_offline() {
            around.sense(self.address, HardwareEvent::Attached, Cause::Present);
        }
    }

    /// Everything stops where it is. Commands fail in this way; without one, nobody hears of them.
    fn break_off(&mut self, around: &mut Around<'_, '_>, grip: Grip, failure: Option<Failure>, cause: Cause) {
        self.ready = false;
        self.waiting_moves.clear();
        self.drives.iter_mut().for_each(|drive| drive.waiting.clear());
        // What has failed already says so when its time comes.
        let goes_on = |task: &JobTask| !matches!(task, JobTask::Fail(_));
        let ids: Vec<JobId> = self.jobs.iter().filter(|(_, job)| goes_on(&job.task)).map(|(id, _)| *id).collect();
        for id in ids {
            self.unwake(around, id);
            match self.jobs.get(&id).map(|job| job.task.clone()) {
                Some(JobTask::Move(carriage)) => self.stop_carriage(&carriage, grip),
                Some(JobTask::Approach(approach)) => self.stop_approach(approach),
                Some(_) | None => {}
            }
            match failure {
                Some(failure) => self.finish(around, id, Ending { result: Err(failure), cause }),
                // The host that gave the command gets its answer when it notices the cut line.
                None if self.jobs.get(&id).is_some_and(|job| job.command.is_some()) => {}
                None => drop(self.jobs.remove(&id)),
            }
        }
        for drive in &mut self.drives {
            drive.at_work = None;
            drive.state = match drive.state {
                DriveState::Loading | DriveState::Cleaning | DriveState::Unloaded => DriveState::Unloaded,
                DriveState::Unloading | DriveState::Loaded => DriveState::Loaded,
            };
        }
    }

    /// A drive is taken out, with what is in it. What it was doing has failed.
    pub(crate) fn drive_goes(&mut self, around: &mut Around<'_, '_>, number: u16, cause: Cause) {
        let Some(drive) = numbered_mut(&mut self.drives, number) else { return };
        drive.state = DriveState::Unloaded;
        let broken_off: Vec<JobId> = drive.at_work.take().into_iter().chain(drive.waiting.drain(..)).collect();
        if self.connected {
            around.sense(self.address, HardwareEvent::DriveRemoved(number), cause);
        }
        for id in broken_off {
            self.unwake(around, id);
            self.finish(around, id, Ending { result: Err(Failure::DriveNotInstalled), cause });
        }
    }

    /// A magazine is taken out, with what is in it, or put in. The library forgets where its cartridges came from, and says so.
    pub(crate) fn set_magazine(&mut self, around: &mut Around<'_, '_>, number: u16, present: bool) {
        if present {
            let elements = (1..).zip(&self.slots).filter(|(_, slot)| slot.magazine == Some(number)).map(|(slot, _)| Element::Slot(slot));
            let elements: Vec<Element> = elements.collect();
            let blind = self.is_blind(around.stage);
            self.note_reading(around.cartridges, &elements, blind);
        }
        numbered_mut(&mut self.magazines, number).into_iter().for_each(|magazine| magazine.present = present);
        for cartridge in self.slots.iter().filter(|slot| slot.magazine == Some(number)).filter_map(|slot| slot.content) {
            self.origins.remove(&cartridge);
        }
        self.magazines_changed.insert(number);
        if self.connected {
            let event = if present { HardwareEvent::MagazineInserted(number) } else { HardwareEvent::MagazineRemoved(number) };
            around.sense(self.address, event, Cause::Present);
        }
    }

    /// A drive is put in.
    pub(crate) fn drive_comes(&mut self, around: &mut Around<'_, '_>, number: u16) {
        if self.connected && self.obstacle(Element::Drive(number)).is_none() {
            around.sense(self.address, HardwareEvent::DriveInstalled(number), Cause::Present);
        }
    }
}
