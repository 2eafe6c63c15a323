//! The end of the tape.

use super::Rig;
use crate::tape::OBJECT_OVERHEAD;

/// Objects of 100 bytes, so that ten fill the tape.
fn rig() -> (Rig, Vec<u8>) {
    (Rig::new(1000), vec![7; 100 - usize::try_from(OBJECT_OVERHEAD).unwrap()])
}

#[test]
fn a_drive_warns_before_the_end_and_stops_at_it() {
    let (mut rig, block) = rig();
    let write = format!("0A 00 00 00 {:02X} 00", block.len());
    let senses: Vec<String> = (0..11).map(|_| rig.sense(&write, &block)).collect();
    let warned = "0/00/02 EOM 0";
    let full = format!("D/00/02 EOM {}", block.len());
    assert_eq!(senses, ["", "", "", "", "", "", "", warned, warned, warned, &full]);
    assert_eq!(rig.tape.used(rig.tape.end()), 1000);
    assert_eq!(rig.sense("10 00 00 00 01 00", &[]), "D/00/02 EOM 1");
    assert_eq!(rig.sense("10 00 00 00 00 00", &[]), "");
    // READ and READ POSITION report it as well.
    assert_eq!(rig.good("34 00", &[])[0], 0x40);
    assert_eq!(rig.sense("08 00 00 00 01 00", &[]), "8/00/05 EOM 1");
    assert_eq!(rig.sense("11 00 00 00 01 00", &[]), "8/00/05 EOM 1");
    // Nothing is lost, and there is room again behind an object that is written over.
    rig.good("2B 00 00 00 00 00 06 00 00 00", &[]);
    assert_eq!(rig.good(&write.replace("0A", "08"), &[]), block);
    rig.good("2B 00 00 00 00 00 00 00 00 00", &[]);
    rig.good(&write, &block);
    assert_eq!(rig.tape.end(), 1);
}

#[test]
fn early_warning_lies_where_the_make_says() {
    let mut rig = Rig::new(8 * OBJECT_OVERHEAD);
    let senses: Vec<String> = (0..9).map(|_| rig.sense("10 00 00 00 01 00", &[])).collect();
    let warned = "0/00/02 EOM 0";
    assert_eq!(senses, ["", "", "", "", "", warned, warned, warned, "D/00/02 EOM 1"]);
}

#[test]
fn filemarks_and_fixed_blocks_are_written_as_far_as_they_fit() {
    let (mut rig, _) = rig();
    assert_eq!(rig.sense("10 00 FF FF FF 00", &[]), format!("D/00/02 EOM {}", 0xFF_FFFF - 1000 / OBJECT_OVERHEAD));
    assert_eq!(rig.position(), 1000 / OBJECT_OVERHEAD);
    rig.good("01 00 00 00 00 00", &[]);
    rig.good("15 00 00 00 0C 00", &[0, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 0, 68]);
    assert_eq!(rig.sense("0A 01 00 00 0C 00", &[1; 12 * 68]), "D/00/02 EOM 2");
    assert_eq!(rig.position(), 10);
    // A command transfers no more than two of the longest blocks.
    assert_eq!(rig.sense("08 01 FF FF FF 00", &[]), "5/24/00 byte 2");
}

#[test]
fn a_tape_can_be_made_shorter() {
    let (mut rig, block) = rig();
    let write = format!("0A 00 00 00 {:02X} 00", block.len());
    rig.good(&write, &block);
    rig.good("01 00 00 00 00 00", &[]);
    rig.good("0B 00 00 7F FF 00", &[]);
    assert_eq!((rig.tape.end(), rig.tape.capacity()), (0, 499));
    let senses: Vec<String> = (0..5).map(|_| rig.sense(&write, &block)).collect();
    assert_eq!(senses, ["", "", "0/00/02 EOM 0", "0/00/02 EOM 0", "D/00/02 EOM 68"]);
    rig.good("01 00 00 00 00 00", &[]);
    rig.good("0B 00 00 FF FF 00", &[]);
    assert_eq!(rig.tape.capacity(), 1000);
}
