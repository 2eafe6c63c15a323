//! The connection with the kernel: an open `/dev/fuse`, read by one thread and written by many.

use std::os::fd::OwnedFd;

use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};
use rustix::io::{self, Errno, IoSlice};

use super::protocol;

/// The open `/dev/fuse` of a mounted folder. When the last owner lets go of it, the kernel ends everything that still waits.
#[derive(Debug)]
pub(super) struct Connection {
    kernel: OwnedFd,
    /// Written to when the thread that reads shall end.
    end: OwnedFd,
}

/// Why nothing more comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConnectionEnd {
    /// It was asked for.
    Asked,
    /// The folder is not mounted any more, or the kernel has broken off.
    Unmounted,
}

impl Connection {
    /// A connection over an open `/dev/fuse`, which must not block.
    pub fn new(kernel: OwnedFd) -> io::Result<Self> {
        let flags = rustix::fs::fcntl_getfl(&kernel)?;
        rustix::fs::fcntl_setfl(&kernel, flags | rustix::fs::OFlags::NONBLOCK)?;
        Ok(Self { kernel, end: eventfd(0, EventfdFlags::CLOEXEC)? })
    }

    /// Waits for the next request, and says how many bytes of the buffer it has.
    pub fn receive(&self, buffer: &mut [u8]) -> Result<usize, ConnectionEnd> {
        loop {
            match io::read(&self.kernel, &mut *buffer) {
                Ok(count) => return Ok(count),
                // A request that was taken back before it was read.
                Err(Errno::NOENT | Errno::INTR) => {}
                Err(Errno::AGAIN) => self.wait()?,
                Err(_) => return Err(ConnectionEnd::Unmounted),
            }
        }
    }

    fn wait(&self) -> Result<(), ConnectionEnd> {
        let mut ready = [PollFd::new(&self.kernel, PollFlags::IN), PollFd::new(&self.end, PollFlags::IN)];
        match poll(&mut ready, None) {
            Ok(_) if !ready[1].revents().is_empty() => Err(ConnectionEnd::Asked),
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(_) => Err(ConnectionEnd::Unmounted),
        }
    }

    /// Has the thread that reads end.
    pub fn end(&self) {
        // A counter that is full has been written to, so that nothing is lost.
        let _ = io::write(&self.end, &1u64.to_ne_bytes());
    }

    /// Replies to a request. The kernel has no use for a reply only when nobody waits for it any more.
    pub fn reply(&self, unique: u64, reply: Result<&[u8], Errno>) {
        let (error, body) = match reply {
            Ok(body) => (0, body),
            Err(errno) => (errno.raw_os_error(), &[][..]),
        };
        let header = protocol::reply_header(unique, error, body.len());
        while io::writev(&self.kernel, &[IoSlice::new(&header), IoSlice::new(body)]) == Err(Errno::INTR) {}
    }
}
