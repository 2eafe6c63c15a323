//! Worlds out of dice.

use std::sync::Arc;

use rsmlab_engine::limits::{Limits, Patience};
use rsmlab_engine::port::hardware::{Numbers, Reach};
use rsmlab_engine::record::Rights;
use rsmlab_engine::record::state::{InventoryMethod, SideState};
use rsmlab_engine::time::Millis;
use rsmlab_language::model::{
    BarCode, Cartridge, CartridgeKind, Client, Computer, Database, Door, Drive, ElementPlace, Grant, Habit, Label, Library, LibraryType,
    Magazine, MediaType, Name, Opening, Pool, PoolChoice, Port, Record, RecordedAt, Reference, ServiceState, Setup, Side, Span, Spot,
    Stops, SystemPool, Timing, Wear, Whereabouts,
};
use rsmlab_language::personality::built_in;

use crate::dice::Dice;

pub fn name(text: &str) -> Name {
    Name::new(text).expect("a name")
}

pub fn time(dice: &mut Dice) -> Millis {
    let unit = dice.one(&[1_000, 1, 60_000, 3_600_000]);
    Millis(dice.number::<u64>(0, 100_000) * unit)
}

fn seconds(dice: &mut Dice, most: i64) -> Millis {
    Millis::from_secs(dice.number(0, most))
}

/// A scenario's world.
pub fn setup(dice: &mut Dice) -> Setup {
    let libraries: Vec<Library> = (1..=1 + dice.below(3)).map(|number| library(dice, name(&format!("L{number}")))).collect();
    let pools: Vec<Pool> = (1..=1 + dice.below(3)).map(|number| pool(dice, name(&format!("Pool-{number}")))).collect();
    let mut world = Setup {
        service: dice.one(&[ServiceState::Ready, ServiceState::Starting, ServiceState::Stopped, ServiceState::Failed]),
        database: Database { latency: dice.maybe(time).unwrap_or_default(), lost: dice.flip() },
        limits: dice
            .maybe(|dice| Limits {
                sessions: dice.number(0, 9),
                requests: dice.number(0, 9),
                channels: dice.number(0, 9),
                channel_messages: dice.number(0, 9),
                answer_objects: dice.number(0, 9),
            })
            .unwrap_or_default(),
        patience: dice.maybe(|dice| Patience { resource: time(dice), command: time(dice), door_unopened: time(dice) }).unwrap_or_default(),
        computer: dice.maybe(computer).unwrap_or_default(),
        libraries,
        pools,
        cartridges: Vec::new(),
        clients: Vec::new(),
        habit: dice.maybe(habit),
    };
    for number in 1..=dice.below(6) {
        if let Some(cartridge) = cartridge(dice, &world, name(&format!("T{number}"))) {
            world.cartridges.push(cartridge);
        }
    }
    world.clients = (1..=1 + dice.below(2)).map(|number| client(dice, &world, name(&format!("client_{number}")))).collect();
    world
}

fn habit(dice: &mut Dice) -> Habit {
    let mut percent = || dice.number(0, 100);
    Habit {
        wrong_cartridge: percent(),
        wrong_slot: percent(),
        cleaner_in_port: percent(),
        door_mid_move: percent(),
        pulls_magazine: percent(),
        panel_moves: percent(),
        forces: percent(),
        refuses: percent(),
        forgets: percent(),
        reaction: time(dice),
        patience: time(dice),
    }
}

fn computer(dice: &mut Dice) -> Computer {
    Computer {
        name: dice.text(),
        requests_kept: seconds(dice, 1_000_000),
        operator_requests_kept: seconds(dice, 1_000_000),
        request_flags: dice.maybe(|dice| dice.one(&[1, 2, 3, 4, u32::MAX])).unwrap_or_default(),
        operator_request_flags: dice.maybe(|dice| dice.one(&[1, 2, 16, 51, 4])).unwrap_or_default(),
        purge_free: dice.flip(),
        keep_import: dice.flip(),
    }
}

fn media_type(dice: &mut Dice) -> MediaType {
    let few =
        [MediaType::LTO_ULTRIUM, MediaType::from_name("DLT").expect("documented"), MediaType::from_name("MO_5_RW").expect("documented")];
    dice.one(&few)
}

fn library(dice: &mut Dice, name: Name) -> Library {
    if dice.below(3) == 1 { library_like(dice, name) } else { own_library(dice, name) }
}

/// A library with a personality, from which it takes some parts and not others.
fn library_like(dice: &mut Dice, name: Name) -> Library {
    let names: Vec<&str> = built_in::names().collect();
    let like = built_in::named(dice.one(&names)).expect("built in");
    let mut library = Library { name, like: Some(Arc::clone(&like)), ..like.library.clone() };
    let own = own_library(dice, library.name.clone());
    for take in [
        |library: &mut Library, own: &Library| library.ports = own.ports.clone(),
        // The machine may have fewer slots and drives than a door leads to.
        |library, own| {
            let everything = |door: &Door| Door { reach: Reach::Everything, stops: Stops::Everything, ..door.clone() };
            library.doors = own.doors.iter().map(everything).collect();
        },
        |library, _| library.magazines = Vec::new(),
        |library, own| library.cleaner_slot = own.cleaner_slot.filter(|slot| *slot <= library.slots),
        |library, own| library.timing = own.timing,
        |library, own| library.drives.extend(own.drives.clone()),
        |library, own| library.drives.iter_mut().zip(&own.drives).for_each(|(drive, own)| *drive = *own),
        |library, own| library.bar_codes = own.bar_codes,
        |library, own| library.keypad = own.keypad && library.kind == LibraryType::Robotic,
        |library, own| (library.attached, library.disabled, library.lost) = (own.attached, own.disabled, own.lost),
        |library, own| (library.media_type, library.sides, library.inventory) = (own.media_type, own.sides, own.inventory),
    ] as [fn(&mut Library, &Library); 11]
    {
        if dice.below(4) == 1 {
            take(&mut library, &own);
        }
    }
    library
}

/// What a door leads to: everything, or some of the slots and drives there are.
fn reach(dice: &mut Dice, slots: u16, drives: u16) -> Reach {
    let row = |dice: &mut Dice, most: u16| match dice.flip() && most > 0 {
        true => {
            let first = dice.number(1, i64::from(most));
            Numbers { first, last: dice.number(i64::from(first), i64::from(most)) }
        }
        false => Numbers::NONE,
    };
    let (slots, drives) = (row(dice, slots), row(dice, drives));
    if slots == Numbers::NONE && drives == Numbers::NONE { Reach::Everything } else { Reach::Frame { slots, drives } }
}

fn own_library(dice: &mut Dice, name: Name) -> Library {
    let kind = dice.one(&[LibraryType::Robotic, LibraryType::Robotic, LibraryType::Standalone]);
    let robotic = kind == LibraryType::Robotic;
    let slots = if robotic { dice.one(&[8, 8, 12, 0]) } else { 0 };
    let drive = |dice: &mut Dice| {
        let some = |dice: &mut Dice| Drive { disabled: dice.flip(), defer: seconds(dice, 1_000), media_type: dice.maybe(media_type) };
        dice.maybe(some).unwrap_or_default()
    };
    let mut magazines = Vec::new();
    if slots > 0 {
        let mut first = 1;
        while first <= slots && dice.flip() {
            let last = dice.number(i64::from(first), i64::from(slots));
            magazines.push(Magazine { span: Span::default(), first, last, port: None, out: dice.flip() });
            first = last + 1 + dice.number::<u16>(0, 1);
        }
    }
    let drives = dice.some(if robotic { 0 } else { 1 }, 3, drive);
    let bays = u16::try_from(drives.len()).unwrap_or(u16::MAX);
    let mut library = Library {
        span: Span::default(),
        name,
        like: None,
        kind,
        slots,
        drives,
        transports: if robotic { dice.number(1, 2) } else { 0 },
        media_type: media_type(dice),
        sides: dice.number(1, 2),
        bar_codes: dice.flip(),
        keypad: robotic && dice.flip(),
        inventory: dice.one(&[InventoryMethod::Fast, InventoryMethod::None, InventoryMethod::Omid]),
        auto_recovery: dice.flip(),
        recognize_cleaners: dice.flip(),
        detect_changes: dice.flip(),
        disabled: dice.flip(),
        attached: dice.flip(),
        lost: dice.flip(),
        ports: dice.some(0, 2, |dice| Port {
            span: Span::default(),
            cells: dice.number(1, 3),
            timeout: seconds(dice, 65_535),
            opens: dice.one(&[Opening::Motor, Opening::Hand]),
            lock: dice.flip(),
            stops_motion: dice.flip(),
        }),
        doors: dice.some(0, 2, |dice| {
            let reach = reach(dice, slots, bays);
            let stops = if reach == Reach::Everything { Stops::Everything } else { dice.one(&[Stops::Everything, Stops::Own]) };
            Door { span: Span::default(), lock: dice.flip(), timeout: seconds(dice, 65_535), reach, stops }
        }),
        magazines,
        cleaner_slot: if slots > 0 { dice.maybe(|dice| dice.number(1, i64::from(slots))) } else { None },
        wear: dice.maybe(|dice| Wear { mounts: dice.number(1, 1_000), time: time(dice) }),
        timing: dice
            .maybe(|dice| Timing {
                carry: time(dice),
                travel: time(dice),
                load: time(dice),
                unload: time(dice),
                read_label: time(dice),
                clean: time(dice),
                scan: time(dice),
                access: time(dice),
                power_on: time(dice),
            })
            .unwrap_or_default(),
    };
    // A magazine has a port of the library in it, or none; no two have the same.
    for (number, magazine) in (1..=library.ports.len()).zip(&mut library.magazines) {
        magazine.port = dice.maybe(|_| u16::try_from(number).expect("few ports"));
    }
    library
}

fn pool(dice: &mut Dice, name: Name) -> Pool {
    Pool {
        span: Span::default(),
        name,
        media_type: media_type(dice),
        draws_from_free: dice.flip(),
        returns_to_free: dice.flip(),
        most_allocations: dice.number(0, 9),
    }
}

/// Every place of a library that can hold a cartridge, with the cells of ports said.
pub fn places(library: &Library) -> Vec<ElementPlace> {
    let slots = (1..=library.slots).map(Spot::Slot);
    let drives = (1..=library.drives.len()).map(|number| Spot::Drive(u16::try_from(number).expect("few drives")));
    let transports = (1..=library.transports).map(Spot::Transport);
    let ports = (1..).zip(&library.ports).flat_map(|(number, port)| (1..=port.cells).map(move |cell| Spot::Port(number, Some(cell))));
    let spots = slots.chain(drives).chain(transports).chain(ports);
    spots.map(|spot| ElementPlace { library: library.name.clone(), spot }).collect()
}

fn is_absent(world: &Setup, place: &ElementPlace) -> bool {
    let Spot::Slot(slot) = place.spot else { return false };
    let library = world.library(&place.library).expect("a library");
    library.magazine_of(slot).is_some_and(|number| library.magazines[usize::from(number) - 1].out)
}

fn cartridge(dice: &mut Dice, world: &Setup, name: Name) -> Option<Cartridge> {
    let all: Vec<ElementPlace> = world.libraries.iter().flat_map(places).collect();
    let physical: Vec<ElementPlace> = all.iter().filter(|place| !is_absent(world, place)).cloned().collect();
    let at = match dice.below(8) {
        0 => Whereabouts::Floor(dice.one(&world.libraries).name),
        1 | 2 => Whereabouts::Shelf,
        _ if physical.is_empty() => Whereabouts::Shelf,
        _ => Whereabouts::In(dice.one(&physical)),
    };
    let recorded = match (dice.below(6), &at) {
        (0..=2, Whereabouts::In(place)) => Some(RecordedAt::Place(place.clone())),
        (3, _) => Some(RecordedAt::Offline),
        (4, _) if !all.is_empty() => Some(RecordedAt::Place(dice.one(&all))),
        (5, _) => world.libraries.iter().find(|library| library.lost).map(|library| RecordedAt::Library(library.name.clone())),
        (_, Whereabouts::In(_) | Whereabouts::Shelf | Whereabouts::Floor(_)) => None,
    };
    let is_place = matches!(recorded, Some(RecordedAt::Place(_)));
    let crowded = world
        .cartridges
        .iter()
        .any(|other| (matches!(at, Whereabouts::In(_)) && other.at == at) || (is_place && other.recorded_at() == recorded.as_ref()));
    if crowded {
        return None;
    }
    let cleaner = dice.below(3) == 1;
    let media_type = if cleaner { MediaType::CLEANER } else { media_type(dice) };
    let takes = |library: &&Library| library.media_types().any(|taken| taken == media_type);
    let here = |library: &&Library| matches!(&at, Whereabouts::In(place) if place.library == library.name);
    let library = world.libraries.iter().filter(takes).find(here).or_else(|| world.libraries.iter().find(takes));
    let count = library.map_or(1, |library| library.sides);
    let bar_code = match dice.below(4) {
        0 | 1 => BarCode::Text(name.to_string()),
        2 => dice.one(&[BarCode::None, BarCode::Unreadable]),
        _ => BarCode::Text(volume_tag(&dice.text())),
    };
    let recorded_bar_code = dice.maybe(|dice| dice.one(&[BarCode::None, BarCode::Text("000042".to_owned())]));
    let disabled = dice.flip();
    let span = Span::default();
    if cleaner {
        let kind = CartridgeKind::Cleaner { cleans_left: dice.one(&[20, 0, 1, u32::MAX]) };
        let cleans_left = dice.maybe(|dice| dice.one(&[0, 7, u32::MAX]));
        let record = recorded.map(|at| Record { at, pool: None, bar_code: recorded_bar_code, cleans_left, disabled, sides: Vec::new() });
        return Some(Cartridge { span, name, kind, media_type, at, bar_code, sides: vec![Side { label: Label::Blank }], record });
    }
    let sides = (1..=count).map(|number| Side { label: label(dice, &name, number) }).collect();
    let record = recorded.map(|at| {
        let fitting = world.pools.iter().filter(|pool| pool.media_type == media_type);
        let mut pools: Vec<PoolChoice> = fitting.map(|pool| PoolChoice::Application(pool.name.clone())).collect();
        pools.extend(SystemPool::ALL.map(PoolChoice::System));
        let pool = dice.one(&pools);
        let usual = [SideState::Allocated, SideState::Complete, SideState::Available, SideState::Import, SideState::Foreign];
        let one = dice.one(&usual);
        let sides = (0..count).map(|_| if dice.flip() { one } else { dice.one(SideState::ALL) }).collect();
        Record { at, pool: Some(pool), bar_code: recorded_bar_code.clone(), cleans_left: None, disabled, sides }
    });
    Some(Cartridge { span, name, kind: CartridgeKind::Data, media_type, at, bar_code, sides, record })
}

/// A text that can be a bar code.
pub fn volume_tag(text: &str) -> String {
    let legible: String = text.chars().filter(|char| (' '..='~').contains(char)).take(30).collect();
    format!("X{legible}").trim_end_matches(' ').to_owned()
}

fn label(dice: &mut Dice, cartridge: &Name, side: u8) -> Label {
    let usual = if side == 1 { cartridge.to_string() } else { format!("{cartridge}.side.{side}") };
    let own = dice.text();
    dice.one(&[Label::Known(usual), Label::Known(own), Label::Blank, Label::Foreign, Label::Unreadable])
}

fn client(dice: &mut Dice, world: &Setup, name: Name) -> Client {
    let all = [Rights::ALL, Rights::NONE, Rights::USE, Rights::USE | Rights::MODIFY];
    // Of a lost database no right is left.
    let rights = if world.database.lost { vec![Rights::NONE] } else { all.to_vec() };
    let administrator = dice.flip();
    let objects = world.libraries.iter().map(|library| Reference::Library(library.name.clone()));
    let objects = objects.chain(world.pools.iter().map(|pool| Reference::Pool(pool.name.clone()))).chain([Reference::Computer]);
    let objects: Vec<Reference> = objects.filter(|_| dice.flip()).collect();
    Client {
        span: Span::default(),
        name,
        administrator,
        rights: if administrator { Rights::ALL } else { dice.one(&rights) },
        on: objects.into_iter().map(|object| Grant { span: Span::default(), object, rights: dice.one(&rights) }).collect(),
        application: dice.maybe(Dice::text),
        session: dice.flip() && (administrator || !world.database.lost),
    }
}
