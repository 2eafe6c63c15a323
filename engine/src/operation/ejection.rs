//! Ejection: the robot carries cartridges into a port, and carries back what people do not take out of it.
//!
//! Answers the halves of EjectNtmsMedia and EjectNtmsCleaner around the open port (`eject-media.*`,
//! `eject-cleaner.*`, `model.eject.*`). A cartridge that was taken is offline or forgotten; one that was not taken
//! until the time was over goes back to its slot, and the request says so (D-013).

use super::operator::InPort;
use super::port_session::{conclude, conclude_or_fail, queue_taking_in, to_phase, unlock};
use super::{Work, belief, cartridge, cleaning, dismount, ending, enter, hardware, identify, injection};
use crate::id::{LibraryRef, MediumRef, RequestRef, SlotRef};
use crate::port::hardware::{Action, BarCode, Element, ElementStatus};
use crate::record::state::{BarCodeState, DriveState, Operation, PoolKind, SideState, SlotState};
use crate::record::{Medium, Place};
use crate::refusal::{Refusal, refusals};
use crate::turn::Turn;
use crate::world::World;
use crate::world::work;
use crate::world::work::port_session::{Phase, PortEnd, PortSession};

refusals! {
    NOT_TAKEN: NotTaken = Timeout, ["eject-media.library-timeout", "D-013"];
    NO_WAY_BACK: NoWayBack = LibraryFull, ["D-013"];
    PORT_FULL: PortFull = IeportFull, ["D-046"];
    GONE_MEANWHILE: GoneMeanwhile = InvalidMedia, ["D-046"];
}

/// `dwMediaPoolPolicy`: ejected free media are forgotten (`eject-media.purge-free-policy`).
const PURGE_OFFLINE_SCRATCH: u32 = 1;
/// `dwMediaPoolPolicy`: ejected import media are kept (`eject-media.keep-import-policy`).
const KEEP_OFFLINE_IMPORT: u32 = 2;

/// Begins to carry cartridges into the port.
pub(crate) fn begin(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession) {
    // What stands in the port already is where it should be.
    let port = work.port;
    let standing = |medium: &MediumRef| match turn.world().media.get(*medium).map(|record| record.place) {
        Some(Place::Port(at, cell)) if at == port => Some(cell),
        Some(_) | None => None,
    };
    let taken: Vec<u16> = work.media().iter().filter_map(standing).collect();
    work.cells = (1..=turn.world().ports[port].cells).rev().filter(|cell| !taken.contains(cell)).collect();
    work.pending = work.media().iter().copied().rev().filter(|medium| standing(medium).is_none()).collect();
    for medium in work.pending.iter().copied() {
        if let Some(drive) = dismount::drive_of(turn.world(), medium) {
            dismount::take_drive(turn, drive, request);
        }
    }
    fill_next(turn, request, work);
}

/// Carries the next cartridge into the next cell, or opens the port when all are in it.
pub(crate) fn fill_next(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession) {
    if work.end.is_some() || work.pending.is_empty() {
        return unlock(turn, request, work);
    }
    if work.cells.is_empty() {
        // The others stay inside, and the session fails in the end.
        return unlock(turn, request, PortSession { failed: work.failed.or(Some(&PORT_FULL)), ..work });
    }
    if let Some(drive) = work.pending.last().and_then(|medium| loaded_in(turn.world(), *medium)) {
        work.phase = Phase::Unloading;
        enter(turn, request, Work::Port(work));
        return hardware::send(turn, request, Action::Unload(drive));
    }
    work.phase = Phase::Filling;
    let (Some(cell), Some(medium)) = (work.cells.pop(), work.pending.pop()) else { return };
    let library = turn.world().ports[work.port].library;
    // People may have carried it to another library.
    let record = turn.world().media.get(medium).filter(|record| record.library == library);
    let Some(from) = record.and_then(|record| turn.world().element(record.place)) else {
        return not_fetched(turn, request, work, &GONE_MEANWHILE);
    };
    let to = Element::Port(turn.world().ports[work.port].number, cell);
    enter(turn, request, Work::Port(work));
    hardware::carry(turn, request, from, to, 1);
}

/// The drive that has not let go of a medium yet.
fn loaded_in(world: &World, medium: MediumRef) -> Option<u16> {
    let drive = &world.drives[dismount::drive_of(world, medium)?];
    (drive.state != DriveState::Unloaded).then_some(drive.number)
}

/// A drive does not let go of its medium. The others of the batch go out all the same, and the session fails in the end.
pub(crate) fn not_unloaded(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession, refusal: &'static Refusal) {
    work.pending.pop();
    not_fetched(turn, request, work, refusal);
}

/// Something lies in a cell that should be empty: the engine tries the next one. Without one the port is full, and the engine tells people.
pub(crate) fn cell_is_full(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession) {
    let is_left = |medium: &MediumRef| turn.world().media.get(*medium).is_some_and(|record| is_inside(record.place));
    let left = work.media().iter().copied().find(|medium| is_left(medium) && !work.pending.contains(medium));
    if work.cells.is_empty() {
        work.failed = Some(&PORT_FULL);
        return injection::offer_back(turn, request, work, InPort::Full);
    }
    work.pending.extend(left);
    fill_next(turn, request, work);
}

/// A cartridge was not where it should be fetched. The others of its batch go out all the same, and the session fails in the end.
pub(crate) fn not_fetched(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession, refusal: &'static Refusal) {
    work.failed = Some(refusal);
    let stands_here = |medium: &MediumRef| {
        turn.world().media.get(*medium).is_some_and(|record| matches!(record.place, Place::Port(port, _) if port == work.port))
    };
    if work.pending.is_empty() && !work.media().iter().any(stands_here) {
        return ending::fail(turn, request, refusal);
    }
    fill_next(turn, request, work);
}

/// Whether a cartridge has not been carried into a port yet.
const fn is_inside(place: Place) -> bool {
    matches!(place, Place::Slot(_) | Place::Drive(_))
}

/// The port is closed again: what is not in it any more has been taken.
pub(crate) fn taken(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession, full: &[ElementStatus]) {
    let library = turn.world().ports[work.port].library;
    for medium in work.media().to_vec() {
        // What people have carried to another library is there.
        let record = turn.world().media.get(medium).filter(|record| record.library == library);
        let Some(place) = record.map(|record| record.place) else { continue };
        let seen = full.iter().find(|status| turn.world().place(library, status.element) == Some(place));
        if matches!(place, Place::Port(..)) && !seen.is_some_and(|status| is_same(turn.world(), medium, &status.bar_code)) {
            leave(turn, medium);
        }
    }
    // What is on record there and was not given out stands there rightly.
    let known = |status: &ElementStatus| belief::medium_on(turn, library, status.element);
    let is_left = |status: &&ElementStatus| known(status).is_none_or(|medium| work.media().contains(&medium));
    let left: Vec<ElementStatus> = full.iter().filter(is_left).cloned().collect();
    if left.is_empty() {
        return match work.failed {
            Some(refusal) => conclude_or_fail(turn, request, work.end, refusal),
            None => conclude(turn, request, ending_of(&work)),
        };
    }
    let is_here = |record: &Medium| record.library == library && record.place != Place::Offline;
    let stands_here = |medium: &MediumRef| turn.world().media.get(*medium).is_some_and(is_here);
    if work.end.is_none() && work.failed.is_none() && !work.media().iter().any(stands_here) {
        // Its own media are out (D-059). What was left in their place is taken in.
        conclude(turn, request, None);
        return queue_taking_in(turn, work.port);
    }
    if work.end.is_none() {
        // Somebody pushed the port in without taking everything: it is offered again until the time is over.
        return unlock(turn, request, work);
    }
    work.seen = left.into_iter().rev().collect();
    to_phase(turn, request, &work, Phase::Returning);
    return_next(turn, request, PortSession { phase: Phase::Returning, ..work });
}

/// Whether what is seen in the port can be the cartridge that was put there, and not one that somebody left instead. A bar code that
/// could not be read before does not become legible.
pub(crate) fn is_same(world: &World, medium: MediumRef, seen: &BarCode) -> bool {
    let record = &world.media[medium];
    match (seen, &record.bar_code) {
        (BarCode::Text(text), Some(recorded)) => text == recorded,
        (BarCode::Text(_), None) => record.bar_code_state == BarCodeState::Ok,
        (BarCode::Unreadable | BarCode::NotRead, _) => true,
    }
}

/// A time-out is no failure when everything has been taken.
const fn ending_of(work: &PortSession) -> Option<PortEnd> {
    match work.end {
        Some(PortEnd::TimedOut) | None => None,
        Some(PortEnd::Stopped) => Some(PortEnd::Stopped),
        Some(PortEnd::Cancelled) => Some(PortEnd::Cancelled),
    }
}

/// A cartridge is back in a slot. One that was left in the port instead of another is new, and is identified. So is one that no bar code tells
/// from what was given out: people may have exchanged it (D-059).
pub(crate) fn returned(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession) {
    let status = work.seen.pop();
    if let (Some(slot), Some(status)) = (work.target.take(), status) {
        let library = turn.world().ports[work.port].library;
        let place = Place::Slot(slot);
        let known = belief::medium_at(turn, place);
        let recognised = match known {
            Some(medium) => turn.world().media[medium].cleaner || matches!(status.bar_code, BarCode::Text(_)),
            None => cartridge::turned_up(turn, library, place, &status.bar_code).1,
        };
        if known.is_none() || !recognised {
            let session = turn.task(request).and_then(|task| task.session);
            let identification = work::identify::Identify::of(place, &status.bar_code, recognised, false);
            identify::queue(turn, library, Operation::ProcessOmid, identification, session);
        }
    }
    return_next(turn, request, work);
}

/// Carries the next cartridge that nobody took to a slot: its own, or the first free one.
pub(crate) fn return_next(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession) {
    // What is on record there and was not given out stands there rightly.
    let is_full = !work.seen.is_empty() || belief::has_known(turn.world(), work.port);
    belief::set_content(turn, work.port, is_full);
    let Some(status) = work.seen.last() else {
        return conclude_or_fail(turn, request, work.end, work.failed.unwrap_or(&NOT_TAKEN));
    };
    let (library, from) = (turn.world().ports[work.port].library, status.element);
    work.target = slot_of(turn, library, from);
    match work.target.and_then(|slot| turn.world().element(Place::Slot(slot))) {
        Some(to) => {
            enter(turn, request, Work::Port(work));
            hardware::carry(turn, request, from, to, 1);
        }
        None => {
            let is_own = |status: &ElementStatus| {
                belief::medium_on(turn, library, status.element).is_some_and(|medium| work.media().contains(&medium))
            };
            let is_any_left = work.seen.iter().any(is_own);
            // What stands beside its own media, and has no slot, is not what it was about.
            work.failed = Some(if is_any_left { &NO_WAY_BACK } else { work.failed.unwrap_or(&NOT_TAKEN) });
            injection::offer_back(turn, request, work, InPort::NoSlot);
        }
    }
}

/// The slot for what stands in a cell of a port: its own for what is on record there, and else the first free one.
pub(crate) fn slot_of(turn: &Turn<'_>, library: LibraryRef, cell: Element) -> Option<SlotRef> {
    match belief::medium_on(turn, library, cell) {
        Some(medium) => slot_back(turn.world(), medium),
        None => turn.world().free_slot(library),
    }
}

/// The slot a medium goes back to. A cleaner has one slot only; when that is in doubt it has none.
fn slot_back(world: &World, medium: MediumRef) -> Option<SlotRef> {
    world.slot_for(medium).filter(|slot| world.slots[*slot].state == SlotState::Empty)
}

/// A cartridge has been taken out of the port: it is offline, or forgotten (`eject-media.goes-offline-or-deleted`).
fn leave(turn: &mut Turn<'_>, medium: MediumRef) {
    let library = turn.world().media[medium].library;
    if turn.world().cleaner_of(library) == Some(medium) {
        return cleaning::cleaner_left(turn, library);
    }
    gone(turn, medium);
}

/// A cartridge is not in its library any more.
pub(crate) fn gone(turn: &mut Turn<'_>, medium: MediumRef) {
    let Medium { library, home, .. } = turn.world().media[medium];
    if let Some(slot) = home {
        identify::nothing_stands_there(turn, library, slot);
    }
    if is_forgotten(turn.world(), medium) {
        cartridge::forget(turn, medium);
    } else {
        belief::goes_offline(turn, medium);
    }
}

/// Whether an ejected cartridge is not kept in the records (`model.eject.forgotten`).
fn is_forgotten(world: &World, medium: MediumRef) -> bool {
    let record = &world.media[medium];
    let policy = world.computer.as_ref().map_or(0, |computer| computer.pool_policy);
    let incompatible = world.sides_of(medium).iter().any(|side| world.sides[*side].state == SideState::Incompatible);
    let by_pool = match record.pool.and_then(|pool| world.pools.get(pool)).map(|pool| pool.kind) {
        Some(PoolKind::Foreign) => true,
        Some(PoolKind::Import) => policy & KEEP_OFFLINE_IMPORT == 0,
        Some(PoolKind::Scratch) => policy & PURGE_OFFLINE_SCRATCH != 0,
        Some(PoolKind::Application | PoolKind::Unknown) | None => false,
    };
    record.cleaner || incompatible || by_pool
}
