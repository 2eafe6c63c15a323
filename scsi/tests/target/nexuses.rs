//! What belongs to a nexus: unit attentions, prevented removal, reservations.

use rsmlab_engine::port::hardware::Gate;
use rsmlab_scsi::nexus::Nexus;
use rsmlab_scsi::rig::Rig;
use rsmlab_scsi::target::{CommandProgress, ResetScope};
use rsmlab_sim::fault::{Fault, FaultKind, FaultSite};
use rsmlab_sim::operator::PersonAct;

use crate::bench::{ANN, BOB, L1, ask, begin, bytes, library, rig, rig_of, settle, words};

const PREVENT: &str = "1E 00 00 00 01 00";
const ALLOW: &str = "1E 00 00 00 00 00";
const PORT: Gate = Gate::Port(1);
const DOOR: Gate = Gate::Door(1);

fn locked(rig: &Rig) -> [Option<bool>; 2] {
    let library = rig.hardware.library(L1).expect("there is one");
    [PORT, DOOR].map(|gate| library.is_locked(gate))
}

#[test]
fn each_nexus_is_told_once() {
    let mut rig = rig_of(library());
    [ANN, BOB].into_iter().for_each(|nexus| rig.join(nexus));
    // Who asks who is there is not told; who asks what is to be told, is.
    assert!(ask(&mut rig, ANN, 0, "12 00 00 00 05 00").starts_with("GOOD"));
    assert!(ask(&mut rig, ANN, 0, "A0 00 00 00 00 00 00 00 00 10 00 00").starts_with("GOOD"));
    assert_eq!(ask(&mut rig, ANN, 0, "FF"), "6/29/00");
    assert_eq!(ask(&mut rig, ANN, 0, "00"), "GOOD");
    assert_eq!(ask(&mut rig, BOB, 0, "03 00 00 00 FF 00"), "GOOD 70000600 0000000A 00000000 29000000 0000");
    assert_eq!(ask(&mut rig, BOB, 0, "03 00 00 00 FF 00"), "GOOD 70000000 0000000A 00000000 00000000 0000");
    assert_eq!(ask(&mut rig, BOB, 0, "00"), "GOOD");
    // Each logical unit has its own to tell, and one who comes later hears nothing of what was before.
    assert_eq!(ask(&mut rig, BOB, 2, "00"), "6/29/00");
    for act in [
        PersonAct::Open(L1, PORT),
        PersonAct::Close(L1, PORT),
        PersonAct::Open(L1, DOOR),
        PersonAct::Remove(L1, 1),
        PersonAct::Return(L1, 1),
        PersonAct::Close(L1, DOOR),
    ] {
        rig.act(act).expect("it can be done");
    }
    rig.join(Nexus(3));
    for nexus in [BOB, ANN] {
        for told in ["6/28/01", "6/3B/12", "6/3B/13", "6/28/00", "GOOD"] {
            assert_eq!(ask(&mut rig, nexus, 0, "00"), told);
        }
    }
    assert_eq!([(); 2].map(|()| ask(&mut rig, Nexus(3), 0, "00")), ["6/29/00", "GOOD"]);
}

#[test]
fn a_drive_that_is_pulled_out_is_no_logical_unit() {
    let mut rig = rig();
    rig.act(PersonAct::RemoveDrive(L1, 1)).expect("it comes out");
    assert_eq!([(); 3].map(|()| ask(&mut rig, ANN, 0, "00")), ["6/3B/1A", "6/3F/0E", "GOOD"]);
    assert_eq!(ask(&mut rig, ANN, 1, "00"), "5/25/00");
    // Who asks for the list has learnt that it has changed.
    let list = "A0 00 00 00 00 00 00 00 00 FF 00 00";
    assert_eq!(ask(&mut rig, BOB, 2, list), "GOOD 00000010 00000000 00000000 00000000 00020000 00000000");
    assert_eq!([(); 2].map(|()| ask(&mut rig, BOB, 0, "00")), ["6/3B/1A", "GOOD"]);
    rig.act(PersonAct::ReturnDrive(L1, 1)).expect("it goes in");
    assert_eq!([(); 2].map(|()| ask(&mut rig, BOB, 1, "00")), ["6/29/00", "2/3A/00"]);
}

#[test]
fn gates_are_locked_from_the_first_that_prevents_to_the_last_that_allows() {
    let mut rig = rig();
    assert_eq!((ask(&mut rig, ANN, 0, PREVENT), locked(&rig)), ("GOOD".into(), [Some(true); 2]));
    // What is locked need not be locked again.
    let at_once = rig.execute(BOB, 0, &bytes(PREVENT), &[], rig.now());
    assert!(matches!(at_once, CommandProgress::Done(answer) if words(&answer) == "GOOD"));
    assert!(rig.act(PersonAct::Open(L1, PORT)).is_err());
    assert_eq!(ask(&mut rig, BOB, 0, "1B 00 00 0A 00 00"), "5/53/02");
    // A broken lock is no permission.
    rig.act(PersonAct::ForceOpen(L1, PORT)).expect("with a key");
    rig.act(PersonAct::Close(L1, PORT)).expect("it closes");
    assert_eq!(locked(&rig), [Some(false), Some(true)]);
    assert_eq!([(); 2].map(|()| ask(&mut rig, BOB, 0, "1B 00 00 0A 00 00")), ["6/28/01", "5/53/02"]);
    assert_eq!([(); 2].map(|()| ask(&mut rig, ANN, 0, PREVENT)), ["6/28/01", "GOOD"]);
    // Twice is not more than once.
    assert_eq!([ask(&mut rig, ANN, 0, PREVENT), ask(&mut rig, ANN, 0, ALLOW)], ["GOOD", "GOOD"]);
    assert_eq!(locked(&rig), [Some(true); 2]);
    rig.leave(BOB);
    settle(&mut rig);
    assert_eq!(locked(&rig), [Some(false); 2]);
    rig.act(PersonAct::Open(L1, PORT)).expect("it is not locked");
}

#[test]
fn who_cannot_prevent_prevents_nothing() {
    let mut rig = rig();
    rig.act(PersonAct::Open(L1, PORT)).expect("it opens");
    assert_eq!(ask(&mut rig, ANN, 0, PREVENT), "6/28/01");
    assert_eq!(ask(&mut rig, ANN, 0, PREVENT), "2/04/03");
    settle(&mut rig);
    // The door, which could be locked, is open to people again.
    assert_eq!(locked(&rig), [Some(false); 2]);
    rig.act(PersonAct::Close(L1, PORT)).expect("it closes");
    assert_eq!([ask(&mut rig, ANN, 0, PREVENT), ask(&mut rig, ANN, 0, PREVENT)], ["6/28/01", "GOOD"]);
    // Somebody breaks the lock; the next to prevent closes it again.
    rig.act(PersonAct::ForceOpen(L1, DOOR)).expect("with a key");
    rig.act(PersonAct::Close(L1, DOOR)).expect("it closes");
    assert_eq!(locked(&rig), [Some(true), Some(false)]);
    assert_eq!([(); 3].map(|()| ask(&mut rig, BOB, 0, PREVENT)), ["6/28/01", "6/28/00", "GOOD"]);
    assert_eq!(locked(&rig), [Some(true); 2]);
}

#[test]
fn a_reset_ends_what_nexuses_wanted() {
    let mut rig = rig();
    for begins_anew in [FaultKind::Reset, FaultKind::PowerOff] {
        assert_eq!([ask(&mut rig, ANN, 0, PREVENT), ask(&mut rig, ANN, 0, "16")], ["GOOD", "GOOD"]);
        let moved = begin(&mut rig, ANN, 0, "A5 00 00 01 03 E8 03 EB 00 00 00 00");
        rig.arm(Fault { lasts: Some(rsmlab_engine::time::Millis(1_000)), ..Fault::new(FaultSite::Library(L1), begins_anew) })
            .expect("it begins");
        assert_eq!(settle(&mut rig).into_iter().map(|(tag, _)| tag).collect::<Vec<_>>(), [moved]);
        assert_eq!(locked(&rig), [Some(false); 2]);
        for nexus in [ANN, BOB] {
            assert_eq!([(); 2].map(|()| ask(&mut rig, nexus, 0, "00")), ["6/29/00", "GOOD"], "{begins_anew:?}");
        }
        assert_eq!(["1B 00 00 0A 00 00", "1B 00 00 0A 01 00"].map(|cdb| ask(&mut rig, BOB, 0, cdb)), ["GOOD", "GOOD"]);
        assert_eq!(ask(&mut rig, ANN, 0, "00"), "6/28/01", "BOB has been at the port");
        // Back to where it was, for the next time round.
        let back = ask(&mut rig, ANN, 0, "A5 00 00 01 00 01 03 E8 00 00 00 00");
        assert!(matches!(back.as_str(), "GOOD" | "5/3B/0E"), "{back}");
        settle(&mut rig);
    }
    assert_eq!([ask(&mut rig, ANN, 0, PREVENT), ask(&mut rig, BOB, 1, "00")], ["GOOD", "6/29/00"]);
    rig.reset(ResetScope::LogicalUnit(0));
    settle(&mut rig);
    assert_eq!(locked(&rig), [Some(false); 2]);
    assert_eq!([ask(&mut rig, BOB, 0, "00"), ask(&mut rig, BOB, 1, "00")], ["6/29/00", "2/3A/00"]);
}

#[test]
fn a_library_that_was_switched_offline_tells_what_it_knows() {
    let mut rig = rig();
    rig.act(PersonAct::TakeOffline(L1)).expect("it has a panel");
    let read = |byte_6: &str| format!("B8 00 00 00 00 01 {byte_6} 00 00 08 00 00");
    for cdb in ["00", "2B 00 00 01 03 E8 00 00 00 00", "A5 00 00 01 03 E8 01 F4 00 00 00 00", "07", PREVENT, &read("00")] {
        assert_eq!(ask(&mut rig, ANN, 0, cdb), "2/04/12", "{cdb}");
    }
    assert_eq!(ask(&mut rig, ANN, 0, &read("02")), "GOOD 00010001 00000018");
    rig.act(PersonAct::TakeOnline(L1)).expect("it has a panel");
    assert_eq!([(); 2].map(|()| ask(&mut rig, ANN, 0, "00")), ["6/29/00", "GOOD"]);
}

#[test]
fn a_library_without_power_says_nothing_of_itself() {
    let mut rig = rig();
    rig.arm(Fault::new(FaultSite::Library(L1), FaultKind::PowerOff)).expect("it begins");
    assert_eq!([ask(&mut rig, ANN, 0, "00"), ask(&mut rig, ANN, 1, "00")], ["NoAnswer"; 2]);
    // Not even who it is.
    assert_eq!([ask(&mut rig, ANN, 0, "12 00 00 00 05 00"), ask(&mut rig, ANN, 0, "A0 00 00 00 00 00 00 00 00 10 00 00")], ["NoAnswer"; 2]);
}

#[test]
fn what_is_reserved_is_for_one() {
    let mut rig = rig();
    rig.act(PersonAct::Open(L1, PORT)).expect("it opens");
    assert_eq!([ask(&mut rig, ANN, 0, "56"), ask(&mut rig, ANN, 0, "56")], ["6/28/01", "GOOD"]);
    for (cdb, expected) in [
        ("00", "ReservationConflict"),
        ("16", "ReservationConflict"),
        ("A5 00 00 01 03 E8 01 F4 00 00 00 00", "ReservationConflict"),
        ("B8 00 00 00 00 01 00 00 00 08 00 00", "ReservationConflict"),
        (PREVENT, "ReservationConflict"),
        // What comes to nothing, and what is only read.
        ("17", "6/28/01"),
        ("17", "GOOD"),
        (ALLOW, "GOOD"),
        ("12 00 00 00 01 00", "GOOD 08"),
        ("B8 00 00 00 00 01 02 00 00 08 00 00", "GOOD 00010001 00000018"),
        ("4D 00 00 00 00 00 00 00 01 00", "GOOD 00"),
        ("00", "ReservationConflict"),
    ] {
        assert_eq!(ask(&mut rig, BOB, 0, cdb), expected, "{cdb}");
    }
    assert_eq!(ask(&mut rig, BOB, 1, "00"), "2/3A/00");
    rig.leave(ANN);
    assert_eq!(ask(&mut rig, BOB, 0, "00"), "GOOD");
}

#[test]
fn one_nexus_does_not_take_all_the_room() {
    let mut rig = rig();
    for _ in 0..32 {
        begin(&mut rig, ANN, 0, "07");
    }
    assert_eq!(ask(&mut rig, ANN, 0, "07"), "TaskSetFull");
    begin(&mut rig, BOB, 0, "07");
    rig.leave(ANN);
    assert_eq!(settle(&mut rig).iter().filter(|(_, answer)| answer == "TaskAborted").count(), 32);
}
