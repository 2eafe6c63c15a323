//! What commands say when there is no tape under the head, or it is not to be written.

use super::{Rig, blank, line, raised};
use crate::cdb::Cdb;
use crate::drive::{COMMANDS, DriveStep, DriveUnit, Medium};

#[test]
fn what_needs_a_tape_says_why_there_is_none() {
    type State = fn() -> Medium<'static>;
    let states: [(State, &str); 5] = [
        (|| Medium::Absent, "2/3A/00"),
        (|| Medium::Unthreaded, "2/3A/00"),
        (|| Medium::Loading, "2/04/01"),
        (|| Medium::Unloading, "2/04/00"),
        (|| Medium::Cleaning, "2/30/03"),
    ];
    // Modes, logs and what the drive says of itself need none.
    let without = [0x05, 0x15, 0x1A, 0x44, 0x4C, 0x4D, 0x55, 0x5A];
    for (medium, sense) in states {
        for command in COMMANDS.iter().filter(|command| command.operation != 0x1B) {
            let cdb = Cdb::new(&[command.operation, command.service_action.unwrap_or(0)]);
            let said = DriveUnit::default().execute(crate::nexus::Nexus(0), medium(), &cdb, &[]);
            if without.contains(&command.operation) {
                assert!(matches!(said, Ok(DriveStep::Done(_))), "{} with {:?}: {said:?}", command.name, medium());
            } else {
                assert_eq!(said.map_err(|sense| line(&sense)), Err(sense.to_owned()), "{} with {:?}", command.name, medium());
            }
        }
    }
}

#[test]
fn the_hardware_loads_and_unloads() {
    let ask = |medium: Medium<'_>, cdb: [u8; 6]| {
        DriveUnit::default().execute(crate::nexus::Nexus(0), medium, &Cdb::new(&cdb), &[]).map_err(|sense| line(&sense))
    };
    let (load, unload) = ([0x1B, 0, 0, 0, 1, 0], [0x1B, 0, 0, 0, 0, 0]);
    assert_eq!(ask(Medium::Unthreaded, load), Ok(DriveStep::Load));
    assert_eq!(ask(Medium::Loaded(&mut blank(100, false)), unload), Ok(DriveStep::Unload));
    assert!(matches!(ask(Medium::Unthreaded, unload), Ok(DriveStep::Done(_))), "it is unloaded");
    for cdb in [load, unload] {
        assert_eq!(ask(Medium::Absent, cdb), Err("2/3A/00".into()));
        assert_eq!(ask(Medium::Loading, cdb), Err("2/04/01".into()));
        assert_eq!(ask(Medium::Unloading, cdb), Err("2/04/00".into()));
        assert_eq!(ask(Medium::Cleaning, cdb), Err("2/30/03".into()));
    }
    assert!(super::super::is_immediate(&Cdb::new(&[0x1B, 1, 0, 0, 1, 0])));
    assert!(!super::super::is_immediate(&Cdb::new(&load)));
}

/// What would change the tape, from its beginning.
const WRITERS: [(&str, &[u8]); 6] = [
    ("0A 00 00 00 01 00", b"x"),
    ("10 00 00 00 01 00", b""),
    ("19 00 00 00 00 00", b""),
    ("19 01 00 00 00 00", b""),
    ("0B 00 00 80 00 00", b""),
    ("8D 00 00 00 00 00 00 00 00 00 00 00 00 04 00 00", &[0; 4]),
];

#[test]
fn a_protected_tape_stays_as_it_is() {
    let mut rig = Rig::new(1000);
    rig.good("0A 00 00 00 03 00", b"abc");
    rig.good("01 00 00 00 00 00", &[]);
    rig.tape.write_protected = true;
    for (cdb, data) in WRITERS {
        assert_eq!(rig.sense(cdb, data), "7/27/00", "{cdb}");
    }
    assert_eq!(raised(&mut rig), [9]);
    assert_eq!(rig.good("1A 08 00 00 0C 00", &[])[2], 0x90);
    assert_eq!(rig.good("08 00 00 00 03 00", &[]), b"abc");
}

#[test]
fn a_worm_tape_is_written_behind_its_data() {
    let mut rig = Rig::with(blank(1000, true));
    rig.good("0A 00 00 00 03 00", b"abc");
    rig.good("10 00 00 00 02 00", &[]);
    for at in 0..2 {
        rig.good(&format!("2B 00 00 00 00 00 {at:02X} 00 00 00"), &[]);
        for (cdb, data) in &WRITERS[..4] {
            assert_eq!(rig.sense(cdb, data), "7/30/0C", "{cdb} at {at}");
        }
    }
    rig.good("01 00 00 00 00 00", &[]);
    assert_eq!(rig.sense("0B 00 00 80 00 00", &[]), "7/30/0C");
    // The second filemark is written over by those who append.
    rig.good("2B 00 00 00 00 00 02 00 00 00", &[]);
    rig.good("0A 00 00 00 03 00", b"def");
    assert_eq!(rig.position(), 3);
}

#[test]
fn a_clone_goes_its_own_way() {
    let mut rig = Rig::new(1000);
    rig.good("0A 00 00 00 03 00", b"abc");
    let mut other = rig.clone();
    other.good("01 00 00 00 00 00", &[]);
    other.good("0A 00 00 00 02 00", b"xy");
    rig.good("01 00 00 00 00 00", &[]);
    assert_eq!(rig.good("08 02 00 00 09 00", &[]), b"abc");
    other.good("01 00 00 00 00 00", &[]);
    assert_eq!(other.good("08 02 00 00 09 00", &[]), b"xy");
}
