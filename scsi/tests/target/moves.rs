//! Cartridges are carried, and everybody sees it.

use rsmlab_engine::port::hardware::{Element, Gate};
use rsmlab_scsi::rig::Rig;
use rsmlab_scsi::target::ResetScope;
use rsmlab_sim::hardware::CartridgeId;
use rsmlab_sim::operator::PersonAct;

use crate::bench::{ANN, BOB, L1, ask, begin, library, rig, rig_of, settle, wait};

const SLOT_1_TO_DRIVE_1: &str = "A5 00 00 01 03 E8 01 F4 00 00 00 00";
const SLOT_2_TO_DRIVE_1: &str = "A5 00 00 01 03 E9 01 F4 00 00 00 00";
const SLOT_2_TO_DRIVE_2: &str = "A5 00 00 01 03 E9 01 F5 00 00 00 00";
const SLOT_5_TO_DRIVE_1: &str = "A5 00 00 01 03 EC 01 F4 00 00 00 00";
const DRIVE_1_TO_SLOT_1: &str = "A5 00 00 01 01 F4 03 E8 00 00 00 00";
const SLOT_2_FOR_WHAT_IS_IN_DRIVE_1: &str = "A6 00 00 01 03 E9 01 F4 03 E8 00 00";
const UNLOAD: &str = "1B 00 00 00 00 00";

fn content(rig: &Rig, element: Element) -> Option<CartridgeId> {
    rig.hardware.content(L1, element)
}

#[test]
fn a_drive_loads_what_comes_and_every_nexus_hears_of_it() {
    let mut rig = rig();
    let tag = begin(&mut rig, ANN, 0, SLOT_1_TO_DRIVE_1);
    assert_eq!((ask(&mut rig, BOB, 0, "00"), ask(&mut rig, BOB, 1, "00")), ("GOOD".into(), "2/3A/00".into()));
    assert_eq!(wait(&mut rig, 3), [(tag, "GOOD".into())]);
    assert_eq!((ask(&mut rig, ANN, 1, "00"), ask(&mut rig, BOB, 1, "00")), ("2/04/01".into(), "2/04/01".into()));
    assert_eq!(wait(&mut rig, 15), []);
    for nexus in [ANN, BOB] {
        assert_eq!(ask(&mut rig, nexus, 1, "00"), "6/28/00");
        assert_eq!(ask(&mut rig, nexus, 1, "00"), "GOOD");
    }
    assert_eq!(content(&rig, Element::Drive(1)), Some(CartridgeId(0)));
}

#[test]
fn a_second_move_waits_for_the_transport() {
    let mut rig = rig();
    let first = begin(&mut rig, ANN, 0, SLOT_1_TO_DRIVE_1);
    let second = begin(&mut rig, BOB, 0, SLOT_2_TO_DRIVE_2);
    let third = begin(&mut rig, BOB, 0, "A5 00 00 01 03 E9 03 EB 00 00 00 00");
    let all = [(first, "GOOD".into()), (second, "GOOD".into()), (third, "5/3B/0E".into())];
    assert_eq!(settle(&mut rig), all);
}

#[test]
fn what_is_wrong_with_a_move_has_its_sense() {
    let mut rig = rig();
    for (cdb, expected) in [
        ("A5 00 00 02 03 E8 01 F4 00 00 00 00", "5/21/01 at 2"),
        ("A5 00 03 E8 03 E8 01 F4 00 00 00 00", "5/21/01 at 2"),
        ("A5 00 00 00 03 ED 01 F4 00 00 00 00", "5/21/01 at 4"),
        ("A5 00 00 00 03 E8 01 F6 00 00 00 00", "5/21/01 at 6"),
        ("A5 00 00 00 03 E8 01 F4 00 00 01 00", "5/24/00 at 10"),
        ("A5 00 00 00 03 E8 01 F4 00 01 00 00", "5/24/00 at 9"),
        ("A5 00 00 00 03 EA 01 F4 00 00 00 00", "5/3B/0E"),
        ("A5 00 00 00 03 E8 03 E9 00 00 00 00", "5/3B/0D"),
        ("A5 00 00 00 03 E8 03 E8 00 00 00 00", "GOOD"),
        ("A5 00 00 00 03 EA 03 EA 00 00 00 00", "5/3B/0E"),
        ("A6 00 00 01 00 0A 01 F4 03 E8 00 00", "5/21/01 at 6"),
        ("A6 00 00 01 03 E9 01 F4 01 F4 00 00", "5/21/01 at 8"),
        ("A6 00 00 01 03 E9 01 F4 03 E8 01 00", "5/24/00 at 10"),
        ("A6 00 00 01 03 E9 01 F4 03 EA 00 00", "5/3B/0E"),
    ] {
        assert_eq!(ask(&mut rig, ANN, 0, cdb), expected, "{cdb}");
    }
    rig.act(PersonAct::Open(L1, Gate::Door(1))).expect("it opens");
    assert_eq!(ask(&mut rig, ANN, 0, SLOT_1_TO_DRIVE_1), "2/04/83");
}

#[test]
fn a_loaded_drive_holds_on_until_it_is_unloaded() {
    let mut rig = rig();
    assert_eq!(ask(&mut rig, ANN, 0, SLOT_1_TO_DRIVE_1), "GOOD");
    settle(&mut rig);
    for cdb in [DRIVE_1_TO_SLOT_1, SLOT_2_FOR_WHAT_IS_IN_DRIVE_1] {
        assert_eq!(ask(&mut rig, ANN, 0, cdb), "5/53/03", "{cdb}");
    }
    assert_eq!([(); 2].map(|()| ask(&mut rig, ANN, 1, UNLOAD)), ["6/28/00", "GOOD"]);
    // Slot 1 is free: what is exchanged goes where it came from.
    assert_eq!(ask(&mut rig, ANN, 0, SLOT_2_FOR_WHAT_IS_IN_DRIVE_1), "GOOD");
    assert_eq!([Element::Drive(1), Element::Slot(1)].map(|at| content(&rig, at)), [Some(CartridgeId(1)), Some(CartridgeId(0))]);
}

#[test]
fn what_a_nexus_keeps_in_a_drive_stays_there() {
    let mut rig = rig();
    assert_eq!(ask(&mut rig, ANN, 0, SLOT_1_TO_DRIVE_1), "GOOD");
    settle(&mut rig);
    assert_eq!([ANN, BOB].map(|nexus| ask(&mut rig, nexus, 1, "00")), ["6/28/00", "6/28/00"]);
    assert_eq!(ask(&mut rig, ANN, 1, "1E 00 00 00 01 00"), "GOOD");
    for (lun, cdb, expected) in
        [(0, DRIVE_1_TO_SLOT_1, "5/53/02 at 4"), (0, SLOT_2_FOR_WHAT_IS_IN_DRIVE_1, "5/53/02 at 6"), (1, UNLOAD, "5/53/02")]
    {
        assert_eq!(ask(&mut rig, BOB, lun, cdb), expected, "{cdb}");
    }
    assert_eq!(ask(&mut rig, ANN, 1, "1E 00 00 00 00 00"), "GOOD");
    assert_eq!(ask(&mut rig, BOB, 1, UNLOAD), "GOOD");
    assert_eq!(ask(&mut rig, BOB, 0, DRIVE_1_TO_SLOT_1), "GOOD");
}

#[test]
fn a_cleaner_cleans() {
    let mut rig = rig();
    assert_eq!(ask(&mut rig, ANN, 0, SLOT_5_TO_DRIVE_1), "GOOD");
    assert_eq!(ask(&mut rig, ANN, 1, "00"), "2/30/03");
    settle(&mut rig);
    // It is no tape, and nobody hears of one.
    assert_eq!(ask(&mut rig, ANN, 1, "00"), "2/3A/00");
    assert_eq!(ask(&mut rig, ANN, 0, "A5 00 00 01 01 F4 03 EC 00 00 00 00"), "GOOD");
}

#[test]
fn what_is_aborted_goes_on_in_the_hardware() {
    let mut rig = rig();
    let tag = begin(&mut rig, ANN, 0, SLOT_1_TO_DRIVE_1);
    assert!(rig.abort(tag) && !rig.abort(tag));
    assert_eq!(settle(&mut rig), [(tag, "TaskAborted".into())]);
    assert_eq!(content(&rig, Element::Drive(1)), Some(CartridgeId(0)));
    let moved = begin(&mut rig, ANN, 0, SLOT_2_TO_DRIVE_2);
    rig.reset(ResetScope::Target);
    assert_eq!(settle(&mut rig), [(moved, "TaskAborted".into())]);
    assert_eq!(content(&rig, Element::Drive(2)), Some(CartridgeId(1)));
}

#[test]
fn a_copy_goes_on_as_the_original_does() {
    let mut rig = rig();
    let tag = begin(&mut rig, ANN, 0, SLOT_1_TO_DRIVE_1);
    wait(&mut rig, 1);
    let mut copy = rig.clone();
    assert_eq!(settle(&mut rig), [(tag, "GOOD".into())]);
    assert_eq!(settle(&mut copy), [(tag, "GOOD".into())]);
    assert_eq!(format!("{:?}", rig.target), format!("{:?}", copy.target));
    assert_eq!(ask(&mut copy, BOB, 0, SLOT_2_TO_DRIVE_1), "5/3B/0D");
}

#[test]
fn a_cartridge_with_two_sides_is_turned_over() {
    let mut two_sided = library();
    two_sided.sides = 2;
    let mut rig = rig_of(two_sided);
    let side_up = |rig: &Rig| rig.hardware.library(L1).expect("there is one").drives.iter().map(|drive| drive.side_up).collect::<Vec<_>>();
    let unload = |rig: &mut Rig, lun| {
        settle(rig);
        assert_eq!(ask(rig, ANN, lun, UNLOAD), "GOOD");
    };
    assert_eq!(ask(&mut rig, ANN, 0, "A5 00 00 01 03 E8 01 F4 00 00 01 00"), "GOOD");
    assert_eq!(side_up(&rig)[0], 2);
    assert_eq!(ask(&mut rig, ANN, 0, "B8 00 01 F4 00 01 00 00 00 FF 00 00").split(' ').nth(7), Some("00C103E8"));
    // On to the other drive as it is, and back turned over again.
    unload(&mut rig, 1);
    assert_eq!(ask(&mut rig, ANN, 0, "A5 00 00 01 01 F4 01 F5 00 00 00 00"), "GOOD");
    assert_eq!(side_up(&rig)[1], 2);
    unload(&mut rig, 2);
    assert_eq!(ask(&mut rig, ANN, 0, "A5 00 00 01 01 F5 01 F4 00 00 01 00"), "GOOD");
    assert_eq!(side_up(&rig)[0], 1);
    unload(&mut rig, 1);
    // A slot does not know which side is up.
    assert_eq!(ask(&mut rig, ANN, 0, "A5 00 00 01 01 F4 03 E8 00 00 01 00"), "5/24/00 at 10");
    assert_eq!(ask(&mut rig, ANN, 0, "A6 00 00 01 03 E9 01 F4 03 E8 02 00"), "GOOD");
    assert_eq!(side_up(&rig)[0], 2);
}
