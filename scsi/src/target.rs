//! The target: takes the commands of all nexuses for the logical units of one library.
//!
//! A target does not own the hardware. Its owner lends it ([`Host`]) with each call, and does three things for it:
//!
//! 1. Whatever is said on the stage, by whomever it was brought about, is handed to [`Target::hear`], in order. What a call of the target
//!    says itself is said on the same stage, and is handed over after the call has returned. Nothing is heard twice.
//! 2. After each call the owner drains [`Target::finished`] and gives the answers to those who wait for them.
//! 3. When the queue of the stage has something due, the owner lets the hardware do it. The target has no clock of its own.
//!
//! [`crate::rig::Rig`] is such an owner.
//!
//! All of a target is data: it can be cloned, and a clone goes on as the original would.

pub(crate) mod alert;
pub(crate) mod attention;
mod drives;
mod event;
mod ports;
mod progress;
mod route;
pub(crate) mod state;
mod task;

use std::collections::BTreeMap;
use std::hash::Hash;

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{HardwareEvent, LibraryAddress};
use rsmlab_sim::hardware::Hardware;
use rsmlab_sim::stage::Emission;

use self::drives::Drives;
use self::ports::Ports;
use self::state::NexusStates;
use self::task::{CommandNumbers, HardwareTask};
use crate::answer::{ScsiAnswer, Status};
use crate::cdb::Cdb;
use crate::common::prevent_allow;
use crate::host::Host;
use crate::nexus::{Nexus, Tag};
use crate::served::{CommandStep, WorkPurpose};
use crate::tape::tapes::Tapes;
use crate::unit::Unit;

/// The SCSI target that a library is. There is one for it in a run: commands that it has given come back to it by their numbers.
#[derive(Clone, Debug)]
pub struct Target {
    library: LibraryAddress,
    state: NexusStates,
    tasks: BTreeMap<Tag, HardwareTask>,
    tags: u64,
    /// To which task each command of the hardware belongs.
    commands: BTreeMap<CommandId, Tag>,
    numbers: CommandNumbers,
    finished: Vec<(Tag, ScsiAnswer)>,
    drives: Drives,
    ports: Ports,
}

/// How far a command has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandProgress {
    /// It has its answer.
    Done(ScsiAnswer),
    /// It is answered under this tag, by [`Target::finished`].
    Pending(Tag),
}

/// What a reset reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetScope {
    /// One logical unit.
    LogicalUnit(u64),
    /// All of them.
    Target,
}

impl Target {
    /// The target of a library; nothing if there is no such library.
    #[must_use]
    pub fn new(hardware: &mut Hardware, tapes: &mut Tapes, address: LibraryAddress) -> Option<Self> {
        // Hosts do not say that what they have carried into a drive is to be loaded.
        hardware.let_drives_draw_in(address);
        let library = hardware.library(address)?;
        let mut drives = Drives::of(library);
        let mut ports = Ports::default();
        // Nobody has to be told of what is so already.
        drives.look(hardware, tapes, library);
        ports.look(library);
        Some(Self {
            library: address,
            state: NexusStates::default(),
            tasks: BTreeMap::new(),
            tags: 0,
            commands: BTreeMap::new(),
            numbers: CommandNumbers::of(address),
            finished: Vec::new(),
            drives,
            ports,
        })
    }

    /// What decides how it goes on, without the numbers that it has given: two situations that are alike are hashed alike.
    pub fn situation(&self) -> impl Hash + '_ {
        let begun = |task: &HardwareTask| {
            (task.unit, task.nexus, (task.waits, task.immediate), task.open.len(), task.failure, task.purpose.clone())
        };
        (&self.state, self.tasks.values().map(begun).collect::<Vec<_>>(), self.drives.situation(), &self.ports)
    }

    /// The library.
    #[must_use]
    pub const fn library(&self) -> LibraryAddress {
        self.library
    }

    /// A nexus is there. Every logical unit has 6/29/00 for it.
    pub fn join(&mut self, host: &mut Host<'_, '_>, nexus: Nexus) {
        self.look_round(host, None);
        if let Some(library) = host.library(self.library) {
            self.state.join(nexus, library);
        }
        self.settle_gates(host);
    }

    /// A nexus is gone: its commands are aborted, and what it has reserved and prevented ends.
    pub fn leave(&mut self, host: &mut Host<'_, '_>, nexus: Nexus) {
        self.abort_all(host, |task| task.nexus == Some(nexus));
        self.drives.leave(nexus);
        if self.state.leave(nexus) {
            self.open_gates(host);
        }
        self.hold_drives(host);
    }

    /// Takes a command.
    pub fn execute(&mut self, host: &mut Host<'_, '_>, nexus: Nexus, lun: u64, cdb: &[u8], data: &[u8]) -> CommandProgress {
        self.look_round(host, None);
        let cdb = &Cdb::new(cdb);
        let Some(unit) = host.library(self.library).and_then(|library| Unit::at(lun, library)) else {
            return CommandProgress::Done(self.answer_of_nobody(host, nexus, cdb));
        };
        let served = self.serve(host, nexus, unit, cdb, data);
        if cdb.operation() == prevent_allow::OPERATION {
            self.hold_drives(host);
        }
        match served {
            Ok(CommandStep::Done(answer)) => CommandProgress::Done(answer),
            Ok(CommandStep::Work(work)) => {
                let immediate = work.immediate;
                let tag = self.take_on(host, unit, Some(nexus), work);
                if immediate { CommandProgress::Done(ScsiAnswer::good(Vec::new())) } else { CommandProgress::Pending(tag) }
            }
            Err(answer) => CommandProgress::Done(answer),
        }
    }

    /// The programs end that keep a cartridge in a drive: no nexus prevents its removal any more.
    pub fn end_prevention(&mut self, host: &mut Host<'_, '_>, drive: u16) {
        self.state.preventions.remove(&Unit::Drive(drive));
        self.hold_drives(host);
    }

    /// Tells each drive whether a nexus prevents the removal of its cartridge; the drive then does not give the cartridge away.
    fn hold_drives(&self, host: &mut Host<'_, '_>) {
        let drives = host.library(self.library).map_or(0, |library| library.drives.len());
        for number in (1..).take(drives) {
            host.hardware.hold_drive(self.library, number, self.state.is_prevented(Unit::Drive(number)));
        }
    }

    /// Takes what was said on the stage: the end of a command that the target has given, and what a library says unasked.
    pub fn hear(&mut self, host: &mut Host<'_, '_>, said: &Emission) {
        match said {
            Emission::Completion { library, completion, .. } => {
                if let (true, Err(failure)) = (*library == self.library, &completion.result) {
                    self.has_failed(*failure);
                }
                self.completed(host, completion);
            }
            Emission::Sense { sense, .. } if sense.library == self.library => {
                // What has been seen before a library begins anew is forgotten with the rest.
                self.look_round(host, None);
                self.told(host, &sense.event);
                if matches!(sense.event, HardwareEvent::Attached | HardwareEvent::MagazineInserted(_)) {
                    self.settle_gates(host);
                }
            }
            // It may have been the lock that stuck, or the contact of a magazine.
            Emission::Lifted { .. } => self.settle_gates(host),
            Emission::Sense { .. } | Emission::Stored { .. } | Emission::Crashed { .. } | Emission::Struck { .. } => {}
        }
        self.look_round(host, None);
    }

    /// Hands out the answers to commands that were pending.
    #[must_use]
    pub fn finished(&mut self) -> Vec<(Tag, ScsiAnswer)> {
        std::mem::take(&mut self.finished)
    }

    /// Aborts a command: its answer is TASK ABORTED. What the hardware has begun for it goes on to its end, as robots do; what it has not
    /// begun is not done. Says whether the command was still on its way.
    pub fn abort(&mut self, host: &mut Host<'_, '_>, tag: Tag) -> bool {
        let Some(task) = self.tasks.get_mut(&tag) else { return false };
        let waits = std::mem::take(&mut task.waits);
        if waits {
            // What comes of it, its nexus is told like everybody else.
            task.purpose = WorkPurpose::Plain;
            self.finished.push((tag, ScsiAnswer::bare(Status::TaskAborted)));
            self.withdraw(host, tag);
        }
        waits
    }

    /// Resets logical units: their commands are aborted, reservations and preventions end, and every nexus is told 6/29/00. It begins
    /// nothing anew in the hardware, and does not reach a library behind a line that is cut.
    pub fn reset(&mut self, host: &mut Host<'_, '_>, what: ResetScope) {
        self.look_round(host, None);
        // What comes over a line that is cut, or into a library without power, does not arrive.
        let Some(library) = host.library(self.library).filter(|library| library.connected) else { return };
        let units: Vec<Unit> = match what {
            ResetScope::LogicalUnit(lun) => Unit::at(lun, library).into_iter().collect(),
            ResetScope::Target => Unit::built(library).collect(),
        };
        let prevented = units.contains(&Unit::Changer) && self.state.is_prevented(Unit::Changer);
        self.abort_all(host, |task| units.contains(&task.unit));
        units.iter().for_each(|unit| self.reset_unit(*unit));
        if prevented {
            self.open_gates(host);
        }
        self.hold_drives(host);
    }
}
