//! The target `worlds`: whole scenarios, from the shape of the library to the habits of the operator, in which everything has
//! its time and nothing waits for anything else.

use std::fmt::Write;
use std::ops::Range;

use arbitrary::Unstructured;
use rsmlab_language::{Mistakes, Scenario, parse};

use super::argument::pick;
use super::step::{moves, timetable};
use super::world::SetupWorld;
use super::{hold, settling};

/// The most moves of a run.
const MOST: usize = 80;

/// The bytes that say what the library is like, then those for the people and the store; then come the cartridges.
const SHAPE: usize = 8;
const PEOPLE: usize = 8;

/// The most cartridges, of three bytes each.
const CARTRIDGES: usize = 8;

/// What libraries can be like. A fuzzer learns nothing from thousands of slots but patience.
const MADE: [&str; 3] = ["autoloader-8", "library-48", "jukebox-mo"];

/// How many bytes say what the world is like.
pub const HEADER: usize = SHAPE + PEOPLE + 3 * CARTRIDGES;

/// Runs what the bytes come to, and sees that everything holds.
///
/// # Panics
/// If it does not.
pub fn check(bytes: &[u8]) {
    hold(&decode(bytes));
}

/// The scenario that bytes come to. Not everything in it can be done.
///
/// # Panics
/// If what is made of the bytes is no world, which is a mistake in here.
#[must_use]
pub fn decode(bytes: &[u8]) -> Scenario {
    let mut bytes = Unstructured::new(bytes);
    let (text, seed) = header(&mut bytes).unwrap_or_default();
    let setup = read(&text).unwrap_or_else(|wrong| panic!("{:?}", miette::Report::new(wrong))).setup;
    let script = timetable(&SetupWorld::of(&setup), &moves(&mut bytes, MOST));
    settling("A whole run", seed, setup, script)
}

fn read(text: &str) -> Result<Scenario, Mistakes> {
    parse("world", &format!("title \"A world\"\n{text}"))
}

/// The text of the world, and the seed of what is drawn.
fn header(bytes: &mut Unstructured<'_>) -> arbitrary::Result<(String, u64)> {
    let shape: [u8; SHAPE] = bytes.arbitrary()?;
    let people: [u8; PEOPLE] = bytes.arbitrary()?;
    let (library, mut slots) = library(shape);
    let mut text = library + "pool Data\n";
    let cartridges: [[u8; 3]; CARTRIDGES] = bytes.arbitrary()?;
    for (number, sort) in (1..).zip(cartridges).take(usize::from(shape[7]) % CARTRIDGES + 1) {
        text += &cartridge(number, &mut slots, sort);
    }
    text += &service(people);
    Ok((text, u64::from(people[7])))
}

/// The libraries, and the slots of the first that can be filled.
fn library([like, slots, drives, parts, port, door, magazine, _]: [u8; SHAPE]) -> (String, Range<u16>) {
    if like % 16 == 15 {
        return ("library L1 kind=standalone bar-codes=#false\n".to_owned(), Range::default());
    }
    if like % 16 > 10
        && let Some(name) = pick(&MADE, slots)
    {
        return (format!("library L1 like={name}\n"), 1..5);
    }
    let slots = u16::from(slots % 9) + 2;
    let is = |bit: u8| parts >> bit & 1 == 1;
    let inventory = ["fast", "omid", "none", "fast"][usize::from(parts >> 6)];
    let mut text = format!("library L1 slots={slots} drives={} transports={} inventory={inventory}", drives % 3 + 1, drives / 3 % 2 + 1);
    for (bit, property) in
        [" bar-codes=#false", " keypad=#true", " auto-recovery=#false", " recognize-cleaners=#true", " disabled=#true"].iter().enumerate()
    {
        if is(bit as u8) && (bit < 4 || port % 8 == 7) {
            text += property;
        }
    }
    text += " {\n";
    for number in 0..port % 3 {
        let _ = writeln!(text, "port slots={} opens={}", port / 3 % 3 + 1, if (port >> 5) + number > 5 { "hand" } else { "motor" });
    }
    if door % 4 > 0 {
        let _ = writeln!(text, "door lock=#{} timeout=\"{}s\"", door % 4 < 3, u32::from(door) * 4 + 10);
    }
    let mut first = 1;
    if magazine % 3 > 0 {
        let last = u16::from(magazine / 3) % slots + 1;
        let is_out = magazine > 250;
        let _ = writeln!(text, "magazine first=1 last={last} out=#{is_out}");
        first = if is_out { last + 1 } else { 1 };
    }
    if is(5) {
        let _ = writeln!(text, "cleaner-slot {slots}\nwear mounts={} time=\"20h\"", magazine % 5 + 1);
    }
    text += "}\n";
    if like % 16 == 10 {
        text += "library L2 kind=standalone\n";
    }
    (text, first..if is(5) { slots } else { slots + 1 })
}

/// A cartridge: in the next slot, if there is one left for it, or at hand.
fn cartridge(number: u8, slots: &mut impl Iterator<Item = u16>, [place, what, label]: [u8; 3]) -> String {
    if what % 8 == 7 {
        return format!("cartridge C{number} kind=cleaner cleans-left={}\n", label % 4);
    }
    let at = if place % 4 > 0 { slots.next() } else { None };
    let known = at.is_some() && place < 0xe0 || at.is_none() && place < 0x80;
    let mut text = format!("cartridge T{number}");
    if let Some(slot) = at {
        let _ = write!(text, " at=L1.slot.{slot}");
    }
    text += match (at.is_some(), known) {
        (true, true) | (false, false) => "",
        (true, false) => " recorded=none",
        (false, true) => " recorded=offline",
    };
    text += match what % 8 {
        1 if known => " pool=free",
        2 if known => " pool=import",
        3 if known => " disabled=#true",
        _ => "",
    };
    text += ["", "", "", " label=blank", " label=foreign", " label=unreadable", "", ""][usize::from(label % 8)];
    text += ["", "", "", "", "", " bar-code=none", " bar-code=unreadable", " bar-code=\"000001\""][usize::from(label / 8 % 8)];
    text + "\n"
}

/// The store, the programs, and the operator, who is not there in every run.
fn service([store, habit, reaction, patience, wrong, open, refuse, _]: [u8; PEOPLE]) -> String {
    let latency = ["0s", "0s", "20ms", "2s"][usize::from(store % 4)];
    let mut text = format!("database latency=\"{latency}\"\n");
    if store >= 0xf0 {
        // Requests have no limit here: when they are too many, nobody can make the inventory with which everything ends.
        let _ = writeln!(text, "limits sessions={}", store % 4 + 3);
    }
    text += "client root rights=admin\nclient ann\nclient bob application=\"Backup\"\n";
    if habit % 4 > 0 {
        let _ = write!(text, "habit reaction=\"{}s\" patience=\"{}s\"", u32::from(reaction) + 1, u32::from(patience) * 5 + 10);
        let chances = ["wrong-cartridge", "wrong-slot", "cleaner-in-port", "door-mid-move", "pulls-magazine", "refuses", "forgets"];
        for (bit, chance) in chances.iter().enumerate() {
            if habit >> (bit + 1) & 1 == 1 {
                let _ = write!(text, " {chance}={}", [wrong, open, refuse][bit % 3] % 40);
            }
        }
        text += "\n";
    }
    text
}
