//! The commands of a session that are on their way: those whose data is coming, and those that the service has.
//!
//! Commands for one logical unit reach the service in the order of their CmdSN, also when the data of an earlier one takes longer.
//! The thread that takes a command out of this table answers it, so no command is answered twice.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use super::gather::{Gather, Irregular, WriteProgress};
use super::output::lock;
use super::pdu::request::DataOut;
use super::window::Permit;
use super::wire::ExpectedTransfer;
use crate::service::Task;

/// A command, as it goes to the service.
#[derive(Debug)]
pub(super) struct TaskCommand {
    pub expected: ExpectedTransfer,
    pub lun: u64,
    pub cdb: Vec<u8>,
    pub data: Vec<u8>,
    pub permit: Permit,
}

/// Which commands are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Tag(u32),
    Unit(u64),
    All,
}

impl Scope {
    fn has(self, tag: u32, lun: u64) -> bool {
        match self {
            Self::Tag(meant) => meant == tag,
            Self::Unit(meant) => meant == lun,
            Self::All => true,
        }
    }
}

/// A command that the service has. Its key is given once, as the tags of initiators are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u64);

#[derive(Debug)]
struct WaitingCommand {
    command: TaskCommand,
    gather: Option<Gather>,
}

impl WaitingCommand {
    fn is_whole(&self) -> bool {
        self.gather.as_ref().is_none_or(Gather::is_whole)
    }

    fn into_command(self) -> TaskCommand {
        TaskCommand { data: self.gather.map(Gather::into_data).unwrap_or_default(), ..self.command }
    }
}

#[derive(Debug)]
struct Running {
    tag: u32,
    lun: u64,
    /// The service's name for it; not yet known while it is given over.
    task: Option<Task>,
    /// It was to be aborted before the service had a name for it.
    doomed: bool,
}

#[derive(Debug, Default)]
struct TaskTable {
    waiting: BTreeMap<u32, WaitingCommand>,
    /// The tags of waiting commands, by logical unit, in the order of their CmdSN.
    lines: BTreeMap<u64, VecDeque<u32>>,
    running: BTreeMap<Key, Running>,
    keys: u64,
}

impl TaskTable {
    fn take_waiting(&mut self, scope: Scope) -> Vec<TaskCommand> {
        let taken: Vec<WaitingCommand> =
            self.waiting.extract_if(.., |tag, waiting| scope.has(*tag, waiting.command.lun)).map(|(_, waiting)| waiting).collect();
        for line in self.lines.values_mut() {
            line.retain(|tag| self.waiting.contains_key(tag));
        }
        self.lines.retain(|_, line| !line.is_empty());
        taken.into_iter().map(WaitingCommand::into_command).collect()
    }
}

/// The commands of a session that are on their way.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    table: Mutex<TaskTable>,
}

impl Tasks {
    /// Whether a command on its way has this tag.
    pub fn has(&self, tag: u32) -> bool {
        let table = lock(&self.table);
        table.waiting.contains_key(&tag) || table.running.values().any(|running| running.tag == tag)
    }

    /// Keeps a command until its data is here, and until it is the first of those in line for its logical unit.
    pub fn wait(&self, command: TaskCommand, gather: Option<Gather>) {
        let mut table = lock(&self.table);
        let tag = command.expected.initiator_task_tag;
        table.lines.entry(command.lun).or_default().push_back(tag);
        table.waiting.insert(tag, WaitingCommand { command, gather });
    }

    /// The logical units that commands wait in line for.
    pub fn lines(&self) -> Vec<u64> {
        lock(&self.table).lines.keys().copied().collect()
    }

    /// Whether commands wait in line for a logical unit.
    pub fn has_line(&self, lun: u64) -> bool {
        lock(&self.table).lines.contains_key(&lun)
    }

    /// The first of those in line for a logical unit, if its data is here.
    pub fn first_in_line(&self, lun: u64) -> Option<TaskCommand> {
        let mut table = lock(&self.table);
        let tag = *table.lines.get(&lun)?.front()?;
        if !table.waiting.get(&tag)?.is_whole() {
            return None;
        }
        table.take_waiting(Scope::Tag(tag)).pop()
    }

    /// Gives data to the command that it is for, and tells what was expected of that. There is none if the command is over.
    pub fn take_data(&self, pdu: &DataOut, transfer_tag: u32, data: &[u8]) -> Option<(ExpectedTransfer, Result<WriteProgress, Irregular>)> {
        let mut table = lock(&self.table);
        let waiting = table.waiting.get_mut(&pdu.initiator_task_tag)?;
        let gather = waiting.gather.as_mut()?;
        Some((waiting.command.expected, gather.take(pdu, transfer_tag, data)))
    }

    /// Takes out what waits for data or its turn.
    pub fn take_waiting(&self, scope: Scope) -> Vec<TaskCommand> {
        lock(&self.table).take_waiting(scope)
    }

    /// Notes a command that is given to the service.
    pub fn start(&self, command: &TaskCommand) -> Key {
        let mut table = lock(&self.table);
        let key = Key(table.keys);
        table.keys += 1;
        table.running.insert(key, Running { tag: command.expected.initiator_task_tag, lun: command.lun, task: None, doomed: false });
        key
    }

    /// Notes the service's name of a command. Says whether it is to be aborted at once.
    pub fn started(&self, key: Key, task: Task) -> bool {
        lock(&self.table).running.get_mut(&key).is_some_and(|running| {
            running.task = Some(task);
            running.doomed
        })
    }

    /// Takes out a command that the service has answered. Says whether the answer is wanted.
    pub fn finish(&self, key: Key) -> bool {
        lock(&self.table).running.remove(&key).is_some()
    }

    /// Takes out what the service has. Its answers are not wanted any more; these tasks are to be aborted.
    pub fn silence(&self, scope: Scope) -> Vec<Option<Task>> {
        let mut table = lock(&self.table);
        table.running.extract_if(.., |_, running| scope.has(running.tag, running.lun)).map(|(_, running)| running.task).collect()
    }

    /// What the service has and is to abort; the answers are wanted.
    pub fn doom(&self, scope: Scope) -> Vec<Task> {
        let mut table = lock(&self.table);
        let meant = table.running.values_mut().filter(|running| scope.has(running.tag, running.lun));
        meant
            .filter_map(|running| {
                running.doomed = true;
                running.task
            })
            .collect()
    }
}
