//! The exhaustive search: in a small world, every act at every moment, to a certain depth, and nothing left out.
//!
//! A walk goes on by acts out of an alphabet, and between them by moments at which something happens by itself. From each
//! situation every act is tried, and so is letting time pass. A situation that was there before, with at least as many acts
//! still to come, is not walked on from again: what could follow has followed.
//!
//! ```text
//!  start ──── time passes ─────▶ quiet: brought to rest, and judged
//!          │        │       │
//!          act      act     act    each leads to a head: brought to rest, judged, and walked on from in the same way
//! ```

mod known;
mod path;
mod scope;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::checker::witness::Witness;
use rsmlab_harness::runner::{self, ActOutcome, Options, RunFailure, RunVerdict, Walk, config, ours};
use rsmlab_harness::trace::Kept;
use rsmlab_language::Scenario;
use serde::Serialize;

use self::known::{Known, NewSituation};
pub use self::path::Path;
pub use self::scope::Scope;
use crate::parallel::each;
use crate::trial::{EVENTS, WORK};
use crate::twin::Twin;

/// What the engine's own rules are called where they do not hold.
const INVARIANTS: Promise = Promise("invariants-hold");

/// So many acts from the start all walks are led on side by side; then each is led to its end. What is found early is found
/// with many acts still to come, and need not be walked through twice; but not too many walks can be kept.
const SIDE_BY_SIDE: u32 = 3;

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
    pub found: Option<(Scenario, Box<RunFailure>)>,
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

/// Walks through everything that can happen in a scope within so many acts, on so many threads. Calls `told` at every thousandth
/// situation. The figures do not depend on the threads; which of several ways to a broken promise is found may.
///
/// # Errors
/// If the world of the scope does not even begin.
pub fn search(scope: &Scope, depth: u32, jobs: usize, told: &(dyn Fn(&Walked) + Sync)) -> Result<Walked, Box<RunFailure>> {
    // Every walk is cloned for every act: what nobody reads is not kept.
    let options = Options { events: EVENTS, work: WORK, lines: 0, kept: Kept::Hash };
    let begin = Walk::begin(&scope.scenario, options, Twin::new(&scope.scenario))?;
    let search = Search::new(scope, depth, told);
    let mut heads: Vec<ActEnd<'_>> = search.arrive(begin, Path::default(), depth).into_iter().collect();
    let mut left = depth;
    for _ in 0..SIDE_BY_SIDE.min(depth) {
        heads = each(heads, jobs, |head| search.walk(head, left)).into_iter().flatten().collect();
        left -= 1;
    }
    each(heads, jobs, |head| search.walk_on(head, left));
    Ok(search.walked(true))
}

struct Search<'s, 't> {
    scope: &'s Scope,
    depth: u32,
    told: &'t (dyn Fn(&Walked) + Sync),
    known: Known,
    situations: AtomicU64,
    transitions: AtomicU64,
    settled: AtomicU64,
    /// The fewest acts that were still to come somewhere.
    least_left: AtomicU64,
    is_over: AtomicBool,
    found: Mutex<Option<(Scenario, Box<RunFailure>)>>,
}

type Walker<'s> = Walk<'s, Twin>;

/// Where an act has led to, and what is new about it.
struct ActEnd<'s> {
    walk: Walker<'s>,
    path: Path,
    news: NewSituation,
}

impl<'s, 't> Search<'s, 't> {
    fn new(scope: &'s Scope, depth: u32, told: &'t (dyn Fn(&Walked) + Sync)) -> Self {
        let [situations, transitions, settled, least_left] = [0, 0, 0, depth.into()].map(AtomicU64::new);
        let (known, is_over, found) = (Known::default(), AtomicBool::new(false), Mutex::default());
        Self { scope, depth, told, known, situations, transitions, settled, least_left, is_over, found }
    }

    /// How far it is; at the end, with what was found.
    fn walked(&self, is_over: bool) -> Walked {
        let [situations, transitions, settled, least_left] =
            [&self.situations, &self.transitions, &self.settled, &self.least_left].map(|count| count.load(Ordering::Relaxed));
        let depth = self.depth - u32::try_from(least_left).unwrap_or(self.depth);
        let found = if is_over { self.found.lock().expect("no walk panics with the lock in hand").take() } else { None };
        Walked { situations, transitions, depth, settled, found }
    }

    /// Goes on from here to the last act.
    fn walk_on(&self, head: ActEnd<'s>, left: u32) {
        for next in self.walk(head, left) {
            self.walk_on(next, left - 1);
        }
    }

    /// Lets time pass in place, in the one way in which it can, and tries every act at each of its moments. Says where those that
    /// led to something new have led to.
    fn walk(&self, head: ActEnd<'s>, left: u32) -> Vec<ActEnd<'s>> {
        let ActEnd { mut walk, mut path, mut news } = head;
        let mut heads = Vec::new();
        loop {
            if left > 0 {
                heads.extend(self.acts(&walk, &path, left - 1, news));
            }
            match walk.advance() {
                Ok(true) => count_if(news.is_first, &self.transitions),
                Ok(false) => return heads,
                Err(failure) => {
                    self.find(&path, failure);
                    return heads;
                }
            }
            path.waited(walk.time());
            let Some(next) = self.meet(&walk, &path, left) else { return heads };
            news = next;
            if walk.is_quiet() {
                self.settle(&walk, &path, news);
            }
        }
    }

    /// Tries every act here. A walk that tried them before with fewer acts to come has counted them.
    fn acts(&self, walk: &Walker<'s>, path: &Path, left: u32, news: NewSituation) -> Vec<ActEnd<'s>> {
        let mut heads = Vec::new();
        for (place, act) in self.scope.alphabet.iter().enumerate() {
            let mut next = walk.clone();
            let outcome = next.act(&act.what);
            let mut path = path.clone();
            path.acted(place);
            match outcome {
                Ok(ActOutcome::Impossible) => {}
                Ok(ActOutcome::Yes) => {
                    count_if(!news.is_acted_on, &self.transitions);
                    heads.extend(self.arrive(next, path, left));
                }
                Err(failure) => self.find(&path, failure),
            }
        }
        heads
    }

    /// An act has led here. If that is new, the search brings it to rest, and can walk on from it.
    fn arrive(&self, walk: Walker<'s>, path: Path, left: u32) -> Option<ActEnd<'s>> {
        let news = self.meet(&walk, &path, left)?;
        self.settle(&walk, &path, news);
        Some(ActEnd { walk, path, news })
    }

    /// What is new about a situation, if no walk was in it with as many acts to come. The first walk that comes to it checks that the
    /// engine's own rules hold.
    fn meet(&self, walk: &Walker<'s>, path: &Path, left: u32) -> Option<NewSituation> {
        if self.is_over.load(Ordering::Relaxed) {
            return None;
        }
        let news = self.known.meet(walk.situation(), left)?;
        if news.is_first {
            self.least_left.fetch_min(left.into(), Ordering::Relaxed);
            let before = self.situations.fetch_add(1, Ordering::Relaxed);
            if (before + 1).is_multiple_of(1_000) {
                (self.told)(&self.walked(false));
            }
            if let Err(failure) = sound(walk) {
                self.find(path, failure);
            }
        }
        Some(news)
    }

    /// Sees that everything comes to its end from here.
    fn settle(&self, walk: &Walker<'s>, path: &Path, news: NewSituation) {
        if news.is_first {
            self.settled.fetch_add(1, Ordering::Relaxed);
            if let Err(failure) = walk.clone().conclude() {
                self.find(path, failure);
            }
        }
    }

    fn find(&self, path: &Path, failure: Box<RunFailure>) {
        self.is_over.store(true, Ordering::Relaxed);
        let mut found = self.found.lock().expect("no walk panics with the lock in hand");
        found.get_or_insert_with(|| {
            let scenario = path.scenario(self.scope);
            let failure = told_in_full(&scenario).unwrap_or(failure);
            (scenario, failure)
        });
    }
}

fn count_if(is_new: bool, count: &AtomicU64) {
    count.fetch_add(u64::from(is_new), Ordering::Relaxed);
}

/// The failure of a run with all that is known of it, from a trace that is kept.
fn told_in_full(scenario: &Scenario) -> Option<Box<RunFailure>> {
    let options = Options { events: EVENTS, work: WORK, lines: 0, kept: Kept::Everything };
    match runner::run_before(scenario, &options, &mut ours(config(scenario)), &mut Twin::new(scenario)).result {
        RunVerdict::Passed => None,
        RunVerdict::Failed(failure) => Some(failure),
    }
}

/// Whether the engine's own rules hold where a walk stands.
///
/// # Errors
/// The rule that does not.
pub fn sound<W: Witness>(walk: &Walk<'_, W>) -> Result<(), Box<RunFailure>> {
    walk.check().map_err(|how| {
        let BrokenPromise { promise, how, .. } = BrokenPromise::new(INVARIANTS, how);
        Box::new(RunFailure::new(Some(promise), "sound records".into(), how))
    })
}
