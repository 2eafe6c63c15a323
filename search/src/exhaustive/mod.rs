//! The exhaustive search: in a small world, every act at every moment, to a certain depth, and nothing left out.
//!
//! A walk goes on by acts out of an alphabet, and between them by moments at which something happens by itself. From each
//! situation every act is tried, and so is letting time pass. A situation that was there before, with at least as many acts
//! still to come, is not walked on from again: what could follow has followed.

mod path;
mod scope;

use std::collections::BTreeMap;

use rsmlab_sim::checker::promise::{Broken, Promise};
use rsmlab_sim::checker::witness::Witness;
use rsmlab_sim::runner::{Done, Failure, Options, Walk};
use rsmlab_sim::scenario::Scenario;
use serde::Serialize;

pub use self::path::{Path, Step};
pub use self::scope::Scope;
use crate::trial::EVENTS;
use crate::twin::Twin;

/// What the engine's own rules are called where they do not hold.
const INVARIANTS: Promise = Promise("invariants-hold");

/// How much was walked through, and what was found.
#[derive(Debug, Default)]
pub struct Walked {
    /// How many distinct situations there were.
    pub situations: u64,
    /// How many acts and moments led from one to another.
    pub transitions: u64,
    /// How many acts deep the deepest of them was.
    pub depth: u32,
    /// How many of them were brought to rest, to see that everything ends.
    pub settled: u64,
    /// The first thing that did not hold, and the way there.
    pub found: Option<(Scenario, Box<Failure>)>,
}

impl Walked {
    /// The figures alone.
    #[must_use]
    pub const fn figures(&self) -> Figures {
        let Self { situations, transitions, depth, settled, ref found } = *self;
        Figures { situations, transitions, depth, settled, holds: found.is_none() }
    }
}

/// What programs are told of a walk.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Figures {
    situations: u64,
    transitions: u64,
    depth: u32,
    settled: u64,
    holds: bool,
}

/// Walks through everything that can happen in a scope within so many acts. `told` hears of every thousandth situation.
pub fn search(scope: &Scope, depth: u32, told: &mut dyn FnMut(&Walked)) -> Result<Walked, Box<Failure>> {
    let options = Options { events: EVENTS, lines: 0 };
    let begin = Walk::begin(&scope.scenario, options, Twin::new(&scope.scenario))?;
    let mut search = Search { scope, depth, seen: BTreeMap::new(), walked: Walked::default(), told };
    search.walk(begin, Path::default(), depth);
    Ok(search.walked)
}

struct Search<'s, 't> {
    scope: &'s Scope,
    depth: u32,
    /// The situations that were there, each with how many acts were still to come at the most.
    seen: BTreeMap<u64, u32>,
    walked: Walked,
    told: &'t mut dyn FnMut(&Walked),
}

type Walker<'s> = Walk<'s, Twin>;

impl<'s> Search<'s, '_> {
    /// Goes on from here with so many acts still to come.
    fn walk(&mut self, mut walk: Walker<'s>, mut path: Path, left: u32) {
        loop {
            if self.walked.found.is_some() || !self.is_news(&walk, &path, left) {
                return;
            }
            if left > 0 {
                for place in 0..self.scope.alphabet.len() {
                    self.try_act(&walk, &path, place, left - 1);
                }
            }
            // Time passes in place: there is one way in which it can.
            match walk.advance() {
                Ok(true) => self.walked.transitions += 1,
                Ok(false) => return,
                Err(failure) => return self.find(&path, failure),
            }
            path.waited(walk.time());
        }
    }

    /// Whether nobody was in this situation with as many acts to come. Whoever comes to it first brings it to rest.
    fn is_news(&mut self, walk: &Walker<'s>, path: &Path, left: u32) -> bool {
        let situation = walk.situation();
        let known = self.seen.get(&situation).copied();
        if known.is_some_and(|known| known >= left) {
            return false;
        }
        self.seen.insert(situation, left);
        if known.is_none() {
            self.walked.situations += 1;
            self.walked.depth = self.walked.depth.max(self.depth - left);
            if self.walked.situations.is_multiple_of(1_000) {
                (self.told)(&self.walked);
            }
            self.settle(walk, path);
        }
        true
    }

    /// Sees that the rules hold here, and that everything comes to its end from here.
    fn settle(&mut self, walk: &Walker<'s>, path: &Path) {
        if let Err(failure) = sound(walk) {
            return self.find(path, failure);
        }
        self.walked.settled += 1;
        if let Err(failure) = walk.clone().conclude() {
            self.find(path, failure);
        }
    }

    fn try_act(&mut self, walk: &Walker<'s>, path: &Path, place: usize, left: u32) {
        let mut next = walk.clone();
        let Some(act) = self.scope.alphabet.get(place) else { return };
        let outcome = next.act(&act.what);
        let mut path = path.clone();
        path.acted(next.time(), place);
        match outcome {
            Ok(Done::Impossible) => {}
            Ok(Done::Yes) => {
                self.walked.transitions += 1;
                self.walk(next, path, left);
            }
            Err(failure) => self.find(&path, failure),
        }
    }

    fn find(&mut self, path: &Path, failure: Box<Failure>) {
        if self.walked.found.is_none() {
            self.walked.found = Some((path.scenario(self.scope), failure));
        }
    }
}

/// Whether the engine's own rules hold where a walk stands.
///
/// # Errors
/// The rule that does not.
pub fn sound<W: Witness>(walk: &Walk<'_, W>) -> Result<(), Box<Failure>> {
    walk.check().map_err(|how| {
        let Broken { promise, how } = Broken::new(INVARIANTS, how);
        Box::new(Failure { span: None, promise: Some(promise), expected: "sound records".into(), came: how, why: None, before: Vec::new() })
    })
}
