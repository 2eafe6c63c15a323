//! What the compiler refuses, kept: it takes many rounds to find that out, and of the same sources it says the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::trouble::{Result, at};

/// What cannot be woven, or only in another way than the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Mutants that are no Rust, or that the compiler does not take, by their numbers.
    pub mutants: BTreeSet<u32>,
    /// Files with constant functions that call one which is constant no more, because it has a switch.
    pub callers: BTreeSet<PathBuf>,
    /// Functions that have to stay constant, by their names, because a constant is made with them.
    pub constant: BTreeSet<String>,
}

/// The same in its file.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// Of which sources the compiler said it.
    fingerprint: u64,
    refused: Refused,
}

impl Refused {
    /// What a file has of these sources; nothing if it has nothing of them.
    #[must_use]
    pub fn read(file: &Path, fingerprint: u64) -> Self {
        fs::read(file).map(|text| Self::parse(&text, fingerprint)).unwrap_or_default()
    }

    fn parse(text: &[u8], fingerprint: u64) -> Self {
        let kept = serde_json::from_slice::<Kept>(text).ok().filter(|kept| kept.fingerprint == fingerprint);
        kept.map(|kept| kept.refused).unwrap_or_default()
    }

    /// Writes it into a file, for these sources.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn keep(&self, file: &Path, fingerprint: u64) -> Result<()> {
        let kept = Kept { fingerprint, refused: self.clone() };
        fs::write(file, serde_json::to_vec_pretty(&kept)?).map_err(at(file))
    }

    /// How much it is.
    #[must_use]
    pub fn count(&self) -> usize {
        self.mutants.len() + self.callers.len() + self.constant.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_of_other_sources_is_not_refused_of_these() {
        let refused = Refused { mutants: BTreeSet::from([7]), constant: BTreeSet::from(["length".to_owned()]), ..Refused::default() };
        let text = serde_json::to_vec(&Kept { fingerprint: 1, refused: refused.clone() }).expect("it is JSON");
        assert_eq!(Refused::parse(&text, 1), refused);
        assert_eq!(Refused::parse(&text, 2), Refused::default());
        assert_eq!(Refused::parse(&text[1..], 1), Refused::default(), "what was cut off tells nothing");
    }
}
