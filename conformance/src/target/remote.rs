//! A remote engine: a target as the runner sees it.

use std::hash::{DefaultHasher, Hash, Hasher};

use rsmlab_engine::input::Input;
use rsmlab_engine::output::Outbox;
use rsmlab_engine::time::Instant;
use rsmlab_sim::runner::Subject;

use super::session::Session;
use super::trouble::Trouble;

/// A target in the middle of a case. After the first trouble it takes everything in and does nothing.
pub struct Remote<'s> {
    session: &'s mut Session,
    deadline: Option<Instant>,
    idle: bool,
    trouble: Option<Trouble>,
}

impl<'s> Remote<'s> {
    /// A target that has just been reset.
    pub const fn new(session: &'s mut Session) -> Self {
        Self { session, deadline: None, idle: true, trouble: None }
    }

    /// What ended the case before its time, if anything did.
    #[must_use]
    pub fn into_trouble(self) -> Option<Trouble> {
        self.trouble
    }

    fn stop(&mut self, trouble: Trouble) {
        (self.deadline, self.idle) = (None, true);
        self.trouble.get_or_insert(trouble);
    }
}

impl Subject for Remote<'_> {
    fn step(&mut self, now: Instant, input: Input, out: &mut Outbox) {
        if self.trouble.is_some() {
            return;
        }
        match self.session.step(now, input) {
            Ok(done) => {
                (self.deadline, self.idle) = (done.deadline, done.idle);
                out.extend(done.outputs);
            }
            Err(trouble) => self.stop(trouble),
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        self.deadline
    }

    fn is_idle(&self) -> bool {
        self.idle
    }

    fn fingerprint(&mut self) -> Option<u64> {
        if self.trouble.is_some() || !self.session.tells_fingerprints() {
            return None;
        }
        match self.session.fingerprint() {
            Ok(value) => {
                let mut hasher = DefaultHasher::new();
                value.hash(&mut hasher);
                Some(hasher.finish())
            }
            Err(trouble) => {
                self.stop(trouble);
                None
            }
        }
    }

    fn trouble(&self) -> Option<String> {
        self.trouble.as_ref().map(ToString::to_string)
    }
}
