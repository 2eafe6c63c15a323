//! A turn: the handling of inputs up to one write.
//!
//! Everything that handles inputs works on a [`Turn`]. It reads the world, changes it through records, and collects
//! the effects, which leave only when the records are durable. Each applied record leaves its inverse behind, so that
//! a write which the store refuses is taken back whole (D-003).

use std::borrow::Cow;
use std::sync::Arc;

use crate::agenda::Agenda;
use crate::call::Answer;
use crate::change::{Change, DriveField, LibraryField, MediumField, Object, ObjectRef};
use crate::id::{CallId, CommandId, DriveRef, Guid, IdSource, LibraryRef, MediumRef, RequestRef};
use crate::limits::Config;
use crate::output::Output;
use crate::port::notify::Notification;
use crate::record::Place;
use crate::record::state::{NotificationEvent, ObjectKind};
use crate::refusal::{Reason, Refusal};
use crate::time::Instant;
use crate::world::World;
use crate::world::live::{GateRef, LiveChange};
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
    /// Requests whose work went on in this turn.
    pub advanced: Vec<RequestRef>,
    /// How many changes there have been in all turns, taken back or not.
    pub revision: u64,
    /// Whether records have changed since they were last checked; only debug builds check them.
    pub is_unchecked: bool,
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
    agenda: &'e mut Agenda,
}

impl<'e> Turn<'e> {
    /// A turn at this time.
    pub(crate) fn new(
        now: Instant,
        world: &'e mut World,
        batch: &'e mut Batch,
        agenda: &'e mut Agenda,
        ids: &'e mut IdSource,
        numbers: &'e mut u64,
        config: &'e Config,
    ) -> Self {
        Self { now, ids, numbers, config, failing: None, world, batch, agenda }
    }

    /// The world as it is after everything this turn has done.
    #[must_use]
    pub fn world(&self) -> &World {
        self.world
    }

    /// Makes a stored fact true. Facts about objects that are not there are dropped.
    pub fn change(&mut self, change: Change) {
        let announced = announcement(self.world, &change);
        let besides = told_besides(self.world, &change);
        let Some(inverse) = self.world.apply(change.clone()) else { return };
        self.wake(&change, &inverse);
        self.undo_by(Undo::Change(inverse));
        self.batch.is_unchecked = true;
        self.batch.changes.push(change);
        if let Some(announced) = announced {
            self.announce(announced.0, announced.1);
        }
        for at in besides {
            if let Some(object) = self.world.guid(at) {
                self.announce(at.kind(), Notification { event: NotificationEvent::ObjUpdate, object });
            }
        }
    }

    /// Makes true what the store holds, and nothing else: a start whose first write is refused is made again, with nothing left
    /// of the first.
    pub fn recover(&mut self, found: World) {
        let World { live, .. } = std::mem::take(self.world);
        *self.world = World { live, ..found };
        self.agenda.forget();
        self.batch.revision += 1;
        self.batch.is_unchecked = true;
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
        self.agenda.stir(library);
    }

    /// The agenda, for the schedule.
    pub(crate) const fn agenda(&mut self) -> &mut Agenda {
        self.agenda
    }

    /// The agenda with the world that it is about, for the schedule.
    pub(crate) const fn outlook(&self) -> (&Agenda, &World) {
        (self.agenda, self.world)
    }

    /// Has the queue of a library looked at anew: at everybody who is not known in it.
    pub(crate) fn open(&mut self, library: LibraryRef) {
        self.agenda.open(self.world, library);
    }

    /// Has the queues looked at in which something may wait for what has changed (D-124), and those in them who may (D-126).
    fn wake(&mut self, change: &Change, inverse: &Change) {
        match change {
            Change::Medium(medium, field) => {
                self.wake_about(*medium);
                if let (MediumField::Place(library, _), Change::Medium(_, MediumField::Place(was_in, was))) = (field, inverse) {
                    // A cleaner that goes or comes concerns those that name none.
                    self.stir(*library);
                    self.stir(*was_in);
                    self.wake_readers(*was);
                }
                let cleaned_in = self.world.media.get(*medium).filter(|record| record.cleaner).map(|record| record.library);
                if let (MediumField::Enabled(_), Some(library)) = (field, cleaned_in) {
                    self.stir(library);
                    self.agenda.wake_all(library);
                }
            }
            Change::Drive(drive, field) => {
                self.wake_drive(*drive);
                if let (DriveField::Enabled(_), Some(record)) = (field, self.world.drives.get(*drive)) {
                    self.agenda.wake_all(record.library);
                }
            }
            Change::Slot(slot, _) => self.wake_in(self.world.slots.get(*slot).map(|slot| slot.library)),
            Change::Port(port, _) => self.wake_in(self.world.ports.get(*port).map(|port| port.library)),
            Change::Door(door, _) => self.wake_in(self.world.doors.get(*door).map(|door| door.library)),
            Change::Library(library, _) => {
                self.stir(*library);
                self.agenda.wake_all(*library);
            }
            Change::Side(side, _) => {
                if let Some(place) =
                    self.world.sides.get(*side).and_then(|side| self.world.media.get(side.medium)).map(|medium| medium.place)
                {
                    self.wake_readers(place);
                }
            }
            Change::OperatorRequest(at, _) | Change::Remove(ObjectRef::OperatorRequest(at)) => {
                let asking: Vec<RequestRef> = self.world.at_work.asking(*at).collect();
                asking.into_iter().for_each(|request| self.wake_request(request));
            }
            Change::Insert(_) | Change::Remove(_) | Change::Request(..) => {}
        }
    }

    /// The same where a drive, a cartridge or a gate is given to somebody, or back, and where work is begun, changed and ended.
    fn wake_live(&mut self, change: &LiveChange) {
        match change {
            LiveChange::Drive(drive, _) => self.wake_drive(*drive),
            LiveChange::Medium(medium, _) => self.wake_about(*medium),
            LiveChange::Gate(GateRef::Port(port), _) => self.wake_in(self.world.ports.get(*port).map(|port| port.library)),
            LiveChange::Gate(GateRef::Door(door), _) => self.wake_in(self.world.doors.get(*door).map(|door| door.library)),
            LiveChange::Task(request, task) => self.wake_worker(*request, task.as_deref()),
            LiveChange::Service(_) | LiveChange::Session(..) | LiveChange::Channel(..) | LiveChange::Wait(..) => {}
            LiveChange::Shared(library, _) => self.stir(*library),
            LiveChange::Batch(..) | LiveChange::Command(..) | LiveChange::Look(..) => {}
        }
    }

    /// A request comes into its queue, is started, goes on, or is over.
    fn wake_worker(&mut self, request: RequestRef, task: Option<&Task>) {
        let Some(library) = self.world.live.tasks.get(&request).map(|task| &**task).or(task).map(|task| task.library) else { return };
        let Some(entry) = self.world.entry(request) else { return };
        self.stir(library);
        match task {
            Some(task) if !task.running => self.agenda.queued(library, entry),
            Some(_) | None => self.agenda.gone(library, entry),
        }
    }

    fn wake_in(&mut self, library: Option<LibraryRef>) {
        if let Some(library) = library {
            self.stir(library);
        }
    }

    /// A drive has changed, or somebody else has it.
    fn wake_drive(&mut self, drive: DriveRef) {
        let Some(library) = self.world.drives.get(drive).map(|drive| drive.library) else { return };
        self.stir(library);
        if let Some(medium) = self.world.medium_in(drive) {
            self.wake_first(medium);
        }
    }

    /// Has the queues looked at in which something waits for a cartridge. What is to be mounted together with it waits in the same queue
    /// (`mount-media.single-library`).
    fn wake_about(&mut self, medium: MediumRef) {
        let Self { world, agenda, .. } = self;
        world.at_work.libraries_about(medium).for_each(|library| agenda.stir(library));
        self.wake_first(medium);
        if let Some(place) = self.world.media.get(medium).map(|medium| medium.place) {
            self.wake_readers(place);
        }
    }

    /// Has those looked at that are the first to want a cartridge as they want it. Those behind the first of a line are looked at when it
    /// leaves the line.
    fn wake_first(&mut self, medium: MediumRef) {
        let Self { world, agenda, .. } = self;
        world.at_work.libraries_about(medium).for_each(|library| agenda.touched(library, medium));
    }

    /// Has those looked at that are to read what is at a place.
    fn wake_readers(&mut self, place: Place) {
        let Self { world, agenda, .. } = self;
        let readers = world.at_work.reading(place).filter_map(|request| Some((request, world.live.tasks.get(&request)?)));
        readers.for_each(|(request, task)| agenda.wake(task.library, request));
    }

    fn wake_request(&mut self, request: RequestRef) {
        if let Some(library) = self.world.live.tasks.get(&request).map(|task| task.library) {
            self.stir(library);
            self.agenda.wake(library, request);
        }
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
        self.agenda.next_stirred()
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

/// The objects whose records tell a change of another: the medium of which another side is mounted, the sides and logical media of one that is
/// disabled or enabled, and the changers of a library that comes, goes or is switched (D-181).
fn told_besides(world: &World, change: &Change) -> Vec<ObjectRef> {
    if world.live.channels.is_empty() {
        return Vec::new();
    }
    match change {
        Change::Drive(drive, DriveField::Side(_)) => world.medium_in(*drive).map(ObjectRef::Medium).into_iter().collect(),
        Change::Medium(medium, MediumField::Enabled(_)) => {
            let sides = world.sides_of(*medium).iter().copied();
            let with_logical = |side| [Some(ObjectRef::Side(side)), world.sides[side].logical.map(ObjectRef::LogicalMedium)];
            sides.flat_map(with_logical).flatten().collect()
        }
        Change::Library(library, LibraryField::Enabled(_) | LibraryField::State(_)) => {
            world.parts(*library).changers.iter().copied().map(ObjectRef::Changer).collect()
        }
        _ => Vec::new(),
    }
}

/// The notification that a change leads to (`global.change-notifies`).
fn announcement(world: &World, change: &Change) -> Option<(ObjectKind, Notification)> {
    if world.live.channels.is_empty() {
        return None;
    }
    let (event, at) = match change {
        Change::Insert(object) => {
            return Some((object.at().kind(), Notification { event: NotificationEvent::ObjInsert, object: object.guid() }));
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
