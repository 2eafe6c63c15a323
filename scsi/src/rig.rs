//! A rig: a library with everything that it needs, for programs and tests that have no scenario.
//!
//! It is the owner that [`crate::target`] speaks of, and shows what one has to do. Time is whatever the caller says it is.

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::time::Instant;
use rsmlab_sim::fault::{Fault, FaultId, Faults};
use rsmlab_sim::hardware::{Hardware, Unarmable};
use rsmlab_sim::operator::{Impossible, PersonAct};
use rsmlab_sim::queue::Queue;
use rsmlab_sim::stage::{Emission, Event, Stage};

use crate::answer::ScsiAnswer;
use crate::host::Host;
use crate::nexus::{Nexus, Tag};
use crate::tape::tapes::Tapes;
use crate::target::{CommandProgress, ResetScope, Target};

/// A library, its target, and the time in which both live.
#[derive(Clone, Debug)]
pub struct Rig {
    /// The library is one of these.
    pub hardware: Hardware,
    /// What is on the tapes.
    pub tapes: Tapes,
    /// What will happen.
    pub queue: Queue<Event>,
    /// What can go wrong.
    pub faults: Faults,
    /// The target of the library.
    pub target: Target,
    now: Instant,
    finished: Vec<(Tag, ScsiAnswer)>,
}

impl Rig {
    /// A rig around a library of this hardware; nothing if there is no such library.
    #[must_use]
    pub fn new(mut hardware: Hardware, library: LibraryAddress) -> Option<Self> {
        let mut tapes = Tapes::default();
        let target = Target::new(&mut hardware, &mut tapes, library)?;
        let (queue, faults) = (Queue::new(), Faults::default());
        Some(Self { hardware, tapes, queue, faults, target, now: Instant::START, finished: Vec::new() })
    }

    /// What time it is.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// A nexus is there.
    pub fn join(&mut self, nexus: Nexus) {
        self.on(|target, host| target.join(host, nexus));
    }

    /// A nexus is gone.
    pub fn leave(&mut self, nexus: Nexus) {
        self.on(|target, host| target.leave(host, nexus));
    }

    /// Takes a command at this time. Time that has passed until then passes first.
    pub fn execute(&mut self, nexus: Nexus, lun: u64, cdb: &[u8], data: &[u8], now: Instant) -> CommandProgress {
        self.pass(now);
        let progress = self.on(|target, host| target.execute(host, nexus, lun, cdb, data));
        let CommandProgress::Pending(tag) = progress else { return progress };
        match self.finished.iter().position(|(finished, _)| *finished == tag) {
            Some(place) => CommandProgress::Done(self.finished.remove(place).1),
            None => CommandProgress::Pending(tag),
        }
    }

    /// Takes a command now, and lets time pass until it has its answer. A command that the library never answers gets none: there is
    /// nothing left to happen then.
    pub fn complete(&mut self, nexus: Nexus, lun: u64, cdb: &[u8], data: &[u8]) -> Option<ScsiAnswer> {
        let tag = match self.execute(nexus, lun, cdb, data, self.now) {
            CommandProgress::Done(answer) => return Some(answer),
            CommandProgress::Pending(tag) => tag,
        };
        loop {
            if let Some(place) = self.finished.iter().position(|(finished, _)| *finished == tag) {
                return Some(self.finished.remove(place).1);
            }
            let next = self.next_time()?;
            self.pass(next);
        }
    }

    /// Lets time pass until then, and hands out the answers to commands that were pending.
    #[must_use]
    pub fn advance(&mut self, now: Instant) -> Vec<(Tag, ScsiAnswer)> {
        self.pass(now);
        std::mem::take(&mut self.finished)
    }

    /// When something happens next.
    #[must_use]
    pub fn next_time(&self) -> Option<Instant> {
        self.queue.next_time()
    }

    /// Aborts a command. Says whether it was still on its way.
    pub fn abort(&mut self, tag: Tag) -> bool {
        self.on(|target, host| target.abort(host, tag))
    }

    /// Resets logical units.
    pub fn reset(&mut self, what: ResetScope) {
        self.on(|target, host| target.reset(host, what));
    }

    /// Arms a fault.
    ///
    /// # Errors
    /// [`Unarmable`] if there is no such part, or it cannot have this fault.
    pub fn arm(&mut self, fault: Fault) -> Result<FaultId, Unarmable> {
        self.on(|_, host| host.hardware.arm(host.stage, fault))
    }

    /// Lets a person do something.
    ///
    /// # Errors
    /// [`Impossible`] if it cannot be done.
    pub fn act(&mut self, act: PersonAct) -> Result<(), Impossible> {
        self.on(|_, host| host.hardware.act(host.stage, act))
    }

    fn pass(&mut self, until: Instant) {
        while self.queue.next_time().is_some_and(|next| next <= until) {
            let Some((at, event)) = self.queue.pop() else { break };
            self.now = self.now.max(at);
            self.on(|_, host| match event {
                Event::Hardware(due) => host.hardware.due(host.stage, due),
                Event::FaultEnds => host.hardware.expire_faults(host.stage),
                // There is neither a store nor a script here.
                Event::Stored(_) | Event::Script(_) => {}
            });
        }
        self.now = self.now.max(until);
    }

    /// Does something with the target and its hardware, has the target hear what was said meanwhile, and takes its answers.
    fn on<T>(&mut self, act: impl FnOnce(&mut Target, &mut Host<'_, '_>) -> T) -> T {
        let Self { hardware, tapes, queue, faults, target, now, finished } = self;
        let mut said: Vec<Emission> = Vec::new();
        let mut stage = Stage { now: *now, queue, faults, said: &mut said };
        let result = act(target, &mut Host { hardware, stage: &mut stage, tapes });
        loop {
            let heard = std::mem::take(stage.said);
            if heard.is_empty() {
                break;
            }
            heard.iter().for_each(|said| target.hear(&mut Host { hardware, stage: &mut stage, tapes }, said));
        }
        finished.extend(target.finished());
        result
    }
}
