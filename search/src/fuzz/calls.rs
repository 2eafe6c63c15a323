//! The target `calls`: any calls, acts and troubles one after another, on a small library in which everything is.
//!
//! Answers that come twice and answers to commands that nobody gave are troubles of the library (`echo`, `babble`), so that
//! whatever is found here can be told in a scenario.

use std::sync::OnceLock;

use arbitrary::Unstructured;
use rsmlab_language::{Scenario, parse};

use super::step::{moves, script};
use super::world::SetupWorld;
use super::{hold, settling};

/// How many bytes say what the world is like.
pub const HEADER: usize = 1;

/// The most moves of a run.
const MOST: usize = 60;

/// A library with four slots and one of everything, or without what makes the difference.
const WORLDS: [&str; 4] = [
    "library L1 slots=4 drives=2 keypad=#true {\n port\n door\n cleaner-slot 4\n}",
    "library L1 slots=4 drives=1 inventory=omid bar-codes=#false {\n port slots=2\n door lock=#false\n magazine first=1 last=2\n}",
    "library L1 slots=3 drives=2 transports=2 recognize-cleaners=#true {\n port opens=hand\n door\n drive 2 defer=\"30s\"\n}",
    "library L1 slots=2 drives=1 auto-recovery=#false {\n door\n cleaner-slot 2\n}\nlibrary L2 kind=standalone",
];

/// Cartridges in the first slots, in the drive of nobody, and at hand; and people of every sort.
const PEOPLE: &str = "
pool Data
cartridge T1 at=L1.slot.1
cartridge T2 at=L1.slot.2 pool=free
cartridge T3 recorded=offline
cartridge T4 label=blank
cartridge CLN1 kind=cleaner cleans-left=2
client root rights=admin
client ann
client bob application=\"Backup\" rights=use
";

/// Runs what the bytes come to, and sees that everything holds.
///
/// # Panics
/// If it does not.
pub fn check(bytes: &[u8]) {
    hold(&decode(bytes));
}

/// The scenario that bytes come to. Not everything in it can be done.
#[must_use]
pub fn decode(bytes: &[u8]) -> Scenario {
    let mut bytes = Unstructured::new(bytes);
    let which = usize::from(bytes.arbitrary::<u8>().unwrap_or(0)) % WORLDS.len();
    let (setup, world) = &worlds()[which];
    settling("Calls, acts and troubles one after another", 0, setup.setup.clone(), script(world, &moves(&mut bytes, MOST)))
}

/// The worlds, read once.
fn worlds() -> &'static [(Scenario, SetupWorld)] {
    static READ: OnceLock<Vec<(Scenario, SetupWorld)>> = OnceLock::new();
    READ.get_or_init(|| {
        let texts = WORLDS.iter().map(|library| format!("title \"A small world\"\n{library}{PEOPLE}"));
        let read = texts.filter_map(|text| parse("world", &text).ok());
        read.map(|scenario| (SetupWorld::of(&scenario.setup), scenario)).map(|(world, scenario)| (scenario, world)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_world_is_one() {
        for library in WORLDS {
            parse("world", &format!("title \"A small world\"\n{library}{PEOPLE}"))
                .unwrap_or_else(|wrong| panic!("{:?}", miette::Report::new(wrong)));
        }
    }
}
