//! The removal of a request.

use crate::id::RequestRef;

/// A request to be withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Remove {
    /// The request.
    pub target: RequestRef,
}
