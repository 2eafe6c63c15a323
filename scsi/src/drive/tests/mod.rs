//! The drive, command by command.

mod anything;
mod bytes;
mod capacity;
mod clients;
mod model;
mod modes;
mod readiness;

use crate::answer::{ScsiAnswer, Sense, Status};
use crate::cdb::Cdb;
use crate::tape::{Make, Tape};

use super::{DriveStep, DriveUnit, Medium};

/// A drive with a tape in it.
#[derive(Clone, Debug)]
struct Rig {
    drive: DriveUnit,
    tape: Tape,
}

/// A tape of this many bytes that warns a quarter before its end.
fn blank(capacity: u64, worm: bool) -> Tape {
    let make = Make { capacity, early_warning: capacity / 4, worm, serial: "SN1".into(), volume: Some("A00001L5".into()) };
    Tape::new(make)
}

impl Rig {
    fn new(capacity: u64) -> Self {
        Self::with(blank(capacity, false))
    }

    fn with(mut tape: Tape) -> Self {
        let mut drive = DriveUnit::default();
        drive.loaded(&mut tape);
        Self { drive, tape }
    }

    /// Sends a command whose bytes are said in hexadecimal.
    fn send(&mut self, cdb: &str, data: &[u8]) -> ScsiAnswer {
        let step = self.drive.execute(crate::nexus::Nexus(0), Medium::Loaded(&mut self.tape), &Cdb::new(&hex(cdb)), data);
        match step {
            Ok(DriveStep::Done(answer)) => answer,
            Ok(step) => panic!("{cdb} asks for {step:?}"),
            Err(sense) => ScsiAnswer::check(sense),
        }
    }

    /// Sends a command that has to succeed, and says what it answers.
    #[track_caller]
    fn good(&mut self, cdb: &str, data: &[u8]) -> Vec<u8> {
        let answer = self.send(cdb, data);
        assert_eq!((answer.status, answer.sense), (Status::Good, None), "{cdb}");
        answer.data
    }

    /// Sends a command and says its sense in a line; with GOOD, nothing.
    fn sense(&mut self, cdb: &str, data: &[u8]) -> String {
        self.send(cdb, data).sense.map_or_else(String::new, |sense| line(&sense))
    }

    /// The number of the object before which the head stands.
    fn position(&mut self) -> u64 {
        let data = self.good("34 06", &[]);
        u64::from_be_bytes(data[8..16].try_into().unwrap())
    }
}

/// The TapeAlert flags that are raised.
fn raised(rig: &mut Rig) -> Vec<u8> {
    let page = rig.good("4D 00 6E 00 00 00 00 01 44 00", &[]);
    page[4..].chunks(5).filter(|flag| flag[4] == 1).map(|flag| flag[1]).collect()
}

/// Sense in a line: the code, then the flags and the information if there are any.
fn line(sense: &Sense) -> String {
    let mut line = sense.code.to_string();
    for (on, word) in [(sense.filemark, " FILEMARK"), (sense.end_of_medium, " EOM"), (sense.incorrect_length, " ILI")] {
        line.push_str(if on { word } else { "" });
    }
    if let Some(information) = sense.information {
        line.push_str(&format!(" {information}"));
    }
    if let Some(field) = sense.field {
        line.push_str(&format!(" byte {field}"));
    }
    line
}

fn hex(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}
