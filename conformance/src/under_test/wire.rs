//! Wires: what carries lines to a target and back.
//!
//! A reader and a writer thread stand between the suite and the target, so that neither a target that does not answer
//! nor one that does not listen can hold up the suite for longer than its patience.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::time::Duration;

use rsmlab_language::limits;

/// How many lines a target may be ahead of what is read.
const AHEAD: usize = 16;

/// Carries lines to a target, and its answers back.
pub trait Wire: Send {
    /// Sends a line and waits for the next one.
    ///
    /// # Errors
    ///
    /// [`Break`] when there is none.
    fn ask(&mut self, line: &str, patience: Duration) -> Result<String, Break>;
}

/// Why there is no line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// The other end is gone; how it ended.
    Gone(String),
    /// Nothing came in time.
    Silent,
    /// What came is not what a transcript has; which line of it, and what it has.
    Misfit(String),
}

/// The other end of a wire, as far as it can be asked how it ended. It is brought down when this is dropped.
pub(super) trait Peer: Send {
    /// How it ended, in words. Only asked when nothing more comes from it.
    fn how_it_ended(&mut self) -> String;
}

/// A wire to something that runs.
pub(super) struct LiveWire {
    to: Sender<String>,
    from: Receiver<WireEvent>,
    peer: Box<dyn Peer>,
}

enum WireEvent {
    Line(String),
    Cut(String),
    TooLong,
}

impl LiveWire {
    /// A wire over two streams.
    pub fn new(from: impl Read + Send + 'static, to: impl Write + Send + 'static, peer: Box<dyn Peer>) -> Self {
        let (lines, received) = mpsc::sync_channel(AHEAD);
        let (send, outgoing) = mpsc::channel();
        in_background(move || read(from, &lines));
        in_background(move || write(to, &outgoing));
        Self { to: send, from: received, peer }
    }
}

impl Wire for LiveWire {
    fn ask(&mut self, line: &str, patience: Duration) -> Result<String, Break> {
        // Who cannot be written to has nothing more to say either, and that is found out below.
        let _gone = self.to.send(format!("{line}\n"));
        match self.from.recv_timeout(patience) {
            Ok(WireEvent::Line(line)) => Ok(line),
            Ok(WireEvent::Cut(part)) => {
                Err(Break::Gone(format!("{}, in the middle of a line: {}", self.peer.how_it_ended(), shortened(&part))))
            }
            Ok(WireEvent::TooLong) => {
                Err(Break::Gone(format!("its answer was longer than {}, and was not read to its end", limits::size(limits::MESSAGE_BYTES))))
            }
            Err(RecvTimeoutError::Timeout) => Err(Break::Silent),
            Err(RecvTimeoutError::Disconnected) => Err(Break::Gone(self.peer.how_it_ended())),
        }
    }
}

/// Starts a thread that ends when its stream does.
pub(super) fn in_background(work: impl FnOnce() + Send + 'static) {
    #[allow(clippy::disallowed_methods, reason = "it carries bytes; no simulation runs in it")]
    std::thread::spawn(work);
}

fn read(from: impl Read, to: &SyncSender<WireEvent>) {
    let mut from = BufReader::new(from);
    loop {
        let mut line = Vec::new();
        let event = match (&mut from).take(limits::MESSAGE_BYTES as u64).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) if line.ends_with(b"\n") => WireEvent::Line(text(&line)),
            Ok(read) if read == limits::MESSAGE_BYTES => WireEvent::TooLong,
            Ok(_) => WireEvent::Cut(text(&line)),
        };
        if to.send(event).is_err() {
            return;
        }
    }
}

fn write(mut to: impl Write, lines: &Receiver<String>) {
    for line in lines {
        if to.write_all(line.as_bytes()).and_then(|()| to.flush()).is_err() {
            return;
        }
    }
}

fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).trim_end_matches(['\r', '\n']).to_owned()
}

/// The beginning of a long text.
pub(super) fn shortened(text: &str) -> String {
    const ROOM: usize = 200;
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
