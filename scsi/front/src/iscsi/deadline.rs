//! The one clock of the iSCSI front: it bounds how long a client may take, and nothing that is answered depends on it.

#![expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "clients are other programs, in real time")]

use std::time::{Duration, Instant};

/// A time by which something has to be done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline(Instant);

impl Deadline {
    pub fn after(time: Duration) -> Self {
        Self(Instant::now() + time)
    }

    /// What is left; nothing once it is over.
    pub fn left(self) -> Option<Duration> {
        self.0.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }
}
