//! Ends: a library request only ever goes forward, ends once, and is announced as it is recorded.
//!
//! Queued, it can be begun, wait, fail or be withdrawn; begun, it can wait for a transport and go on; an end is final and
//! has a time and an error that fits. A request that another has withdrawn does not pass any more.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::change::{Change, Object, ObjectRef, RequestField};
use rsmlab_engine::id::{Guid, RequestRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::LibraryRequest;
use rsmlab_engine::record::state::{Operation, RequestState};
use rsmlab_engine::status::Status;
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::checker::tally::is_over;
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const FORWARD: Promise = Promise("requests-go-forward");
const ANNOUNCED: Promise = Promise("ends-are-announced");
const WITHDRAWN: Promise = Promise("withdrawn-is-cancelled");

/// What has been told of the requests.
#[derive(Clone, Default)]
pub(super) struct RequestEnds {
    announced: BTreeMap<Guid, (RequestState, Status)>,
    unannounced: Vec<Guid>,
    ending: Vec<RequestRef>,
    withdrawn: BTreeSet<Guid>,
}

impl Ledger for RequestEnds {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => {
                if let Input::Service(ServiceEvent::Recovered { .. }) = input.as_ref() {
                    // Ends that were announced and never recorded are forgotten with the process.
                    self.announced.retain(|guid, _| scene.request(*guid).is_none_or(|request| is_over(request.state)));
                }
                Ok(())
            }
            What::Output(output) => match output.as_ref() {
                Output::Finished { request, state, status, .. } => self.finished(scene, *request, *state, *status),
                Output::Store(_) => self.all_announced(scene),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        match change {
            Change::Insert(Object::Request(_, request)) if request.state != RequestState::Queued => {
                Err(BrokenPromise::new(FORWARD, format!("a new library request ({}) is {}", request.operation, request.state)))
            }
            Change::Request(at, field) => match (scene.records.requests.get(*at), field) {
                (Some(request), RequestField::State(state)) => self.moved(scene, *at, request, *state),
                (Some(request), RequestField::Ended(when, error)) => ended(request, when.is_some(), *error),
                (Some(_), RequestField::Subject(_)) | (None, _) => Ok(()),
            },
            Change::Remove(ObjectRef::Request(at)) => {
                // Its place may be given to another in the same write.
                self.ending.retain(|ending| ending != at);
                match scene.records.requests.get(*at) {
                    Some(request) if !is_over(request.state) => Err(BrokenPromise::new(
                        FORWARD,
                        format!("a library request ({}) is gone while it is {}", request.operation, request.state),
                    )),
                    Some(_) | None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    fn settled(&mut self, scene: &Scene) -> LedgerResult {
        for at in self.ending.drain(..) {
            let Some(request) = scene.records.requests.get(at) else { continue };
            if request.completed.is_none() {
                return Err(BrokenPromise::new(
                    FORWARD,
                    format!("a library request ({}) is {}, but has no end", request.operation, request.state),
                ));
            }
            match self.announced.get(&request.guid) {
                None => self.unannounced.push(request.guid),
                Some((state, status)) if (*state, *status) != (request.state, request.error) => {
                    return Err(told_otherwise(request, *state, *status));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn conclude(&mut self, scene: &Scene) -> LedgerResult {
        self.all_announced(scene)
    }
}

impl RequestEnds {
    fn moved(&mut self, scene: &Scene, at: RequestRef, request: &LibraryRequest, state: RequestState) -> LedgerResult {
        if !may_go(request.state, state) {
            let operation = request.operation;
            return Err(BrokenPromise::new(FORWARD, format!("a library request ({operation}) that was {} is {state}", request.state)));
        }
        // What became durable when the process went down, nobody was there to announce.
        if is_over(state) && !scene.is_catching_up {
            self.ending.push(at);
        }
        if state == RequestState::Passed && self.withdrawn.contains(&request.guid) {
            return Err(BrokenPromise::new(
                WITHDRAWN,
                format!("a library request ({}) has passed after it was withdrawn", request.operation),
            ));
        }
        if state == RequestState::Passed && request.operation == Operation::Remove {
            let target = request.subject.work_item.and_then(|target| scene.request(target));
            self.withdrawn.extend(target.filter(|target| !is_over(target.state)).map(|target| target.guid));
        }
        Ok(())
    }

    fn finished(&mut self, scene: &Scene, guid: Guid, state: RequestState, status: Status) -> LedgerResult {
        self.unannounced.retain(|waiting| *waiting != guid);
        if self.announced.insert(guid, (state, status)).is_some() {
            return Err(BrokenPromise::new(ANNOUNCED, "the end of a library request was announced twice"));
        }
        match scene.request(guid) {
            Some(request) if is_over(request.state) && (request.state, request.error) != (state, status) => {
                Err(told_otherwise(request, state, status))
            }
            Some(request) if !is_over(request.state) && !scene.is_doubtful => Err(BrokenPromise::new(
                ANNOUNCED,
                format!("the end of a library request ({}) that is {} was announced", request.operation, request.state),
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// The engine has gone on to something else: whatever has ended on record was announced.
    fn all_announced(&mut self, scene: &Scene) -> LedgerResult {
        let Some(guid) = self.unannounced.pop() else { return Ok(()) };
        let what = scene.request(guid).map_or_else(String::new, |request| format!(" ({}, {})", request.operation, request.state));
        Err(BrokenPromise::new(ANNOUNCED, format!("the end of a library request{what} is on record, and was not announced")))
    }
}

fn told_otherwise(request: &LibraryRequest, state: RequestState, status: Status) -> BrokenPromise {
    let LibraryRequest { operation, state: recorded, error, .. } = request;
    BrokenPromise::new(
        ANNOUNCED,
        format!("a library request ({operation}) is {recorded} with {error} on record, and was announced as {state} with {status}"),
    )
}

/// Whether a request may be in one state after the other.
const fn may_go(from: RequestState, to: RequestState) -> bool {
    use RequestState as S;
    match from {
        S::Queued => matches!(to, S::InProcess | S::Waiting | S::Failed | S::Cancelled),
        S::Waiting => matches!(to, S::InProcess | S::Failed | S::Cancelled | S::Stopped),
        S::InProcess => matches!(to, S::Waiting | S::Passed | S::Failed | S::Cancelled | S::Stopped),
        // A deferred dismount is over when its drive is (D-024), and what is over stays so.
        S::Deferred | S::Passed | S::Failed | S::Invalid | S::Cancelled | S::Stopped => false,
    }
}

/// An end comes once, and its error fits it.
fn ended(request: &LibraryRequest, has_time: bool, error: Status) -> LedgerResult {
    let (operation, state) = (request.operation, request.state);
    let fits = match state {
        RequestState::Passed | RequestState::Stopped => error == Status::Success,
        RequestState::Failed | RequestState::Cancelled => error != Status::Success,
        RequestState::Queued | RequestState::InProcess | RequestState::Waiting | RequestState::Deferred | RequestState::Invalid => false,
    };
    if fits && has_time && request.completed.is_none() {
        return Ok(());
    }
    Err(BrokenPromise::new(FORWARD, format!("a library request ({operation}) that is {state} has ended with {error}")))
}
