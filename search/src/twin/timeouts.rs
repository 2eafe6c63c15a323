//! Time-outs: no call or request waits longer than its time, and none gives up before.
//!
//! A mount and a wait for news are answered when their time has come; a dismount that cannot be begun gives up after the
//! patience of the service (D-014), counted from when it was queued, whatever else happens; a port stands out no longer than its record says,
//! a door stays unlocked no longer than the service waits for somebody to open it, and a library that does not answer counts as silent
//! after the patience with the hardware (D-062). The time in which the engine could not move because it waited for the store
//! counts for nobody.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::call::{INFINITE, Method};
use rsmlab_engine::change::{Change, LibraryField, Object, ObjectRef, RequestField};
use rsmlab_engine::id::{CallId, CommandId, Guid, LibraryRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::record::LibraryRequest;
use rsmlab_engine::record::state::{Operation, OperationalState, RequestState};
use rsmlab_engine::status::Status;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};
use rsmlab_language::model::Setup;

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const IN_TIME: Promise = Promise("time-outs-are-kept");
const NOT_EARLY: Promise = Promise("time-outs-are-not-early");

/// Whose time it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum TimeoutOwner {
    Call(CallId),
    /// A request that is to be begun.
    Request(Guid),
    /// A request that waits for people.
    Visit(Guid),
}

/// All that wait, by the time at which their patience ends, not counting what the store took.
#[derive(Clone, Default)]
pub(super) struct TimeOuts {
    resource: Millis,
    command: Millis,
    door_unopened: Millis,
    due: BTreeSet<(Instant, TimeoutOwner)>,
    when: BTreeMap<TimeoutOwner, Instant>,
    /// Until when a port may stand out that a request has opened, however often it has to be pulled in.
    out_until: BTreeMap<Guid, Instant>,
    /// Since when a request waits for somebody to open a door.
    unopened: BTreeMap<Guid, Instant>,
    /// The dismounts that have been begun.
    begun: BTreeSet<Guid>,
    /// When commands left that have not come to their end.
    sent: BTreeMap<CommandId, (LibraryAddress, Instant)>,
    /// The same of those that have ended while something was being written: the engine may not have heard of it.
    unheard: Vec<(LibraryAddress, Instant)>,
    /// When what is told now was decided: before it was written.
    decided: Instant,
}

/// When so much time is over, not counting what the store takes.
fn until(scene: &Scene, patience: Millis) -> Instant {
    Instant((scene.now + patience).since(Instant::START + scene.waited()).0)
}

impl TimeOuts {
    pub fn new(setup: &Setup) -> Self {
        let patience = &setup.patience;
        Self { resource: patience.resource, command: patience.command, door_unopened: patience.door_unopened, ..Self::default() }
    }

    fn wait(&mut self, scene: &Scene, who: TimeoutOwner, patience: Millis) {
        self.wait_until(who, until(scene, patience));
    }

    fn wait_until(&mut self, who: TimeoutOwner, due: Instant) {
        self.end(who);
        self.due.insert((due, who));
        self.when.insert(who, due);
    }

    fn end(&mut self, who: TimeoutOwner) {
        if let Some(due) = self.when.remove(&who) {
            self.due.remove(&(due, who));
        }
    }

    /// Whether anybody has waited too long. While the store is asked, nobody can be answered.
    fn look(&self, scene: &Scene) -> LedgerResult {
        let Some((due, who)) = self.due.first() else { return Ok(()) };
        if scene.write.is_some() || scene.now <= *due + scene.waited() {
            return Ok(());
        }
        let whose = match who {
            TimeoutOwner::Call(call) => {
                scene.calls.get(call).map_or_else(String::new, |asked| format!("a call of {}", asked.method.function()))
            }
            TimeoutOwner::Request(guid) | TimeoutOwner::Visit(guid) => {
                scene.request(*guid).map_or_else(String::new, |request| format!("a library request ({})", request.operation))
            }
        };
        Err(BrokenPromise::new(IN_TIME, format!("{whose} waits on when its time is over at {}", scene.clock.tell(*due + scene.waited()))))
    }

    fn called(&mut self, scene: &Scene, call: CallId, method: &Method) {
        let (Method::MountNtmsMedia { timeout_ms, .. } | Method::WaitForNtmsNotification { timeout_ms, .. }) = method else { return };
        if *timeout_ms != INFINITE {
            self.wait(scene, TimeoutOwner::Call(call), Millis(u64::from(*timeout_ms)));
        }
    }

    fn replied(&mut self, scene: &Scene, call: CallId, status: Status) -> LedgerResult {
        self.end(TimeoutOwner::Call(call));
        let Some(asked) = scene.calls.get(&call).filter(|_| status == Status::Timeout) else { return Ok(()) };
        match asked.method {
            Method::WaitForNtmsNotification { timeout_ms, .. } if scene.now.since(asked.since) < Millis(u64::from(timeout_ms)) => {
                Err(BrokenPromise::new(NOT_EARLY, "a wait for news gave up before its time"))
            }
            // A library that does not answer ends a mount too.
            Method::MountNtmsMedia { timeout_ms, .. } if scene.now.since(asked.since) < self.command.min(Millis(u64::from(timeout_ms))) => {
                Err(BrokenPromise::new(NOT_EARLY, "a mount gave up before its time"))
            }
            _ => Ok(()),
        }
    }

    /// A request goes from one phase to the next; those in which it waits for people have a limit. That of a port begins when it is
    /// unlocked, and not anew when it could not be pulled in.
    fn stepped(&mut self, scene: &Scene, guid: Guid, operation: Operation, to: &str) {
        self.end(TimeoutOwner::Visit(guid));
        let Some(library) = scene.request(guid).map(|request| request.library) else { return };
        let by_port = matches!(operation, Operation::Inject | Operation::Eject | Operation::InjectCleaner | Operation::EjectCleaner);
        let ports = scene.records.ports.values().filter(|port| port.library == library);
        match (ports.map(|port| port.max_extend_s).max(), to) {
            (_, "unlocking") => drop(self.out_until.remove(&guid)),
            (Some(longest), "open") if by_port => {
                let due = *self.out_until.entry(guid).or_insert_with(|| until(scene, Millis::from_secs(u64::from(longest))));
                // One that cannot be pulled in when its time is over stands out until people come.
                self.wait_until(TimeoutOwner::Visit(guid), due.max(until(scene, Millis::ZERO)));
            }
            (_, "waiting") => {
                self.unopened.insert(guid, self.decided);
                self.wait(scene, TimeoutOwner::Visit(guid), self.door_unopened);
            }
            _ => {}
        }
    }

    /// A request has ended. That nobody came can be said only when there was time to come.
    fn finished(&mut self, scene: &Scene, guid: Guid, operation: Operation, status: Status) -> LedgerResult {
        self.end(TimeoutOwner::Visit(guid));
        self.end(TimeoutOwner::Request(guid));
        self.out_until.remove(&guid);
        self.begun.remove(&guid);
        let Some(since) = self.unopened.remove(&guid) else { return Ok(()) };
        let shortest = self.door_unopened.min(self.command);
        if operation == Operation::DoorAccess && status == Status::Timeout && scene.now.since(since) < shortest {
            return Err(BrokenPromise::new(NOT_EARLY, "nobody is waited for at a door any more before the time is over"));
        }
        Ok(())
    }

    /// A dismount that was never begun gives up.
    fn gave_up(&self, request: &LibraryRequest, when: Instant) -> LedgerResult {
        if request.operation == Operation::Dismount
            && !self.begun.contains(&request.guid)
            && when.since(request.queued) < self.resource.min(self.command)
        {
            return Err(BrokenPromise::new(NOT_EARLY, "a dismount gave up before its time"));
        }
        Ok(())
    }

    /// A library counts as silent.
    fn is_silent(&self, scene: &Scene, library: LibraryRef) -> LedgerResult {
        let address = scene.records.libraries.get(library).and_then(|library| library.address);
        let of_library = self.sent.values().chain(&self.unheard).filter(|(at, _)| Some(*at) == address);
        match of_library.map(|(_, when)| *when).min() {
            Some(first) if scene.now.since(first) >= self.command => Ok(()),
            _ if scene.is_catching_up || scene.is_doubtful => Ok(()),
            _ => Err(BrokenPromise::new(NOT_EARLY, "a library counts as silent that has had no time to answer")),
        }
    }

    fn output(&mut self, scene: &Scene, output: &Output) -> LedgerResult {
        match output {
            Output::Reply { call, result } => {
                let status = result.as_ref().err().map_or(Status::Success, |reason| reason.status);
                return self.replied(scene, *call, status);
            }
            Output::Step { request, operation, to, .. } => self.stepped(scene, *request, *operation, to),
            Output::Finished { request, operation, status, .. } => return self.finished(scene, *request, *operation, *status),
            Output::Command(command) => drop(self.sent.insert(command.id, (command.library, scene.now))),
            Output::Store(_) => self.decided = scene.now,
            Output::Notify { .. } | Output::Dropped { .. } => {}
        }
        Ok(())
    }
}

impl Ledger for TimeOuts {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        self.look(scene)?;
        if scene.write.is_none() {
            self.unheard.clear();
        }
        if scene.write.is_none() && matches!(&record.what, What::Input(input) if !matches!(input.as_ref(), Input::Stored { .. })) {
            self.decided = scene.now;
        }
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Call { call, method, .. } => self.called(scene, *call, method),
                Input::Service(ServiceEvent::Stopped) => {
                    let Self { resource, command, door_unopened, .. } = *self;
                    *self = Self { resource, command, door_unopened, ..Self::default() };
                }
                Input::Hardware(completion) => {
                    let sent = self.sent.remove(&completion.command);
                    self.unheard.extend(sent.filter(|_| scene.write.is_some()));
                }
                Input::Sense(_) | Input::Stored { .. } | Input::Service(_) | Input::Tick => {}
            },
            What::Output(output) => return self.output(scene, output),
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        match change {
            Change::Insert(Object::Request(_, request)) if request.operation == Operation::Dismount => {
                self.wait(scene, TimeoutOwner::Request(request.guid), self.resource);
            }
            Change::Request(at, RequestField::State(state)) if *state != RequestState::Waiting => {
                if let Some(guid) = scene.guid(ObjectRef::Request(*at)) {
                    self.end(TimeoutOwner::Request(guid));
                    if *state == RequestState::InProcess {
                        self.begun.insert(guid);
                    }
                }
            }
            Change::Request(at, RequestField::Ended(Some(when), Status::Timeout)) => {
                if let Some(request) = scene.records.requests.get(*at) {
                    return self.gave_up(request, *when);
                }
            }
            Change::Library(at, LibraryField::State(OperationalState::NeedsService)) => return self.is_silent(scene, *at),
            _ => {}
        }
        Ok(())
    }

    fn conclude(&mut self, scene: &Scene) -> LedgerResult {
        self.look(scene)
    }
}
