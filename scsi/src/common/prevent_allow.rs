//! PREVENT ALLOW MEDIUM REMOVAL (SPC-4; SMC-3, 6.9; SSC-3): cartridges stay where they are, as long as any nexus wants it.
//!
//! The changer locks its ports and doors. A drive does not unload, and nothing is carried out of it.

use rsmlab_engine::port::hardware::{Access, Action, Gate};
use rsmlab_sim::hardware::Library;

use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, HardwareWork, ServedCommand, WorkPurpose};
use crate::unit::Unit;

/// The operation code.
pub const OPERATION: u8 = 0x1E;

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "PREVENT ALLOW MEDIUM REMOVAL",
        operation: OPERATION,
        service_action: None,
        usage: &[OPERATION, 0x00, 0x00, 0x00, 0x03, 0x00],
        senses: &[
            Refusal::new(0x2, 0x04, 0x03, "a port stands out and cannot be locked"),
            Refusal::new(0x2, 0x04, 0x83, "a door stands open and cannot be locked"),
            Refusal::new(0x4, 0x53, 0x00, "the lock of a port does not work"),
            Refusal::new(0x4, 0x44, 0x00, "the lock of a door does not work"),
            Refusal::new(0x5, 0x53, 0x03, "doors stay locked because of a cartridge in a drive"),
        ],
    },
    execute,
);

/// Whether a block prevents removal rather than allows it. Two of its four values are obsolete ways to prevent.
#[must_use]
pub fn prevents(cdb: &Cdb) -> bool {
    cdb.has(4, 0x03)
}

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let library = call.library;
    let is_changer = call.unit == Unit::Changer;
    if !prevents(call.cdb) {
        let last = call.state.allow(call.unit, call.nexus);
        // A lock may not have opened when the last nexus allowed it.
        let gates = match (is_changer, last) {
            (true, true) => set_gates(library, Access::Unlock),
            (true, false) if !call.state.is_prevented(call.unit) => settling(library, false),
            (_, _) => Vec::new(),
        };
        return Ok(step(gates, WorkPurpose::Plain));
    }
    let again = call.state.prevents(call.unit, call.nexus);
    let first = call.state.prevent(call.unit, call.nexus);
    // Somebody may have opened a lock that another nexus had closed.
    let gates = if is_changer && (first || !all_locked(library)) { set_gates(library, Access::Lock) } else { Vec::new() };
    // What it has prevented before it prevents still, whatever becomes of the locks now.
    Ok(step(gates, if again { WorkPurpose::Plain } else { WorkPurpose::Prevent(call.nexus) }))
}

fn step(gates: Vec<Action>, purpose: WorkPurpose) -> CommandStep {
    if gates.is_empty() { CommandStep::good() } else { CommandStep::Work(HardwareWork { purpose, ..HardwareWork::of(gates) }) }
}

/// The ports and doors of a library that software locks. The keypad is no way out for a cartridge.
fn gates(library: &Library) -> impl Iterator<Item = Gate> + '_ {
    let ports = (1..).zip(&library.ports).map(|(number, _)| Gate::Port(number));
    let doors = (1..).zip(&library.doors).map(|(number, _)| Gate::Door(number));
    ports.chain(doors).filter(|gate| library.has_lock(*gate) && is_there(library, *gate))
}

/// Whether a gate is no port of a magazine that is out or makes no contact: there is nothing then that could be locked.
fn is_there(library: &Library, gate: Gate) -> bool {
    let Gate::Port(port) = gate else { return true };
    library.magazine_around(port).is_none_or(|magazine| magazine.obstacle().is_none())
}

fn all_locked(library: &Library) -> bool {
    gates(library).all(|gate| library.is_locked(gate) == Some(true))
}

/// What locks the gates that hosts want locked and have not locked, or unlocks those that no host wants locked any more.
pub(crate) fn settling(library: &Library, is_prevented: bool) -> Vec<Action> {
    let access = if is_prevented { Access::Lock } else { Access::Unlock };
    let astray = gates(library).filter(|gate| library.is_locked_by_hosts(*gate) != is_prevented);
    astray.map(|gate| Action::SetAccess(gate, access)).collect()
}

/// What locks or unlocks every gate of a library.
pub(crate) fn set_gates(library: &Library, access: Access) -> Vec<Action> {
    gates(library).map(|gate| Action::SetAccess(gate, access)).collect()
}
