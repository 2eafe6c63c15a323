//! A port session: an IE port is opened, people fill or empty it, and it is closed again.
//!
//! Answers InjectNtmsMedia, EjectNtmsMedia and, in libraries with a port, the cleaner calls (`inject-media.*`,
//! `eject-media.*`, `inject-cleaner.port-preferred`, `eject-cleaner.port-preferred`, machine `port-insertion`). The
//! port is held for the whole session; transports only while something is carried, so that other work goes on.
//!
//! ```text
//! eject:   filling ─┐                                ┌─ returning what was not taken
//!                   ├▶ unlocking ▶ extending ▶ open ▶ retracting ▶ locking ▶ looking
//! inject: ──────────┘         ▲                                                  └─ moving ─┐
//!                             └──────────────────── again ◀─────────────────────────────────┘
//! ```

use super::{
    Readiness, Work, WorkEvent, belief, cartridge, cleaning, drives, ejection, ending, enter, failure, gate, hardware, injection,
    inventory, operator, schedule,
};
use crate::id::{PortRef, RequestRef};
use crate::port::hardware::{Access, Action, Blame, Element, ElementStatus, Failure, Gate, HardwareEvent, Outcome};
use crate::record::Place;
use crate::record::state::{Operation, PortContent, PortPosition};
use crate::refusal::Refusal;
use crate::time::{Instant, Millis};
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::GateRef;
use crate::world::queue::is_forced;
use crate::world::work::port_session::{Phase, PortEnd, PortPurpose, PortSession};

/// Queues the taking in of what stands in a port already: nobody has to come, and the port is not opened.
pub(crate) fn queue_taking_in(turn: &mut Turn<'_>, port: PortRef) {
    let library = turn.world().ports[port].library;
    let session = PortSession { end: Some(PortEnd::TimedOut), ..PortSession::new(port, PortPurpose::InjectMedia { many: false }) };
    schedule::queue(turn, schedule::QueueOrder::new(library, Operation::Inject, Work::Port(session), None));
}

pub(crate) fn readiness(world: &World, now: Instant, request: RequestRef, work: &PortSession) -> Readiness {
    if world.live.ports.get(work.port).holder.is_some_and(|holder| holder != request) {
        return Readiness::Taken(None);
    }
    let forced = is_forced(&world.requests[request]);
    for medium in work.media().iter().copied() {
        if world.is_held_beside(medium, request) {
            return Readiness::Taken(None);
        }
        if let Some(Place::Drive(drive)) = world.media.get(medium).map(|record| record.place) {
            let user = world.live.drives.get(drive);
            let taken = user.request.is_some() || (user.session.is_some() && !forced);
            if taken || !drives::gives_away_unshelved(world, now, drive) {
                return if taken { Readiness::Taken(None) } else { drives::emptied(world, now, drive) };
            }
        }
    }
    Readiness::Ready
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, work: PortSession) {
    gate::hold(turn, GateRef::Port(work.port), request);
    if let PortPurpose::InjectCleaner(uses) = work.errand {
        if let Some(refusal) = cleaning::has_no_place(turn.world(), turn.world().ports[work.port].library) {
            return ending::fail(turn, request, refusal);
        }
        cleaning::visit_begins(turn, request, uses);
    }
    if matches!(work.errand, PortPurpose::EjectCleaner(_))
        && let Some(refusal) = cleaning::has_none_to_eject(turn.world(), turn.world().ports[work.port].library)
    {
        return ending::fail(turn, request, refusal);
    }
    if work.is_inject() && work.end.is_some() {
        // People have left something in it, and nobody has to come.
        lock(turn, request, &work);
    } else if work.is_inject() {
        unlock(turn, request, work);
    } else {
        ejection::begin(turn, request, work);
    }
}

pub(crate) fn advance(turn: &mut Turn<'_>, request: RequestRef, work: PortSession, progress: WorkEvent) {
    match (work.phase, progress) {
        (Phase::Filling | Phase::Unloading, WorkEvent::Done(_)) => ejection::fill_next(turn, request, work),
        (Phase::Unlocking, WorkEvent::Done(_)) => {
            if work.end.is_some() || work.retract {
                return close(turn, request, work);
            }
            // START leaves a port alone that it has opened once; START_MANY pushes it out again (D-011).
            if work.took_in && matches!(work.errand, PortPurpose::InjectMedia { many: false }) {
                wait(turn, request, work);
            } else {
                to_phase(turn, request, &work, Phase::Extending);
                set_access(turn, request, &work, Access::Extend);
            }
        }
        (Phase::Extending, WorkEvent::Done(_)) => wait(turn, request, work),
        // Somebody was quicker than the motor, or than the store.
        (Phase::Unlocking | Phase::Extending | Phase::Releasing, WorkEvent::Sensed(HardwareEvent::PortRetracted(_))) => {
            enter(turn, request, Work::Port(PortSession { pushed: true, ..work }));
        }
        (Phase::Open, WorkEvent::Sensed(HardwareEvent::PortRetracted(_))) => lock(turn, request, &work),
        (Phase::Open, WorkEvent::Sensed(HardwareEvent::PortFull(_))) if is_polled(turn.world(), &work) => close(turn, request, work),
        (Phase::Open, WorkEvent::Expired) => close(turn, request, PortSession { end: Some(PortEnd::TimedOut), ..work }),
        (Phase::LeftOut, WorkEvent::Sensed(HardwareEvent::PortRetracted(_))) => lock(turn, request, &work),
        (Phase::Retracting, WorkEvent::Done(_)) => lock(turn, request, &work),
        // Only a person can push it in, and has the time that is left.
        (Phase::Retracting | Phase::Locking, WorkEvent::Failed(Failure::PortExtended)) if work.end.is_none() => {
            stay_open(turn, request, work);
        }
        (Phase::Retracting | Phase::Locking, WorkEvent::Failed(Failure::PortExtended)) => left_out(turn, request, &work),
        (Phase::Locking, WorkEvent::Done(_)) => {
            let port = &turn.world().ports[work.port];
            let cells = (1..=port.cells).map(|cell| Element::Port(port.number, cell)).collect();
            to_phase(turn, request, &work, Phase::Looking);
            hardware::send(turn, request, Action::ReadElements(cells));
        }
        (Phase::Looking, WorkEvent::Done(Outcome::Elements(elements))) => looked(turn, request, work, &elements),
        (Phase::Moving, WorkEvent::Done(_)) => match work.errand {
            PortPurpose::InjectCleaner(uses) => cleaning::shelved(turn, request, work, uses),
            PortPurpose::InjectMedia { .. } | PortPurpose::EjectMedia(_) | PortPurpose::EjectCleaner(_) => {
                injection::shelved(turn, request, work)
            }
        },
        (Phase::Moving, WorkEvent::Failed(cause)) => injection::not_shelved(turn, request, work, cause),
        (Phase::Returning, WorkEvent::Done(_)) => ejection::returned(turn, request, work),
        // The slot takes nothing, and is in doubt by now: the next one may.
        (Phase::Returning, WorkEvent::Failed(cause)) if cause.is_of_a_place() => ejection::return_next(turn, request, work),
        (Phase::Releasing, WorkEvent::Done(_)) => injection::released(turn, request, &work),
        // It has failed before, and keeps that error (D-046).
        (Phase::Releasing, WorkEvent::Failed(_)) if work.failed.is_some() => injection::released(turn, request, &work),
        (Phase::Filling, WorkEvent::Failed(Failure::DestinationFull)) => ejection::cell_is_full(turn, request, work),
        (Phase::Filling, WorkEvent::Failed(cause)) if cause.blame() == Blame::Records => {
            ejection::not_fetched(turn, request, work, failure::of(cause));
        }
        (Phase::Unloading, WorkEvent::Failed(cause)) if cause.blame() == Blame::Drive => {
            ejection::not_unloaded(turn, request, work, failure::of(cause));
        }
        (_, WorkEvent::Failed(cause)) => ending::fail_with(turn, request, cause),
        (
            Phase::Queued
            | Phase::Filling
            | Phase::Unloading
            | Phase::Unlocking
            | Phase::Extending
            | Phase::Open
            | Phase::LeftOut
            | Phase::Retracting
            | Phase::Locking
            | Phase::Looking
            | Phase::Moving
            | Phase::Returning
            | Phase::Releasing,
            WorkEvent::Done(_) | WorkEvent::Sensed(_) | WorkEvent::Expired,
        ) => {}
    }
}

/// The port is never tested for full when it holds several cartridges (`inject-media.multislot-port-not-polled-full`).
fn is_polled(world: &World, work: &PortSession) -> bool {
    world.ports[work.port].cells == 1 && work.is_inject()
}

/// STOP, cancellation: what is in the port is still taken care of, then the session ends.
pub(crate) fn finish(turn: &mut Turn<'_>, request: RequestRef, work: PortSession, end: PortEnd) {
    let work = PortSession { end: Some(end), ..work };
    match work.phase {
        Phase::Open => close(turn, request, work),
        Phase::Queued
        | Phase::Filling
        | Phase::Unloading
        | Phase::Unlocking
        | Phase::Extending
        | Phase::LeftOut
        | Phase::Retracting
        | Phase::Locking
        | Phase::Looking
        | Phase::Moving
        | Phase::Returning
        | Phase::Releasing => enter(turn, request, Work::Port(work)),
    }
}

/// RETRACT: the port is pulled in and looked into, and the session goes on (`inject-media.retract-checks-port`). One that is on its way
/// out is as soon as it is there.
pub(crate) fn retract(turn: &mut Turn<'_>, request: RequestRef, work: PortSession) {
    match work.phase {
        Phase::Open => close(turn, request, work),
        Phase::Unlocking | Phase::Extending => enter(turn, request, Work::Port(PortSession { retract: true, ..work })),
        // It is in, or on its way in, and looked into anyway.
        Phase::Queued
        | Phase::Filling
        | Phase::Unloading
        | Phase::LeftOut
        | Phase::Retracting
        | Phase::Locking
        | Phase::Looking
        | Phase::Moving
        | Phase::Returning
        | Phase::Releasing => {}
    }
}

/// Begins the procedure: unlock, extend, wait (`inject-media.port-opened-first`).
pub(crate) fn unlock(turn: &mut Turn<'_>, request: RequestRef, work: PortSession) {
    let work = PortSession { until: None, retract: false, pushed: false, ..work };
    to_phase(turn, request, &work, Phase::Unlocking);
    set_access(turn, request, &work, Access::Unlock);
}

/// The port waits for people, unless it need not: what has happened on the way here was heard of, and is not heard again.
fn wait(turn: &mut Turn<'_>, request: RequestRef, work: PortSession) {
    let record = &turn.world().ports[work.port];
    let is_full = is_polled(turn.world(), &work) && !work.found && record.content == PortContent::Full;
    let is_in = record.position != PortPosition::Extended;
    if work.end.is_some() || work.retract || is_full {
        return close(turn, request, work);
    }
    if work.pushed && is_in {
        return lock(turn, request, &work);
    }
    stay_open(turn, request, work);
}

fn stay_open(turn: &mut Turn<'_>, request: RequestRef, work: PortSession) {
    let limit = Millis::from_secs(u64::from(turn.world().ports[work.port].max_extend_s));
    let until = work.until.unwrap_or(turn.now + limit);
    to_phase(turn, request, &PortSession { until: Some(until), ..work }, Phase::Open);
    turn.with_task(request, |task| task.deadline = Some(until));
}

/// Pulls the port in.
fn close(turn: &mut Turn<'_>, request: RequestRef, work: PortSession) {
    let work = PortSession { retract: false, ..work };
    turn.with_task(request, |task| task.deadline = None);
    to_phase(turn, request, &work, Phase::Retracting);
    set_access(turn, request, &work, Access::Retract);
}

/// Locks the port before anything leaves it (`inject-media.port-locked-before-moving`).
fn lock(turn: &mut Turn<'_>, request: RequestRef, work: &PortSession) {
    turn.with_task(request, |task| task.deadline = None);
    to_phase(turn, request, work, Phase::Locking);
    set_access(turn, request, work, Access::Lock);
}

/// The port stands out and only a person can push it in: the operator is asked (`model.inject.port-time`).
fn left_out(turn: &mut Turn<'_>, request: RequestRef, work: &PortSession) {
    operator::ask_to_close_port(turn, turn.world().ports[work.port].library);
    to_phase(turn, request, work, Phase::LeftOut);
}

/// The library has looked into the port.
fn looked(turn: &mut Turn<'_>, request: RequestRef, work: PortSession, elements: &[ElementStatus]) {
    inventory::note_reader(turn, turn.world().ports[work.port].library, elements);
    let full: Vec<ElementStatus> = elements.iter().filter(|status| status.full).cloned().collect();
    belief::set_content(turn, work.port, !full.is_empty());
    note_taken(turn, &work, elements);
    match work.errand {
        PortPurpose::InjectMedia { .. } => injection::found(turn, request, work, &full),
        PortPurpose::InjectCleaner(_) => cleaning::found_in_port(turn, request, work, &full),
        PortPurpose::EjectMedia(_) | PortPurpose::EjectCleaner(_) => ejection::taken(turn, request, work, &full),
    }
}

/// What is on record in the port and is not seen there, or another in its place, somebody has taken. What the session itself gives
/// out is its own to account for, and what other work has is with that. What is there has the bar code that is seen on it.
fn note_taken(turn: &mut Turn<'_>, work: &PortSession, elements: &[ElementStatus]) {
    let library = turn.world().ports[work.port].library;
    for status in elements.iter().filter(|status| status.accessible) {
        let Some(medium) = belief::medium_on(turn, library, status.element) else { continue };
        let is_there = status.full && ejection::is_same(turn.world(), medium, &status.bar_code);
        let is_at_work = turn.world().live.media.get(medium).is_some() || work.media().contains(&medium);
        if is_there {
            cartridge::note_bar_code(turn, medium, &status.bar_code);
        } else if !is_at_work {
            ejection::gone(turn, medium);
        }
    }
}

/// How a session ends when nothing went wrong.
pub(crate) fn conclude(turn: &mut Turn<'_>, request: RequestRef, end: Option<PortEnd>) {
    cleaning::visit_is_over(turn, request);
    match end {
        Some(PortEnd::Stopped) => ending::stop(turn, request),
        Some(PortEnd::Cancelled) => ending::cancel(turn, request, &failure::CANCELLED),
        Some(PortEnd::TimedOut) | None => ending::pass(turn, request),
    }
}

/// As [`conclude`], but a session that simply ran out of time has failed for this reason.
pub(crate) fn conclude_or_fail(turn: &mut Turn<'_>, request: RequestRef, end: Option<PortEnd>, refusal: &'static Refusal) {
    match end {
        Some(PortEnd::Stopped | PortEnd::Cancelled) => conclude(turn, request, end),
        Some(PortEnd::TimedOut) | None => {
            cleaning::visit_is_over(turn, request);
            ending::fail(turn, request, refusal);
        }
    }
}

/// Sends an access command for the port of a session.
pub(crate) fn set_access(turn: &mut Turn<'_>, request: RequestRef, work: &PortSession, access: Access) {
    let number = turn.world().ports[work.port].number;
    hardware::send(turn, request, Action::SetAccess(Gate::Port(number), access));
}

/// Puts a session into another phase.
pub(crate) fn to_phase(turn: &mut Turn<'_>, request: RequestRef, work: &PortSession, phase: Phase) {
    enter(turn, request, Work::Port(PortSession { phase, ..work.clone() }));
}
