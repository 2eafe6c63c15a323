//! Gates: what is true of a port or a door, whoever looks at it.
//!
//! How long it has stood open, whether it is locked and where it stands belong to the gate, and not to the request that happens
//! to have it (D-077). People are asked to close what stands open too long (`model.door.open-time`, `model.inject.port-time`); what
//! nobody needs open is locked again; and a port that people had to themselves is looked into.

use super::port_session::{End, Errand, PortSession};
use super::{Work, belief, cartridge, ejection, inventory, mount, operator, schedule};
use crate::id::{CommandId, LibraryRef, PortRef};
use crate::output::Output;
use crate::port::hardware::{Access, Action, Command, Element, ElementStatus, Failure, Gate, Outcome};
use crate::record::Place;
use crate::record::state::{DoorState, Operation, PortPosition};
use crate::time::Millis;
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::{GateRef, GateUse, LiveChange, Purpose};

/// What is done with a port once it is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Then {
    /// The library looks what people have left in it.
    Look,
    /// Nothing: nobody was there, or an inventory looks anyway.
    Nothing,
}

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
fn all(world: &World, library: LibraryRef) -> Vec<GateRef> {
    let parts = world.parts(library);
    let ports = parts.ports.iter().filter(|port| world.ports[**port].cells > 0).map(|port| GateRef::Port(*port));
    ports.chain(parts.doors.iter().map(|door| GateRef::Door(*door))).collect()
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

fn set(turn: &mut Turn<'_>, gate: GateRef, edit: impl FnOnce(&mut GateUse)) {
    let mut user = *turn.world().live.gate(gate);
    edit(&mut user);
    if user != *turn.world().live.gate(gate) {
        turn.live(LiveChange::Gate(gate, user));
    }
}

/// A gate stands open: from now on its time runs (`library-door.maxopensecs-zero`). What is open is not locked.
pub(crate) fn opened(turn: &mut Turn<'_>, gate: GateRef) {
    let limit_s = match gate {
        GateRef::Port(port) => turn.world().ports[port].max_extend_s,
        GateRef::Door(door) => turn.world().doors[door].max_open_s,
    };
    let now = turn.now;
    set(turn, gate, |user| {
        user.locked = false;
        user.due = Some(now + Millis::from_secs(u64::from(limit_s)));
    });
    if limit_s == 0 {
        expire(turn, gate);
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

/// A session has the gate.
pub(crate) fn hold(turn: &mut Turn<'_>, gate: GateRef, holder: crate::id::RequestRef) {
    set(turn, gate, |user| user.holder = Some(holder));
}

/// A session gives the gate back. What is left unlocked on purpose, so that people can take something out, stays so until they have
/// been there; anything else is locked.
pub(crate) fn released(turn: &mut Turn<'_>, gate: GateRef, is_offered: bool) {
    set(turn, gate, |user| user.holder = None);
    let user = *turn.world().live.gate(gate);
    if is_open(turn.world(), gate) {
        if user.due.is_none() {
            expire(turn, gate);
        }
    } else if !user.locked && !is_offered {
        lock(turn, gate, Then::Nothing);
    }
}

/// A library has come, or is back: its locks are as the power left them. What is open has its time from now on; what is closed is locked.
pub(crate) fn library_came(turn: &mut Turn<'_>, library: LibraryRef, then: Then) {
    for gate in all(turn.world(), library) {
        if turn.world().live.gate(gate).holder.is_some() {
            continue;
        }
        set_locked(turn, gate, false);
        if !is_open(turn.world(), gate) {
            lock(turn, gate, then);
        } else if turn.world().live.gate(gate).due.is_none() {
            opened(turn, gate);
        }
    }
}

/// People have answered what they were asked about a library: what was left unlocked for them is locked.
pub(crate) fn people_have_answered(turn: &mut Turn<'_>, library: LibraryRef) {
    for gate in all(turn.world(), library) {
        let user = turn.world().live.gate(gate);
        if user.holder.is_none() && !user.locked && !is_open(turn.world(), gate) {
            lock(turn, gate, Then::Look);
        }
    }
}

/// Locks a gate for no request.
pub(crate) fn lock(turn: &mut Turn<'_>, gate: GateRef, then: Then) {
    let action = Action::SetAccess(in_hardware(turn.world(), gate), Access::Lock);
    send(turn, library_of(turn.world(), gate), Purpose::Lock(gate, then), action);
}

/// Looks into a port for no request.
pub(crate) fn look(turn: &mut Turn<'_>, port: PortRef) {
    let record = &turn.world().ports[port];
    let (library, number) = (record.library, record.number);
    let cells = (1..=record.cells).map(|cell| Element::Port(number, cell)).collect();
    send(turn, library, Purpose::Look(port), Action::ReadElements(cells));
}

fn send(turn: &mut Turn<'_>, library: LibraryRef, purpose: Purpose, action: Action) {
    if !turn.world().is_present(library) {
        return;
    }
    let Some(address) = turn.world().libraries[library].address else { return };
    let id = CommandId(turn.number());
    turn.live(LiveChange::Command(id, Some(purpose)));
    turn.emit(Output::Command(Command { id, library: address, action }));
}

/// A gate that was to be locked for no request is, or is not. One that people have opened meanwhile is locked when they close it.
pub(crate) fn lock_ended(turn: &mut Turn<'_>, gate: GateRef, then: Then, result: &Result<Outcome, Failure>) {
    let is_free = turn.world().live.gate(gate).holder.is_none();
    match (result, gate) {
        (Ok(_), _) if !is_free => {}
        (Ok(_), GateRef::Port(port)) => {
            set_locked(turn, gate, true);
            if then == Then::Look {
                look(turn, port);
            }
        }
        (Ok(_), GateRef::Door(_)) => set_locked(turn, gate, true),
        (Err(failure), _) => {
            let action = Action::SetAccess(in_hardware(turn.world(), gate), Access::Lock);
            belief::failed(turn, library_of(turn.world(), gate), &action, *failure);
        }
    }
}

/// The library has looked into a port that nobody has. What is known is on record there from now on, so that it can be mounted; what is not
/// known is taken in when somebody waits for a medium.
pub(crate) fn look_ended(turn: &mut Turn<'_>, port: PortRef, result: &Result<Outcome, Failure>) {
    let Ok(Outcome::Elements(elements)) = result else { return };
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
        if let Some(medium) = on_record.filter(|medium| !is_same(*medium) && turn.world().live.media.get(*medium).is_none()) {
            ejection::gone(turn, medium);
        }
        recognise(turn, library, place, status);
        has_unknown |= status.full && belief::medium_at(turn, place).is_none();
    }
    belief::set_content(turn, port, elements.iter().any(|status| status.full));
    turn.stir(library);
    if has_unknown && mount::waits_for_people(turn.world(), library) && turn.world().free_slot(library).is_some() {
        let session = PortSession { end: Some(End::TimedOut), ..PortSession::new(port, Errand::InjectMedia { many: false }) };
        schedule::queue(turn, schedule::Order::new(library, Operation::Inject, Work::Port(session), None));
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
