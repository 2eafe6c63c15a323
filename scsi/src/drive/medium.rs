//! What is in a drive, and what a command that needs a tape hears of it.

use super::refusal::{CLEANING, LOADING, NOT_PRESENT, UNLOADING};
use crate::answer::Sense;
use crate::tape::Tape;

/// What is in a drive, as far as it has come.
#[derive(Debug)]
pub enum Medium<'a> {
    /// Nothing.
    Absent,
    /// A cartridge that is not loaded, or was ejected. Programs hear that there is none, which is what ends their waiting for one.
    Unthreaded,
    /// A cartridge that is being loaded.
    Loading,
    /// A cartridge that is being unloaded.
    Unloading,
    /// A cleaning cartridge at work.
    Cleaning,
    /// A tape under the head.
    Loaded(&'a mut Tape),
}

impl<'a> Medium<'a> {
    /// The tape under the head.
    ///
    /// # Errors
    /// What keeps it from there.
    pub fn loaded(self) -> Result<&'a mut Tape, Sense> {
        match self {
            Self::Loaded(tape) => Ok(tape),
            Self::Absent | Self::Unthreaded => Err(NOT_PRESENT.because()),
            Self::Loading => Err(LOADING.because()),
            Self::Unloading => Err(UNLOADING.because()),
            Self::Cleaning => Err(CLEANING.because()),
        }
    }

    /// The tape under the head, for a command that does without.
    #[must_use]
    pub const fn tape(&self) -> Option<&Tape> {
        match self {
            Self::Loaded(tape) => Some(tape),
            Self::Absent | Self::Unthreaded | Self::Loading | Self::Unloading | Self::Cleaning => None,
        }
    }
}
