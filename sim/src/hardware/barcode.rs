//! Bar codes: the sticker on a cartridge, and what a reader makes of it.

use std::sync::Arc;

use rsmlab_engine::port::hardware::BarCode;
use thiserror::Error;

/// How many characters a volume tag has at most (SMC: 32 bytes, left-justified and padded with blanks).
pub const LONGEST: usize = 32;

/// Why a text can be no bar code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Illegible {
    /// There is nothing to read.
    #[error("says nothing")]
    Empty,
    /// Volume tags are left-justified.
    #[error("begins with a blank")]
    Indented,
    /// It has so many characters.
    #[error("has {0} characters, and a volume tag has {LONGEST} at most")]
    TooLong(usize),
    /// No volume tag has such a character.
    #[error("has a character that is no printable ASCII")]
    NotPrintable,
}

/// A text as a volume tag has it: without the blanks that it is padded with.
///
/// # Errors
/// Why it can be none.
pub fn volume_tag(text: &str) -> Result<&str, Illegible> {
    let text = text.trim_end_matches(' ');
    if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        Err(Illegible::NotPrintable)
    } else if text.is_empty() {
        Err(Illegible::Empty)
    } else if text.starts_with(' ') {
        Err(Illegible::Indented)
    } else if text.len() > LONGEST {
        Err(Illegible::TooLong(text.len()))
    } else {
        Ok(text)
    }
}

/// What is stuck on the edge of a cartridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sticker {
    /// A bar code with this text.
    Text(Arc<str>),
    /// A bar code that no reader can make out.
    Unreadable,
    /// Nothing.
    None,
}

impl Sticker {
    /// What a reader says. It cannot tell a missing sticker from a bad one.
    #[must_use]
    pub fn read(&self) -> BarCode {
        match self {
            Self::Text(text) => BarCode::Text(Arc::clone(text)),
            Self::Unreadable | Self::None => BarCode::Unreadable,
        }
    }
}
