//! Overdue: who leaves a door or a port open too long has been asked to close it (`model.door.open-time`, `model.inject.port-time`).
//!
//! The time belongs to the door, whoever opened it and whatever request looks at it (D-077). It begins when the records say that it is open; what was asked
//! and answered before is no asking. A port that a session has is pulled in by that session and not claimed here. The time in which
//! the engine waited for the store counts for nobody, and nothing is claimed as long as the store takes no writes.

use std::collections::BTreeMap;

use rsmlab_engine::change::{Change, Object};
use rsmlab_engine::id::{DoorRef, Guid};
use rsmlab_engine::input::Input;
use rsmlab_engine::record::state::{DoorState, OperatorRequestKind};
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_sim::checker::promise::{Broken, Promise};
use rsmlab_sim::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, Verdict};

const ASKED: Promise = Promise("people-are-asked");

/// The doors that stand open and that nobody has been asked about, each with the time at which somebody has to be, not counting what the
/// store took.
#[derive(Clone, Default)]
pub(super) struct Overdue {
    open: BTreeMap<DoorRef, Instant>,
}

impl Overdue {
    fn look(&self, scene: &Scene) -> Verdict {
        if scene.write.is_some() || scene.is_doubtful {
            return Ok(());
        }
        let is_asked = |door: Guid| {
            let about = |first: Option<Guid>| first == Some(door);
            scene.open_operator_requests().any(|request| about(request.first.map(|argument| argument.object)))
        };
        let late = self.open.iter().filter(|(_, due)| scene.now > **due + scene.waited());
        for (door, _) in late {
            let guid = scene.records.doors.get(door).map(|door| door.guid);
            if guid.is_some_and(|guid| !is_asked(guid)) {
                return Err(Broken::new(ASKED, "a door stands open longer than it may, and nobody has been asked to close it"));
            }
        }
        Ok(())
    }
}

impl Ledger for Overdue {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> Verdict {
        if let What::Input(input) = &record.what
            && let Input::Service(_) = input.as_ref()
        {
            // What was written with the last breath of a service is read by the next one.
            self.open.clear();
        }
        self.look(scene)
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> Verdict {
        match change {
            Change::Door(at, DoorState::Open) => {
                let limit = scene.records.doors.get(at).map_or(Millis::ZERO, |door| Millis::from_secs(u64::from(door.max_open_s)));
                let due = (scene.now + limit).since(Instant::START + scene.waited());
                self.open.entry(*at).or_insert(Instant(due.0));
            }
            Change::Door(at, _) => drop(self.open.remove(at)),
            Change::Insert(Object::OperatorRequest(_, request)) if request.kind == OperatorRequestKind::Message => {
                let about = request.first.map(|argument| argument.object);
                self.open.retain(|door, _| scene.records.doors.get(door).map(|door| door.guid) != about);
            }
            _ => {}
        }
        Ok(())
    }

    fn conclude(&mut self, scene: &Scene) -> Verdict {
        self.look(scene)
    }
}
