//! Commands and what becomes of them: sending, the line for the transports, completions, events, and time-outs.

use super::{Progress, Work, advance, belief, door_session, ending, failure, operator, schedule};
use crate::id::{CommandId, LibraryRef, RequestRef};
use crate::method;
use crate::output::Output;
use crate::port::hardware::{Action, Command, Completion, Element, Failure, HardwareEvent, LibraryAddress, Outcome, Sense, SideNumber};
use crate::record::state::{OperationalState, RequestState};
use crate::service;
use crate::time::Millis;
use crate::turn::Turn;
use crate::world::live::{LiveChange, Purpose, Timer};
use crate::world::task::{Carry, Task};

/// How long a move is tried again when the transport is jammed, before somebody has to look after it.
const JAM_PATIENCE: Millis = Millis::from_secs(300);
/// Between two tries.
const JAM_PAUSE: Millis = Millis::from_secs(15);

/// Sends a command for a request. Its completion comes back as [`Progress`].
pub(crate) fn send(turn: &mut Turn<'_>, request: RequestRef, action: Action) {
    let Some(record) = turn.world().requests.get(request) else { return };
    let Some(address) = turn.world().libraries.get(record.library).and_then(|library| library.address) else { return };
    let id = CommandId(turn.number());
    let deadline = turn.now + turn.config.patience.command;
    turn.live(LiveChange::Command(id, Some(Purpose::Request(request))));
    let kept = action.clone();
    turn.with_task(request, |task| {
        task.command = Some((id, kept));
        task.deadline = Some(deadline);
    });
    turn.emit(Output::Command(Command { id, library: address, action }));
}

/// Has a cartridge carried as soon as a transport is free. Until then the request waits in line.
pub(crate) fn carry(turn: &mut Turn<'_>, request: RequestRef, from: Element, to: Element, side: SideNumber) {
    let Some(library) = turn.world().requests.get(request).map(|record| record.library) else { return };
    let mut shared = turn.world().live.shared.get(library).clone();
    if shared.moving < turn.world().libraries[library].transports {
        shared.moving += 1;
        turn.live(LiveChange::Shared(library, shared));
        send(turn, request, Action::Move { from, to, side });
    } else {
        shared.line.push_back(request);
        turn.live(LiveChange::Shared(library, shared));
        turn.with_task(request, |task| task.carry = Some(Carry { from, to, side }));
        schedule::set_state(turn, request, RequestState::Waiting);
    }
}

/// A transport is free again: whoever is first in line gets it.
pub(crate) fn free_transport(turn: &mut Turn<'_>, library: LibraryRef) {
    let mut shared = turn.world().live.shared.get(library).clone();
    shared.moving = shared.moving.saturating_sub(1);
    let next = shared.line.pop_front();
    turn.live(LiveChange::Shared(library, shared));
    if let Some(request) = next
        && let Some(Carry { from, to, side }) = turn.task(request).and_then(|task| task.carry)
    {
        turn.with_task(request, |task| task.carry = None);
        schedule::set_state(turn, request, RequestState::InProcess);
        carry(turn, request, from, to, side);
    }
}

/// A command has ended.
pub fn complete(turn: &mut Turn<'_>, completion: &Completion) {
    let Some(purpose) = turn.world().live.commands.get(&completion.command).copied() else {
        turn.drop_input("completion of a command that is not outstanding");
        return;
    };
    turn.live(LiveChange::Command(completion.command, None));
    match purpose {
        Purpose::Describe(address) => match &completion.result {
            Ok(Outcome::Description(description)) => service::described(turn, address, description),
            Ok(Outcome::Done | Outcome::Elements(_) | Outcome::Label(_)) | Err(_) => service::silent(turn, address),
        },
        Purpose::AbandonedMove(library, from, to) => {
            let action = Action::Move { from, to, side: 1 };
            match &completion.result {
                Ok(_) => belief::done(turn, library, &action),
                Err(failure) => belief::failed(turn, library, &action, *failure),
            }
            turn.stir(library);
        }
        Purpose::Request(request) => {
            let command = turn.task(request).and_then(|task| task.command.clone());
            let Some((_, action)) = command.filter(|(id, _)| *id == completion.command) else {
                // Overtaken: the request has sent another command since.
                return;
            };
            let Some(library) = turn.world().requests.get(request).map(|record| record.library) else { return };
            turn.with_task(request, |task| {
                task.command = None;
                task.deadline = None;
                if completion.result.is_ok() {
                    task.jammed_since = None;
                }
            });
            if matches!(action, Action::Move { .. }) {
                free_transport(turn, library);
            }
            let progress = match &completion.result {
                Ok(outcome) => {
                    belief::done(turn, library, &action);
                    Progress::Done(outcome.clone())
                }
                Err(Failure::TransportJammed) if try_again_later(turn, request, &action) => return,
                Err(failure) => {
                    belief::failed(turn, library, &action, *failure);
                    Progress::Failed(*failure)
                }
            };
            advance(turn, request, progress);
        }
    }
}

/// A transport is jammed: as long as there is hope that it comes free, the move is kept and tried again (D-033).
fn try_again_later(turn: &mut Turn<'_>, request: RequestRef, action: &Action) -> bool {
    let (Action::Move { from, to, side }, Some(task)) = (action, turn.task(request)) else { return false };
    let since = task.jammed_since.unwrap_or(turn.now);
    if turn.now.since(since) >= JAM_PATIENCE {
        if let Some(library) = turn.world().requests.get(request).map(|record| record.library) {
            operator::ask_for_service(turn, library);
        }
        return false;
    }
    let carry = Carry { from: *from, to: *to, side: *side };
    let next = turn.now + JAM_PAUSE;
    turn.with_task(request, |task| {
        task.jammed_since = Some(since);
        task.carry = Some(carry);
        task.deadline = Some(next);
    });
    schedule::set_state(turn, request, RequestState::Waiting);
    true
}

/// A library says something unasked.
pub fn sense(turn: &mut Turn<'_>, sense: &Sense) {
    match sense.event {
        HardwareEvent::Attached => return service::attached(turn, sense.library),
        HardwareEvent::Detached => {
            service::silent(turn, sense.library);
            return cut_off(turn, sense.library);
        }
        HardwareEvent::PortFull(_)
        | HardwareEvent::PortExtended(_)
        | HardwareEvent::PortRetracted(_)
        | HardwareEvent::DoorOpened(_)
        | HardwareEvent::DoorClosed(_)
        | HardwareEvent::DriveLoaded(_)
        | HardwareEvent::DriveEmptied(_) => {}
    }
    let Some(library) = turn.world().library_at(sense.library) else {
        turn.drop_input("event of a library that is not known");
        return;
    };
    belief::sensed(turn, library, &sense.event);
    let concerned = match sense.event {
        HardwareEvent::PortFull(number) | HardwareEvent::PortExtended(number) | HardwareEvent::PortRetracted(number) => {
            let ports = &turn.world().parts(library).ports;
            ports.iter().find(|port| turn.world().ports[**port].number == number).and_then(|port| *turn.world().live.ports.get(*port))
        }
        HardwareEvent::DoorOpened(_) | HardwareEvent::DoorClosed(_) => door_session::of(turn.world(), library),
        HardwareEvent::DriveLoaded(_) | HardwareEvent::DriveEmptied(_) | HardwareEvent::Attached | HardwareEvent::Detached => None,
    };
    match (concerned, &sense.event) {
        (Some(request), _) => advance(turn, request, Progress::Sensed(sense.event.clone())),
        (None, HardwareEvent::DoorClosed(number)) => door_session::closed_unasked(turn, library, *number),
        (None, _) => {}
    }
}

/// A library is gone. The commands on their way will be told; a door, or a port that was left out, may be closed before
/// the library is back, and nobody would ever say so.
fn cut_off(turn: &mut Turn<'_>, address: LibraryAddress) {
    let Some(library) = turn.world().library_at(address) else { return };
    let waits_for_people = |request: &RequestRef| {
        let idle = |task: &Task| task.running && task.command.is_none() && task.carry.is_none();
        turn.task(*request).filter(|task| idle(task)).is_some_and(|task| match task.work {
            Work::Door(_) => true,
            Work::Port(_) => task.deadline.is_none(),
            Work::Remove(_) | Work::CleanerSlot(_) | Work::Switch(_) | Work::Inventory(_) | Work::Identify(_) => false,
            Work::Cleaning(_) | Work::Dismount(_) | Work::Mount(_) => false,
        })
    };
    let waiting: Vec<RequestRef> = turn.world().queue(library).filter(waits_for_people).collect();
    for request in waiting {
        advance(turn, request, Progress::Failed(Failure::NotConnected));
    }
}

/// Time has passed: everything whose deadline has come is told, and what is kept long enough is forgotten.
pub fn expire(turn: &mut Turn<'_>) {
    while let Some((_, timer)) = turn.world().live.timers.first().copied().filter(|(when, _)| *when <= turn.now) {
        match timer {
            Timer::Wait(call) => method::give_up(turn, call),
            Timer::Task(request) => expire_task(turn, request),
        }
    }
    ending::purge(turn);
    let libraries: Vec<LibraryRef> = turn.world().libraries.iter().map(|(library, _)| library).collect();
    for library in libraries {
        turn.stir(library);
    }
}

fn expire_task(turn: &mut Turn<'_>, request: RequestRef) {
    let Some(task) = turn.task(request) else { return };
    turn.with_task(request, |task| task.deadline = None);
    if let Some((id, action)) = &task.command {
        // The hardware has not answered in a time that no library needs: somebody has to look at it.
        let Some(library) = turn.world().requests.get(request).map(|record| record.library) else { return };
        turn.change(crate::change::Change::Library(library, crate::change::LibraryField::State(OperationalState::NeedsService)));
        operator::ask_for_service(turn, library);
        ending::fail(turn, request, &failure::HARDWARE_SILENT);
        if let Action::Move { from, to, .. } = action {
            turn.live(LiveChange::Command(*id, Some(Purpose::AbandonedMove(library, *from, *to))));
            belief::in_doubt(turn, library, [*from, *to]);
        }
    } else if let Some(Carry { from, to, side }) = task.carry {
        turn.with_task(request, |task| task.carry = None);
        schedule::set_state(turn, request, RequestState::InProcess);
        carry(turn, request, from, to, side);
    } else if task.running {
        advance(turn, request, Progress::Expired);
    } else {
        ending::expire_waiting(turn, request);
    }
}
