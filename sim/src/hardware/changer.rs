//! The changer: takes commands for a library, hands them to the parts, and reports how they ended.
//!
//! Every command becomes a job. A job ends once, and the host that gave the command hears of its end, unless the line was
//! cut meanwhile: then the parts go on as they would, and the command has failed with `NotConnected`.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rsmlab_engine::id::{CommandId, hash_given_out};
use rsmlab_engine::port::hardware::{
    Access, Action, BarCode, Command, Completion, Description, DoorDescription, Element, ElementStatus, Exception, Failure, Gate, Outcome,
};
use rsmlab_engine::time::Millis;

use super::approach::Approach;
use super::cartridge::Cartridge;
use super::drive::{Course, Duty};
use super::library::{Library, numbered, numbered_mut};
use super::lock::{Locker, NOBODYS};
use super::magazine::Magazine;
use super::make::ElementType;
use super::port::{Opens, Port};
use super::transport::Carriage;
use super::{Around, Due};
use crate::fault::{FaultKind, FaultSite, Strike, Use};
use crate::queue::Ticket;
use crate::stage::{Cause, Emission, Event, Stage};
use crate::timing::Timing;

/// A job of a library, numbered in the order in which the commands came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobId(u64);

impl Hash for JobId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_given_out(10, self.0, state);
    }
}

/// A command that is being carried out.
#[derive(Clone, Debug, Hash)]
pub(super) struct Job {
    /// The command to answer; none if no host listens.
    pub command: Option<CommandId>,
    /// When it goes on.
    pub due: Option<Ticket>,
    pub task: JobTask,
}

/// What a job does.
#[derive(Clone, Debug, Hash)]
pub(super) enum JobTask {
    Describe,
    /// Look at these elements; whether the bar-code reader does not work.
    Read {
        elements: Vec<Element>,
        blind: bool,
    },
    /// Set a gate; the fault that keeps it from that.
    SetAccess {
        gate: Gate,
        access: Access,
        spoiled: Option<Strike>,
    },
    Move(Carriage),
    Approach(Approach),
    /// A duty of a drive and, once it has begun, how it will go.
    Duty {
        drive: u16,
        duty: Duty,
        course: Option<Course>,
    },
    /// It has failed already, and says so when its time comes.
    Fail(Ending),
}

/// How a job ends, and why.
#[derive(Clone, Debug, Hash)]
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
        strike.failure.map(|failure| Self { result: Err(failure), cause: Cause::Fault(strike.fault) })
    }
}

impl Library {
    /// Takes a command. `transport` is the one that is to make a move, if one is named.
    pub(super) fn accept(&mut self, around: &mut Around<'_, '_>, command: Command, transport: Option<u16>) {
        let deaf = self.hear_command(around, command.id);
        if deaf.is_none() && command.action != Action::Describe {
            // A host hears of magazines before it gives a command.
            self.magazines_changed.clear();
        }
        if let Some(deaf) = deaf {
            return self.begin(around, command.id, JobTask::Fail(deaf));
        }
        let task = match command.action {
            Action::Describe => JobTask::Describe,
            Action::ReadElements(elements) if elements.iter().all(|element| self.content(*element).is_some()) => {
                JobTask::Read { elements, blind: false }
            }
            Action::Move { from, to, side, onward } if self.can_carry(from, to, side) && self.can_exchange(from, to, onward) => {
                JobTask::Move(Carriage { from, to, side, onward, transport, gripped: false, spoiled: None })
            }
            Action::Load(drive) if self.has_drive(drive) => JobTask::Duty { drive, duty: Duty::Load, course: None },
            Action::Unload(drive) if self.has_drive(drive) => JobTask::Duty { drive, duty: Duty::Unload, course: None },
            Action::ReadLabel(drive) if self.has_drive(drive) => JobTask::Duty { drive, duty: Duty::ReadLabel, course: None },
            Action::Clean(drive) if self.has_drive(drive) => JobTask::Duty { drive, duty: Duty::Clean, course: None },
            Action::SetAccess(gate, access) if self.is_locked(gate).is_some() => JobTask::SetAccess { gate, access, spoiled: None },
            Action::ReadElements(_)
            | Action::Move { .. }
            | Action::Load(_)
            | Action::Unload(_)
            | Action::ReadLabel(_)
            | Action::Clean(_)
            | Action::SetAccess(..) => JobTask::Fail(Ending::failed(Failure::IllegalElement)),
        };
        self.begin(around, command.id, task);
    }

    /// A command comes to the library, and faults may begin with it. Says how the command ends if the library takes none.
    pub(super) fn hear_command(&mut self, around: &mut Around<'_, '_>, command: CommandId) -> Option<Ending> {
        let part = FaultSite::Library(self.address);
        let strikes = around.strike(part, Use::Command, Some(command));
        for strike in strikes.iter().filter(|strike| strike.begins) {
            self.trouble_begins(around, part, strike.kind, strike.fault, Cause::Fault(strike.fault));
        }
        let failure = self.deafness()?;
        let cause = strikes.iter().find(|strike| strike.failure == Some(failure));
        Some(Ending { result: Err(failure), cause: cause.map_or(Cause::Request, |strike| Cause::Fault(strike.fault)) })
    }

    /// Why the library does not take commands, if it does not.
    const fn deafness(&self) -> Option<Failure> {
        if !self.connected {
            Some(Failure::NotConnected)
        } else if !self.ready {
            Some(Failure::NotReady)
        } else if self.is_offline() {
            Some(Failure::SwitchedOffline)
        } else {
            None
        }
    }

    pub(super) fn begin(&mut self, around: &mut Around<'_, '_>, command: CommandId, task: JobTask) {
        let id = self.new_job(Some(command), task.clone());
        match task {
            // The driver knows it since the computer was started.
            JobTask::Describe => self.wake(around, id, Millis::ZERO),
            JobTask::Fail(_) => self.wake(around, id, Timing::ANSWER),
            JobTask::SetAccess { gate, .. } => self.begin_access(around, id, gate),
            JobTask::Read { elements, .. } => self.begin_reading(around, id, &elements),
            JobTask::Move(_) | JobTask::Approach(_) => self.enqueue_move(around, id),
            JobTask::Duty { drive, .. } => self.enqueue_duty(around, drive, id),
        }
    }

    /// A new job, for a command or of the library's own.
    pub(super) fn new_job(&mut self, command: Option<CommandId>, task: JobTask) -> JobId {
        self.job_count += 1;
        let id = JobId(self.job_count);
        self.jobs.insert(id, Job { command, due: None, task });
        id
    }

    /// A gate is set; a fault may keep it from that.
    fn begin_access(&mut self, around: &mut Around<'_, '_>, id: JobId, gate: Gate) {
        let part = match gate {
            Gate::Port(number) => FaultSite::Port(self.address, number),
            Gate::Door(number) => FaultSite::Door(self.address, number),
            Gate::Keypad => FaultSite::Library(self.address),
        };
        let strikes = around.strike(part, Use::Access, self.command_of(id));
        if let Some(JobTask::SetAccess { spoiled, .. }) = self.jobs.get_mut(&id).map(|job| &mut job.task) {
            *spoiled = strikes.into_iter().find(|strike| strike.failure.is_some());
        }
        self.wake(around, id, self.timing.access);
    }

    /// Takes a job to its next step.
    pub(super) fn step(&mut self, around: &mut Around<'_, '_>, id: JobId) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.due = None;
        match job.task.clone() {
            JobTask::Describe => {
                let result = Ok(Outcome::Description(Box::new(self.describe())));
                if self.command_of(id).is_some() {
                    self.magazines_changed.clear();
                }
                self.finish(around, id, Ending { result, cause: Cause::Request });
            }
            JobTask::Read { elements, blind } => {
                if self.memory.is_none() {
                    self.note_reading(around.cartridges, &elements, blind);
                }
                let outcome = Outcome::Elements(elements.iter().map(|element| self.tell(around, *element, blind)).collect());
                self.finish(around, id, Ending { result: Ok(outcome), cause: Cause::Request });
            }
            JobTask::SetAccess { gate, access, spoiled } => {
                let by = Locker::of(self.command_of(id));
                let stood_open = self.stands_open(gate);
                let ending = spoiled.and_then(Ending::struck).unwrap_or_else(|| {
                    let result = self.set_access(gate, access, by).map(|()| Outcome::Done);
                    Ending { result, cause: Cause::Request }
                });
                self.finish(around, id, ending);
                let Gate::Port(number) = gate else { return };
                if by == Locker::Hosts && self.stands_open(gate) != stood_open {
                    // The service did not give the command and has to be told.
                    self.tell_of_port(around, number, Cause::Request);
                }
                if numbered(&self.ports, number).is_some_and(Port::stands_in_the_way) {
                    self.stop_motion(around);
                }
            }
            JobTask::Move(carriage) => self.step_move(around, id, carriage),
            JobTask::Approach(approach) => self.end_approach(around, id, approach),
            JobTask::Duty { drive, duty, course: Some(course) } => self.end_duty(around, drive, id, duty, course),
            JobTask::Duty { course: None, .. } => {}
            JobTask::Fail(ending) => self.finish(around, id, ending),
        }
    }

    /// Ends a job and says how.
    pub(super) fn finish(&mut self, around: &mut Around<'_, '_>, id: JobId, ending: Ending) {
        let Some(command) = self.jobs.remove(&id).and_then(|job| job.command) else { return };
        let strikes = around.strike(FaultSite::Library(self.address), Use::Answer, Some(command));
        let completion = Completion { command, result: ending.result };
        let library = self.address;
        around.say(Emission::Completion { library, completion: completion.clone(), cause: ending.cause });
        for strike in strikes {
            let command = if strike.kind == FaultKind::Babble { CommandId(command.0 + NOBODYS) } else { command };
            let completion = Completion { command, ..completion.clone() };
            around.say(Emission::Completion { library, completion, cause: Cause::Fault(strike.fault) });
        }
    }

    /// Lets a job fail as soon as the library can say so.
    pub(super) fn fail_soon(&mut self, around: &mut Around<'_, '_>, id: JobId, ending: Ending) {
        if let Some(job) = self.jobs.get_mut(&id) {
            job.task = JobTask::Fail(ending);
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

    /// A door has been opened, or a port has come out: what moves stops, unless it moves where that does not matter.
    pub(crate) fn stop_motion(&mut self, around: &mut Around<'_, '_>) {
        self.stop_moves(around);
        if !self.bar_code_reader {
            return;
        }
        let stopped = |(id, job): (&JobId, &Job)| match &job.task {
            JobTask::Read { elements, .. } => Some((*id, self.standstill(elements)?)),
            JobTask::Describe
            | JobTask::SetAccess { .. }
            | JobTask::Move(_)
            | JobTask::Approach(_)
            | JobTask::Duty { .. }
            | JobTask::Fail(_) => None,
        };
        let reading: Vec<(JobId, Failure)> = self.jobs.iter().filter_map(stopped).collect();
        for (id, failure) in reading {
            self.unwake(around, id);
            self.finish(around, id, Ending { result: Err(failure), cause: Cause::Present });
        }
    }

    /// These elements are used; a fault may make one of them, or its magazine, go missing.
    pub(super) fn reach_for(&mut self, around: &mut Around<'_, '_>, elements: &[Element], command: Option<CommandId>) {
        let mut parts: Vec<FaultSite> = elements.iter().flat_map(|element| self.reached_with(*element)).flatten().collect();
        parts.sort_unstable();
        parts.dedup();
        for part in parts {
            for strike in around.strike(part, Use::Reach, command) {
                if strike.begins {
                    self.trouble_begins(around, part, strike.kind, strike.fault, Cause::Fault(strike.fault));
                }
            }
        }
    }

    /// The parts that a reach into an element needs.
    fn reached_with(&self, element: Element) -> [Option<FaultSite>; 2] {
        match element {
            Element::Slot(number) => {
                let magazine = numbered(&self.slots, number).and_then(|slot| slot.magazine);
                [Some(FaultSite::Slot(self.address, number)), magazine.map(|magazine| FaultSite::Magazine(self.address, magazine))]
            }
            Element::Drive(number) => [Some(FaultSite::Drive(self.address, number)), None],
            Element::Port(number, _) => {
                let magazine = numbered(&self.ports, number).and_then(|port| port.magazine);
                [magazine.map(|magazine| FaultSite::Magazine(self.address, magazine)), None]
            }
            Element::Transport(_) => [None, None],
        }
    }

    fn begin_reading(&mut self, around: &mut Around<'_, '_>, id: JobId, elements: &[Element]) {
        let command = self.command_of(id);
        self.reach_for(around, elements, command);
        if let Some(failure) = self.standstill(elements).filter(|_| self.bar_code_reader) {
            return self.fail_soon(around, id, Ending::failed(failure));
        }
        // A transport knows what is in its grip; a library that answers from memory does not look.
        let looked_at = elements.iter().filter(|element| !matches!(element, Element::Transport(_))).count() as u64;
        let looks = match (&self.memory, self.bar_code_reader) {
            (Some(_), _) => 0,
            (None, true) => looked_at,
            (None, false) => 1,
        };
        let reads = !around.strike(FaultSite::Reader(self.address), Use::Scan, command).is_empty();
        if let Some(JobTask::Read { blind, .. }) = self.jobs.get_mut(&id).map(|job| &mut job.task) {
            *blind = reads && self.bar_code_reader;
        }
        self.wake(around, id, Timing::ANSWER.max(Millis(self.timing.scan.0.saturating_mul(looks))));
    }

    /// What a look at an element shows. The inside of what is not there cannot be seen.
    pub(super) fn look(&self, cartridges: &[Cartridge], element: Element) -> ElementStatus {
        let obstacle = self.obstacle(element);
        let hidden = obstacle.is_some_and(|obstacle| obstacle != Failure::PortExtended);
        let content = self.content(element).flatten().filter(|_| !hidden);
        let legible = self.bar_code_reader && obstacle.is_none();
        let bar_code = match content.filter(|_| legible) {
            Some(cartridge) => cartridges[cartridge.index()].sticker.read(),
            None => BarCode::NotRead,
        };
        let exception = match obstacle {
            // So it is with each slot of a magazine that is not there, as changer drivers have it.
            Some(Failure::SlotNotInstalled | Failure::MagazineNotPresent | Failure::MagazineNotAccessible) => {
                Some(Exception::SlotNotPresent)
            }
            Some(Failure::DriveNotInstalled) => Some(Exception::DriveNotInstalled),
            Some(_) => None,
            None => (bar_code == BarCode::Unreadable).then_some(Exception::LabelUnreadable),
        };
        ElementStatus { element, accessible: self.gives_access(element), full: content.is_some(), bar_code, exception }
    }

    /// Whether there is a reader and it does not work.
    pub(crate) fn is_blind(&self, stage: &Stage<'_>) -> bool {
        self.bar_code_reader && stage.faults.hold(stage.now, FaultSite::Reader(self.address), FaultKind::Fails)
    }

    /// The reader has come to these elements, and has read what is in them or could not.
    pub(crate) fn note_reading(&mut self, cartridges: &[Cartridge], elements: &[Element], blind: bool) {
        for element in elements {
            let Some(cartridge) = self.content(*element).flatten() else { continue };
            if blind && cartridges[cartridge.index()].sticker.read() != BarCode::NotRead {
                self.unread.insert(cartridge);
            } else {
                self.unread.remove(&cartridge);
            }
        }
    }

    /// What the library says of an element: what it sees, what it remembers, or what it sees with a broken reader.
    fn tell(&self, around: &Around<'_, '_>, element: Element, blind: bool) -> ElementStatus {
        let remembered = self.memory.as_ref().and_then(|memory| memory.get(&element)).cloned();
        let status = remembered.unwrap_or_else(|| self.look(around.cartridges, element));
        match status.bar_code {
            BarCode::Text(_) | BarCode::Unreadable if blind => {
                ElementStatus { bar_code: BarCode::NotRead, exception: Some(Exception::LabelQuestionable), ..status }
            }
            BarCode::Text(_) | BarCode::Unreadable | BarCode::NotRead => status,
        }
    }

    fn describe(&self) -> Description {
        Description {
            name: Arc::clone(&self.name),
            transports: self.transports.len() as u16,
            slots: self.slots.iter().map(|slot| slot.magazine).collect(),
            drives: self.drives.len() as u16,
            magazines_out: (1..).zip(&self.magazines).filter(|(_, magazine)| !magazine.present).map(|(number, _)| number).collect(),
            magazines_changed: self.magazines_changed.iter().copied().collect(),
            drives_out: (1..).zip(&self.drives).filter(|(_, drive)| !drive.is_there()).map(|(number, _)| number).collect(),
            ports: self.ports.iter().map(|port| port.cells.len() as u16).collect(),
            hand_ports: (1..).zip(&self.ports).filter(|(_, port)| port.opens == Opens::Hand).map(|(number, _)| number).collect(),
            doors: self.doors.iter().map(|door| DoorDescription { lockable: door.lockable, reach: door.reach }).collect(),
            ports_out: (1..).zip(&self.ports).filter(|(_, port)| port.extended).map(|(number, _)| number).collect(),
            doors_open: (1..).zip(&self.doors).filter(|(_, door)| door.open).map(|(number, _)| number).collect(),
            bar_code_reader: self.bar_code_reader,
            keypad: self.keypad_locked.is_some(),
            exchanges: self.make.exchanges.allows(ElementType::Slot, ElementType::Drive),
            media_type: self.media_type,
            drive_types: self.drive_types(),
            sides: self.sides,
        }
    }

    /// What each drive takes, if they do not all take the same.
    fn drive_types(&self) -> Vec<u32> {
        let differ = self.drives.iter().any(|drive| drive.media_type != self.media_type);
        if differ { self.drives.iter().map(|drive| drive.media_type).collect() } else { Vec::new() }
    }

    fn set_access(&mut self, gate: Gate, access: Access, by: Locker) -> Result<(), Failure> {
        match gate {
            Gate::Port(number) => {
                // A port in a magazine that is out hears nothing.
                self.magazine_around(number).and_then(Magazine::obstacle).map_or(Ok(()), Err)?;
                numbered_mut(&mut self.ports, number).ok_or(Failure::IllegalElement)?.set_access(access, by)
            }
            Gate::Door(_) if access == Access::Unlock && self.keeps_its_doors_locked() => Err(Failure::DriveHolds),
            Gate::Door(number) => numbered_mut(&mut self.doors, number).ok_or(Failure::IllegalElement)?.set_access(access, by),
            Gate::Keypad => {
                let locked = match access {
                    Access::Lock => true,
                    Access::Unlock => false,
                    Access::Extend | Access::Retract => return Err(Failure::IllegalElement),
                };
                self.keypad_locked = self.keypad_locked.map(|_| locked);
                Ok(())
            }
        }
    }

    fn has_drive(&self, number: u16) -> bool {
        self.content(Element::Drive(number)).is_some()
    }

    /// Whether its make exchanges such elements, if an exchange is wanted, and brings what it takes out to where it should be.
    fn can_exchange(&self, from: Element, at: Element, onward: Option<Element>) -> bool {
        let Some(onward) = onward else { return true };
        let allowed = self.make.exchanges.allows(ElementType::of(from), ElementType::of(at));
        let places = [from, at, onward];
        let no_grip = places.into_iter().all(|place| !matches!(place, Element::Transport(_)));
        allowed && no_grip && at != onward && self.can_carry(at, onward, 1)
    }

    /// Whether its make moves such elements, there are these, a transport to carry between them, and such a side to turn up.
    pub(super) fn can_carry(&self, from: Element, to: Element, side: u8) -> bool {
        let between_grips = matches!((from, to), (Element::Transport(from), Element::Transport(to)) if from != to);
        let no_such_side = matches!(to, Element::Drive(_)) && !(1..=self.sides).contains(&side);
        let allowed = self.make.moves.allows(ElementType::of(from), ElementType::of(to));
        allowed && !self.is_standalone() && !between_grips && !no_such_side && self.content(from).is_some() && self.content(to).is_some()
    }
}
