//! Time-outs: nobody waits longer than they wanted to.
//!
//! A mount and a wait for news are answered when their time has come; a dismount that cannot be begun gives up after the
//! patience of the service (D-014); a port stands out no longer than its record says, a door stays unlocked no longer than
//! the service waits for somebody to open it. The time in which the engine could not move because it waited for the store
//! counts for nobody. What is not claimed: that nothing ends before its time, but for the wait for news.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::call::{INFINITE, Method};
use rsmlab_engine::change::{Change, Object, ObjectRef, RequestField};
use rsmlab_engine::id::{CallId, Guid};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::state::{Operation, RequestState};
use rsmlab_engine::status::Status;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_sim::checker::promise::{Broken, Promise};
use rsmlab_sim::scenario::model::Setup;
use rsmlab_sim::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, Verdict};

const IN_TIME: Promise = Promise("time-outs-are-kept");
const NOT_EARLY: Promise = Promise("time-outs-are-not-early");

/// Whose time it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Waiting {
    Call(CallId),
    /// A request that is to be begun.
    Request(Guid),
    /// A request that waits for people.
    Visit(Guid),
}

/// All that wait, by the time at which their patience ends, not counting what the store took.
#[derive(Clone)]
pub(super) struct TimeOuts {
    resource: Millis,
    door_unopened: Millis,
    due: BTreeSet<(Instant, Waiting)>,
    when: BTreeMap<Waiting, Instant>,
}

impl TimeOuts {
    pub fn new(setup: &Setup) -> Self {
        let patience = &setup.patience;
        Self { resource: patience.resource, door_unopened: patience.door_unopened, due: BTreeSet::new(), when: BTreeMap::new() }
    }

    fn wait(&mut self, scene: &Scene, who: Waiting, patience: Millis) {
        self.end(who);
        let due = Instant((scene.now + patience).since(Instant::START + scene.waited()).0);
        self.due.insert((due, who));
        self.when.insert(who, due);
    }

    fn end(&mut self, who: Waiting) {
        if let Some(due) = self.when.remove(&who) {
            self.due.remove(&(due, who));
        }
    }

    /// Whether anybody has waited too long. While the store is asked, nobody can be answered.
    fn look(&self, scene: &Scene) -> Verdict {
        let Some((due, who)) = self.due.first() else { return Ok(()) };
        if scene.write.is_some() || scene.now <= *due + scene.waited() {
            return Ok(());
        }
        let whose = match who {
            Waiting::Call(call) => scene.calls.get(call).map_or_else(String::new, |asked| format!("a call of {}", asked.method.function())),
            Waiting::Request(guid) | Waiting::Visit(guid) => {
                scene.request(*guid).map_or_else(String::new, |request| format!("a library request ({})", request.operation))
            }
        };
        Err(Broken::new(IN_TIME, format!("{whose} waits on when its time is over at {}", *due + scene.waited())))
    }

    fn called(&mut self, scene: &Scene, call: CallId, method: &Method) {
        let (Method::MountNtmsMedia { timeout_ms, .. } | Method::WaitForNtmsNotification { timeout_ms, .. }) = method else { return };
        if *timeout_ms != INFINITE {
            self.wait(scene, Waiting::Call(call), Millis(u64::from(*timeout_ms)));
        }
    }

    fn replied(&mut self, scene: &Scene, call: CallId, status: Status) -> Verdict {
        self.end(Waiting::Call(call));
        let Some(asked) = scene.calls.get(&call).filter(|_| status == Status::Timeout) else { return Ok(()) };
        match asked.method {
            Method::WaitForNtmsNotification { timeout_ms, .. } if scene.now.since(asked.since) < Millis(u64::from(timeout_ms)) => {
                Err(Broken::new(NOT_EARLY, "a wait for news gave up before its time"))
            }
            _ => Ok(()),
        }
    }

    /// A request goes from one phase to the next; those in which it waits for people have a limit.
    fn stepped(&mut self, scene: &Scene, guid: Guid, operation: Operation, to: &str) {
        self.end(Waiting::Visit(guid));
        let Some(library) = scene.request(guid).map(|request| request.library) else { return };
        let by_port = matches!(operation, Operation::Inject | Operation::Eject | Operation::InjectCleaner | Operation::EjectCleaner);
        let ports = scene.records.ports.values().filter(|port| port.library == library);
        let limit = match (ports.map(|port| port.max_extend_s).max(), to) {
            (Some(longest), "open") if by_port => Some(Millis::from_secs(u64::from(longest))),
            (_, "waiting") => Some(self.door_unopened),
            _ => None,
        };
        if let Some(limit) = limit {
            self.wait(scene, Waiting::Visit(guid), limit);
        }
    }

    fn output(&mut self, scene: &Scene, output: &Output) -> Verdict {
        match output {
            Output::Reply { call, result } => {
                let status = result.as_ref().err().map_or(Status::Success, |reason| reason.status);
                return self.replied(scene, *call, status);
            }
            Output::Step { request, operation, to, .. } => self.stepped(scene, *request, *operation, to),
            Output::Finished { request, .. } => {
                self.end(Waiting::Visit(*request));
                self.end(Waiting::Request(*request));
            }
            Output::Command(_) | Output::Store(_) | Output::Notify { .. } | Output::Dropped { .. } => {}
        }
        Ok(())
    }
}

impl Ledger for TimeOuts {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> Verdict {
        self.look(scene)?;
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Call { call, method, .. } => self.called(scene, *call, method),
                Input::Service(ServiceEvent::Stopped) => {
                    self.due.clear();
                    self.when.clear();
                }
                Input::Hardware(_) | Input::Sense(_) | Input::Stored { .. } | Input::Service(_) | Input::Tick => {}
            },
            What::Output(output) => return self.output(scene, output),
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> Verdict {
        match change {
            Change::Insert(Object::Request(_, request)) if request.operation == Operation::Dismount => {
                self.wait(scene, Waiting::Request(request.guid), self.resource);
            }
            Change::Request(at, RequestField::State(state)) if *state != RequestState::Waiting => {
                if let Some(guid) = scene.guid(ObjectRef::Request(*at)) {
                    self.end(Waiting::Request(guid));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn conclude(&mut self, scene: &Scene) -> Verdict {
        self.look(scene)
    }
}
