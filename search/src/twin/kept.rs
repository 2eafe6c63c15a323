//! Kept: what is over stays on record for its time, and is gone when that is over (`model.queue.retention`).
//!
//! The time is the purge time of the computer, and begins with the end of a library request or an operator request. With NOAUTOPURGE
//! nothing goes, and with NOFAILEDPURGE nothing that failed or was refused. While the store writes, or takes nothing, or the
//! service is not ready, nothing can go; it goes at the next moment at which it can.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::change::{Change, Object, ObjectRef, OperatorRequestField, RequestField};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::port::hardware::Action;
use rsmlab_engine::record::Computer;
use rsmlab_engine::record::state::{OperatorRequestState, RequestState};
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::{Scene, is_unanswered};
use super::{Ledger, LedgerResult};

const KEPT: Promise = Promise("what-is-over-is-kept-for-its-time");

/// `NTMS_LIBREQFLAGS_NOAUTOPURGE` and `NTMS_OPREQFLAGS_NOAUTOPURGE`.
const NO_AUTO_PURGE: u32 = 1;
/// `NTMS_LIBREQFLAGS_NOFAILEDPURGE` and `NTMS_OPREQFLAGS_NOFAILEDPURGE`.
const NO_FAILED_PURGE: u32 = 2;

/// What is over, by the time at which it has to go.
#[derive(Clone, Default)]
pub(super) struct Retention {
    due: BTreeSet<(Instant, ObjectRef)>,
    /// The same, by what it is.
    when: BTreeMap<ObjectRef, Instant>,
    /// What changes in the present write.
    changed: BTreeSet<ObjectRef>,
    /// Since when the service could have forgotten something, if it can.
    able: Option<Instant>,
}

/// When a record has to go, if it ever has to.
fn going(scene: &Scene, at: ObjectRef) -> Option<Instant> {
    let Computer { library_request_purge_s, operator_request_purge_s, library_request_flags, operator_request_flags, .. } =
        *scene.records.computer.as_ref()?;
    let (ended, has_failed, keep_s, flags) = match at {
        ObjectRef::Request(at) => {
            let request = scene.records.requests.get(at)?;
            (request.completed?, request.state == RequestState::Failed, library_request_purge_s, library_request_flags)
        }
        ObjectRef::OperatorRequest(at) => {
            let request = scene.records.operator_requests.get(at)?;
            (request.completed?, request.state == OperatorRequestState::Refused, operator_request_purge_s, operator_request_flags)
        }
        _ => return None,
    };
    let is_kept = flags & NO_AUTO_PURGE != 0 || (has_failed && flags & NO_FAILED_PURGE != 0);
    (!is_kept).then(|| ended + Millis::from_secs(u64::from(keep_s)))
}

impl Retention {
    /// Whether something should have gone before now.
    fn look(&self, scene: &Scene) -> LedgerResult {
        let (Some(able), Some((due, at))) = (self.able, self.due.first()) else { return Ok(()) };
        if scene.now <= (*due).max(able) || !Self::is_able(scene) {
            return Ok(());
        }
        Err(BrokenPromise::new(
            KEPT,
            format!("what is over ({}) is still on record when its time is over at {}", at.kind(), scene.clock.tell(*due)),
        ))
    }

    /// Whether the service can forget something now.
    fn is_able(scene: &Scene) -> bool {
        let is_asking = scene.commands.values().any(|command| command.action == Action::Describe);
        scene.write.is_none() && !scene.is_doubtful && !is_asking
    }
}

impl Ledger for Retention {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => match input.as_ref() {
                // What it finds in its database, it looks at when all its libraries have said what they are.
                Input::Service(event) => self.able = matches!(event, ServiceEvent::Recovered { .. }).then_some(scene.now),
                Input::Stored { .. } => self.able = self.able.map(|_| scene.now),
                Input::Call { .. } | Input::Hardware(_) | Input::Sense(_) | Input::Tick => self.look(scene)?,
            },
            _ => self.look(scene)?,
        }
        if !Self::is_able(scene) {
            self.able = self.able.map(|_| scene.now);
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        let at = match change {
            Change::Insert(Object::Request(at, _)) | Change::Request(at, RequestField::State(_) | RequestField::Ended(..)) => {
                ObjectRef::Request(*at)
            }
            Change::Insert(Object::OperatorRequest(at, _))
            | Change::OperatorRequest(at, OperatorRequestField::State(_) | OperatorRequestField::Completed(_)) => {
                ObjectRef::OperatorRequest(*at)
            }
            Change::Remove(at @ (ObjectRef::Request(_) | ObjectRef::OperatorRequest(_))) => {
                self.changed.insert(*at);
                return self.removed(scene, *at);
            }
            _ => return Ok(()),
        };
        self.changed.insert(at);
        Ok(())
    }

    fn settled(&mut self, scene: &Scene) -> LedgerResult {
        while let Some(changed) = self.changed.pop_first() {
            if let Some(due) = self.when.remove(&changed) {
                self.due.remove(&(due, changed));
            }
            if let Some(due) = going(scene, changed) {
                self.when.insert(changed, due);
                self.due.insert((due, changed));
            }
        }
        Ok(())
    }

    fn conclude(&mut self, scene: &Scene) -> LedgerResult {
        self.look(scene)
    }
}

impl Retention {
    /// Something is gone. What people were asked and have not answered is only withdrawn.
    fn removed(&self, scene: &Scene, at: ObjectRef) -> LedgerResult {
        if let ObjectRef::OperatorRequest(at) = at
            && scene.records.operator_requests.get(at).is_none_or(|request| is_unanswered(request.state))
        {
            return Ok(());
        }
        let gone = |why: String| Err(BrokenPromise::new(KEPT, format!("what is over ({}) is gone, {why}", at.kind())));
        match going(scene, at) {
            None => gone("though it is never to go".to_owned()),
            Some(due) if scene.now < due => gone(format!("before its time is over at {}", scene.clock.tell(due))),
            Some(_) => Ok(()),
        }
    }
}
