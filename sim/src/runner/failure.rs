//! Failures: what was expected, what came, why, and what happened before.

use rsmlab_engine::refusal::Reason;
use thiserror::Error;

use crate::checker::promise::Promise;
use crate::scenario::model::Span;

/// The first thing in a run that was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("expected {expected}, but {came}")]
pub struct Failure {
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
    /// The last lines of the trace before it.
    pub before: Vec<String>,
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
