//! Texts: `key=value` pairs, each ended by a zero byte, that may go on over several PDUs (RFC 7143, 6.1).

use thiserror::Error;

/// A key and its value.
pub type Pair = (String, String);

/// The most bytes of a text, over all of its PDUs.
pub const LONGEST_TEXT: usize = 64 * 1024;
/// The most pairs of a text.
pub const MOST_PAIRS: usize = 256;
/// The most bytes of a key.
pub const LONGEST_KEY: usize = 63;
/// The most bytes of a value; the longest there is is a CHAP challenge of 1,024 bytes in hexadecimal.
pub const LONGEST_VALUE: usize = 4096;

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// It is too long, has too many pairs, or one that is too long.
    #[error("a text or a part of it is too long")]
    TooLong,
    /// It is not UTF-8.
    #[error("a text is not UTF-8")]
    NotUtf8,
    /// A pair has no key, or no `=`.
    #[error("a pair of a text has no key or no value")]
    NoPair,
}

/// The pairs of a whole text, in their order.
///
/// # Errors
///
/// When the text cannot be read, or goes beyond the limits of this file.
///
/// ```
/// use rsmlab_front::iscsi::text;
///
/// let pairs = text::parse(b"SendTargets=All\0X-note=a=b\0").unwrap();
/// assert_eq!(pairs[1], ("X-note".to_owned(), "a=b".to_owned()));
/// ```
pub fn parse(bytes: &[u8]) -> Result<Vec<Pair>, TextError> {
    if bytes.len() > LONGEST_TEXT {
        return Err(TextError::TooLong);
    }
    let text = str::from_utf8(bytes).map_err(|_| TextError::NotUtf8)?;
    let mut pairs = Vec::new();
    for pair in text.split('\0').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or(TextError::NoPair)?;
        if key.len() > LONGEST_KEY || value.len() > LONGEST_VALUE || pairs.len() == MOST_PAIRS {
            return Err(TextError::TooLong);
        }
        pairs.push((key.to_owned(), value.to_owned()));
    }
    Ok(pairs)
}

/// A text that comes in parts.
#[derive(Clone, Debug, Default)]
pub struct Collector {
    bytes: Vec<u8>,
}

impl Collector {
    /// Takes a part. The pairs are there when no other part follows.
    ///
    /// # Errors
    ///
    /// When the text cannot be read, or goes beyond the limits of this file.
    pub fn take(&mut self, part: &[u8], continues: bool) -> Result<Option<Vec<Pair>>, TextError> {
        if self.bytes.len() + part.len() > LONGEST_TEXT {
            return Err(TextError::TooLong);
        }
        self.bytes.extend_from_slice(part);
        if continues {
            return Ok(None);
        }
        parse(&std::mem::take(&mut self.bytes)).map(Some)
    }
}

/// A text that goes out in parts.
#[derive(Clone, Debug, Default)]
pub struct TextReply {
    bytes: Vec<u8>,
    sent: usize,
}

impl TextReply {
    /// Adds a pair.
    pub fn add(&mut self, key: &str, value: &str) {
        for part in [key, "=", value, "\0"] {
            self.bytes.extend_from_slice(part.as_bytes());
        }
    }

    /// The next part, of at most `longest` bytes.
    pub fn part(&mut self, longest: usize) -> Vec<u8> {
        let rest = self.bytes.get(self.sent..).unwrap_or_default();
        let part = rest.get(..longest).unwrap_or(rest).to_vec();
        self.sent += part.len();
        part
    }

    /// Whether all has been sent.
    #[must_use]
    pub const fn is_sent(&self) -> bool {
        self.sent >= self.bytes.len()
    }
}
