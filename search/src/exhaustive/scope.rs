//! Scopes: a small world and an alphabet of acts, read from a scenario.

use rsmlab_language::beside::{Beside, nothing};
use rsmlab_language::model::{Act, Located, Schedule, Step};
use rsmlab_language::{Mistakes, Scenario, parse_beside};

/// The scope that is built in: two slots, one drive, one port, one door, and the five operations with what belongs to them.
const BUILT_IN: &str = include_str!("scope.kdl");

/// A small world, and what may happen in it.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The world, and the script that is played after every walk.
    pub scenario: Scenario,
    /// What may be done at any moment.
    pub alphabet: Vec<Located<Act>>,
}

impl Scope {
    /// The scope that is built in.
    ///
    /// # Panics
    /// Never: a test reads it.
    #[must_use]
    pub fn built_in() -> Self {
        Self::read("scope.kdl", BUILT_IN, &nothing).expect("the built-in scope is a scenario")
    }

    /// The scope of a scenario that does things at times: all that it does is the alphabet, and the rest of the script is played after
    /// every walk.
    #[must_use]
    pub fn of_run(mut scenario: Scenario) -> Self {
        let mut alphabet = Vec::new();
        let script = std::mem::take(&mut scenario.script);
        for step in script {
            match step.what {
                Step::Schedule(Schedule { acts, .. }) => alphabet.extend(acts),
                _ => scenario.script.push(step),
            }
        }
        Self { scenario, alphabet }
    }

    /// A scope from the text of a scenario: the acts of its first `at` or `after` are the alphabet, and the rest of the script
    /// is played after every walk.
    ///
    /// # Errors
    /// The mistakes in the text.
    pub fn read(name: &str, text: &str, beside: &Beside<'_>) -> Result<Self, Mistakes> {
        let mut scenario = parse_beside(name, text, beside)?;
        let first = scenario.script.iter().position(|step| matches!(step.what, Step::Schedule(_)));
        let alphabet = match first.map(|first| scenario.script.remove(first).what) {
            Some(Step::Schedule(Schedule { acts, .. })) => acts,
            Some(_) | None => Vec::new(),
        };
        Ok(Self { scenario, alphabet })
    }
}
