//! A turn: the handling of inputs up to one write.
//!
//! Everything that handles inputs works on a [`Turn`]. It reads the world, changes it through records, and collects
//! the effects, which leave only when the records are durable. Each applied record leaves its inverse behind, so that
//! a write which the store refuses is taken back whole (D-003).

use std::borrow::Cow;
use std::sync::Arc;

use crate::call::Answer;
use crate::change::{Change, Object, ObjectRef};
use crate::id::{CallId, CommandId, Guid, IdSource, LibraryRef, MediumRef, RequestRef};
use crate::limits::Config;
use crate::output::Output;
use crate::port::notify::Notification;
use crate::record::state::{NotificationEvent, ObjectKind};
use crate::refusal::{Reason, Refusal};
use crate::time::Instant;
use crate::world::World;
use crate::world::live::{Awaited, GateRef, LiveChange};
use crate::world::task::Task;

/// What one turn has gathered.
#[derive(Clone, Default)]
pub struct Batch {
    /// Records for the store.
    pub changes: Vec<Change>,
    /// What takes the turn back, in the order of the turn.
    pub undo: Vec<Undo>,
    /// What leaves the engine once the records are durable.
    pub effects: Vec<Output>,
    /// Messages for listeners, by kind of object.
    pub announcements: Vec<(ObjectKind, Notification)>,
    /// Libraries whose queue may be able to go on.
    pub stirred: Vec<LibraryRef>,
    /// Requests whose work went on in this turn.
    pub advanced: Vec<RequestRef>,
    /// How many changes there have been in all turns, taken back or not.
    pub revision: u64,
}

/// The inverse of one step of a turn.
#[derive(Clone)]
pub enum Undo {
    /// Of a stored fact.
    Change(Change),
    /// Of a live value.
    Live(LiveChange),
}

impl Undo {
    /// What the store holds as long as the turn is not durable; none of a request that is over.
    pub const fn what_was_held(&self) -> Option<&Change> {
        match self {
            Self::Change(Change::Insert(Object::Request(..) | Object::OperatorRequest(..))) | Self::Live(_) => None,
            Self::Change(change) => Some(change),
        }
    }
}

/// The handling of inputs up to one write.
pub struct Turn<'e> {
    /// The time.
    pub now: Instant,
    /// Where new ids come from.
    pub ids: &'e mut IdSource,
    /// Numbers of sessions, channels, commands and writes given out so far.
    pub numbers: &'e mut u64,
    /// Bounds and waiting times.
    pub config: &'e Config,
    /// Why work that would pass in this turn fails: what the turn takes in could not be recorded (D-004).
    pub failing: Option<&'static Refusal>,
    world: &'e mut World,
    batch: &'e mut Batch,
}

impl<'e> Turn<'e> {
    /// A turn at this time.
    pub fn new(
        now: Instant,
        world: &'e mut World,
        batch: &'e mut Batch,
        ids: &'e mut IdSource,
        numbers: &'e mut u64,
        config: &'e Config,
    ) -> Self {
        Self { now, ids, numbers, config, failing: None, world, batch }
    }

    /// The world as it is after everything this turn has done.
    #[must_use]
    pub fn world(&self) -> &World {
        self.world
    }

    /// Makes a stored fact true. Facts about objects that are not there are dropped.
    pub fn change(&mut self, change: Change) {
        let announced = announcement(self.world, &change);
        let Some(inverse) = self.world.apply(change.clone()) else { return };
        self.wake(&change);
        self.undo_by(Undo::Change(inverse));
        self.batch.changes.push(change);
        if let Some(announced) = announced {
            self.announce(announced.0, announced.1);
        }
    }

    /// Makes true what the store holds, and nothing else: a start whose first write is refused is made again, with nothing left
    /// of the first.
    pub fn recover(&mut self, database: &[Change]) {
        let World { live, at_work, .. } = std::mem::take(self.world);
        *self.world = World { live, at_work, ..World::default() };
        for change in database {
            self.world.apply(change.clone());
        }
        self.batch.revision += 1;
    }

    /// Puts a new object into the world.
    pub fn insert(&mut self, object: Object) {
        self.change(Change::Insert(object));
    }

    /// Gives a part of the live state a new value.
    pub fn live(&mut self, change: LiveChange) {
        self.wake_live(&change);
        let inverse = self.world.apply_live(change);
        self.undo_by(Undo::Live(inverse));
    }

    fn undo_by(&mut self, undo: Undo) {
        self.batch.undo.push(undo);
        self.batch.revision += 1;
    }

    /// Adds an effect.
    pub fn emit(&mut self, output: Output) {
        self.batch.effects.push(output);
    }

    /// Answers a call.
    pub fn reply(&mut self, call: CallId, result: Result<Answer, &'static Refusal>) {
        self.emit(Output::Reply { call, result: result.map_err(Refusal::reason) });
    }

    /// Refuses a call that nevertheless delivers something.
    pub fn refuse_with(&mut self, call: CallId, refusal: &'static Refusal, delivered: Answer) {
        let reason = Reason { delivered: Some(Box::new(delivered)), ..refusal.reason() };
        self.emit(Output::Reply { call, result: Err(reason) });
    }

    /// Tells the listeners of a kind about an object, unless that was the last thing they were told.
    pub fn announce(&mut self, kind: ObjectKind, notification: Notification) {
        if self.world.live.channels.is_empty() {
            return;
        }
        let last = self.batch.announcements.iter().rev().find(|(of, _)| *of == kind);
        if last.is_none_or(|(_, told)| *told != notification) {
            self.batch.announcements.push((kind, notification));
        }
    }

    /// Tells listeners that an operation with this identifier is over (`global.completion-identifier`).
    pub fn announce_completion(&mut self, kind: ObjectKind, object: Guid) {
        self.announce(kind, Notification { event: NotificationEvent::EventComplete, object });
    }

    /// Has the queue of a library looked at before the turn ends.
    pub fn stir(&mut self, library: LibraryRef) {
        if !self.batch.stirred.contains(&library) {
            self.batch.stirred.push(library);
        }
    }

    /// Has the queues looked at in which something may wait for what has changed (D-124).
    fn wake(&mut self, change: &Change) {
        match change {
            Change::Medium(medium, _) => self.wake_about(*medium),
            Change::Drive(drive, _) => self.wake_in(self.world.drives.get(*drive).map(|drive| drive.library)),
            Change::Slot(slot, _) => self.wake_in(self.world.slots.get(*slot).map(|slot| slot.library)),
            Change::Port(port, _) => self.wake_in(self.world.ports.get(*port).map(|port| port.library)),
            Change::Door(door, _) => self.wake_in(self.world.doors.get(*door).map(|door| door.library)),
            Change::Library(library, _) => self.stir(*library),
            Change::Insert(_) | Change::Remove(_) | Change::Side(..) | Change::Request(..) | Change::OperatorRequest(..) => {}
        }
    }

    /// The same where a drive, a cartridge or a gate is given to somebody, or back.
    fn wake_live(&mut self, change: &LiveChange) {
        match change {
            LiveChange::Drive(drive, _) => self.wake_in(self.world.drives.get(*drive).map(|drive| drive.library)),
            LiveChange::Medium(medium, _) => self.wake_about(*medium),
            LiveChange::Gate(GateRef::Port(port), _) => self.wake_in(self.world.ports.get(*port).map(|port| port.library)),
            LiveChange::Gate(GateRef::Door(door), _) => self.wake_in(self.world.doors.get(*door).map(|door| door.library)),
            LiveChange::Service(_) | LiveChange::Session(..) | LiveChange::Channel(..) | LiveChange::Wait(..) => {}
            LiveChange::Task(..) | LiveChange::Shared(..) | LiveChange::Batch(..) | LiveChange::Command(..) => {}
        }
    }

    fn wake_in(&mut self, library: Option<LibraryRef>) {
        if let Some(library) = library {
            self.stir(library);
        }
    }

    /// Has the queues looked at in which something waits for a cartridge, or for what is to be mounted together with it.
    fn wake_about(&mut self, medium: MediumRef) {
        let concerned: Vec<LibraryRef> = self.world.work_about(medium).flat_map(|(_, task)| self.concerned(task)).collect();
        concerned.into_iter().for_each(|library| self.stir(library));
    }

    fn concerned<'t>(&'t self, task: &'t Task) -> impl Iterator<Item = LibraryRef> + 't {
        let group = task.call.and_then(|call| self.world.live.waits.get(&call)).into_iter().flat_map(|wait| match &wait.subject {
            Awaited::Mounts(mounts) => mounts.as_slice(),
            Awaited::Message(_) => &[],
        });
        let others = group.filter_map(|mount| Some(self.world.live.tasks.get(&mount.request)?.library));
        std::iter::once(task.library).chain(others)
    }

    /// The requests whose work went on in this turn.
    #[must_use]
    pub fn advanced(&self) -> Vec<RequestRef> {
        self.batch.advanced.clone()
    }

    /// Whether a command was given in this turn, and so has not left yet.
    #[must_use]
    pub fn is_held_back(&self, command: CommandId) -> bool {
        self.batch.effects.iter().any(|effect| effect.command() == Some(command))
    }

    /// The next library whose queue should be looked at.
    pub fn next_stirred(&mut self) -> Option<LibraryRef> {
        if self.batch.stirred.is_empty() { None } else { Some(self.batch.stirred.remove(0)) }
    }

    /// A number that was never given out before.
    pub fn number(&mut self) -> u64 {
        *self.numbers += 1;
        *self.numbers
    }

    /// The task of a request.
    #[must_use]
    pub fn task(&self, request: RequestRef) -> Option<Arc<Task>> {
        self.world.live.tasks.get(&request).cloned()
    }

    /// Changes the task of a request, and notes that its work went on.
    pub fn with_task(&mut self, request: RequestRef, edit: impl FnOnce(&mut Task)) {
        let Some(task) = self.task(request) else { return };
        let mut task = Task::clone(&task);
        edit(&mut task);
        self.live(LiveChange::Task(request, Some(Arc::new(task))));
        if !self.batch.advanced.contains(&request) {
            self.batch.advanced.push(request);
        }
    }

    /// Tells the trace that a request goes from one phase to the next.
    pub fn trace_step(&mut self, request: RequestRef, from: &'static str, to: &'static str) {
        let Some(record) = self.world.requests.get(request) else { return };
        let (guid, operation) = (record.guid, record.operation);
        self.emit(Output::Step { request: guid, operation, from: Cow::Borrowed(from), to: Cow::Borrowed(to) });
    }

    /// Tells the trace that an input was not for anything known.
    pub fn drop_input(&mut self, what: &'static str) {
        self.emit(Output::Dropped { what: Cow::Borrowed(what) });
    }
}

/// What listeners are to be told about a change (`global.change-notifies`).
fn announcement(world: &World, change: &Change) -> Option<(ObjectKind, Notification)> {
    if world.live.channels.is_empty() {
        return None;
    }
    let (event, at) = match change {
        Change::Insert(object) => {
            let (kind, object) = identity(object);
            return Some((kind, Notification { event: NotificationEvent::ObjInsert, object }));
        }
        Change::Remove(at) => (NotificationEvent::ObjDelete, *at),
        Change::Library(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Library(*at)),
        Change::Drive(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Drive(*at)),
        Change::Slot(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Slot(*at)),
        Change::Port(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Port(*at)),
        Change::Door(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Door(*at)),
        Change::Medium(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Medium(*at)),
        Change::Side(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Side(*at)),
        Change::Request(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Request(*at)),
        Change::OperatorRequest(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::OperatorRequest(*at)),
    };
    let object = world.guid(at)?;
    Some((at.kind(), Notification { event, object }))
}

fn identity(object: &Object) -> (ObjectKind, Guid) {
    match object {
        Object::Computer(record) => (ObjectKind::Computer, record.guid),
        Object::Library(_, record) => (ObjectKind::Library, record.guid),
        Object::Changer(_, record) => (ObjectKind::Changer, record.guid),
        Object::Drive(_, record) => (ObjectKind::Drive, record.guid),
        Object::Slot(_, record) => (ObjectKind::Slot, record.guid),
        Object::Port(_, record) => (ObjectKind::Port, record.guid),
        Object::Door(_, record) => (ObjectKind::Door, record.guid),
        Object::MediaType(_, record) => (ObjectKind::MediaType, record.guid),
        Object::Pool(_, record) => (ObjectKind::Pool, record.guid),
        Object::Medium(_, record) => (ObjectKind::Medium, record.guid),
        Object::Side(_, record) => (ObjectKind::Side, record.guid),
        Object::LogicalMedium(_, record) => (ObjectKind::LogicalMedium, record.guid),
        Object::Request(_, record) => (ObjectKind::LibraryRequest, record.guid),
        Object::OperatorRequest(_, record) => (ObjectKind::OperatorRequest, record.guid),
    }
}
