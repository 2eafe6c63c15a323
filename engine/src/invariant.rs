//! What is true of the world after every step, each with its sentence.

use crate::change::ObjectRef;
use crate::engine::Engine;
use crate::id::RequestRef;
use crate::operation;
use crate::time::Instant;
use crate::turn::Batch;
use crate::world::World;
use crate::world::live::{Awaited, GateRef, LiveState, Purpose, Timer};
use crate::world::queue::is_open;

/// An invariant that does not hold, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenInvariant {
    /// The sentence that should be true.
    pub rule: &'static str,
    /// What it is not true of.
    pub of: String,
}

impl Engine {
    /// Checks everything that must be true between two steps.
    ///
    /// # Errors
    ///
    /// The first rule that does not hold.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.world.check()
    }

    /// Checks what a step can have broken: a step that changed no record leaves all true that was true of the records.
    pub(crate) fn check_step(&mut self) -> Result<(), BrokenInvariant> {
        if std::mem::take(&mut self.batch.is_unchecked) { self.world.check() } else { self.world.check_work() }
    }

    /// What a look at every queue would still bring about, where only those were looked at that were woken: the slow oracle of the
    /// schedule (D-124, D-126), for those who check it. Nothing, unless somebody was overlooked, the store is at work, or it has refused a write.
    #[must_use]
    pub fn overlooked(&self, now: Instant) -> Option<String> {
        if self.writing.is_some() || self.again.is_some() || self.is_due(now) {
            return None;
        }
        let mut other = self.clone();
        other.agenda.forget();
        operation::stir_all(&mut other.turn(now));
        other.dispatch(now);
        let Batch { changes, effects, undo, .. } = &other.batch;
        let nothing = changes.is_empty() && effects.is_empty() && undo.is_empty();
        (!nothing).then(|| format!("{changes:?}, {effects:?}, and {} steps in all", undo.len()))
    }
}

impl World {
    /// Checks everything that must be true between two steps.
    ///
    /// # Errors
    ///
    /// The first rule that does not hold.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.check_records()?;
        self.check_work()
    }

    /// Checks the work that is under way, and whether it is that of the records.
    fn check_work(&self) -> Result<(), BrokenInvariant> {
        for (at, _) in self.requests.iter() {
            self.check_request(at)?;
        }
        self.check_live_relations()?;
        self.check_at_work()?;
        self.check_live()
    }

    fn check_request(&self, at: RequestRef) -> Result<(), BrokenInvariant> {
        let request = &self.requests[at];
        let name = || self.name(ObjectRef::Request(at));
        let open = is_open(request.state);
        hold(open == self.live.tasks.contains_key(&at), "a request has work exactly as long as it is open", name)?;
        hold(
            open == self.queue(request.library).any(|queued| queued == at),
            "a request is in its queue exactly as long as it is open",
            name,
        )
    }

    /// What live state points at is there; every part of it is taken up.
    fn check_live_relations(&self) -> Result<(), BrokenInvariant> {
        let LiveState {
            service: _,
            sessions,
            channels,
            waits,
            tasks,
            shared,
            drives,
            media,
            ports,
            doors,
            batches,
            looks,
            commands,
            timers: _,
        } = &self.live;
        let known = |at: ObjectRef| hold(self.guid(at).is_some(), "what is in use is on record", || format!("a missing {}", at.kind()));
        tasks.keys().try_for_each(|at| known(ObjectRef::Request(*at)))?;
        shared.iter().try_for_each(|(at, _)| known(ObjectRef::Library(at)))?;
        drives.iter().try_for_each(|(at, _)| known(ObjectRef::Drive(at)))?;
        media.iter().try_for_each(|(at, _)| known(ObjectRef::Medium(at)))?;
        ports.iter().try_for_each(|(at, _)| known(ObjectRef::Port(at)))?;
        doors.iter().try_for_each(|(at, _)| known(ObjectRef::Door(at)))?;
        for (at, batch) in batches.iter() {
            known(ObjectRef::Library(at))?;
            batch.iter().try_for_each(|collected| known(ObjectRef::Medium(collected.medium)))?;
        }
        looks.iter().try_for_each(|(at, _)| known(ObjectRef::Library(at)))?;
        for channel in channels.values() {
            hold(sessions.contains_key(&channel.session), "a channel belongs to an open session", || "a channel".to_owned())?;
        }
        for (call, wait) in waits {
            let name = || format!("call {}", call.0);
            hold(sessions.contains_key(&wait.session), "only in an open session does a call wait", name)?;
            let there = match &wait.subject {
                Awaited::Mounts(mounts) => mounts.iter().all(|mount| mount.drive.is_some() || tasks.contains_key(&mount.request)),
                Awaited::Message(channel) => channels.get(channel).is_some_and(|channel| channel.waiting == Some(*call)),
            };
            hold(there, "what a call waits for can come", name)?;
        }
        for (command, purpose) in commands {
            let there = match purpose {
                Purpose::Describe(_) => true,
                Purpose::Request(request) => tasks.contains_key(request),
                Purpose::Abandoned(library, _) | Purpose::Overtaken(library, ..) => self.libraries.get(*library).is_some(),
                Purpose::Tend(GateRef::Port(port), _) => self.ports.get(*port).is_some(),
                Purpose::Tend(GateRef::Door(door), _) => self.doors.get(*door).is_some(),
            };
            hold(there, "somebody waits for the end of a command", || format!("command {}", command.0))?;
        }
        Ok(())
    }

    fn check_live(&self) -> Result<(), BrokenInvariant> {
        let runs = |request: &RequestRef| self.live.tasks.get(request).is_some_and(|task| task.running);
        for (at, user) in self.live.drives.iter() {
            hold(user.request.as_ref().is_none_or(runs), "only running work holds a drive", || self.name(ObjectRef::Drive(at)))?;
        }
        for (at, holder) in self.live.media.iter() {
            hold(holder.as_ref().is_none_or(runs), "only running work holds a cartridge", || self.name(ObjectRef::Medium(at)))?;
        }
        for (at, user) in self.live.ports.iter() {
            hold(user.holder.as_ref().is_none_or(runs), "only running work holds a port", || self.name(ObjectRef::Port(at)))?;
        }
        for (at, user) in self.live.doors.iter() {
            hold(user.holder.as_ref().is_none_or(runs), "only running work holds a door", || self.name(ObjectRef::Door(at)))?;
        }
        for (at, shared) in self.live.shared.iter() {
            let name = || self.name(ObjectRef::Library(at));
            hold(shared.exclusive.as_ref().is_none_or(runs), "only running work has a library for itself", name)?;
            let transports = self.libraries.get(at).map_or(0, |library| library.transports);
            hold(shared.moving <= transports, "no more moves are under way than there are transports", name)?;
            hold(shared.line.iter().all(runs), "only running work waits for a transport", name)?;
            let halted = |request: &RequestRef| self.live.tasks.get(request).is_some_and(|task| task.halted.is_some());
            hold(shared.halted.iter().all(|request| runs(request) && halted(request)), "what waits for a port knows what for", name)?;
        }
        for (_, timer) in &self.live.timers {
            let alive = match timer {
                Timer::Task(request) => self.live.tasks.contains_key(request),
                Timer::Wait(call) => self.live.waits.contains_key(call),
                Timer::Queue(library) => self.libraries.get(*library).is_some(),
                Timer::Gate(GateRef::Port(port)) => self.ports.get(*port).is_some(),
                Timer::Gate(GateRef::Door(door)) => self.doors.get(*door).is_some(),
            };
            hold(alive, "a deadline belongs to open work, a waiting call, a queue, a port or a door", || "a deadline".to_owned())?;
        }
        Ok(())
    }
}

/// Whether a rule holds; if not, of what it does not.
pub(crate) fn hold(holds: bool, rule: &'static str, of: impl FnOnce() -> String) -> Result<(), BrokenInvariant> {
    if holds { Ok(()) } else { Err(BrokenInvariant { rule, of: of() }) }
}
