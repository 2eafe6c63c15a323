//! Reading files that others wrote, up to the limits of [`rsmlab_language::limits`].

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use rsmlab_language::limits;

/// What a file holds, if that is no more than so many bytes.
///
/// # Errors
///
/// When it cannot be read, or is larger.
pub fn bytes(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    bytes_from(File::open(path)?, limit)
}

/// What comes from a stream, up to its end, if that is no more than so many bytes.
///
/// # Errors
///
/// When it cannot be read, or more comes.
pub fn bytes_from(stream: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        let message = format!("it is larger than {}, the most that is read; make several of it", limits::size(limit));
        return Err(io::Error::new(ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

/// The text of a file: a profile, a scope, a list.
///
/// # Errors
///
/// When it cannot be read, is larger than a text file may be, or is no UTF-8 text.
pub fn text(path: &Path) -> io::Result<String> {
    text_within(path, limits::FILE_BYTES)
}

/// The text of a file of no more than so many bytes.
///
/// # Errors
///
/// When it cannot be read, is larger, or is no UTF-8 text.
pub fn text_within(path: &Path, limit: usize) -> io::Result<String> {
    utf8(bytes(path, limit)?).map_err(|wrong| io::Error::new(ErrorKind::InvalidData, format!("it {wrong}; save it as UTF-8")))
}

/// The text that bytes are in UTF-8.
///
/// # Errors
///
/// What else they are, as the end of a sentence.
pub fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    if let Some(other) = other_encoding(&bytes) {
        return Err(format!("is {other} text, and not UTF-8"));
    }
    String::from_utf8(bytes).map_err(|wrong| {
        let line = line_of(wrong.as_bytes(), wrong.utf8_error().valid_up_to());
        format!("is not UTF-8 text; line {line} has bytes that are no characters")
    })
}

/// The encoding that bytes have by the mark they begin with, or by every other byte being zero.
fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        [0, first, 0, second, ..] | [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some("UTF-16"),
        _ => None,
    }
}

/// The line in which a byte stands, counted from 1.
fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_another_encoding_is_told_by_its_name() {
        let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for bytes in [wide("\u{feff}a", u16::to_le_bytes), wide("\u{feff}a", u16::to_be_bytes)] {
            assert_eq!(utf8(bytes), Err("is UTF-16 text, and not UTF-8".to_owned()));
        }
        for bytes in [wide("title", u16::to_le_bytes), wide("title", u16::to_be_bytes)] {
            assert_eq!(utf8(bytes), Err("is UTF-16 text, and not UTF-8".to_owned()));
        }
        assert_eq!(utf8(b"\xFF\xFE\0\0a\0\0\0".to_vec()), Err("is UTF-32 text, and not UTF-8".to_owned()));
        assert_eq!(utf8(b"a\n\xE4".to_vec()), Err("is not UTF-8 text; line 2 has bytes that are no characters".to_owned()));
        assert_eq!(utf8("\u{feff}ä\0".into()), Ok("\u{feff}ä\0".to_owned()));
    }

    #[test]
    fn a_stream_without_an_end_is_read_up_to_the_limit() {
        let endless = bytes_from(io::repeat(b'a'), 10).expect_err("it is larger");
        assert_eq!(endless.to_string(), "it is larger than 10 bytes, the most that is read; make several of it");
        assert_eq!(bytes_from(&b"0123456789"[..], 10).expect("it fits").len(), 10);
    }
}
