//! The drive against a model that goes over a list, object by object.

use proptest::prelude::*;

use super::{Rig, blank, line};
use crate::answer::{ScsiAnswer, Sense};
use crate::tape::OBJECT_OVERHEAD;

const CAPACITY: u64 = 1500;
/// The tape warns this many bytes before its end.
const WARNING: u64 = CAPACITY / 4;
/// The length of blocks in fixed mode.
const FIXED: usize = 3;

/// What a program does.
#[derive(Clone, Debug)]
enum Act {
    Write(usize),
    WriteFixed(u32),
    Filemarks(u32),
    Read(usize, bool),
    ReadFixed(u32),
    SpaceBlocks(i32),
    SpaceFilemarks(i32),
    EndOfData,
    Locate(u64),
    LocateFile(u64),
    Erase,
    Rewind,
    SetFixed(bool),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (1..6_usize).prop_map(Act::Write),
        2 => (0..5_u32).prop_map(Act::WriteFixed),
        4 => (0..4_u32).prop_map(Act::Filemarks),
        4 => (0..7_usize, any::<bool>()).prop_map(|(length, sili)| Act::Read(length, sili)),
        3 => (0..6_u32).prop_map(Act::ReadFixed),
        4 => (-12..12).prop_map(Act::SpaceBlocks),
        4 => (-5..5).prop_map(Act::SpaceFilemarks),
        1 => Just(Act::EndOfData),
        3 => (0..40_u64).prop_map(Act::Locate),
        2 => (0..6_u64).prop_map(Act::LocateFile),
        1 => Just(Act::Erase),
        1 => Just(Act::Rewind),
        1 => any::<bool>().prop_map(Act::SetFixed),
    ]
}

/// A tape as a list: a record is its bytes, a filemark is nothing.
#[derive(Debug)]
struct Model {
    objects: Vec<Option<Vec<u8>>>,
    head: usize,
    worm: bool,
    /// Blocks have a length.
    fixed: bool,
    /// Counts what was written, so that no two records are alike.
    written: u8,
}

/// The sense in a line, and the data.
type Said = (String, Vec<u8>);

impl Model {
    fn cost(object: &Option<Vec<u8>>) -> u64 {
        OBJECT_OVERHEAD + object.as_ref().map_or(0, Vec::len) as u64
    }

    fn used(&self) -> u64 {
        self.objects[..self.head].iter().map(Self::cost).sum()
    }

    fn eom(&self) -> &'static str {
        if self.used() >= CAPACITY - WARNING { " EOM" } else { "" }
    }

    /// Behind the last record and one filemark.
    fn overwrites(&self) -> bool {
        let data = self.objects.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        self.worm && self.head < (data + 1).min(self.objects.len())
    }

    /// Writes objects, and says how many did not fit.
    fn write(&mut self, objects: Vec<Option<Vec<u8>>>) -> usize {
        let mut left = objects.len();
        for object in objects {
            if self.used() + Self::cost(&object) > CAPACITY {
                break;
            }
            self.objects.truncate(self.head);
            self.objects.push(object);
            self.head += 1;
            left -= 1;
        }
        left
    }

    fn after_write(&self, residue: usize) -> String {
        match (residue, self.eom()) {
            (0, "") => String::new(),
            (0, _) => "0/00/02 EOM 0".into(),
            (left, _) => format!("D/00/02 EOM {left}"),
        }
    }

    fn read(&mut self, count: u32, size: usize, sili: bool, fixed: bool) -> Said {
        let mut data = Vec::new();
        for left in (1..=count as usize).rev() {
            let residue = if fixed { left } else { size };
            match self.objects.get(self.head) {
                None => return (format!("8/00/05{} {residue}", self.eom()), data),
                Some(None) => {
                    self.head += 1;
                    return (format!("0/00/01 FILEMARK {residue}"), data);
                }
                Some(Some(record)) => {
                    self.head += 1;
                    data.extend(record.iter().take(size));
                    let hidden = sili && (record.len() < size || !self.fixed);
                    if record.len() != size && !hidden {
                        let size = i64::try_from(size).unwrap();
                        let off = if fixed { i64::try_from(left).unwrap() } else { size - i64::try_from(record.len()).unwrap() };
                        return (format!("0/00/00 ILI {off}"), data);
                    }
                }
            }
        }
        (String::new(), data)
    }

    fn space_blocks(&mut self, count: i32) -> String {
        let mut left = count.unsigned_abs();
        while left > 0 {
            if count > 0 {
                match self.objects.get(self.head) {
                    None => return format!("8/00/05{} {left}", self.eom()),
                    Some(None) => {
                        self.head += 1;
                        return format!("0/00/01 FILEMARK {left}");
                    }
                    Some(Some(_)) => self.head += 1,
                }
            } else if self.head == 0 {
                return format!("0/00/04 EOM {left}");
            } else {
                self.head -= 1;
                if self.objects[self.head].is_none() {
                    return format!("0/00/01 FILEMARK {left}");
                }
            }
            left -= 1;
        }
        String::new()
    }

    fn space_filemarks(&mut self, count: i32) -> String {
        let mut left = count.unsigned_abs();
        while left > 0 {
            if count > 0 {
                let Some(object) = self.objects.get(self.head) else { return format!("8/00/05{} {left}", self.eom()) };
                left -= u32::from(object.is_none());
                self.head += 1;
            } else {
                if self.head == 0 {
                    return format!("0/00/04 EOM {left}");
                }
                self.head -= 1;
                left -= u32::from(self.objects[self.head].is_none());
            }
        }
        String::new()
    }

    fn locate(&mut self, object: Option<usize>) -> String {
        match object {
            Some(object) if object <= self.objects.len() => {
                self.head = object;
                String::new()
            }
            _ => {
                self.head = self.objects.len();
                format!("8/00/05{}", self.eom())
            }
        }
    }

    fn record(&mut self, length: usize) -> Vec<u8> {
        self.written = self.written.wrapping_add(1);
        vec![self.written; length]
    }

    /// Does the same as the drive: gives the command, its data, and what has to be said.
    fn act(&mut self, act: &Act) -> (String, Vec<u8>, Said) {
        let quiet = |sense: String| (sense, Vec::new());
        match *act {
            Act::Write(length) => {
                let record = self.record(length);
                let cdb = format!("0A 00 00 00 {length:02X} 00");
                if self.overwrites() {
                    return (cdb, record, quiet("7/30/0C".into()));
                }
                let left = self.write(vec![Some(record.clone())]);
                (cdb, record, quiet(self.after_write(left * length)))
            }
            Act::WriteFixed(count) => {
                let records: Vec<Vec<u8>> = (0..count).map(|_| self.record(FIXED)).collect();
                let cdb = format!("0A 01 00 00 {count:02X} 00");
                if !self.fixed {
                    return (cdb, Vec::new(), quiet("5/24/00 byte 1".into()));
                }
                let data = records.concat();
                if count > 0 && self.overwrites() {
                    return (cdb, data, quiet("7/30/0C".into()));
                }
                let left = self.write(records.into_iter().map(Some).collect());
                (cdb, data, quiet(if count == 0 { String::new() } else { self.after_write(left) }))
            }
            Act::Filemarks(count) => {
                let cdb = format!("10 00 00 00 {count:02X} 00");
                if count > 0 && self.overwrites() {
                    return (cdb, Vec::new(), quiet("7/30/0C".into()));
                }
                let left = self.write(vec![None; count as usize]);
                (cdb, Vec::new(), quiet(if count == 0 { String::new() } else { self.after_write(left) }))
            }
            Act::Read(length, sili) => {
                let said = self.read(u32::from(length > 0), length, sili, false);
                (format!("08 {:02X} 00 00 {length:02X} 00", u8::from(sili) << 1), Vec::new(), said)
            }
            Act::ReadFixed(count) => {
                let said = if self.fixed { self.read(count, FIXED, false, true) } else { quiet("5/24/00 byte 1".into()) };
                (format!("08 01 00 00 {count:02X} 00"), Vec::new(), said)
            }
            Act::SpaceBlocks(count) => {
                let [_, a, b, c] = count.to_be_bytes();
                (format!("11 00 {a:02X} {b:02X} {c:02X} 00"), Vec::new(), quiet(self.space_blocks(count)))
            }
            Act::SpaceFilemarks(count) => {
                let [_, a, b, c] = count.to_be_bytes();
                (format!("11 01 {a:02X} {b:02X} {c:02X} 00"), Vec::new(), quiet(self.space_filemarks(count)))
            }
            Act::EndOfData => {
                self.head = self.objects.len();
                ("11 03 00 00 00 00".into(), Vec::new(), quiet(String::new()))
            }
            Act::Locate(object) => {
                let said = self.locate(usize::try_from(object).ok());
                (format!("2B 00 00 00 00 00 {object:02X} 00 00 00"), Vec::new(), quiet(said))
            }
            Act::LocateFile(file) => {
                let mut behind = (0..self.objects.len()).filter(|at| self.objects[*at].is_none()).map(|at| at + 1);
                let place = if file == 0 { Some(0) } else { behind.nth(usize::try_from(file - 1).unwrap()) };
                let said = self.locate(place);
                (format!("92 08 00 00 00 00 00 00 00 00 00 {file:02X} 00 00 00 00"), Vec::new(), quiet(said))
            }
            Act::Erase => {
                let said = if self.overwrites() { "7/30/0C".into() } else { String::new() };
                if said.is_empty() {
                    self.objects.truncate(self.head);
                }
                ("19 01 00 00 00 00".into(), Vec::new(), quiet(said))
            }
            Act::Rewind => {
                self.head = 0;
                ("01 00 00 00 00 00".into(), Vec::new(), quiet(String::new()))
            }
            Act::SetFixed(on) => {
                self.fixed = on;
                let length = if on { u8::try_from(FIXED).unwrap() } else { 0 };
                let list = vec![0, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 0, length];
                ("15 10 00 00 0C 00".into(), list, quiet(String::new()))
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_drive_does_what_a_list_does(acts in proptest::collection::vec(act(), 1..120), worm in any::<bool>(), fixed in any::<bool>()) {
        let mut rig = Rig::with(blank(CAPACITY, worm));
        let mut model = Model { objects: Vec::new(), head: 0, worm, fixed: false, written: 0 };
        for act in [Act::SetFixed(fixed)].iter().chain(&acts) {
            let (cdb, data, said) = model.act(act);
            let ScsiAnswer { data, sense, .. } = rig.send(&cdb, &data);
            let sense: Option<Sense> = sense;
            prop_assert_eq!((sense.as_ref().map_or_else(String::new, line), data), said, "{:?}", act);
            prop_assert_eq!(rig.position(), model.head as u64, "{:?}", act);
            prop_assert_eq!(rig.tape.end(), model.objects.len() as u64, "{:?}", act);
            prop_assert!(rig.tape.used(rig.tape.end()) <= CAPACITY);
        }
    }
}
