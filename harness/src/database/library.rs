//! Libraries in the database: their drives, slots, ports and doors, as they are on record.

use rsmlab_engine::change::Object;
use rsmlab_engine::id::{ChangerRef, DoorRef, DriveRef, LibraryRef, PortRef, SlotRef};
use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::record::state::{DoorState, DriveState, LibraryKind, OperationalState, PortContent, PortPosition, SlotState};
use rsmlab_engine::record::{Changer, Door, Drive, Library, Place, Port, Slot};
use rsmlab_language::model::{self, CartridgeKind, LibraryType, RecordedAt, Reference, Spot};
use rsmlab_sim::hardware::Opens;
use rsmlab_sim::hardware::make::ElementType;

use super::{InitialDatabase, id_of, seconds, take};

impl InitialDatabase<'_> {
    /// A library with its parts. Of one whose record is lost, the handle and the drives remain.
    pub(super) fn library(&mut self, library: &model::Library, handle: LibraryRef) {
        if library.lost {
            return self.drives(library, handle, OperationalState::NotPresent);
        }
        let name = &library.name;
        let reference = Reference::Library(name.clone());
        let state = if library.attached { OperationalState::Ready } else { OperationalState::NotPresent };
        let cleaner = self.setup.cartridges.iter().find_map(|cartridge| match (cartridge.kind, &cartridge.record) {
            (CartridgeKind::Cleaner { cleans_left }, Some(record)) if in_library(&record.at, name) => {
                Some(record.cleans_left.unwrap_or(cleans_left))
            }
            (CartridgeKind::Cleaner { .. } | CartridgeKind::Data, _) => None,
        });
        let first_slot = self.next.slot;
        let access = self.access(&reference);
        self.insert(Object::Library(
            handle,
            Library {
                guid: id_of(&reference),
                name: name.shared(),
                kind: match library.kind {
                    LibraryType::Robotic => LibraryKind::Online,
                    LibraryType::Standalone => LibraryKind::Standalone,
                },
                address: Some(LibraryAddress(handle.0 as u16 - 1)),
                enabled: !library.disabled,
                state,
                inventory_method: library.inventory,
                cleaner_slot: library.cleaner_slot.map(|number| SlotRef(first_slot + u32::from(number) - 1)),
                cleaner_uses: cleaner.unwrap_or(0),
                cleaner_present: cleaner.is_some(),
                cleaner_announced: None,
                detects_changes: library.detect_changes,
                recognizes_cleaner_bar_code: library.recognize_cleaners,
                auto_recovery: library.auto_recovery,
                unlooked: false,
                owes: None,
                cut_off: 0,
                bar_code_reader: library.bar_codes,
                keypad: library.keypad,
                exchanges: library.make().exchanges.allows(ElementType::Slot, ElementType::Drive),
                transports: library.transports,
                media_type: library.media_type.code(),
                access,
            },
        ));
        if library.kind == LibraryType::Robotic {
            let changer = ChangerRef(take(&mut self.next.changer));
            let guid = id_of(&Reference::Changer(name.clone()));
            self.insert(Object::Changer(changer, Changer { guid, library: handle, number: 1 }));
        }
        self.drives(library, handle, state);
        self.slots(library, handle);
        match library.kind {
            LibraryType::Robotic => self.ports(library, handle),
            LibraryType::Standalone => self.mouths(library, handle),
        }
        self.doors(library, handle);
    }

    fn drives(&mut self, library: &model::Library, handle: LibraryRef, operational: OperationalState) {
        for (number, drive) in (1..).zip(&library.drives) {
            let at = DriveRef(take(&mut self.next.drive));
            let spot = Spot::Drive(number);
            self.places.insert(model::ElementPlace { library: library.name.clone(), spot }, Place::Drive(at));
            let state = if self.is_recorded_at(library, spot) { DriveState::Unloaded } else { DriveState::Dismounted };
            self.insert(Object::Drive(
                at,
                Drive {
                    guid: id_of(&Reference::Drive(library.name.clone(), number)),
                    library: handle,
                    number,
                    media_type: library.type_of_drive(number).code(),
                    state,
                    enabled: !drive.disabled,
                    operational,
                    mount_count: 0,
                    last_cleaned: None,
                    side: None,
                    defer_delay_s: seconds(drive.defer, u32::MAX),
                    dismountable_since: None,
                },
            ));
        }
    }

    fn slots(&mut self, library: &model::Library, handle: LibraryRef) {
        for number in 1..=library.slots {
            let at = SlotRef(take(&mut self.next.slot));
            let spot = Spot::Slot(number);
            self.places.insert(model::ElementPlace { library: library.name.clone(), spot }, Place::Slot(at));
            let magazine = library.magazine_of(number);
            let out = magazine.is_some_and(|magazine| library.magazines[usize::from(magazine) - 1].out);
            let recorded = self.is_recorded_at(library, spot);
            let state = match recorded {
                _ if out => SlotState::NotPresent,
                true => SlotState::Full,
                false => SlotState::Empty,
            };
            if recorded || library.cleaner_slot == Some(number) {
                self.taken_homes.insert(at);
            }
            let guid = id_of(&Reference::Slot(library.name.clone(), number));
            self.insert(Object::Slot(at, Slot { guid, library: handle, number, state, magazine }));
        }
    }

    fn ports(&mut self, library: &model::Library, handle: LibraryRef) {
        for (number, port) in (1..).zip(&library.ports) {
            let at = PortRef(take(&mut self.next.port));
            let spots: Vec<Spot> = (1..=port.cells).map(|cell| Spot::Port(number, Some(cell))).collect();
            for (cell, spot) in (1..).zip(&spots) {
                self.places.insert(model::ElementPlace { library: library.name.clone(), spot: *spot }, Place::Port(at, cell));
            }
            let full = spots.into_iter().any(|spot| self.is_recorded_at(library, spot));
            self.insert(Object::Port(
                at,
                Port {
                    guid: id_of(&Reference::Port(library.name.clone(), number)),
                    library: handle,
                    number,
                    cells: port.cells,
                    content: if full { PortContent::Full } else { PortContent::Empty },
                    position: PortPosition::Retracted,
                    by_hand: port.opens == Opens::Hand,
                    max_extend_s: seconds(port.timeout, u16::MAX),
                },
            ));
        }
    }

    /// The mouths of stand-alone drives.
    fn mouths(&mut self, library: &model::Library, handle: LibraryRef) {
        for (number, _) in (1..).zip(&library.drives) {
            let at = PortRef(take(&mut self.next.port));
            let guid = id_of(&Reference::Port(library.name.clone(), number));
            self.insert(Object::Port(at, Port::mouth(guid, handle, number)));
        }
    }

    fn doors(&mut self, library: &model::Library, handle: LibraryRef) {
        for (number, door) in (1..).zip(&library.doors) {
            let at = DoorRef(take(&mut self.next.door));
            let guid = id_of(&Reference::Door(library.name.clone(), number));
            let max_open_s = seconds(door.timeout, u16::MAX);
            let (state, reach) = (DoorState::Closed, door.reach);
            self.insert(Object::Door(at, Door { guid, library: handle, number, state, max_open_s, reach }));
        }
    }

    fn is_recorded_at(&self, library: &model::Library, spot: Spot) -> bool {
        self.setup.cartridges.iter().filter_map(|cartridge| cartridge.record.as_ref()).any(|record| match &record.at {
            RecordedAt::Place(place) => place.library == library.name && place.spot == spot,
            RecordedAt::Offline | RecordedAt::Library(_) => false,
        })
    }
}

fn in_library(at: &RecordedAt, name: &model::Name) -> bool {
    match at {
        RecordedAt::Place(model::ElementPlace { library, .. }) | RecordedAt::Library(library) => library == name,
        RecordedAt::Offline => false,
    }
}
