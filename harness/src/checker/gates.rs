//! Ports and doors: where each stands on record is where it stands, and once everybody has gone home all are closed and locked.
//!
//! A library reports of every port and door when it is opened or closed, and how all of them stand when it comes back. So the record is
//! held against the truth whenever a library is there and is known to be ready.

use rsmlab_engine::port::hardware::{Gate, LibraryAddress};
use rsmlab_engine::record::Library;
use rsmlab_engine::record::state::{DoorState, OperationalState, PortPosition};
use rsmlab_engine::records::Records;

use super::truth::Mistaken;
use rsmlab_sim::fault::FaultSite;
use rsmlab_sim::hardware::{self, Hardware};

/// A port or door on record, and how it stands there; nothing, where nobody knows.
struct OnRecord {
    address: LibraryAddress,
    gate: Gate,
    is_out: Option<bool>,
}

fn on_record(records: &Records) -> impl Iterator<Item = OnRecord> {
    let address = |library| records.libraries.get(library).filter(|library| is_ready(library)).and_then(|library| library.address);
    let ports = records.ports.values().filter_map(move |port| {
        let is_out = match port.position {
            PortPosition::Extended => Some(true),
            PortPosition::Retracted => Some(false),
            PortPosition::Unknown => None,
        };
        Some(OnRecord { address: address(port.library)?, gate: Gate::Port(port.number), is_out })
    });
    let doors = records.doors.values().filter_map(move |door| {
        let is_out = match door.state {
            DoorState::Open => Some(true),
            DoorState::Closed => Some(false),
            DoorState::Unknown => None,
        };
        Some(OnRecord { address: address(door.library)?, gate: Gate::Door(door.number), is_out })
    });
    ports.chain(doors)
}

fn is_ready(library: &Library) -> bool {
    library.state == OperationalState::Ready
}

/// Whether a library could say of everything that happens in it.
const fn is_there(library: &hardware::Library) -> bool {
    library.connected && library.ready
}

/// Holds what is on record of every port and door against how it stands.
///
/// # Errors
/// The first that stands open and is called closed, or is closed and called open.
pub fn compare(hardware: &Hardware, records: &Records) -> Result<(), Mistaken> {
    for OnRecord { address, gate, is_out } in on_record(records) {
        let Some(truth) = hardware.library(address).filter(|library| is_there(library)).and_then(|library| library.stands_open(gate))
        else {
            continue;
        };
        if is_out.is_some_and(|recorded| recorded != truth) {
            let word = |is_open| if is_open { "it stands open".to_owned() } else { "it is closed".to_owned() };
            let (part, place) = (FaultSite::gate(address, gate), hardware.name_of_gate(address, gate));
            return Err(Mistaken { part, place, truth: word(truth), recorded: word(!truth) });
        }
    }
    Ok(())
}

/// Demands that every port and door that has a lock is locked, now that neither requests nor people use it.
///
/// # Errors
/// The first that is not.
pub fn all_locked(hardware: &Hardware, records: &Records) -> Result<(), Mistaken> {
    for OnRecord { address, gate, .. } in on_record(records) {
        let Some(library) = hardware.library(address).filter(|library| is_there(library)) else { continue };
        // What has gone with its magazine nobody can lock.
        let is_there =
            !matches!(gate, Gate::Port(port) if library.magazine_around(port).is_some_and(|magazine| magazine.obstacle().is_some()));
        if is_there && library.has_lock(gate) && library.is_locked(gate) == Some(false) {
            let (truth, recorded) = ("nobody has locked it".to_owned(), "nobody has anything to do there".to_owned());
            return Err(Mistaken { part: FaultSite::gate(address, gate), place: hardware.name_of_gate(address, gate), truth, recorded });
        }
    }
    Ok(())
}
