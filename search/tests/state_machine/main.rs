//! A library driven through transitions that a plain model chooses, before the twin: shrunk to few, and told as a scenario.

mod drive;
mod model;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use proptest_state_machine::ReferenceStateMachine;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::state::{Operation, RequestState};
use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::checker::witness::Witness;
use rsmlab_harness::trace::{Record, What};
use rsmlab_language::model::Step;
use rsmlab_language::{Scenario, parse, print};
use rsmlab_search::shrink::{Budget, shrink};
use rsmlab_search::trial::{FailureSignature, TrialFailure, attempt};
use rsmlab_search::twin::Twin;

use self::drive::{Driven, OPTIONS, drive};
use self::model::Model;

/// The most transitions of a run.
const MOST: usize = 60;

/// How many runs are made is for `PROPTEST_CASES` to say, and which for `PROPTEST_RNG_SEED` (`.cargo/config.toml`).
fn config() -> Config {
    Config { failure_persistence: None, ..Config::default() }
}

/// Runs many walks before a witness, and tells of the first that fails, when it has been cut down.
fn search<W: Witness>(config: Config, witness: fn(&Scenario) -> W) -> Option<(Scenario, TrialFailure)> {
    // What fails in another way when it is cut down is another bug.
    let way: OnceCell<FailureSignature> = OnceCell::new();
    let walks = Model::sequential_strategy(1..=MOST);
    let outcome = TestRunner::new(config).run(&walks, |(model, transitions, seen)| {
        match drive(&model, &transitions, seen.as_ref(), witness).failing {
            Some(failing) if *way.get_or_init(|| failing.way.clone()) == failing.way => Err(TestCaseError::fail(failing.told)),
            Some(_) | None => Ok(()),
        }
    });
    match outcome {
        Ok(()) => None,
        Err(TestError::Fail(_, (model, transitions, _))) => {
            let Driven { scenario, failing } = drive(&model, &transitions, None, witness);
            // What has once been tried in vain is not tried again by proptest when something else is gone; our own shrinker does that.
            let mut again = |candidate: &Scenario| attempt(candidate, &OPTIONS, &mut witness(candidate)).failing;
            let shrunk = shrink(scenario, &failing.expect("it failed just now"), &mut again, Budget::default());
            Some((shrunk.scenario, shrunk.failing))
        }
        Err(TestError::Abort(reason)) => panic!("no walk could be thought of: {reason}"),
    }
}

/// How the scenario of a walk fails when it is written down, read and run.
fn reread<W: Witness>(scenario: &Scenario, witness: impl FnOnce(&Scenario) -> W) -> Option<TrialFailure> {
    let printed = print(scenario);
    let scenario = parse("walk", &printed).unwrap_or_else(|mistakes| panic!("{:?}\n{printed}", miette::Report::new(mistakes)));
    attempt(&scenario, &OPTIONS, &mut witness(&scenario)).failing
}

#[test]
fn a_library_does_what_its_twin_says() {
    if let Some((scenario, failing)) = search(config(), Twin::new) {
        let alike = match reread(&scenario, Twin::new) {
            Some(other) if other.way == failing.way => "this scenario fails alike".to_owned(),
            Some(other) => format!("this scenario fails in another way: {}", other.told),
            None => "this scenario does not fail".to_owned(),
        };
        panic!("{}: {}\n{alike}:\n{}", failing.way, failing.told, print(&scenario));
    }
}

/// Objects when something is mounted after the service was started again: a promise that nobody made.
#[derive(Default)]
struct Liar {
    starts: u32,
}

impl Witness for Liar {
    fn see(&mut self, record: &Record<'_>) -> Result<(), BrokenPromise> {
        match &record.what {
            What::Input(input) if matches!(input.as_ref(), Input::Service(ServiceEvent::Recovered { .. })) => self.starts += 1,
            What::Output(output) if self.starts > 1 && is_mounted(output) => {
                return Err(BrokenPromise::new(Promise("media-rest"), "a medium was mounted"));
            }
            _ => {}
        }
        Ok(())
    }
}

fn is_mounted(output: &Output) -> bool {
    matches!(output, Output::Finished { operation: Operation::Mount, state: RequestState::Passed, .. })
}

#[test]
fn what_does_not_hold_is_told_in_a_short_scenario_that_fails_alike() {
    let witness = |scenario: &Scenario| (Twin::new(scenario), Liar::default());
    for seed in 1..=4 {
        let (scenario, failing) = search(Config { rng_seed: RngSeed::Fixed(seed), ..config() }, witness).expect("a medium is mounted");
        assert_eq!(failing.way.to_string(), "media-rest: a medium was mounted");
        let acts_of = |step: &Step| if let Step::Schedule(schedule) = step { schedule.acts.len() } else { 0 };
        let acts: usize = scenario.script.iter().map(|step| acts_of(&step.what)).sum();
        // Somebody starts the service again, opens a session and mounts.
        assert_eq!(acts, 3, "seed {seed}: {}", print(&scenario));
        assert_eq!(reread(&scenario, witness).map(|failing| failing.way), Some(failing.way));
    }
}

/// Writes down what ends, and when.
#[derive(Clone, Default)]
struct Ends(Rc<RefCell<Vec<(Instant, Operation, Status)>>>);

impl Witness for Ends {
    fn see(&mut self, record: &Record<'_>) -> Result<(), BrokenPromise> {
        if let What::Output(output) = &record.what
            && let Output::Finished { operation, status, .. } = output.as_ref()
        {
            self.0.borrow_mut().push((record.at, *operation, *status));
        }
        Ok(())
    }
}

#[test]
fn a_walk_and_its_scenario_come_to_the_same() {
    let walks = Model::sequential_strategy(1..=MOST);
    let outcome = TestRunner::new(Config { cases: config().cases / 4, rng_seed: RngSeed::Fixed(1), ..config() }).run(
        &walks,
        |(model, transitions, seen)| {
            let (walked, read) = (Ends::default(), Ends::default());
            let driven = drive(&model, &transitions, seen.as_ref(), |_| walked.clone());
            let failing = reread(&driven.scenario, |_| read.clone());
            let alike =
                failing.map(|failing| failing.way) == driven.failing.map(|failing| failing.way) && *walked.0.borrow() == *read.0.borrow();
            if alike { Ok(()) } else { Err(TestCaseError::fail(print(&driven.scenario))) }
        },
    );
    if let Err(TestError::Fail(scenario, _)) = outcome {
        panic!("what is said is not what was done:\n{scenario}");
    }
}
