//! Availability: libraries come and go, say what they are, and begin anew.
//!
//! Answers machine `library-availability` and `global.not-ready`. A library that has come is put into the records if it is new, and
//! the engine then hears what people did while it could not.

use super::{cleaning, discovery, drives, gate, inventory, magazine, sense};
use crate::change::{Change, DriveField, LibraryField};
use crate::id::{CommandId, LibraryRef};
use crate::output::Output;
use crate::port::hardware::{Action, Command, Description, Element, HardwareEvent, LibraryAddress, Sense};
use crate::record::Place;
use crate::record::state::{DoorState, InventoryMethod, LibraryKind, OperationalState, PortPosition};
use crate::turn::Turn;
use crate::world::live::{LiveChange, Purpose, ServiceReadiness, Tending};

/// Asks a library what it is.
pub(crate) fn describe(turn: &mut Turn<'_>, address: LibraryAddress) {
    if let Some(library) = turn.world().library_at(address) {
        set_state(turn, library, OperationalState::Initializing);
    }
    // Whatever it was asked before, the last answer counts.
    let asked = turn.world().live.commands.iter().filter(|(_, purpose)| **purpose == Purpose::Describe(address));
    for earlier in asked.map(|(id, _)| *id).collect::<Vec<_>>() {
        turn.live(LiveChange::Command(earlier, None));
    }
    let id = CommandId(turn.number());
    turn.live(LiveChange::Command(id, Some(Purpose::Describe(address))));
    turn.emit(Output::Command(Command { id, library: address, action: Action::Describe }));
}

/// A library has said what it is: it is put into the records if it is new, and is ready.
pub(crate) fn described(turn: &mut Turn<'_>, address: LibraryAddress, description: &Description) {
    let known = turn.world().library_at(address);
    let library = known.unwrap_or_else(|| discovery::add_library(turn, address, description));
    discovery::add_media_types(turn, description);
    discovery::add_missing_parts(turn, library, description);
    for drive in turn.world().parts(library).drives.clone() {
        let code = description.type_of_drive(turn.world().drives[drive].number);
        if turn.world().drives[drive].media_type != code {
            turn.change(Change::Drive(drive, DriveField::MediaType(code)));
        }
    }
    set_state(turn, library, OperationalState::Ready);
    drives::let_all_go(turn, library);
    for number in &description.drives_out {
        if let Some(Place::Drive(drive)) = turn.world().place(library, Element::Drive(*number)) {
            drives::set_operational(turn, drive, OperationalState::NotPresent);
        }
    }
    let method = if known.is_some() { turn.world().libraries[library].inventory_method } else { InventoryMethod::Omid };
    let method = if description.doors_open.is_empty() { inventory::due(turn, library, method, false) } else { method };
    match method {
        InventoryMethod::Fast | InventoryMethod::Omid => {
            inventory::queue_at_start(turn, library, method);
        }
        InventoryMethod::None | InventoryMethod::Default | InventoryMethod::Slot | InventoryMethod::Stop | InventoryMethod::Max => {}
    }
    catch_up(turn, library, address, description);
    let is_looked_at = matches!(method, InventoryMethod::Fast | InventoryMethod::Omid);
    gate::library_came(turn, library, if is_looked_at { Tending::Lock } else { Tending::LockAndLook });
    cleaning::fetch_left_behind(turn, library);
    ready_if_all_have_answered(turn);
}

/// A library is not there, or does not answer.
pub(crate) fn silent(turn: &mut Turn<'_>, address: LibraryAddress) {
    if let Some(library) = turn.world().library_at(address) {
        set_state(turn, library, OperationalState::NotPresent);
    }
    ready_if_all_have_answered(turn);
}

/// What people did to ports, doors and magazines while nobody could hear it is heard now.
fn catch_up(turn: &mut Turn<'_>, library: LibraryRef, address: LibraryAddress, description: &Description) {
    let mut missed = Vec::new();
    for door in &turn.world().parts(library).doors {
        let record = &turn.world().doors[*door];
        match (record.state == DoorState::Open, description.doors_open.contains(&record.number)) {
            (true, false) => missed.push(HardwareEvent::DoorClosed(record.number)),
            (false, true) => missed.push(HardwareEvent::DoorOpened(record.number)),
            (true, true) | (false, false) => {}
        }
    }
    for port in &turn.world().parts(library).ports {
        let record = &turn.world().ports[*port];
        match (record.position == PortPosition::Extended, description.ports_out.contains(&record.number)) {
            (true, false) => missed.push(HardwareEvent::PortRetracted(record.number)),
            (false, true) => missed.push(HardwareEvent::PortExtended(record.number)),
            (true, true) | (false, false) => {}
        }
    }
    missed.extend(magazine::missed(turn, library, description));
    for event in missed {
        sense(turn, &Sense { library: address, event });
    }
}

/// A library did not take a command: it is asked whether it takes any. If not, it will say when it does again.
pub(crate) fn ask_again(turn: &mut Turn<'_>, library: LibraryRef) {
    if let Some(address) = turn.world().libraries.get(library).and_then(|library| library.address) {
        describe(turn, address);
    }
}

/// A library starts from the beginning; it will say when it is ready.
pub(crate) fn reset(turn: &mut Turn<'_>, address: LibraryAddress) {
    if let Some(library) = turn.world().library_at(address) {
        set_state(turn, library, OperationalState::Initializing);
    }
}

/// Somebody has looked after a library that had to be looked after.
pub(crate) fn repaired(turn: &mut Turn<'_>, library: LibraryRef, was_looked_after: bool) {
    gate::repaired(turn, library, was_looked_after);
    drives::let_all_go(turn, library);
    inventory::looks_count(turn, library);
    if turn.world().libraries[library].state == OperationalState::NeedsService {
        turn.change(Change::Library(library, LibraryField::State(OperationalState::Ready)));
    }
}

/// A library has been connected, or is back.
pub(crate) fn attached(turn: &mut Turn<'_>, address: LibraryAddress) {
    match turn.world().live.service {
        ServiceReadiness::Initializing | ServiceReadiness::Ready => describe(turn, address),
        ServiceReadiness::Stopped | ServiceReadiness::Loading | ServiceReadiness::Failed => {
            turn.drop_input("a library for a service that is not up")
        }
    }
}

pub(crate) fn ready_if_all_have_answered(turn: &mut Turn<'_>) {
    let asking = turn.world().live.commands.values().any(|purpose| matches!(purpose, Purpose::Describe(_)));
    if turn.world().live.service == ServiceReadiness::Initializing && !asking {
        turn.live(LiveChange::Service(ServiceReadiness::Ready));
    }
}

/// Records whether a library, and its drives with it, can work.
pub(crate) fn set_state(turn: &mut Turn<'_>, library: LibraryRef, state: OperationalState) {
    if turn.world().libraries[library].kind == LibraryKind::Offline || turn.world().libraries[library].state == state {
        return;
    }
    turn.change(Change::Library(library, LibraryField::State(state)));
    for drive in turn.world().parts(library).drives.clone() {
        // A drive that has to be looked after has to be, whoever comes and goes (D-043).
        let old = turn.world().drives[drive].operational;
        if old != state && old != OperationalState::NeedsService {
            turn.change(Change::Drive(drive, DriveField::Operational(state)));
        }
    }
}
