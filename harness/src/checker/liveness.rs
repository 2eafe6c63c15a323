//! Liveness: once trouble is over and people have helped, nothing may stay open.
//!
//! It judges from outside: the calls that clients have made, and the requests that are on record.

use std::sync::Arc;

use rsmlab_engine::function::Function;
use rsmlab_engine::id::{CallId, Guid, LibraryRef};
use rsmlab_engine::record::LibraryRequest;
use rsmlab_engine::record::state::{Operation, OperatorRequestKind, OperatorRequestState, RequestState};
use rsmlab_engine::records::Records;
use rsmlab_engine::time::{Instant, Millis};
use thiserror::Error;

use super::tally::is_over;
use crate::trace::thing::Thing;

/// A call for whose answer somebody waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// The call.
    pub call: CallId,
    /// Who made it.
    pub client: Arc<str>,
    /// The function.
    pub function: Function,
    /// When it was made.
    pub since: Instant,
}

/// Something that is open although nothing stands in its way any more.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Open {
    /// A call has no answer.
    #[error("{client}'s call of {function} has waited {waited} for its answer")]
    Call {
        /// The call.
        call: CallId,
        /// Who made it.
        client: Arc<str>,
        /// The function.
        function: Function,
        /// How long ago.
        waited: Millis,
    },
    /// A library request has not ended.
    #[error("the library request {operation} of {origin} in {library} has been open for {waited} and is {state}{about}")]
    Request {
        /// The request.
        request: Guid,
        /// What it does.
        operation: Operation,
        /// The user, or the service itself.
        origin: Arc<str>,
        /// The library.
        library: Arc<str>,
        /// How it stands.
        state: RequestState,
        /// Since it was queued.
        waited: Millis,
        /// The medium it is about, if it is about one.
        about: String,
    },
    /// An operator request has not ended, although the operator would have done, or refused, whatever was asked.
    #[error("the operator request {kind} (\"{message}\") has been open for {waited} and is {state}")]
    OperatorRequest {
        /// The request.
        request: Guid,
        /// What is asked for.
        kind: OperatorRequestKind,
        /// What the operator reads.
        message: Arc<str>,
        /// How it stands.
        state: OperatorRequestState,
        /// Since it was posted.
        waited: Millis,
    },
}

impl Open {
    /// What is open.
    #[must_use]
    pub const fn thing(&self) -> Thing {
        match self {
            Self::Call { call, .. } => Thing::Call(*call),
            Self::Request { request, .. } | Self::OperatorRequest { request, .. } => Thing::Object(*request),
        }
    }
}

/// Whether an operator request still asks for something.
#[must_use]
pub const fn is_unanswered(state: OperatorRequestState) -> bool {
    match state {
        OperatorRequestState::Unknown
        | OperatorRequestState::Submitted
        | OperatorRequestState::Active
        | OperatorRequestState::InProgress => true,
        OperatorRequestState::Refused | OperatorRequestState::Complete => false,
    }
}

/// Whether everything has come to its end, and is on record as that.
///
/// # Errors
/// What is open, the oldest first: calls, then library requests, then operator requests.
pub fn judge(now: Instant, records: &Records, calls: impl Iterator<Item = Unanswered>) -> Result<(), Open> {
    judge_work(now, records, calls, |_| false)?;
    let asked = records.operator_requests.values().filter(|request| is_unanswered(request.state));
    match asked.min_by_key(|request| request.submitted) {
        None => Ok(()),
        Some(request) => Err(Open::OperatorRequest {
            request: request.guid,
            kind: request.kind,
            message: Arc::clone(&request.message),
            state: request.state,
            waited: now.since(request.submitted),
        }),
    }
}

/// Whether every call is answered and every library request has ended, on record or by an announcement that could not
/// be recorded yet.
///
/// # Errors
/// What is open, the oldest first: calls, then library requests.
pub fn judge_work(
    now: Instant,
    records: &Records,
    calls: impl Iterator<Item = Unanswered>,
    has_ended: impl Fn(Guid) -> bool,
) -> Result<(), Open> {
    if let Some(Unanswered { call, client, function, since }) = calls.min_by_key(|call| call.since) {
        return Err(Open::Call { call, client, function, waited: now.since(since) });
    }
    let requests = records.requests.values().filter(|request| !is_over(request.state) && !has_ended(request.guid));
    if let Some(request) = requests.min_by_key(|request| (request.queued, request.sequence)) {
        return Err(Open::Request {
            request: request.guid,
            operation: request.operation,
            origin: origin_of(request),
            library: library_of(records, request.library),
            state: request.state,
            waited: now.since(request.queued),
            about: about(records, request),
        });
    }
    Ok(())
}

fn origin_of(request: &LibraryRequest) -> Arc<str> {
    let origin = &request.origin;
    Arc::clone(if origin.user.is_empty() { &origin.application } else { &origin.user })
}

fn library_of(records: &Records, library: LibraryRef) -> Arc<str> {
    records.libraries.get(library).map_or_else(|| "a library that is not on record".into(), |library| Arc::clone(&library.name))
}

fn about(records: &Records, request: &LibraryRequest) -> String {
    let medium = request.subject.medium.and_then(|id| records.media.values().find(|medium| medium.guid == id));
    medium.map_or_else(String::new, |medium| format!("; it is about {}", medium.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_that_has_waited_longest_is_named() {
        let call = |client: &str, since| Unanswered {
            call: CallId(1),
            client: client.into(),
            function: Function::MountNtmsMedia,
            since: Instant(since),
        };
        let open = judge(Instant(90_000), &Records::default(), [call("bob", 40_000), call("ann", 30_000)].into_iter());
        assert_eq!(open.unwrap_err().to_string(), "ann's call of MountNtmsMedia has waited 1m for its answer");
        assert_eq!(judge(Instant(90_000), &Records::default(), std::iter::empty()), Ok(()));
    }
}
