//! The hardware in which a scenario begins: its libraries and cartridges as they really are.

use rsmlab_engine::port::hardware::LibraryAddress;

use crate::database::recording;
use rsmlab_language::model::{self, ServiceState, Setup, Whereabouts};
use rsmlab_sim::hardware::{
    CartridgePurpose, CartridgeSpec, DoorSpec, Hardware, LibrarySpec, MagazineSpec, PortSpec, Recording, SpecError, Spot, Sticker,
};

/// Builds the hardware. Gates are locked: so the service left them. Where the service is not there, nobody has locked any (D-138), and drives
/// draw in what is put into them (D-140).
///
/// # Errors
/// [`SpecError`] if the setup contradicts itself.
pub(super) fn hardware(setup: &Setup) -> Result<Hardware, SpecError> {
    let managed = setup.service != ServiceState::Stopped;
    let libraries = setup.libraries.iter().map(|each| library(each, managed)).collect();
    let cartridges = setup.cartridges.iter().map(|each| cartridge(setup, each)).collect();
    Hardware::new(libraries, cartridges)
}

/// The address of a library: its place in the setup.
pub(super) fn address(setup: &Setup, name: &model::Name) -> Option<LibraryAddress> {
    (0..).map(LibraryAddress).zip(&setup.libraries).find(|(_, library)| library.name == *name).map(|(address, _)| address)
}

/// A place of a scenario, as the hardware has it.
pub(super) fn spot(setup: &Setup, whereabouts: &Whereabouts) -> Option<Spot> {
    match whereabouts {
        Whereabouts::Shelf => Some(Spot::Shelf),
        Whereabouts::Floor(library) => Some(Spot::Floor(address(setup, library)?)),
        Whereabouts::In(place) => Some(Spot::In(address(setup, &place.library)?, place.spot.element())),
    }
}

/// `managed`: software has been there. It has locked what can be locked, and tells drives when to load.
fn library(library: &model::Library, managed: bool) -> LibrarySpec {
    let port = |port: &model::Port| PortSpec {
        cells: port.cells,
        opens: port.opens,
        lockable: port.lock,
        locked: managed,
        stops_motion: port.stops_motion,
    };
    let door = |door: &model::Door| DoorSpec { lockable: door.lock, locked: managed, reach: door.reach, stops: door.stops };
    let magazine = |magazine: &model::Magazine| MagazineSpec {
        first: magazine.first,
        last: magazine.last,
        port: magazine.port,
        present: !magazine.out,
    };
    LibrarySpec {
        name: library.name.shared(),
        transports: library.transports,
        slots: library.slots,
        drives: library.drives.len() as u16,
        ports: library.ports.iter().map(port).collect(),
        doors: library.doors.iter().map(door).collect(),
        magazines: library.magazines.iter().map(magazine).collect(),
        bar_code_reader: library.bar_codes,
        keypad: library.keypad,
        media_type: library.media_type.code(),
        other_types: (1..).zip(&library.drives).filter_map(|(number, drive)| Some((number, drive.media_type?.code()))).collect(),
        sides: library.sides,
        connected: library.attached,
        draws_in: !managed,
        wear: library.wear,
        timing: library.timing,
        make: library.make(),
    }
}

fn cartridge(setup: &Setup, cartridge: &model::Cartridge) -> CartridgeSpec {
    CartridgeSpec {
        name: cartridge.name.shared(),
        kind: match cartridge.kind {
            model::CartridgeKind::Data => CartridgePurpose::Data,
            model::CartridgeKind::Cleaner { cleans_left } => CartridgePurpose::Cleaner { cleans_left },
        },
        media_type: cartridge.media_type.code(),
        sticker: match &cartridge.bar_code {
            model::BarCode::None => Sticker::None,
            model::BarCode::Unreadable => Sticker::Unreadable,
            model::BarCode::Text(text) => Sticker::Text(text.as_str().into()),
        },
        sides: cartridge.sides.iter().map(|side| recording(&side.label).map_or(Recording::Unreadable, Recording::Label)).collect(),
        at: spot(setup, &cartridge.at).unwrap_or(Spot::Shelf),
    }
}
