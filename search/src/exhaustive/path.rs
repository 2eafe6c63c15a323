//! Paths: what was done when on a walk, to be said as a scenario.

use rsmlab_engine::time::{Instant, Millis};
use rsmlab_sim::scenario::Scenario;
use rsmlab_sim::scenario::model::{self, Located, Schedule, Span, When};

use super::scope::Scope;

/// What was done on a walk.
#[derive(Clone, Debug, Default)]
pub struct Path {
    steps: Vec<Step>,
    /// How long it took, with the time that has passed since the last act.
    length: Millis,
}

/// An act of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// When, since the script began.
    pub at: Millis,
    /// Its place in the alphabet.
    pub act: usize,
}

impl Path {
    /// Something was done.
    pub fn acted(&mut self, at: Millis, act: usize) {
        self.steps.push(Step { at, act });
        self.length = at;
    }

    /// Time has passed.
    pub fn waited(&mut self, until: Millis) {
        self.length = until;
    }

    /// The same as a scenario.
    #[must_use]
    pub fn scenario(&self, scope: &Scope) -> Scenario {
        let located = |what| Located { span: Span::default(), what };
        let mut scenario = scope.scenario.clone();
        let rest = std::mem::take(&mut scenario.script);
        let acts = self.steps.iter().filter_map(|step| {
            let act = scope.alphabet.get(step.act)?.clone();
            Some(located(model::Step::Schedule(Schedule { when: When::At(Instant::START + step.at), acts: vec![act] })))
        });
        scenario.script = acts.collect();
        scenario.script.push(located(model::Step::Run(model::Run::For(self.length))));
        scenario.script.extend(rest);
        scenario
    }
}
