//! Seen: what the trace of a served library tells of those who used it, in the order in which it happened.
//!
//! Statements that were said, or were in the scenario from the beginning, are there as they were said. What they have hosts do later is in
//! the trace as well, with the statement as its cause, and is not told twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::time::Instant;
use rsmlab_harness::runner::live::{BEGAN_WITH, PLAYED, REFUSED, SAID};
use rsmlab_harness::trace::scsi::{NexusEvent, NexusEventKind, Sent};
use rsmlab_harness::trace::{Actor, Cast, Record, What};

use super::NoReplay;

/// What was seen of a served library.
#[derive(Default)]
pub(super) struct SeenRun {
    /// The scenario that it began with.
    pub began_with: Option<Arc<str>>,
    /// When the script of that was at its end.
    pub begin: Instant,
    /// The files that it was read with, each by its name.
    pub files: BTreeMap<Arc<str>, Arc<str>>,
    /// The names of the libraries, by their addresses.
    libraries: Vec<Arc<str>>,
    /// What happened.
    pub events: Vec<SeenEvent>,
    /// The commands of hosts, by their numbers.
    pub commands: BTreeMap<u64, SeenCommand>,
}

/// Something that happened.
pub(super) struct SeenEvent {
    /// The line of the trace, from 1.
    pub line: usize,
    pub at: Instant,
    pub what: SeenEventKind,
}

pub(super) enum SeenEventKind {
    /// A statement was said.
    Said(Arc<str>),
    /// A statement was said that could not be done, and why.
    Refused(Arc<str>, Arc<str>),
    /// A host sent the command of this number.
    Command(u64),
    /// A host came, left, or reset logical units.
    Nexus(Arc<str>, NexusEvent),
    /// A host aborted a command of its own to this unit: the how-maniest of those that had not ended.
    Abort(Arc<str>, LibraryAddress, u64, usize),
}

/// A command of a host.
pub(super) struct SeenCommand {
    pub host: Arc<str>,
    pub sent: Sent,
    /// The parameter list that came with it, if the trace has it.
    pub parameters: Option<Vec<u8>>,
    /// How it ended, if it did.
    pub end: Option<SeenCommandEnd>,
}

/// The end of a command.
pub(super) struct SeenCommandEnd {
    /// Whether it took no time, and nobody did anything before it had ended.
    pub at_once: bool,
    /// With what a statement demands this end.
    pub demanded: String,
}

impl SeenRun {
    /// Reads a trace that was written as JSON, a record a line.
    pub fn read(trace: &str) -> Result<Self, NoReplay> {
        let mut seen = Self::default();
        for (line, text) in (1..).zip(trace.lines()).filter(|(_, text)| !text.is_empty()) {
            let record: Record<'_> = serde_json::from_str(text).map_err(|why| NoReplay::NoRecord { line, why })?;
            seen.take(line, record);
        }
        Ok(seen)
    }

    /// The name of a library.
    pub fn library(&self, address: LibraryAddress) -> &str {
        self.libraries.get(usize::from(address.0)).map_or("L1", |name| name)
    }

    fn take(&mut self, line: usize, Record { at, cause, actor, what, .. }: Record<'_>) {
        let event = match (what, actor) {
            (What::Begin(Cast { libraries, .. }), _) => {
                self.libraries = libraries;
                None
            }
            (What::Read { file, .. }, _) if *file == *PLAYED => {
                self.begin = at;
                None
            }
            (What::Read { file, text }, _) => self.note(file, text),
            (What::Sent(sent), Actor::Host(host)) => {
                let command = sent.command;
                self.commands.insert(command, SeenCommand { host, sent, parameters: None, end: None });
                cause.is_none().then_some(SeenEventKind::Command(command))
            }
            (What::Parameters(list), _) => {
                if let Some(command) = self.commands.get_mut(&list.command) {
                    command.parameters = Some(list.bytes);
                }
                None
            }
            (What::Came(came), _) => {
                if let Some(command) = self.commands.get_mut(&came.command) {
                    let demanded =
                        came.sense.map_or_else(|| format!(" expect={}", came.status.word()), |sense| format!(" sense=\"{}\"", sense.code));
                    let begun = self.events.last();
                    let is_last = begun.is_some_and(|SeenEvent { at: then, what, .. }| {
                        *then == at && matches!(what, SeenEventKind::Command(number) if *number == came.command)
                    });
                    command.end = Some(SeenCommandEnd { at_once: is_last, demanded });
                }
                None
            }
            (What::Nexus(event), Actor::Host(host)) if cause.is_none() => self.nexus(host, event),
            _ => None,
        };
        self.events.extend(event.map(|what| SeenEvent { line, at, what }));
    }

    fn note(&mut self, file: Arc<str>, text: Arc<str>) -> Option<SeenEventKind> {
        match &*file {
            BEGAN_WITH => self.began_with = Some(text),
            SAID => return Some(SeenEventKind::Said(text)),
            REFUSED => {
                let said = self.events.iter_mut().rev().find(|event| matches!(event.what, SeenEventKind::Said(_)));
                if let Some(SeenEvent { what, .. }) = said
                    && let SeenEventKind::Said(line) = what
                {
                    *what = SeenEventKind::Refused(Arc::clone(line), text);
                }
            }
            _ => drop(self.files.insert(file, text)),
        }
        None
    }

    fn nexus(&self, host: Arc<str>, event: NexusEvent) -> Option<SeenEventKind> {
        let NexusEventKind::Aborts(number) = event.what else { return Some(SeenEventKind::Nexus(host, event)) };
        let lun = self.commands.get(&number)?.sent.lun;
        let is_like_it = |command: &SeenCommand| {
            command.end.is_none() && command.host == host && (command.sent.library, command.sent.lun) == (event.library, lun)
        };
        let older = self.commands.range(..number).filter(|(_, command)| is_like_it(command)).count();
        Some(SeenEventKind::Abort(host, event.library, lun, older + 1))
    }
}
