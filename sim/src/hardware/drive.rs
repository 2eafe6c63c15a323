//! Drives: loading, unloading, reading labels and being cleaned, one thing at a time.

use std::collections::VecDeque;

use rsmlab_engine::port::hardware::{Failure, Outcome, SideNumber};
use rsmlab_engine::time::Millis;

use super::Around;
use super::cartridge::{CartridgeId, Kind};
use super::changer::{Ending, JobId, Task};
use super::library::{Library, numbered, numbered_mut};
use crate::fault::{Part, Use, delay};
use crate::stage::Cause;
use crate::timing::Timing;

/// A drive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drive {
    /// What is in it.
    pub content: Option<CartridgeId>,
    /// The side of that cartridge that faces the head.
    pub side_up: SideNumber,
    /// How far it has come with it.
    pub state: DriveState,
    /// The command it is at work on.
    pub(super) at_work: Option<JobId>,
    /// Commands that wait for it.
    pub(super) waiting: VecDeque<JobId>,
}

/// How far a drive has come with the cartridge in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DriveState {
    /// It can be taken out. An empty drive is unloaded too.
    #[default]
    Unloaded,
    /// On its way to the head.
    Loading,
    /// It can be read.
    Loaded,
    /// On its way to the mouth of the drive.
    Unloading,
    /// It is a cleaner at work.
    Cleaning,
}

/// What a drive is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Load.
    Load,
    /// Unload.
    Unload,
    /// Read the label of the side that is up.
    ReadLabel,
    /// Be cleaned.
    Clean,
}

impl Duty {
    const fn usage(self) -> Use {
        match self {
            Self::Load => Use::Load,
            Self::Unload => Use::Unload,
            Self::ReadLabel => Use::ReadLabel,
            Self::Clean => Use::Clean,
        }
    }
}

impl Drive {
    /// Whether it carries out a command.
    #[must_use]
    pub const fn is_at_work(&self) -> bool {
        self.at_work.is_some()
    }
}

/// What becomes of a duty: it ends like this, after this time, with the drive in this state meanwhile.
struct Course {
    takes: Millis,
    meanwhile: DriveState,
    ending: Ending,
}

impl Library {
    /// Puts a duty behind those the drive has already.
    pub(super) fn enqueue_duty(&mut self, around: &mut Around<'_, '_>, number: u16, job: JobId) {
        let Some(drive) = numbered_mut(&mut self.drives, number) else { return };
        drive.waiting.push_back(job);
        self.start_duty(around, number);
    }

    /// Lets a drive begin its next duty, if it is free.
    pub(super) fn start_duty(&mut self, around: &mut Around<'_, '_>, number: u16) {
        let Some(drive) = numbered_mut(&mut self.drives, number).filter(|drive| drive.at_work.is_none()) else { return };
        let Some(id) = drive.waiting.pop_front() else { return };
        drive.at_work = Some(id);
        let Some(Task::Duty { duty, .. }) = self.jobs.get(&id).map(|job| &job.task) else { return };
        let duty = *duty;
        let course = self.course(around, number, id, duty);
        if let Some(drive) = numbered_mut(&mut self.drives, number) {
            drive.state = course.meanwhile;
        }
        if let Some(Task::Duty { ending, .. }) = self.jobs.get_mut(&id).map(|job| &mut job.task) {
            *ending = Some(course.ending);
        }
        self.wake(around, id, course.takes);
    }

    /// Looks at a drive and says how a duty will go.
    fn course(&self, around: &mut Around<'_, '_>, number: u16, id: JobId, duty: Duty) -> Course {
        let timing = &self.timing;
        let (content, state, side) =
            numbered(&self.drives, number).map_or((None, DriveState::Unloaded, 1), |drive| (drive.content, drive.state, drive.side_up));
        let at_once = |ending: Ending| Course { takes: Timing::ANSWER, meanwhile: state, ending };
        let Some(cartridge) = content else { return at_once(Ending::failed(Failure::SourceEmpty)) };
        let now_idle = match (duty, state) {
            (Duty::Load, DriveState::Loaded) | (Duty::Unload, DriveState::Unloaded) => Some(Ending::done()),
            (Duty::ReadLabel, DriveState::Unloaded) => Some(Ending::failed(Failure::LabelUnreadable)),
            (Duty::Clean, _) => match around.cartridge(cartridge).kind {
                Kind::Data => Some(Ending::failed(Failure::NotACleaner)),
                Kind::Cleaner { cleans_left: 0 } => Some(Ending::failed(Failure::CleanerExpired)),
                Kind::Cleaner { .. } => None,
            },
            (Duty::Load | Duty::Unload | Duty::ReadLabel, _) => None,
        };
        if let Some(ending) = now_idle {
            return at_once(ending);
        }
        let (takes, meanwhile) = match duty {
            Duty::Load => (timing.load, DriveState::Loading),
            Duty::Unload => (timing.unload, DriveState::Unloading),
            Duty::ReadLabel => (timing.read_label, DriveState::Loaded),
            Duty::Clean => (timing.clean, DriveState::Cleaning),
        };
        let command = self.command_of(id);
        let mut strikes = around.strike(Part::Drive(self.address, number), duty.usage(), command);
        if duty == Duty::ReadLabel {
            strikes.extend(around.strike(Part::Cartridge(cartridge), Use::ReadLabel, command));
        }
        let spoiled = strikes
            .iter()
            .find_map(|strike| strike.kind.failure().map(|failure| Ending { result: Err(failure), cause: Cause::Fault(strike.fault) }));
        let ending = spoiled.unwrap_or_else(|| match duty {
            Duty::Load if !around.cartridge(cartridge).fits(self.media_type) => Ending::failed(Failure::DriveStuck),
            Duty::Load | Duty::Unload | Duty::Clean => Ending::done(),
            Duty::ReadLabel => match around.cartridge(cartridge).label(side) {
                Some(label) => Ending { result: Ok(Outcome::Label(label.clone())), cause: Cause::Request },
                None => Ending::failed(Failure::LabelUnreadable),
            },
        });
        Course { takes: takes + delay(&strikes), meanwhile, ending }
    }

    /// Brings a duty to its end.
    pub(super) fn end_duty(&mut self, around: &mut Around<'_, '_>, number: u16, id: JobId, duty: Duty, ending: Ending) {
        let Some(drive) = numbered_mut(&mut self.drives, number) else { return };
        drive.at_work = None;
        let well = ending.result.is_ok();
        drive.state = match (duty, drive.state) {
            (Duty::Load, DriveState::Loading) if !well => DriveState::Unloaded,
            (Duty::Load, DriveState::Loading) => DriveState::Loaded,
            (Duty::Unload, DriveState::Unloading) if !well => DriveState::Loaded,
            (Duty::Unload, DriveState::Unloading) | (Duty::Clean, DriveState::Cleaning) => DriveState::Unloaded,
            (Duty::Load | Duty::Unload | Duty::ReadLabel | Duty::Clean, state) => state,
        };
        if let (Duty::Clean, true, Some(cleaner)) = (duty, well, drive.content) {
            around.use_cleaner(cleaner);
        }
        self.finish(around, id, ending);
        self.start_duty(around, number);
    }
}
