//! The schedule: which requests of a library run now.
//!
//! The queue is walked in working order. A request that needs the library for itself waits until nothing runs, and
//! holds back everything behind it; any other is started as soon as what it needs is free, and is waiting until then
//! (`model.queue.states-meaning`). Nothing that runs is interrupted (`model.queue.preemption`).

use std::ops::Bound;
use std::sync::Arc;

use super::drives::Offers;
use super::{
    Readiness, Work, cleaner_slot, cleaning, dismount, door_session, ending, failure, gate, identify, inventory, magazine, mount, operator,
    port_session,
};
use super::{remove, switch};
use crate::agenda::Lane;
use crate::change::{Change, Object, RequestField};
use crate::id::{LibraryRef, MediumRef, RequestRef, SessionHandle};
use crate::record::state::{MediaState, Operation, RequestState};
use crate::record::{LibraryRequest, Origin, Subject};
use crate::status::Status;
use crate::time::Instant;
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::LiveChange;
use crate::world::queue::{QueueEntry, is_forced};
use crate::world::suitable::Suitable;
use crate::world::task::Task;
use crate::world::work::mount::Mount;

/// A request to be put into a queue.
pub(crate) struct QueueOrder {
    /// Whose queue.
    pub library: LibraryRef,
    /// What it does.
    pub operation: Operation,
    /// `OperationOption`.
    pub option: u32,
    /// What it is about, for the record.
    pub subject: Subject,
    /// Priority of a mount.
    pub priority: i32,
    /// Order number.
    pub order: u32,
    /// The work.
    pub work: Work,
    /// The session that asked for it.
    pub session: Option<SessionHandle>,
}

impl QueueOrder {
    /// An order without options.
    pub fn new(library: LibraryRef, operation: Operation, work: Work, session: Option<SessionHandle>) -> Self {
        Self { library, operation, option: 0, subject: Subject::default(), priority: 0, order: 0, work, session }
    }
}

/// Puts a request into the queue of its library. The queue is looked at before the turn ends.
pub(crate) fn queue(turn: &mut Turn<'_>, order: QueueOrder) -> RequestRef {
    let at = turn.world().requests.next();
    let origin = origin(turn.world(), order.session);
    let record = LibraryRequest {
        guid: turn.ids.guid(),
        library: order.library,
        operation: order.operation,
        option: order.option,
        state: RequestState::Queued,
        subject: order.subject,
        queued: turn.now,
        completed: None,
        origin,
        error: Status::Success,
        priority: order.priority,
        order: order.order,
        sequence: turn.world().index.next_request,
        owed: inventory::owed_for(turn, order.library, &order.work, order.session),
    };
    for medium in order.work.media() {
        if turn.world().media.get(medium).is_some_and(|record| record.state == MediaState::Idle) {
            set_medium_state(turn, medium, MediaState::InUse);
        }
    }
    turn.insert(Object::Request(at, record));
    turn.live(LiveChange::Task(at, Some(Arc::new(Task::new(order.library, order.work, order.session)))));
    at
}

/// On whose behalf work is done: a session's, or the service's own (D-006).
pub(crate) fn origin(world: &World, session: Option<SessionHandle>) -> Origin {
    session.and_then(|session| world.live.sessions.get(&session)).map_or_else(
        || {
            let computer = world.computer.as_ref().map_or_else(|| Arc::from(""), |computer| computer.name.clone());
            Origin { application: Arc::from("Removable Storage"), user: Arc::from(""), computer }
        },
        |session| session.origin.clone(),
    )
}

/// Records what a cartridge is doing, if that is news.
pub(crate) fn set_medium_state(turn: &mut Turn<'_>, medium: MediumRef, state: MediaState) {
    if turn.world().media.get(medium).is_some_and(|record| record.state != state) {
        turn.change(Change::Medium(medium, crate::change::MediumField::State(state)));
    }
}

/// A cartridge stands where work can fetch it: it is in use as long as any open request is about it that does not have it already.
pub(crate) fn comes_to_rest(turn: &mut Turn<'_>, medium: MediumRef) {
    set_medium_state(turn, medium, MediaState::Idle);
    let holder = *turn.world().live.media.get(medium);
    if turn.world().at_work.about(medium).any(|request| Some(request) != holder) {
        set_medium_state(turn, medium, MediaState::InUse);
    }
}

/// Records how far a request is, if that is news.
pub(crate) fn set_state(turn: &mut Turn<'_>, request: RequestRef, state: RequestState) {
    if turn.world().requests.get(request).is_some_and(|record| record.state != state) {
        turn.change(Change::Request(request, RequestField::State(state)));
    }
}

/// Has every queue looked at before the turn ends.
pub fn stir_all(turn: &mut Turn<'_>) {
    let libraries: Vec<LibraryRef> = turn.world().libraries.iter().map(|(library, _)| library).collect();
    libraries.into_iter().for_each(|library| turn.stir(library));
}

/// Starts what can be started in the libraries that something happened in.
pub fn dispatch(turn: &mut Turn<'_>) {
    while let Some(library) = turn.next_stirred() {
        gate::send_out(turn, library);
        magazine::visit_is_over(turn, library);
        while start_one(turn, library) {}
    }
}

/// A drive that somebody waits for may have rested, or kept what is in it, for long enough.
pub(crate) fn look_again(turn: &mut Turn<'_>, library: LibraryRef) {
    set_look(turn, library, None);
    turn.stir(library);
}

/// Notes when a queue has to be looked at again although nothing happens.
fn set_look(turn: &mut Turn<'_>, library: LibraryRef, when: Option<Instant>) {
    if *turn.world().live.looks.get(library) != when {
        turn.live(LiveChange::Look(library, when));
    }
}

/// Starts the first request of a queue that can be started.
fn start_one(turn: &mut Turn<'_>, library: LibraryRef) -> bool {
    let is_shared = turn.world().live.shared.get(library).exclusive.is_none();
    if is_shared && turn.world().is_present(library) && turn.world().libraries[library].enabled {
        start_first(turn, library)
    } else {
        start_exception(turn, library)
    }
}

/// Walks the queue of a library that is absent, switched off, or somebody's alone: few requests can be started in it.
fn start_exception(turn: &mut Turn<'_>, library: LibraryRef) -> bool {
    let present = turn.world().is_present(library);
    let exclusive = turn.world().live.shared.get(library).exclusive;
    let (mut last, mut again) = (Bound::Unbounded, None);
    while let Some(entry) = entry_behind(turn.world(), library, last) {
        last = Bound::Excluded(entry);
        let (_, request) = entry;
        let Some(task) = turn.task(request).filter(|task| !task.running) else { continue };
        let record = &turn.world().requests[request];
        let (operation, forced) = (record.operation, is_forced(record));
        // What works on in a library that begins anew keeps what it has.
        let is_free = !matches!(&task.work, Work::Switch(work) if switch::is_held(turn.world(), work));
        if operation == Operation::Remove || (!present && is_switch(operation) && is_free) {
            start(turn, request, library);
            return true;
        }
        if !present || exclusive.is_some_and(|holder| !forced || holds_door(turn.world(), holder)) {
            break;
        }
        if !turn.world().libraries[library].enabled && !is_switch(operation) {
            inventory::put_off(turn, request);
            ending::fail(turn, request, &failure::LIBRARY_DISABLED);
            return true;
        }
        match look(turn, library, entry, &task, &mut Offers::default()) {
            Looked::Started => return true,
            Looked::HoldsBack => break,
            Looked::Waits(until) => again = sooner(again, until),
        }
    }
    set_look(turn, library, again);
    false
}

/// The sooner of two times, where there may be none.
fn sooner(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    one.into_iter().chain(other).min()
}

fn entry_behind(world: &World, library: LibraryRef, last: Bound<QueueEntry>) -> Option<QueueEntry> {
    world.entries(library, last).next()
}

/// Looks at those in a queue who are awake, or stand first for what has become free, up to the first that can be started, and starts it.
fn start_first(turn: &mut Turn<'_>, library: LibraryRef) -> bool {
    turn.open(library);
    let (mut offers, mut last, mut again, mut held_back) = (Offers::default(), None, None, false);
    let wants_room = turn.agenda().has_parked(library) && offers.is_any_blocked(turn.world(), library);
    turn.agenda().wants_room(library, wants_room);
    while let Some((entry, task)) = next(turn, library, last, &mut offers) {
        last = Some(entry);
        match look(turn, library, entry, &task, &mut offers) {
            Looked::Started => return true,
            // Those before it may still have to be looked at when their time has come.
            Looked::HoldsBack => {
                held_back = true;
                break;
            }
            Looked::Waits(until) => {
                again = sooner(again, until);
                park(turn, library, entry);
            }
        }
    }
    let (agenda, world) = turn.outlook();
    // Those who wait for a drive stand behind everything that has a library for itself (`model.queue.type-order`).
    let awaited = agenda.awaited(library).filter(|_| !held_back);
    let drives = awaited.filter_map(|suitable| match offers.available(world, library, turn.now, suitable) {
        Err(Readiness::Taken(until)) => until,
        Err(Readiness::Ready | Readiness::Evict(_)) | Ok(_) => None,
    });
    let again = drives.chain(again).min();
    set_look(turn, library, again);
    false
}

/// The next request of a queue that is to be looked at, in working order.
fn next(turn: &mut Turn<'_>, library: LibraryRef, last: Option<QueueEntry>, offers: &mut Offers) -> Option<(QueueEntry, Arc<Task>)> {
    let now = turn.now;
    let (agenda, world) = turn.outlook();
    let is_there = |suitable: &Suitable| !matches!(offers.available(world, library, now, suitable), Err(Readiness::Taken(_)));
    let entry = agenda.next(library, last, is_there)?;
    Some((entry, turn.task(entry.1)?))
}

/// What came of a look at a request.
enum Looked {
    /// It was started, or something else was, for it.
    Started,
    /// It cannot be started, and nobody behind it may be.
    HoldsBack,
    /// It cannot be started. If only time is missing, until when.
    Waits(Option<Instant>),
}

/// Starts a request if what it needs is free.
fn look(turn: &mut Turn<'_>, library: LibraryRef, (_, request): QueueEntry, task: &Task, offers: &mut Offers) -> Looked {
    if task.work.is_exclusive() && turn.world().at_work.is_busy(library) {
        set_state(turn, request, RequestState::Waiting);
        return Looked::HoldsBack;
    }
    if let Work::Mount(work) = &task.work
        && !work.is_patient
    {
        if mount::finds_taken(turn.world(), turn.now, work) {
            ending::fail(turn, request, &mount::TAKEN_MEANWHILE);
            return Looked::Started;
        }
        let work = Work::Mount(Mount { is_patient: true, ..work.clone() });
        turn.with_task(request, |task| task.work = work);
    }
    match readiness(turn.world(), turn.now, request, &task.work, offers) {
        Readiness::Ready => {
            start(turn, request, library);
            Looked::Started
        }
        Readiness::Evict(drive) => {
            set_state(turn, request, RequestState::Waiting);
            let next = if let Work::Mount(work) = &task.work { Some(work.medium) } else { None };
            dismount::evict(turn, drive, next);
            Looked::Started
        }
        Readiness::Taken(until) => {
            set_state(turn, request, RequestState::Waiting);
            wait(turn, library, request, task, offers);
            Looked::Waits(until)
        }
    }
}

/// What a request that waits sees to, each time that it is looked at.
fn wait(turn: &mut Turn<'_>, library: LibraryRef, request: RequestRef, task: &Task, offers: &mut Offers) {
    let own = match &task.work {
        Work::Mount(work) => mount::remind(turn, request, work),
        Work::Dismount(_) => task.deadline,
        Work::Identify(_) | Work::Cleaning(_) | Work::Port(_) | Work::Switch(_) | Work::Remove(_) => None,
        Work::Inventory(_) | Work::Door(_) | Work::CleanerSlot(_) => None,
    };
    if task.deadline != own {
        turn.with_task(request, |task| task.deadline = own);
    }
    if let Work::Cleaning(_) = &task.work {
        // The cleaner may have been used up, or taken away, since.
        cleaning::ask_if_there_is_none(turn, request);
    }
    match &task.work {
        // It waits for people to bring its medium, and not for a drive (D-125).
        Work::Mount(work) if !mount::is_at_hand(turn.world(), work) => {}
        Work::Mount(_) | Work::Identify(_) | Work::Cleaning(_) | Work::Port(_) | Work::Switch(_) => {
            operator::ask_for_room(turn, request, library, offers);
        }
        Work::Remove(_) | Work::Inventory(_) | Work::Door(_) | Work::Dismount(_) | Work::CleanerSlot(_) => {}
    }
}

/// A request that waits is not looked at again before something has changed for it (D-126).
fn park(turn: &mut Turn<'_>, library: LibraryRef, entry: QueueEntry) {
    let (_, request) = entry;
    let Some(task) = turn.task(request) else { return };
    let world = turn.world();
    let (lane, wish) = match &task.work {
        Work::Mount(work) => (mount::lane(world, request, work), mount::wish(world, work)),
        Work::Identify(work) => (identify::lane(world, request, work), None),
        Work::Dismount(_) | Work::Cleaning(_) | Work::Port(_) | Work::Switch(_) | Work::Remove(_) => (Lane::Open, None),
        Work::Inventory(_) | Work::Door(_) | Work::CleanerSlot(_) => (Lane::Open, None),
    };
    let medium = task.work.media().next();
    turn.agenda().park(library, entry, lane, medium, wish);
}

fn holds_door(world: &World, request: RequestRef) -> bool {
    world.live.tasks.get(&request).is_some_and(|task| matches!(task.work, Work::Door(_)))
}

/// Whether an operation puts things in or out of service and so works in a disabled library.
const fn is_switch(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::EnableLibrary
            | Operation::DisableLibrary
            | Operation::EnableDrive
            | Operation::DisableDrive
            | Operation::EnableMedia
            | Operation::DisableMedia
    )
}

fn readiness(world: &World, now: Instant, request: RequestRef, work: &Work, offers: &mut Offers) -> Readiness {
    match work {
        Work::Remove(_) | Work::CleanerSlot(_) | Work::Inventory(_) | Work::Door(_) => Readiness::Ready,
        Work::Switch(work) => switch::readiness(world, now, work),
        Work::Port(work) => port_session::readiness(world, now, request, work),
        Work::Identify(work) => identify::readiness(world, now, request, work, offers),
        Work::Cleaning(work) => cleaning::readiness(world, now, work),
        Work::Dismount(work) => dismount::readiness(world, work),
        Work::Mount(work) => mount::readiness(world, now, request, work, offers),
    }
}

/// Gives a cartridge to a running request.
pub(crate) fn hold_medium(turn: &mut Turn<'_>, medium: MediumRef, request: RequestRef) {
    turn.live(LiveChange::Medium(medium, Some(request)));
    if turn.world().media.get(medium).is_some_and(|record| record.state == MediaState::Idle) {
        set_medium_state(turn, medium, MediaState::InUse);
    }
}

fn start(turn: &mut Turn<'_>, request: RequestRef, library: LibraryRef) {
    set_state(turn, request, RequestState::InProcess);
    turn.with_task(request, |task| {
        task.running = true;
        task.deadline = None;
    });
    let Some(task) = turn.task(request) else { return };
    // What is started so that it can fail has not got what people were asked for.
    if !matches!(&task.work, Work::Mount(work) if mount::can_only_fail(turn.world(), work)) {
        operator::wait_is_over(turn, request);
    }
    let mut shared = turn.world().live.shared.get(library).clone();
    // An absent library is switched at once, whatever was cut off in it and has it for itself when it is back.
    if task.work.is_exclusive() && shared.exclusive.is_none() {
        shared.exclusive = Some(request);
        turn.live(LiveChange::Shared(library, shared));
    }
    for medium in task.work.media() {
        hold_medium(turn, medium, request);
    }
    match task.work.clone() {
        Work::Remove(work) => remove::start(turn, request, work),
        Work::CleanerSlot(work) => cleaner_slot::start(turn, request, work),
        Work::Switch(work) => switch::start(turn, request, work),
        Work::Inventory(work) => inventory::start(turn, request, work),
        Work::Door(work) => door_session::start(turn, request, work),
        Work::Port(work) => port_session::start(turn, request, work),
        Work::Identify(work) => identify::start(turn, request, work),
        Work::Cleaning(work) => cleaning::start(turn, request, work),
        Work::Dismount(work) => dismount::start(turn, request, work),
        Work::Mount(work) => mount::start(turn, request, work),
    }
}
