//! What the hardware teaches about gates: where they stand, whether they are locked, and whether there is something in a port.

use super::super::{gate, operator};
use crate::change::{Change, PortField};
use crate::id::{LibraryRef, PortRef};
use crate::port::hardware::{Access, Action, Gate};
use crate::record::state::{DoorState, PortContent, PortPosition};
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::{GateRef, Tending};

/// A gate has carried out its command. One that only people move stays where it is at a command to move. One that could be locked is
/// closed: if that is news, what closed it was begun before a restart (D-134).
pub(super) fn gate_set(turn: &mut Turn<'_>, gate: GateRef, access: Access) {
    match (gate, access) {
        (_, Access::Lock) => {
            if gate::is_open(turn.world(), gate) {
                gate_moved(turn, gate, false);
            }
            gate::set_locked(turn, gate, true);
        }
        (_, Access::Unlock) => gate::set_locked(turn, gate, false),
        (GateRef::Port(port), Access::Extend) if !turn.world().ports[port].by_hand => gate_moved(turn, gate, true),
        (GateRef::Port(_), Access::Retract) => {
            gate_moved(turn, gate, false);
            let user = turn.world().live.gate(gate);
            if user.holder.is_none() && !user.locked {
                gate::tend(turn, gate, Tending::Lock);
            }
        }
        (GateRef::Port(_), Access::Extend) | (GateRef::Door(_), Access::Extend | Access::Retract) => {}
    }
}

/// A gate stands open now, or does not.
pub(super) fn gate_moved(turn: &mut Turn<'_>, gate: GateRef, is_open: bool) {
    match gate {
        GateRef::Port(port) => {
            let position = if is_open { PortPosition::Extended } else { PortPosition::Retracted };
            turn.change(Change::Port(port, PortField::Position(position)));
        }
        GateRef::Door(door) => {
            let state = if is_open { DoorState::Open } else { DoorState::Closed };
            turn.change(Change::Door(door, state));
        }
    }
    if is_open {
        gate::opened(turn, gate);
    } else {
        gate::closed(turn, gate);
    }
}

/// A gate could not be locked or pulled in because it stands open. If that is news, what opened it was begun before a restart.
pub(super) fn stands_open(turn: &mut Turn<'_>, library: LibraryRef, action: &Action) {
    let Action::SetAccess(gate, _) = action else { return };
    if gate::find(turn.world(), library, *gate).is_some_and(|gate| !gate::is_open(turn.world(), gate)) {
        gate_sensed(turn, library, *gate, true);
    }
}

pub(super) fn gate_sensed(turn: &mut Turn<'_>, library: LibraryRef, gate: Gate, is_open: bool) {
    if let Some(gate) = gate::find(turn.world(), library, gate) {
        gate_moved(turn, gate, is_open);
    }
}

/// Whether a cartridge is on record in a port.
pub(crate) fn has_known(world: &World, port: PortRef) -> bool {
    world.media_in_port(port).next().is_some()
}

/// Records whether there is something in a port.
pub(crate) fn set_content(turn: &mut Turn<'_>, port: PortRef, full: bool) {
    let content = if full { PortContent::Full } else { PortContent::Empty };
    if turn.world().ports[port].content != content {
        turn.change(Change::Port(port, PortField::Content(content)));
    }
    if !full {
        operator::is_emptied(turn, port);
        // What was left in it for people, a mount may have fetched.
        gate::need_not_be_unlocked(turn, GateRef::Port(port));
    }
}
