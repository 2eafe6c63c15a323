//! The changer: takes commands for a library, hands them to the parts, and says how they ended.
//!
//! Every command becomes a job. A job ends once, and its end is said to whoever gave the command, unless the line was
//! cut meanwhile: then the parts go on as they would, and the command has failed with `NotConnected`.

use std::sync::Arc;

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{
    Access, Action, BarCode, Command, Completion, Description, Element, ElementStatus, Failure, Gate, HardwareEvent, Outcome,
};
use rsmlab_engine::time::Millis;

use super::drive::Duty;
use super::library::{Library, numbered, numbered_mut};
use super::make::ElementType;
use super::transport::Carriage;
use super::{Around, Due};
use crate::fault::{FaultId, Part, Strike, Use};
use crate::queue::Ticket;
use crate::stage::{Cause, Event, Said};
use crate::timing::Timing;

/// A job of a library, numbered in the order in which the commands came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobId(u64);

/// A command that is being carried out.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// The command to answer; none if nobody listens any more.
    pub command: Option<CommandId>,
    /// When it goes on.
    pub due: Option<Ticket>,
    pub task: Task,
}

/// What a job does.
#[derive(Clone, Debug)]
pub(super) enum Task {
    Describe,
    Read(Vec<Element>),
    SetAccess(Gate, Access),
    Move(Carriage),
    /// A duty of a drive and, once it has begun, how it will end.
    Duty {
        drive: u16,
        duty: Duty,
        ending: Option<Ending>,
    },
    /// It has failed already, and says so when its time comes.
    Fail(Ending),
}

/// How a job ends, and why.
#[derive(Clone, Debug)]
pub(super) struct Ending {
    pub result: Result<Outcome, Failure>,
    pub cause: Cause,
}

impl Ending {
    pub const fn done() -> Self {
        Self { result: Ok(Outcome::Done), cause: Cause::Request }
    }

    pub const fn failed(failure: Failure) -> Self {
        Self { result: Err(failure), cause: Cause::Request }
    }

    /// The end that a fault makes, if it makes one.
    pub fn struck(strike: Strike) -> Option<Self> {
        strike.kind.failure().map(|failure| Self { result: Err(failure), cause: Cause::Fault(strike.fault) })
    }
}

impl Library {
    /// Takes a command.
    pub(super) fn accept(&mut self, around: &mut Around<'_, '_>, command: Command) {
        let strikes = around.strike(Part::Library(self.address), Use::Command, Some(command.id));
        if let Some(strike) = strikes.iter().find(|strike| strike.begins) {
            self.disconnect(around, Cause::Fault(strike.fault));
        }
        let task = match command.action {
            _ if !self.connected => {
                let cause = strikes.first().map_or(Cause::Request, |strike| Cause::Fault(strike.fault));
                Task::Fail(Ending { result: Err(Failure::NotConnected), cause })
            }
            Action::Describe => Task::Describe,
            Action::ReadElements(elements) if elements.iter().all(|element| self.content(*element).is_some()) => Task::Read(elements),
            Action::Move { from, to, side } if self.can_carry(from, to, side) => {
                Task::Move(Carriage { from, to, side, transport: None, gripped: false, spoiled: None })
            }
            Action::Load(drive) if self.has_drive(drive) => Task::Duty { drive, duty: Duty::Load, ending: None },
            Action::Unload(drive) if self.has_drive(drive) => Task::Duty { drive, duty: Duty::Unload, ending: None },
            Action::ReadLabel(drive) if self.has_drive(drive) => Task::Duty { drive, duty: Duty::ReadLabel, ending: None },
            Action::Clean(drive) if self.has_drive(drive) => Task::Duty { drive, duty: Duty::Clean, ending: None },
            Action::SetAccess(gate, access) if self.is_locked(gate).is_some() => Task::SetAccess(gate, access),
            Action::ReadElements(_)
            | Action::Move { .. }
            | Action::Load(_)
            | Action::Unload(_)
            | Action::ReadLabel(_)
            | Action::Clean(_)
            | Action::SetAccess(..) => Task::Fail(Ending::failed(Failure::IllegalElement)),
        };
        self.begin(around, command.id, task);
    }

    fn begin(&mut self, around: &mut Around<'_, '_>, command: CommandId, task: Task) {
        self.job_count += 1;
        let id = JobId(self.job_count);
        self.jobs.insert(id, Job { command: Some(command), due: None, task: task.clone() });
        match task {
            // The driver knows it since the computer was started.
            Task::Describe => self.wake(around, id, Millis::ZERO),
            Task::Fail(_) => self.wake(around, id, Timing::ANSWER),
            Task::SetAccess(..) => self.wake(around, id, self.timing.access),
            Task::Read(elements) => self.begin_reading(around, id, &elements),
            Task::Move(_) => self.enqueue_move(around, id),
            Task::Duty { drive, .. } => self.enqueue_duty(around, drive, id),
        }
    }

    /// Takes a job to its next step.
    pub(super) fn step(&mut self, around: &mut Around<'_, '_>, id: JobId) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.due = None;
        match job.task.clone() {
            Task::Describe => self.finish(around, id, Ending { result: Ok(Outcome::Description(self.describe())), cause: Cause::Request }),
            Task::Read(elements) => {
                let outcome = Outcome::Elements(elements.iter().map(|element| self.look(around, *element)).collect());
                self.finish(around, id, Ending { result: Ok(outcome), cause: Cause::Request });
            }
            Task::SetAccess(gate, access) => {
                let result = self.set_access(gate, access).map(|()| Outcome::Done);
                self.finish(around, id, Ending { result, cause: Cause::Request });
            }
            Task::Move(carriage) => self.step_move(around, id, carriage),
            Task::Duty { drive, duty, ending: Some(ending) } => self.end_duty(around, drive, id, duty, ending),
            Task::Duty { ending: None, .. } => {}
            Task::Fail(ending) => self.finish(around, id, ending),
        }
    }

    /// Ends a job and says how.
    pub(super) fn finish(&mut self, around: &mut Around<'_, '_>, id: JobId, ending: Ending) {
        if let Some(command) = self.jobs.remove(&id).and_then(|job| job.command) {
            around.say(Said::Completion { completion: Completion { command, result: ending.result }, cause: ending.cause });
        }
    }

    /// Lets a job fail as soon as the library can say so.
    pub(super) fn fail_soon(&mut self, around: &mut Around<'_, '_>, id: JobId, ending: Ending) {
        if let Some(job) = self.jobs.get_mut(&id) {
            job.task = Task::Fail(ending);
        }
        self.wake(around, id, Timing::ANSWER);
    }

    /// Lets a job go on after a while.
    pub(super) fn wake(&mut self, around: &mut Around<'_, '_>, id: JobId, after: Millis) {
        let library = self.address;
        if let Some(job) = self.jobs.get_mut(&id) {
            job.due = Some(around.stage.queue.schedule(around.stage.now + after, Event::Hardware(Due::Job { library, job: id })));
        }
    }

    /// Takes back that a job goes on.
    pub(super) fn unwake(&mut self, around: &mut Around<'_, '_>, id: JobId) {
        if let Some(ticket) = self.jobs.get_mut(&id).and_then(|job| job.due.take()) {
            around.stage.queue.cancel(ticket);
        }
    }

    pub(super) fn command_of(&self, id: JobId) -> Option<CommandId> {
        self.jobs.get(&id).and_then(|job| job.command)
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
            self.begin(around, command, Task::Fail(Ending { result: Err(Failure::NotConnected), cause }));
        }
    }

    /// The line to the library is whole again.
    pub(super) fn connect(&mut self, around: &mut Around<'_, '_>) {
        if !self.connected {
            self.connected = true;
            around.sense(self.address, HardwareEvent::Attached, Cause::Present);
        }
    }

    /// A door has been opened: whatever moves stops.
    pub(crate) fn stop_motion(&mut self, around: &mut Around<'_, '_>) {
        self.stop_moves(around, Failure::DoorOpen);
        let reading: Vec<JobId> = self.jobs.iter().filter(|(_, job)| matches!(job.task, Task::Read(_))).map(|(id, _)| *id).collect();
        if !self.bar_code_reader {
            return;
        }
        for id in reading {
            self.unwake(around, id);
            self.finish(around, id, Ending { result: Err(Failure::DoorOpen), cause: Cause::Present });
        }
    }

    /// The magazines that these elements are in are used; a fault may make one go missing.
    pub(super) fn reach_magazines(&mut self, around: &mut Around<'_, '_>, elements: &[Element], command: Option<CommandId>) {
        let mut numbers: Vec<u16> = elements.iter().filter_map(|element| self.magazine_number(*element)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let strikes = around.strike(Part::Magazine(self.address, number), Use::Reach, command);
            if let Some(strike) = strikes.first() {
                self.set_missing(number, Some(strike.fault));
            }
        }
    }

    fn magazine_number(&self, element: Element) -> Option<u16> {
        match element {
            Element::Slot(number) => numbered(&self.slots, number)?.magazine,
            Element::Transport(_) | Element::Port(..) | Element::Drive(_) => None,
        }
    }

    fn begin_reading(&mut self, around: &mut Around<'_, '_>, id: JobId, elements: &[Element]) {
        let command = self.command_of(id);
        self.reach_magazines(around, elements, command);
        if self.bar_code_reader && self.is_open() {
            return self.fail_soon(around, id, Ending::failed(Failure::DoorOpen));
        }
        let looks = if self.bar_code_reader { elements.len() as u64 } else { 1 };
        self.wake(around, id, Millis(self.timing.scan.0.saturating_mul(looks)));
    }

    /// What a look at an element shows. The inside of a magazine that is not there cannot be seen.
    fn look(&self, around: &Around<'_, '_>, element: Element) -> ElementStatus {
        let obstacle = self.obstacle(element);
        let content = self.content(element).flatten().filter(|_| obstacle != Some(Failure::MagazineNotPresent));
        let bar_code = match content.filter(|_| self.bar_code_reader && obstacle.is_none()) {
            Some(cartridge) => around.cartridge(cartridge).sticker.read(),
            None => BarCode::NotRead,
        };
        ElementStatus { element, accessible: obstacle.is_none(), full: content.is_some(), bar_code }
    }

    fn describe(&self) -> Description {
        Description {
            name: Arc::clone(&self.name),
            transports: self.transports.len() as u16,
            slots: self.slots.iter().map(|slot| slot.magazine).collect(),
            drives: self.drives.len() as u16,
            ports: self.ports.iter().map(|port| port.cells.len() as u16).collect(),
            doors: self.doors.iter().map(|door| door.lockable).collect(),
            bar_code_reader: self.bar_code_reader,
            media_type: self.media_type,
            sides: self.sides,
        }
    }

    fn set_access(&mut self, gate: Gate, access: Access) -> Result<(), Failure> {
        match gate {
            Gate::Port(number) => numbered_mut(&mut self.ports, number).ok_or(Failure::IllegalElement)?.set_access(access),
            Gate::Door(number) => numbered_mut(&mut self.doors, number).ok_or(Failure::IllegalElement)?.set_access(access),
        }
    }

    fn has_drive(&self, number: u16) -> bool {
        self.content(Element::Drive(number)).is_some()
    }

    /// Whether its make moves such elements, there are these, a transport to carry between them, and such a side to turn up.
    fn can_carry(&self, from: Element, to: Element, side: u8) -> bool {
        let between_grips = matches!((from, to), (Element::Transport(from), Element::Transport(to)) if from != to);
        let no_such_side = matches!(to, Element::Drive(_)) && !(1..=self.sides).contains(&side);
        let allowed = self.make.moves.allows(ElementType::of(from), ElementType::of(to));
        allowed && !self.is_standalone() && !between_grips && !no_such_side && self.content(from).is_some() && self.content(to).is_some()
    }

    /// A magazine goes missing because of a fault, or is back.
    pub(super) fn set_missing(&mut self, number: u16, fault: Option<FaultId>) {
        if let Some(magazine) = numbered_mut(&mut self.magazines, number) {
            magazine.missing = fault;
        }
    }
}
