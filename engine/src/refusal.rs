//! Refusals: every documented error the engine raises, with the rows, rules and decisions that demand it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::call::Answer;
use crate::status::Status;

/// A condition under which a call is refused or a request fails. Each method's file lists its own.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// The broken condition, in English: `LibraryOffline`.
    pub name: &'static str,
    /// What the caller gets.
    pub status: Status,
    /// What demands it: rows and rules of the catalogue, and where no document does, a decision (`D-029`).
    pub rows: &'static [&'static str],
}

impl Refusal {
    /// The refusal as it leaves the engine.
    #[must_use]
    pub fn reason(&'static self) -> Reason {
        Reason {
            status: self.status,
            refusal: Cow::Borrowed(self.name),
            rows: self.rows.iter().copied().map(Cow::Borrowed).collect(),
            delivered: None,
        }
    }
}

/// Declares the refusals of a method, in the order in which they are checked, and lists them in `TABLE`.
macro_rules! refusals {
    ($($constant:ident: $name:ident = $status:ident, [$($row:literal),+ $(,)?];)*) => {
        $(
            pub(crate) static $constant: crate::refusal::Refusal = crate::refusal::Refusal {
                name: stringify!($name),
                status: crate::status::Status::$status,
                rows: &[$($row),+],
            };
        )*

        /// The refusals of this method, in the order in which they are checked.
        pub static TABLE: &[&crate::refusal::Refusal] = &[$(&$constant),*];
    };
}

pub(crate) use refusals;

/// A refusal on its way to the caller. An engine that does not know the catalogue leaves the last two empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// The status.
    pub status: Status,
    /// The broken condition.
    #[serde(default)]
    pub refusal: Cow<'static, str>,
    /// The catalogue rows and rules that demand it.
    #[serde(default)]
    pub rows: Vec<Cow<'static, str>>,
    /// What the call delivered nevertheless, such as as much of a list as there was room for.
    #[serde(default)]
    pub delivered: Option<Box<Answer>>,
}
