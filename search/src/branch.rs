//! Branching: a search that goes on from rare situations.
//!
//! A seed gives a world and what may happen in it: the acts of its generated run, in any order and at any time. A session keeps
//! walks in an archive, each where it came to a situation that was new; again and again it draws a few of them, takes the one
//! whose situation is rarest, and goes on from there. What is far from the start is reached by steps, where a run that begins
//! anew each time needs all of them at once by chance.
//!
//! ```text
//!  start ─▶ archive ──draw a few, take the rarest──▶ clone ──some acts and moments──▶ new situation? ──▶ archive
//!             ▲                                                    │                                      and to rest, judged
//!             └────────────────────────────────────────────────────┘
//! ```
//!
//! Where a walk has come to is said by the seed and the acts on its path, so a finding is a scenario like any other.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rsmlab_engine::time::Millis;
use rsmlab_harness::runner::{ActOutcome, Options, RunFailure, Walk};
use rsmlab_harness::trace::Kept;
use rsmlab_language::Scenario;
use rsmlab_language::model::{Act, Name, Step};
use rsmlab_sim::rng::{Seed, Stream};

use crate::exhaustive::{Path, Scope};
use crate::explore::ReachWitness;
use crate::trial::{EVENTS, TrialFailure, WORK, watched};
use crate::twin::Twin;

/// So many times a session goes on from somewhere.
const STEPS: u32 = 100;
/// So many acts are done at the most before a walk comes back to the archive.
const LENGTH: u64 = 6;
/// Of so many walks that are drawn, the rarest goes on.
const DRAWN: u64 = 8;
/// So many walks are kept. A new one takes the place of the one that was gone on from most.
const KEPT: usize = 256;
/// So many moments pass at the most between two acts.
const MOMENTS: u64 = 6;
/// Or so much time, in seconds: people and programs come in the midst of what goes on.
const PAUSE_S: u64 = 300;

/// What a session of branching came to.
#[derive(Debug, Default)]
pub struct BranchReport {
    /// What was reached.
    pub seen: ReachWitness,
    /// How much virtual time passed on all paths.
    pub virtual_ms: u64,
    /// The first thing that did not hold: the scenario that leads there, and how it fails.
    pub found: Option<(Scenario, TrialFailure)>,
}

/// Plays the session of a seed in the world of its scenario.
///
/// ```
/// use rsmlab_search::branch::branch;
/// use rsmlab_search::generate::{Location, Profile, Recipe};
///
/// let recipe = Recipe { profile: Profile::Calm, place: Location::Drawn, calls: Some(6) };
/// let session = branch(recipe.scenario(1), 1);
/// assert!(session.found.is_none());
/// assert!(session.seen.reached().situations.count() > 10);
/// ```
#[must_use]
pub fn branch(scenario: Scenario, seed: u64) -> BranchReport {
    let scope = Scope::of_run(scenario);
    let seen = ReachWitness::default();
    let mut archive = Archive::new(&scope, seed, seen.clone());
    let outcome = catch_unwind(AssertUnwindSafe(|| archive.search()));
    let scenario = || archive.path.scenario(&scope);
    let found = match outcome {
        Ok(Ok(())) => None,
        Ok(Err(failure)) => {
            let scenario = scenario();
            // It is told as the scenario tells it; what only the walk sees, as the walk does.
            let failing = watched(&scenario).failing.unwrap_or_else(|| TrialFailure::of(&scenario, &failure));
            Some((scenario, failing))
        }
        Err(panic) => {
            let scenario = scenario();
            let failing = TrialFailure::panicked(&scenario, panic.as_ref());
            Some((scenario, failing))
        }
    };
    BranchReport { virtual_ms: archive.virtual_ms, found, seen }
}

type Walker<'s> = Walk<'s, (Twin, ReachWitness)>;

/// A walk that can be gone on from.
#[derive(Clone)]
struct Branch<'s> {
    walk: Walker<'s>,
    path: Path,
    /// The names that calls on the path have given with `as=`.
    made: BTreeSet<Name>,
    /// Where it stands.
    situation: u64,
    /// How often it was gone on from.
    times: u64,
}

/// The walks of a session.
struct Archive<'s> {
    scope: &'s Scope,
    branches: Vec<Branch<'s>>,
    /// How often each situation was come to.
    met: BTreeMap<u64, u64>,
    /// The path that is walked at the moment.
    path: Path,
    virtual_ms: u64,
    dice: Stream,
    seen: ReachWitness,
}

impl<'s> Archive<'s> {
    fn new(scope: &'s Scope, seed: u64, seen: ReachWitness) -> Self {
        let (branches, met, path) = (Vec::new(), BTreeMap::new(), Path::default());
        Self { scope, branches, met, path, virtual_ms: 0, dice: Seed(seed).stream("branch"), seen }
    }

    fn search(&mut self) -> Result<(), Box<RunFailure>> {
        let options = Options { events: EVENTS, work: WORK, lines: 0, kept: Kept::Hash };
        let watch = (Twin::new(&self.scope.scenario), self.seen.clone());
        let walk = Walk::begin(&self.scope.scenario, options, watch)?;
        self.branches.push(Branch { walk, path: Path::default(), made: BTreeSet::new(), situation: 0, times: 0 });
        for _ in 0..STEPS {
            self.go_on()?;
        }
        Ok(())
    }

    /// Goes on from a rare situation for a few acts, and sees that everything comes to its end from there.
    fn go_on(&mut self) -> Result<(), Box<RunFailure>> {
        let chosen = self.rarest();
        let Some(from) = self.branches.get_mut(chosen) else { return Ok(()) };
        from.times += 1;
        let mut branch = Branch { times: 0, ..from.clone() };
        self.path.clone_from(&branch.path);
        let begin = branch.walk.time();
        let mut is_new = false;
        for _ in 0..self.dice.between(1, LENGTH) {
            self.act(&mut branch)?;
            self.wait(&mut branch)?;
            is_new |= self.meet(&branch);
        }
        self.virtual_ms += (branch.walk.time() - begin).0;
        if is_new || self.dice.chance(1, 4) { branch.walk.conclude() } else { Ok(()) }
    }

    /// The rarest of a few walks.
    fn rarest(&mut self) -> usize {
        let count = self.branches.len() as u64;
        let drawn: Vec<usize> = (0..DRAWN).map(|_| usize::try_from(self.dice.below(count)).unwrap_or(0)).collect();
        let often = |place: &usize| self.branches.get(*place).map(|branch| branch.times + self.met.get(&branch.situation).unwrap_or(&0));
        drawn.into_iter().min_by_key(often).unwrap_or(0)
    }

    /// Does something that can be done here.
    fn act(&mut self, branch: &mut Branch<'s>) -> Result<(), Box<RunFailure>> {
        let place = usize::try_from(self.dice.below(self.scope.alphabet.len() as u64)).unwrap_or(0);
        let Some(act) = self.scope.alphabet.get(place).filter(|act| can_be_said(&act.what, &branch.made)) else { return Ok(()) };
        self.path.acted(place);
        match branch.walk.act(&act.what)? {
            ActOutcome::Yes => {
                branch.made.extend(name_of(&act.what).cloned());
                branch.path.acted(place);
            }
            // Nobody can do it here, and a scenario could not say it.
            ActOutcome::Impossible => self.path.clone_from(&branch.path),
        }
        Ok(())
    }

    /// Lets some moments pass, or some time.
    fn wait(&mut self, branch: &mut Branch<'s>) -> Result<(), Box<RunFailure>> {
        if self.dice.chance(1, 4) {
            let pause = Millis::from_secs(self.dice.between(1, PAUSE_S));
            self.path.waited(branch.walk.time() + pause);
            branch.walk.pass(pause)?;
            branch.path.waited(branch.walk.time());
        } else {
            for _ in 0..self.dice.below(MOMENTS + 1) {
                // The path has the moment at which it goes wrong.
                self.path.waited(branch.walk.next().unwrap_or_else(|| branch.walk.time()));
                if !branch.walk.advance()? {
                    break;
                }
                branch.path.waited(branch.walk.time());
            }
        }
        self.path.clone_from(&branch.path);
        Ok(())
    }

    /// A walk stands somewhere. If no walk was there before, the archive keeps it.
    fn meet(&mut self, branch: &Branch<'s>) -> bool {
        let situation = self.seen_by(branch);
        let times = self.met.entry(situation).or_insert(0);
        *times += 1;
        if *times > 1 {
            return false;
        }
        let kept = Branch { situation, ..branch.clone() };
        if self.branches.len() < KEPT {
            self.branches.push(kept);
        } else if let Some(tired) = self.branches.iter_mut().skip(1).max_by_key(|branch| branch.times) {
            *tired = kept;
        }
        true
    }

    fn seen_by(&self, branch: &Branch<'s>) -> u64 {
        let (_, seen) = branch.walk.witness();
        seen.situation()
    }
}

/// Whether a scenario in which these names were given can say an act: it gives no name again, and speaks of none that was not given.
fn can_be_said(act: &Act, made: &BTreeSet<Name>) -> bool {
    let is_new = name_of(act).is_none_or(|name| !made.contains(name));
    is_new && Step::Do(act.clone()).names().into_iter().all(|name| made.contains(name))
}

fn name_of(act: &Act) -> Option<&Name> {
    if let Act::Call(call) = act { call.name.as_ref() } else { None }
}
