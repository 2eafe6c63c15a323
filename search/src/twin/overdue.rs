//! Overdue: who leaves a door or a port open too long has been asked to close it (`model.door.open-time`, `model.inject.port-time`).
//!
//! The time belongs to the door or the port, and not to the person who opened it or the request that looks at it (D-077). It begins when the records say that it
//! is open; what was asked and answered before is no asking. A port that a request has is pulled in by that request: as long as one is at work
//! with a port of the library, nothing is claimed of its ports. The time in which the engine waited for the store counts for nobody, and
//! nothing is claimed as long as the store takes no writes.

use std::collections::BTreeMap;

use rsmlab_engine::change::{Change, Object, ObjectRef, PortField};
use rsmlab_engine::id::{Guid, LibraryRef};
use rsmlab_engine::input::Input;
use rsmlab_engine::record::LibraryRequest;
use rsmlab_engine::record::state::{DoorState, Operation, OperatorRequestKind, PortPosition, RequestState};
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const ASKED: Promise = Promise("people-are-asked");

/// The doors and ports that stand open and that nobody has been asked about, each with the time at which somebody has to be, not counting
/// what the store took.
#[derive(Clone, Default)]
pub(super) struct Overdue {
    open: BTreeMap<ObjectRef, Instant>,
    /// Whether the store has refused what is being written now: it may have stood open for long.
    was_refused: bool,
}

/// What an operator request about a door or a port has for its argument: the door itself, or the library of the port.
fn argument(scene: &Scene, at: ObjectRef) -> Option<Guid> {
    match at {
        ObjectRef::Port(port) => scene.guid(ObjectRef::Library(scene.records.ports.get(port)?.library)),
        other => scene.guid(other),
    }
}

/// Whether a request is at work with a port of a library.
fn has_a_port(scene: &Scene, library: LibraryRef) -> bool {
    let is_by_port =
        |operation| matches!(operation, Operation::Inject | Operation::Eject | Operation::InjectCleaner | Operation::EjectCleaner);
    let is_at_work = |request: &LibraryRequest| matches!(request.state, RequestState::InProcess | RequestState::Waiting);
    scene.records.requests.values().any(|request| request.library == library && is_by_port(request.operation) && is_at_work(request))
}

impl Overdue {
    fn look(&mut self, scene: &Scene) -> LedgerResult {
        if self.open.is_empty() || scene.write.is_some() || scene.is_doubtful {
            return Ok(());
        }
        let is_asked = |about: Guid| {
            let mut open = scene.open_operator_requests();
            open.any(|request| request.first.map(|argument| argument.object) == Some(about))
        };
        let is_claimed = |at: &ObjectRef| match at {
            ObjectRef::Port(port) => scene.records.ports.get(*port).is_some_and(|port| !has_a_port(scene, port.library)),
            _ => true,
        };
        let late = self.open.iter().filter(|(at, due)| scene.now > **due + scene.waited() && is_claimed(at));
        for at in late.map(|(at, _)| *at).collect::<Vec<_>>() {
            match argument(scene, at) {
                // One operator request about a library answers for all its ports.
                Some(about) if is_asked(about) => drop(self.open.remove(&at)),
                Some(_) => {
                    let what = if matches!(at, ObjectRef::Port(_)) { "port" } else { "door" };
                    return Err(BrokenPromise::new(
                        ASKED,
                        format!("a {what} stands open longer than it may, and nobody has been asked to close it"),
                    ));
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Something stands open, and may for so many seconds.
    fn opened(&mut self, scene: &Scene, at: ObjectRef, limit_s: u32) {
        if self.was_refused {
            return;
        }
        let due = (scene.now + Millis::from_secs(u64::from(limit_s))).since(Instant::START + scene.waited());
        self.open.entry(at).or_insert(Instant(due.0));
    }
}

impl Ledger for Overdue {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        if let What::Input(input) = &record.what {
            match input.as_ref() {
                // What was written with the last breath of a service is read by the next one.
                Input::Service(_) => self.open.clear(),
                Input::Stored { result: Err(_), .. } => self.was_refused = true,
                Input::Stored { .. } => {}
                _ => self.was_refused &= scene.is_doubtful,
            }
        }
        self.look(scene)
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        let records = &scene.records;
        match change {
            Change::Door(at, DoorState::Open) => {
                self.opened(scene, ObjectRef::Door(*at), records.doors.get(*at).map_or(0, |door| door.max_open_s.into()));
            }
            Change::Port(at, PortField::Position(PortPosition::Extended)) => {
                self.opened(scene, ObjectRef::Port(*at), records.ports.get(*at).map_or(0, |port| port.max_extend_s.into()));
            }
            Change::Door(at, _) => drop(self.open.remove(&ObjectRef::Door(*at))),
            Change::Port(at, PortField::Position(_)) => drop(self.open.remove(&ObjectRef::Port(*at))),
            Change::Insert(Object::OperatorRequest(_, request)) if request.kind == OperatorRequestKind::Message => {
                let about = request.first.map(|argument| argument.object);
                self.open.retain(|at, _| argument(scene, *at) != about);
            }
            _ => {}
        }
        Ok(())
    }

    fn conclude(&mut self, scene: &Scene) -> LedgerResult {
        self.look(scene)
    }
}
