//! How libraries are built: as the journal has them, or, of a bare trace, as the engine has them on record.

use std::collections::BTreeMap;

use rsmlab_engine::records::Records;
use rsmlab_harness::runner::journal::BuiltLibrary;

use crate::model::{Library, Port};

/// A library of a journal.
pub fn library(built: &BuiltLibrary) -> Library {
    let columns = runs(built.slots.iter().map(|(column, _)| *column)).into_iter().map(|run| (run.0, run.1, run.2));
    let magazine = |number: u16| {
        let slots = (1..).zip(&built.slots).filter(move |(_, (_, magazine))| *magazine == Some(number)).map(|(slot, _)| slot);
        let (first, last) = slots.fold((0, 0), |(first, _), slot: u16| (if first == 0 { slot } else { first }, slot));
        (first, last)
    };
    Library {
        name: built.name.to_string(),
        transports: built.transports.clone(),
        columns: columns.collect(),
        magazines: (1..=built.magazines).map(magazine).collect(),
        drives: built.drives.clone(),
        ports: built.ports.iter().map(|(column, cells, hand)| Port { column: *column, cells: *cells, hand: *hand }).collect(),
        doors: built.doors,
    }
}

/// Runs of the same column in a row of slots: the column, the first slot, the last.
fn runs(columns: impl Iterator<Item = u16>) -> Vec<(u16, u16, u16)> {
    let mut runs: Vec<(u16, u16, u16)> = Vec::new();
    for (slot, column) in (1..).zip(columns) {
        match runs.last_mut() {
            Some(run) if run.0 == column => run.2 = slot,
            Some(_) | None => runs.push((column, slot, slot)),
        }
    }
    runs
}

/// The libraries on record: all that a bare trace has. It does not hold where things stand in them, so there is one column.
pub fn libraries(records: &Records) -> Vec<Library> {
    let mut libraries = BTreeMap::new();
    for (at, library) in records.libraries.iter().filter(|(_, library)| library.address.is_some()) {
        let built = Library { name: library.name.to_string(), transports: vec![1; library.transports.into()], ..Library::default() };
        libraries.insert(at, built);
    }
    for slot in records.slots.values() {
        let Some(library) = libraries.get_mut(&slot.library) else { continue };
        match library.columns.last_mut() {
            Some(run) => run.2 = run.2.max(slot.number),
            None => library.columns.push((1, 1, slot.number)),
        }
        if let Some(magazine) = slot.magazine {
            let place = usize::from(magazine);
            library.magazines.resize(library.magazines.len().max(place), (0, 0));
            let run = &mut library.magazines[place - 1];
            *run = (if run.0 == 0 { slot.number } else { run.0.min(slot.number) }, run.1.max(slot.number));
        }
    }
    for drive in records.drives.values() {
        if let Some(library) = libraries.get_mut(&drive.library) {
            library.drives.resize(library.drives.len().max(drive.number.into()), 1);
        }
    }
    for port in records.ports.values() {
        let Some(library) = libraries.get_mut(&port.library) else { continue };
        library.ports.resize(library.ports.len().max(port.number.into()), Port::default());
        if let Some(place) = usize::from(port.number).checked_sub(1) {
            library.ports[place] = Port { column: 1, cells: port.cells, hand: port.by_hand };
        }
    }
    for door in records.doors.values() {
        if let Some(library) = libraries.get_mut(&door.library) {
            library.doors = library.doors.max(door.number);
        }
    }
    libraries.into_values().collect()
}
