//! The target `worlds`: whole scenarios, from the shape of the library to the habits of the operator, in which everything has
//! its time and nothing waits for anything else.

use std::ops::Range;

use arbitrary::Unstructured;
use rsmlab_engine::limits::{Limits, Patience};
use rsmlab_engine::record::state::InventoryMethod;
use rsmlab_engine::time::Millis;
use rsmlab_language::Scenario;
use rsmlab_language::defaults::{LabelKind, SaidOfCartridge, Surroundings};
use rsmlab_language::model::{
    BarCode, Cartridge, Client, Computer, Database, Door, Drive, ElementPlace, Habit, Library, LibraryType, Magazine, Opening, Pool,
    PoolChoice, Port, RecordedAt, ServiceState, Setup, Span, Spot, SystemPool, Wear, Whereabouts,
};
use rsmlab_language::personality::built_in;

use super::argument::pick;
use super::step::{moves, timetable};
use super::world::SetupWorld;
use super::{hold, settling};
use crate::generate::named;

/// The most moves of a run.
const MOST: usize = 80;

/// The bytes that say what the library is like, then those for the people and the store; then come the cartridges.
const SHAPE: usize = 8;
const PEOPLE: usize = 8;

/// The most cartridges, of three bytes each.
const CARTRIDGES: usize = 8;

/// What libraries can be like. A fuzzer learns nothing from thousands of slots but patience.
const MADE: [&str; 3] = ["autoloader-8", "library-48", "jukebox-mo"];

/// How many bytes say what the world is like.
pub const HEADER: usize = SHAPE + PEOPLE + 3 * CARTRIDGES;

/// Runs what the bytes come to, and sees that everything holds.
///
/// # Panics
/// If it does not.
pub fn check(bytes: &[u8]) {
    hold(&decode(bytes));
}

/// The scenario that bytes come to. Not everything in it can be done.
#[must_use]
pub fn decode(bytes: &[u8]) -> Scenario {
    let mut bytes = Unstructured::new(bytes);
    let (setup, seed) = setup(&mut bytes);
    let script = timetable(&SetupWorld::of(&setup), &moves(&mut bytes, MOST));
    settling("A whole run", seed, setup, script)
}

/// The world, and the seed of what is drawn. What the bytes do not reach to is zero.
fn setup(bytes: &mut Unstructured<'_>) -> (Setup, u64) {
    let shape: [u8; SHAPE] = bytes.arbitrary().unwrap_or_default();
    let people: [u8; PEOPLE] = bytes.arbitrary().unwrap_or_default();
    let sorts: [[u8; 3]; CARTRIDGES] = bytes.arbitrary().unwrap_or_default();
    let (libraries, mut slots) = libraries(shape);
    let pools = vec![Pool::plain(named("Data"), Surroundings { libraries: &libraries, pools: &[] }.media_type())];
    let around = Surroundings { libraries: &libraries, pools: &pools };
    let count = usize::from(shape[7]) % CARTRIDGES + 1;
    let cartridges = (1..).zip(sorts).take(count).filter_map(|(number, sort)| cartridge(around, number, &mut slots, sort)).collect();
    let database = Database { latency: Millis([0, 0, 20, 2_000][usize::from(people[0] % 4)]), lost: false };
    let setup = Setup {
        service: ServiceState::Ready,
        database,
        limits: limits(people),
        patience: Patience::default(),
        computer: Computer::default(),
        clients: clients(database),
        habit: habit(people),
        cartridges,
        pools,
        libraries,
    };
    (setup, u64::from(people[7]))
}

/// The libraries, and the slots of the first that can be filled.
fn libraries([like, slots, drives, parts, port, door, magazine, _]: [u8; SHAPE]) -> (Vec<Library>, Range<u16>) {
    let standalone = |name| Library::plain(named(name), LibraryType::Standalone);
    if like % 16 == 15 {
        return (vec![Library { bar_codes: false, ..standalone("L1") }], Range::default());
    }
    if like % 16 > 10
        && let Some(name) = pick(&MADE, slots)
    {
        return (vec![Library::like(named("L1"), LibraryType::Robotic, built_in::named(name).as_ref())], 1..5);
    }
    let is = |bit: u8| parts >> bit & 1 == 1;
    let slots = u16::from(slots % 9) + 2;
    let (mut magazines, mut first) = (Vec::new(), 1);
    if magazine % 3 > 0 {
        let (last, out) = (u16::from(magazine / 3) % slots + 1, magazine > 250);
        magazines.push(Magazine { span: Span::default(), first, last, port: None, out });
        first = if out { last + 1 } else { first };
    }
    // The last slot is the cleaner's where the drives wear.
    let wears = is(5);
    let opens = |number| if (port >> 5) + number > 5 { Opening::Hand } else { Opening::Motor };
    let ports = (0..port % 3).map(|number| Port { cells: u16::from(port / 3 % 3) + 1, opens: opens(number), ..Port::default() });
    let gate = Door { lock: door % 4 < 3, timeout: Millis::from_secs(u64::from(door) * 4 + 10), ..Door::default() };
    let library = Library {
        slots,
        drives: vec![Drive::default(); usize::from(drives % 3) + 1],
        transports: u16::from(drives / 3 % 2) + 1,
        inventory: [InventoryMethod::Fast, InventoryMethod::Omid, InventoryMethod::None, InventoryMethod::Fast][usize::from(parts >> 6)],
        bar_codes: !is(0),
        keypad: is(1),
        auto_recovery: !is(2),
        recognize_cleaners: is(3),
        disabled: is(4) && port % 8 == 7,
        ports: ports.collect(),
        doors: (door % 4 > 0).then_some(gate).into_iter().collect(),
        magazines,
        cleaner_slot: wears.then_some(slots),
        wear: wears.then(|| Wear { mounts: u32::from(magazine % 5) + 1, time: Millis::from_secs(20 * 3_600) }),
        ..Library::plain(named("L1"), LibraryType::Robotic)
    };
    let other = (like % 16 == 10).then(|| standalone("L2"));
    ([library].into_iter().chain(other).collect(), first..if wears { slots } else { slots + 1 })
}

/// A cartridge: in the next slot, if there is one left for it, or at hand.
fn cartridge(around: Surroundings<'_>, number: u8, slots: &mut Range<u16>, [place, what, label]: [u8; 3]) -> Option<Cartridge> {
    if what % 8 == 7 {
        return Some(Cartridge::cleaner(named(&format!("C{number}")), u32::from(label % 4), Whereabouts::Shelf, None));
    }
    let slot = if place % 4 > 0 { slots.next() } else { None };
    let in_slot = |slot| Whereabouts::In(ElementPlace { library: named("L1"), spot: Spot::Slot(slot) });
    let mut said = SaidOfCartridge::new(slot.map_or(Whereabouts::Shelf, in_slot));
    said.recorded = match slot {
        Some(_) => said.recorded.filter(|_| place < 0xe0),
        None => (place < 0x80).then_some(RecordedAt::Offline),
    };
    let is_known = said.recorded.is_some();
    said.pool = match what % 8 {
        1 if is_known => Some(PoolChoice::System(SystemPool::Free)),
        2 if is_known => Some(PoolChoice::System(SystemPool::Import)),
        _ => None,
    };
    said.disabled = is_known && what % 8 == 3;
    said.label = match label % 8 {
        3 => Some(LabelKind::Blank),
        4 => Some(LabelKind::Foreign),
        5 => Some(LabelKind::Unreadable),
        _ => None,
    };
    said.bar_code = match label / 8 % 8 {
        5 => Some(BarCode::None),
        6 => Some(BarCode::Unreadable),
        7 => Some(BarCode::Text("000001".to_owned())),
        _ => None,
    };
    said.cartridge(named(&format!("T{number}")), around)
}

/// The bounds of the engine. Requests have none: when they are too many, nobody can make the inventory with which everything ends.
fn limits([store, ..]: [u8; PEOPLE]) -> Limits {
    let sessions = if store >= 0xf0 { u32::from(store % 4) + 3 } else { Limits::default().sessions };
    Limits { sessions, ..Limits::default() }
}

/// The programs.
fn clients(database: Database) -> Vec<Client> {
    let client = |name| Client::plain(named(name), database);
    let application = Some("Backup".to_owned());
    vec![Client { administrator: true, ..client("root") }, client("ann"), Client { application, ..client("bob") }]
}

/// The operator, who is not there in every run.
fn habit([_, habit, reaction, patience, wrong, open, refuse, _]: [u8; PEOPLE]) -> Option<Habit> {
    let chance = |bit: u8, chance: u8| if habit >> bit & 1 == 1 { chance % 40 } else { 0 };
    (habit % 4 > 0).then(|| Habit {
        reaction: Millis::from_secs(u64::from(reaction) + 1),
        patience: Millis::from_secs(u64::from(patience) * 5 + 10),
        wrong_cartridge: chance(1, wrong),
        wrong_slot: chance(2, open),
        cleaner_in_port: chance(3, refuse),
        door_mid_move: chance(4, wrong),
        pulls_magazine: chance(5, open),
        refuses: chance(6, refuse),
        forgets: chance(7, wrong),
        ..Habit::default()
    })
}
