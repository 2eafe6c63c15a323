//! The world as those see it who do something in it: what there is to name, to break, to open and to fill.

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::record::state::{ObjectKind, OperatorRequestKind};
use rsmlab_language::model::{ElementPlace, Library, LibraryType, MediaType, Name, Reference, Setup, Spot, SystemPool};
use rsmlab_sim::fault::{FaultKind, FaultSite};
use rsmlab_sim::hardware::CartridgeId;

/// What there is in a setup, each kind in the order of declaration.
#[derive(Clone, Debug)]
pub struct SetupWorld {
    /// The programs.
    pub clients: Vec<Name>,
    /// The libraries.
    pub libraries: Vec<Name>,
    /// The cartridges.
    pub cartridges: Vec<Name>,
    /// The libraries, as ids, and the offline library.
    pub library_ids: Vec<Reference>,
    /// The slots.
    pub slots: Vec<Reference>,
    /// The drives.
    pub drives: Vec<Reference>,
    /// The ports.
    pub ports: Vec<Reference>,
    /// The doors.
    pub doors: Vec<Reference>,
    /// The magazines.
    pub magazines: Vec<Reference>,
    /// Everything that stands for a medium.
    pub media: Vec<Reference>,
    /// Everything that has an id before the first call.
    pub ids: Vec<Reference>,
    /// Every place that a cartridge can be put into.
    pub places: Vec<ElementPlace>,
    /// Everything that breaks, and how it can.
    pub parts: Vec<(Reference, &'static [FaultKind])>,
}

impl SetupWorld {
    /// What there is in a setup.
    #[must_use]
    pub fn of(setup: &Setup) -> Self {
        let named = |make: fn(Name, u16) -> Reference, count: fn(&Library) -> usize| -> Vec<Reference> {
            setup.libraries.iter().flat_map(|library| numbers(count(library)).map(|number| make(library.name.clone(), number))).collect()
        };
        let cartridges: Vec<Name> = setup.cartridges.iter().map(|cartridge| cartridge.name.clone()).collect();
        let library_ids = setup.libraries.iter().map(|library| Reference::Library(library.name.clone()));
        let mut world = Self {
            clients: setup.clients.iter().map(|client| client.name.clone()).collect(),
            libraries: setup.libraries.iter().map(|library| library.name.clone()).collect(),
            library_ids: library_ids.chain([Reference::Offline]).collect(),
            slots: named(Reference::Slot, |library| usize::from(library.slots)),
            drives: named(Reference::Drive, |library| library.drives.len()),
            ports: named(Reference::Port, |library| library.ports.len()),
            doors: named(Reference::Door, |library| library.doors.len()),
            magazines: named(Reference::Magazine, |library| library.magazines.len()),
            media: cartridges.iter().flat_map(media).collect(),
            ids: Vec::new(),
            places: setup.libraries.iter().flat_map(places).collect(),
            parts: setup.libraries.iter().flat_map(parts).collect(),
            cartridges,
        };
        let of_cartridge = FaultSite::Cartridge(CartridgeId(0)).kinds();
        world.parts.extend(world.cartridges.iter().map(|name| (Reference::Cartridge(name.clone()), of_cartridge)));
        world.parts.push((Reference::Database, FaultSite::Database.kinds()));
        world.ids = world.all_ids(setup);
        world
    }

    fn all_ids(&self, setup: &Setup) -> Vec<Reference> {
        let changers = self.libraries.iter().map(|name| Reference::Changer(name.clone()));
        let pools = setup.pools.iter().map(|pool| Reference::Pool(pool.name.clone()));
        let system = SystemPool::ALL.into_iter().map(|pool| Reference::SystemPool(pool, None));
        let types = setup.libraries.iter().flat_map(|library| library.media_types().map(Reference::MediaType));
        let parts = [&self.library_ids, &self.slots, &self.drives, &self.ports, &self.doors, &self.media].into_iter().flatten().cloned();
        let requests = OperatorRequestKind::ALL.iter().map(|kind| Reference::OperatorRequest(*kind));
        let others = [Reference::Unknown, Reference::Computer, Reference::RootPool, Reference::MediaType(MediaType::CLEANER)];
        parts.chain(changers).chain(pools).chain(system).chain(types).chain(requests).chain(others).collect()
    }

    /// What is likely to be meant where the id of such an object belongs; nothing for what only calls bring.
    #[must_use]
    pub fn likely(&self, kind: ObjectKind) -> &[Reference] {
        match kind {
            ObjectKind::Library => &self.library_ids,
            ObjectKind::Slot => &self.slots,
            ObjectKind::Drive => &self.drives,
            ObjectKind::Medium | ObjectKind::LogicalMedium | ObjectKind::Side => &self.media,
            ObjectKind::LibraryRequest | ObjectKind::OperatorRequest => &[],
            ObjectKind::Unknown
            | ObjectKind::Object
            | ObjectKind::Changer
            | ObjectKind::ChangerType
            | ObjectKind::Computer
            | ObjectKind::DriveType
            | ObjectKind::Door
            | ObjectKind::Port
            | ObjectKind::Pool
            | ObjectKind::MediaType
            | ObjectKind::UiDestination => &self.ids,
        }
    }
}

fn numbers(count: usize) -> impl Iterator<Item = u16> {
    (1..).take(count)
}

fn media(name: &Name) -> [Reference; 4] {
    let name = || name.clone();
    [Reference::Cartridge(name()), Reference::Side(name(), 1), Reference::PhysicalMedium(name()), Reference::LogicalMedium(name())]
}

fn places(library: &Library) -> Vec<ElementPlace> {
    let ports = numbers(library.ports.len()).map(|number| Spot::Port(number, None));
    let slots = numbers(library.slots.into()).map(Spot::Slot);
    let drives = numbers(library.drives.len()).map(Spot::Drive);
    let transports = numbers(library.transports.into()).map(Spot::Transport);
    ports.chain(slots).chain(drives).chain(transports).map(|spot| ElementPlace { library: library.name.clone(), spot }).collect()
}

/// What of a library breaks. There is a transport to be broken only where there is a robot.
fn parts(library: &Library) -> Vec<(Reference, &'static [FaultKind])> {
    let (here, name) = (LibraryAddress(0), || library.name.clone());
    let mut parts = vec![(Reference::Library(name()), FaultSite::Library(here).kinds())];
    if library.kind == LibraryType::Robotic {
        parts.extend(
            numbers(library.transports.into()).map(|number| (Reference::Transport(name(), number), FaultSite::Transport(here, 1).kinds())),
        );
    }
    parts.extend(numbers(library.drives.len()).map(|number| (Reference::Drive(name(), number), FaultSite::Drive(here, 1).kinds())));
    parts.extend(numbers(library.slots.into()).map(|number| (Reference::Slot(name(), number), FaultSite::Slot(here, 1).kinds())));
    parts.extend(numbers(library.ports.len()).map(|number| (Reference::Port(name(), number), FaultSite::Port(here, 1).kinds())));
    parts.extend(numbers(library.doors.len()).map(|number| (Reference::Door(name(), number), FaultSite::Door(here, 1).kinds())));
    parts
        .extend(numbers(library.magazines.len()).map(|number| (Reference::Magazine(name(), number), FaultSite::Magazine(here, 1).kinds())));
    if library.bar_codes {
        parts.push((Reference::Reader(name()), FaultSite::Reader(here).kinds()));
    }
    parts
}
