//! The database in which a scenario begins: what the engine is to believe, as the changes that would have made it.
//!
//! The id of everything that has a name comes from that name ([`id_of`]), so that a scenario can speak of an object
//! before, while and after it exists.

mod cartridge;
mod library;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rsmlab_engine::change::{Change, Object};
use rsmlab_engine::id::{Guid, LibraryRef, MediaTypeRef, PoolRef, SlotRef};
use rsmlab_engine::record::state::{InventoryMethod, LibraryKind, OperationalState, PoolKind};
use rsmlab_engine::record::{AccessList, Computer, Library, MediaType, Place, Pool};
use rsmlab_engine::time::Millis;
use rsmlab_language::model::{self, Reference, Setup, SystemPool};

pub(crate) use self::cartridge::recording;

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
    let mut database = InitialDatabase::new(setup);
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
struct InitialDatabase<'a> {
    setup: &'a Setup,
    changes: Vec<Change>,
    types: Vec<(model::MediaType, u8)>,
    places: BTreeMap<model::ElementPlace, Place>,
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

impl<'a> InitialDatabase<'a> {
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
                access,
            },
        ));
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
}
