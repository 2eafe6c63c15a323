//! The thread of a tape: what programs want of it, one after the other, as a driver does it for a drive.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rsmlab_scsi::answer::ScsiAnswer;
use rustix::io::Errno;

use super::super::calls::FuseCall;
use super::super::initiator::{CommandFailure, Initiator};
use super::super::mtio::{self, TapeOperation};
use super::super::{protocol, workers};
use super::{Opening, Tape, TapeDrive};

/// What a program wants of a tape.
#[derive(Debug)]
pub(in super::super) enum Wish {
    Open(Opening),
    Read { room: u32 },
    Write { data: Vec<u8> },
    Operate(TapeOperation),
    Status,
    Position,
    Close,
    Release,
}

/// Who uses a file, as far as the kernel tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct User {
    /// The table of descriptors of the program; an ioctl does not tell it.
    pub files: Option<u64>,
    /// The thread.
    pub thread: u32,
}

impl User {
    /// Who has used a file when this one has done so as well.
    fn after(self, last: Option<Self>) -> Self {
        Self { files: self.files.or(last.and_then(|last| last.files)), ..self }
    }

    /// Whether a descriptor that this one closes is that of the other. A program that starts another has a copy of its descriptors closed,
    /// amid whatever it does with them.
    fn closes_for(self, last: Self) -> bool {
        self.thread == last.thread || self.files.is_some() && self.files == last.files
    }
}

/// What comes to a tape: who waits, who it is, and what is wanted.
type Coming = (FuseCall, User, Wish);

/// A tape in the hands of its thread. The thread ends, with what it has begun, when this is dropped.
#[derive(Debug)]
pub(in super::super) struct TapeThread {
    wishes: Option<Sender<Coming>>,
    /// One program has it open.
    taken: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl TapeThread {
    /// The thread of the drive with this number.
    ///
    /// # Errors
    ///
    /// When the machine has no thread left.
    pub fn start(initiator: Initiator, lun: u64) -> std::io::Result<Self> {
        let (wishes, coming) = channel();
        let taken = Arc::new(AtomicBool::new(false));
        let shared = Arc::clone(&taken);
        let thread = workers::start(format!("fuse tape {lun}"), move || serve(&initiator, lun, &coming, &shared))?;
        Ok(Self { wishes: Some(wishes), taken, thread: Some(thread) })
    }

    /// Gives it something to do. An open is refused at once while another program has the tape.
    pub fn give(&self, call: FuseCall, user: User, wish: Wish) {
        match wish {
            Wish::Open(_) if self.taken.swap(true, Ordering::AcqRel) => return call.answer(Err(Errno::BUSY)),
            // A program that opens it from now on comes after this one.
            Wish::Release => self.taken.store(false, Ordering::Release),
            Wish::Open(_) | Wish::Read { .. } | Wish::Write { .. } | Wish::Operate(_) | Wish::Status | Wish::Position | Wish::Close => {}
        }
        if let Some(wishes) = &self.wishes {
            // A call that finds no thread is answered when it is dropped.
            let _ = wishes.send((call, user, wish));
        }
    }
}

impl Drop for TapeThread {
    fn drop(&mut self) {
        self.wishes = None;
        if let Some(thread) = self.thread.take() {
            // A thread that has panicked has said so.
            let _ = thread.join();
        }
    }
}

fn serve(initiator: &Initiator, lun: u64, coming: &Receiver<Coming>, taken: &AtomicBool) {
    let mut tape = Tape::new();
    // Who has last done something with the tape.
    let mut last: Option<User> = None;
    while let Ok((mut call, user, wish)) = coming.recv() {
        let opens = matches!(wish, Wish::Open(_));
        match wish {
            Wish::Read { .. } | Wish::Write { .. } | Wish::Operate(_) => last = Some(user.after(last)),
            Wish::Open(_) => last = None,
            Wish::Close if !last.is_some_and(|last| user.closes_for(last)) => {
                call.answer(Ok(Vec::new()));
                continue;
            }
            Wish::Close | Wish::Release | Wish::Status | Wish::Position => {}
        }
        // What a signal has ended before its turn is not done.
        let reply = if call.begin() { tape.grant(&mut LiveDrive { initiator, lun, call: &call }, wish) } else { Err(Errno::INTR) };
        if opens && reply.is_err() {
            taken.store(false, Ordering::Release);
        }
        call.answer(reply);
    }
}

impl Tape {
    /// Does what a program wants; the reply to it.
    fn grant(&mut self, drive: &mut dyn TapeDrive, wish: Wish) -> Result<Vec<u8>, Errno> {
        match wish {
            Wish::Open(opening) => self.open(drive, opening).map(|()| protocol::opened_stream()),
            Wish::Read { room } => self.read(drive, room),
            Wish::Write { data } => self.write(drive, data).map(protocol::written),
            Wish::Operate(action) => self.operate(drive, action).map(|()| protocol::ioctl(0, &[])),
            Wish::Status => Ok(protocol::ioctl(0, &self.status().to_bytes())),
            Wish::Position => self.position(drive).map(|block| protocol::ioctl(0, &mtio::position(block))),
            Wish::Close => self.close(drive).map(|()| Vec::new()),
            Wish::Release => {
                self.release(drive);
                Ok(Vec::new())
            }
        }
    }
}

/// The drive behind a call.
struct LiveDrive<'a> {
    initiator: &'a Initiator,
    lun: u64,
    call: &'a FuseCall,
}

impl TapeDrive for LiveDrive<'_> {
    fn execute(&mut self, cdb: &[u8], data: Vec<u8>) -> Result<ScsiAnswer, Errno> {
        self.initiator.execute(self.call, self.lun, cdb, data, None).map_err(|failure| match failure {
            CommandFailure::Interrupted => Errno::INTR,
            CommandFailure::TimedOut | CommandFailure::Gone => Errno::NODEV,
            CommandFailure::Unreachable => Errno::NXIO,
        })
    }

    fn pause(&mut self, time: Duration) -> Result<(), Errno> {
        self.call.pause(time)
    }
}
