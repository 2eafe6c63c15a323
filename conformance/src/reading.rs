//! Reading files that others wrote, up to the limits of [`rsmlab_sim::limits`].

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use rsmlab_sim::limits;

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
    String::from_utf8(bytes(path, limit)?).map_err(|wrong| {
        let line = line_of(wrong.as_bytes(), wrong.utf8_error().valid_up_to());
        io::Error::new(ErrorKind::InvalidData, format!("it is not UTF-8 text; line {line} has bytes that are no characters"))
    })
}

/// The line in which a byte stands, counted from 1.
#[must_use]
pub fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_without_an_end_is_read_up_to_the_limit() {
        let endless = bytes_from(io::repeat(b'a'), 10).expect_err("it is larger");
        assert_eq!(endless.to_string(), "it is larger than 10 bytes, the most that is read; make several of it");
        assert_eq!(bytes_from(&b"0123456789"[..], 10).expect("it fits").len(), 10);
    }
}
