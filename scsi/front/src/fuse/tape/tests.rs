//! A tape as programs see it, against a drive in memory.

use proptest::prelude::*;
use rsmlab_engine::port::sense::SenseCode;

use super::super::mtio::{TapeOperation, flag};
use super::*;

#[path = "../../../tests/fake/tape.rs"]
mod fake;

use fake::{FakeTape, Record};

impl TapeDrive for FakeTape {
    fn execute(&mut self, cdb: &[u8], data: Vec<u8>) -> Result<ScsiAnswer, Errno> {
        Ok(FakeTape::execute(self, cdb, data))
    }

    fn pause(&mut self, _time: Duration) -> Result<(), Errno> {
        Ok(())
    }
}

const TO_WRITE: Opening = Opening { write: true, empty_too: false, rewinds: false };
const TO_READ: Opening = Opening { write: false, ..TO_WRITE };

fn opened(drive: &mut FakeTape, opening: Opening) -> Tape {
    let mut tape = Tape::new();
    tape.open(drive, opening).unwrap();
    tape
}

fn block(text: &str) -> Record {
    Record::Block(text.into())
}

/// A tape with two files, `a bb` and `ccc`, at its beginning.
fn two_files() -> FakeTape {
    let records = vec![block("a"), block("bb"), Record::Filemark, block("ccc"), Record::Filemark];
    FakeTape { records, ..FakeTape::default() }
}

/// File and block as `mt status` shows them, and the flags.
fn stands(tape: &Tape) -> (i32, i32, u32) {
    let status = tape.status();
    (status.file, status.block, status.flags & (flag::BOT | flag::EOF | flag::EOT | flag::EOD))
}

#[test]
fn what_is_written_ends_with_a_filemark_and_reads_back() {
    let mut drive = FakeTape::default();
    let mut tape = opened(&mut drive, TO_WRITE);
    assert_eq!(stands(&tape), (0, 0, flag::BOT));
    assert_eq!(tape.write(&mut drive, b"one".to_vec()), Ok(3));
    assert_eq!(tape.write(&mut drive, b"three".to_vec()), Ok(5));
    tape.close(&mut drive).unwrap();
    tape.close(&mut drive).unwrap();
    assert_eq!(drive.records, [block("one"), block("three"), Record::Filemark], "one filemark, however often it is closed");
    assert_eq!(stands(&tape), (1, 0, flag::EOF));

    tape.operate(&mut drive, TapeOperation::Rewind).unwrap();
    for expected in ["one", "three", ""] {
        assert_eq!(tape.read(&mut drive, 100), Ok(expected.into()));
    }
    assert_eq!(stands(&tape), (1, 0, flag::EOF));
    assert_eq!(tape.read(&mut drive, 100), Ok(Vec::new()), "once more behind what is recorded");
    assert_eq!(tape.read(&mut drive, 100), Err(Errno::IO));
    assert_eq!(stands(&tape).2 & flag::EOD, flag::EOD);
}

#[test]
fn a_rewinding_tape_rewinds_after_its_filemark() {
    let mut drive = FakeTape::default();
    let mut tape = opened(&mut drive, Opening { rewinds: true, ..TO_WRITE });
    tape.close(&mut drive).unwrap();
    tape.write(&mut drive, b"x".to_vec()).unwrap();
    tape.close(&mut drive).unwrap();
    assert_eq!((drive.at, drive.records.len()), (0, 2));
    drive.at = 2;
    tape.release(&mut drive);
    assert_eq!(drive.at, 2, "it has rewound already");
    let mut tape = opened(&mut drive, Opening { rewinds: true, ..TO_READ });
    tape.release(&mut drive);
    assert_eq!(drive.at, 0, "it has not yet");
}

#[test]
fn blocks_of_a_set_length_come_together() {
    let mut drive = FakeTape {
        records: ["aa", "bb", "cc"].map(block).into_iter().chain([Record::Filemark, block("ddd")]).collect(),
        ..FakeTape::default()
    };
    let mut tape = opened(&mut drive, TO_READ);
    tape.operate(&mut drive, TapeOperation::SetBlock(2)).unwrap();
    assert_eq!((drive.block_size, tape.status().block_size), (2, 2));
    assert_eq!(tape.read(&mut drive, 3), Err(Errno::INVAL));
    assert_eq!(tape.read(&mut drive, 4), Ok(b"aabb".to_vec()));
    assert_eq!(tape.read(&mut drive, 8), Ok(b"cc".to_vec()), "the filemark cuts it short");
    assert_eq!(stands(&tape).0, 0);
    assert_eq!(tape.read(&mut drive, 8), Ok(Vec::new()));
    assert_eq!(stands(&tape), (1, 0, flag::EOF));
    assert_eq!(tape.read(&mut drive, 8), Err(Errno::IO), "no block of this length");
    assert_eq!(drive.at, 4, "and it can be tried with another");
    tape.operate(&mut drive, TapeOperation::SetBlock(0)).unwrap();
    assert_eq!(tape.read(&mut drive, 8), Ok(b"ddd".to_vec()));
}

#[test]
fn a_filemark_that_was_not_told_is_still_before_whoever_comes_next() {
    let records = vec![block("aa"), Record::Filemark, block("bb"), Record::Filemark];
    let fresh = || {
        let mut drive = FakeTape { records: records.clone(), block_size: 2, ..FakeTape::default() };
        let mut tape = opened(&mut drive, TO_READ);
        assert_eq!(tape.read(&mut drive, 4), Ok(b"aa".to_vec()));
        assert_eq!(drive.at, 2);
        (drive, tape)
    };
    let (mut drive, mut tape) = fresh();
    tape.close(&mut drive).unwrap();
    assert_eq!((drive.at, stands(&tape)), (1, (0, 1, 0)));
    for (action, at, file) in
        [(TapeOperation::SpaceFilemarks(1), 2, 1), (TapeOperation::SpaceBlocks(-1), 0, 0), (TapeOperation::EndOfData, 4, 2)]
    {
        let (mut drive, mut tape) = fresh();
        tape.operate(&mut drive, action).unwrap();
        assert_eq!((drive.at, stands(&tape).0), (at, file), "{action:?}");
    }
}

#[test]
fn a_block_that_is_too_long_is_passed() {
    let mut drive = two_files();
    let mut tape = opened(&mut drive, TO_READ);
    assert_eq!(tape.read(&mut drive, 1), Ok(b"a".to_vec()));
    assert_eq!(tape.read(&mut drive, 1), Err(Errno::NOMEM));
    assert_eq!(stands(&tape), (0, 2, 0));
}

#[test]
fn spacing_counts_files_and_blocks() {
    for (actions, expected, at) in [
        (vec![TapeOperation::SpaceFilemarks(1)], Ok((1, 0, flag::EOF)), 3),
        (vec![TapeOperation::SpaceFilemarks(2), TapeOperation::SpaceFilemarks(-1)], Ok((1, -1, 0)), 4),
        (vec![TapeOperation::SpaceFilemarks(2), TapeOperation::SpaceToFilemark(-1)], Ok((2, 0, flag::EOF)), 5),
        (vec![TapeOperation::SpaceBlocks(2)], Ok((0, 2, 0)), 2),
        (vec![TapeOperation::SpaceBlocks(3)], Err((1, 0, flag::EOF)), 3),
        (vec![TapeOperation::SpaceFilemarks(9)], Err((2, -1, flag::EOD)), 5),
        (vec![TapeOperation::EndOfData], Ok((2, -1, flag::EOD)), 5),
        (vec![TapeOperation::SpaceFilemarks(-1)], Err((0, 0, flag::BOT)), 0),
        (vec![TapeOperation::Seek(3)], Ok((-1, -1, 0)), 3),
        (vec![TapeOperation::Seek(3), TapeOperation::Rewind], Ok((0, 0, flag::BOT)), 0),
    ] {
        let mut drive = two_files();
        let mut tape = opened(&mut drive, TO_READ);
        let done: Result<Vec<()>, Errno> = actions.iter().map(|action| tape.operate(&mut drive, *action)).collect();
        let stood = if done.is_ok() { Ok(stands(&tape)) } else { Err(stands(&tape)) };
        assert_eq!((stood, drive.at), (expected, at), "{actions:?}");
        assert_eq!(tape.position(&mut drive), Ok(u32::try_from(at).unwrap()));
    }
}

#[test]
fn what_was_written_is_ended_before_the_tape_goes_back() {
    for (action, at) in [(TapeOperation::Rewind, 0), (TapeOperation::SpaceFilemarks(-1), 2), (TapeOperation::SpaceBlocks(-1), 3)] {
        let mut drive = two_files();
        let mut tape = opened(&mut drive, TO_WRITE);
        tape.operate(&mut drive, TapeOperation::SpaceFilemarks(1)).unwrap();
        tape.write(&mut drive, b"new".to_vec()).unwrap();
        tape.operate(&mut drive, action).unwrap();
        let ended = drive.records.last() == Some(&Record::Filemark);
        assert_eq!((drive.at, ended), (at, !matches!(action, TapeOperation::SpaceBlocks(_))), "{action:?}");
    }
}

#[test]
fn the_end_of_the_tape_warns_before_it_refuses() {
    let mut drive = FakeTape { warning_at: 2, ..FakeTape::default() };
    let mut tape = opened(&mut drive, TO_WRITE);
    let said: Vec<_> = (0..8).map(|_| tape.write(&mut drive, b"x".to_vec())).collect();
    let (fine, full) = (Ok(1), Err(Errno::NOSPC));
    assert_eq!(said, [fine, fine, fine, full, fine, full, full, full], "in turn, until nothing goes on it any more");
    assert_eq!(stands(&tape).2 & flag::EOT, flag::EOT);
}

#[test]
fn unit_attentions_are_passed_over_at_open_and_only_then() {
    let mut drive = two_files();
    drive.attentions = vec![SenseCode::new(6, 0x29, 0), SenseCode::new(6, 0x28, 0)];
    let mut tape = opened(&mut drive, TO_WRITE);
    tape.read(&mut drive, 9).unwrap();
    drive.attentions = vec![SenseCode::new(6, 0x29, 0)];
    assert_eq!(tape.read(&mut drive, 9), Err(Errno::IO));
    assert_eq!(tape.write(&mut drive, b"lost".to_vec()), Err(Errno::IO), "nobody knows where it would stand");
    assert_eq!(tape.operate(&mut drive, TapeOperation::WriteFilemarks { count: 1, immediate: false }), Err(Errno::IO));
    assert_eq!(drive.records, two_files().records);
    tape.operate(&mut drive, TapeOperation::Rewind).unwrap();
    assert_eq!(tape.read(&mut drive, 9), Ok(b"a".to_vec()));
}

#[test]
fn opening_says_what_is_missing() {
    let mut empty = FakeTape { loaded: false, ..FakeTape::default() };
    assert_eq!(Tape::new().open(&mut empty, TO_READ), Err(Errno::NOMEDIUM));
    let mut tape = opened(&mut empty, Opening { empty_too: true, ..TO_READ });
    assert_eq!(tape.status().flags, flag::DR_OPEN | flag::IM_REP_EN);
    assert_eq!(tape.read(&mut empty, 9), Err(Errno::NOMEDIUM));
    tape.operate(&mut empty, TapeOperation::Load).unwrap();
    assert_eq!(tape.status().flags, flag::ONLINE | flag::BOT | flag::IM_REP_EN);
    tape.operate(&mut empty, TapeOperation::Unload).unwrap();
    assert_eq!((tape.status().flags & flag::DR_OPEN, empty.loaded), (flag::DR_OPEN, false));

    let mut protected = FakeTape { write_protected: true, ..two_files() };
    assert_eq!(Tape::new().open(&mut protected, TO_WRITE), Err(Errno::ROFS));
    assert_eq!(opened(&mut protected, TO_READ).status().flags & flag::WR_PROT, flag::WR_PROT);
}

#[test]
fn a_block_that_the_kernel_may_cut_in_two_is_refused() {
    let mut drive = FakeTape::default();
    let mut tape = opened(&mut drive, TO_WRITE);
    for (length, expected) in
        [(1_044_480, Ok(1_044_480)), (1_044_481, Err(Errno::INVAL)), (1_048_575, Err(Errno::INVAL)), (1 << 20, Ok(1 << 20))]
    {
        assert_eq!(tape.write(&mut drive, vec![0; length]), expected);
    }
}

#[test]
fn settings_reach_the_drive() {
    let mut drive = FakeTape::default();
    let mut tape = opened(&mut drive, TO_WRITE);
    for (action, expected) in [
        (TapeOperation::SetBlock(512), Ok(())),
        (TapeOperation::SetBlock(-1), Err(Errno::INVAL)),
        (TapeOperation::SetBlock(0x20_0000), Err(Errno::INVAL)),
        (TapeOperation::SetDensity(0x58), Ok(())),
        (TapeOperation::SetBuffer(1), Ok(())),
        (TapeOperation::SetBuffer(0x3000_0000 | 0x4000), Ok(())),
        (TapeOperation::SetBuffer(0x3000_0000 | 0x1000), Err(Errno::INVAL)),
        (TapeOperation::Compression(true), Ok(())),
        (TapeOperation::SetPartition(1), Ok(())),
        (TapeOperation::SpaceSetmarks(1), Err(Errno::IO)),
    ] {
        assert_eq!(tape.operate(&mut drive, action), expected, "{action:?}");
    }
    assert_eq!(drive.block_size, 512);
}

/// A drive that answers anything to everything.
struct Wild(Vec<ScsiAnswer>);

impl TapeDrive for Wild {
    fn execute(&mut self, _cdb: &[u8], _data: Vec<u8>) -> Result<ScsiAnswer, Errno> {
        self.0.pop().ok_or(Errno::INTR)
    }

    fn pause(&mut self, _time: Duration) -> Result<(), Errno> {
        Ok(())
    }
}

fn any_answer() -> impl Strategy<Value = ScsiAnswer> {
    let status =
        prop::sample::select(vec![Status::Good, Status::CheckCondition, Status::CheckCondition, Status::Busy, Status::TaskAborted]);
    let code = (0u8..16, prop::sample::select(vec![0u8, 0x04, 0x28, 0x29, 0x3A]), 0u8..3);
    let marks = (any::<bool>(), any::<bool>(), any::<bool>());
    let information = prop::option::of(prop_oneof![-3i32..3, any::<i32>()]);
    (status, prop::option::of((code, marks, information)), prop::collection::vec(any::<u8>(), 0..40)).prop_map(|(status, sense, data)| {
        let sense = sense.map(|((key, asc, ascq), (filemark, end_of_medium, incorrect_length), information)| Sense {
            filemark,
            end_of_medium,
            incorrect_length,
            information,
            ..Sense::new(SenseCode::new(key, asc, ascq))
        });
        ScsiAnswer { status, data, sense, takes: None }
    })
}

proptest! {
    #[test]
    fn whatever_a_drive_says_a_tape_goes_on(
        answers in prop::collection::vec(any_answer(), 0..60),
        acts in prop::collection::vec((0i16..40, prop_oneof![-3i32..3, any::<i32>()], 0u32..64), 0..20),
    ) {
        let mut drive = Wild(answers);
        let mut tape = Tape::new();
        let _ = tape.open(&mut drive, Opening { empty_too: true, ..TO_WRITE });
        tape.ready = Ready::Yes;
        for (operation, count, length) in acts {
            let [a, b] = operation.to_ne_bytes();
            let [c, d, e, f] = count.to_ne_bytes();
            if let Some(action) = TapeOperation::parse(&[a, b, 0, 0, c, d, e, f]) {
                let _ = tape.operate(&mut drive, action);
            }
            if let Ok(data) = tape.read(&mut drive, length) {
                prop_assert!(data.len() <= length as usize);
            }
            if let Ok(count) = tape.write(&mut drive, vec![0; length as usize]) {
                prop_assert!(count <= length);
            }
            let status = tape.status();
            prop_assert!(status.file >= -1 && status.block >= -1);
        }
        let _ = tape.close(&mut drive);
        tape.release(&mut drive);
    }
}

#[test]
fn a_tape_that_is_locked_in_is_let_go_when_it_goes_offline() {
    let mut drive = two_files();
    let mut tape = opened(&mut drive, TO_READ);
    tape.operate(&mut drive, TapeOperation::Lock(true)).unwrap();
    assert_eq!(tape.operate(&mut drive, TapeOperation::Unload), Err(Errno::IO), "an unload alone is refused");
    tape.operate(&mut drive, TapeOperation::Offline).unwrap();
    assert_eq!(tape.status().flags & flag::DR_OPEN, flag::DR_OPEN);
}

#[test]
fn defaults_are_set_for_each_tape_and_may_be_set_otherwise_for_one() {
    let mut drive = two_files();
    let mut tape = opened(&mut drive, TO_READ);
    let default_block = |size: i32| TapeOperation::SetBuffer(0x5000_0000 | size);
    tape.operate(&mut drive, default_block(1024)).unwrap();
    assert_eq!(tape.status().block_size, 1024, "for the tape that is there too");
    tape.operate(&mut drive, TapeOperation::SetBlock(512)).unwrap();
    tape.open(&mut drive, TO_READ).unwrap();
    assert_eq!(tape.status().block_size, 512, "it was set otherwise");
    drive.attentions.push(SenseCode::new(6, 0x28, 0));
    tape.open(&mut drive, TO_READ).unwrap();
    assert_eq!(tape.status().block_size, 1024, "another tape");
    tape.operate(&mut drive, default_block(0x0FFF_FFFF)).unwrap();
    tape.operate(&mut drive, TapeOperation::SetBlock(0)).unwrap();
    drive.attentions.push(SenseCode::new(6, 0x28, 0));
    tape.open(&mut drive, TO_READ).unwrap();
    assert_eq!(tape.status().block_size, 0, "there is no default any more");
}

#[test]
fn of_a_drive_without_a_tape_nothing_is_known() {
    let mut drive = FakeTape { loaded: false, ..FakeTape::default() };
    let tape = opened(&mut drive, Opening { empty_too: true, ..TO_READ });
    let status = tape.status();
    assert_eq!(
        (status.file, status.block, status.block_size, status.density, status.flags),
        (-1, -1, 0, 0, flag::DR_OPEN | flag::IM_REP_EN)
    );
}
