//! Drives: loading, unloading, reading labels and being cleaned, one thing at a time.

use std::collections::VecDeque;

use rsmlab_engine::port::hardware::{DriveAlert, Element, Failure, HardwareEvent, Outcome, SideNumber};
use rsmlab_engine::time::{Beginning, Millis};

use super::Around;
use super::cartridge::{Cartridge, CartridgeId, CartridgePurpose};
use super::changer::{Ending, JobId, JobTask};
use super::library::{Library, numbered, numbered_mut};
use super::spec::Wear;
use crate::fault::{FaultId, FaultSite, Strike, Use, delay};
use crate::stage::Cause;
use crate::timing::Timing;

/// A drive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Drive {
    /// Code of the media type that it takes.
    pub media_type: u32,
    /// What is in it.
    pub content: Option<CartridgeId>,
    /// The side of that cartridge that faces the head.
    pub side_up: SideNumber,
    /// How far it has come with it.
    pub state: DriveState,
    /// Whether a person has taken it out, with what is in it.
    pub pulled: bool,
    /// The fault because of which it is not installed.
    pub missing: Option<FaultId>,
    /// Whether a host keeps what is loaded in it.
    pub held: bool,
    /// How dirty it is.
    pub dirt: Dirt,
    /// Why it could not do what it set about by itself, until a host has read that.
    pub(super) gave_up: Option<Failure>,
    /// Whether it has been cleaned, until a host has read that.
    pub(super) cleaned: bool,
    /// The cleaner that it could not be cleaned with when a person put it in, and why.
    pub(super) unfit: Option<(CartridgeId, Failure)>,
    /// The command it is at work on.
    pub(super) at_work: Option<JobId>,
    /// Commands that wait for it.
    pub(super) waiting: VecDeque<JobId>,
}

/// What a drive has done since it was last cleaned, where drives get dirty at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dirt {
    /// Mounts.
    pub mounts: u32,
    /// Time with a cartridge loaded, the present one not counted.
    pub time: Millis,
    /// Since when the present cartridge has been loaded.
    pub since: Option<Beginning>,
}

impl Dirt {
    /// How often the drive has been due for a cleaning: 1 and it asks for one, 2 and it loads nothing.
    fn due(self, wear: Wear) -> u64 {
        let mounts = u64::from(self.mounts) / u64::from(wear.mounts.max(1));
        mounts.max(self.time.0 / wear.time.0.max(1))
    }
}

/// How far a drive has come with the cartridge in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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

/// The duties of a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// Whether a transport can take out what is in it: it has unloaded that, and does nothing with it.
    #[must_use]
    pub fn lets_go(&self) -> bool {
        self.state == DriveState::Unloaded && !self.is_at_work()
    }

    /// Whether it is installed.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        !self.pulled && self.missing.is_none()
    }
}

/// What becomes of a duty: it ends like this, after this time, with the drive in this state meanwhile, and complaining of
/// this when it has loaded.
#[derive(Clone, Debug, Hash)]
pub(super) struct Course {
    takes: Millis,
    meanwhile: DriveState,
    ending: Ending,
    complaints: Vec<(DriveAlert, Cause)>,
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
        let Some(JobTask::Duty { duty, .. }) = self.jobs.get(&id).map(|job| &job.task) else { return };
        let duty = *duty;
        let course = self.course(around, number, id, duty);
        if let Some(drive) = numbered_mut(&mut self.drives, number) {
            drive.state = course.meanwhile;
        }
        self.wake(around, id, course.takes);
        if let Some(JobTask::Duty { course: place, .. }) = self.jobs.get_mut(&id).map(|job| &mut job.task) {
            *place = Some(course);
        }
    }

    /// A drive takes what has been put into it: it draws in a tape and sets to work with a cleaner. Without a robot before it, it knows a
    /// cleaner by itself in any case.
    pub(crate) fn draw_in(&mut self, around: &mut Around<'_, '_>, number: u16) {
        let Some(cartridge) = self.content(Element::Drive(number)).flatten().filter(|_| self.ready) else { return };
        let duty = match around.cartridge(cartridge).kind {
            CartridgePurpose::Cleaner { .. } if self.draws_in || self.is_standalone() => Duty::Clean,
            CartridgePurpose::Data if self.draws_in => Duty::Load,
            CartridgePurpose::Cleaner { .. } | CartridgePurpose::Data => return,
        };
        let id = self.new_job(None, JobTask::Duty { drive: number, duty, course: None });
        self.enqueue_duty(around, number, id);
    }

    /// Somebody presses the button for emergencies: the cartridge is in the mouth of the drive at once, whatever kept it in there.
    /// An unload under way has succeeded with that; whatever else the drive was doing has failed.
    pub(crate) fn eject_by_force(&mut self, around: &mut Around<'_, '_>, number: u16) {
        let now = around.stage.now;
        let Some(drive) = numbered_mut(&mut self.drives, number) else { return };
        drive.state = DriveState::Unloaded;
        if let Some(since) = drive.dirt.since.take() {
            drive.dirt.time = drive.dirt.time + now.since(since.0);
        }
        let Some(id) = drive.at_work.take() else { return };
        let result = match self.jobs.get(&id).map(|job| &job.task) {
            Some(JobTask::Duty { duty: Duty::Unload, .. }) => Ok(Outcome::Done),
            Some(_) | None => Err(Failure::NotLoaded),
        };
        self.unwake(around, id);
        self.finish(around, id, Ending { result, cause: Cause::Present });
        self.start_duty(around, number);
    }

    /// Looks at a drive and says how a duty will go.
    fn course(&mut self, around: &mut Around<'_, '_>, number: u16, id: JobId, duty: Duty) -> Course {
        let command = self.command_of(id);
        self.reach_for(around, &[Element::Drive(number)], command);
        let (content, state, side, dirt) = numbered(&self.drives, number)
            .map_or((None, DriveState::Unloaded, 1, Dirt::default()), |drive| (drive.content, drive.state, drive.side_up, drive.dirt));
        let at_once = |ending: Ending| Course { takes: Timing::ANSWER, meanwhile: state, ending, complaints: Vec::new() };
        let takes_type = numbered(&self.drives, number).map_or(self.media_type, |drive| drive.media_type);
        if let Some(failure) = self.obstacle(Element::Drive(number)) {
            return at_once(self.stopped_by(failure, Element::Drive(number)));
        }
        let Some(cartridge) = content else { return at_once(Ending::failed(Failure::SourceEmpty)) };
        let held = numbered(&self.drives, number).is_some_and(|drive| drive.held);
        if held && duty == Duty::Unload && state == DriveState::Loaded {
            return at_once(Ending::failed(Failure::RemovalPrevented));
        }
        if let Some(ending) = idle(duty, state, around.cartridge(cartridge).kind) {
            return at_once(ending);
        }
        let timing = &self.timing;
        let (takes, meanwhile) = match duty {
            Duty::Load => (timing.load, DriveState::Loading),
            Duty::Unload => (timing.unload, DriveState::Unloading),
            Duty::ReadLabel => (timing.read_label, DriveState::Loaded),
            Duty::Clean => (timing.clean, DriveState::Cleaning),
        };
        let mut strikes = around.strike(FaultSite::Drive(self.address, number), duty.usage(), command);
        if duty != Duty::Unload {
            strikes.extend(around.strike(FaultSite::Cartridge(cartridge), duty.usage(), command));
        }
        // A cleaner is no tape, also when it is only loaded to find out what it is.
        let is_cleaner = matches!(around.cartridge(cartridge).kind, CartridgePurpose::Cleaner { .. });
        let told_of = |strike: &Strike| if is_cleaner { Use::Clean } else { strike.usage };
        let complaint = |strike: &Strike| Some((strike.kind.complaint(told_of(strike))?, Cause::Fault(strike.fault)));
        let mut complaints: Vec<_> = strikes.iter().filter_map(complaint).collect();
        let due = self.wear.filter(|_| duty == Duty::Load).map_or(0, |wear| dirt.due(wear));
        let unfit = numbered(&self.drives, number).and_then(|drive| drive.unfit).filter(|(unfit, _)| *unfit == cartridge);
        let ending = match strikes.iter().copied().find_map(Ending::struck) {
            Some(ending) => ending,
            // What did not clean it is no cleaner to it, and is given back.
            None if duty == Duty::Load && unfit.is_some() => unfit.map_or_else(Ending::done, |(_, failure)| Ending::failed(failure)),
            None if due > 1 => Ending::failed(Failure::CleaningRequired),
            None => outcome(around.cartridge(cartridge), takes_type, side, duty),
        };
        if due == 1 && ending.result.is_ok() {
            complaints.push((DriveAlert::TimeToClean, Cause::Present));
        }
        if ending.result == Err(Failure::IncompatibleMedium) && complaints.is_empty() {
            complaints.push((DriveAlert::UnsupportedMedium, Cause::Present));
        }
        if ending.result == Err(Failure::RemovalPrevented) {
            return at_once(ending);
        }
        // A drive finds out while it loads a cleaner that it cannot be cleaned with it.
        let takes = if duty == Duty::Clean && ending.result.is_err() { timing.load } else { takes };
        Course { takes: takes + delay(&strikes), meanwhile, ending, complaints }
    }

    /// Brings a duty to its end.
    pub(super) fn end_duty(&mut self, around: &mut Around<'_, '_>, number: u16, id: JobId, duty: Duty, course: Course) {
        let Some(drive) = numbered_mut(&mut self.drives, number) else { return };
        let Course { ending, complaints, .. } = course;
        drive.at_work = None;
        let well = ending.result.is_ok();
        let gets_dirty = self.wear.is_some();
        drive.state = match (duty, drive.state) {
            (Duty::Load, DriveState::Loading) if !well => DriveState::Unloaded,
            (Duty::Load, DriveState::Loading) => DriveState::Loaded,
            (Duty::Unload, DriveState::Unloading) if !well => DriveState::Loaded,
            (Duty::Unload, DriveState::Unloading) | (Duty::Clean, DriveState::Cleaning) => DriveState::Unloaded,
            (Duty::Load | Duty::Unload | Duty::ReadLabel | Duty::Clean, state) => state,
        };
        match duty {
            Duty::Load if well && gets_dirty && drive.dirt.since.is_none() => {
                drive.dirt.mounts += 1;
                drive.dirt.since = Some(Beginning(around.stage.now));
            }
            Duty::Unload if well => {
                if let Some(since) = drive.dirt.since.take() {
                    drive.dirt.time = drive.dirt.time + around.stage.now.since(since.0);
                }
            }
            Duty::Clean if well => {
                drive.dirt = Dirt::default();
                drive.cleaned = self.draws_in;
                if let Some(cleaner) = drive.content {
                    around.use_cleaner(cleaner);
                }
                around.rid_of_dirt(FaultSite::Drive(self.address, number));
            }
            Duty::Load | Duty::Unload | Duty::ReadLabel | Duty::Clean => {}
        }
        if self.is_standalone()
            && let (Duty::Clean, Err(failure), Some(drive)) = (duty, &ending.result, numbered_mut(&mut self.drives, number))
        {
            drive.unfit = drive.content.map(|cleaner| (cleaner, *failure));
        }
        if self.draws_in
            && self.command_of(id).is_none()
            && let (Err(failure), Some(drive)) = (&ending.result, numbered_mut(&mut self.drives, number))
        {
            drive.gave_up = Some(*failure);
        }
        self.finish(around, id, ending);
        for (alert, cause) in complaints {
            if self.connected {
                around.sense(self.address, HardwareEvent::DriveAlert(number, alert), cause);
            }
        }
        self.start_duty(around, number);
    }
}

/// How a duty of a drive that takes such media goes when nothing spoils it.
fn outcome(cartridge: &Cartridge, takes: u32, side: SideNumber, duty: Duty) -> Ending {
    match duty {
        Duty::Load if matches!(cartridge.kind, CartridgePurpose::Cleaner { .. }) => Ending::failed(Failure::CleanerInDrive),
        Duty::Load if !cartridge.fits(takes) => Ending::failed(Failure::IncompatibleMedium),
        Duty::Load | Duty::Unload | Duty::Clean => Ending::done(),
        Duty::ReadLabel => match cartridge.label(side) {
            Some(label) => Ending { result: Ok(Outcome::Label(label.clone())), cause: Cause::Request },
            None => Ending::failed(Failure::LabelUnreadable),
        },
    }
}

/// How a duty ends for which there is nothing to do, or that makes no sense with this cartridge.
fn idle(duty: Duty, state: DriveState, kind: CartridgePurpose) -> Option<Ending> {
    match (duty, state) {
        (Duty::Load, DriveState::Loaded) | (Duty::Unload, DriveState::Unloaded) => Some(Ending::done()),
        (Duty::ReadLabel, DriveState::Unloaded) => Some(Ending::failed(Failure::NotLoaded)),
        (Duty::Clean, _) => match kind {
            CartridgePurpose::Data => Some(Ending::failed(Failure::NotACleaner)),
            CartridgePurpose::Cleaner { cleans_left: 0 } => Some(Ending::failed(Failure::CleanerExpired)),
            CartridgePurpose::Cleaner { .. } => None,
        },
        (Duty::Load | Duty::Unload | Duty::ReadLabel, _) => None,
    }
}
