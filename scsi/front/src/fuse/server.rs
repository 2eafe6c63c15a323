//! The server: takes the requests of the kernel one by one, answers what it knows, and gives the rest away.
//!
//! The thread that reads waits for nothing but the next request. What needs a drive's memory goes to the thread of the tape, in the order
//! of arrival; what is passed on as it is goes to a worker; and signals are told to the calls that wait.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustix::io::Errno;

use crate::service::UnitKind;

use super::calls::{Calls, FuseCall, Interrupted, Signals};
use super::connection::{Connection, ConnectionEnd};
use super::generic::Generic;
use super::initiator::Initiator;
use super::memory::Memory;
use super::mtio::{self, TapeOperation};
use super::protocol::{self, FuseHeader, FuseRequest, Ioctl, MOST_REQUEST, Malformed, Operation};
use super::sg;
use super::tape::Opening;
use super::tape::thread::{TapeThread, User, Wish};
use super::tree::{FileKind, Tree, TreeFile};
use super::workers::Workers;

/// How many commands of `SG_IO` run at once. A program that comes beyond gets `EBUSY`.
const MOST_COMMANDS: usize = 256;

/// What serves a mounted folder.
pub(super) struct FolderServer {
    connection: Arc<Connection>,
    initiator: Initiator,
    calls: Arc<Calls>,
    tree: Tree,
    tapes: BTreeMap<u64, TapeThread>,
    workers: Workers,
    owner: u32,
}

impl FolderServer {
    /// A server of all logical units of a target.
    pub fn new(connection: Arc<Connection>, calls: Arc<Calls>, initiator: Initiator) -> std::io::Result<Self> {
        let units = initiator.service().units();
        let (owner, group) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
        let drives = (0u64..).zip(&units).filter(|(_, unit)| **unit == UnitKind::Drive).map(|(lun, _)| lun);
        let tapes = drives.map(|lun| TapeThread::start(initiator.clone(), lun).map(|tape| (lun, tape))).collect::<Result<_, _>>()?;
        let tree = Tree::new(&units, owner, group);
        Ok(Self { connection, initiator, calls, tree, tapes, workers: Workers::new(MOST_COMMANDS), owner })
    }

    /// Serves until it is ended or the folder is not mounted any more. What has begun by then is aborted.
    pub fn serve(&self) -> ConnectionEnd {
        let mut buffer = vec![0; MOST_REQUEST];
        let end = loop {
            match self.connection.receive(&mut buffer) {
                Ok(count) => self.take(buffer.get(..count).unwrap_or_default()),
                Err(end) => break end,
            }
        };
        for task in self.calls.end_all() {
            self.initiator.service().abort(task);
        }
        end
    }

    fn take(&self, bytes: &[u8]) {
        match FuseRequest::parse(bytes) {
            Ok(FuseRequest { header, operation }) => self.answer(header, operation),
            Err(Malformed { unique: Some(unique) }) => self.connection.reply(unique, Err(Errno::INVAL)),
            Err(Malformed { unique: None }) => {}
        }
    }

    fn answer(&self, header: FuseHeader, operation: Operation<'_>) {
        let reply = match operation {
            Operation::Forget => return,
            Operation::Interrupt { unique } => return self.interrupt(unique),
            Operation::Init(init) => protocol::init(init).ok_or(Errno::PROTO),
            Operation::Lookup(name) => self.lookup(header, name),
            Operation::GetAttributes | Operation::SetAttributes { owner_or_mode: false } => {
                self.tree.attributes(header.node).map(protocol::attributes).ok_or(Errno::NOENT)
            }
            Operation::SetAttributes { owner_or_mode: true } | Operation::Rearrange => Err(Errno::PERM),
            Operation::OpenFolder => Ok(protocol::opened_folder()),
            Operation::ReadFolder { offset, size } => Ok(protocol::names(self.tree.names(), offset, size)),
            Operation::ReleaseFolder | Operation::Sync | Operation::Access | Operation::Destroy => Ok(Vec::new()),
            Operation::StatFs => Ok(protocol::statfs()),
            Operation::Open { flags } => return self.open(header, flags),
            Operation::Read { size, owner } => {
                return self.of_tape(header, Some(owner), Wish::Read { room: size }, Errno::INVAL);
            }
            Operation::Write { data, owner } => {
                return self.of_tape(header, Some(owner), Wish::Write { data: data.to_vec() }, Errno::INVAL);
            }
            Operation::Flush { owner } => return self.close(header, Some(owner), Wish::Close),
            Operation::Release => return self.close(header, None, Wish::Release),
            Operation::Ioctl(ioctl) => return self.ioctl(header, ioctl),
            Operation::Other => Err(Errno::NOSYS),
        };
        self.reply(header, reply);
    }

    fn reply(&self, header: FuseHeader, reply: Result<Vec<u8>, Errno>) {
        self.connection.reply(header.unique, reply.as_deref().map_err(|errno| *errno));
    }

    fn interrupt(&self, unique: u64) {
        match self.calls.interrupt(unique) {
            // Whether it was still on its way makes no difference: its answer comes, and is not used.
            Interrupted::Running(task) => drop(self.initiator.service().abort(task)),
            Interrupted::Done => {}
        }
    }

    fn lookup(&self, header: FuseHeader, name: &[u8]) -> Result<Vec<u8>, Errno> {
        if header.user != self.owner {
            return Err(Errno::ACCESS);
        }
        let node = self.tree.lookup(name).ok_or(Errno::NOENT)?;
        self.tree.attributes(node).map(protocol::entry).ok_or(Errno::NOENT)
    }

    fn open(&self, header: FuseHeader, flags: u32) {
        const ACCESS_MODE: u32 = 0b11;
        const O_NONBLOCK: u32 = 0o4000;
        if header.user != self.owner {
            return self.reply(header, Err(Errno::ACCESS));
        }
        match self.tree.file(header.node).map(|file| file.kind) {
            None => self.reply(header, Err(Errno::NOENT)),
            Some(FileKind::Generic) => self.reply(header, Ok(protocol::opened_stream())),
            Some(FileKind::Tape { rewinds }) => {
                let opening = Opening { write: flags & ACCESS_MODE != 0, empty_too: flags & O_NONBLOCK != 0, rewinds };
                self.of_tape(header, None, Wish::Open(opening), Errno::NOENT);
            }
        }
    }

    /// Closes a file. There is nothing to close of one that is no tape.
    fn close(&self, header: FuseHeader, files: Option<u64>, wish: Wish) {
        let user = User { files, thread: header.thread };
        match self.tape(header.node) {
            Some(tape) => tape.give(self.calls.call(header.unique, Signals::Ignored), user, wish),
            None => self.reply(header, Ok(Vec::new())),
        }
    }

    /// Has a tape do something; what is no tape answers with `otherwise`.
    fn of_tape(&self, header: FuseHeader, files: Option<u64>, wish: Wish, otherwise: Errno) {
        let user = User { files, thread: header.thread };
        match self.tape(header.node) {
            Some(tape) => tape.give(self.calls.call(header.unique, Signals::Heard), user, wish),
            None => self.reply(header, Err(otherwise)),
        }
    }

    fn tape(&self, node: u64) -> Option<&TapeThread> {
        let file = self.tree.file(node)?;
        match file.kind {
            FileKind::Tape { .. } => self.tapes.get(&file.lun),
            FileKind::Generic => None,
        }
    }

    fn ioctl(&self, header: FuseHeader, ioctl: Ioctl<'_>) {
        let Some(file) = self.tree.file(header.node).filter(|_| !ioctl.compat) else {
            // A folder, or a program of 32 bits, whose structures have another shape.
            return self.reply(header, Err(Errno::NOTTY));
        };
        if let Some(ask) = sg::ScsiIoctl::of(ioctl.command) {
            return self.pass_on(header, file, ask, ioctl.argument);
        }
        let wish = match mtio::TapeIoctl::of(ioctl.command) {
            Some(mtio::TapeIoctl::Operate) => match TapeOperation::parse(ioctl.input) {
                Some(action) => Wish::Operate(action),
                None => return self.reply(header, Err(Errno::INVAL)),
            },
            Some(mtio::TapeIoctl::Status) => Wish::Status,
            Some(mtio::TapeIoctl::Position) => Wish::Position,
            None => return self.reply(header, Err(Errno::NOTTY)),
        };
        self.of_tape(header, None, wish, Errno::NOTTY);
    }

    /// Has a worker do what the SCSI drivers are asked for.
    fn pass_on(&self, header: FuseHeader, file: &TreeFile, ask: sg::ScsiIoctl, argument: u64) {
        let memory = match Memory::of(header.thread) {
            Ok(memory) => memory,
            Err(errno) => return self.reply(header, Err(errno)),
        };
        let mut call: FuseCall = self.calls.call(header.unique, Signals::Heard);
        let (initiator, lun, unit) = (self.initiator.clone(), file.lun, file.unit);
        self.workers.give(move || {
            if call.begin() {
                let reply = Generic { initiator: &initiator, call: &call, lun, unit, memory }.ioctl(ask, argument);
                call.answer(reply);
            }
        });
    }
}
