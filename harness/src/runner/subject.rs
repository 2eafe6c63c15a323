//! The subject: the engine that a run puts to the test, ours or anybody else's.

use rsmlab_engine::engine::Engine;
use rsmlab_engine::function::Function;
use rsmlab_engine::input::Input;
use rsmlab_engine::limits::Config;
use rsmlab_engine::output::Outbox;
use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;

/// An engine, seen from outside.
pub trait EngineUnderTest {
    /// Handles one input. Outputs are added to `out` in the order in which they must be carried out.
    fn step(&mut self, now: Instant, input: Input, out: &mut Outbox);

    /// When it wants to be called with [`Input::Tick`].
    fn next_deadline(&self) -> Option<Instant>;

    /// Whether it waits for nothing but calls and people.
    fn is_idle(&self) -> bool;

    /// A number that stays the same only as long as its world does; none if it cannot tell.
    fn fingerprint(&mut self) -> Option<u64>;

    /// Whether documents allow it to answer `came` where a scenario expects `due`. Our own engine is held to one answer.
    fn may_answer(&mut self, _function: Function, _due: Status, _came: Status) -> bool {
        false
    }

    /// Why it will never answer again, when it will not: it is out of reach, or its answers break the protocol. The
    /// run ends as soon as there is such a reason. Our own engine has none.
    fn trouble(&self) -> Option<String> {
        None
    }
}

/// Our engine, fresh, to be served to others or put to the test like theirs.
#[must_use]
pub fn ours(config: Config) -> Engine {
    Engine::new(config)
}

impl EngineUnderTest for Engine {
    fn step(&mut self, now: Instant, input: Input, out: &mut Outbox) {
        Self::step(self, now, input, out);
    }

    fn next_deadline(&self) -> Option<Instant> {
        Self::next_deadline(self)
    }

    fn is_idle(&self) -> bool {
        Self::is_idle(self)
    }

    fn fingerprint(&mut self) -> Option<u64> {
        Some(self.revision())
    }
}

/// A subject that is lent.
impl<Other: EngineUnderTest + ?Sized> EngineUnderTest for &mut Other {
    fn step(&mut self, now: Instant, input: Input, out: &mut Outbox) {
        (**self).step(now, input, out);
    }

    fn next_deadline(&self) -> Option<Instant> {
        (**self).next_deadline()
    }

    fn is_idle(&self) -> bool {
        (**self).is_idle()
    }

    fn fingerprint(&mut self) -> Option<u64> {
        (**self).fingerprint()
    }

    fn may_answer(&mut self, function: Function, due: Status, came: Status) -> bool {
        (**self).may_answer(function, due, came)
    }

    fn trouble(&self) -> Option<String> {
        (**self).trouble()
    }
}

/// Our engine, fresh, behind a layer that hands on its inputs and outputs: to listen, or to lie.
#[must_use]
pub fn behind(config: Config, hand_on: impl FnMut(&mut Engine, Instant, Input, &mut Outbox)) -> impl EngineUnderTest {
    Behind { engine: Engine::new(config), hand_on }
}

/// An engine and who stands before it.
struct Behind<F> {
    engine: Engine,
    hand_on: F,
}

impl<F: FnMut(&mut Engine, Instant, Input, &mut Outbox)> EngineUnderTest for Behind<F> {
    fn step(&mut self, now: Instant, input: Input, out: &mut Outbox) {
        (self.hand_on)(&mut self.engine, now, input, out);
    }

    fn next_deadline(&self) -> Option<Instant> {
        self.engine.next_deadline()
    }

    fn is_idle(&self) -> bool {
        self.engine.is_idle()
    }

    fn fingerprint(&mut self) -> Option<u64> {
        Some(self.engine.revision())
    }
}
