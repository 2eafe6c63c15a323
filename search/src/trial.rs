//! Trials: one scenario against our engine, before the twin, and the way in which it fails, if it does.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rsmlab_harness::checker::witness::Witness;
use rsmlab_harness::runner::{self, Options, RunFailure, RunReport, RunVerdict, config, ours};
use rsmlab_harness::trace::Kept;
use rsmlab_language::{Scenario, print_statement};
use serde::{Deserialize, Serialize};

use crate::twin::Twin;

/// How many things may happen in a run. Few come near a tenth of it; more happen only where nothing ends.
pub const EVENTS: u64 = 100_000;

/// How much work a run may be: seconds, where requests pile up.
pub const WORK: u64 = 3_000_000;

/// How scenarios are tried. Nobody reads the trace of a candidate.
const OPTIONS: Options = Options { events: EVENTS, work: WORK, lines: 0, kept: Kept::Everything };

/// What came of a trial.
#[derive(Debug)]
pub struct Trial {
    /// The runner's report; none when it did not come so far.
    pub report: Option<RunReport>,
    /// How it failed; none when it held.
    pub failing: Option<TrialFailure>,
}

/// A failure, and the way of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialFailure {
    /// In which way: two failures of the same way are taken for the same bug.
    pub way: FailureSignature,
    /// What was expected and what came, with the names and figures of this run.
    pub told: String,
    /// The statement that was not met, and why; none when a promise was broken that holds in every run, whatever it says.
    #[serde(default)]
    pub unmet: Option<Unmet>,
}

/// A statement that was not met. What is left of a scenario must not meet it either, and for no other reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmet {
    /// The statement, in the one format.
    pub statement: String,
    /// The kind of the first of the causes that led to it, if any did.
    pub origin: Option<String>,
}

impl TrialFailure {
    /// Whether this is the same failure in another run: in the same way, of the same statement, and for the same reason.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.way == other.way && self.unmet == other.unmet
    }
}

/// A way of failing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FailureSignature {
    /// The promise that was broken, by name; `panic` for a panic, `expectation` for a statement that was not met.
    pub promise: String,
    /// What happened, without the names, figures and times of the run.
    pub how: String,
}

impl fmt::Display for FailureSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.promise, self.how)
    }
}

/// Runs a scenario against our engine, watched by the twin.
#[must_use]
pub fn watched(scenario: &Scenario) -> Trial {
    attempt(scenario, &OPTIONS, &mut Twin::new(scenario))
}

/// Runs a scenario against our engine, watched by the twin and one witness more, and keeps no more of the trace than this. The trace of a
/// run that fails is read after all, for its names and causes: that run is made again, with everything kept.
pub fn watched_with(scenario: &Scenario, kept: Kept, witness: &mut dyn Witness) -> Trial {
    let first = attempt(scenario, &Options { kept, ..OPTIONS }, &mut (Twin::new(scenario), witness));
    if first.failing.is_none() || first.report.is_none() {
        return first;
    }
    let again = watched(scenario);
    // What holds the second time has failed all the same.
    Trial { failing: again.failing.or(first.failing), report: again.report }
}

/// Runs a scenario against our engine, watched by this witness alone.
pub fn before(scenario: &Scenario, witness: &mut dyn Witness) -> Option<TrialFailure> {
    attempt(scenario, &OPTIONS, witness).failing
}

/// Whether only the twin sees that a scenario fails in this way: watched by the twin it does, and without a witness it does not.
pub fn only_the_twin_sees(
    scenario: &Scenario,
    way: &FailureSignature,
    mut before: impl FnMut(&Scenario, &mut dyn Witness) -> Option<TrialFailure>,
) -> bool {
    let is_it = |failing: Option<TrialFailure>| failing.is_some_and(|failing| failing.way == *way);
    is_it(before(scenario, &mut Twin::new(scenario))) && !is_it(before(scenario, &mut ()))
}

/// Runs a scenario against our engine, watched by a witness.
pub fn attempt(scenario: &Scenario, options: &Options, witness: &mut dyn Witness) -> Trial {
    let run = AssertUnwindSafe(|| runner::run_before(scenario, options, &mut ours(config(scenario)), witness));
    match catch_unwind(run) {
        Ok(report) => {
            let failing = judge(scenario, &report);
            Trial { report: Some(report), failing }
        }
        Err(panic) => Trial { report: None, failing: Some(TrialFailure::panicked(scenario, panic.as_ref())) },
    }
}

/// How a run failed, if it did, whichever engine was under test.
#[must_use]
pub fn judge(scenario: &Scenario, report: &RunReport) -> Option<TrialFailure> {
    match &report.result {
        RunVerdict::Passed => None,
        RunVerdict::Failed(failure) => Some(TrialFailure::of(scenario, failure)),
    }
}

impl TrialFailure {
    /// What a failure comes to, in a run of this scenario.
    #[must_use]
    pub fn of(scenario: &Scenario, failure: &RunFailure) -> Self {
        let (promise, how) = match failure.promise {
            Some(promise) => (promise.0, nameless(scenario, &failure.came)),
            None => ("expectation", nameless(scenario, &failure.to_string())),
        };
        let unmet = failure
            .span
            .filter(|_| failure.promise.is_none())
            .and_then(|span| Some(Unmet { statement: print_statement(scenario, span)?, origin: failure.origin.clone() }));
        Self { way: FailureSignature { promise: promise.to_owned(), how }, told: failure.to_string(), unmet }
    }

    /// What a panic comes to, in a run of this scenario.
    #[must_use]
    pub fn panicked(scenario: &Scenario, panic: &(dyn Any + Send)) -> Self {
        let owned = panic.downcast_ref::<String>().map(String::as_str);
        let told = owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message").to_owned();
        Self { way: FailureSignature { promise: "panic".to_owned(), how: nameless(scenario, &told) }, told, unmet: None }
    }
}

/// A text without what differs from run to run: the names that the scenario gives, and every figure.
fn nameless(scenario: &Scenario, text: &str) -> String {
    let setup = &scenario.setup;
    let libraries = setup.libraries.iter().map(|library| library.name.as_str());
    let cartridges = setup.cartridges.iter().map(|cartridge| cartridge.name.as_str());
    let clients = setup.clients.iter().map(|client| client.name.as_str());
    let pools = setup.pools.iter().map(|pool| pool.name.as_str());
    let names: BTreeSet<&str> = libraries.chain(cartridges).chain(clients).chain(pools).collect();
    let mut words: Vec<&str> = Vec::new();
    for word in text.split([' ', ',', ';', ':', '(', ')', '"', '\'']).filter(|word| !word.is_empty()) {
        let begins = word.split('.').next().unwrap_or_default();
        let word = if word.starts_with(|first: char| first.is_ascii_digit()) && !is_sense(word) {
            "#"
        } else if names.contains(begins) {
            "_"
        } else {
            word
        };
        if words.last() != Some(&word) || word.len() > 1 {
            words.push(word);
        }
    }
    words.join(" ")
}

/// Whether a word is the sense of a command, 5/24/00: it is why the command failed, and no figure.
fn is_sense(word: &str) -> bool {
    let parts: Vec<&str> = word.split('/').collect();
    let is_hexadecimal = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_hexdigit());
    parts.len() == 3 && parts.iter().all(is_hexadecimal)
}

#[cfg(test)]
mod tests {
    use rsmlab_language::parse;

    use super::*;

    #[test]
    fn what_differs_from_run_to_run_is_no_part_of_the_way() {
        let scenario = parse("test", "title \"A test\"\nlibrary L1\ncartridge T1 at=L1.slot.1\nclient ann\n").unwrap();
        let first = nameless(&scenario, "ann's call of MountNtmsMedia has waited 1h 30m for its answer");
        assert_eq!(first, nameless(&scenario, "ann's call of MountNtmsMedia has waited 12m for its answer"));
        assert_ne!(nameless(&scenario, "it ended with 5/24/00"), nameless(&scenario, "it ended with 6/29/00"));
        assert_eq!(nameless(&scenario, "the record of L1.slot.3 is wrong: T1 is in it"), "the record of _ is wrong _ is in it");
    }
}
