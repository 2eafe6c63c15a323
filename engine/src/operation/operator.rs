//! Operator requests: when the engine posts them, and what their end sets going.
//!
//! The cases are those of `operator_request_case` in `model.toml`. Where no document names a kind, the request is a
//! message about the library or door (D-008).

use std::sync::Arc;

use super::drives::Offers;
use super::{Work, availability, cleaning, door_session, drives, ending, gate, inventory, mount, schedule, standstill};
use crate::change::{Change, Object, ObjectRef, OperatorRequestField};
use crate::id::{DoorRef, DriveRef, Guid, LibraryRef, MediumRef, OperatorRequestRef, PortRef, RequestRef, SessionHandle};
use crate::record::state::{LibraryKind, MediaState, ObjectKind, OperatorRequestKind, OperatorRequestState};
use crate::record::{Argument, OperatorRequest, Place};
use crate::time::Millis;
use crate::turn::Turn;
use crate::world::World;
use crate::world::find::is_unanswered;
use crate::world::work::door_session::Cut;

/// How long people are believed who say that something is done which is not: then they are asked again (D-050).
pub(crate) const BELIEVED: Millis = Millis::from_secs(60);

/// Posts a request, unless the same one is still open.
fn post(
    turn: &mut Turn<'_>,
    kind: OperatorRequestKind,
    message: &str,
    arguments: [Option<ObjectRef>; 2],
    session: Option<SessionHandle>,
) -> OperatorRequestRef {
    let argument = |object: Option<ObjectRef>| {
        let object = object?;
        Some(Argument { kind: object.kind(), object: turn.world().guid(object)? })
    };
    let (first, second) = (argument(arguments[0]), argument(arguments[1]));
    let same = turn
        .world()
        .unanswered()
        .find(|(_, open)| open.kind == kind && open.first == first && open.second == second && *open.message == *message);
    if let Some((at, _)) = same {
        return at;
    }
    let at = turn.world().operator_requests.next();
    let record = OperatorRequest {
        guid: turn.ids.guid(),
        kind,
        state: OperatorRequestState::Submitted,
        message: Arc::from(message),
        first,
        second,
        submitted: turn.now,
        completed: None,
        origin: schedule::origin(turn.world(), session),
    };
    turn.insert(Object::OperatorRequest(at, record));
    at
}

/// An offline cartridge is wanted in a library (`model.mount.offline`).
pub(crate) fn ask_for_medium(turn: &mut Turn<'_>, request: RequestRef, medium: MediumRef, library: LibraryRef) {
    let session = turn.task(request).and_then(|task| task.session);
    let arguments = [Some(ObjectRef::Medium(medium)), Some(ObjectRef::Library(library))];
    let at = post(turn, OperatorRequestKind::MoveMedia, "Put the medium into the library.", arguments, session);
    turn.with_task(request, |task| task.asked = Some(at));
    if turn.world().media[medium].place == Place::Offline {
        schedule::set_medium_state(turn, medium, MediaState::OpReq);
    }
    // It may stand in a port that is locked, where nobody has known it.
    gate::look_for_unknown(turn, library);
}

/// A library needs a cleaner (`model.cleaner.none-usable`, `model.cleaner.exhausted`), or a hand to put it in.
pub(crate) fn ask_for_cleaner(
    turn: &mut Turn<'_>,
    library: LibraryRef,
    message: &str,
    session: Option<SessionHandle>,
) -> OperatorRequestRef {
    post(turn, OperatorRequestKind::Cleaner, message, [Some(ObjectRef::Library(library)), None], session)
}

/// The changer of a library has failed (`device-failure`).
pub(crate) fn ask_for_service(turn: &mut Turn<'_>, library: LibraryRef) -> OperatorRequestRef {
    let device = turn.world().parts(library).changers.first().copied().map_or(ObjectRef::Library(library), ObjectRef::Changer);
    ask_to_look_after(turn, device)
}

/// A device has failed (`device-failure`).
pub(crate) fn ask_to_look_after(turn: &mut Turn<'_>, device: ObjectRef) -> OperatorRequestRef {
    post(turn, OperatorRequestKind::DeviceService, "The device has failed. Look after it.", [Some(device), None], None)
}

/// What a request asked people for is there, and they need not be asked any more.
pub(crate) fn wait_is_over(turn: &mut Turn<'_>, request: RequestRef) {
    if let Some(asked) = turn.task(request).and_then(|task| task.asked) {
        turn.with_task(request, |task| task.asked = None);
        tell_done(turn, asked);
    }
}

/// Work waits for a drive, and one holds something for which there is no slot: people have to take something out (D-050).
pub(crate) fn ask_for_room(turn: &mut Turn<'_>, request: RequestRef, library: LibraryRef, offers: &mut Offers) {
    let asked = turn.task(request).and_then(|task| task.asked).and_then(|at| turn.world().operator_requests.get(at));
    let is_open = asked.is_some_and(|record| is_unanswered(record.state));
    if !is_open && offers.is_any_blocked(turn.world(), library) {
        let message = "There is no slot for what is in a drive. Take media out of the library.";
        let asked = post(turn, OperatorRequestKind::Message, message, [Some(ObjectRef::Library(library)), None], None);
        turn.with_task(request, |task| task.asked = Some(asked));
    }
}

/// Something about an object that a person should know (`model.operator.device-alerts`).
pub(crate) fn tell(turn: &mut Turn<'_>, about: ObjectRef, message: &str) {
    post(turn, OperatorRequestKind::Message, message, [Some(about), None], None);
}

/// What people are asked to take out of a port (`port-surplus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InPort {
    /// Something stands where media should go out.
    Full,
    /// There is no slot for it.
    NoSlot,
    /// It could not be carried to a slot.
    NotTakenIn,
    /// A cleaner came in, and it is none.
    Surplus,
}

impl InPort {
    const ALL: [Self; 4] = [Self::Full, Self::NoSlot, Self::NotTakenIn, Self::Surplus];

    const fn message(self) -> &'static str {
        match self {
            Self::Full => "The insert/eject port is full. Take out what is in it.",
            Self::NoSlot => "There is no slot for what is in the port. Take media out of the library.",
            Self::NotTakenIn => "What is in the port could not be taken in. Take it out.",
            Self::Surplus => "Only one cleaner fits in. Take the other cartridges out of the port.",
        }
    }

    /// Whether the message is about what is in a port.
    fn has(message: &str) -> bool {
        Self::ALL.iter().any(|what| what.message() == message)
    }
}

/// How the message begins that asks for a cleaner through a door.
pub(crate) const CLEANER_INTO_SLOT: &str = "Open the door and put the cleaner into slot";
/// The message when a port stands out too long (`port-time`).
const CLOSE_PORT: &str = "Close the insert/eject port.";
/// The message when a door stands open too long (`door-time`).
const CLOSE_DOOR: &str = "Close the door.";

/// The message about a medium that should not be in the library.
pub(crate) const NOT_FOR_THE_DRIVE: &str = "The drive cannot use this medium. Take it out of the library.";
pub(crate) const SNAPPED: &str = "The tape has snapped. Take the medium out of the library.";
pub(crate) const A_CLEANER: &str = "This medium is a cleaner. Take it out, and inject it as a cleaner.";
/// The message about a medium whose label cannot be read.
pub(crate) const NO_LABEL: &str = "The on-media identifier cannot be read. Check the medium.";
/// The message about a drive in which a program keeps its medium.
pub(crate) const KEPT_BY_A_PROGRAM: &str = "A program keeps the medium in the drive. End it.";
/// The message about a grip that nothing can take the cartridge from.
pub(crate) const GRIP_FULL: &str = "There is no slot for what is in the gripper. Take media out of the library.";

/// Something is in a port that a person has to take out (`port-surplus`).
pub(crate) fn ask_to_empty(turn: &mut Turn<'_>, port: PortRef, what: InPort) {
    let library = ObjectRef::Library(turn.world().ports[port].library);
    post(turn, OperatorRequestKind::Message, what.message(), [Some(library), Some(ObjectRef::Port(port))], None);
}

/// A port has stood out too long (`port-time`).
pub(crate) fn ask_to_close_port(turn: &mut Turn<'_>, library: LibraryRef) -> OperatorRequestRef {
    post(turn, OperatorRequestKind::Message, CLOSE_PORT, [Some(ObjectRef::Library(library)), None], None)
}

/// A door has stood open too long (`door-time`).
pub(crate) fn ask_to_close(turn: &mut Turn<'_>, door: DoorRef) {
    post(turn, OperatorRequestKind::Message, CLOSE_DOOR, [Some(ObjectRef::Door(door)), None], None);
}

/// No port of a library stands out any more: the operator request to close it is done.
pub(crate) fn port_is_closed(turn: &mut Turn<'_>, library: LibraryRef) {
    messages_are_done(turn, ObjectRef::Library(library), |message| message == CLOSE_PORT);
}

/// A port holds nothing any more.
pub(crate) fn is_emptied(turn: &mut Turn<'_>, port: PortRef) {
    for at in asking_to_empty(turn.world(), port).collect::<Vec<_>>() {
        tell_done(turn, at);
    }
}

/// A door is closed.
pub(crate) fn door_is_closed(turn: &mut Turn<'_>, door: DoorRef) {
    messages_are_done(turn, ObjectRef::Door(door), |message| message == CLOSE_DOOR);
}

/// A medium has left its library.
pub(crate) fn medium_left(turn: &mut Turn<'_>, medium: MediumRef) {
    messages_are_done(turn, ObjectRef::Medium(medium), |message| [NOT_FOR_THE_DRIVE, SNAPPED, A_CLEANER].contains(&message));
}

/// Every label of a medium has been read.
pub(crate) fn labels_are_read(turn: &mut Turn<'_>, medium: MediumRef) {
    messages_are_done(turn, ObjectRef::Medium(medium), |message| message == NO_LABEL);
}

/// A drive has let go of its medium.
pub(crate) fn drive_let_go(turn: &mut Turn<'_>, drive: DriveRef) {
    messages_are_done(turn, ObjectRef::Drive(drive), |message| message == KEPT_BY_A_PROGRAM);
}

/// What was in a grip has been put down.
pub(crate) fn grip_is_empty(turn: &mut Turn<'_>, library: LibraryRef) {
    messages_are_done(turn, ObjectRef::Library(library), |message| message == GRIP_FULL);
}

/// What a message about an object asked for has been done, as the library sees; also a message from before a restart.
fn messages_are_done(turn: &mut Turn<'_>, about: ObjectRef, is_done: impl Fn(&str) -> bool) {
    for at in open_messages(turn.world(), about, is_done).collect::<Vec<_>>() {
        tell_done(turn, at);
    }
}

/// The messages about an object that people have not answered.
fn open_messages<'w>(
    world: &'w World,
    about: ObjectRef,
    is_meant: impl Fn(&str) -> bool + 'w,
) -> impl Iterator<Item = OperatorRequestRef> + 'w {
    let guid = world.guid(about);
    let is_about = move |record: &OperatorRequest| guid.is_some() && record.first.map(|argument| argument.object) == guid;
    let fits = move |record: &OperatorRequest| record.kind == OperatorRequestKind::Message && is_about(record) && is_meant(&record.message);
    world.unanswered().filter(move |(_, record)| fits(record)).map(|(at, _)| at)
}

/// Whether people have been asked to take out what is in a port, and have not answered.
pub(crate) fn are_asked_to_empty(world: &World, port: PortRef) -> bool {
    asking_to_empty(world, port).next().is_some()
}

fn asking_to_empty(world: &World, port: PortRef) -> impl Iterator<Item = OperatorRequestRef> + '_ {
    let library = ObjectRef::Library(world.ports[port].library);
    let guid = world.guid(ObjectRef::Port(port));
    let is_about = move |at: &OperatorRequestRef| world.operator_requests[*at].second.map(|argument| argument.object) == guid;
    open_messages(world, library, InPort::has).filter(is_about)
}

/// The work that asked has seen that the task is done; if nobody said so, it is marked (machine `operator-request`).
pub(crate) fn tell_done(turn: &mut Turn<'_>, at: OperatorRequestRef) {
    if turn.world().operator_requests.get(at).is_some_and(|record| is_unanswered(record.state)) {
        finish(turn, at, OperatorRequestState::Complete);
    }
}

/// The task has been done: each request that waits for it looks again (`model.operator.end`).
pub(crate) fn satisfied(turn: &mut Turn<'_>, at: OperatorRequestRef) {
    finish(turn, at, OperatorRequestState::Complete);
    answered(turn, at, true);
    for request in asking(turn, at) {
        standstill::believe(turn, request);
        look_where_nothing_is_heard(turn, request);
    }
}

/// People say that they have brought a medium to a drive that does not report what they do: only a look shows it
/// (`model.standalone.change-unseen`).
fn look_where_nothing_is_heard(turn: &mut Turn<'_>, request: RequestRef) {
    let library = turn.world().requests[request].library;
    let record = &turn.world().libraries[library];
    if record.kind == LibraryKind::Standalone && !record.detects_changes {
        inventory::queue_look(turn, library);
    }
}

/// The operator will not do it: the work that needs it fails and its application is told
/// (`cancel-operator-request.notifies-application`).
pub(crate) fn refused(turn: &mut Turn<'_>, at: OperatorRequestRef) {
    finish(turn, at, OperatorRequestState::Refused);
    answered(turn, at, false);
    for request in asking(turn, at) {
        ending::fail(turn, request, &mount::REFUSED_BY_OPERATOR);
    }
    for request in asked_with(turn, at).collect::<Vec<_>>() {
        // The doors that have been unlocked for them are locked again first.
        if let Some(Work::Door(work)) = turn.task(request).map(|task| task.work.clone()) {
            door_session::cut(turn, request, work, Cut::Refused);
        }
    }
}

/// Somebody has looked after a device, or says that nobody will: either way it is used again (D-043). Only what was looked after is
/// tried at once: a cleaner that a drive held is fetched, and the library of a changer is looked at, for people may have moved something
/// by hand. What nobody has looked after would fail again, and people would be asked again, for ever.
fn answered(turn: &mut Turn<'_>, at: OperatorRequestRef, was_looked_after: bool) {
    let Some(record) = turn.world().operator_requests.get(at) else { return };
    let about = record.first.and_then(|device| turn.world().object(device.object));
    match record.kind {
        OperatorRequestKind::Message => return message_answered(turn, about),
        OperatorRequestKind::DeviceService => {}
        OperatorRequestKind::Cleaner | OperatorRequestKind::MoveMedia => return,
        OperatorRequestKind::NewMedia | OperatorRequestKind::Unknown => return,
    }
    match about {
        Some(ObjectRef::Drive(drive)) => {
            drives::works(turn, drive);
            let library = turn.world().drives[drive].library;
            if was_looked_after {
                cleaning::fetch_left_behind(turn, library);
            }
        }
        Some(ObjectRef::Changer(changer)) => {
            let library = turn.world().changers[changer].library;
            availability::repaired(turn, library, was_looked_after);
            if was_looked_after {
                cleaning::fetch_left_behind(turn, library);
                inventory::queue_again(turn, library);
            }
        }
        Some(ObjectRef::Library(library)) => availability::repaired(turn, library, was_looked_after),
        Some(_) | None => {}
    }
}

/// People have answered a message. What they were to be at is locked again, and what they were to close is looked at (D-162).
fn message_answered(turn: &mut Turn<'_>, about: Option<ObjectRef>) {
    match about {
        Some(ObjectRef::Library(library)) => {
            gate::people_were_there(turn, library);
            gate::still_open(turn, library);
        }
        Some(ObjectRef::Door(door)) => gate::still_open(turn, turn.world().doors[door].library),
        Some(_) | None => {}
    }
}

/// A request needs the task no more. As long as another one does, people are still asked.
pub(crate) fn withdraw(turn: &mut Turn<'_>, at: OperatorRequestRef, by: RequestRef) {
    if asked_with(turn, at).any(|request| request != by) {
        return;
    }
    if turn.world().operator_requests.get(at).is_some_and(|record| is_unanswered(record.state)) {
        end_wait(turn, at);
        forget(turn, at);
    }
}

/// Withdraws what people were asked to bring: the mounts and the visits that waited for it ended with the service.
pub(crate) fn withdraw_wishes(turn: &mut Turn<'_>) {
    let is_wish = |record: &OperatorRequest| match record.kind {
        OperatorRequestKind::MoveMedia => true,
        OperatorRequestKind::Cleaner => record.message.starts_with(CLEANER_INTO_SLOT),
        OperatorRequestKind::DeviceService | OperatorRequestKind::NewMedia => false,
        OperatorRequestKind::Message | OperatorRequestKind::Unknown => false,
    };
    let wishes = turn.world().unanswered().filter(|(_, record)| is_wish(record));
    for at in wishes.map(|(at, _)| at).collect::<Vec<_>>() {
        forget(turn, at);
    }
}

/// An operator request leaves the records. Work that had asked with it asks with it no more (D-073).
pub(crate) fn forget(turn: &mut Turn<'_>, at: OperatorRequestRef) {
    for request in asked_with(turn, at).collect::<Vec<_>>() {
        turn.with_task(request, |task| task.asked = None);
    }
    turn.change(Change::Remove(ObjectRef::OperatorRequest(at)));
}

/// The requests whose work has posted this one.
fn asked_with<'t>(turn: &'t Turn<'_>, at: OperatorRequestRef) -> impl Iterator<Item = RequestRef> + 't {
    turn.world().at_work.asking(at)
}

fn finish(turn: &mut Turn<'_>, at: OperatorRequestRef, state: OperatorRequestState) {
    end_wait(turn, at);
    turn.change(Change::OperatorRequest(at, OperatorRequestField::State(state)));
    turn.change(Change::OperatorRequest(at, OperatorRequestField::Completed(Some(turn.now))));
    if let Some(guid) = turn.world().guid(ObjectRef::OperatorRequest(at)) {
        turn.announce_completion(ObjectKind::OperatorRequest, guid);
    }
}

/// The cartridge that an operator request was about waits for nobody any more (machine `media`), unless people are asked for it elsewhere.
fn end_wait(turn: &mut Turn<'_>, at: OperatorRequestRef) {
    let first = turn.world().operator_requests.get(at).and_then(|record| record.first);
    let Some(ObjectRef::Medium(medium)) = first.and_then(|argument| turn.world().object(argument.object)) else { return };
    let is_wanted = |(other, record): (OperatorRequestRef, &OperatorRequest)| {
        other != at && record.kind == OperatorRequestKind::MoveMedia && record.first == first
    };
    if turn.world().unanswered().any(is_wanted) {
        return;
    }
    if turn.world().media.get(medium).is_some_and(|record| record.state == MediaState::OpReq) {
        schedule::set_medium_state(turn, medium, MediaState::Idle);
    }
}

/// The requests whose work waits for this task.
fn asking(turn: &Turn<'_>, at: OperatorRequestRef) -> Vec<RequestRef> {
    let waits = |request: &RequestRef| turn.task(*request).is_some_and(|task| !task.running || task.halted.is_some());
    asked_with(turn, at).filter(waits).collect()
}

/// A cartridge has come into a library: requests to bring it in are done (`model.inject.offline-becomes-online`).
pub(crate) fn medium_arrived(turn: &mut Turn<'_>, medium: MediumRef) {
    let here = turn.world().guid(ObjectRef::Library(turn.world().media[medium].library));
    satisfy_all(turn, OperatorRequestKind::MoveMedia, ObjectRef::Medium(medium), here);
    // Where somebody asks on for it in another library, it is at hand here all the same.
    if matches!(turn.world().media[medium].state, MediaState::OpReq | MediaState::Idle) {
        schedule::comes_to_rest(turn, medium);
    }
}

/// A cleaner with uses is in its slot: requests for one are done (machine `operator-request`).
pub(crate) fn cleaner_arrived(turn: &mut Turn<'_>, library: LibraryRef) {
    satisfy_all(turn, OperatorRequestKind::Cleaner, ObjectRef::Library(library), None);
}

/// A device that somebody was asked to look after has been exchanged.
pub(crate) fn is_repaired(turn: &mut Turn<'_>, device: ObjectRef) {
    satisfy_all(turn, OperatorRequestKind::DeviceService, device, None);
}

/// Everything of a kind that people were asked about an object is done. Where they were asked to bring it somewhere, only if
/// that is where it is now.
fn satisfy_all(turn: &mut Turn<'_>, kind: OperatorRequestKind, about: ObjectRef, here: Option<Guid>) {
    let is_here = |wanted: Option<Argument>| here.is_none() || wanted.is_none_or(|wanted| Some(wanted.object) == here);
    let Some(guid) = turn.world().guid(about) else { return };
    let wanted: Vec<OperatorRequestRef> = turn
        .world()
        .unanswered()
        .filter(|(_, record)| {
            let is_about = record.first.is_some_and(|argument| argument.object == guid);
            record.kind == kind && is_about && is_here(record.second)
        })
        .map(|(at, _)| at)
        .collect();
    for at in wanted {
        satisfied(turn, at);
    }
}
