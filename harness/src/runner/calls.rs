//! Calls: who made them, what came back, and which library requests they brought.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rsmlab_engine::call::signature::{self, Parameter, SignatureField};
use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::change::{Change, Object};
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{CallId, ChannelHandle, Guid, SessionHandle};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::LibraryRequest;
use rsmlab_engine::record::state::{Operation, RequestState};
use rsmlab_engine::records::Records;
use rsmlab_engine::refusal::Reason;
use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;

use crate::checker::liveness::Unanswered;
use crate::checker::tally::is_over;
use rsmlab_language::signature::Signature;

/// A call to be made.
pub(super) struct PreparedCall {
    /// The user.
    pub client: Arc<str>,
    pub session: Option<SessionHandle>,
    pub method: Method,
    /// What the scenario calls what it brings.
    pub name: Option<Arc<str>>,
}

/// The answer to a call.
#[derive(Clone, Debug)]
pub struct Reply {
    /// When it came.
    pub at: Instant,
    /// What it brought, or why it was refused.
    pub result: Result<Answer, Reason>,
}

/// The end of a library request.
#[derive(Clone, Debug)]
pub(super) struct RequestEnd {
    pub at: Instant,
    pub state: RequestState,
    pub status: Status,
    pub reason: Option<Reason>,
}

/// All calls of a run.
#[derive(Clone, Default)]
pub(super) struct Calls {
    made: BTreeMap<CallId, MadeCall>,
    /// How many calls have been made.
    count: u64,
    /// The calls for whose answers somebody waits.
    waiting: BTreeSet<CallId>,
    /// The sessions that are open, as far as answers tell, each with its user.
    sessions: BTreeMap<SessionHandle, Arc<str>>,
    ended: BTreeMap<Guid, RequestEnd>,
}

#[derive(Clone)]
struct MadeCall {
    client: Arc<str>,
    function: Function,
    name: Option<Arc<str>>,
    session: Option<SessionHandle>,
    at: Instant,
    /// Whether the caller has gone without an answer, because the service has.
    abandoned: bool,
    reply: Option<Reply>,
    request: Option<Guid>,
}

impl Calls {
    /// A call is made. Calls are numbered from 1.
    pub fn open(&mut self, call: &PreparedCall, at: Instant) -> CallId {
        self.count += 1;
        let id = CallId(self.count);
        let (client, function) = (Arc::clone(&call.client), call.method.function());
        let (name, session) = (call.name.clone(), call.session);
        self.waiting.insert(id);
        self.made.insert(id, MadeCall { client, function, name, session, at, abandoned: false, reply: None, request: None });
        id
    }

    pub fn replied(&mut self, call: CallId, reply: Reply) {
        let Some(made) = self.made.get_mut(&call) else { return };
        let handed_back = reply.result.as_ref().ok().and_then(Answer::operation);
        made.request = if hands_back_an_operation(made.function) { handed_back } else { handed_back.or(made.request) };
        match (&reply.result, made.function, made.session) {
            (Ok(Answer::Session(session)), ..) => drop(self.sessions.insert(*session, Arc::clone(&made.client))),
            (Ok(_), Function::CloseNtmsSession, Some(session)) => drop(self.sessions.remove(&session)),
            (Ok(_) | Err(_), ..) => {}
        }
        made.reply.get_or_insert(reply);
        self.waiting.remove(&call);
    }

    pub fn finished(&mut self, request: Guid, ended: RequestEnd) {
        self.ended.entry(request).or_insert(ended);
    }

    /// The service is gone, and every session with it; a call that waits gets no answer. Only library requests on record remain:
    /// one that is not on record was never made, and an end on record counts although it was not announced.
    pub fn stopped(&mut self, now: Instant, records: &Records) {
        self.sessions.clear();
        for made in self.made.values_mut() {
            made.request = made.request.filter(|request| self.ended.contains_key(request) || records.request(*request).is_some());
        }
        for request in records.requests.values().filter(|request| is_over(request.state)) {
            let ended = RequestEnd { at: now, state: request.state, status: request.error, reason: None };
            self.ended.entry(request.guid).or_insert(ended);
        }
        for call in std::mem::take(&mut self.waiting) {
            self.made.entry(call).and_modify(|made| made.abandoned = true);
        }
    }

    /// The objects that an output shows for the first time and that belong to a call with a name.
    ///
    /// Few calls answer the id of the library request they brought. Of the others it is the first one of their
    /// operation and user that is put on record while they wait for their answer.
    pub fn names_in(&mut self, output: &Output) -> Vec<(Guid, Arc<str>)> {
        match output {
            Output::Reply { call, result: Ok(Answer::Operation(request)) } => {
                let made = self.made.get_mut(call).filter(|made| made.request != Some(*request));
                made.and_then(|made| Some((*request, Arc::clone(made.name.as_ref()?)))).into_iter().collect()
            }
            Output::Store(write) => {
                let requests = write.changes.iter().filter_map(|change| match change {
                    Change::Insert(Object::Request(_, request)) => Some(request),
                    Change::Insert(_) | Change::Remove(_) | Change::Library(..) | Change::Drive(..) | Change::Slot(..) => None,
                    Change::Port(..) | Change::Door(..) | Change::Medium(..) | Change::Side(..) => None,
                    Change::Request(..) | Change::OperatorRequest(..) => None,
                });
                requests.filter_map(|request| self.claim(request)).collect()
            }
            Output::Reply { .. } | Output::Command(_) | Output::Notify { .. } | Output::Step { .. } => Vec::new(),
            Output::Finished { .. } | Output::Dropped { .. } => Vec::new(),
        }
    }

    fn claim(&mut self, request: &LibraryRequest) -> Option<(Guid, Arc<str>)> {
        let claims = |call: &&CallId| {
            let made = self.made.get(call).filter(|made| made.request.is_none() && made.client == request.origin.user);
            made.is_some_and(|made| brings(made.function, request.operation))
        };
        let call = *self.waiting.iter().find(claims)?;
        let made = self.made.get_mut(&call)?;
        made.request = Some(request.guid);
        Some((request.guid, Arc::clone(made.name.as_ref()?)))
    }

    /// Takes the answer to a call from what is kept, with all that is known of it, and of what is over.
    pub fn take_reply(&mut self, call: CallId) -> Option<Reply> {
        self.ended.clear();
        self.made.remove(&call)?.reply
    }

    pub fn reply_to(&self, call: CallId) -> Option<&Reply> {
        self.made.get(&call)?.reply.as_ref()
    }

    pub fn made_at(&self, call: CallId) -> Instant {
        self.made.get(&call).map_or(Instant::START, |made| made.at)
    }

    pub fn maker(&self, call: CallId) -> Option<(Arc<str>, Function)> {
        self.made.get(&call).map(|made| (Arc::clone(&made.client), made.function))
    }

    /// The sessions that are open, each with its user.
    pub fn sessions(&self) -> impl Iterator<Item = (SessionHandle, &Arc<str>)> {
        self.sessions.iter().map(|(session, user)| (*session, user))
    }

    /// The calls for whose answers somebody waits.
    pub fn unanswered(&self) -> impl Iterator<Item = Unanswered> {
        let waiting = self.waiting.iter().filter_map(|call| Some((*call, self.made.get(call)?)));
        waiting.map(|(call, made)| Unanswered { call, client: Arc::clone(&made.client), function: made.function, since: made.at })
    }

    /// The session in which the medium in a drive was last mounted, if it is still open.
    pub fn mounter(&self, drive: Guid) -> Option<SessionHandle> {
        let mounted = |made: &&MadeCall| {
            let answer = made.reply.as_ref().and_then(|reply| reply.result.as_ref().ok());
            answer.and_then(Answer::drives).is_some_and(|drives| drives.contains(&drive))
        };
        self.made.values().rev().find(mounted)?.session.filter(|session| self.sessions.contains_key(session))
    }

    pub fn is_abandoned(&self, call: CallId) -> bool {
        self.made.get(&call).is_some_and(|made| made.abandoned)
    }

    pub fn request_of(&self, call: CallId) -> Option<Guid> {
        self.made.get(&call)?.request
    }

    pub fn end_of(&self, request: Guid) -> Option<&RequestEnd> {
        self.ended.get(&request)
    }

    pub fn session_of(&self, call: CallId) -> Option<SessionHandle> {
        self.answer_to(call)?.session()
    }

    pub fn channel_of(&self, call: CallId) -> Option<ChannelHandle> {
        self.answer_to(call)?.channel()
    }

    /// What a call brought: its answer, or what it delivered although it was refused.
    pub fn answer_to(&self, call: CallId) -> Option<&Answer> {
        match &self.reply_to(call)?.result {
            Ok(answer) => Some(answer),
            Err(reason) => reason.delivered.as_deref(),
        }
    }
}

/// Whether a function brings library requests of this operation.
fn brings(function: Function, operation: Operation) -> bool {
    Signature::of(function).is_some_and(|signature| signature.queues.contains(&operation))
}

/// Whether a function hands back the id of the library request that it brings: its caller knows it from nothing else.
fn hands_back_an_operation(function: Function) -> bool {
    let is_room = |field: &SignatureField| field.parameter == Parameter::Operation && field.default == signature::Default::Room;
    Signature::of(function).is_some_and(|signature| signature.parameters.iter().any(is_room))
}

/// Whether a call of this function may rightly wait without end: for a medium, or for news.
pub(super) fn may_wait_for_ever(function: Function) -> bool {
    Signature::of(function).is_some_and(|signature| signature.blocks)
}
