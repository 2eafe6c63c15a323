//! Walking: a run that goes on act by act and moment by moment, and that can be cloned and led on in another way.
//!
//! Whatever is done on a walk can be said as a scenario with `at` statements, and leads to the same trace.

use std::fmt::Write;

use rsmlab_engine::engine::Engine;
use rsmlab_engine::time::{Instant, Millis};

use super::script::{Outcome, Script};
use super::subject::ours;
use super::{Failure, Options, config, machine_for};
use crate::checker::witness::Witness;
use crate::scenario::Scenario;
use crate::scenario::model::Act;
use crate::trace::hash::StableHash;

/// A run of our engine that stands still between two moments.
#[derive(Clone)]
pub struct Walk<'s, W> {
    script: Script<'s, Engine, W>,
}

/// What came of an act.
#[derive(Clone, Debug)]
pub enum Done {
    /// It was done.
    Yes,
    /// It cannot be done here: there is nothing to take, or no room to put it.
    Impossible,
}

impl<'s, W: Witness> Walk<'s, W> {
    /// Goes to where the script of a scenario begins.
    ///
    /// # Errors
    /// What is not as it should be so far.
    pub fn begin(scenario: &'s Scenario, options: Options, witness: W) -> Result<Self, Box<Failure>> {
        let machine = machine_for(scenario, ours(config(scenario)), witness)?;
        let mut script = Script::new(scenario, options, machine, None);
        script.begin()?;
        Ok(Self { script })
    }

    /// How long the script has run.
    #[must_use]
    pub fn time(&self) -> Millis {
        self.script.time()
    }

    /// Does something, a little after the present moment.
    ///
    /// # Errors
    /// The promise that was broken by it.
    pub fn act(&mut self, act: &'s Act) -> Result<Done, Box<Failure>> {
        self.script.pass_a_little();
        match self.script.act(act, None, false) {
            Ok(()) => Ok(Done::Yes),
            Err(failure) if failure.promise.is_none() => Ok(Done::Impossible),
            Err(failure) => Err(failure),
        }
    }

    /// Goes to the next moment at which something happens, and lets everything of that moment happen. Says whether there was one.
    ///
    /// # Errors
    /// The promise that was broken.
    pub fn advance(&mut self) -> Result<bool, Box<Failure>> {
        self.script.next_moment()
    }

    /// Lets so much time pass, with everything that happens in it.
    ///
    /// # Errors
    /// The promise that was broken.
    pub fn pass(&mut self, length: Millis) -> Result<(), Box<Failure>> {
        let end = self.script.machine.now + length;
        self.script.wait(Some(end), |_| false).map(drop)
    }

    /// Lets time pass until nothing is left to happen but what people do, and what has a deadline; at the most so much. As long
    /// as something is broken, what is tried again and again never ends.
    ///
    /// # Errors
    /// The promise that was broken.
    pub fn rest(&mut self, most: Millis) -> Result<(), Box<Failure>> {
        let end = self.script.machine.now + most;
        self.script.wait(Some(end), |script| script.machine.is_quiet())?;
        // What is done at a moment is done before what happens then: nothing can be done in the midst of one.
        self.pass(Millis::ZERO)
    }

    /// Whether nothing is left to happen but what people do, and what has a deadline.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.script.machine.is_quiet()
    }

    /// Plays the script of the scenario from here to its end, and judges the run.
    ///
    /// # Errors
    /// What is not as it should be.
    pub fn conclude(mut self) -> Outcome {
        // A scenario comes to its next statement when everything of the moment has happened.
        self.pass(Millis::ZERO)?;
        self.script.play_on()
    }

    /// Whether the engine's own rules hold for what it believes.
    ///
    /// # Errors
    /// The rule that does not, in a sentence.
    pub fn check(&self) -> Result<(), String> {
        self.script.machine.subject().check().map_err(|broken| format!("{}: {}", broken.rule, broken.of))
    }

    /// A number for the situation: two walks with the same number go on alike, whatever the ids and the time.
    #[must_use]
    pub fn situation(&self) -> u64 {
        let mut text = String::with_capacity(16_384);
        let machine = &self.script.machine;
        write!(text, "{:?}{:?}", machine.subject().situation(), machine.surroundings()).expect("a text takes everything");
        canonical(&text, machine.now)
    }
}

/// What differs between two situations that are the same: the numbers that were given out one after the other.
const NAMES: [&str; 10] =
    ["Guid(", "CallId(", "SessionHandle(", "ChannelHandle(", "CommandId(", "WriteId(", "RequestRef(", "JobId(", "FaultId(", "sequence: "];
/// What is only counted.
const COUNTS: &str = "_count: ";
/// What comes before a moment.
const MOMENT: &str = "Instant(";

/// The hash of a text in which moments to come count by their order, moments that have passed not at all, and ids in the order
/// in which they first come up.
fn canonical(text: &str, now: Instant) -> u64 {
    let mut to_come: Vec<u64> = text.match_indices(MOMENT).filter_map(|(at, _)| number(&text[at + MOMENT.len()..])).collect();
    to_come.retain(|moment| *moment > now.0);
    to_come.sort_unstable();
    to_come.dedup();
    let mut hash = StableHash::new();
    let mut known: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(['(', ' ']) {
        let (head, tail) = rest.split_at(end + 1);
        hash.write(head.as_bytes());
        rest = tail;
        let length = rest.find([')', ',', ' ', '}']).unwrap_or(rest.len());
        let place = if head.ends_with(MOMENT) {
            number(rest).map(|moment| to_come.iter().position(|other| *other == moment).map_or(0, |place| place + 1))
        } else if NAMES.iter().any(|name| head.ends_with(name)) {
            let id = &rest[..length];
            known.iter().position(|other| *other == id).or_else(|| {
                known.push(id);
                Some(known.len() - 1)
            })
        } else {
            head.ends_with(COUNTS).then_some(0)
        };
        if let Some(place) = place {
            hash.write(&place.to_le_bytes());
            rest = &rest[length..];
        }
    }
    hash.write(rest.as_bytes());
    hash.value()
}

/// The number that a text begins with.
fn number(text: &str) -> Option<u64> {
    text[..text.find(|char: char| !char.is_ascii_digit())?].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_given_out_may_differ() {
        let of = |text: &str, now| canonical(text, Instant(now));
        let first = of("[(RequestRef(3), Instant(1500)), (RequestRef(4), 7)]", 1_000);
        assert_eq!(first, of("[(RequestRef(8), Instant(2500)), (RequestRef(2), 7)]", 2_000));
        for other in [
            "[(RequestRef(8), Instant(2500)), (RequestRef(8), 7)]",
            "[(RequestRef(8), Instant(1999)), (RequestRef(2), 7)]",
            "[(RequestRef(8), Instant(2500)), (RequestRef(2), 8)]",
        ] {
            assert_ne!(first, of(other, 2_000), "{other}");
        }
    }
}
