//! Walking: a run that goes on act by act and moment by moment, and that can be cloned and led on in another way.
//!
//! Whatever is done on a walk can be said as a scenario with `run for` and `after "0s"` statements, and leads to the same trace.

use rsmlab_engine::engine::Engine;
use rsmlab_engine::time::{Instant, Millis};

use super::canonical::Canonical;
use super::script::{Script, StatementResult};
use super::subject::ours;
use super::{Options, RunFailure, config, machine_for};
use crate::checker::witness::Witness;
use rsmlab_language::Scenario;
use rsmlab_language::model::Act;

/// A run of our engine that stands still between two moments.
#[derive(Clone)]
pub struct Walk<'s, W> {
    script: Script<'s, Engine, W>,
}

/// What came of an act.
#[derive(Clone, Debug)]
pub enum ActOutcome {
    /// It was done.
    Yes,
    /// It cannot be done here: there is nothing to take, or no room to put it.
    Impossible,
}

impl<'s, W: Witness> Walk<'s, W> {
    /// Goes to where the script of a scenario begins.
    ///
    /// # Errors
    /// What is not as it should be so far.
    pub fn begin(scenario: &'s Scenario, options: Options, witness: W) -> Result<Self, Box<RunFailure>> {
        let machine = machine_for(scenario, options.kept, ours(config(scenario)), witness)?;
        let mut script = Script::new(scenario, options, machine, None);
        script.begin()?;
        Ok(Self { script })
    }

    /// Who watches.
    #[must_use]
    pub const fn witness(&self) -> &W {
        self.script.machine.watch.witness()
    }

    /// How long the script has run.
    #[must_use]
    pub fn time(&self) -> Millis {
        self.script.time()
    }

    /// Does something when everything of the present moment has happened.
    ///
    /// # Errors
    /// The promise that was broken by it.
    pub fn act(&mut self, act: &'s Act) -> Result<ActOutcome, Box<RunFailure>> {
        match self.script.act(act, None, false) {
            Ok(()) => Ok(ActOutcome::Yes),
            Err(failure) if failure.promise.is_none() => Ok(ActOutcome::Impossible),
            Err(failure) => Err(failure),
        }
    }

    /// Goes to the next moment at which something happens, and lets everything of that moment happen. Says whether there was one.
    /// That what is over is forgotten does not count.
    ///
    /// # Errors
    /// The promise that was broken.
    pub fn advance(&mut self) -> Result<bool, Box<RunFailure>> {
        self.next_moment().map_or(Ok(false), |next| self.script.wait(Some(next), |_| false).map(|_| true))
    }

    fn next_moment(&self) -> Option<Instant> {
        let machine = &self.script.machine;
        machine.next_moment(machine.subject().next_timeout())
    }

    /// How long the script will have run at the next moment at which something happens, if there is one.
    #[must_use]
    pub fn next(&self) -> Option<Millis> {
        self.next_moment().map(|next| self.script.time() + next.since(self.script.machine.now))
    }

    /// Lets so much time pass, with everything that happens in it.
    ///
    /// # Errors
    /// The promise that was broken.
    pub fn pass(&mut self, length: Millis) -> Result<(), Box<RunFailure>> {
        let end = self.script.machine.now + length;
        self.script.wait(Some(end), |_| false).map(drop)
    }

    /// Lets time pass until nothing is left to happen but what people do, and what has a deadline; at the most so much. As long
    /// as something is broken, what is tried again and again never ends.
    ///
    /// # Errors
    /// The promise that was broken.
    pub fn rest(&mut self, most: Millis) -> Result<(), Box<RunFailure>> {
        let end = self.script.machine.now + most;
        self.script.wait(Some(end), |script| script.machine.is_quiet())?;
        // What is done at a moment is done before what happens then: nothing can be done in the midst of one.
        self.pass(Millis::ZERO)
    }

    /// Whether nothing is left to happen but what people do, and what has a deadline.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.script.machine.is_quiet()
    }

    /// Plays the script of the scenario from here to its end, and judges the run.
    ///
    /// # Errors
    /// What is not as it should be.
    pub fn conclude(mut self) -> StatementResult {
        // A scenario comes to its next statement when everything of the moment has happened.
        self.pass(Millis::ZERO)?;
        self.script.play_on()
    }

    /// Whether the engine's own rules hold for what it believes.
    ///
    /// # Errors
    /// The rule that does not, in a sentence.
    pub fn check(&self) -> Result<(), String> {
        self.script.machine.subject().check().map_err(|broken| format!("{}: {}", broken.rule, broken.of))
    }

    /// A number for the situation: two walks with the same number go on alike, whatever the ids and the time.
    #[must_use]
    pub fn situation(&self) -> u64 {
        let machine = &self.script.machine;
        Canonical::of(&(machine.subject().situation(), machine.surroundings()), machine.now)
    }
}
