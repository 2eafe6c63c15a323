//! Libraries that are like something, and cartridges that only name a library.

use rsmlab_engine::time::Millis;
use rsmlab_language::Scenario;
use rsmlab_language::model::{ElementPlace, Library, Spot, Whereabouts};
use rsmlab_language::personality::{ElementType, Feature};

use crate::report;

fn read(world: &str) -> Scenario {
    let text = format!("title \"Likeness\"\n{world}\n");
    rsmlab_language::parse("likeness.kdl", &text).unwrap_or_else(|mistakes| panic!("{}", report(mistakes)))
}

fn library(node: &str) -> Library {
    read(node).setup.libraries[0].clone()
}

fn spots(world: &str) -> Vec<Spot> {
    let spot = |at: &Whereabouts| match at {
        Whereabouts::In(ElementPlace { spot, .. }) => *spot,
        Whereabouts::Shelf | Whereabouts::Floor(_) => panic!("it is on the shelf"),
    };
    read(world).setup.cartridges.iter().map(|cartridge| spot(&cartridge.at)).collect()
}

#[test]
fn a_library_has_from_its_personality_what_is_not_said() {
    let library = library("library L1 like=library-48 drives=3 { timing load=\"1m\"; drive 1 defer=\"1s\" }");
    assert_eq!((library.slots, library.drives.len(), library.ports[0].cells, library.magazines.len()), (48, 3, 4, 2));
    assert_eq!(library.drives[0].defer, Millis::from_secs(1));
    assert_eq!((library.timing.load, library.timing.unload, library.timing.carry), (Millis(60_000), Millis(20_000), Millis(8_000)));
    assert_eq!(library.make().addresses.first(ElementType::Slot), 1_000);
}

#[test]
fn parts_that_are_said_replace_those_of_the_personality() {
    let library = library("library L1 like=library-48 { port slots=2; magazine first=1 last=10 }");
    assert_eq!((library.ports.len(), library.ports[0].cells), (1, 2));
    assert_eq!((library.magazines.len(), library.magazines[0].last, library.doors.len()), (1, 10, 1));
}

#[test]
fn feature_flags_follow_the_parts() {
    let make = library("library L1 like=library-48 bar-codes=#false without=magazine+cleaner-slot { port opens=hand }").make();
    let has = [
        Feature::BAR_CODE_SCANNER,
        Feature::CARTRIDGE_MAGAZINE,
        Feature::CLEANER_SLOT,
        Feature::OPEN_IEPORT,
        Feature::IEPORT_USER_OPEN,
        Feature::POSITION,
    ]
    .map(|feature| make.features.has(feature));
    assert_eq!(has, [false, false, false, false, true, true]);
}

#[test]
fn a_part_the_machine_never_had_is_numbered_and_moved_too() {
    let make = library("library L1 like=autoloader-8 { port slots=2 }").make();
    assert_eq!(make.addresses.first(ElementType::Port), 40);
    assert!(make.moves.allows(ElementType::Port, ElementType::Drive) && make.moves.allows(ElementType::Slot, ElementType::Port));
    assert!(!make.moves.allows(ElementType::Transport, ElementType::Transport));
}

#[test]
fn a_cartridge_that_names_a_library_takes_the_lowest_slot_left() {
    let world = "library L1 slots=6 { magazine first=2 last=3 out=#true; cleaner-slot 1 }
cartridge A at=L1
cartridge B at=L1
cartridge C at=L1.slot.4
cartridge D recorded=L1.slot.6
cartridge E kind=cleaner at=L1";
    let error = rsmlab_language::parse("full.kdl", &format!("title \"Full\"\n{world}\n")).expect_err("B has no room");
    let told: Vec<&str> = error.mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
    assert_eq!(told, ["`L1` has no room left"]);
    let world = world.replace("slots=6", "slots=7").replace("cartridge D recorded=L1.slot.6\n", "");
    assert_eq!(spots(&world), [Spot::Slot(5), Spot::Slot(6), Spot::Slot(4), Spot::Slot(1)]);
}

#[test]
fn a_cartridge_that_names_a_stand_alone_library_takes_the_lowest_drive_left() {
    let world = "library CDs like=tower-cd\ncartridge A at=CDs\ncartridge B at=CDs.drive.1\ncartridge C at=CDs";
    assert_eq!(spots(world), [Spot::Drive(2), Spot::Drive(1), Spot::Drive(3)]);
}
