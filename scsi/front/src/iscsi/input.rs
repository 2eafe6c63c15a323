//! The way in of a connection: bytes are read as they come, and frames are cut out of them.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::Duration;

use thiserror::Error;

use super::pdu::frame::{Decoded, Frame, FrameError, Framing};

/// What comes of waiting for a client.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A frame.
    Frame(Frame),
    /// The client says nothing.
    Silence,
    /// The client has closed its side.
    End,
}

/// Why a connection cannot be read from any more.
#[derive(Debug, Error)]
pub(super) enum InputError {
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the connection ended, or its client fell silent, in the middle of a PDU")]
    CutOff,
}

/// Bytes are read so many at a time, if there are as many.
const CHUNK: usize = 64 * 1024;

/// The receiving half of a connection.
#[derive(Debug)]
pub(super) struct Input {
    stream: TcpStream,
    framing: Framing,
    /// What has been read is `buffer[start..end]`; the rest of the buffer is room.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl Input {
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, framing: Framing::default(), buffer: vec![0; CHUNK], start: 0, end: 0 }
    }

    /// Takes over what was agreed in the login.
    pub fn agree(&mut self, framing: Framing) {
        self.framing = framing;
    }

    /// How long [`next`](Self::next) waits.
    pub fn set_patience(&mut self, patience: Duration) -> io::Result<()> {
        self.stream.set_read_timeout(Some(patience))
    }

    /// The next frame, if it has been read already.
    pub fn buffered(&mut self) -> Result<Option<Frame>, FrameError> {
        self.cut().map(Result::ok)
    }

    /// The next frame, waited for.
    pub fn next(&mut self) -> Result<Incoming, InputError> {
        loop {
            let needed = match self.cut()? {
                Ok(frame) => return Ok(Incoming::Frame(frame)),
                Err(needed) => needed,
            };
            self.make_room(needed);
            let read = self.stream.read(self.buffer.get_mut(self.end..).unwrap_or_default());
            let between_frames = self.start == self.end;
            match read {
                Ok(0) if between_frames => return Ok(Incoming::End),
                Ok(0) => return Err(InputError::CutOff),
                Ok(count) => self.end += count,
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted => {}
                    ErrorKind::WouldBlock | ErrorKind::TimedOut if between_frames => return Ok(Incoming::Silence),
                    ErrorKind::WouldBlock | ErrorKind::TimedOut => return Err(InputError::CutOff),
                    _ => return Err(error.into()),
                },
            }
        }
    }

    /// Cuts a frame out of what has been read, or says how many bytes that would take.
    fn cut(&mut self) -> Result<Result<Frame, usize>, FrameError> {
        let read = self.buffer.get(self.start..self.end).unwrap_or_default();
        Ok(match self.framing.decode(read)? {
            Decoded::Whole(frame, length) => {
                self.start += length;
                Ok(frame)
            }
            Decoded::Part(needed) => Err(needed),
        })
    }

    /// Moves what has been read to the front, and makes the buffer long enough for a frame. What it needs is bounded by the framing.
    fn make_room(&mut self, needed: usize) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        if self.start + needed > self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if needed > self.buffer.len() {
            self.buffer.resize(needed.next_multiple_of(CHUNK), 0);
        }
    }
}
