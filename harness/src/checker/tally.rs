//! The tally: every call is answered once, every library request ends once, and no refused call changes anything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rsmlab_engine::change::Object;
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{CallId, Guid};
use rsmlab_engine::record::LibraryRequest;
use rsmlab_engine::record::state::{Operation, RequestState};
use rsmlab_engine::records::Records;
use rsmlab_engine::status::Status;
use thiserror::Error;

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Breach {
    /// An answer for which no call waits: a second one, or one to a call of an earlier life of the service.
    #[error("call {} was answered although nobody waits for the answer any more", .call.0)]
    StrayReply {
        /// The call.
        call: CallId,
    },
    /// A call got none.
    #[error("{client}'s call of {function} was never answered, and nothing is left to happen")]
    NoReply {
        /// Who made it.
        client: Arc<str>,
        /// The function.
        function: Function,
    },
    /// A call got no answer, not even that there is no service any more.
    #[error("{client}'s call of {function} waited for its answer when the service stopped, and got none")]
    LeftWaiting {
        /// Who made it.
        client: Arc<str>,
        /// The function.
        function: Function,
    },
    /// A library request ended a second time.
    #[error("a library request ({operation}) ended twice")]
    EndedTwice {
        /// What it did.
        operation: Operation,
    },
    /// A library request is over on record, but its end was never announced.
    #[error("a library request ({operation}) is {state} on record, but its end was never announced")]
    NeverEnded {
        /// What it did.
        operation: Operation,
        /// How it stands.
        state: RequestState,
    },
    /// A library request was announced to have ended otherwise than its record says.
    #[error("a library request ({operation}) was announced to have ended with {told}, and its record says {recorded}")]
    ToldOtherwise {
        /// What it did.
        operation: Operation,
        /// What was announced.
        told: Status,
        /// What is on record.
        recorded: Status,
    },
    /// A refused call changed the world.
    #[error("{client}'s call of {function} was refused, and yet it changed the world")]
    RefusedButChanged {
        /// Who made it.
        client: Arc<str>,
        /// The function.
        function: Function,
    },
}

/// What has been asked and answered so far.
#[derive(Clone, Debug, Default)]
pub struct CallTally {
    open: BTreeMap<CallId, (Arc<str>, Function)>,
    ended: BTreeMap<Guid, Operation>,
    /// Requests whose ends are not ours to see: the database held them when the run began, or the process died when their
    /// end was on record and nobody had heard of it.
    unseen: BTreeSet<Guid>,
}

/// Whether a request is over.
#[must_use]
pub const fn is_over(state: RequestState) -> bool {
    match state {
        RequestState::Queued | RequestState::InProcess | RequestState::Waiting | RequestState::Deferred => false,
        RequestState::Passed | RequestState::Failed | RequestState::Invalid | RequestState::Cancelled | RequestState::Stopped => true,
    }
}

impl CallTally {
    /// A tally for a run that begins with these requests on record.
    #[must_use]
    pub fn new(records: &Records) -> Self {
        Self { unseen: records.requests.values().map(|request| request.guid).collect(), ..Self::default() }
    }

    /// A call is made.
    pub fn called(&mut self, call: CallId, client: Arc<str>, function: Function) {
        self.open.insert(call, (client, function));
    }

    /// A call is answered.
    ///
    /// # Errors
    /// [`Breach::StrayReply`] if it was answered before, or never made.
    pub fn replied(&mut self, call: CallId) -> Result<(), Breach> {
        self.open.remove(&call).map(drop).ok_or(Breach::StrayReply { call })
    }

    /// A library request was announced to have ended with a status.
    ///
    /// # Errors
    /// [`Breach::EndedTwice`], or [`Breach::ToldOtherwise`] if its end is on record and is another one.
    pub fn finished(&mut self, request: Guid, operation: Operation, told: Status, records: &Records) -> Result<(), Breach> {
        if self.ended.insert(request, operation).is_some() {
            return Err(Breach::EndedTwice { operation });
        }
        match records.request(request).filter(|request| is_over(request.state)).map(|request| request.error) {
            Some(recorded) if recorded != told => Err(Breach::ToldOtherwise { operation, told, recorded }),
            Some(_) | None => Ok(()),
        }
    }

    /// Requests are on record no more, and nothing more is asked about them.
    pub fn forget(&mut self, gone: &[Object]) {
        for object in gone {
            if let Object::Request(_, request) = object {
                self.ended.remove(&request.guid);
                self.unseen.remove(&request.guid);
            }
        }
    }

    /// The process is gone: a call that waited gets no answer. An end that was announced while the store took no
    /// writes is not on record; the next life of the service finds the request open, and ends it. One that is on record and
    /// was not announced is not announced any more.
    ///
    /// # Errors
    /// [`Breach::LeftWaiting`] if somebody still waits for an answer, and has not even been told that there is no service.
    pub fn stopped(&mut self, records: &Records) -> Result<(), Breach> {
        let waiting = std::mem::take(&mut self.open).into_values().next();
        self.ended.retain(|request, _| records.request(*request).is_none_or(|request| is_over(request.state)));
        let over = records.requests.values().filter(|request| is_over(request.state)).map(|request| request.guid);
        self.unseen.extend(over.filter(|request| !self.ended.contains_key(request)));
        waiting.map_or(Ok(()), |(client, function)| Err(Breach::LeftWaiting { client, function }))
    }

    /// Nothing is left to happen. Calls that wait for people or for news, without end, may still be open.
    ///
    /// # Errors
    /// The first promise that was not kept.
    pub fn settle(&self, records: &Records, waits: impl Fn(Function) -> bool) -> Result<(), Breach> {
        if let Some((client, function)) = self.open.values().find(|(_, function)| !waits(*function)) {
            return Err(Breach::NoReply { client: Arc::clone(client), function: *function });
        }
        let unannounced = |request: &&LibraryRequest| {
            is_over(request.state) && !self.ended.contains_key(&request.guid) && !self.unseen.contains(&request.guid)
        };
        match records.requests.values().find(unannounced) {
            Some(request) => Err(Breach::NeverEnded { operation: request.operation, state: request.state }),
            None => Ok(()),
        }
    }
}
