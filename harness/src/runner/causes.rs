//! Causes: which record of the trace a later one answers.

use std::collections::BTreeMap;

use rsmlab_engine::id::{CommandId, WriteId};
use rsmlab_engine::port::hardware::{Command, LibraryAddress};

use crate::trace::Sequence;
use rsmlab_sim::fault::FaultId;
use rsmlab_sim::stage::{Cause, Emission};

/// How many commands and writes are remembered. What has not been answered by then never is.
const REMEMBERED: usize = 1 << 16;

/// The records in which commands, writes and faults stand.
#[derive(Clone, Default)]
pub(super) struct KnownCauses {
    commands: BTreeMap<CommandId, (Sequence, LibraryAddress)>,
    writes: BTreeMap<WriteId, Sequence>,
    faults: BTreeMap<FaultId, Sequence>,
}

impl KnownCauses {
    /// A command was given.
    pub fn commanded(&mut self, command: &Command, seq: Sequence) {
        remember(&mut self.commands, command.id, (seq, command.library));
    }

    /// A write was given to the store.
    pub fn written(&mut self, write: WriteId, seq: Sequence) {
        remember(&mut self.writes, write, seq);
    }

    /// A fault was armed, or has struck.
    pub fn armed(&mut self, fault: FaultId, seq: Sequence) {
        self.faults.insert(fault, seq);
    }

    /// The library that a command was for; none that there is, if nobody gave it.
    pub fn library_of(&self, command: CommandId) -> LibraryAddress {
        self.commands.get(&command).map_or(LibraryAddress(u16::MAX), |(_, library)| *library)
    }

    /// The record that brought about what was said.
    pub fn of(&self, said: &Emission, because: Sequence) -> Option<Sequence> {
        let asked = match said {
            Emission::Completion { completion, .. } => self.commands.get(&completion.command).map(|(seq, _)| *seq),
            Emission::Stored { write, .. } => self.writes.get(write).copied(),
            Emission::Struck { .. } => Some(because),
            Emission::Lifted { id, .. } => self.faults.get(id).copied(),
            Emission::Sense { .. } | Emission::Crashed { .. } => None,
        };
        match said {
            Emission::Completion { cause, .. }
            | Emission::Sense { cause, .. }
            | Emission::Stored { cause, .. }
            | Emission::Crashed { cause } => match cause {
                Cause::Request => asked,
                Cause::Fault(fault) => self.faults.get(fault).copied().or(asked),
                Cause::Present => Some(because),
            },
            Emission::Struck { .. } | Emission::Lifted { .. } => asked,
        }
    }
}

/// Adds to what is remembered, and forgets the oldest of what is too much.
fn remember<K: Ord, V>(causes: &mut BTreeMap<K, V>, of: K, cause: V) {
    causes.insert(of, cause);
    if causes.len() > REMEMBERED {
        causes.pop_first();
    }
}
