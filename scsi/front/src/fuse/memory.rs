//! The memory of a program whose call is being served.
//!
//! The kernel copies for a server only what the number of an ioctl tells it of, and that of `SG_IO` tells nothing; the way by which a
//! server asks for more is closed to plain files. So the server reads and writes the memory of the program itself, with process_vm_readv(2) and
//! process_vm_writev(2): in the way of `/proc/PID/mem` they need nothing but to be the same user, and unlike it they heed what the program
//! may do with its memory. The thread stands still until its call is answered, and so its memory is there and its number is its own.

use std::io::{IoSlice, IoSliceMut};

use nix::errno::Errno as Refused;
use nix::sys::uio::{RemoteIoVec, process_vm_readv, process_vm_writev};
use nix::unistd::Pid;
use rustix::io::Errno;

/// The memory of a program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Memory {
    thread: Pid,
}

impl Memory {
    /// That of a thread.
    ///
    /// # Errors
    ///
    /// `EPERM` when it cannot be seen from here: it runs in a container or namespace of its own.
    pub fn of(thread: u32) -> Result<Self, Errno> {
        let thread = i32::try_from(thread).ok().filter(|thread| *thread > 0).ok_or(Errno::PERM)?;
        Ok(Self { thread: Pid::from_raw(thread) })
    }

    /// Reads from an address.
    ///
    /// # Errors
    ///
    /// `EFAULT` when not all of it may be read, `EPERM` when this server may not look at the program.
    pub fn read(self, address: u64, into: &mut [u8]) -> Result<(), Errno> {
        let length = into.len();
        if length == 0 {
            return Ok(());
        }
        let from = [RemoteIoVec { base: place(address)?, len: length }];
        whole(length, process_vm_readv(self.thread, &mut [IoSliceMut::new(into)], &from))
    }

    /// Reads so many bytes from an address.
    ///
    /// # Errors
    ///
    /// As [`Memory::read`].
    pub fn fetch(self, address: u64, length: usize) -> Result<Vec<u8>, Errno> {
        let mut bytes = vec![0; length];
        self.read(address, &mut bytes)?;
        Ok(bytes)
    }

    /// Writes to an address.
    ///
    /// # Errors
    ///
    /// `EFAULT` when not all of it may be written, `EPERM` when this server may not touch the program.
    pub fn write(self, address: u64, bytes: &[u8]) -> Result<(), Errno> {
        if bytes.is_empty() {
            return Ok(());
        }
        let to = [RemoteIoVec { base: place(address)?, len: bytes.len() }];
        whole(bytes.len(), process_vm_writev(self.thread, &[IoSlice::new(bytes)], &to))
    }
}

fn place(address: u64) -> Result<usize, Errno> {
    usize::try_from(address).map_err(|_| Errno::FAULT)
}

fn whole(wanted: usize, moved: Result<usize, Refused>) -> Result<(), Errno> {
    match moved {
        Ok(count) if count == wanted => Ok(()),
        Ok(_) => Err(Errno::FAULT),
        Err(refused) => Err(Errno::from_raw_os_error(refused as i32)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_may_look_at_itself_but_not_beyond_what_it_has() {
        let own = Memory::of(std::process::id()).unwrap();
        let word = *b"cartridge";
        let address = std::ptr::from_ref(&word).addr() as u64;
        assert_eq!(own.fetch(address, word.len()), Ok(word.to_vec()));
        assert_eq!(own.fetch(8, 4), Err(Errno::FAULT));
        assert_eq!(own.write(8, b"x"), Err(Errno::FAULT));
        assert_eq!(Memory::of(0).map(|_| ()), Err(Errno::PERM));
    }
}
