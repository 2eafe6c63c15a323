//! The service as a whole: start, recovery, and the libraries it finds.
//!
//! Answers `model.startup.*`. Recovery applies what the store
//! holds with the same `apply` that made it, cancels what was unfinished, asks every library what it is, and is ready
//! when all have answered; the default inventories then go on behind.

use std::sync::Arc;

use crate::change::{Change, MediumField, Object};
use crate::id::{LibraryRef, RequestRef};
use crate::input::ServiceEvent;
use crate::operation::{availability, belief, discovery, failure, inventory, operator, schedule};
use crate::output::Output;
use crate::port::hardware::LibraryAddress;
use crate::record::state::{MediaState, OperationalState, RequestState};
use crate::record::{AccessList, Computer, Place};
use crate::recovery;
use crate::turn::Turn;
use crate::world::live::{LiveChange, ServiceReadiness};
use crate::world::queue::is_open;

/// How long finished requests are kept, in seconds (`types.toml`, purge time).
const PURGE_TIME_S: u32 = 259_200;

/// Something happened to the service.
pub(crate) fn handle(turn: &mut Turn<'_>, event: &ServiceEvent) {
    match event {
        ServiceEvent::Starting => turn.live(LiveChange::Service(ServiceReadiness::Loading)),
        ServiceEvent::Failed => turn.live(LiveChange::Service(ServiceReadiness::Failed)),
        ServiceEvent::Recovered { database, libraries } => recover(turn, database, libraries),
        ServiceEvent::Stopped => {}
    }
}

fn recover(turn: &mut Turn<'_>, database: &[Change], libraries: &[LibraryAddress]) {
    if turn.world().live.service != ServiceReadiness::Loading {
        turn.drop_input("a database for a service that was not starting");
        return;
    }
    let found = match recovery::look_through(database) {
        Ok(found) => found,
        Err(broken) => {
            // It is left as it is, so that all that was in it is there when it is mended.
            turn.drop_input(broken.rule);
            turn.live(LiveChange::Service(ServiceReadiness::Failed));
            return;
        }
    };
    turn.recover(found);
    turn.live(LiveChange::Service(ServiceReadiness::Initializing));
    complete_database(turn);
    put_in_order(turn);
    inventory::remember(turn);
    cancel_unfinished(turn);
    operator::withdraw_wishes(turn);
    let known: Vec<(LibraryRef, LibraryAddress)> =
        turn.world().libraries.iter().filter_map(|(at, library)| Some((at, library.address?))).collect();
    for (library, address) in known {
        if !libraries.contains(&address) {
            availability::set_state(turn, library, OperationalState::NotPresent);
        }
    }
    for address in libraries {
        availability::describe(turn, *address);
    }
    availability::ready_if_all_have_answered(turn);
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
