//! Driving: transitions played one after another on a walk, with every promise judged after each, and told as a scenario.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rsmlab_engine::time::Millis;
use rsmlab_harness::checker::witness::Witness;
use rsmlab_harness::runner::{ActOutcome, Options, RunFailure, Walk};
use rsmlab_harness::trace::Kept;
use rsmlab_language::Scenario;
use rsmlab_language::model::{Located, Name, Span};
use rsmlab_search::exhaustive::{Path, Scope, sound};
use rsmlab_search::fuzz::settling;
use rsmlab_search::trial::{EVENTS, TrialFailure, WORK};

use super::model::{Model, Transition, names_in};

/// How runs are run.
pub const OPTIONS: Options = Options { events: EVENTS, work: WORK, lines: 0, kept: Kept::Everything };

/// How long it is waited at the most until nothing goes on.
const REST: Millis = Millis::from_secs(600);

/// A run, told.
pub struct Driven {
    /// The run as a scenario, as far as it went.
    pub scenario: Scenario,
    /// How it failed, if it did.
    pub failing: Option<TrialFailure>,
}

/// Plays transitions before a witness, to the end or to the first thing that is not as it should be. `seen` counts them.
pub fn drive<W: Witness>(
    model: &Model,
    transitions: &[Transition],
    seen: Option<&Arc<AtomicUsize>>,
    witness: impl FnOnce(&Scenario) -> W,
) -> Driven {
    let acts = transitions.iter().filter_map(Transition::act).map(|act| Located { span: Span::default(), what: act.clone() });
    let scenario = settling("A walk through a small library", model.world.seed, model.world.setup.clone(), Vec::new());
    let scope = Scope { alphabet: acts.collect(), scenario };
    let mut path = Path::default();
    let failing = go(&scope.scenario, transitions, seen, witness(&scope.scenario), &mut path);
    Driven { scenario: path.scenario(&scope), failing }
}

/// Goes all the way, and says how it failed, if it did.
fn go<W: Witness>(
    scenario: &Scenario,
    transitions: &[Transition],
    seen: Option<&Arc<AtomicUsize>>,
    witness: W,
    path: &mut Path,
) -> Option<TrialFailure> {
    let mut walk = match Walk::begin(scenario, OPTIONS, witness) {
        Ok(walk) => walk,
        Err(failure) => return Some(TrialFailure::of(scenario, &failure)),
    };
    let mut acts = 0;
    // What calls would have brought that could not be made. Nobody can speak of it.
    let mut unmade: Vec<&Name> = Vec::new();
    for transition in transitions {
        if let Some(seen) = seen {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        let is_sayable = transition.call().is_none_or(|call| !names_in(call).any(|name| unmade.contains(&name)));
        let went = if is_sayable { catch_unwind(AssertUnwindSafe(|| step(&mut walk, transition))) } else { Ok(Ok(ActOutcome::Impossible)) };
        match transition {
            Transition::NextMoment | Transition::Pass(_) | Transition::Rest => path.waited(walk.time()),
            Transition::Do(_) if matches!(went, Ok(Ok(ActOutcome::Impossible))) => {
                unmade.extend(transition.call().and_then(|call| call.name.as_ref()));
            }
            Transition::Do(_) => path.acted(acts),
        }
        acts += usize::from(transition.act().is_some());
        let failing = failing(scenario, went);
        if failing.is_some() {
            return failing;
        }
    }
    failing(scenario, catch_unwind(AssertUnwindSafe(|| walk.conclude())))
}

fn step<'s, W: Witness>(walk: &mut Walk<'s, W>, transition: &'s Transition) -> Result<ActOutcome, Box<RunFailure>> {
    let done = match transition {
        Transition::Do(act) => walk.act(act)?,
        Transition::NextMoment => walk.advance().map(|_| ActOutcome::Yes)?,
        Transition::Pass(length) => walk.pass(*length).map(|()| ActOutcome::Yes)?,
        Transition::Rest => walk.rest(REST).map(|()| ActOutcome::Yes)?,
    };
    sound(walk).map(|()| done)
}

/// How it failed, if it did.
fn failing<T>(scenario: &Scenario, went: Result<Result<T, Box<RunFailure>>, Box<dyn Any + Send>>) -> Option<TrialFailure> {
    match went {
        Ok(Ok(_)) => None,
        Ok(Err(failure)) => Some(TrialFailure::of(scenario, &failure)),
        Err(panic) => Some(TrialFailure::panicked(scenario, panic.as_ref())),
    }
}
