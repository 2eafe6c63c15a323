//! The world of a generated run: cartridges of every sort, and the people.

use super::draw::{number, one_of, seconds};
use super::named;
use super::profile::Measures;
use super::site::Site;
use rsmlab_engine::record::Rights;
use rsmlab_language::defaults::{LabelKind, SaidOfCartridge, SaidOfSide, Surroundings};
use rsmlab_language::model::{
    BarCode, Cartridge, Client, Database, ElementPlace, Grant, Habit, Library, MediaType, Pool, PoolChoice, RecordedAt, Reference, Span,
    Spot, SystemPool, Whereabouts,
};
use rsmlab_sim::rng::Seed;

/// The most cartridges that a run has in its library: a large one is not more interesting for being full.
const MOST_INSIDE: u64 = 24;

/// The clients.
pub(super) const CLIENTS: [&str; 3] = ["ann", LIMITED, ADMINISTRATOR];

/// The one of them who may not do everything in every run, and who says which program it is.
const LIMITED: &str = "bob";

/// The one of them who may do everything in every run.
const ADMINISTRATOR: &str = "root";

/// The application pool, and the one for media of another type than most.
const POOL: &str = "Data";
const OTHER_POOL: &str = "Other";

/// What an operator can get wrong: the name of its stream, and how likely it is.
type HabitMistake = (&'static str, fn(&mut Habit) -> &mut u8);

/// What operators can get wrong.
const MISTAKES: [HabitMistake; 9] = [
    ("wrong-cartridge", |habit| &mut habit.wrong_cartridge),
    ("wrong-slot", |habit| &mut habit.wrong_slot),
    ("cleaner-in-port", |habit| &mut habit.cleaner_in_port),
    ("door-mid-move", |habit| &mut habit.door_mid_move),
    ("pulls-magazine", |habit| &mut habit.pulls_magazine),
    ("refuses", |habit| &mut habit.refuses),
    ("forgets", |habit| &mut habit.forgets),
    ("panel-moves", |habit| &mut habit.panel_moves),
    ("forces", |habit| &mut habit.forces),
];

/// A cartridge of a run.
pub(super) struct Stocked {
    pub cartridge: Cartridge,
    /// What calls name when they want to mount it: its logical medium if it has one, else its side.
    pub medium: Reference,
}

impl Stocked {
    /// All of it.
    pub fn whole(&self) -> Reference {
        Reference::Cartridge(self.cartridge.name.clone())
    }

    /// The slot it is in, if it is in one.
    pub fn slot(&self) -> Option<Reference> {
        match &self.cartridge.at {
            Whereabouts::In(ElementPlace { library, spot: Spot::Slot(slot) }) => Some(Reference::Slot(library.clone(), *slot)),
            Whereabouts::In(_) | Whereabouts::Shelf | Whereabouts::Floor(_) => None,
        }
    }
}

/// The cartridges of a run: in the libraries and on the shelf, known and unknown, in their places and elsewhere.
pub(super) fn cartridges(seed: Seed, site: &Site, pools: &[Pool], knows: Knows) -> Vec<Stocked> {
    let around = Surroundings { libraries: site.libraries(), pools };
    let mut stock: Vec<Stocked> = Vec::new();
    for (place, library) in site.libraries().iter().enumerate() {
        let stream = if place == 0 { "world/slots".to_owned() } else { format!("world/{}/slots", library.name) };
        let mut layout = seed.stream(&stream);
        let is_free = |slot: &u16| library.cleaner_slot != Some(*slot) && !is_out(library, *slot);
        let mut slots: Vec<u16> = (1..=library.slots).filter(is_free).collect();
        layout.shuffle(&mut slots);
        let room = (slots.len() as u64).min(MOST_INSIDE);
        let inside = usize::try_from(layout.between(room / 3, room.saturating_sub(room / 6))).unwrap_or(0);
        let mut taken: Vec<u16> = slots.drain(..inside).collect();
        taken.sort_unstable();
        let first = stock.len() + 1;
        stock.extend((first..).zip(taken).map(|(number, slot)| data(seed, around, number, Some((library, slot)), knows)));
    }
    let outside = 2 + seed.stream("world/outside").below(3) as usize;
    let first = stock.len() + 1;
    stock.extend((first..first + outside).map(|number| data(seed, around, number, None, knows)));
    stock.extend(cleaners(seed, site, knows));
    stock
}

/// Whether a slot is in a magazine that is out.
fn is_out(library: &Library, slot: u16) -> bool {
    library.magazines.iter().any(|magazine| magazine.out && (magazine.first..=magazine.last).contains(&slot))
}

/// A slot of a library.
fn in_slot(library: &Library, slot: u16) -> Whereabouts {
    Whereabouts::In(ElementPlace { library: library.name.clone(), spot: Spot::Slot(slot) })
}

/// What the database knows of the cartridges.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Knows {
    /// What it was told.
    Something,
    /// Nothing: it is lost.
    Nothing,
}

/// A data cartridge, in a slot or on the shelf.
fn data(seed: Seed, around: Surroundings<'_>, ordinal: usize, at: Option<(&Library, u16)>, knows: Knows) -> Stocked {
    let name = format!("T{ordinal}");
    let mut stream = seed.stream(&format!("world/{name}"));
    let mut said = SaidOfCartridge::new(at.map_or(Whereabouts::Shelf, |(library, slot)| in_slot(library, slot)));
    said.label =
        one_of(&mut stream, &[(Some(LabelKind::Blank), 1), (Some(LabelKind::Foreign), 1), (Some(LabelKind::Unreadable), 1), (None, 9)]);
    said.bar_code = one_of(&mut stream, &[(Some(BarCode::None), 1), (Some(BarCode::Unreadable), 1), (None, 10)]);
    let offline = Some(RecordedAt::Offline);
    said.recorded = match at {
        None => one_of(&mut stream, &[(None, 1), (offline, 4)]),
        Some(_) => one_of(&mut stream, &[(None, 1), (offline, 1), (said.recorded, 10)]),
    };
    said.recorded = said.recorded.filter(|_| knows == Knows::Something);
    let is_known = said.recorded.is_some();
    let library = at.map(|(library, _)| library).or(around.libraries.first());
    said.media_type = library.and_then(other_type).filter(|_| seed.stream(&format!("world/{name}/type")).chance(1, 3));
    let application = PoolChoice::Application(named(if said.media_type.is_some() { OTHER_POOL } else { POOL }));
    if said.label.is_none() {
        let pools = [(PoolChoice::System(SystemPool::Free), 1), (PoolChoice::System(SystemPool::Import), 1), (application.clone(), 6)];
        // What the database has never heard of is in no pool.
        said.pool = Some(one_of(&mut stream, &pools)).filter(|_| is_known);
    }
    let is_allocated = said.pool == Some(application);
    let mut more = seed.stream(&format!("world/{name}/more"));
    // Stickers are printed twice by mistake, and tapes are copied.
    if said.bar_code.is_none() && more.chance(1, 16) {
        said.bar_code = Some(BarCode::Text("T1".to_owned()));
    }
    if said.label.is_none() && more.chance(1, 24) {
        said.label_id = Some("T1".to_owned());
    }
    said.complete = is_allocated && more.chance(1, 16);
    said.disabled = is_known && more.chance(1, 24);
    let second =
        one_of(&mut more, &[(None, 3), (Some(LabelKind::Blank), 1), (Some(LabelKind::Foreign), 1), (Some(LabelKind::Unreadable), 1)]);
    let has_two = library.is_some_and(|library| library.sides == 2);
    said.sides = vec![SaidOfSide::default(), SaidOfSide { label: second, ..SaidOfSide::default() }];
    let side = if has_two && more.chance(1, 2) { 2 } else { 1 };
    let name = named(&name);
    let medium = if is_allocated && side == 1 { Reference::Cartridge(name.clone()) } else { Reference::Side(name.clone(), side) };
    let cartridge = said.cartridge(name, around).expect("there is a pool for media of each type");
    Stocked { cartridge, medium }
}

/// The media type that some drives of a library take and others do not, if there is one.
fn other_type(library: &Library) -> Option<MediaType> {
    library.media_types().find(|media_type| *media_type != library.media_type)
}

/// The application pools: one, and another for media of another type where there are such and the database knows of them.
pub(super) fn pools(site: &Site, knows: Knows) -> Vec<Pool> {
    let other = site.libraries().iter().find_map(other_type).filter(|_| knows == Knows::Something);
    let own = Pool::plain(named(POOL), Surroundings { libraries: site.libraries(), pools: &[] }.media_type());
    [own].into_iter().chain(other.map(|other| Pool::plain(named(OTHER_POOL), other))).collect()
}

/// A cleaner in its slot, if there is a slot for one, for every library, and one more on the shelf.
fn cleaners(seed: Seed, site: &Site, knows: Knows) -> Vec<Stocked> {
    let of_libraries = [1, 3, 4].into_iter().zip(site.libraries().iter().map(Some));
    let cleaner = |(ordinal, library): (u8, Option<&Library>)| {
        let name = format!("CLN00{ordinal}");
        let mut stream = seed.stream(&format!("world/{name}"));
        let cleans_left = number(&mut stream, 0, 3);
        let slot = library.and_then(|library| Some((library, library.cleaner_slot?)));
        let slot = slot.filter(|(library, slot)| stream.chance(3, 4) && !is_out(library, *slot));
        let SaidOfCartridge { at, recorded, .. } =
            SaidOfCartridge::new(slot.map_or(Whereabouts::Shelf, |(library, slot)| in_slot(library, slot)));
        let recorded = recorded.filter(|_| knows == Knows::Something);
        let name = named(&name);
        Stocked { medium: Reference::PhysicalMedium(name.clone()), cartridge: Cartridge::cleaner(name, cleans_left, at, recorded) }
    };
    of_libraries.chain([(2, None)]).map(cleaner).collect()
}

/// The clients. Where nobody is on record, only administrators have rights.
pub(super) fn clients(seed: Seed, site: &Site, database: Database) -> Vec<Client> {
    let is_limited = !database.lost && seed.stream("world/limited").chance(1, 3);
    let client = |name: &str| {
        let client = Client::plain(named(name), database);
        match name {
            LIMITED => {
                let client = Client { application: Some("Backup".to_owned()), ..client };
                if is_limited { limited(seed, site, client) } else { client }
            }
            ADMINISTRATOR => Client { administrator: true, ..client },
            _ => client,
        }
    };
    CLIENTS.into_iter().map(client).collect()
}

/// How the operator goes about their work, who is not there in every run.
pub(super) fn habit(seed: Seed, measures: Measures) -> Option<Habit> {
    let mut stream = seed.stream("world/operator");
    if stream.chance(1, 5) {
        return None;
    }
    let (reaction, patience) = (seconds(&mut stream, 5, 300), seconds(&mut stream, 30, 1_200));
    let mut habit = Habit { reaction, patience, ..Habit::default() };
    for (mistake, chance) in MISTAKES {
        // Which mistakes are made at all is drawn first, as it is for calls and faults.
        if seed.stream(&format!("swarm/operator/{mistake}")).chance(1, 2) {
            *chance(&mut habit) = number(&mut stream, 1, measures.mistakes);
        }
    }
    Some(habit)
}

/// A client that may not do everything: in general, and with the library and the pool. Everybody may open a session, for a client that has
/// none gets no further than that.
fn limited(seed: Seed, site: &Site, client: Client) -> Client {
    let mut stream = seed.stream("world/rights");
    let rights = one_of(&mut stream, &[(Rights::NONE, 1), (Rights::USE, 2), (Rights::USE | Rights::MODIFY, 1), (Rights::ALL, 1)]);
    let grant = |object, rights| Grant { span: Span::default(), object, rights };
    let mut on = vec![grant(Reference::Computer, Rights::USE)];
    let libraries = site.libraries().iter().map(|library| Reference::Library(library.name.clone()));
    for object in libraries.chain([Reference::Pool(named(POOL))]) {
        let rights = one_of(&mut stream, &[(None, 2), (Some(Rights::NONE), 1), (Some(Rights::USE), 1), (Some(Rights::ALL), 1)]);
        on.extend(rights.map(|rights| grant(object, rights)));
    }
    Client { rights, on, ..client }
}
