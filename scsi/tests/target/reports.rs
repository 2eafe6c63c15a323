//! READ ELEMENT STATUS: what is where, page by page.

use proptest::prelude::*;
use rsmlab_engine::port::hardware::{Element, Gate};
use rsmlab_sim::operator::{PersonAct, PutTarget};

use crate::bench::{ANN, L1, NEW, ask, bytes, rig, words};
use rsmlab_sim::hardware::Spot;

fn block(flags: u8, start: u16, count: u16, byte_6: u8, allocation: u32) -> Vec<u8> {
    let length = allocation.to_be_bytes();
    [&[0xB8, flags], &start.to_be_bytes()[..], &count.to_be_bytes(), &[byte_6], &length[1..], &[0, 0]].concat()
}

/// A descriptor as a test looks at it.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    kind: u8,
    address: u16,
    flags: u8,
    source: Option<u16>,
    tag: String,
}

/// Takes a report apart, and holds every length in it against the others.
fn parse(data: &[u8]) -> Vec<Seen> {
    let word = |at: usize| u16::from_be_bytes([data[at], data[at + 1]]);
    let length = |at: usize| u32::from_be_bytes([0, data[at], data[at + 1], data[at + 2]]) as usize;
    assert_eq!(data.len(), 8 + length(5));
    let (mut at, mut seen) = (8, Vec::new());
    while at < data.len() {
        let (kind, tags, descriptor, bytes) = (data[at], data[at + 1] & 0x80 != 0, usize::from(word(at + 2)), length(at + 5));
        assert_eq!(bytes % descriptor, 0);
        at += 8;
        for of in data[at..at + bytes].chunks(descriptor) {
            let tag = if tags { &of[12..44] } else { &[] };
            seen.push(Seen {
                kind,
                address: u16::from_be_bytes([of[0], of[1]]),
                flags: of[2],
                source: (of[9] & 0x80 != 0).then(|| u16::from_be_bytes([of[10], of[11]])),
                tag: String::from_utf8_lossy(tag).trim_end_matches([' ', '\0']).to_owned(),
            });
        }
        at += bytes;
    }
    assert_eq!(usize::from(word(2)), seen.len());
    assert_eq!(word(0), seen.first().map_or(0, |seen| seen.address));
    seen
}

#[test]
fn one_page_for_each_type_by_address() {
    let mut rig = rig();
    assert_eq!(ask(&mut rig, ANN, 0, "A5 00 00 00 03 E9 01 F4 00 00 00 00"), "GOOD");
    rig.act(PersonAct::Open(L1, Gate::Port(1))).expect("it opens");
    rig.act(PersonAct::Insert(NEW, PutTarget::Spot(Spot::In(L1, Element::Port(1, 2))))).expect("it fits");
    rig.act(PersonAct::Close(L1, Gate::Port(1))).expect("it closes");
    assert_eq!(ask(&mut rig, ANN, 0, "00"), "6/28/01");
    let full = rig.complete(ANN, 0, &block(0x10, 0, u16::MAX, 0, 0xFF_FFFF), &[]).expect("an answer");
    let line = |kind, address, flags, source, tag: &str| Seen { kind, address, flags, source, tag: tag.into() };
    assert_eq!(
        parse(&full.data),
        [
            line(1, 1, 0x00, None, ""),
            line(3, 10, 0x38, None, ""),
            line(3, 11, 0x3B, None, "NEW001L5"),
            // The drive has not let go of what it has loaded, or is about to load.
            line(4, 500, 0x01, Some(1001), "A00002L5"),
            line(4, 501, 0x08, None, ""),
            line(2, 1000, 0x09, None, "A00001L5"),
            line(2, 1001, 0x08, None, ""),
            line(2, 1002, 0x08, None, ""),
            line(2, 1003, 0x08, None, ""),
            line(2, 1004, 0x09, None, "CLN001L5"),
        ]
    );
    // Only some of them.
    let some = |rig: &mut rsmlab_scsi::rig::Rig, flags, start, count| {
        let answer = rig.complete(ANN, 0, &block(flags, start, count, 0, 0xFFFF), &[]).expect("an answer");
        parse(&answer.data).into_iter().map(|seen| seen.address).collect::<Vec<_>>()
    };
    assert_eq!(some(&mut rig, 2, 0, 2), [1000, 1001]);
    assert_eq!(some(&mut rig, 2, 1003, 9), [1003, 1004]);
    assert_eq!(some(&mut rig, 0, 11, 3), [11, 500, 501]);
    assert_eq!(some(&mut rig, 3, 500, 9), [0; 0]);
    assert_eq!(some(&mut rig, 0, 1005, 9), [0; 0]);
    assert_eq!(some(&mut rig, 0, 0, 0), [0; 0]);
    let of_no_type = rig.complete(ANN, 0, &block(5, 0, 9, 0, 0xFFFF), &[]).expect("an answer");
    assert_eq!(words(&of_no_type), "5/24/00 at 1");
}

#[test]
fn a_drive_is_identified_as_it_identifies_itself() {
    let mut rig = rig();
    let report = rig.complete(ANN, 0, &block(0x04, 501, 1, 1, 0xFFFF), &[]).expect("an answer").data;
    let designators = bytes(ask(&mut rig, ANN, 2, "12 01 83 00 FF 00").trim_start_matches("GOOD "));
    assert_eq!(report[16 + 12..], designators[4..42]);
}

#[test]
fn what_is_out_of_reach_says_why() {
    let mut rig = rig();
    rig.act(PersonAct::Open(L1, Gate::Door(1))).expect("it opens");
    rig.act(PersonAct::Remove(L1, 1)).expect("it comes out");
    assert_eq!(ask(&mut rig, ANN, 0, "00"), "6/3B/12");
    assert_eq!(ask(&mut rig, ANN, 0, "00"), "2/04/83");
    let slot = rig.complete(ANN, 0, &block(0x02, 1000, 1, 0, 0xFFFF), &[]).expect("an answer").data;
    assert_eq!(slot[16..], [0x03, 0xE8, 0x04, 0, 0x3B, 0x12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
}

proptest! {
    /// Whatever is asked for, a shorter allocation length gives the beginning of the same.
    #[test]
    fn what_is_cut_is_the_beginning_of_the_whole(flags in 0_u8..0x20, start in 0_u16..1010, count in 0_u16..12, byte_6 in 0_u8..4) {
        prop_assume!(flags & 0x0F <= 4);
        let mut rig = rig();
        let mut read = |allocation| rig.complete(ANN, 0, &block(flags, start, count, byte_6, allocation), &[]).expect("an answer").data;
        let whole = read(0xFF_FFFF);
        parse(&whole);
        for allocation in 0..=whole.len() {
            prop_assert_eq!(&read(allocation as u32)[..], &whole[..allocation]);
        }
    }
}
