//! Frames: where a PDU begins and ends in a stream of bytes, and whether its digests are right.

use thiserror::Error;

use super::header::Header;
use crate::iscsi::digest;

/// A PDU as it travels: header, additional header segments, data segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The basic header segment.
    pub header: Header,
    /// The additional header segments, a multiple of four bytes.
    pub extra: Vec<u8>,
    /// The data segment, without padding.
    pub data: Vec<u8>,
}

impl Frame {
    /// A frame of a header and a data segment.
    #[must_use]
    pub const fn new(header: Header, data: Vec<u8>) -> Self {
        Self { header, extra: Vec::new(), data }
    }
}

/// What was agreed about frames: their digests, and how long a data segment may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framing {
    /// A CRC32C follows the headers.
    pub header_digest: bool,
    /// A CRC32C follows a data segment.
    pub data_digest: bool,
    /// The longest data segment that is taken in.
    pub longest: usize,
}

impl Framing {
    /// The longest data segment where nothing else was agreed (RFC 7143, 13.12). It holds during the whole login.
    pub const DEFAULT_LONGEST: usize = 8192;
}

impl Default for Framing {
    fn default() -> Self {
        Self { header_digest: false, data_digest: false, longest: Self::DEFAULT_LONGEST }
    }
}

/// What bytes begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// Only a part of a frame. It can be said more of it when there are this many bytes.
    Part(usize),
    /// A frame, and how many bytes it takes.
    Whole(Frame, usize),
}

/// What is wrong with a frame.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FrameError {
    /// The data segment is longer than was agreed.
    #[error("a data segment of {length} bytes came, and at most {longest} were agreed")]
    TooLong {
        /// Its length.
        length: usize,
        /// What was agreed.
        longest: usize,
    },
    /// The headers are not what was sent.
    #[error("the header digest is wrong")]
    HeaderDigest,
    /// The data segment is not what was sent.
    #[error("the data digest is wrong")]
    DataDigest(Box<Header>),
}

const DIGEST: usize = 4;

const fn padded(length: usize) -> usize {
    length.next_multiple_of(4)
}

impl Framing {
    /// Takes a frame from the beginning of `bytes`.
    ///
    /// # Errors
    ///
    /// When the data segment is too long, or a digest is wrong.
    pub fn decode(&self, bytes: &[u8]) -> Result<Decoded, FrameError> {
        let Some((&header, rest)) = bytes.split_first_chunk() else { return Ok(Decoded::Part(Header::LENGTH)) };
        let header = Header(header);
        let headers = Header::LENGTH + header.extra_length();
        let beginning = headers + if self.header_digest { DIGEST } else { 0 };
        let length = header.data_length();
        // What a damaged header says of lengths is not believed: its digest is looked at first.
        if self.header_digest {
            let (Some(covered), Some(digest)) = (bytes.get(..headers), bytes.get(headers..beginning)) else {
                return Ok(Decoded::Part(beginning));
            };
            if digest::of(covered) != digest {
                return Err(FrameError::HeaderDigest);
            }
        }
        if length > self.longest {
            return Err(FrameError::TooLong { length, longest: self.longest });
        }
        let end = beginning + padded(length);
        let whole = end + if self.data_digest && length > 0 { DIGEST } else { 0 };
        let (Some(extra), Some(segment), Some(digest)) =
            (rest.get(..header.extra_length()), bytes.get(beginning..end), bytes.get(end..whole))
        else {
            return Ok(Decoded::Part(whole));
        };
        if !digest.is_empty() && digest::of(segment) != digest {
            return Err(FrameError::DataDigest(Box::new(header)));
        }
        let data = segment.get(..length).unwrap_or(segment).to_vec();
        Ok(Decoded::Whole(Frame { header, extra: extra.to_vec(), data }, whole))
    }

    /// Puts a frame at the end of `out`. Its lengths are filled in.
    pub fn encode(&self, mut header: Header, extra: &[u8], data: &[u8], out: &mut Vec<u8>) {
        header.set_lengths(extra.len(), data.len());
        let beginning = out.len();
        out.extend_from_slice(&header.0);
        out.extend_from_slice(extra);
        if self.header_digest {
            let digest = digest::of(out.get(beginning..).unwrap_or_default());
            out.extend_from_slice(&digest);
        }
        let beginning = out.len();
        out.extend_from_slice(data);
        out.resize(beginning + padded(data.len()), 0);
        if self.data_digest && !data.is_empty() {
            let digest = digest::of(out.get(beginning..).unwrap_or_default());
            out.extend_from_slice(&digest);
        }
    }
}
