//! Paths: what was done when on a walk, to be said as a scenario.

use rsmlab_engine::time::Millis;
use rsmlab_language::Scenario;
use rsmlab_language::model::{Act, Located, RunLength, Schedule, Span, Step, When};

use super::scope::Scope;

/// What was done on a walk.
#[derive(Clone, Debug, Default)]
pub struct Path {
    legs: Vec<Leg>,
    /// How long it took.
    length: Millis,
}

/// A part of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leg {
    /// Something was done; its place in the alphabet.
    Act(usize),
    /// So much time passed, and everything happened that had to by then.
    Wait(Millis),
}

impl Path {
    /// Something was done.
    pub fn acted(&mut self, act: usize) {
        self.legs.push(Leg::Act(act));
    }

    /// Time has passed, until then since the script began. Be it none: what takes no time has happened.
    pub fn waited(&mut self, until: Millis) {
        let length = Millis(until.0 - self.length.0);
        self.length = until;
        match self.legs.last_mut() {
            Some(Leg::Wait(before)) => *before = *before + length,
            Some(Leg::Act(_)) | None => self.legs.push(Leg::Wait(length)),
        }
    }

    /// The same as a scenario.
    #[must_use]
    pub fn scenario(&self, scope: &Scope) -> Scenario {
        let located = |what| Located { span: Span::default(), what };
        let mut scenario = scope.scenario.clone();
        let rest = std::mem::take(&mut scenario.script);
        for legs in self.legs.chunk_by(|one, next| matches!((one, next), (Leg::Act(_), Leg::Act(_)))) {
            let acts: Vec<Located<Act>> = legs
                .iter()
                .filter_map(|leg| match leg {
                    Leg::Act(act) => scope.alphabet.get(*act).cloned(),
                    Leg::Wait(_) => None,
                })
                .collect();
            let step = match legs {
                [Leg::Wait(length)] => Step::Run(RunLength::For(*length)),
                _ => Step::Schedule(Schedule { when: When::After(Millis::ZERO), acts }),
            };
            scenario.script.push(located(step));
        }
        // What was done last is done before the rest of the script.
        scenario.script.push(located(Step::Run(RunLength::For(Millis::ZERO))));
        scenario.script.extend(rest);
        scenario
    }
}
