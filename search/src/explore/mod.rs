//! The explorer: seeds in, scenarios out. Each seed is a whole run; what does not hold is kept by the way of it.

mod distinct;
mod harvest;
mod line;
mod mark;
mod ongoing;
mod seen;
mod standing;

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::generate::Recipe;
use rsmlab_harness::trace::Kept;
use rsmlab_language::Scenario;

pub use self::distinct::Distinct;
pub use self::harvest::{Finding, Harvest};
pub use self::line::{ExploredLine, ExploredRange};
pub use self::mark::Mark;
pub use self::seen::{ReachWitness, ReachedMarks};
use crate::branch::{BranchReport, branch};
use crate::parallel::side_by_side;
use crate::trial::{FailureSignature, Trial, TrialFailure, watched, watched_with};

/// What is explored.
///
/// ```
/// use rsmlab_search::explore::Explorer;
/// use rsmlab_search::generate::{Location, Profile, Recipe};
///
/// let recipe = Recipe { profile: Profile::Rough, place: Location::Drawn, calls: Some(12) };
/// let explorer = Explorer { recipe, twice: true, branching: false };
/// let harvest = explorer.explore(7);
/// assert!(harvest.findings.is_empty() && harvest.calls > 0);
/// ```
#[derive(Clone, Debug)]
pub struct Explorer {
    /// What each seed is made into.
    pub recipe: Recipe,
    /// Whether each run is made twice, and the traces are compared.
    pub twice: bool,
    /// Whether a seed is a session that goes on from rare situations, and not one run.
    pub branching: bool,
}

/// Which of many machines this one is; it decides which of the seeds, or of other numbered things, the machine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeedShard {
    /// Its number, counted from 0.
    pub index: u64,
    /// How many there are.
    pub of: u64,
}

impl SeedShard {
    /// The only one.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// Whether a seed is for this machine.
    #[must_use]
    pub const fn has(self, seed: u64) -> bool {
        seed % self.of == self.index
    }
}

impl Explorer {
    /// The scenario of a seed.
    #[must_use]
    pub fn scenario(&self, seed: u64) -> Scenario {
        self.recipe.scenario(seed)
    }

    /// The scenario in which the finding of a seed is: that of the seed, or the one to which its session has come.
    #[must_use]
    pub fn scenario_of_finding(&self, seed: u64) -> Scenario {
        let scenario = self.scenario(seed);
        if self.branching { branch(scenario.clone(), seed).found.map_or(scenario, |(found, _)| found) } else { scenario }
    }

    /// Makes the run of one seed, or its session.
    #[must_use]
    pub fn explore(&self, seed: u64) -> Harvest {
        let scenario = self.scenario(seed);
        if self.branching {
            let BranchReport { seen, virtual_ms, found } = branch(scenario, seed);
            let mut harvest = Harvest { virtual_ms, ..Harvest::of(&seen.reached()) };
            if let Some((_, failing)) = found {
                harvest.find(failing.way.clone(), Finding { seed, failing, seeds: 1 });
            }
            return harvest;
        }
        let mut seen = ReachWitness::default();
        // Nobody reads the trace of a run that holds; two runs are compared by its hash.
        let kept = if self.twice { Kept::Hash } else { Kept::Nothing };
        let Trial { report, mut failing } = watched_with(&scenario, kept, &mut seen);
        if self.twice && failing.is_none() {
            failing = unsteady(report.as_ref().map(|report| report.hash), watched(&scenario));
        }
        let mut harvest = Harvest::of(&seen.reached());
        if let Some(report) = report {
            harvest.events = report.events;
            harvest.virtual_ms = report.virtual_end.0;
            harvest.rows = report.raised.into_iter().map(|(row, _)| row).collect();
        }
        if let Some(failing) = failing {
            harvest.find(failing.way.clone(), Finding { seed, failing, seeds: 1 });
        }
        harvest
    }

    /// Makes the runs of many seeds, so many at a time, until all are made or `enough` returns true. Calls `told` after every run, with what
    /// all runs so far came to.
    pub fn explore_all(
        &self,
        seeds: Range<u64>,
        shard: SeedShard,
        jobs: usize,
        enough: &(dyn Fn() -> bool + Sync),
        told: &(dyn Fn(&Harvest) + Sync),
    ) -> Harvest {
        let next = AtomicU64::new(seeds.start);
        let take = || {
            let mut taken = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < seeds.end));
            taken.find(|seed| shard.has(*seed)).filter(|_| !enough())
        };
        let harvest = Mutex::new(Harvest::default());
        side_by_side(jobs, || {
            while let Some(seed) = take() {
                let one = self.explore(seed);
                let mut so_far = harvest.lock().expect("nobody panics with the lock in hand");
                so_far.join(one);
                told(&so_far);
            }
        });
        harvest.into_inner().expect("nobody panics with the lock in hand")
    }
}

/// How two runs of the same scenario differ, if they do.
fn unsteady(first: Option<u64>, second: Trial) -> Option<TrialFailure> {
    let again = second.report.map(|report| report.hash);
    (first != again).then(|| TrialFailure {
        way: FailureSignature { promise: "same-scenario-same-trace".to_owned(), how: "two runs left different traces".to_owned() },
        told: "two runs of the same scenario left different traces".to_owned(),
        unmet: None,
    })
}
