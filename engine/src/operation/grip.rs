//! What was left in a grip: with full hands a transport can do nothing, so an inventory carries it away (D-042).
//!
//! It goes to a free slot, and when there is none into an empty port, where it is offered to people like anything that finds no
//! slot (D-105).

use super::inventory::scan;
use super::{Work, belief, cartridge, ending, enter, gate, hardware, identify, operator, port_session};
use crate::change::ObjectRef;
use crate::id::{LibraryRef, PortRef, RequestRef};
use crate::port::hardware::{Element, Failure};
use crate::record::Place;
use crate::record::state::{Operation, PortContent, PortPosition};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::GateRef;
use crate::world::work;
use crate::world::work::inventory::{Inventory, Phase};

refusals! {
    GRIP_NOT_CLEARED: GripNotCleared = UnableToInventoryTransport, ["D-042", "D-046"];
    NO_SLOT_FOR_GRIP: NoSlotForGrip = TransportFull, ["D-042", "D-046"];
}

/// Carries what was left in a grip away.
pub(crate) fn clear(turn: &mut Turn<'_>, request: RequestRef, work: Inventory) {
    let Some(from) = work.gripped.last().map(|status| status.element) else { return ending::pass(turn, request) };
    let world = turn.world();
    let library = world.requests[request].library;
    let slot = world.slot_at_any_price(library).map(|slot| (Place::Slot(slot), Element::Slot(world.slots[slot].number)));
    let port = || empty_port(world, library).map(|port| (Place::Port(port, 1), Element::Port(world.ports[port].number, 1)));
    let Some((target, to)) = slot.or_else(port) else {
        operator::tell(turn, ObjectRef::Library(library), operator::GRIP_FULL);
        return ending::fail(turn, request, &NO_SLOT_FOR_GRIP);
    };
    enter(turn, request, Work::Inventory(Inventory { phase: Phase::Clearing, target: Some(target), ..work }));
    hardware::carry(turn, request, from, to, 1);
}

/// A port that nobody has, that is in, and in which nothing was seen.
fn empty_port(world: &World, library: LibraryRef) -> Option<PortRef> {
    let is_empty = |port: &PortRef| {
        let (record, user) = (&world.ports[*port], world.live.gate(GateRef::Port(*port)));
        let is_in = record.position != PortPosition::Extended;
        is_in && record.content == PortContent::Empty && user.holder.is_none() && !user.stuck
    };
    world.parts(library).ports.iter().copied().find(is_empty)
}

/// What was in a grip has been put down: it is recorded, and identified if its bar code does not tell which it is. From a port it is taken
/// in, or given out.
pub(crate) fn cleared(turn: &mut Turn<'_>, request: RequestRef, mut work: Inventory) {
    if let (Some(status), Some(place)) = (work.gripped.pop(), work.target.take()) {
        let library = turn.world().requests[request].library;
        operator::grip_is_empty(turn, library);
        if let Place::Port(port, _) = place {
            belief::set_content(turn, port, true);
            gate::recognise(turn, library, place, &status);
            port_session::queue_taking_in(turn, port);
        } else {
            let session = turn.task(request).and_then(|task| task.session);
            let (_, recognised) = cartridge::turned_up(turn, library, place, &status.bar_code);
            let identification = work::identify::Identify::of(place, &status.bar_code, recognised, true);
            identify::queue(turn, library, Operation::Classify, identification, session);
        }
    }
    clear(turn, request, work);
}

/// What is in a grip could not be put down.
pub(crate) fn not_cleared(turn: &mut Turn<'_>, request: RequestRef, work: Inventory, cause: Failure) {
    let world = turn.world();
    let transports = world.libraries[world.requests[request].library].transports;
    match cause {
        // A transport was at work for nobody that is left, and has put it down since: the library is looked at once more, for
        // each of its transports.
        Failure::SourceEmpty if work.looks < transports => {
            scan(turn, request, Inventory { gripped: Vec::new(), looks: work.looks + 1, ..work });
        }
        // The slot takes nothing, and is in doubt by now: the next one may.
        _ if cause.is_of_a_place() && matches!(work.target, Some(Place::Slot(_))) => clear(turn, request, work),
        _ => ending::fail(turn, request, &GRIP_NOT_CLEARED),
    }
}
