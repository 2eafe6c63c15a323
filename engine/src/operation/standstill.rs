//! Standstill: a port stands out that nothing may move beside, and what the library was told waits until it is in again (D-086).
//!
//! A door that is open ends the work that it interrupts, for the engine does not know what people do behind it. Through a port people
//! reach its own cells only, so the work just waits. Whether a port is such a one, the engine learns when the library refuses to move.

use super::{Work, hardware, operator, schedule};
use crate::id::{LibraryRef, PortRef, RequestRef};
use crate::port::hardware::{Action, Element, HardwareEvent};
use crate::record::state::{PortPosition, RequestState};
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::LiveChange;
use crate::world::task::Carry;

/// A library did not carry out a command because a port stands out: if the command does not reach into that very port, the request
/// keeps the command and waits. Returns whether it does.
pub(crate) fn wait(turn: &mut Turn<'_>, library: LibraryRef, request: RequestRef, action: &Action) -> bool {
    let Some(task) = turn.task(request) else { return false };
    let is_reached = |port: &PortRef| match (Carry::of(action), action) {
        // Where the two of an exchange are by now, is not known.
        (Some(carry), _) => carry.onward.is_some() || carry.ends().iter().any(|end| is_in(turn.world(), *port, *end)),
        // A door request looks only for what people did behind the door.
        (None, Action::ReadElements(_)) => matches!(task.work, Work::Door(_)),
        (None, _) => true,
    };
    let in_the_way: Vec<PortRef> = standing_out(turn.world(), library).filter(|port| !is_reached(port)).collect();
    if in_the_way.is_empty() {
        return false;
    }
    let is_nobodys = in_the_way.iter().any(|port| turn.world().live.ports.get(*port).holder.is_none());
    let asked = if is_nobodys { Some(operator::ask_to_close_port(turn, library)) } else { None };
    let mut shared = turn.world().live.shared.get(library).clone();
    shared.halted.push_back(request);
    turn.live(LiveChange::Shared(library, shared));
    turn.with_task(request, |task| {
        task.halted = Some(action.clone());
        task.asked = task.asked.or(asked);
    });
    schedule::set_state(turn, request, RequestState::Waiting);
    true
}

/// A port may be in again: each request that waited for that gives the library its command once more.
pub(crate) fn heard(turn: &mut Turn<'_>, library: LibraryRef, event: &HardwareEvent) {
    if matches!(event, HardwareEvent::PortRetracted(_)) {
        is_over(turn, library);
    }
}

/// A port is in again.
pub(crate) fn is_over(turn: &mut Turn<'_>, library: LibraryRef) {
    let mut shared = turn.world().live.shared.get(library).clone();
    if shared.halted.is_empty() {
        return;
    }
    let halted = std::mem::take(&mut shared.halted);
    turn.live(LiveChange::Shared(library, shared));
    for request in halted {
        go_on(turn, request);
    }
}

/// People answer that the port is in, and the library has not reported it: the engine gives the command again in a while (D-050).
pub(crate) fn believe(turn: &mut Turn<'_>, request: RequestRef) {
    if turn.task(request).is_some_and(|task| task.halted.is_some()) {
        let until = turn.now + operator::BELIEVED;
        turn.with_task(request, |task| {
            task.asked = None;
            task.deadline = Some(until);
        });
    }
}

/// Tells the library once more what it could not do.
pub(crate) fn try_again(turn: &mut Turn<'_>, library: LibraryRef, request: RequestRef) {
    let mut shared = turn.world().live.shared.get(library).clone();
    shared.halted.retain(|waiting| *waiting != request);
    turn.live(LiveChange::Shared(library, shared));
    go_on(turn, request);
}

fn go_on(turn: &mut Turn<'_>, request: RequestRef) {
    let Some(action) = turn.task(request).and_then(|task| task.halted.clone()) else { return };
    turn.with_task(request, |task| {
        task.halted = None;
        task.deadline = None;
    });
    operator::wait_is_over(turn, request);
    schedule::set_state(turn, request, RequestState::InProcess);
    match Carry::of(&action) {
        Some(carry) => hardware::set_out(turn, request, carry),
        None => hardware::send(turn, request, action),
    }
}

fn standing_out(world: &World, library: LibraryRef) -> impl Iterator<Item = PortRef> {
    world.parts(library).ports.iter().copied().filter(|port| world.ports[*port].position == PortPosition::Extended)
}

fn is_in(world: &World, port: PortRef, element: Element) -> bool {
    matches!(element, Element::Port(number, _) if world.ports[port].number == number)
}
