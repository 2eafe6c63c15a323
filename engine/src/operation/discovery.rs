//! Discovery: libraries and parts that the hardware has and the database has not are put into the records.
//!
//! Answers `model.startup.no-database`, `model.pools.system-per-type`, `model.standalone.as-library` and
//! `model.offline.holder`.

use std::sync::Arc;

use crate::change::Object;
use crate::id::{Guid, Handle, LibraryRef, MediaTypeRef, PoolRef};
use crate::port::hardware::{Description, LibraryAddress, SideNumber};
use crate::record::media_type::CLEANER_MEDIA_TYPE;
use crate::record::state::{
    DoorState, DriveState, InventoryMethod, LibraryKind, OperationalState, PoolKind, PortContent, PortPosition, SlotState,
};
use crate::record::{AccessList, Changer, Door, Drive, Library, MediaType, Pool, Port, Slot};
use crate::turn::Turn;

/// `dwDeferDismountDelay` of a new drive, in seconds (`types.toml`).
const DEFER_DELAY_S: u32 = 300;
/// `MaxExtendSecs` and `MaxOpenSecs` of new ports and doors.
const ACCESS_TIME_S: u16 = 300;

/// The one library for media that are in none.
pub(crate) fn add_offline_library(turn: &mut Turn<'_>) {
    let at = turn.world().libraries.next();
    let guid = turn.ids.guid();
    let library = Library {
        guid,
        name: Arc::from("Off-line Media"),
        kind: LibraryKind::Offline,
        address: None,
        enabled: true,
        state: OperationalState::Ready,
        inventory_method: InventoryMethod::None,
        cleaner_slot: None,
        cleaner_uses: 0,
        cleaner_present: false,
        cleaner_announced: None,
        detects_changes: false,
        recognizes_cleaner_bar_code: false,
        auto_recovery: false,
        unlooked: false,
        owes: None,
        cut_off: 0,
        bar_code_reader: false,
        keypad: false,
        exchanges: false,
        transports: 0,
        media_type: 0,
        access: AccessList::default(),
    };
    turn.insert(Object::Library(at, library));
}

/// A library the records do not know.
pub(crate) fn add_library(turn: &mut Turn<'_>, address: LibraryAddress, description: &Description) -> LibraryRef {
    add_media_types(turn, description);
    let at = turn.world().libraries.next();
    let guid = turn.ids.guid();
    let standalone = description.transports == 0;
    let library = Library {
        guid,
        name: description.name.clone(),
        kind: if standalone { LibraryKind::Standalone } else { LibraryKind::Online },
        address: Some(address),
        enabled: true,
        state: OperationalState::Initializing,
        inventory_method: InventoryMethod::Fast,
        cleaner_slot: None,
        cleaner_uses: 0,
        cleaner_present: false,
        cleaner_announced: None,
        detects_changes: standalone,
        recognizes_cleaner_bar_code: false,
        auto_recovery: true,
        unlooked: false,
        owes: None,
        cut_off: 0,
        bar_code_reader: description.bar_code_reader,
        keypad: description.keypad,
        exchanges: description.exchanges,
        transports: description.transports,
        media_type: description.media_type,
        access: AccessList::default(),
    };
    turn.insert(Object::Library(at, library));
    at
}

/// Parts that a library has and the records have not.
pub(crate) fn add_missing_parts(turn: &mut Turn<'_>, library: LibraryRef, description: &Description) {
    let parts = turn.world().parts(library).clone();
    let missing = |known: usize, there: usize| (known..there).map(|index| (index, index as u16 + 1));
    for (_, number) in missing(parts.changers.len(), usize::from(description.transports > 0)) {
        let (at, guid) = (turn.world().changers.next(), turn.ids.guid());
        turn.insert(Object::Changer(at, Changer { guid, library, number }));
    }
    for (index, number) in missing(parts.slots.len(), description.slots.len()) {
        let (at, guid) = (turn.world().slots.next(), turn.ids.guid());
        let magazine = description.slots[index];
        turn.insert(Object::Slot(at, Slot { guid, library, number, state: SlotState::Unknown, magazine }));
    }
    for (_, number) in missing(parts.drives.len(), usize::from(description.drives)) {
        let (at, guid) = (turn.world().drives.next(), turn.ids.guid());
        let drive = Drive {
            guid,
            library,
            number,
            media_type: description.type_of_drive(number),
            state: DriveState::Dismounted,
            enabled: true,
            operational: OperationalState::Ready,
            mount_count: 0,
            last_cleaned: None,
            side: None,
            defer_delay_s: DEFER_DELAY_S,
            dismountable_since: None,
        };
        turn.insert(Object::Drive(at, drive));
    }
    for (index, number) in missing(parts.ports.len(), description.ports.len()) {
        let (at, guid) = (turn.world().ports.next(), turn.ids.guid());
        let (content, position) = (PortContent::Unknown, PortPosition::Unknown);
        let (cells, by_hand) = (description.ports[index], description.hand_ports.contains(&number));
        turn.insert(Object::Port(at, Port { guid, library, number, cells, content, position, by_hand, max_extend_s: ACCESS_TIME_S }));
    }
    if turn.world().libraries[library].kind == LibraryKind::Standalone {
        add_missing_mouths(turn, library, usize::from(description.drives));
    }
    for (index, number) in missing(parts.doors.len(), description.doors.len()) {
        let (at, guid) = (turn.world().doors.next(), turn.ids.guid());
        let reach = description.doors[index].reach;
        turn.insert(Object::Door(at, Door { guid, library, number, state: DoorState::Unknown, max_open_s: ACCESS_TIME_S, reach }));
    }
}

/// What people put a cartridge into a stand-alone drive through is its port (`model.standalone.as-library`, D-079).
fn add_missing_mouths(turn: &mut Turn<'_>, library: LibraryRef, drives: usize) {
    for number in turn.world().parts(library).ports.len()..drives {
        let (at, guid) = (turn.world().ports.next(), turn.ids.guid());
        turn.insert(Object::Port(at, Port::mouth(guid, library, number as u16 + 1)));
    }
}

/// The media types that the drives of a library take.
pub(crate) fn add_media_types(turn: &mut Turn<'_>, description: &Description) {
    for code in [&description.media_type].into_iter().chain(&description.drive_types) {
        add_media_type(turn, *code, description.sides);
    }
}

/// A media type with its three system pools, and that of cleaners, as far as they are missing
/// (`model.pools.system-created`).
pub(crate) fn add_media_type(turn: &mut Turn<'_>, code: u32, sides: SideNumber) {
    for (code, sides) in [(code, sides), (CLEANER_MEDIA_TYPE, 1)] {
        let media_type = media_type(turn, code, sides);
        if code != CLEANER_MEDIA_TYPE {
            add_system_pools(turn, media_type);
        }
    }
}

/// The record of a media type; a new type gets one.
pub(crate) fn media_type(turn: &mut Turn<'_>, code: u32, sides: SideNumber) -> MediaTypeRef {
    if let Some(known) = turn.world().media_type(code) {
        return known;
    }
    let (at, guid) = (turn.world().media_types.next(), turn.ids.guid());
    turn.insert(Object::MediaType(at, MediaType { guid, name: Arc::from(format!("Media type {code}")), code, sides }));
    at
}

/// The pool above all others (`enumerate-object.rootpool-first`).
pub(crate) fn add_root_pool(turn: &mut Turn<'_>) {
    let (at, guid) = (turn.world().pools.next(), turn.ids.guid());
    turn.insert(Object::Pool(at, new_pool(guid, "Media Pools", PoolKind::Unknown, None, None)));
}

fn new_pool(guid: Guid, name: &str, kind: PoolKind, media_type: Option<MediaTypeRef>, parent: Option<PoolRef>) -> Pool {
    Pool {
        guid,
        name: Arc::from(name),
        kind,
        media_type,
        parent,
        allocation_policy: 0,
        deallocation_policy: 0,
        max_allocates: 0,
        access: AccessList::default(),
    }
}

fn add_system_pools(turn: &mut Turn<'_>, media_type: MediaTypeRef) {
    for (kind, name) in [(PoolKind::Scratch, "Free"), (PoolKind::Import, "Import"), (PoolKind::Foreign, "Unrecognized")] {
        if turn.world().system_pool(kind, media_type).is_some() {
            continue;
        }
        let root = turn.world().pools.iter().find(|(_, pool)| pool.kind == kind && pool.parent.is_none()).map(|(at, _)| at);
        let root = root.unwrap_or_else(|| {
            let (at, guid) = (turn.world().pools.next(), turn.ids.guid());
            turn.insert(Object::Pool(at, new_pool(guid, name, kind, None, None)));
            at
        });
        let (at, guid) = (turn.world().pools.next(), turn.ids.guid());
        let type_name = turn.world().media_types[media_type].name.clone();
        turn.insert(Object::Pool(at, new_pool(guid, &type_name, kind, Some(media_type), Some(root))));
        debug_assert!(at.place() != root.place(), "a pool is not its own parent");
    }
}
