//! Walking: a run that goes on act by act and moment by moment, and that can be cloned and led on in another way.
//!
//! Whatever is done on a walk can be said as a scenario with `run for` and `after "0s"` statements, and leads to the same trace.

use std::fmt::Write;
use std::ops::Range;

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
        let machine = machine_for(scenario, options.kept, ours(config(scenario)), witness)?;
        let mut script = Script::new(scenario, options, machine, None);
        script.begin()?;
        Ok(Self { script })
    }

    /// How long the script has run.
    #[must_use]
    pub fn time(&self) -> Millis {
        self.script.time()
    }

    /// Does something when everything of the present moment has happened.
    ///
    /// # Errors
    /// The promise that was broken by it.
    pub fn act(&mut self, act: &'s Act) -> Result<Done, Box<Failure>> {
        match self.script.act(act, None, false) {
            Ok(()) => Ok(Done::Yes),
            Err(failure) if failure.promise.is_none() => Ok(Done::Impossible),
            Err(failure) => Err(failure),
        }
    }

    /// Goes to the next moment at which something happens, and lets everything of that moment happen. Says whether there was one.
    /// That what is over is forgotten does not count.
    ///
    /// # Errors
    /// The promise that was broken.
    pub fn advance(&mut self) -> Result<bool, Box<Failure>> {
        let machine = &self.script.machine;
        let next = machine.next_moment(machine.subject().next_timeout());
        next.map_or(Ok(false), |next| self.script.wait(Some(next), |_| false).map(|_| true))
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
#[rustfmt::skip]
const NAMES: [&str; 12] = [
    "Guid", "CallId", "SessionHandle", "ChannelHandle", "CommandId", "WriteId", "MediumRef", "SideRef", "RequestRef", "OperatorRequestRef",
    "JobId", "FaultId",
];
/// What a moment is called.
const MOMENT: &str = "Instant";
/// What a moment is the moment of, at the end, if something is counted from it when it has passed.
const BEGINNING: &str = "since:";

/// A number in a text that says more than that there is one.
enum Number<'t> {
    /// A moment, and what it is the moment of.
    Moment(u64, &'t str),
    /// An id, and of what it is one. It says only where else it stands.
    Name(&'t str, &'t str),
}

/// The hash of a text in which moments count by how long it is until then, and ids in the order in which they first come up. Of
/// moments that have passed only those matter from which something is still counted.
fn canonical(text: &str, now: Instant) -> u64 {
    let numbers = numbers(text);
    let mut known: Vec<(&str, &str)> = Vec::new();
    let mut plain: Vec<u8> = Vec::with_capacity(text.len());
    let mut done = 0;
    for (at, number) in &numbers {
        let place = match number {
            Number::Moment(moment, of) if *moment <= now.0 && !of.ends_with(BEGINNING) => u64::MAX,
            Number::Moment(moment, _) => moment.wrapping_sub(now.0),
            Number::Name(of, id) => known.iter().position(|other| *other == (*of, *id)).unwrap_or_else(|| {
                known.push((*of, *id));
                known.len() - 1
            }) as u64,
        };
        plain.extend_from_slice(&text.as_bytes()[done..at.start]);
        plain.extend_from_slice(&place.to_le_bytes());
        done = at.end;
    }
    plain.extend_from_slice(&text.as_bytes()[done..]);
    StableHash::of(&plain)
}

/// The numbers in a text that say more than that there is one, and where they stand.
fn numbers(text: &str) -> Vec<(Range<usize>, Number<'_>)> {
    let heads = text.bytes().enumerate().filter(|(_, byte)| *byte == b'(');
    let found = heads.filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let number = &rest[..rest.find([')', ',']).unwrap_or(rest.len())];
        let what = match last_word(&text[..at]) {
            MOMENT => {
                let before = text[..at].trim_end_matches(MOMENT).trim_end_matches("Some(").trim_end();
                Number::Moment(number.parse().ok()?, last_word(before))
            }
            word if NAMES.contains(&word) => Number::Name(word, number),
            _ => return None,
        };
        Some((at + 1..at + 1 + number.len(), what))
    });
    found.collect()
}

/// The word that a text ends with, with the colon after it if there is one.
fn last_word(text: &str) -> &str {
    let is_in_a_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':');
    let length = text.bytes().rev().take_while(is_in_a_word).count();
    &text[text.len() - length..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_numbers_may_differ_and_others_not() {
        let of = |text: &str| canonical(text, Instant::START);
        assert_eq!(of("Request { guid: Guid(4), state: Idle }"), of("Request { guid: Guid(9), state: Idle }"));
        assert_eq!(of("(RequestRef(1), JobId(1))"), of("(RequestRef(1), JobId(2))"));
        assert_ne!(of("Drive { number: 1, side: None }"), of("Drive { number: 2, side: None }"));
    }

    #[test]
    fn of_what_has_passed_some_matters() {
        let of = |text: &str| canonical(text, Instant(1_000));
        assert_eq!(of("submitted: Instant(10)"), of("submitted: Instant(20)"));
        assert_ne!(of("jammed_since: Some(Instant(10))"), of("jammed_since: Some(Instant(20))"));
    }

    #[test]
    fn only_what_was_given_out_may_differ() {
        let of = |text: &str, now| canonical(text, Instant(now));
        let first = of("[(RequestRef(3), Instant(1500)), (RequestRef(4), 7)]", 1_000);
        assert_eq!(first, of("[(RequestRef(8), Instant(2500)), (RequestRef(2), 7)]", 2_000));
        for other in [
            "[(RequestRef(8), Instant(2500)), (RequestRef(8), 7)]",
            "[(RequestRef(8), Instant(1999)), (RequestRef(2), 7)]",
            "[(RequestRef(8), Instant(2501)), (RequestRef(2), 7)]",
            "[(RequestRef(8), Instant(2500)), (RequestRef(2), 8)]",
            "[(SlotRef(8), Instant(2500)), (RequestRef(2), 7)]",
        ] {
            assert_ne!(first, of(other, 2_000), "{other}");
        }
    }
}
