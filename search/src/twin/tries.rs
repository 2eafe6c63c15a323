//! Tries: a move that a transport in trouble does not make is tried again for five minutes, and not for ever (D-033).
//!
//! The five minutes begin with the first failure, and not anew with each. A move that is asked for again after its request has ended, or after
//! a while, is another one. The time in which the engine waited for the store counts for nobody.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::change::{Change, LibraryField};
use rsmlab_engine::id::CommandId;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Command, Completion, Element, Failure, LibraryAddress};
use rsmlab_engine::record::state::OperationalState;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const GIVEN_UP: Promise = Promise("what-does-not-move-is-given-up");

/// How long a move is tried again.
const PATIENCE: Millis = Millis::from_secs(300);
/// How long after a failure it is tried again at the most.
const PAUSE: Millis = Millis::from_secs(15);

/// A move of a library, from one element to another.
type MoveRoute = (LibraryAddress, Element, Element);

/// When a move failed first, and last, not counting what the store took.
#[derive(Clone, Copy)]
struct Series {
    first: Instant,
    last: Instant,
}

/// The moves that fail.
#[derive(Clone, Default)]
pub(super) struct Tries {
    failing: BTreeMap<MoveRoute, Series>,
    /// The moves that are under way. What the service told the library before it was started again counts for nothing.
    sent: BTreeSet<CommandId>,
}

const fn way(library: LibraryAddress, action: &Action) -> Option<MoveRoute> {
    match action {
        Action::Move { from, to, .. } => Some((library, *from, *to)),
        _ => None,
    }
}

fn now(scene: &Scene) -> Instant {
    Instant(scene.now.since(Instant::START + scene.waited()).0)
}

impl Tries {
    fn ended(&mut self, scene: &Scene, completion: &Completion) {
        let Some(command) = scene.commands.get(&completion.command) else { return };
        let Some(way) = way(command.library, &command.action) else { return };
        if !self.sent.remove(&completion.command) {
            return;
        }
        let is_passing = |failure: &Failure| matches!(failure, Failure::TransportJammed | Failure::PositionLost | Failure::GripMissed);
        if completion.result.as_ref().err().is_some_and(is_passing) {
            let last = now(scene);
            self.failing.entry(way).or_insert(Series { first: last, last }).last = last;
        } else {
            self.failing.remove(&way);
        }
    }

    fn tried(&mut self, scene: &Scene, command: &Command) -> LedgerResult {
        let Some(way) = way(command.library, &command.action) else { return Ok(()) };
        self.sent.insert(command.id);
        let Some(series) = self.failing.get(&way).copied() else { return Ok(()) };
        if now(scene) > series.last + PAUSE {
            self.failing.remove(&way);
        } else if now(scene) > series.first + PATIENCE + PAUSE {
            return Err(BrokenPromise::new(GIVEN_UP, "a move that has failed for more than five minutes is tried again"));
        }
        Ok(())
    }
}

impl Ledger for Tries {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Hardware(completion) => self.ended(scene, completion),
                Input::Service(ServiceEvent::Stopped) => *self = Self::default(),
                Input::Call { .. } | Input::Sense(_) | Input::Stored { .. } | Input::Service(_) | Input::Tick => {}
            },
            What::Output(output) => match output.as_ref() {
                Output::Command(command) => return self.tried(scene, command),
                // What failed for nobody, or fails for nobody later, is no failure of what is asked for next.
                Output::Finished { .. } | Output::Dropped { .. } => {
                    self.failing.clear();
                    self.sent.clear();
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    /// A library has been silent for too long: what it still answers is of moves that nobody waits for any more.
    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        if let Change::Library(at, LibraryField::State(OperationalState::NeedsService)) = change {
            self.sent.retain(|id| scene.commands.get(id).is_some_and(|command| scene.library_at(command.library) != Some(*at)));
        }
        Ok(())
    }
}
