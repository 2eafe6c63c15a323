//! The drives behind the same target: what moves into them, and who hears of it.

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Action, Command, DriveAlert};
use rsmlab_scsi::host::Host;
use rsmlab_scsi::rig::Rig;
use rsmlab_sim::fault::{Fault, FaultKind, FaultSite};
use rsmlab_sim::hardware::{LibrarySpec, Spot};
use rsmlab_sim::operator::{PersonAct, PutTarget};
use rsmlab_sim::stage::Stage;

use crate::bench::{ANN, BOB, L1, NEW, ask, bytes, library, rig, rig_of, send, settle};
use rsmlab_engine::port::hardware::Element;

const MOVE_IN: &str = "A5 00 00 01 03 E8 01 F4 00 00 00 00";
const MOVE_OUT: &str = "A5 00 00 01 01 F4 03 E8 00 00 00 00";

/// A rig with a tape in its first drive, of which everybody has heard.
fn loaded() -> Rig {
    let mut rig = rig();
    assert_eq!(ask(&mut rig, ANN, 0, MOVE_IN), "GOOD");
    settle(&mut rig);
    assert_eq!([ANN, BOB].map(|nexus| ask(&mut rig, nexus, 1, "00")), ["6/28/00", "6/28/00"]);
    rig
}

#[test]
fn what_is_written_comes_back_from_another_drive() {
    let mut rig = loaded();
    assert_eq!(send(&mut rig, ANN, 1, "0A 00 00 00 05 00", b"hello"), "GOOD");
    assert_eq!(ask(&mut rig, ANN, 1, "10 00 00 00 01 00"), "GOOD");
    for cdb in ["1B 00 00 00 00 00", "00"] {
        assert_eq!(ask(&mut rig, ANN, 1, cdb), if cdb == "00" { "2/3A/00" } else { "GOOD" });
    }
    assert_eq!(ask(&mut rig, ANN, 0, "A5 00 00 01 01 F4 01 F5 00 00 00 00"), "GOOD");
    settle(&mut rig);
    assert_eq!(ask(&mut rig, BOB, 2, "00"), "6/28/00");
    assert_eq!(ask(&mut rig, BOB, 2, "08 00 00 00 05 00"), "GOOD 68656C6C 6F");
}

#[test]
fn the_others_hear_of_changed_modes() {
    let mut rig = loaded();
    assert_eq!(send(&mut rig, ANN, 1, "15 10 00 00 0C 00", &bytes("00001008 00000000 00000200")), "GOOD");
    assert_eq!([(); 2].map(|()| ask(&mut rig, BOB, 1, "00")), ["6/2A/01", "GOOD"]);
    assert_eq!(ask(&mut rig, ANN, 1, "00"), "GOOD");
}

#[test]
fn an_immediate_unload_is_answered_before_it_is_done() {
    let mut rig = loaded();
    assert_eq!(ask(&mut rig, ANN, 1, "1B 01 00 00 00 00"), "GOOD");
    assert_eq!(ask(&mut rig, BOB, 1, "00"), "2/04/00");
    assert_eq!(settle(&mut rig), []);
    assert_eq!(ask(&mut rig, BOB, 1, "00"), "2/3A/00");
    assert_eq!(ask(&mut rig, ANN, 0, MOVE_OUT), "GOOD");
}

#[test]
fn what_another_host_loads_is_heard_of() {
    let mut rig = loaded();
    assert_eq!(ask(&mut rig, ANN, 1, "1B 00 00 00 00 00"), "GOOD");
    // The first command of an engine that works with the same library.
    let Rig { hardware, tapes, queue, faults, target, .. } = &mut rig;
    let mut said = Vec::new();
    let mut stage = Stage { now: rsmlab_engine::time::Instant(100_000), queue, faults, said: &mut said };
    hardware.command(&mut stage, Command { id: CommandId(1), library: L1, action: Action::Load(1) });
    let heard = std::mem::take(stage.said);
    heard.iter().for_each(|said| target.hear(&mut Host { hardware, stage: &mut stage, tapes }, said));
    assert_eq!(settle(&mut rig), []);
    assert_eq!([(); 2].map(|()| ask(&mut rig, BOB, 1, "00")), ["6/28/00", "GOOD"]);
}

#[test]
fn answers_that_are_said_again_or_to_nobody_are_heard_once() {
    let mut rig = rig();
    for kind in [FaultKind::Echo, FaultKind::Babble] {
        rig.arm(Fault::new(FaultSite::Library(L1), kind)).expect("it answers");
    }
    assert_eq!(ask(&mut rig, ANN, 0, MOVE_IN), "GOOD");
    assert_eq!(settle(&mut rig), []);
    assert_eq!(ask(&mut rig, ANN, 1, "00"), "6/28/00");
}

#[test]
fn a_drive_complains_by_tape_alert() {
    let mut rig = rig();
    rig.arm(Fault { times: Some(1), ..Fault::new(FaultSite::Drive(L1, 1), FaultKind::Alert(DriveAlert::TimeToClean)) })
        .expect("there is one");
    assert_eq!(ask(&mut rig, ANN, 0, MOVE_IN), "GOOD");
    settle(&mut rig);
    assert_eq!(ask(&mut rig, ANN, 1, "00"), "6/28/00");
    let page = bytes(ask(&mut rig, ANN, 1, "4D 00 6E 00 00 00 00 FF FF 00").trim_start_matches("GOOD "));
    let up: Vec<u8> = page[4..].chunks(5).filter(|flag| flag[4] & 1 == 1).map(|flag| flag[1]).collect();
    assert_eq!(up, [DriveAlert::TimeToClean.flag()]);
}

#[test]
fn a_drive_that_does_not_load_has_nothing_loaded() {
    let mut rig = rig();
    rig.arm(Fault { times: Some(1), ..Fault::new(FaultSite::Drive(L1, 1), FaultKind::Stuck) }).expect("there is one");
    assert_eq!(ask(&mut rig, ANN, 0, MOVE_IN), "GOOD");
    settle(&mut rig);
    assert_eq!(ask(&mut rig, ANN, 1, "00"), "2/3A/00");
    // Told to, it loads at the next try.
    assert_eq!(ask(&mut rig, ANN, 1, "1B 00 00 00 01 00"), "GOOD");
    // Who has had it loaded knows it.
    assert_eq!([ANN, BOB].map(|nexus| ask(&mut rig, nexus, 1, "00")), ["GOOD", "6/28/00"]);
}

#[test]
fn a_drive_without_a_robot_is_the_first_logical_unit() {
    let mut alone: LibrarySpec = library();
    (alone.transports, alone.slots, alone.drives) = (0, 0, 1);
    alone.magazines.clear();
    alone.ports.clear();
    let cartridges =
        crate::bench::cartridges().into_iter().map(|cartridge| rsmlab_sim::hardware::CartridgeSpec { at: Spot::Shelf, ..cartridge });
    let hardware = rsmlab_sim::hardware::Hardware::new(vec![alone], cartridges.collect()).expect("it can be built");
    let mut rig = Rig::new(hardware, L1).expect("there is a library");
    rig.join(ANN);
    assert_eq!(ask(&mut rig, ANN, 0, "12 00 00 00 01 00"), "GOOD 01");
    assert_eq!(ask(&mut rig, ANN, 0, "A0 00 00 00 00 00 00 00 00 FF 00 00"), "GOOD 00000008 00000000 00000000 00000000");
    assert_eq!([(); 2].map(|()| ask(&mut rig, ANN, 0, "00")), ["6/29/00", "2/3A/00"]);
    rig.act(PersonAct::Insert(NEW, PutTarget::Spot(Spot::In(L1, Element::Drive(1))))).expect("it fits");
    assert_eq!(ask(&mut rig, ANN, 0, "00"), "2/04/01");
    settle(&mut rig);
    assert_eq!([(); 2].map(|()| ask(&mut rig, ANN, 0, "00")), ["6/28/00", "GOOD"]);
    assert_eq!(ask(&mut rig_of(library()), ANN, 0, "12 00 00 00 01 00"), "GOOD 08");
}
