//! The FUSE front: a folder with a file for each logical unit, whose files answer the ioctls of Linux' SCSI and tape drivers.
//!
//! ```text
//! mtx, sg3_utils ──ioctl(SG_IO)──▶ changer0, sg0.. ─▶ worker ────────┐
//!                                                                    ├─▶ initiator ─▶ service
//! mt, dd, tar ──read, write, MTIOCTOP──▶ nst0, st0.. ─▶ tape thread ─┘
//! ```
//!
//! A container needs `/dev/fuse`, and to be allowed to mount, and no kernel module. Who may use the folder is who has mounted it.
//!
//! | a file | does |
//! |---|---|
//! | `changer0`, `changer1`, ... | passes commands on (`SG_IO`): the medium changers |
//! | `sg0`, `sg1`, ... | the same, for every logical unit by its number |
//! | `nst0`, `nst1`, ... | a tape drive with read(2), write(2) and the ioctls of `mt`; passes commands on as well |
//! | `st0`, `st1`, ... | the same, and closing it rewinds |
//!
//! # Where it is not as on Linux
//!
//! - The files are plain files, for the kernel opens a device without asking anybody. Nobody can seek in them, and their length is 0.
//! - A block has at most 1 MiB, which is what the kernel carries at once. What a program writes beyond comes in pieces, each a block.
//! - The kernel tells of the close of every copy of a descriptor, and not which is the last. So a filemark is written, and `st0` rewinds,
//!   when who has last used the tape closes a copy: programs that are started amid a file do not matter, but `(dd; dd) > nst0` leaves two
//!   files.
//! - A signal aborts the command that a program waits for.

pub mod mtio;
pub mod protocol;
pub mod sg;

mod attach;
mod bytes;
mod calls;
mod connection;
mod generic;
mod initiator;
mod memory;
mod server;
mod tape;
mod tree;
mod workers;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use thiserror::Error;

use crate::service::Service;

use attach::{Attached, attach};
use calls::Calls;
use connection::{Connection, ConnectionEnd};
use initiator::Initiator;
use server::FolderServer;

/// How a folder is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountConfig {
    /// The name of the initiator, which all programs that use the folder are together.
    pub initiator: String,
    /// Each medium changer is asked once whether it is ready, before anybody can use the folder. Linux' driver `ch` does the like when it
    /// finds one; so no program comes upon the unit attention of the arrival, which `mtx` reports as a failure.
    pub probe: bool,
}

impl Default for MountConfig {
    fn default() -> Self {
        Self { initiator: "fuse".to_owned(), probe: true }
    }
}

/// A mounted folder. It is unmounted when this is dropped.
#[derive(Debug)]
pub struct MountedFolder {
    attached: Attached,
    connection: Arc<Connection>,
    /// The folder was unmounted by somebody else.
    gone: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl MountedFolder {
    /// Mounts a folder, and serves a target there until it is stopped.
    ///
    /// # Errors
    ///
    /// [`MountError`] says what keeps the folder from being mounted, and what to do.
    pub fn at(folder: &Path, config: MountConfig, service: Arc<dyn Service>) -> Result<Self, MountError> {
        let (attached, kernel) = attach(folder)?;
        match Self::serve(kernel, &config, service) {
            Ok((connection, gone, thread)) => Ok(Self { attached, connection, gone, thread: Some(thread) }),
            Err(why) => {
                // The folder must not stay behind without a server; that this fails as well would say nothing new.
                let _ = attached.detach();
                Err(MountError::Refused { folder: folder.to_owned(), why })
            }
        }
    }

    fn serve(
        kernel: std::os::fd::OwnedFd,
        config: &MountConfig,
        service: Arc<dyn Service>,
    ) -> io::Result<(Arc<Connection>, Arc<AtomicBool>, JoinHandle<()>)> {
        let connection = Arc::new(Connection::new(kernel)?);
        let calls = Calls::new(Arc::clone(&connection));
        let initiator = Initiator::join(service, &config.initiator);
        if config.probe {
            initiator.probe();
        }
        let server = FolderServer::new(Arc::clone(&connection), calls, initiator.clone()).inspect_err(|_| initiator.leave())?;
        let gone = Arc::new(AtomicBool::new(false));
        let unmounted = Arc::clone(&gone);
        let leaver = initiator.clone();
        let thread = workers::start("fuse".to_owned(), move || {
            if server.serve() == ConnectionEnd::Unmounted {
                unmounted.store(true, Ordering::Release);
            }
            drop(server);
            initiator.leave();
        });
        Ok((connection, gone, thread.inspect_err(|_| leaver.leave())?))
    }

    /// What programs may stumble over on this machine, in a sentence; none when there is nothing.
    ///
    /// The commands of a program lie in its memory, which Linux may keep from other programs of the same user (Yama).
    #[must_use]
    pub fn caution(&self) -> Option<&'static str> {
        let scope = std::fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").unwrap_or_default();
        let strict = !matches!(scope.trim(), "" | "0");
        (strict && !rustix::process::geteuid().is_root()).then_some(
            "this machine keeps programs from each other's memory, where ioctl(SG_IO) has its commands: programs get EPERM; \
             set kernel.yama.ptrace_scope to 0, or serve as root",
        )
    }

    /// Unmounts the folder, aborts what is on its way, and leaves the target.
    ///
    /// # Errors
    ///
    /// [`MountError::Unmount`] when the folder could not be unmounted; nothing is served there any more nevertheless.
    pub fn stop(mut self) -> Result<(), MountError> {
        self.end()
    }

    fn end(&mut self) -> Result<(), MountError> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        // Somebody may have unmounted the folder and mounted something else there.
        let detached = if self.gone.load(Ordering::Acquire) { Ok(()) } else { self.attached.detach() };
        self.connection.end();
        // A thread that has panicked has said so.
        let _ = thread.join();
        detached
    }
}

impl Drop for MountedFolder {
    fn drop(&mut self) {
        // A folder that stays behind is told of when it is mounted the next time.
        let _ = self.end();
    }
}

/// What keeps a folder from being mounted.
#[derive(Debug, Error)]
pub enum MountError {
    /// There is no such folder.
    #[error("{} cannot be mounted: {why}; make an empty folder there", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// A server that is gone has left its mount behind.
    #[error("{} is still mounted, and its server is gone; take it off with `umount -l` or `fusermount3 -u -z`", folder.display())]
    Stale {
        /// The folder.
        folder: PathBuf,
    },
    /// There is something in the folder already, which nobody could reach any more: files, or what another server serves there.
    #[error("{} is not empty; make an empty folder, or end the server that serves there", folder.display())]
    Taken {
        /// The folder.
        folder: PathBuf,
    },
    /// The machine has no FUSE.
    #[error("there is no /dev/fuse; load the kernel's module fuse, or give the container the device (`--device /dev/fuse`)")]
    NoDevice,
    /// Who runs this may not mount, and there is no helper.
    #[error("{} cannot be mounted: this user may not mount, and fusermount3 does not run ({why}); install fuse3, or run as root", folder.display())]
    NoHelper {
        /// The folder.
        folder: PathBuf,
        /// Why the helper does not run.
        why: io::Error,
    },
    /// The helper does not mount it.
    #[error("{} cannot be mounted: fusermount3 says \"{said}\"; the user must be let at /dev/fuse, and a container must be let mount (CAP_SYS_ADMIN)", folder.display())]
    Helper {
        /// The folder.
        folder: PathBuf,
        /// What the helper says.
        said: String,
    },
    /// The kernel does not mount it.
    #[error("{} cannot be mounted: {why}", folder.display())]
    Refused {
        /// The folder.
        folder: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// It cannot be unmounted.
    #[error("{} cannot be unmounted: {why}; take it off with `umount -l`", folder.display())]
    Unmount {
        /// The folder.
        folder: PathBuf,
        /// Why.
        why: io::Error,
    },
}
