//! Initiators: hosts that send SCSI commands to libraries, beside the engine.
//!
//! Each library that is sent a command is a target from then on. Hosts are known by name, and each is a nexus of its own. What a
//! target has the hardware do, the engine does not hear of: it gets the events of libraries, as another host would.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::time::Instant;
use rsmlab_scsi::answer::ScsiAnswer;
use rsmlab_scsi::cdb::Cdb;
use rsmlab_scsi::host::Host;
use rsmlab_scsi::nexus::{Nexus, Tag};
use rsmlab_scsi::tape::tapes::Tapes;
use rsmlab_scsi::target::{CommandProgress, ResetScope, Target};
use rsmlab_scsi::unit::Unit;

use super::machine::{Machine, News};
use super::subject::EngineUnderTest;
use crate::checker::witness::Witness;
use crate::trace::scsi::{CommandEnd, NexusEvent, NexusEventKind, ParameterList, Payload, Sent};
use crate::trace::{Actor, Sequence, What};
use rsmlab_sim::stage::{Cause, Emission};

/// A command of a host. Numbers are given in the order in which the commands are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScsiId(pub u64);

/// What a host sends.
pub(super) struct CommandBlock {
    pub library: LibraryAddress,
    pub lun: u64,
    pub block: Vec<u8>,
    pub data: Vec<u8>,
}

/// A command that has been sent and has no answer yet.
#[derive(Clone)]
struct OnItsWay {
    id: ScsiId,
    host: Arc<str>,
    lun: u64,
    /// Where it stands in the trace.
    seq: Sequence,
}

/// Hosts, the targets that they use, and what they have sent.
#[derive(Clone, Default)]
pub(super) struct Initiators {
    targets: BTreeMap<LibraryAddress, Target>,
    /// What is on the tapes that have been loaded, in whichever library.
    tapes: Tapes,
    nexuses: BTreeMap<Arc<str>, Nexus>,
    joined: Vec<(LibraryAddress, Nexus)>,
    on_their_way: BTreeMap<(LibraryAddress, Tag), OnItsWay>,
    answers: BTreeMap<ScsiId, (Instant, ScsiAnswer)>,
    count: u64,
}

impl Initiators {
    /// What decides how they go on.
    pub fn situation(&self) -> impl Hash + '_ {
        (self.targets.values().map(Target::situation).collect::<Vec<_>>(), &self.joined)
    }

    /// Whether any library is a target.
    pub fn is_any(&self) -> bool {
        !self.targets.is_empty()
    }

    /// Whether a host is at a library.
    fn is_at(&self, host: &Arc<str>, library: LibraryAddress) -> bool {
        self.nexuses.get(host).is_some_and(|nexus| self.joined.contains(&(library, *nexus)))
    }
}

impl<S: EngineUnderTest, W: Witness> Machine<S, W> {
    /// Sends a command of a host to a library that there is.
    ///
    /// `because` is the record of the statement that has it sent, in a world where commands come from elsewhere too.
    pub fn send(&mut self, host: &Arc<str>, sent: CommandBlock, because: Option<Sequence>) -> ScsiId {
        let CommandBlock { library, lun, block, data } = sent;
        self.initiators.count += 1;
        let id = ScsiId(self.initiators.count);
        // As long as its operation code says: some hosts fill it up.
        let as_sent = Cdb::new(&block).bytes().to_vec();
        let changer = self.hardware.library(library).and_then(|library| Unit::at(lun, library)) == Some(Unit::Changer);
        let sent = Sent { command: id.0, library, lun, changer, block: as_sent, data: Payload::of(&data) };
        let seq = self.write(because, Actor::Host(Arc::clone(host)), What::Sent(sent));
        if let Some(list) = ParameterList::of(id.0, &block, &data) {
            self.write(Some(seq), Actor::Host(Arc::clone(host)), What::Parameters(list));
        }
        let on_its_way = OnItsWay { id, host: Arc::clone(host), lun, seq };
        let nexus = self.join(host, library);
        match self.on_target(library, |target, host| target.execute(host, nexus, lun, &block, &data)) {
            Some(CommandProgress::Done(answer)) => self.answer(library, on_its_way, seq, answer),
            Some(CommandProgress::Pending(tag)) => drop(self.initiators.on_their_way.insert((library, tag), on_its_way)),
            None => {}
        }
        self.attend(seq);
        self.hear();
        id
    }

    /// Takes the answer to a command, and when it came.
    pub fn take_scsi_answer(&mut self, id: ScsiId) -> Option<(Instant, ScsiAnswer)> {
        self.initiators.answers.remove(&id)
    }

    /// A host comes to a library, before it sends a command. Says whether it was not there yet.
    pub fn arrive(&mut self, host: &Arc<str>, library: LibraryAddress, because: Option<Sequence>) -> bool {
        if self.initiators.is_at(host, library) {
            return false;
        }
        let seq = self.nexus_event(host, library, NexusEventKind::Joins, because);
        self.join(host, library);
        self.attend(seq);
        self.hear();
        true
    }

    /// A host is gone from a library. Says whether it was there.
    pub fn leave(&mut self, host: &Arc<str>, library: LibraryAddress, because: Option<Sequence>) -> bool {
        let Some(nexus) = self.initiators.nexuses.get(host).copied().filter(|_| self.initiators.is_at(host, library)) else { return false };
        let seq = self.nexus_event(host, library, NexusEventKind::Leaves, because);
        self.initiators.joined.retain(|joined| *joined != (library, nexus));
        self.manage(library, Some(seq), |target, host| target.leave(host, nexus));
        true
    }

    /// Writes down what a host does beside sending commands.
    fn nexus_event(&mut self, host: &Arc<str>, library: LibraryAddress, what: NexusEventKind, because: Option<Sequence>) -> Sequence {
        self.write(because, Actor::Host(Arc::clone(host)), What::Nexus(NexusEvent { library, what }))
    }

    /// No host keeps what is in a drive any more.
    pub fn end_prevention(&mut self, library: LibraryAddress, drive: u16) {
        self.on_target(library, |target, host| target.end_prevention(host, drive));
    }

    /// Every host is gone, with what it has reserved and prevented.
    pub fn let_hosts_go(&mut self) {
        for (library, nexus) in std::mem::take(&mut self.initiators.joined) {
            self.manage(library, None, |target, host| target.leave(host, nexus));
        }
    }

    /// Aborts a command that has no answer yet. Says whether it had none.
    pub fn abort(&mut self, id: ScsiId, because: Option<Sequence>) -> bool {
        let found = self.initiators.on_their_way.iter().find(|(_, on_its_way)| on_its_way.id == id);
        let Some((&(library, tag), on_its_way)) = found else { return false };
        let host = Arc::clone(&on_its_way.host);
        let seq = self.nexus_event(&host, library, NexusEventKind::Aborts(id.0), because);
        self.manage(library, Some(seq), |target, host| {
            target.abort(host, tag);
        });
        true
    }

    /// The command of a host to a logical unit that has no answer yet; the oldest is the first.
    pub fn unanswered(&self, host: &str, library: LibraryAddress, lun: u64, number: u32) -> Option<ScsiId> {
        let on_their_way = self.initiators.on_their_way.iter().filter(|((at, _), _)| *at == library).map(|(_, on_its_way)| on_its_way);
        let mut own: Vec<ScsiId> =
            on_their_way.filter(|command| *command.host == *host && command.lun == lun).map(|command| command.id).collect();
        own.sort_unstable();
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        own.get(place).copied()
    }

    /// A host resets logical units of a library.
    pub fn reset(&mut self, host: &Arc<str>, library: LibraryAddress, what: ResetScope, because: Option<Sequence>) {
        self.join(host, library);
        let seq = self.nexus_event(host, library, what.into(), because);
        self.manage(library, Some(seq), |target, host| target.reset(host, what));
    }

    /// Does something with a target that ends commands, and hands out their answers. What brought it about is what ended them.
    fn manage(&mut self, library: LibraryAddress, because: Option<Sequence>, act: impl FnOnce(&mut Target, &mut Host<'_, '_>)) {
        let finished = self.on_target(library, |target, host| {
            act(target, host);
            target.finished()
        });
        for (tag, answer) in finished.into_iter().flatten() {
            if let Some(on_its_way) = self.initiators.on_their_way.remove(&(library, tag)) {
                let cause = because.unwrap_or(on_its_way.seq);
                self.answer(library, on_its_way, cause, answer);
            }
        }
        self.attend(self.trace.next());
        self.hear();
    }

    /// The nexus of a host. A library that it has not been at sees it arrive.
    pub fn join(&mut self, host: &Arc<str>, library: LibraryAddress) -> Nexus {
        let Initiators { targets, tapes, nexuses, .. } = &mut self.initiators;
        let arrived = u32::try_from(nexuses.len()).unwrap_or(u32::MAX);
        let nexus = *nexuses.entry(Arc::clone(host)).or_insert(Nexus(arrived));
        if !targets.contains_key(&library) {
            targets.extend(Target::new(&mut self.hardware, tapes, library).map(|target| (library, target)));
        }
        if !self.initiators.joined.contains(&(library, nexus)) {
            self.initiators.joined.push((library, nexus));
            self.on_target(library, |target, host| target.join(host, nexus));
        }
        nexus
    }

    /// Lends the hardware to the target of a library.
    fn on_target<T>(&mut self, library: LibraryAddress, act: impl FnOnce(&mut Target, &mut Host<'_, '_>) -> T) -> Option<T> {
        let mut target = self.initiators.targets.remove(&library)?;
        let mut tapes = std::mem::take(&mut self.initiators.tapes);
        let result = self.on_stage(|hardware, _, stage| act(&mut target, &mut Host { hardware, stage, tapes: &mut tapes }));
        self.initiators.tapes = tapes;
        self.initiators.targets.insert(library, target);
        Some(result)
    }

    /// Lets the targets hear what was said, and hands out the answers that it brings.
    pub(super) fn tell_targets(&mut self, said: &Emission, because: Sequence, cause: Option<Sequence>) {
        let libraries: Vec<LibraryAddress> = self.initiators.targets.keys().copied().collect();
        for library in libraries {
            let finished = self.on_target(library, |target, host| {
                target.hear(host, said);
                target.finished()
            });
            for (tag, answer) in finished.into_iter().flatten() {
                let Some(on_its_way) = self.initiators.on_their_way.remove(&(library, tag)) else { continue };
                // A fault that made the command fail goes before the command itself.
                let by_fault = matches!(said, Emission::Completion { cause: Cause::Fault(_), .. });
                let cause = cause.filter(|_| by_fault).unwrap_or(on_its_way.seq);
                self.answer(library, on_its_way, cause, answer);
            }
            self.attend(because);
        }
    }

    fn answer(&mut self, library: LibraryAddress, OnItsWay { id, host, .. }: OnItsWay, cause: Sequence, answer: ScsiAnswer) {
        self.write(Some(cause), Actor::Library(library), What::Came(CommandEnd::of(id.0, host, &answer)));
        self.initiators.answers.insert(id, (self.now, answer));
        self.news.push(News::Answered(id));
    }
}
