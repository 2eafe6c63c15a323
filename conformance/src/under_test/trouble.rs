//! Troubles: everything that can go wrong with a target, as opposed to with what it answers.

use std::time::Duration;

use rsmlab_engine::function::Function;
use thiserror::Error;

use crate::run::millis;

/// Why there is no verdict about a case, or not the one that was hoped for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CaseTrouble {
    /// It cannot be reached at all.
    #[error("the target could not be started: {0}")]
    CouldNotStart(String),
    /// It said something that is no answer, or not the one that was due.
    #[error("the target broke the protocol: to message {seq}, {asked}, it should answer {expected}; {came}")]
    BrokeProtocol {
        /// The number of the message in the case.
        seq: u64,
        /// The message, in words.
        asked: String,
        /// What should have come.
        expected: String,
        /// What came, and where it is wrong.
        came: String,
    },
    /// It says itself that it cannot go on.
    #[error("the target gave up at message {seq}, {asked}: {said}")]
    GaveUp {
        /// The number of the message in the case.
        seq: u64,
        /// The message, in words.
        asked: String,
        /// What it says.
        said: String,
    },
    /// It is gone.
    #[error("the target died before it answered message {seq}, {asked}: {how}")]
    Died {
        /// The number of the message in the case.
        seq: u64,
        /// The message, in words.
        asked: String,
        /// Its exit status and last words.
        how: String,
    },
    /// It did not answer in time.
    #[error("the target did not answer message {seq}, {asked}, within {}", millis(*waited))]
    TimedOut {
        /// The number of the message in the case.
        seq: u64,
        /// The message, in words.
        asked: String,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The case calls a function that the target does not have.
    #[error("the target does not have {0}")]
    Unsupported(Function),
    /// The target could not be used in cases before, and was not tried again.
    #[error("the target was not tried again after another case, in which {0}")]
    NotTried(Box<Self>),
    /// The transcript is of another conversation.
    #[error("the transcript does not fit the case: {0}")]
    Misfit(String),
}

/// What kind of end a trouble makes of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseEnd {
    /// The target is at fault, or was not what it was given for, and nothing can be said about what it answers.
    Broken,
    /// The target did not answer.
    TimedOut,
    /// The target does not claim to be able to do this.
    Unsupported,
}

impl CaseTrouble {
    /// What kind of end it makes of a case.
    #[must_use]
    pub fn end(&self) -> CaseEnd {
        match self {
            Self::CouldNotStart(_) | Self::BrokeProtocol { .. } | Self::GaveUp { .. } | Self::Died { .. } | Self::Misfit(_) => {
                CaseEnd::Broken
            }
            Self::TimedOut { .. } => CaseEnd::TimedOut,
            Self::Unsupported(_) => CaseEnd::Unsupported,
            Self::NotTried(before) => before.end(),
        }
    }

    /// What to do next.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::CouldNotStart(_) => "try the command or address by hand; `rsmlab adapter check --target T` goes through it step by step",
            Self::BrokeProtocol { .. } => {
                "conformance/PROTOCOL.md has every message with an example; stdout is for answers only, logs belong on stderr"
            }
            Self::GaveUp { .. } => {
                "the message is the target's own; `rsmlab run --target T --transcript FILE` keeps what was said before it"
            }
            Self::Died { .. } => "look at its stderr; `rsmlab run --target T --transcript FILE` keeps what was said before it",
            Self::TimedOut { .. } => {
                "see that it flushes each line, and answers every message with one line; `--timeout` gives it more time"
            }
            Self::Unsupported(_) => "when the target has the function, name it in the `functions` of its `hello`",
            Self::NotTried(before) => before.help(),
            Self::Misfit(_) => "make the transcript anew: rsmlab run --target T --transcript FILE, with the same scenarios",
        }
    }
}
