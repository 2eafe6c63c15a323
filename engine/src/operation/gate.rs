//! Gates: what is true of a port or a door, whichever request has it.
//!
//! How long it has stood open, whether it is locked and where it stands belong to the gate, and not to the request that happens
//! to have it (D-077). People are asked to close what stands open too long (`model.door.open-time`, `model.inject.port-time`); what
//! nobody needs open is locked again; and a port that people had to themselves is looked into.

use super::{belief, cartridge, ejection, inventory, mount, operator, port_session};
use crate::id::{CommandId, LibraryRef, PortRef, RequestRef};
use crate::output::Output;
use crate::port::hardware::{Access, Action, Command, Element, ElementStatus, Failure, Gate, Outcome};
use crate::record::Place;
use crate::record::state::{DoorState, PortContent, PortPosition};
use crate::time::Millis;
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::{GateRef, GateUse, LiveChange, Purpose, Tending};

/// The gate with this number.
pub(crate) fn find(world: &World, library: LibraryRef, gate: Gate) -> Option<GateRef> {
    let parts = world.parts(library);
    match gate {
        Gate::Port(number) => parts.ports.iter().copied().find(|port| world.ports[*port].number == number).map(GateRef::Port),
        Gate::Door(number) => parts.doors.iter().copied().find(|door| world.doors[*door].number == number).map(GateRef::Door),
        Gate::Keypad => None,
    }
}

/// The ports and doors of a library that its hardware works. The mouth of a stand-alone drive is none.
fn all(world: &World, library: LibraryRef) -> impl Iterator<Item = GateRef> + '_ {
    let parts = world.parts(library);
    let ports = parts.ports.iter().filter(|port| world.ports[**port].cells > 0).map(|port| GateRef::Port(*port));
    ports.chain(parts.doors.iter().map(|door| GateRef::Door(*door)))
}

/// Whether a gate stands open, as far as is known.
pub(crate) fn is_open(world: &World, gate: GateRef) -> bool {
    match gate {
        GateRef::Port(port) => world.ports[port].position == PortPosition::Extended,
        GateRef::Door(door) => world.doors[door].state == DoorState::Open,
    }
}

fn library_of(world: &World, gate: GateRef) -> LibraryRef {
    match gate {
        GateRef::Port(port) => world.ports[port].library,
        GateRef::Door(door) => world.doors[door].library,
    }
}

fn in_hardware(world: &World, gate: GateRef) -> Gate {
    match gate {
        GateRef::Port(port) => Gate::Port(world.ports[port].number),
        GateRef::Door(door) => Gate::Door(world.doors[door].number),
    }
}

/// How long a gate may stand open.
fn limit_s(world: &World, gate: GateRef) -> u16 {
    match gate {
        GateRef::Port(port) => world.ports[port].max_extend_s,
        GateRef::Door(door) => world.doors[door].max_open_s,
    }
}

fn set(turn: &mut Turn<'_>, gate: GateRef, edit: impl FnOnce(&mut GateUse)) {
    let mut user = *turn.world().live.gate(gate);
    edit(&mut user);
    if user != *turn.world().live.gate(gate) {
        turn.live(LiveChange::Gate(gate, user));
    }
}

/// A gate stands open: from now on its time runs (`library-door.maxopensecs-zero`). What is open is not locked.
pub(crate) fn opened(turn: &mut Turn<'_>, gate: GateRef) {
    let (now, limit_s) = (turn.now, limit_s(turn.world(), gate));
    set(turn, gate, |user| {
        user.locked = false;
        user.due = Some(now + Millis::from_secs(u64::from(limit_s)));
    });
    if limit_s == 0 {
        expire(turn, gate);
    }
}

/// People have answered what they were asked about a library. A gate that stands open all the same has its time once more, and they are asked
/// again (D-162).
pub(crate) fn still_open(turn: &mut Turn<'_>, library: LibraryRef) {
    for gate in all(turn.world(), library).collect::<Vec<_>>() {
        let is_held = matches!(gate, GateRef::Port(_)) && turn.world().live.gate(gate).holder.is_some();
        if is_open(turn.world(), gate) && turn.world().live.gate(gate).due.is_none() && !is_held {
            let limit = Millis::from_secs(u64::from(limit_s(turn.world(), gate)));
            let due = turn.now + limit.max(operator::BELIEVED);
            set(turn, gate, |user| user.due = Some(due));
        }
    }
}

/// A gate is closed: nobody need be asked to do it any more.
pub(crate) fn closed(turn: &mut Turn<'_>, gate: GateRef) {
    set(turn, gate, |user| user.due = None);
    match gate {
        GateRef::Port(port) => {
            let library = turn.world().ports[port].library;
            let still_out = turn.world().parts(library).ports.iter().any(|port| is_open(turn.world(), GateRef::Port(*port)));
            if !still_out {
                operator::port_is_closed(turn, library);
            }
        }
        GateRef::Door(door) => operator::door_is_closed(turn, door),
    }
}

/// A gate stands open longer than it may. A session that has a port pulls it in itself, and asks when it cannot.
pub(crate) fn expire(turn: &mut Turn<'_>, gate: GateRef) {
    set(turn, gate, |user| user.due = None);
    match gate {
        GateRef::Port(port) if turn.world().live.gate(gate).holder.is_none() => {
            operator::ask_to_close_port(turn, turn.world().ports[port].library);
        }
        GateRef::Port(_) => {}
        GateRef::Door(door) => {
            operator::ask_to_close(turn, door);
        }
    }
}

/// A gate has been locked or unlocked.
pub(crate) fn set_locked(turn: &mut Turn<'_>, gate: GateRef, locked: bool) {
    set(turn, gate, |user| user.locked = locked);
}

/// A session has the gate, and sees to it itself.
pub(crate) fn hold(turn: &mut Turn<'_>, gate: GateRef, holder: RequestRef) {
    set(turn, gate, |user| {
        user.holder = Some(holder);
        user.tending = None;
    });
}

/// A session gives the gate back. What is left unlocked on purpose, so that people can take something out, stays so until they have
/// been there, and what does not work until it is repaired; anything else is locked.
pub(crate) fn released(turn: &mut Turn<'_>, gate: GateRef, is_offered: bool) {
    set(turn, gate, |user| user.holder = None);
    let user = *turn.world().live.gate(gate);
    if is_open(turn.world(), gate) {
        if user.due.is_none() {
            expire(turn, gate);
        }
    } else if !user.locked && !user.stuck && !is_offered {
        // The session that was broken off has not looked what people have put into a port, or taken out of it.
        tend(turn, gate, Tending::LockAndLook);
    }
}

/// A library has come, or is back: its locks are as the power left them. What is open has its time from now on; what is closed is locked,
/// as soon as the request that has it gives it back. So is a port that may be on its way in, if it lets itself be locked (D-134).
pub(crate) fn library_came(turn: &mut Turn<'_>, library: LibraryRef, tending: Tending) {
    for gate in all(turn.world(), library).collect::<Vec<_>>() {
        set_locked(turn, gate, false);
        is_away(turn, gate, false);
        if turn.world().live.gate(gate).holder.is_some() {
            continue;
        }
        let is_open = is_open(turn.world(), gate);
        if is_open && turn.world().live.gate(gate).due.is_none() {
            opened(turn, gate);
        }
        if is_to_be_emptied(turn.world(), gate) {
            tend(turn, gate, Tending::Offer);
        } else if !is_open || goes_by_itself(turn.world(), gate) {
            tend(turn, gate, tending);
        }
    }
}

/// Whether a gate is a port in which something stands that people have been asked to take out.
fn is_to_be_emptied(world: &World, gate: GateRef) -> bool {
    matches!(gate, GateRef::Port(port) if world.ports[port].content == PortContent::Full) && is_left_to_people(world, gate)
}

/// Whether a gate is a port that people have been asked to empty.
fn is_left_to_people(world: &World, gate: GateRef) -> bool {
    matches!(gate, GateRef::Port(port) if operator::are_asked_to_empty(world, port))
}

/// Whether a gate moves at a command, and not only when people move it.
fn goes_by_itself(world: &World, gate: GateRef) -> bool {
    matches!(gate, GateRef::Port(port) if !world.ports[port].by_hand)
}

/// A gate does not work, until somebody has looked after the library.
pub(crate) fn is_stuck(turn: &mut Turn<'_>, gate: GateRef) {
    set(turn, gate, |user| user.stuck = true);
}

/// A port is not there, or is, with the magazine that it is a part of (D-087).
pub(crate) fn is_away(turn: &mut Turn<'_>, gate: GateRef, away: bool) {
    set(turn, gate, |user| user.away = away);
}

/// Somebody has looked after a library, or says that nobody will: what did not work is used again. Only what was looked after is tried at
/// once (D-043).
pub(crate) fn repaired(turn: &mut Turn<'_>, library: LibraryRef, was_looked_after: bool) {
    for gate in all(turn.world(), library).collect::<Vec<_>>() {
        set(turn, gate, |user| user.stuck = false);
    }
    if was_looked_after {
        people_were_there(turn, library);
    }
}

/// People have been at a library, or have answered what they were asked about it: what was left unlocked for them is locked.
pub(crate) fn people_were_there(turn: &mut Turn<'_>, library: LibraryRef) {
    for gate in all(turn.world(), library).collect::<Vec<_>>() {
        need_not_be_unlocked(turn, gate);
    }
}

/// Nobody needs a gate unlocked any more.
pub(crate) fn need_not_be_unlocked(turn: &mut Turn<'_>, gate: GateRef) {
    tend_unlocked(turn, gate, Tending::LockAndLook);
}

/// A library was looked through: what could not be locked before is, but for a port that people are to empty (D-077).
pub(crate) fn looked_through(turn: &mut Turn<'_>, library: LibraryRef) {
    let world = turn.world();
    let is_of_library = |purpose: &Purpose| matches!(purpose, Purpose::Tend(gate, _) if library_of(world, *gate) == library);
    let is_being_done = world.live.commands.values().any(is_of_library);
    if is_being_done {
        return;
    }
    for gate in all(turn.world(), library).collect::<Vec<_>>() {
        if !is_left_to_people(turn.world(), gate) {
            tend_unlocked(turn, gate, Tending::Lock);
        }
    }
}

/// A magazine has come, and the library does not report which ports it carries: those that no request has are looked into (D-087).
pub(crate) fn magazine_came(turn: &mut Turn<'_>, library: LibraryRef) {
    for gate in all(turn.world(), library).collect::<Vec<_>>() {
        is_away(turn, gate, false);
        let user = turn.world().live.gate(gate);
        let is_free = user.holder.is_none() && user.tending.is_none() && !is_open(turn.world(), gate);
        if is_free && matches!(gate, GateRef::Port(_)) {
            tend(turn, gate, Tending::Look);
        }
    }
}

/// Somebody waits for a medium: the ports that nobody has are looked into in which something stands that is on record as nothing.
pub(crate) fn look_for_unknown(turn: &mut Turn<'_>, library: LibraryRef) {
    for port in turn.world().parts(library).ports.clone() {
        let (world, gate) = (turn.world(), GateRef::Port(port));
        let record = &world.ports[port];
        let is_unknown = |cell| belief::medium_at(turn, Place::Port(port, cell)).is_none();
        let has_unknown = record.content == PortContent::Full && (1..=record.cells).any(is_unknown);
        let user = world.live.gate(gate);
        if has_unknown && user.holder.is_none() && user.tending.is_none() && !is_open(world, gate) {
            tend(turn, gate, Tending::Look);
        }
    }
}

/// Has a gate seen to that nobody has and that is closed and unlocked.
fn tend_unlocked(turn: &mut Turn<'_>, gate: GateRef, tending: Tending) {
    let user = turn.world().live.gate(gate);
    if user.holder.is_none() && !user.locked && !user.stuck && !is_open(turn.world(), gate) {
        tend(turn, gate, tending);
    }
}

/// Has something done with a gate that nobody has, as soon as commands can leave.
pub(crate) fn tend(turn: &mut Turn<'_>, gate: GateRef, tending: Tending) {
    set(turn, gate, |user| user.tending = Some(tending));
}

/// Sends what is to be done with the gates of a library that nobody has.
pub(crate) fn send_out(turn: &mut Turn<'_>, library: LibraryRef) {
    let Some(address) = turn.world().libraries.get(library).and_then(|library| library.address) else { return };
    if !turn.world().is_present(library) {
        return;
    }
    let is_tended = |gate: &GateRef| turn.world().live.gate(*gate).tending.is_some();
    for gate in all(turn.world(), library).filter(is_tended).collect::<Vec<_>>() {
        let Some(tending) = turn.world().live.gate(gate).tending else { continue };
        let action = match (tending, gate) {
            (Tending::Look, GateRef::Port(port)) => Action::ReadElements(cells(turn.world(), port)),
            (Tending::Lock | Tending::LockAndLook | Tending::Look | Tending::Offer, _) => access_of(turn.world(), gate, tending),
        };
        set(turn, gate, |user| user.tending = None);
        let id = CommandId(turn.number());
        turn.live(LiveChange::Command(id, Some(Purpose::Tend(gate, tending))));
        turn.emit(Output::Command(Command { id, library: address, action }));
    }
}

fn cells(world: &World, port: PortRef) -> Vec<Element> {
    let record = &world.ports[port];
    (1..=record.cells).map(|cell| Element::Port(record.number, cell)).collect()
}

/// What is done with the lock of a gate.
fn access_of(world: &World, gate: GateRef, tending: Tending) -> Action {
    let access = if tending == Tending::Offer { Access::Unlock } else { Access::Lock };
    Action::SetAccess(in_hardware(world, gate), access)
}

/// What was to be done with a gate that nobody has is done, or is not. One that people have opened meanwhile is seen to when they close it.
pub(crate) fn tended(turn: &mut Turn<'_>, gate: GateRef, tending: Tending, result: &Result<Outcome, Failure>) {
    let is_free = turn.world().live.gate(gate).holder.is_none();
    match (result, gate) {
        (Ok(Outcome::Elements(elements)), GateRef::Port(port)) => looked(turn, port, elements),
        (Ok(_), _) if !is_free => {}
        (Ok(_), _) => {
            let action = access_of(turn.world(), gate, tending);
            belief::done(turn, library_of(turn.world(), gate), &action);
            if tending == Tending::LockAndLook && matches!(gate, GateRef::Port(_)) {
                tend(turn, gate, Tending::Look);
            }
        }
        (Err(failure), _) if tending != Tending::Look => {
            let action = access_of(turn.world(), gate, tending);
            belief::failed(turn, library_of(turn.world(), gate), &action, *failure);
        }
        // What it holds is looked at when somebody needs it.
        (Err(_), _) => {}
    }
}

/// A gate has been moved, locked or unlocked for a request that had ended before. One that is closed and unlocked by that is locked, unless
/// people are to take something out; a session that has it by now has told it what it wants.
pub(crate) fn set_for_nobody(turn: &mut Turn<'_>, gate: GateRef, access: Access) {
    let user = *turn.world().live.gate(gate);
    if user.holder.is_some() {
        return;
    }
    belief::done(turn, library_of(turn.world(), gate), &Action::SetAccess(in_hardware(turn.world(), gate), access));
    let is_left = user.stuck || is_open(turn.world(), gate) || is_to_be_emptied(turn.world(), gate);
    if access == Access::Unlock && !is_left {
        tend(turn, gate, Tending::LockAndLook);
    }
}

/// The library has looked into a port that nobody has. What is known is on record there from now on, so that it can be mounted; what is not
/// known is taken in when somebody waits for a medium.
fn looked(turn: &mut Turn<'_>, port: PortRef, elements: &[ElementStatus]) {
    if turn.world().live.gate(GateRef::Port(port)).holder.is_some() || is_open(turn.world(), GateRef::Port(port)) {
        return;
    }
    let library = turn.world().ports[port].library;
    inventory::note_reader(turn, library, elements);
    let mut has_unknown = false;
    for status in elements.iter().filter(|status| status.accessible) {
        let Some(place) = turn.world().place(library, status.element) else { continue };
        let on_record = belief::medium_at(turn, place);
        let is_same = |medium| status.full && ejection::is_same(turn.world(), medium, &status.bar_code);
        match on_record {
            Some(medium) if is_same(medium) => cartridge::note_bar_code(turn, medium, &status.bar_code),
            Some(medium) if turn.world().live.media.get(medium).is_none() => ejection::gone(turn, medium),
            Some(_) | None => {}
        }
        recognise(turn, library, place, status);
        has_unknown |= status.full && belief::medium_at(turn, place).is_none();
    }
    belief::set_content(turn, port, elements.iter().any(|status| status.full));
    if has_unknown && mount::waits_for_people(turn.world(), library) && turn.world().free_slot(library).is_some() {
        port_session::queue_taking_in(turn, port);
    }
}

/// What stands in a port and has no record there is known by its bar code, or is not.
pub(crate) fn recognise(turn: &mut Turn<'_>, library: LibraryRef, place: Place, status: &ElementStatus) {
    if status.full
        && belief::medium_at(turn, place).is_none()
        && let Some(medium) = cartridge::known_by_bar_code(turn.world(), library, &status.bar_code)
    {
        cartridge::settle(turn, medium, library, place);
    }
}
