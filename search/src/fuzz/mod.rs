//! Fuzzing: what bytes are taken for, and what has to hold whatever they are.
//!
//! Each target is a function `check` that takes any bytes and panics when something is not as it should be. Whatever it
//! finds in a run is a scenario like any other: [`scenario`] says which, so that it can be cut down and kept.

pub mod argument;
pub mod bench;
pub mod calls;
pub mod damage;
pub mod databases;
pub mod seeds;
pub mod step;
pub mod text;
pub mod world;
pub mod worlds;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;

use rsmlab_engine::time::Millis;
use rsmlab_harness::runner::{self, LeftOut, Options, config, ours};
use rsmlab_language::model::{Located, Settle, Setup, Span, Step};
use rsmlab_language::{Mistakes, Scenario, parse, print};
use thiserror::Error;

use crate::strip::leave_out;
use crate::trial::{self, EVENTS, Trial, WORK};
use crate::twin::Twin;

/// How long the world has to come to rest.
const SETTLES_WITHIN: Millis = Millis::from_secs(48 * 3_600);

/// The targets whose inputs are scenarios.
pub const TARGETS: [&str; 3] = ["scenario_text", "calls", "worlds"];

/// Why an input of a target is no scenario.
#[derive(Debug, Error)]
pub enum NoScenario {
    /// There is no such target, or its inputs are something else.
    #[error("no scenario comes from the fuzz target `{0}`; those that make scenarios are {names}", names = TARGETS.join(", "))]
    Target(String),
    /// The text is none.
    #[error(transparent)]
    Mistakes(#[from] Mistakes),
}

/// The scenario that an input of a target stands for. Everything in it can be done.
///
/// # Errors
/// [`NoScenario`] if it stands for none.
pub fn scenario(target: &str, bytes: &[u8]) -> Result<Scenario, NoScenario> {
    let made = match target {
        "scenario_text" => return Ok(parse("input", &String::from_utf8_lossy(bytes))?),
        "calls" => calls::decode(bytes),
        "worlds" => worlds::decode(bytes),
        _ => return Err(NoScenario::Target(target.to_owned())),
    };
    let (_, possible) = run_possible(&made);
    // Read again, so that every statement knows where it stands.
    Ok(parse(target, &print(&possible))?)
}

/// How the runs of the fuzz targets are run.
#[must_use]
pub fn options() -> Options {
    Options { events: EVENTS, work: WORK, ..Options::default() }
}

/// Runs what can be done of a scenario, and panics with what it broke and with the scenario, if it broke anything.
pub(crate) fn hold(scenario: &Scenario) {
    let (holds, possible) = run_possible(scenario);
    if holds {
        return;
    }
    let Trial { failing, .. } = trial::attempt(&possible, &options(), &mut Twin::new(&possible));
    let told = failing.map_or_else(|| "it fails only with acts in it that nobody can do".to_owned(), |failing| failing.told);
    panic!("{told}\n{}", print(&possible));
}

/// Whether a scenario holds as far as it can be done, and what of it can be done.
fn run_possible(scenario: &Scenario) -> (bool, Scenario) {
    let left_out = LeftOut::default();
    let mut twin = Twin::new(scenario);
    let run = AssertUnwindSafe(|| runner::run_possible(scenario, &options(), &mut ours(config(scenario)), &mut twin, &left_out));
    let holds = catch_unwind(run).is_ok_and(|report| matches!(report.result, runner::RunVerdict::Passed));
    let mut possible = scenario.clone();
    for place in left_out.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        leave_out(&mut possible.script, *place);
    }
    (holds, possible)
}

/// A scenario of this world and script, which settles at the end.
#[must_use]
pub fn settling(title: &str, seed: u64, setup: Setup, mut script: Vec<Located<Step>>) -> Scenario {
    let settle = Step::Settle(Settle { within: SETTLES_WITHIN });
    script.push(Located { span: Span { offset: usize::MAX, length: 0 }, what: settle });
    Scenario { title: title.to_owned(), covers: Vec::new(), depends: Vec::new(), seed, setup, script }
}
