//! Promises: what holds in every run, each under the name that failures and files go by.

use std::fmt;

use thiserror::Error;

use super::liveness::Open;
use super::tally::Breach;
use super::truth::Mistaken;
use crate::trace::thing::Thing;
use rsmlab_sim::hardware::Astray;

/// Something that holds in every run, whatever its scenario expects.
///
/// The name says what is promised, in words joined by `-`: two failures that break the same promise have failed in the
/// same way as far as a name can tell. Witnesses from outside ([`super::witness::Witness`]) bring promises of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Promise(pub &'static str);

/// Declares the promises that the checkers of every run know, each with what it says.
macro_rules! promises {
    ($($(#[doc = $meaning:literal])* $promise:ident = $name:literal;)*) => {
        impl Promise {
            $($(#[doc = $meaning])* pub const $promise: Self = Self($name);)*

            /// These promises, each with what it says.
            pub const TABLE: &'static [(Self, &'static str)] = &[$((Self::$promise, concat!($($meaning),*)),)*];
        }
    };
}

promises! {
    /// No cartridge vanishes or appears twice.
    NOTHING_IS_LOST = "nothing-is-lost";
    /// Every call is answered, and answered once.
    ONE_ANSWER = "one-answer";
    /// Every library request ends once, as it was announced and as its record says.
    ONE_END = "one-end";
    /// A refused call has changed nothing.
    REFUSALS_CHANGE_NOTHING = "refusals-change-nothing";
    /// What is on record is what is there, wherever somebody has looked.
    RECORDS_ARE_TRUE = "records-are-true";
    /// Once trouble is over and people have helped, nothing stays open.
    EVERYTHING_ENDS = "everything-ends";
    /// Something happens only as long as there is something to do.
    RUNS_END = "runs-end";
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A promise that was broken, and how.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{how}")]
pub struct BrokenPromise {
    /// The promise.
    pub promise: Promise,
    /// What happened instead, in a sentence.
    pub how: String,
    /// What it is about, if it is about one thing more than others.
    pub about: Option<Thing>,
}

impl BrokenPromise {
    /// This promise was broken, in this way.
    #[must_use]
    pub fn new(promise: Promise, how: impl fmt::Display) -> Self {
        Self { promise, how: how.to_string(), about: None }
    }

    /// The same, about this.
    #[must_use]
    pub const fn about(mut self, thing: Thing) -> Self {
        self.about = Some(thing);
        self
    }
}

impl From<Astray> for BrokenPromise {
    fn from(astray: Astray) -> Self {
        Self::new(Promise::NOTHING_IS_LOST, astray)
    }
}

impl From<Mistaken> for BrokenPromise {
    fn from(mistaken: Mistaken) -> Self {
        let thing = Thing::Part(mistaken.part);
        Self::new(Promise::RECORDS_ARE_TRUE, mistaken).about(thing)
    }
}

impl From<Open> for BrokenPromise {
    fn from(open: Open) -> Self {
        let thing = open.thing();
        Self::new(Promise::EVERYTHING_ENDS, open).about(thing)
    }
}

impl From<Breach> for BrokenPromise {
    fn from(breach: Breach) -> Self {
        let promise = match breach {
            Breach::StrayReply { .. } | Breach::NoReply { .. } | Breach::LeftWaiting { .. } => Promise::ONE_ANSWER,
            Breach::EndedTwice { .. } | Breach::NeverEnded { .. } | Breach::ToldOtherwise { .. } => Promise::ONE_END,
            Breach::RefusedButChanged { .. } => Promise::REFUSALS_CHANGE_NOTHING,
        };
        Self::new(promise, breach)
    }
}
