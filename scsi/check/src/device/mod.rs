//! A target at a device file: `/dev/sgN`, or a file of the folder in which a library is served.
//!
//! `ioctl(SG_IO)` cannot be called without unsafe code, of which there is none here. So each command is a run of `sg_raw` (sg3-utils), which
//! tells status, sense and data.
//!
//! All programs of a machine are one nexus to what hangs on it. That nexus was there before and stays: what a case has prevented or
//! reserved is given back at its end, and a second nexus cannot be had.

mod told;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::transport::{Connector, GOOD, Transport, TransportError, TransportReply};

/// What sends commands.
const PROGRAM: &str = "sg_raw";
/// The most bytes that it reads.
const MOST: usize = 1 << 20;
/// The exit code with which it tells that a command took too long.
const TIMED_OUT: i32 = 33;

/// Where the logical units of a target are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceLocation {
    /// At the device file of the changer. Those of its drives are looked for in sysfs.
    File(PathBuf),
    /// In a folder of served files: logical unit `n` is `sgN`.
    Folder(PathBuf),
}

impl DeviceLocation {
    /// The file of a logical unit, if there is one.
    fn file(&self, lun: u64) -> Option<PathBuf> {
        match self {
            Self::File(file) if lun == self.lun() => Some(file.clone()),
            Self::File(file) => sibling(file, lun),
            // Without a file for the changer nothing is served there; opening it then fails with its path.
            Self::Folder(folder) => Some(folder.join(format!("sg{lun}"))).filter(|file| lun == self.lun() || file.exists()),
        }
    }

    /// The logical unit of the changer.
    fn lun(&self) -> u64 {
        match self {
            Self::File(file) => address(file).map_or(0, |(_, lun)| lun),
            Self::Folder(_) => 0,
        }
    }
}

/// Where Linux says that a device of the generic driver hangs: host, channel and target, and the logical unit.
fn address(file: &Path) -> Option<(String, u64)> {
    let name = fs::canonicalize(file).ok()?.file_name()?.to_owned();
    let device = fs::canonicalize(Path::new("/sys/class/scsi_generic").join(name).join("device")).ok()?;
    let (target, lun) = device.file_name()?.to_str()?.rsplit_once(':')?;
    Some((target.to_owned(), lun.parse().ok()?))
}

/// The device file of another logical unit of the same target.
fn sibling(file: &Path, lun: u64) -> Option<PathBuf> {
    let (target, _) = address(file)?;
    let generic = Path::new("/sys/class/scsi_device").join(format!("{target}:{lun}")).join("device/scsi_generic");
    let entry = fs::read_dir(generic).ok()?.next()?.ok()?;
    Some(Path::new("/dev").join(entry.file_name()))
}

/// A target at a device file.
#[derive(Debug)]
pub struct Device {
    place: DeviceLocation,
    patience: Duration,
    taken: Arc<AtomicBool>,
}

impl Device {
    /// The target at a place. `patience` is how long it has for an answer.
    #[must_use]
    pub fn new(place: DeviceLocation, patience: Duration) -> Self {
        Self { place, patience, taken: Arc::default() }
    }
}

impl Connector for Device {
    fn connect(&self) -> Result<Box<dyn Transport>, TransportError> {
        if self.taken.swap(true, Ordering::AcqRel) {
            return Err(TransportError::OneNexus);
        }
        let (place, patience, taken) = (self.place.clone(), self.patience, Arc::clone(&self.taken));
        Ok(Box::new(Only { place, patience, taken, prevents: false, reserves: false }))
    }

    fn lun(&self) -> u64 {
        self.place.lun()
    }
}

/// The only nexus.
struct Only {
    place: DeviceLocation,
    patience: Duration,
    taken: Arc<AtomicBool>,
    prevents: bool,
    reserves: bool,
}

impl Transport for Only {
    fn execute(&mut self, lun: u64, cdb: &[u8], data_out: &[u8], room: usize) -> Result<TransportReply, TransportError> {
        let file = self.place.file(lun).ok_or(TransportError::NoDevice(lun))?;
        let reply = send(&file, cdb, data_out, room, self.patience)?;
        if reply.status == GOOD && lun == self.place.lun() {
            match cdb {
                [PREVENT_ALLOW, .., how, _] => self.prevents = how & 0x03 != 0,
                [RESERVE_6 | RESERVE_10, ..] => self.reserves = true,
                [RELEASE_6 | RELEASE_10, ..] => self.reserves = false,
                _ => {}
            }
        }
        Ok(reply)
    }
}

const PREVENT_ALLOW: u8 = 0x1E;
const RESERVE_6: u8 = 0x16;
const RESERVE_10: u8 = 0x56;
const RELEASE_6: u8 = 0x17;
const RELEASE_10: u8 = 0x57;

impl Drop for Only {
    fn drop(&mut self) {
        let (prevents, reserves) = (self.prevents, self.reserves);
        let give_back = [(prevents, PREVENT_ALLOW), (reserves, RELEASE_6)].into_iter().filter(|(holds, _)| *holds);
        let lun = self.place.lun();
        for (_, operation) in give_back {
            // The case has been judged: a target that does not take this back shows it in the next.
            let _gone = self.execute(lun, &[operation, 0, 0, 0, 0, 0], &[], 0);
        }
        self.taken.store(false, Ordering::Release);
    }
}

/// Sends a command to a device file, and waits for its answer.
fn send(file: &Path, cdb: &[u8], data_out: &[u8], room: usize, patience: Duration) -> Result<TransportReply, TransportError> {
    let mut command = Command::new(PROGRAM);
    command.args(["--verbose", "--binary", "--timeout", &patience.as_secs().max(1).to_string()]);
    if room > 0 {
        command.args(["--request", &room.min(MOST).to_string()]);
    }
    if !data_out.is_empty() {
        command.args(["--send", &data_out.len().to_string()]);
    }
    command.arg(file).args(cdb.iter().map(|byte| format!("{byte:02x}")));
    let mut running = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(|why| not_begun(&why))?;
    if let Some(mut input) = running.stdin.take() {
        // It reads all of it before it says anything; if it does not, it tells why.
        let _refused = input.write_all(data_out);
    }
    let ended = running.wait_with_output().map_err(|why| not_begun(&why))?;
    let said = String::from_utf8_lossy(&ended.stderr);
    match told::status(&said) {
        Some(status) => {
            let length = |bytes: usize| i64::try_from(bytes).unwrap_or(i64::MAX);
            let residual = length(ended.stdout.len()) - length(room);
            Ok(TransportReply { status, sense: told::sense(&said), data: ended.stdout, residual })
        }
        None if ended.status.code() == Some(TIMED_OUT) => Err(TransportError::Silent),
        None => Err(TransportError::Unreachable(format!("{}: {}", file.display(), told::trouble(&said)))),
    }
}

fn not_begun(why: &io::Error) -> TransportError {
    TransportError::Unreachable(match why.kind() {
        ErrorKind::NotFound => format!("a device is spoken to by {PROGRAM}, which is not installed; install the package sg3-utils"),
        _ => format!("{PROGRAM} does not run: {why}"),
    })
}
