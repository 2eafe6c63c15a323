//! Marks: the things that a situation shows, one by one.

use std::borrow::Cow;

use rsmlab_engine::record::state::{Operation, OperatorRequestKind};
use rsmlab_engine::refusal::Reason;
use rsmlab_engine::status::Status;
use rsmlab_sim::fault::FaultKind;

/// The phase of a request.
pub(super) type Phase = Cow<'static, str>;

/// One thing that a situation shows. It is said in words only when somebody is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// An operation is in a phase.
    Phase(Operation, Phase),
    /// Two operations are at work at once.
    AtOnce(Operation, Operation),
    /// Something is broken while an operation is in a phase.
    Fault(FaultKind, Operation, Phase),
    /// A kind of gate is open while an operation is in a phase.
    Open(&'static str, Operation, Phase),
    /// People are asked for something.
    Asked(OperatorRequestKind),
    /// A kind of command was on its way when the service went.
    Left(&'static str),
    /// A call or a request was refused, and why.
    Refused(Status, Cow<'static, str>),
}

impl Mark {
    /// Something was refused for this reason.
    pub(super) fn refused(reason: &Reason) -> Self {
        Self::Refused(reason.status, reason.refusal.clone())
    }

    /// The mark in words.
    pub(super) fn words(&self) -> String {
        let words: &[&str] = match self {
            Self::Phase(operation, phase) => &["phase", operation.name(), phase],
            Self::AtOnce(one, other) => &["at once", one.name(), other.name()],
            Self::Fault(kind, operation, phase) => &["fault", kind.name(), "in", operation.name(), phase],
            Self::Open(gate, operation, phase) => &["open", gate, "in", operation.name(), phase],
            Self::Asked(kind) => &["asked", kind.name()],
            Self::Left(command) => &["left", command],
            Self::Refused(status, refusal) => &["refused", status.name(), refusal],
        };
        words.join(" ")
    }
}
