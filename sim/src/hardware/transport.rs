//! Transports: grip a cartridge where it is, let go of it where it should be.
//!
//! A move holds its transport from beginning to end. Half way the cartridge is gripped; until then it stays at its
//! source, afterwards a move that cannot end puts it back there. Only when even that is impossible, or when the
//! transport sticks with the cartridge in its grip, is a transport the place where a cartridge is left.
//!
//! An exchange is a move that takes out what is at its end, puts its own cartridge there, and goes on with the other. The
//! second gripper is only ever full while the two change places, so one grip is all that is kept.

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Blame, Element, Failure, SideNumber};
use rsmlab_engine::time::Millis;

use super::Around;
use super::cartridge::CartridgeId;
use super::changer::{Ending, JobId, JobTask};
use super::condition::Grip;
use super::door::Stops;
use super::drive::Drive;
use super::library::{Library, numbered, numbered_mut};
use super::lock::is_of_a_host;
use crate::fault::{FaultKind, FaultSite, Strike, Use, delay};
use crate::stage::Cause;
use crate::timing::Timing;

/// A medium transport.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Transport {
    /// What is in its grip.
    pub holds: Option<CartridgeId>,
    /// Whether it has to find its marks again before its next move.
    pub(super) lost: bool,
    /// Whether its last move failed by its own fault; another one goes first then.
    pub(super) in_trouble: bool,
    /// The element it last visited; none before its first move.
    pub(super) visited: Option<Element>,
    /// The move it makes.
    pub(super) at_work: Option<JobId>,
}

impl Transport {
    /// Whether it makes a move.
    #[must_use]
    pub const fn is_at_work(&self) -> bool {
        self.at_work.is_some()
    }
}

/// A move.
#[derive(Clone, Debug, Hash)]
pub(super) struct Carriage {
    pub from: Element,
    pub to: Element,
    pub side: SideNumber,
    /// Where what is at its end is carried afterwards, if the two are exchanged.
    pub onward: Option<Element>,
    /// The transport that makes it, once it has begun; before that, the one that is to make it, if one is named.
    pub transport: Option<u16>,
    /// Whether the cartridge has left its source.
    pub gripped: bool,
    /// The fault that will stop it.
    pub spoiled: Option<Strike>,
}

impl Library {
    /// Puts a move behind those that wait for a transport.
    pub(super) fn enqueue_move(&mut self, around: &mut Around<'_, '_>, id: JobId) {
        self.waiting_moves.push_back(id);
        self.start_moves(around);
    }

    /// Takes out a move that no transport has begun. Says whether there was such a move.
    pub(super) fn withdraw_move(&mut self, around: &mut Around<'_, '_>, command: CommandId) -> bool {
        let Some(at) = self.waiting_moves.iter().position(|id| self.command_of(*id) == Some(command)) else { return false };
        if let Some(id) = self.waiting_moves.remove(at) {
            self.jobs.remove(&id);
        }
        // It may have kept those behind it waiting.
        self.start_moves(around);
        true
    }

    /// Begins waiting moves, in order, as long as there are transports for them.
    pub(super) fn start_moves(&mut self, around: &mut Around<'_, '_>) {
        while let Some(&id) = self.waiting_moves.front() {
            let Some(task) = self.jobs.get(&id).map(|job| job.task.clone()) else { return };
            let transport = match &task {
                JobTask::Move(carriage) => self.transport_for(carriage),
                JobTask::Approach(approach) => self.transport_to_approach(*approach),
                JobTask::Describe | JobTask::Read { .. } | JobTask::SetAccess { .. } | JobTask::Duty { .. } | JobTask::Fail(_) => return,
            };
            match (transport, &task) {
                (Some(number), JobTask::Approach(approach)) => {
                    self.waiting_moves.pop_front();
                    self.start_approach(around, id, number, *approach);
                }
                (Some(number), JobTask::Move(carriage)) => {
                    self.waiting_moves.pop_front();
                    self.start_move(around, id, number, carriage);
                }
                // Nobody moves, and still none is free: every transport was left with a cartridge in its grip, or stands where a
                // door is open.
                (None, _) if self.transports.iter().all(|transport| transport.at_work.is_none()) => {
                    self.waiting_moves.pop_front();
                    let barred = self.transports.iter().any(|transport| self.is_barred(transport));
                    self.fail_soon(around, id, Ending::failed(if barred { Failure::DoorOpen } else { Failure::TransportFull }));
                }
                (_, _) => return,
            }
        }
    }

    /// The transport that can make a move now: the one whose grip is an end of it, else the one that is named, else the nearest with an empty grip,
    /// one that did not fail last before one that did.
    fn transport_for(&self, carriage: &Carriage) -> Option<u16> {
        let is_free = |transport: &Transport| self.is_free(transport);
        let is_meant = |number: u16| carriage.transport.is_none_or(|meant| meant == number);
        let from = carriage.from;
        match (from, carriage.to) {
            (Element::Transport(number), _) | (_, Element::Transport(number)) => {
                Some(number).filter(|number| numbered(&self.transports, *number).is_some_and(is_free))
            }
            (Element::Slot(_) | Element::Port(..) | Element::Drive(_), _) => (1..)
                .zip(&self.transports)
                .filter(|(number, transport)| is_meant(*number) && is_free(transport) && transport.holds.is_none())
                .min_by_key(|(number, transport)| (transport.in_trouble, self.travel(Element::Transport(*number), from), *number))
                .map(|(number, _)| number),
        }
    }

    /// Why the library would not begin a move now, if it would not.
    pub(crate) fn refusal_of_move(&self, from: Element, to: Element) -> Option<Failure> {
        let ready = (!self.ready).then_some(Failure::NotReady);
        let way = (!self.can_carry(from, to, 1) || from == to).then_some(Failure::IllegalElement);
        ready.or(way).or_else(|| self.obstacle_at_source(from)).or_else(|| self.obstacle_at_destination(to))
    }

    /// Somebody at the front panel has a cartridge carried.
    pub(crate) fn carry_at_panel(&mut self, around: &mut Around<'_, '_>, from: Element, to: Element) {
        let carriage = Carriage { from, to, side: 1, onward: None, transport: None, gripped: false, spoiled: None };
        let id = self.new_job(None, JobTask::Move(carriage));
        self.enqueue_move(around, id);
    }

    /// Whether a transport is at nothing, and can leave where it stands.
    pub(super) fn is_free(&self, transport: &Transport) -> bool {
        transport.at_work.is_none() && !self.is_barred(transport)
    }

    /// Whether a transport stands in a frame whose door is open, and cannot leave it.
    fn is_barred(&self, transport: &Transport) -> bool {
        let bars = |at: Element| self.doors.iter().any(|door| door.stops == Stops::Own && door.bars(&[at]));
        transport.visited.is_some_and(bars)
    }

    fn start_move(&mut self, around: &mut Around<'_, '_>, id: JobId, number: u16, carriage: &Carriage) {
        let command = self.command_of(id);
        let Carriage { from, to, onward, .. } = *carriage;
        self.reach_for(around, &[from, to], command);
        self.reach_for(around, onward.as_slice(), command);
        let pulled_in = self.pull_in_before(around, carriage);
        let obstacle = self.obstacle_at_source(from).map(|failure| (failure, from));
        let astray = || self.keeps_to_its_slot(from, to).map(|failure| (failure, to));
        let astray = || astray().or_else(|| onward.and_then(|onward| Some((self.keeps_to_its_slot(to, onward)?, onward))));
        if let Some((failure, at)) = obstacle.or_else(|| self.obstacle_at_end(carriage)).or_else(astray) {
            self.fail_soon(around, id, self.stopped_by(failure, at));
            return;
        }
        let mut strikes = around.strike(FaultSite::Transport(self.address, number), Use::Carry, command);
        strikes.extend(self.part_of(from).into_iter().flat_map(|part| around.strike(part, Use::Take, command)));
        let put = if onward.is_some() { Use::Take } else { Use::Put };
        strikes.extend(self.part_of(to).into_iter().flat_map(|part| around.strike(part, put, command)));
        let last = onward.and_then(|onward| self.part_of(onward));
        strikes.extend(last.into_iter().flat_map(|part| around.strike(part, Use::Put, command)));
        let loses_position = strikes.iter().any(|strike| strike.kind == FaultKind::LostPosition);
        let delay = delay(&strikes) + pulled_in + self.take_up(number, id, loses_position);
        let gripped = matches!(from, Element::Transport(_));
        if let Some(JobTask::Move(carriage)) = self.jobs.get_mut(&id).map(|job| &mut job.task) {
            carriage.transport = Some(number);
            carriage.gripped = gripped;
            carriage.spoiled = strikes.into_iter().find(|strike| strike.kind.by().is_none());
        }
        let first = if gripped { to } else { from };
        let way = if gripped { self.timing.carry } else { Millis(self.timing.carry.0 / 2) };
        self.wake(around, id, way + self.travel(Element::Transport(number), first) + delay);
    }

    /// A transport takes up a job, in which it may lose its position. Says how long it takes to find its marks again before.
    pub(super) fn take_up(&mut self, number: u16, id: JobId, loses_position: bool) -> Millis {
        let Some(transport) = numbered_mut(&mut self.transports, number) else { return Millis::ZERO };
        transport.at_work = Some(id);
        if std::mem::replace(&mut transport.lost, loses_position) { Timing::CALIBRATION } else { Millis::ZERO }
    }

    /// Takes a move to its next step: first the grip, then the end.
    pub(super) fn step_move(&mut self, around: &mut Around<'_, '_>, id: JobId, carriage: Carriage) {
        if carriage.gripped { self.let_go(around, id, &carriage) } else { self.grip(around, id, carriage) }
    }

    fn grip(&mut self, around: &mut Around<'_, '_>, id: JobId, mut carriage: Carriage) {
        let early =
            carriage.spoiled.filter(|strike| !matches!(strike.kind, FaultKind::JamHolding | FaultKind::Drop | FaultKind::DestinationFull));
        if let Some(ending) = early.and_then(Ending::struck) {
            return self.end_move(around, id, &carriage, ending);
        }
        if let Some(failure) = self.obstacle_at_source(carriage.from) {
            let ending = self.stopped_by(failure, carriage.from);
            return self.end_move(around, id, &carriage, ending);
        }
        let taken = self.content_mut(carriage.from).and_then(Option::take);
        if let (Some(cartridge), Element::Slot(number)) = (taken, carriage.from) {
            self.origins.insert(cartridge, number);
        }
        if let Element::Port(number, cell) = carriage.from
            && let Some(port) = numbered_mut(&mut self.ports, number)
        {
            port.note_hand(cell, false);
        }
        self.put_into_grip(&carriage, taken);
        let sticks = carriage.spoiled.filter(|strike| strike.kind == FaultKind::JamHolding);
        if let Some(ending) = sticks.and_then(Ending::struck) {
            return self.end_move(around, id, &carriage, ending);
        }
        carriage.gripped = true;
        self.arrive(carriage.transport, carriage.from);
        let travel = self.travel(carriage.from, carriage.to);
        if let Some(job) = self.jobs.get_mut(&id) {
            job.task = JobTask::Move(carriage);
        }
        self.wake(around, id, Millis(self.timing.carry.0 - self.timing.carry.0 / 2) + travel);
    }

    fn let_go(&mut self, around: &mut Around<'_, '_>, id: JobId, carriage: &Carriage) {
        self.arrive(carriage.transport, carriage.to);
        // A grip is no obstacle to itself.
        let stays = matches!(carriage.to, Element::Transport(_));
        let obstacle = || self.obstacle_at_end(carriage).filter(|_| !stays);
        let stopped = || obstacle().map(|(failure, at)| self.stopped_by(failure, at));
        let ending = carriage.spoiled.and_then(Ending::struck).or_else(stopped);
        match ending {
            Some(ending) if ending.result == Err(Failure::CartridgeDropped) => {
                let dropped = self.grip_of(carriage).and_then(Option::take);
                self.floor.extend(dropped);
                self.end_move(around, id, carriage, ending);
            }
            Some(ending) => {
                self.put_back(carriage);
                self.end_move(around, id, carriage, ending);
            }
            None => {
                let taken_out = carriage.onward.and_then(|_| self.content_mut(carriage.to).and_then(Option::take));
                if !stays {
                    self.set_down(carriage, carriage.to, carriage.side);
                }
                // The service gives a command of its own to load the drive.
                let is_managed = self.command_of(id).is_some_and(|command| !is_of_a_host(command));
                match carriage.onward {
                    Some(onward) => self.go_on_with(around, id, carriage, taken_out, onward),
                    None => {
                        self.push_out_after(around, carriage.to);
                        self.end_move(around, id, carriage, Ending::done());
                    }
                }
                if let Element::Drive(number) = carriage.to
                    && !is_managed
                {
                    self.draw_in(around, number);
                }
            }
        }
    }

    /// The two of an exchange have changed places: the one that was taken out is carried on. With one gripper the first had
    /// to be put down somewhere meanwhile.
    fn go_on_with(&mut self, around: &mut Around<'_, '_>, id: JobId, done: &Carriage, taken_out: Option<CartridgeId>, onward: Element) {
        let number = done.transport.unwrap_or(1);
        self.put_into_grip(done, taken_out);
        let two_grippers = self.make.layout.transports.get(usize::from(number) - 1).is_some_and(|stand| stand.grippers > 1);
        let detour = if two_grippers { Millis::ZERO } else { self.timing.carry };
        let next = Carriage { from: done.to, to: onward, side: 1, onward: None, spoiled: None, ..done.clone() };
        if let Some(job) = self.jobs.get_mut(&id) {
            job.task = JobTask::Move(next);
        }
        self.wake(around, id, self.timing.carry + detour + self.travel(done.to, onward));
    }

    /// Stops every move where it is that comes from or goes where nothing may move now: an open door cuts the power of the motors.
    pub(super) fn stop_moves(&mut self, around: &mut Around<'_, '_>) {
        let moving: Vec<JobId> = self.transports.iter().filter_map(|transport| transport.at_work).collect();
        for id in moving {
            let Some(task) = self.jobs.get(&id).map(|job| job.task.clone()) else { continue };
            let ends: Vec<Element> = match &task {
                JobTask::Move(carriage) => [carriage.from, carriage.to].into_iter().chain(carriage.onward).collect(),
                JobTask::Approach(approach) => vec![approach.to],
                JobTask::Describe | JobTask::Read { .. } | JobTask::SetAccess { .. } | JobTask::Duty { .. } | JobTask::Fail(_) => continue,
            };
            let Some(failure) = self.standstill(&ends) else { continue };
            self.unwake(around, id);
            let ending = Ending { result: Err(failure), cause: Cause::Present };
            match task {
                JobTask::Move(carriage) => {
                    self.stop_carriage(&carriage, Grip::PutsBack);
                    self.end_move(around, id, &carriage, ending);
                }
                JobTask::Approach(approach) => self.rest(around, id, approach.transport, ending),
                JobTask::Describe | JobTask::Read { .. } | JobTask::SetAccess { .. } | JobTask::Duty { .. } | JobTask::Fail(_) => {}
            }
        }
    }

    /// A move is broken off: its transport is free, what it has gripped is put back or kept.
    pub(super) fn stop_carriage(&mut self, carriage: &Carriage, grip: Grip) {
        if carriage.gripped && grip == Grip::PutsBack {
            self.put_back(carriage);
        }
        if let Some(transport) = carriage.transport.and_then(|number| numbered_mut(&mut self.transports, number)) {
            transport.at_work = None;
        }
    }

    fn end_move(&mut self, around: &mut Around<'_, '_>, id: JobId, carriage: &Carriage, ending: Ending) {
        self.rest(around, id, carriage.transport, ending);
    }

    /// A job of a transport ends, and the transport is free for the next.
    pub(super) fn rest(&mut self, around: &mut Around<'_, '_>, id: JobId, transport: Option<u16>, ending: Ending) {
        if let Some(transport) = transport.and_then(|number| numbered_mut(&mut self.transports, number)) {
            transport.at_work = None;
            transport.in_trouble = ending.result.as_ref().is_err_and(|failure| failure.blame() == Blame::Transport);
        }
        self.finish(around, id, ending);
        self.start_moves(around);
    }

    /// Puts a gripped cartridge back where it came from; if something is there by now, it stays in the grip.
    fn put_back(&mut self, carriage: &Carriage) {
        if self.content(carriage.from) == Some(None) && self.obstacle(carriage.from).is_none() {
            let side = match carriage.from {
                Element::Drive(number) => numbered(&self.drives, number).map_or(carriage.side, |drive| drive.side_up),
                Element::Transport(_) | Element::Slot(_) | Element::Port(..) => carriage.side,
            };
            self.set_down(carriage, carriage.from, side);
        }
    }

    fn grip_of(&mut self, carriage: &Carriage) -> Option<&mut Option<CartridgeId>> {
        carriage.transport.and_then(|number| self.content_mut(Element::Transport(number)))
    }

    fn put_into_grip(&mut self, carriage: &Carriage, cartridge: Option<CartridgeId>) {
        if let Some(grip) = self.grip_of(carriage) {
            *grip = cartridge;
        }
    }

    fn set_down(&mut self, carriage: &Carriage, at: Element, side: SideNumber) {
        let Some(grip) = self.grip_of(carriage) else { return };
        let cartridge = grip.take();
        if let Some(memory) = &mut self.memory {
            // What the robot does, the firmware knows.
            memory.remove(&carriage.from);
            memory.remove(&at);
        }
        if let Some(content) = self.content_mut(at) {
            *content = cartridge;
        }
        if let Element::Drive(number) = at
            && let Some(drive) = numbered_mut(&mut self.drives, number)
        {
            drive.side_up = side;
        }
    }

    fn obstacle_at_source(&self, from: Element) -> Option<Failure> {
        let gives = match from {
            Element::Drive(number) => numbered(&self.drives, number).is_some_and(Drive::lets_go),
            Element::Transport(_) | Element::Slot(_) | Element::Port(..) => true,
        };
        let empty = || (self.content(from).flatten().is_none()).then_some(Failure::SourceEmpty);
        self.standstill(&[from]).or_else(|| self.obstacle(from)).or_else(empty).or_else(|| (!gives).then_some(Failure::DriveHolds))
    }

    /// What keeps a move from its end, or an exchange from either of its ends, and where.
    fn obstacle_at_end(&self, carriage: &Carriage) -> Option<(Failure, Element)> {
        let Carriage { from, to, onward, .. } = *carriage;
        match onward {
            // What is to be turned over where it stands makes room for itself.
            None => {
                let obstacle = self.obstacle_at_destination(to);
                obstacle.filter(|failure| from != to || *failure != Failure::DestinationFull).map(|failure| (failure, to))
            }
            Some(onward) => {
                let full = || self.obstacle_at_destination(onward).filter(|_| onward != from || carriage.gripped);
                self.obstacle_at_source(to).map(|failure| (failure, to)).or_else(|| full().map(|failure| (failure, onward)))
            }
        }
    }

    fn obstacle_at_destination(&self, to: Element) -> Option<Failure> {
        let full = || (self.content(to).flatten().is_some()).then_some(Failure::DestinationFull);
        self.standstill(&[to]).or_else(|| self.obstacle(to)).or_else(full)
    }

    /// How a move ends that something keeps from an element; a magazine may be missing because of a fault.
    pub(super) fn stopped_by(&self, failure: Failure, at: Element) -> Ending {
        let fault = match (failure, at) {
            (Failure::MagazineNotAccessible, Element::Slot(number)) => self.magazine_of(number).and_then(|magazine| magazine.missing),
            (Failure::MagazineNotAccessible, Element::Port(number, _)) => {
                self.magazine_around(number).and_then(|magazine| magazine.missing)
            }
            (Failure::SlotNotInstalled, Element::Slot(number)) => numbered(&self.slots, number).and_then(|slot| slot.missing),
            (Failure::DriveNotInstalled, Element::Drive(number)) => numbered(&self.drives, number).and_then(|drive| drive.missing),
            (_, Element::Slot(_) | Element::Transport(_) | Element::Port(..) | Element::Drive(_)) => None,
        };
        Ending { result: Err(failure), cause: fault.map_or(Cause::Request, Cause::Fault) }
    }

    fn part_of(&self, element: Element) -> Option<FaultSite> {
        match element {
            Element::Slot(number) => Some(FaultSite::Slot(self.address, number)),
            Element::Port(number, cell) => Some(FaultSite::Cell(self.address, number, cell)),
            Element::Drive(number) => Some(FaultSite::Drive(self.address, number)),
            Element::Transport(_) => None,
        }
    }
}
