//! What the benches share: the stories they run, and the inputs that an engine sees in one.

#![forbid(unsafe_code)]

pub mod counted;
pub mod reference;

use rsmlab_engine::input::Input;
use rsmlab_engine::time::Instant;
use rsmlab_harness::runner::{self, Options, RunVerdict, behind};
use rsmlab_language::Scenario;

/// One cartridge is mounted, and dismounted again.
pub const MOUNT_AND_DISMOUNT: &str = include_str!("../stories/mount-and-dismount.kdl");

/// The scenario of a story.
///
/// # Panics
///
/// When the story has mistakes; it is part of the bench.
#[must_use]
pub fn scenario(story: &str) -> Scenario {
    rsmlab_language::parse("story.kdl", story).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

/// Everything an engine is told in a story, with the time of each.
///
/// # Panics
///
/// When the story does not hold; a bench of a failure would measure nothing.
#[must_use]
pub fn inputs(scenario: &Scenario) -> Vec<(Instant, Input)> {
    let mut inputs = Vec::new();
    let mut recorder = behind(runner::config(scenario), |engine, now, input, out| {
        inputs.push((now, input.clone()));
        engine.step(now, input, out);
    });
    let report = runner::run_with(scenario, &Options::default(), &mut recorder);
    drop(recorder);
    assert!(matches!(report.result, RunVerdict::Passed), "{:?}", report.result);
    inputs
}
