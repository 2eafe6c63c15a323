//! What is true of the world after every step, each with its sentence.

use crate::change::ObjectRef;
use crate::engine::Engine;
use crate::id::{DriveRef, MediumRef, RequestRef};
use crate::record::Place;
use crate::record::state::DriveState;
use crate::world::World;
use crate::world::live::{GateRef, Timer};
use crate::world::queue::is_open;

/// An invariant that does not hold, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
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
    pub fn check(&self) -> Result<(), Broken> {
        self.world().check()
    }
}

impl World {
    /// Checks everything that must be true between two steps.
    ///
    /// # Errors
    ///
    /// The first rule that does not hold.
    pub fn check(&self) -> Result<(), Broken> {
        for (at, _) in self.media.iter() {
            self.check_medium(at)?;
        }
        for (at, _) in self.drives.iter() {
            self.check_drive(at)?;
        }
        for (at, _) in self.requests.iter() {
            self.check_request(at)?;
        }
        self.check_parts()?;
        self.check_live()
    }

    fn name(&self, at: ObjectRef) -> String {
        self.guid(at).map_or_else(|| format!("a missing {}", at.kind()), |guid| format!("{} {guid}", at.kind()))
    }

    fn check_medium(&self, at: MediumRef) -> Result<(), Broken> {
        let medium = &self.media[at];
        let name = || self.name(ObjectRef::Medium(at));
        let indexed = match medium.place {
            Place::Slot(slot) => *self.index.in_slot.get(slot) == Some(at),
            Place::Drive(drive) => *self.index.in_drive.get(drive) == Some(at),
            Place::Port(..) | Place::Transport | Place::Offline => true,
        };
        hold(indexed, "a cartridge is alone at its place, and the place knows it", name)?;
        let there = medium.place == Place::Offline || medium.place == Place::Transport || self.element(medium.place).is_some();
        hold(there, "the place of a cartridge exists", name)?;
        hold(
            medium.cleaner || medium.pool.is_some_and(|pool| self.pools.get(pool).is_some()),
            "every data cartridge is in one pool",
            name,
        )?;
        hold(medium.cleaner || !self.sides_of(at).is_empty(), "every data cartridge has a side", name)
    }

    fn check_drive(&self, at: DriveRef) -> Result<(), Broken> {
        let drive = &self.drives[at];
        let name = || self.name(ObjectRef::Drive(at));
        let medium = *self.index.in_drive.get(at);
        hold(medium.is_some() != (drive.state == DriveState::Dismounted), "a drive is dismounted exactly when it is empty", name)?;
        let consistent = medium.is_none_or(|medium| self.media.get(medium).is_some_and(|record| record.place == Place::Drive(at)));
        hold(consistent, "the cartridge of a drive is recorded in that drive", name)?;
        let delayed = drive.dismountable_since.is_some();
        hold(!delayed || drive.state == DriveState::Dismountable, "only a dismountable drive has a time of its dismount", name)
    }

    fn check_request(&self, at: RequestRef) -> Result<(), Broken> {
        let request = &self.requests[at];
        let name = || self.name(ObjectRef::Request(at));
        let open = is_open(request.state);
        hold(open == self.live.tasks.get(at).is_some(), "a request has work exactly as long as it is open", name)?;
        hold(
            open == self.queue(request.library).any(|queued| queued == at),
            "a request is in its queue exactly as long as it is open",
            name,
        )?;
        hold(open != request.completed.is_some(), "a request has a time of its end exactly when it is over", name)
    }

    fn check_parts(&self) -> Result<(), Broken> {
        for (at, slot) in self.slots.iter() {
            let name = || self.name(ObjectRef::Slot(at));
            let medium = *self.index.in_slot.get(at);
            let consistent = medium.is_none_or(|medium| self.media.get(medium).is_some_and(|record| record.place == Place::Slot(at)));
            hold(consistent, "the cartridge of a slot is recorded in that slot", name)?;
            let known = self.libraries.get(slot.library).is_some();
            hold(known, "a slot belongs to a library", name)?;
        }
        for (at, side) in self.sides.iter() {
            hold(self.media.get(side.medium).is_some(), "a side belongs to a cartridge", || self.name(ObjectRef::Side(at)))?;
        }
        Ok(())
    }

    fn check_live(&self) -> Result<(), Broken> {
        let runs = |request: &RequestRef| self.live.tasks.get(*request).as_ref().is_some_and(|task| task.running);
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
            let halted = |request: &RequestRef| self.live.tasks.get(*request).as_ref().is_some_and(|task| task.halted.is_some());
            hold(shared.halted.iter().all(|request| runs(request) && halted(request)), "what waits for a port knows what for", name)?;
        }
        for (_, timer) in &self.live.timers {
            let alive = match timer {
                Timer::Task(request) => self.live.tasks.get(*request).is_some(),
                Timer::Wait(call) => self.live.waits.contains_key(call),
                Timer::Gate(GateRef::Port(port)) => self.ports.get(*port).is_some(),
                Timer::Gate(GateRef::Door(door)) => self.doors.get(*door).is_some(),
            };
            hold(alive, "a deadline belongs to open work, a waiting call, a port or a door", || "a deadline".to_owned())?;
        }
        Ok(())
    }
}

fn hold(holds: bool, rule: &'static str, of: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken { rule, of: of() }) }
}
