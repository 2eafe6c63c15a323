//! Shrinking: from a scenario that fails to the smallest one that still fails in the same way.
//!
//! A candidate is the scenario with something left out, or said more simply; it is taken if it fails in the same way, and
//! then everything begins anew from there, until nothing that can be left out is left. A statement that is not met stays as
//! it is said, and what first led to that must be of the same kind: with less time, or without the fault, it fails as well,
//! and for another reason. What there is to try comes from passes, in the order of how much they do: `cut` drops statements
//! and things, `peel` what is said of them, `figure` makes figures small and round, `name` has fewer clients and lower
//! slots, `place` has cartridges where they are needed, `time` makes a story of a timetable.

mod cut;
mod figure;
mod name;
mod peel;
mod place;
mod time;
mod title;
mod tree;

use std::collections::BTreeSet;

use rsmlab_language::{Scenario, print};

pub use self::title::file_name;
use self::tree::{Mend, ShrinkNode};
use crate::trial::TrialFailure;

/// How many candidates are tried at the most. A number and no time, so that the result is the same on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(pub u64);

impl Default for Budget {
    fn default() -> Self {
        Self(4_000)
    }
}

/// What is left of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shrunk {
    /// The scenario, with a title that says what is broken.
    pub scenario: Scenario,
    /// How it fails: in the same way as the whole one, with its own names and figures.
    pub failing: TrialFailure,
    /// How many candidates were tried.
    pub tried: u64,
    /// The text of the scenario, without what goes without saying.
    pub text: String,
    /// Whether it takes the twin to see it.
    pub needs_twin: bool,
}

impl Shrunk {
    /// The same, of which only the twin sees that it fails. The first line of the file says how to see it, for it does not fail
    /// under `rsmlab run`.
    #[must_use]
    pub fn for_the_twin(self) -> Self {
        Self { text: format!("{NEEDS_TWIN}\n\n{}", self.text), needs_twin: true, ..self }
    }
}

/// The first line of a file with a failure that only the twin sees.
const NEEDS_TWIN: &str = "// Only the reference model sees that this does not hold: rsmlab run --twin FILE";

/// Whether a candidate fails, and how.
pub type Try<'t> = dyn FnMut(&Scenario) -> Option<TrialFailure> + 't;

/// Makes a failing scenario as small as it gets.
///
/// `try_it` must have found `failing` in the scenario, and must find the same in the same scenario every time.
pub fn shrink(scenario: Scenario, failing: &TrialFailure, try_it: &mut Try<'_>, budget: Budget) -> Shrunk {
    let nodes = tree::read(&print(&scenario));
    let seen = BTreeSet::from([print(&scenario)]);
    let mut shrinker = Shrinker { scenario, nodes, failing: failing.clone(), try_it, budget, tried: 0, taken: 0, seen };
    shrinker.run();
    let Shrinker { scenario, failing, tried, .. } = shrinker;
    let scenario = title::entitled(scenario, &failing);
    let text = title::terse(&scenario);
    Shrunk { scenario, failing, tried, text, needs_twin: false }
}

/// What is done to the nodes of a scenario.
type TreeChange = dyn Fn(&mut Vec<ShrinkNode>);

/// A change that makes a scenario simpler.
struct Edit {
    change: Box<TreeChange>,
    mend: Mend,
    /// Whether there may be more to read than before, because other edits come into reach.
    grows: bool,
}

impl Edit {
    /// A change after which everything must still make sense.
    fn strict(change: impl Fn(&mut Vec<ShrinkNode>) + 'static) -> Self {
        Self { change: Box::new(change), mend: Mend::Refuse, grows: false }
    }

    /// A change after which what makes no sense any more is dropped.
    fn loose(change: impl Fn(&mut Vec<ShrinkNode>) + 'static) -> Self {
        Self { change: Box::new(change), mend: Mend::Drop, grows: false }
    }

    /// A change of a node. Of a library others may have been in need.
    fn of(node: &ShrinkNode, change: impl Fn(&mut Vec<ShrinkNode>) + 'static) -> Self {
        if node.name() == "library" { Self::loose(change) } else { Self::strict(change) }
    }
}

/// The smallest scenario so far, and what it takes to find a smaller one.
struct Shrinker<'t, 'f> {
    scenario: Scenario,
    nodes: Vec<ShrinkNode>,
    failing: TrialFailure,
    try_it: &'t mut Try<'f>,
    budget: Budget,
    tried: u64,
    taken: u64,
    /// What was tried before: nothing is tried twice, so there is an end, whatever the passes do.
    seen: BTreeSet<String>,
}

impl Shrinker<'_, '_> {
    /// Goes through all passes until none of them finds anything.
    fn run(&mut self) {
        loop {
            let before = self.taken;
            cut::chunks(self);
            self.sweep(cut::blocks);
            self.sweep(peel::edits);
            self.sweep(figure::edits);
            self.sweep(name::edits);
            self.sweep(place::edits);
            self.sweep(time::edits);
            self.sweep(cut::pairs);
            if self.taken == before {
                break;
            }
        }
    }

    /// Tries one edit after the other, each on what the ones before have left.
    fn sweep(&mut self, edits: fn(&[ShrinkNode]) -> Vec<Edit>) {
        let mut list = edits(&self.nodes);
        let mut next = 0;
        while let Some(edit) = list.get(next) {
            let mut nodes = self.nodes.clone();
            (edit.change)(&mut nodes);
            let most = if edit.grows { usize::MAX } else { tree::weight(&self.nodes) };
            if self.offer(nodes, edit.mend, most) {
                // What was at this place is gone, and the next one has its place.
                list = edits(&self.nodes);
            } else {
                next += 1;
            }
        }
    }

    /// Takes some nodes for the scenario if there is no more to read than this and they fail in the same way.
    fn offer(&mut self, nodes: Vec<ShrinkNode>, mend: Mend, most: usize) -> bool {
        if self.tried >= self.budget.0 || nodes == self.nodes {
            return false;
        }
        let Some(candidate) = tree::scenario(nodes, mend, &|file| self.scenario.beside(file)) else { return false };
        let text = print(&candidate);
        if self.seen.contains(&text) {
            return false;
        }
        // What is not met stays as it is said: another hope that is in vain is another failure.
        if self.failing.unmet.as_ref().is_some_and(|unmet| !text.contains(&unmet.statement)) {
            return false;
        }
        let nodes = tree::read(&text);
        if tree::weight(&nodes) > most {
            return false;
        }
        self.tried += 1;
        let failing = (self.try_it)(&candidate).filter(|failing| failing.is_same(&self.failing));
        self.seen.insert(text);
        let Some(failing) = failing else { return false };
        self.taken += 1;
        (self.scenario, self.nodes, self.failing) = (candidate, nodes, failing);
        true
    }
}
