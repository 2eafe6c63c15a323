//! Allocation lengths: whatever the length, what comes is the beginning of the whole.

use crate::bench::Bench;
use crate::case::{CaseResult, hex, hold};
use crate::transport::GOOD;

/// Up to here every length is tried.
const EVERY: usize = 300;
/// Beyond it, one in so many.
const STEP: usize = 97;

/// What the standard says of allocation lengths.
pub const RULE: &str = "an allocation length of any value is no error, 0 among them: the data is cut off where it ends, and fields that \
                        tell of lengths tell of the whole";

/// Asks for data with every allocation length from `least` to that of the whole and one beyond, and holds each answer to the whole.
/// `may_end` says whether data may end at a length that is less than was asked for.
pub fn hold_to_whole(
    bench: &mut Bench<'_>,
    least: usize,
    block: impl Fn(usize) -> Vec<u8>,
    most: usize,
    may_end: impl Fn(&[u8], usize, usize) -> bool,
) -> CaseResult {
    let whole = bench.good(&block(most))?;
    let lengths =
        (least..=whole.len() + 1).filter(|length| *length <= EVERY || (*length - EVERY).is_multiple_of(STEP) || *length >= whole.len());
    for length in lengths.filter(|length| *length <= most) {
        let reply = bench.ask(&block(length))?;
        let wanted = whole.get(..length).unwrap_or(&whole);
        let is_beginning = whole.starts_with(&reply.data) && reply.data.len() <= length;
        let holds = reply.status == GOOD && is_beginning && (reply.data == wanted || may_end(&whole, reply.data.len(), length));
        hold(
            holds,
            format!("GOOD with the first {} bytes of the whole for an allocation length of {length} [{}]", wanted.len(), hex(wanted)),
            reply.words(),
        )?;
    }
    Ok(())
}

/// Data that ends exactly where the allocation length does.
pub const fn nowhere_else(_: &[u8], _: usize, _: usize) -> bool {
    false
}
