//! Reading records back from the bytes of a trace.

use thiserror::Error;

use super::Trace;
use super::event::Record;

/// Bytes that are no trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the bytes after offset {offset} are no trace record; they were cut off, or written by another version")]
pub struct MalformedTrace {
    /// Where the record begins that cannot be read.
    pub offset: usize,
}

/// A line that is no record.
#[derive(Debug, Error)]
#[error("line {line} is no record of a trace: {why}")]
pub struct Unread {
    /// The line, from 1.
    pub line: usize,
    /// Why.
    pub why: serde_json::Error,
}

/// Reads a trace back from JSON, a record a line, as [`Trace::json_lines`] gives it.
///
/// # Errors
/// The first line that is no record.
pub fn from_json_lines(text: &str) -> Result<Trace, Unread> {
    let mut trace = Trace::new();
    for (line, record) in (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty()) {
        let Record { at, cause, actor, what, .. } = serde_json::from_str(record).map_err(|why| Unread { line, why })?;
        trace.write(at, cause, actor, what);
    }
    Ok(trace)
}

/// The records in some bytes, one after the other. After a broken one there is nothing more.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Entries<'a> {
    /// The records in these bytes.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, offset: 0 }
    }
}

impl Iterator for Entries<'_> {
    type Item = Result<Record<'static>, MalformedTrace>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        match postcard::take_from_bytes(self.rest) {
            Ok((record, rest)) => {
                self.offset += self.rest.len() - rest.len();
                self.rest = rest;
                Some(Ok(record))
            }
            Err(_) => {
                self.rest = &[];
                Some(Err(MalformedTrace { offset: self.offset }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rsmlab_engine::time::Instant;

    use super::super::{Actor, Cast, Trace, What};
    use rsmlab_sim::hardware::CartridgeId;
    use rsmlab_sim::operator::PersonAct;

    #[test]
    fn what_was_written_is_read_and_hashes_the_same() {
        let mut trace = Trace::new();
        let cast = Cast { title: "A tape is taken".into(), seed: 7, libraries: vec!["L1".into()], cartridges: vec!["T1".into()] };
        let begin = trace.write(Instant(0), None, Actor::Scenario, What::Begin(cast));
        trace.write(Instant(5), Some(begin), Actor::Operator, What::Act(PersonAct::Take(CartridgeId(0))));
        let again = Trace::from_bytes(trace.bytes()).unwrap();
        assert_eq!(again, trace);
        assert_eq!(again.hash(), trace.hash());
        let lines: Vec<String> = trace.json_lines().collect();
        assert_eq!(super::from_json_lines(&lines.join("\n")).unwrap(), trace);
        assert_eq!(super::from_json_lines(&format!("{}\n{{}}", lines[0])).unwrap_err().line, 2);
        let cut = &trace.bytes()[..trace.bytes().len() - 1];
        let broken = Trace::from_bytes(cut).unwrap_err();
        assert!(broken.offset > 0 && broken.offset < cut.len());
    }
}
