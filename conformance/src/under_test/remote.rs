//! A remote engine: a target as the runner sees it.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use rsmlab_engine::function::Function;
use rsmlab_engine::input::Input;
use rsmlab_engine::output::Outbox;
use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;
use rsmlab_harness::runner::EngineUnderTest;

use super::session::TargetSession;
use super::trouble::CaseTrouble;
use super::variants::Variants;

/// A target in the middle of a case. After the first trouble it takes everything in and does nothing.
pub struct Remote<'s> {
    session: &'s mut TargetSession,
    deadline: Option<Instant>,
    idle: bool,
    trouble: Option<CaseTrouble>,
    variants: BTreeSet<String>,
}

impl<'s> Remote<'s> {
    /// A target that has just been reset.
    pub const fn new(session: &'s mut TargetSession) -> Self {
        Self { session, deadline: None, idle: true, trouble: None, variants: BTreeSet::new() }
    }

    /// What ended the case before its time, if anything did, and the rows of documented answers that are not those we chose.
    #[must_use]
    pub fn into_parts(self) -> (Option<CaseTrouble>, BTreeSet<String>) {
        (self.trouble, self.variants)
    }

    fn stop(&mut self, trouble: CaseTrouble) {
        (self.deadline, self.idle) = (None, true);
        self.trouble.get_or_insert(trouble);
    }
}

impl EngineUnderTest for Remote<'_> {
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

    fn may_answer(&mut self, function: Function, due: Status, came: Status) -> bool {
        let row = Variants::built_in().row(function, due, came);
        self.variants.extend(row.map(str::to_owned));
        row.is_some()
    }

    fn trouble(&self) -> Option<String> {
        self.trouble.as_ref().map(ToString::to_string)
    }
}
