//! Failures: what was expected, what came, why, and what happened before.

use rsmlab_engine::refusal::Reason;
use rsmlab_engine::status::Status;
use thiserror::Error;

use crate::checker::promise::Promise;
use crate::trace::causes::Clue;
use rsmlab_language::model::Span;

/// The first thing in a run that was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("expected {expected}, but {came}")]
pub struct RunFailure {
    /// The statement that was not met; none when no statement is to blame, but a promise that holds in every run.
    pub span: Option<Span>,
    /// The promise that was broken, if it is one that holds in every run.
    pub promise: Option<Promise>,
    /// What should have come.
    pub expected: String,
    /// What came.
    pub came: String,
    /// Why, as far as the engine says: the refusal and the rows that demand it.
    pub why: Option<String>,
    /// Calls that were refused before it although the scenario does not say so; the reason may be there.
    pub refused: Vec<Refused>,
    /// What led to it, as lines of the trace: from where it came into the run to what contradicts the expectation.
    pub causes: Vec<String>,
    /// Of what kind the first of these causes is: a fault, a call, what people do.
    pub origin: Option<String>,
    /// The last lines of the trace before it.
    pub before: Vec<String>,
    /// What contradicts the expectation.
    clue: Option<Clue>,
}

impl RunFailure {
    /// Something else came than was expected.
    #[must_use]
    pub const fn new(promise: Option<Promise>, expected: String, came: String) -> Self {
        Self {
            span: None,
            promise,
            expected,
            came,
            why: None,
            refused: Vec::new(),
            causes: Vec::new(),
            origin: None,
            before: Vec::new(),
            clue: None,
        }
    }

    /// The same, where this contradicts the expectation.
    pub(super) fn shown_by(mut self: Box<Self>, clue: Clue) -> Box<Self> {
        self.clue = Some(clue);
        self
    }

    /// What contradicts the expectation, if the check that failed knew it.
    pub(super) const fn clue(&self) -> Option<&Clue> {
        self.clue.as_ref()
    }
}

/// A call that was refused although the scenario does not say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where it stands.
    pub span: Span,
    /// Who called what, and by what name the scenario knows it.
    pub call: String,
    /// The status.
    pub status: Status,
    /// Why, as far as the engine says.
    pub why: Option<String>,
}

impl Refused {
    /// What happened, in which line of the scenario, and how to say that it should.
    #[must_use]
    pub fn told(&self, text: &str) -> String {
        let Self { span, call, status, why } = self;
        let why = why.as_ref().map(|why| format!(", {why}")).unwrap_or_default();
        format!("line {}: {call} was refused with {status}{why}; if that is right, say it there: expect={status}", span.line(text))
    }
}

/// A refusal in words: the broken condition and the rows that demand it.
pub(super) fn why(reason: &Reason) -> Option<String> {
    let rows = reason.rows.join(", ");
    match (reason.refusal.is_empty(), rows.is_empty()) {
        (true, true) => None,
        (true, false) => Some(format!("demanded by {rows}")),
        (false, true) => Some(format!("refused by {}", reason.refusal)),
        (false, false) => Some(format!("refused by {}, demanded by {rows}", reason.refusal)),
    }
}
