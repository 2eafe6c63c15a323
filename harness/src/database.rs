//! The database in which a scenario begins: what the engine is to believe, as the changes that would have made it.
//!
//! The id of everything that has a name comes from that name ([`id_of`]), so that a scenario can speak of an object
//! before, while and after it exists.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rsmlab_engine::change::{Change, Object};
use rsmlab_engine::id::{
    ChangerRef, DoorRef, DriveRef, Guid, LibraryRef, LogicalRef, MediaTypeRef, MediumRef, PoolRef, PortRef, SideRef, SlotRef,
};
use rsmlab_engine::port::hardware::{Label, LibraryAddress};
use rsmlab_engine::record::state::{
    BarCodeState, DoorState, DriveState, InventoryMethod, LibraryKind, MediaState, OperationalState, PoolKind, PortContent, PortPosition,
    SideState, SlotState,
};
use rsmlab_engine::record::{
    AccessList, Changer, Computer, Door, Drive, Library, LogicalMedium, MediaType, Medium, Place, Pool, Port, Side, Slot,
};
use rsmlab_engine::time::Millis;

use rsmlab_language::model::{self, CartridgeKind, Kind, PoolChoice, RecordedAt, Reference, Setup, Spot, SystemPool};
use rsmlab_sim::hardware::Opens;
use rsmlab_sim::hardware::make::ElementType;

/// The id of what a name refers to, as the database of the scenario has it.
#[must_use]
pub fn id_of(reference: &Reference) -> Guid {
    Guid::from_name(&reference.to_string())
}

/// The id of the root pool.
#[must_use]
pub fn root_pool() -> Guid {
    Guid::from_name("media pools")
}

/// The content of the database: inserts with explicit handles, in the order in which they refer to each other.
#[must_use]
pub fn initial(setup: &Setup) -> Vec<Change> {
    if setup.database.lost {
        return Vec::new();
    }
    let mut database = Database::new(setup);
    database.computer();
    database.offline_library();
    for (library, handle) in setup.libraries.iter().zip(1..) {
        database.library(library, LibraryRef(handle));
    }
    database.media_types();
    database.system_pools();
    database.application_pools();
    for cartridge in &setup.cartridges {
        database.cartridge(cartridge);
    }
    database.changes
}

/// A database that is being written.
struct Database<'a> {
    setup: &'a Setup,
    changes: Vec<Change>,
    types: Vec<(model::MediaType, u8)>,
    places: BTreeMap<model::Place, Place>,
    pools: BTreeMap<PoolName, PoolRef>,
    taken_homes: BTreeSet<SlotRef>,
    next: Next,
}

/// A pool, by what scenarios call it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum PoolName {
    System(SystemPool, model::MediaType),
    Application(model::Name),
}

/// What becomes of the media of a pool when they are allocated and given back.
#[derive(Clone, Copy, Default)]
struct Policy {
    allocation_policy: u32,
    deallocation_policy: u32,
    max_allocates: u32,
}

impl Policy {
    fn of(pool: &model::Pool) -> Self {
        Self {
            allocation_policy: pool.draws_from_free.into(),
            deallocation_policy: pool.returns_to_free.into(),
            max_allocates: pool.most_allocations,
        }
    }
}

/// The next free handle of each kind.
#[derive(Default)]
struct Next {
    changer: u32,
    drive: u32,
    slot: u32,
    port: u32,
    door: u32,
    pool: u32,
    medium: u32,
    side: u32,
    logical: u32,
}

/// Takes the next number of a kind.
fn take(next: &mut u32) -> u32 {
    let number = *next;
    *next += 1;
    number
}

/// Whole seconds, as far as a record can count them.
fn seconds<T: TryFrom<u64>>(length: Millis, most: T) -> T {
    T::try_from(length.as_secs()).unwrap_or(most)
}

impl<'a> Database<'a> {
    fn new(setup: &'a Setup) -> Self {
        let mut types: Vec<(model::MediaType, u8)> = Vec::new();
        let of_libraries = setup.libraries.iter().flat_map(|library| library.media_types().map(|media_type| (media_type, library.sides)));
        let of_cartridges = setup.cartridges.iter().map(|cartridge| (cartridge.media_type, cartridge.sides.len() as u8));
        for (media_type, sides) in of_libraries.chain(of_cartridges).chain([(model::MediaType::CLEANER, 1)]) {
            if types.iter().all(|(known, _)| *known != media_type) {
                types.push((media_type, sides));
            }
        }
        let (changes, places, pools, taken_homes) = (Vec::new(), BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        Self { setup, changes, types, places, pools, taken_homes, next: Next::default() }
    }

    fn insert(&mut self, object: Object) {
        self.changes.push(Change::Insert(object));
    }

    /// What the clients may do with an object that no exception is made for, or for which one is.
    fn access(&self, object: &Reference) -> AccessList {
        let rights = |client: &model::Client| {
            let exception = client.on.iter().find(|grant| grant.object == *object);
            (client.name.shared(), exception.map_or(client.rights, |grant| grant.rights))
        };
        AccessList { grants: self.setup.clients.iter().map(rights).collect() }
    }

    fn computer(&mut self) {
        let computer = &self.setup.computer;
        let policy = u32::from(computer.purge_free) + 2 * u32::from(computer.keep_import);
        self.insert(Object::Computer(Computer {
            guid: id_of(&Reference::Computer),
            name: computer.name.as_str().into(),
            library_request_purge_s: seconds(computer.requests_kept, u32::MAX),
            operator_request_purge_s: seconds(computer.operator_requests_kept, u32::MAX),
            library_request_flags: computer.request_flags,
            operator_request_flags: computer.operator_request_flags,
            pool_policy: policy,
            access: self.access(&Reference::Computer),
        }));
    }

    fn offline_library(&mut self) {
        let access = self.access(&Reference::Offline);
        self.insert(Object::Library(
            LibraryRef(0),
            Library {
                guid: id_of(&Reference::Offline),
                name: "Off-line Media".into(),
                kind: LibraryKind::Offline,
                address: None,
                enabled: true,
                state: OperationalState::Ready,
                inventory_method: InventoryMethod::None,
                cleaner_slot: None,
                cleaner_uses: 0,
                cleaner_present: false,
                detects_changes: false,
                recognizes_cleaner_bar_code: false,
                auto_recovery: false,
                unlooked: false,
                bar_code_reader: false,
                keypad: false,
                exchanges: false,
                transports: 0,
                media_type: 0,
                access,
            },
        ));
    }

    /// A library with its parts. Of one whose record is lost, the handle and the drives remain.
    fn library(&mut self, library: &model::Library, handle: LibraryRef) {
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
                    Kind::Robotic => LibraryKind::Online,
                    Kind::Standalone => LibraryKind::Standalone,
                },
                address: Some(LibraryAddress(handle.0 as u16 - 1)),
                enabled: !library.disabled,
                state,
                inventory_method: library.inventory,
                cleaner_slot: library.cleaner_slot.map(|number| SlotRef(first_slot + u32::from(number) - 1)),
                cleaner_uses: cleaner.unwrap_or(0),
                cleaner_present: cleaner.is_some(),
                detects_changes: library.detect_changes,
                recognizes_cleaner_bar_code: library.recognize_cleaners,
                auto_recovery: library.auto_recovery,
                unlooked: false,
                bar_code_reader: library.bar_codes,
                keypad: library.keypad,
                exchanges: library.make().exchanges.allows(ElementType::Slot, ElementType::Drive),
                transports: library.transports,
                media_type: library.media_type.code(),
                access,
            },
        ));
        if library.kind == Kind::Robotic {
            let changer = ChangerRef(take(&mut self.next.changer));
            let guid = id_of(&Reference::Changer(name.clone()));
            self.insert(Object::Changer(changer, Changer { guid, library: handle, number: 1 }));
        }
        self.drives(library, handle, state);
        self.slots(library, handle);
        match library.kind {
            Kind::Robotic => self.ports(library, handle),
            Kind::Standalone => self.mouths(library, handle),
        }
        self.doors(library, handle);
    }

    fn drives(&mut self, library: &model::Library, handle: LibraryRef, operational: OperationalState) {
        for (number, drive) in (1..).zip(&library.drives) {
            let at = DriveRef(take(&mut self.next.drive));
            let spot = Spot::Drive(number);
            self.places.insert(model::Place { library: library.name.clone(), spot }, Place::Drive(at));
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
            self.places.insert(model::Place { library: library.name.clone(), spot }, Place::Slot(at));
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
                self.places.insert(model::Place { library: library.name.clone(), spot: *spot }, Place::Port(at, cell));
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

    fn media_types(&mut self) {
        for (at, (media_type, sides)) in (0..).zip(self.types.clone()) {
            let guid = id_of(&Reference::MediaType(media_type));
            let record = MediaType { guid, name: media_type.name().into(), code: media_type.code(), sides };
            self.insert(Object::MediaType(MediaTypeRef(at), record));
        }
    }

    fn type_handle(&self, media_type: model::MediaType) -> MediaTypeRef {
        MediaTypeRef((0..).zip(&self.types).find(|(_, (known, _))| *known == media_type).map_or(0, |(at, _)| at))
    }

    /// The root pool, the three system pools, and below each a pool for every media type. Cleaners are in no pool.
    fn system_pools(&mut self) {
        let any = Reference::SystemPool(SystemPool::Free, None);
        self.pool(root_pool(), "Media Pools".into(), (PoolKind::Unknown, Policy::default()), None, None, &any);
        for (pool, kind, name) in [
            (SystemPool::Free, PoolKind::Scratch, "Free"),
            (SystemPool::Import, PoolKind::Import, "Import"),
            (SystemPool::Unrecognized, PoolKind::Foreign, "Unrecognized"),
        ] {
            let root = self.pool(
                Guid::from_name(pool.word()),
                name.into(),
                (kind, Policy::default()),
                None,
                None,
                &Reference::SystemPool(pool, None),
            );
            for (media_type, _) in self.types.clone().into_iter().filter(|(media_type, _)| *media_type != model::MediaType::CLEANER) {
                let reference = Reference::SystemPool(pool, Some(media_type));
                let name = media_type.name().into();
                let at = self.pool(
                    id_of(&reference),
                    name,
                    (kind, Policy::default()),
                    Some(self.type_handle(media_type)),
                    Some(root),
                    &reference,
                );
                self.pools.insert(PoolName::System(pool, media_type), at);
            }
        }
    }

    fn application_pools(&mut self) {
        for pool in &self.setup.pools {
            let reference = Reference::Pool(pool.name.clone());
            let media_type = self.type_handle(pool.media_type);
            let (name, policy) = (pool.name.shared(), Policy::of(pool));
            let at = self.pool(id_of(&reference), name, (PoolKind::Application, policy), Some(media_type), None, &reference);
            self.pools.insert(PoolName::Application(pool.name.clone()), at);
        }
    }

    fn pool(
        &mut self,
        guid: Guid,
        name: Arc<str>,
        (kind, policy): (PoolKind, Policy),
        media_type: Option<MediaTypeRef>,
        parent: Option<PoolRef>,
        reference: &Reference,
    ) -> PoolRef {
        let at = PoolRef(take(&mut self.next.pool));
        let access = self.access(reference);
        let Policy { allocation_policy, deallocation_policy, max_allocates } = policy;
        let record = Pool { guid, name, kind, media_type, parent, allocation_policy, deallocation_policy, max_allocates, access };
        self.insert(Object::Pool(at, record));
        at
    }

    /// A cartridge that the database has heard of: its medium, its sides, and the logical medium of allocated sides.
    fn cartridge(&mut self, cartridge: &model::Cartridge) {
        let Some(record) = &cartridge.record else { return };
        let (library, place) = self.recorded_place(&record.at);
        let medium = MediumRef(take(&mut self.next.medium));
        let pool = record.pool.as_ref().and_then(|pool| self.pool_of(pool, cartridge.media_type));
        let home = self.home(&record.at, place);
        let (bar_code, bar_code_state) = self.bar_code(cartridge, record);
        let state = if matches!(place, Place::Drive(_)) { MediaState::Unloaded } else { MediaState::Idle };
        self.insert(Object::Medium(
            medium,
            Medium {
                guid: id_of(&Reference::PhysicalMedium(cartridge.name.clone())),
                name: cartridge.name.shared(),
                library,
                place,
                home,
                pool,
                media_type: self.type_handle(cartridge.media_type),
                bar_code,
                bar_code_state,
                sequence: medium.0 + 1,
                state,
                enabled: !record.disabled,
                cleaner: matches!(cartridge.kind, CartridgeKind::Cleaner { .. }),
            },
        ));
        self.sides(cartridge, record, medium, pool);
    }

    fn sides(&mut self, cartridge: &model::Cartridge, record: &model::Record, medium: MediumRef, pool: Option<PoolRef>) {
        let owned = |state: &SideState| matches!(state, SideState::Allocated | SideState::Complete | SideState::Reserved);
        let logical = match pool {
            Some(pool) if record.sides.iter().any(owned) => {
                let at = LogicalRef(take(&mut self.next.logical));
                let guid = id_of(&Reference::LogicalMedium(cartridge.name.clone()));
                self.insert(Object::LogicalMedium(at, LogicalMedium { guid, name: cartridge.name.shared(), pool }));
                Some(at)
            }
            Some(_) | None => None,
        };
        for (number, (state, side)) in (1..).zip(record.sides.iter().zip(&cartridge.sides)) {
            let at = SideRef(take(&mut self.next.side));
            self.insert(Object::Side(
                at,
                Side {
                    guid: id_of(&Reference::Side(cartridge.name.clone(), number)),
                    medium,
                    number,
                    state: *state,
                    label: recording(&side.label).filter(|_| *state != SideState::Unknown),
                    logical: logical.filter(|_| owned(state)),
                    mount_count: 0,
                    allocate_count: u32::from(owned(state)),
                },
            ));
        }
    }

    /// A medium of a lost library keeps its library; of its place there nothing is left.
    fn recorded_place(&self, at: &RecordedAt) -> (LibraryRef, Place) {
        let handle = |name: &model::Name| {
            let known = self.setup.libraries.iter().zip(1..).find(|(library, _)| library.name == *name);
            LibraryRef(known.map_or(0, |(_, handle)| handle))
        };
        match at {
            RecordedAt::Offline => (LibraryRef(0), Place::Offline),
            RecordedAt::Place(place) => (handle(&place.library), self.places.get(place).copied().unwrap_or(Place::Offline)),
            RecordedAt::Library(name) => (handle(name), Place::Offline),
        }
    }

    /// The slot a cartridge goes back to: the one it is in, or the first that nobody else goes back to.
    fn home(&mut self, at: &RecordedAt, place: Place) -> Option<SlotRef> {
        match (at, place) {
            (_, Place::Slot(slot)) => Some(slot),
            (RecordedAt::Place(model::Place { library, .. }), Place::Drive(_) | Place::Port(..) | Place::Transport) => {
                let in_library = self.places.range(model::Place { library: library.clone(), spot: Spot::Slot(0) }..);
                let mut slots = in_library.take_while(|(place, _)| place.library == *library).filter_map(|(_, place)| match place {
                    Place::Slot(slot) => Some(*slot),
                    Place::Drive(_) | Place::Port(..) | Place::Transport | Place::Offline => None,
                });
                let free = slots.find(|slot| !self.taken_homes.contains(slot));
                self.taken_homes.extend(free);
                free
            }
            (RecordedAt::Offline | RecordedAt::Library(_) | RecordedAt::Place(_), _) => None,
        }
    }

    fn pool_of(&self, pool: &PoolChoice, media_type: model::MediaType) -> Option<PoolRef> {
        let name = match pool {
            PoolChoice::System(pool) => PoolName::System(*pool, media_type),
            PoolChoice::Application(name) => PoolName::Application(name.clone()),
        };
        self.pools.get(&name).copied()
    }

    /// A bar code is known if it can be read and the library has a reader, unless the scenario says what is on record.
    fn bar_code(&self, cartridge: &model::Cartridge, record: &model::Record) -> (Option<Arc<str>>, BarCodeState) {
        let library = match &record.at {
            RecordedAt::Offline => None,
            RecordedAt::Place(model::Place { library, .. }) | RecordedAt::Library(library) => self.setup.library(library),
        };
        if let Some(model::BarCode::Text(text)) = &record.bar_code {
            return (Some(text.as_str().into()), BarCodeState::Ok);
        }
        match record.bar_code.as_ref().unwrap_or(&cartridge.bar_code) {
            model::BarCode::Text(text) if library.is_none_or(|library| library.bar_codes) => (Some(text.as_str().into()), BarCodeState::Ok),
            model::BarCode::Text(_) | model::BarCode::None | model::BarCode::Unreadable => (None, BarCodeState::Unreadable),
        }
    }
}

fn in_library(at: &RecordedAt, name: &model::Name) -> bool {
    match at {
        RecordedAt::Place(model::Place { library, .. }) | RecordedAt::Library(library) => library == name,
        RecordedAt::Offline => false,
    }
}

/// What a drive reads of a label; nothing of one that cannot be read.
pub(crate) fn recording(label: &model::Label) -> Option<Label> {
    match label {
        model::Label::Known(id) => Some(Label::Known { format: "MTF".into(), id: id.as_str().into() }),
        model::Label::Blank => Some(Label::Blank),
        model::Label::Foreign => Some(Label::Foreign),
        model::Label::Unreadable => None,
    }
}
