//! Personalities: what machines there are. A personality file says what a library of a make is like, in the words of
//! scenarios and in some that only hardware has; a scenario takes it by name, `library L1 like=autoloader-8`.
//!
//! `sim/personalities/README.md` describes the files.

pub mod built_in;
mod check;
mod fit;
mod flag;
pub mod grammar;
mod read;

pub use self::read::{is_meant, read};
use crate::beside::FileBeside;
use crate::model::{Library, Name};
pub use rsmlab_sim::hardware::make::{
    Addresses, Counts, DriveColumn, Effect, ElementType, Feature, Features, Inquiry, Layout, Make, Matrix, Stand,
};

/// A make of library, and how one that has just been unpacked is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personality {
    /// What it is, in a few words.
    pub title: String,
    /// What a scenario could say of it and need not. It has the personality's own name.
    pub library: Library,
    /// What no scenario changes.
    pub make: Make,
    /// The file it was read from, by the name that the scenario has for it; none if it is built in.
    pub file: Option<FileBeside>,
}

impl Personality {
    /// What a scenario says to mean it.
    #[must_use]
    pub fn said(&self) -> &str {
        self.file.as_ref().map_or(self.name().as_str(), |file| &file.name)
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.library.name
    }
}

impl Library {
    /// How many elements of each type it has.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            transports: self.transports,
            slots: self.slots,
            cells: self.ports.iter().map(|port| u32::from(port.cells)).sum(),
            drives: u16::try_from(self.drives.len()).unwrap_or(u16::MAX),
        }
    }

    /// Its make: that of its personality, made to fit the parts that a scenario gave it.
    #[must_use]
    pub fn make(&self) -> Make {
        match &self.like {
            None => Make::plain(self.counts()),
            Some(personality) => fit::fitted(personality, self),
        }
    }
}
