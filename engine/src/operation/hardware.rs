//! Commands and what becomes of them: sending, the line for the transports, completions, events, and time-outs.

use super::{WorkEvent, advance, availability, belief, door_session, ending, failure, gate, inventory, operator, schedule, standstill};
use crate::id::{CommandId, LibraryRef, RequestRef};
use crate::output::Output;
use crate::port::hardware::{Access, Action, Command, Completion, Element, Failure, Gate, HardwareEvent, Outcome, Sense, SideNumber};
use crate::record::state::{OperationalState, RequestState};
use crate::time::{Beginning, Millis};
use crate::turn::Turn;
use crate::world::live::Tending;
use crate::world::live::{LiveChange, Purpose};
use crate::world::task::Carry;

/// How long a move is tried again when the transport is jammed, before somebody has to look after it.
const JAM_PATIENCE: Millis = Millis::from_secs(300);
/// Between two tries.
const JAM_PAUSE: Millis = Millis::from_secs(15);

/// Sends a command for a request. Its completion comes back as [`WorkEvent`].
pub(crate) fn send(turn: &mut Turn<'_>, request: RequestRef, action: Action) {
    let Some(record) = turn.world().requests.get(request) else { return };
    let Some(address) = turn.world().libraries.get(record.library).and_then(|library| library.address) else { return };
    let library = record.library;
    if let Some((older, Action::SetAccess(gate, access))) = turn.task(request).and_then(|task| task.command.clone()) {
        turn.live(LiveChange::Command(older, Some(Purpose::Overtaken(library, gate, access))));
    }
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

/// Commands are on their way to the hardware. It has its time from now on, however long the store has taken before.
pub fn sent(turn: &mut Turn<'_>, commands: &[CommandId]) {
    let deadline = turn.now + turn.config.patience.command;
    for id in commands {
        let Some(Purpose::Request(request)) = turn.world().live.commands.get(id).cloned() else { continue };
        if turn.task(request).is_some_and(|task| task.deadline != Some(deadline)) {
            turn.with_task(request, |task| task.deadline = Some(deadline));
        }
    }
}

/// Has a cartridge carried as soon as a transport is free. Until then the request waits in line.
pub(crate) fn carry(turn: &mut Turn<'_>, request: RequestRef, from: Element, to: Element, side: SideNumber) {
    set_out(turn, request, Carry { from, to, side, onward: None });
}

/// Has a move made, or two cartridges exchanged, as soon as a transport is free.
pub(crate) fn set_out(turn: &mut Turn<'_>, request: RequestRef, carry: Carry) {
    let Some(library) = turn.world().requests.get(request).map(|record| record.library) else { return };
    let mut shared = turn.world().live.shared.get(library).clone();
    if shared.moving < turn.world().libraries[library].transports {
        shared.moving += 1;
        turn.live(LiveChange::Shared(library, shared));
        send(turn, request, carry.action());
    } else {
        shared.line.push_back(request);
        turn.live(LiveChange::Shared(library, shared));
        turn.with_task(request, |task| task.carry = Some(carry));
        schedule::set_state(turn, request, RequestState::Waiting);
    }
}

/// A transport is free again: the first request in line gets it.
pub(crate) fn free_transport(turn: &mut Turn<'_>, library: LibraryRef) {
    let mut shared = turn.world().live.shared.get(library).clone();
    shared.moving = shared.moving.saturating_sub(1);
    let next = shared.line.pop_front();
    turn.live(LiveChange::Shared(library, shared));
    if let Some(request) = next
        && let Some(carry) = turn.task(request).and_then(|task| task.carry)
    {
        turn.with_task(request, |task| task.carry = None);
        schedule::set_state(turn, request, RequestState::InProcess);
        set_out(turn, request, carry);
    }
}

/// A request has ended while the hardware is at work for it. The hardware goes on with that, unless the command has not left yet: what it comes
/// to is heard when it ends, and until then nobody knows where a cartridge is that was under way.
pub(crate) fn abandon(turn: &mut Turn<'_>, library: LibraryRef, id: CommandId, action: &Action) {
    let goes_on = !turn.is_held_back(id);
    turn.live(LiveChange::Command(id, goes_on.then(|| Purpose::Abandoned(library, action.clone()))));
    if let Some(carry) = Carry::of(action) {
        free_transport(turn, library);
        if goes_on {
            belief::in_doubt(turn, library, &carry.ends());
        }
    }
}

/// A command has ended.
pub fn complete(turn: &mut Turn<'_>, completion: &Completion) {
    let Some(purpose) = turn.world().live.commands.get(&completion.command).cloned() else {
        turn.drop_input("completion of a command that is not outstanding");
        return belief::done_unknown(turn);
    };
    turn.live(LiveChange::Command(completion.command, None));
    match purpose {
        Purpose::Describe(address) => match &completion.result {
            Ok(Outcome::Description(description)) => availability::described(turn, address, description),
            Ok(Outcome::Done | Outcome::Elements(_) | Outcome::Label(_)) | Err(_) => availability::silent(turn, address),
        },
        Purpose::Abandoned(library, action) => {
            belief::ended_for_nobody(turn, library, &action, &completion.result);
            turn.stir(library);
        }
        Purpose::Overtaken(library, gate, access) => {
            if let Err(failure) = &completion.result {
                belief::failed(turn, library, &Action::SetAccess(gate, access), *failure);
            }
        }
        Purpose::Tend(gate, tending) => gate::tended(turn, gate, tending, &completion.result),
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
                if completion.result.is_ok() {
                    inventory::looks_count(turn, library);
                }
            }
            let progress = match &completion.result {
                Ok(outcome) => {
                    belief::done(turn, library, &action);
                    if matches!(action, Action::SetAccess(Gate::Port(_), Access::Retract | Access::Lock)) {
                        standstill::is_over(turn, library);
                    }
                    WorkEvent::Done(outcome.clone())
                }
                Err(failure) if failure::is_passing(*failure) && try_again_later(turn, request, &action) => return,
                Err(Failure::PortExtended) if standstill::wait(turn, library, request, &action) => return,
                Err(Failure::SourceEmpty | Failure::TransportFull)
                    if turn.task(request).is_some_and(|task| task.jammed_since.is_some()) =>
                {
                    // It is gone from its place, but into the grip that was in trouble.
                    belief::left_in_grip(turn, library, &action);
                    WorkEvent::Failed(Failure::TransportFull)
                }
                Err(failure) => {
                    belief::failed(turn, library, &action, *failure);
                    WorkEvent::Failed(*failure)
                }
            };
            advance(turn, request, progress);
        }
    }
}

/// A transport is in trouble: as long as there is hope that it passes, the move is kept and tried again (D-033).
fn try_again_later(turn: &mut Turn<'_>, request: RequestRef, action: &Action) -> bool {
    let (Some(carry), Some(task)) = (Carry::of(action), turn.task(request)) else { return false };
    let since = task.jammed_since.unwrap_or(Beginning(turn.now));
    if turn.now.since(since.0) >= JAM_PATIENCE {
        return false;
    }
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
        HardwareEvent::Attached => return availability::attached(turn, sense.library),
        HardwareEvent::Detached => return availability::silent(turn, sense.library),
        HardwareEvent::Reset => return availability::reset(turn, sense.library),
        HardwareEvent::PortFull(_)
        | HardwareEvent::PortExtended(_)
        | HardwareEvent::PortRetracted(_)
        | HardwareEvent::DoorOpened(_)
        | HardwareEvent::DoorClosed(_)
        | HardwareEvent::DriveLoaded(_)
        | HardwareEvent::DriveEmptied(_)
        | HardwareEvent::DriveAlert(..)
        | HardwareEvent::DriveRemoved(_)
        | HardwareEvent::DriveInstalled(_)
        | HardwareEvent::MagazineRemoved(_)
        | HardwareEvent::MagazineInserted(_) => {}
    }
    let Some(library) = turn.world().library_at(sense.library) else {
        turn.drop_input("event of a library that is not known");
        return;
    };
    belief::sensed(turn, library, &sense.event);
    standstill::heard(turn, library, &sense.event);
    let holder = |gate: Gate| gate::find(turn.world(), library, gate).and_then(|gate| turn.world().live.gate(gate).holder);
    let concerned = match sense.event {
        HardwareEvent::PortFull(number) | HardwareEvent::PortExtended(number) | HardwareEvent::PortRetracted(number) => {
            holder(Gate::Port(number))
        }
        HardwareEvent::DoorOpened(number) | HardwareEvent::DoorClosed(number) => holder(Gate::Door(number)),
        HardwareEvent::DriveLoaded(_) | HardwareEvent::DriveEmptied(_) | HardwareEvent::DriveAlert(..) => None,
        HardwareEvent::DriveRemoved(_) | HardwareEvent::DriveInstalled(_) => None,
        HardwareEvent::MagazineRemoved(_) | HardwareEvent::MagazineInserted(_) => None,
        HardwareEvent::Attached | HardwareEvent::Detached | HardwareEvent::Reset => None,
    };
    match (concerned, &sense.event) {
        (Some(request), _) => advance(turn, request, WorkEvent::Sensed(sense.event.clone())),
        (None, HardwareEvent::DoorClosed(number)) => door_session::closed_unasked(turn, library, *number),
        // People were at a port that was left unlocked: nobody knows what is in it now.
        (None, HardwareEvent::PortRetracted(number)) => {
            if let Some(gate) = gate::find(turn.world(), library, Gate::Port(*number)) {
                gate::tend(turn, gate, Tending::LockAndLook);
            }
        }
        (None, _) => {}
    }
}

/// The work or the patience of a request has come to its end.
pub(crate) fn expire(turn: &mut Turn<'_>, request: RequestRef) {
    let Some(task) = turn.task(request) else { return };
    turn.stir(task.library);
    turn.with_task(request, |task| task.deadline = None);
    if task.command.is_some() {
        // The hardware has not answered in a time that no library needs: somebody has to look at it.
        let Some(library) = turn.world().requests.get(request).map(|record| record.library) else { return };
        turn.change(crate::change::Change::Library(library, crate::change::LibraryField::State(OperationalState::NeedsService)));
        operator::ask_for_service(turn, library);
        ending::fail(turn, request, &failure::HARDWARE_SILENT);
    } else if let Some(carry) = task.carry {
        turn.with_task(request, |task| task.carry = None);
        schedule::set_state(turn, request, RequestState::InProcess);
        set_out(turn, request, carry);
    } else if task.halted.is_some() {
        let Some(library) = turn.world().requests.get(request).map(|record| record.library) else { return };
        standstill::try_again(turn, library, request);
    } else if task.running {
        advance(turn, request, WorkEvent::Expired);
    } else {
        ending::expire_waiting(turn, request);
    }
}
