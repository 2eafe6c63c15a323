//! The service as a whole: start, recovery, the libraries it finds, and their coming and going.
//!
//! Answers `model.startup.*`, machine `library-availability` and `global.not-ready`. Recovery applies what the store
//! holds with the same `apply` that made it, cancels what was unfinished, asks every library what it is, and is ready
//! when all have answered; the default inventories then go on behind.

use std::sync::Arc;

use crate::change::{Change, DriveField, LibraryField, MediumField, Object};
use crate::discovery;
use crate::id::{CommandId, LibraryRef, RequestRef};
use crate::input::ServiceEvent;
use crate::operation::gate::Tending;
use crate::operation::{self, belief, cleaning, door_session, drives, failure, gate, inventory, magazine, operator, schedule};
use crate::output::Output;
use crate::port::hardware::{Action, Command, Description, Element, HardwareEvent, LibraryAddress, Sense};
use crate::record::state::{DoorState, InventoryMethod, LibraryKind, MediaState, OperationalState, PortPosition, RequestState};
use crate::record::{AccessList, Computer, Place};
use crate::recovery;
use crate::turn::Turn;
use crate::world::live::{LiveChange, Purpose, Service};
use crate::world::queue::is_open;

/// How long finished requests are kept, in seconds (`types.toml`, purge time).
const PURGE_TIME_S: u32 = 259_200;

/// Something happened to the service.
pub(crate) fn handle(turn: &mut Turn<'_>, event: &ServiceEvent) {
    match event {
        ServiceEvent::Starting => turn.live(LiveChange::Service(Service::Loading)),
        ServiceEvent::Failed => turn.live(LiveChange::Service(Service::Failed)),
        ServiceEvent::Recovered { database, libraries } => recover(turn, database, libraries),
        ServiceEvent::Stopped => {}
    }
}

fn recover(turn: &mut Turn<'_>, database: &[Change], libraries: &[LibraryAddress]) {
    if turn.world().live.service != Service::Loading {
        turn.drop_input("a database for a service that was not starting");
        return;
    }
    if let Err(broken) = recovery::look_through(database) {
        // It is left as it is: whoever comes to mend it should find all that was in it.
        turn.drop_input(broken.rule);
        turn.live(LiveChange::Service(Service::Failed));
        return;
    }
    turn.recover(database);
    turn.live(LiveChange::Service(Service::Initializing));
    complete_database(turn);
    put_in_order(turn);
    door_session::remember_visits(turn);
    cancel_unfinished(turn);
    operator::withdraw_wishes(turn);
    let known: Vec<(LibraryRef, LibraryAddress)> =
        turn.world().libraries.iter().filter_map(|(at, library)| Some((at, library.address?))).collect();
    for (library, address) in known {
        if !libraries.contains(&address) {
            set_state(turn, library, OperationalState::NotPresent);
        }
    }
    for address in libraries {
        describe(turn, *address);
    }
    ready_if_all_have_answered(turn);
}

/// What every database has: the computer, the offline library, and the pools of every media type in use.
fn complete_database(turn: &mut Turn<'_>) {
    if turn.world().computer.is_none() {
        let guid = turn.ids.guid();
        turn.insert(Object::Computer(Computer {
            guid,
            name: Arc::from("LOCALHOST"),
            library_request_purge_s: PURGE_TIME_S,
            operator_request_purge_s: PURGE_TIME_S,
            library_request_flags: 0,
            operator_request_flags: 0,
            pool_policy: 0,
            access: AccessList::default(),
        }));
    }
    if turn.world().offline_library().is_none() {
        discovery::add_offline_library(turn);
    }
    if turn.world().root_pool().is_none() {
        discovery::add_root_pool(turn);
    }
    let libraries = turn.world().libraries.iter().filter(|(_, library)| library.address.is_some());
    let codes: Vec<u32> = libraries.flat_map(|(at, _)| turn.world().types_taken_in(at)).collect();
    for code in codes {
        discovery::add_media_type(turn, code, 1);
    }
}

/// Records that point at parts that are not there are corrected; an inventory finds what they spoke of.
fn put_in_order(turn: &mut Turn<'_>) {
    let world = turn.world();
    let astray: Vec<_> =
        world.media.iter().filter(|(_, medium)| world.is_astray(medium)).map(|(at, medium)| (at, medium.library)).collect();
    for (medium, library) in astray {
        turn.change(Change::Medium(medium, MediumField::Place(library, Place::Offline)));
    }
    let unsettled: Vec<_> = turn
        .world()
        .media
        .iter()
        .filter(|(_, medium)| match medium.state {
            MediaState::InUse | MediaState::OpReq | MediaState::OpError => true,
            MediaState::Idle => false,
            MediaState::Mounted | MediaState::Loaded | MediaState::Unloaded => !matches!(medium.place, Place::Drive(_)),
        })
        .map(|(at, _)| at)
        .collect();
    for medium in unsettled {
        turn.change(Change::Medium(medium, MediumField::State(MediaState::Idle)));
    }
}

/// Requests that the last run did not finish are cancelled and never resumed (`model.startup.sequence`).
fn cancel_unfinished(turn: &mut Turn<'_>) {
    let unfinished: Vec<RequestRef> =
        turn.world().requests.iter().filter(|(_, request)| is_open(request.state)).map(|(at, _)| at).collect();
    for request in unfinished {
        let refusal = &failure::SERVICE_RESTARTED;
        belief::cut_off(turn, request);
        schedule::set_state(turn, request, RequestState::Cancelled);
        turn.change(Change::Request(request, crate::change::RequestField::Ended(Some(turn.now), refusal.status)));
        let record = &turn.world().requests[request];
        let (guid, operation) = (record.guid, record.operation);
        let reason = Some(refusal.reason());
        turn.emit(Output::Finished { request: guid, operation, state: RequestState::Cancelled, status: refusal.status, reason });
    }
}

/// Asks a library what it is.
fn describe(turn: &mut Turn<'_>, address: LibraryAddress) {
    if let Some(library) = turn.world().library_at(address) {
        set_state(turn, library, OperationalState::Initializing);
    }
    // Whatever it was asked before, the last answer counts.
    let asked = turn.world().live.commands.iter().filter(|(_, purpose)| **purpose == Purpose::Describe(address));
    for earlier in asked.map(|(id, _)| *id).collect::<Vec<_>>() {
        turn.live(LiveChange::Command(earlier, None));
    }
    let id = CommandId(turn.number());
    turn.live(LiveChange::Command(id, Some(Purpose::Describe(address))));
    turn.emit(Output::Command(Command { id, library: address, action: Action::Describe }));
}

/// A library has said what it is: it is put into the records if it is new, and is ready.
pub(crate) fn described(turn: &mut Turn<'_>, address: LibraryAddress, description: &Description) {
    let known = turn.world().library_at(address);
    let library = known.unwrap_or_else(|| discovery::add_library(turn, address, description));
    discovery::add_media_types(turn, description);
    discovery::add_missing_parts(turn, library, description);
    for drive in turn.world().parts(library).drives.clone() {
        let code = description.type_of_drive(turn.world().drives[drive].number);
        if turn.world().drives[drive].media_type != code {
            turn.change(Change::Drive(drive, DriveField::MediaType(code)));
        }
    }
    set_state(turn, library, OperationalState::Ready);
    drives::let_all_go(turn, library);
    for number in &description.drives_out {
        if let Some(Place::Drive(drive)) = turn.world().place(library, Element::Drive(*number)) {
            drives::set_operational(turn, drive, OperationalState::NotPresent);
        }
    }
    let method = if known.is_some() { turn.world().libraries[library].inventory_method } else { InventoryMethod::Omid };
    let method = if description.doors_open.is_empty() { door_session::keep_promise(turn, library, method, false) } else { method };
    match method {
        InventoryMethod::Fast | InventoryMethod::Omid => {
            inventory::queue_at_start(turn, library, method);
        }
        InventoryMethod::None | InventoryMethod::Default | InventoryMethod::Slot | InventoryMethod::Stop | InventoryMethod::Max => {}
    }
    catch_up(turn, library, address, description);
    let is_looked_at = matches!(method, InventoryMethod::Fast | InventoryMethod::Omid);
    gate::library_came(turn, library, if is_looked_at { Tending::Lock } else { Tending::LockAndLook });
    cleaning::fetch_left_behind(turn, library);
    turn.stir(library);
    ready_if_all_have_answered(turn);
}

/// A library is not there, or does not answer.
pub(crate) fn silent(turn: &mut Turn<'_>, address: LibraryAddress) {
    if let Some(library) = turn.world().library_at(address) {
        set_state(turn, library, OperationalState::NotPresent);
    }
    ready_if_all_have_answered(turn);
}

/// What people did to ports, doors and magazines while nobody could hear it is heard now.
fn catch_up(turn: &mut Turn<'_>, library: LibraryRef, address: LibraryAddress, description: &Description) {
    let mut missed = Vec::new();
    for door in &turn.world().parts(library).doors {
        let record = &turn.world().doors[*door];
        match (record.state == DoorState::Open, description.doors_open.contains(&record.number)) {
            (true, false) => missed.push(HardwareEvent::DoorClosed(record.number)),
            (false, true) => missed.push(HardwareEvent::DoorOpened(record.number)),
            (true, true) | (false, false) => {}
        }
    }
    for port in &turn.world().parts(library).ports {
        let record = &turn.world().ports[*port];
        match (record.position == PortPosition::Extended, description.ports_out.contains(&record.number)) {
            (true, false) => missed.push(HardwareEvent::PortRetracted(record.number)),
            (false, true) => missed.push(HardwareEvent::PortExtended(record.number)),
            (true, true) | (false, false) => {}
        }
    }
    missed.extend(magazine::missed(turn, library, description));
    for event in missed {
        operation::sense(turn, &Sense { library: address, event });
    }
}

/// A library did not take a command: it is asked whether it takes any. If not, it will say when it does again.
pub(crate) fn ask_again(turn: &mut Turn<'_>, library: LibraryRef) {
    if let Some(address) = turn.world().libraries.get(library).and_then(|library| library.address) {
        describe(turn, address);
    }
}

/// A library starts from the beginning; it will say when it is ready.
pub(crate) fn reset(turn: &mut Turn<'_>, address: LibraryAddress) {
    if let Some(library) = turn.world().library_at(address) {
        set_state(turn, library, OperationalState::Initializing);
    }
}

/// Somebody has looked after a library that had to be looked after.
pub(crate) fn repaired(turn: &mut Turn<'_>, library: LibraryRef, was_looked_after: bool) {
    gate::repaired(turn, library, was_looked_after);
    drives::let_all_go(turn, library);
    if turn.world().libraries[library].state == OperationalState::NeedsService {
        turn.change(Change::Library(library, LibraryField::State(OperationalState::Ready)));
        turn.stir(library);
    }
}

/// A library has been connected, or is back.
pub(crate) fn attached(turn: &mut Turn<'_>, address: LibraryAddress) {
    match turn.world().live.service {
        Service::Initializing | Service::Ready => describe(turn, address),
        Service::Stopped | Service::Loading | Service::Failed => turn.drop_input("a library for a service that is not up"),
    }
}

fn ready_if_all_have_answered(turn: &mut Turn<'_>) {
    let asking = turn.world().live.commands.values().any(|purpose| matches!(purpose, Purpose::Describe(_)));
    if turn.world().live.service == Service::Initializing && !asking {
        turn.live(LiveChange::Service(Service::Ready));
    }
}

fn set_state(turn: &mut Turn<'_>, library: LibraryRef, state: OperationalState) {
    if turn.world().libraries[library].kind == LibraryKind::Offline || turn.world().libraries[library].state == state {
        return;
    }
    turn.change(Change::Library(library, LibraryField::State(state)));
    for drive in turn.world().parts(library).drives.clone() {
        if turn.world().drives[drive].operational != state {
            turn.change(Change::Drive(drive, DriveField::Operational(state)));
        }
    }
}
