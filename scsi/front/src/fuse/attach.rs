//! How the folder gets attached to the kernel, and off again.
//!
//! Who may mount does it with mount(2). Everybody else has `fusermount3` do it, the helper of the FUSE library, which may; it opens
//! `/dev/fuse` and hands it over by a socket, which here is its standard input.

use std::ffi::CString;
use std::io::{self, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};

use super::MountError;

const HELPER: &str = "fusermount3";
const SOURCE: &str = "rsmlab";

/// A folder that is attached.
#[derive(Debug)]
pub(super) struct Attached {
    folder: PathBuf,
    by_helper: bool,
}

/// Attaches a folder; with it, the open `/dev/fuse`.
pub(super) fn attach(folder: &Path) -> Result<(Attached, OwnedFd), MountError> {
    let folder = existing(folder)?;
    if std::fs::read_dir(&folder).is_ok_and(|mut files| files.next().is_some()) {
        return Err(MountError::Taken { folder });
    }
    let (kernel, by_helper) = match by_kernel(&folder) {
        Ok(kernel) => (kernel, false),
        Err(Errno::PERM | Errno::ACCESS) => (by_helper(&folder)?, true),
        Err(Errno::NOENT | Errno::NODEV | Errno::NXIO) => return Err(MountError::NoDevice),
        Err(errno) => return Err(MountError::Refused { folder, why: errno.into() }),
    };
    Ok((Attached { folder, by_helper }, kernel))
}

/// The folder by its whole path. One that a server has left behind answers nothing.
fn existing(folder: &Path) -> Result<PathBuf, MountError> {
    let whole = std::fs::metadata(folder)
        .and_then(|found| if found.is_dir() { folder.canonicalize() } else { Err(io::ErrorKind::NotADirectory.into()) });
    whole.map_err(|why| match Errno::from_io_error(&why) {
        Some(Errno::NOTCONN) => MountError::Stale { folder: folder.to_owned() },
        _ => MountError::NoFolder { folder: folder.to_owned(), why },
    })
}

fn by_kernel(folder: &Path) -> Result<OwnedFd, Errno> {
    use std::os::fd::AsRawFd;
    let kernel = rustix::fs::open("/dev/fuse", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
    let (user, group) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    // Without `allow_other` the kernel lets this user alone in.
    let options = format!("fd={},rootmode=40000,user_id={user},group_id={group},default_permissions", kernel.as_raw_fd());
    let options = CString::new(options).map_err(|_| Errno::INVAL)?;
    mount(SOURCE, folder, "fuse.rsmlab", MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC, options.as_c_str())?;
    Ok(kernel)
}

fn by_helper(folder: &Path) -> Result<OwnedFd, MountError> {
    let refused = |why: io::Error| MountError::Refused { folder: folder.to_owned(), why };
    let (here, there) = UnixStream::pair().map_err(refused)?;
    let helper = mounting(folder, there).map_err(|why| MountError::NoHelper { folder: folder.to_owned(), why })?;
    let kernel = received(&here);
    let said = helper.wait_with_output().map_err(refused)?;
    match kernel {
        Ok(Some(kernel)) if said.status.success() => Ok(kernel),
        Err(errno) => Err(refused(errno.into())),
        Ok(_) => Err(MountError::Helper { folder: folder.to_owned(), said: String::from_utf8_lossy(&said.stderr).trim().to_owned() }),
    }
}

/// The helper at work. Its end of the socket is its own, so that the socket ends with it.
fn mounting(folder: &Path, socket: UnixStream) -> io::Result<Child> {
    let mut helper = Command::new(HELPER);
    helper.args(["-o", "rw,nosuid,nodev,noexec,default_permissions,fsname=rsmlab,subtype=rsmlab", "--"]).arg(folder);
    // The helper is told where the socket is: at its standard input.
    helper.env("_FUSE_COMMFD", "0").stdin(OwnedFd::from(socket)).stdout(Stdio::null()).stderr(Stdio::piped());
    helper.spawn()
}

/// The descriptor that came over a socket, if one did.
fn received(socket: &UnixStream) -> Result<Option<OwnedFd>, Errno> {
    let mut byte = [0];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut beside = RecvAncillaryBuffer::new(&mut space);
    recvmsg(socket, &mut [IoSliceMut::new(&mut byte)], &mut beside, RecvFlags::CMSG_CLOEXEC)?;
    let descriptors = beside.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(descriptors) => Some(descriptors),
        _ => None,
    });
    Ok(descriptors.flatten().next())
}

impl Attached {
    /// Takes the folder off. Programs that have files of it open keep them, and can do nothing more with them.
    pub fn detach(&self) -> Result<(), MountError> {
        let failed = |why: io::Error| MountError::Unmount { folder: self.folder.clone(), why };
        if !self.by_helper {
            return unmount(&self.folder, UnmountFlags::DETACH | UnmountFlags::NOFOLLOW).map_err(|errno| failed(errno.into()));
        }
        let mut helper = Command::new(HELPER);
        helper.args(["-u", "-z", "-q", "--"]).arg(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let ended = helper.status().map_err(failed)?;
        if ended.success() { Ok(()) } else { Err(failed(io::Error::other(format!("{HELPER} has ended with {ended}")))) }
    }
}
