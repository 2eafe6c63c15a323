//! Waits: a call that waits belongs to the session that made it, or to that of its channel, and ends with that one and no other.
//!
//! A session that is closed ends what waits in it: its mounts, and every wait on its channels, in any session (`close-session.cancels-sync-requests`,
//! `close-notification.*`). A mount is cancelled by nothing else than that and a withdrawal of its request. A channel that is open and on
//! which nobody waits can be waited on, and one on which somebody waits cannot. Of a call that comes while something is being written it is
//! not claimed how things stand when its turn comes.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::change::{Change, Object};
use rsmlab_engine::id::{CallId, ChannelHandle, Guid, SessionHandle};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::state::Operation;
use rsmlab_engine::status::Status;
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::{OpenCall, Scene};
use super::{Ledger, LedgerResult};

const BELONG: Promise = Promise("waits-belong-to-a-session");

/// How a channel stood when a call came for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ChannelStanding {
    Gone,
    Free,
    Taken,
}

/// Who waits for what.
#[derive(Clone, Default)]
pub(super) struct Waits {
    /// The open channels, and the sessions that opened them.
    channels: BTreeMap<ChannelHandle, Option<SessionHandle>>,
    /// Calls that came while something was being written, and may not have had their turn.
    queued: BTreeSet<CallId>,
    /// Calls for channels that come to their turn at once.
    present: BTreeMap<CallId, ChannelStanding>,
    /// Calls that have to be answered before anything else happens: their session or channel is gone.
    ending: Vec<CallId>,
    /// Media of mounts that were withdrawn, at any time.
    withdrawn: BTreeSet<Guid>,
}

impl Waits {
    fn called(&mut self, scene: &Scene, call: CallId, method: &Method) {
        if scene.write.is_some() {
            self.queued.insert(call);
            return;
        }
        let (Method::WaitForNtmsNotification { channel: Some(handle), .. } | Method::CloseNtmsNotification { channel: Some(handle) }) =
            method
        else {
            return;
        };
        let waits = |asked: &OpenCall| matches!(asked.method, Method::WaitForNtmsNotification { channel, .. } if channel == Some(*handle));
        let is_taken = scene.calls.iter().any(|(other, asked)| *other != call && waits(asked));
        let standing = match self.channels.contains_key(handle) {
            false => ChannelStanding::Gone,
            true if is_taken => ChannelStanding::Taken,
            true => ChannelStanding::Free,
        };
        self.present.insert(call, standing);
    }

    fn replied(&mut self, scene: &Scene, call: CallId, result: Result<&Answer, Status>) -> LedgerResult {
        let Some(asked) = scene.calls.get(&call) else { return Ok(()) };
        self.ending.retain(|ending| *ending != call);
        self.queued.remove(&call);
        let present = self.present.remove(&call);
        match (&asked.method, result) {
            (Method::OpenNtmsNotification { .. }, Ok(Answer::Channel(handle))) => drop(self.channels.insert(*handle, asked.session)),
            (Method::CloseNtmsNotification { channel: Some(handle) }, Ok(_)) => drop(self.channels.remove(handle)),
            (Method::CloseNtmsSession, Ok(_)) => self.closed(scene, asked.session),
            (Method::MountNtmsMedia { .. }, Err(Status::Cancelled)) => return self.cancelled(scene, asked),
            _ => {}
        }
        let status = result.err();
        if matches!(status, Some(Status::NotConnected | Status::ConnectionUnavail | Status::NotReady | Status::DatabaseFailure)) {
            return Ok(());
        }
        let is_wait = matches!(asked.method, Method::WaitForNtmsNotification { .. });
        let wrong = match (present, status) {
            (Some(ChannelStanding::Gone), status) if status != Some(Status::InvalidHandle) => "the channel is not open",
            (Some(ChannelStanding::Free), Some(Status::InvalidHandle | Status::Busy)) => "the channel is open, and nobody waits on it",
            (Some(ChannelStanding::Taken), status) if is_wait && status != Some(Status::InvalidHandle) => {
                "somebody waits on the channel already"
            }
            (Some(ChannelStanding::Taken), None) => "somebody waits on the channel",
            _ => return Ok(()),
        };
        let (function, status) = (asked.method.function(), status.unwrap_or(Status::Success));
        Err(BrokenPromise::new(BELONG, format!("{function} was answered with {status}, and {wrong}")))
    }

    /// A session is closed: whatever waits in it, and on its channels, ends.
    fn closed(&mut self, scene: &Scene, session: Option<SessionHandle>) {
        let is_of_session = |asked: &OpenCall| match &asked.method {
            Method::MountNtmsMedia { .. } => asked.session == session,
            Method::WaitForNtmsNotification { channel: Some(handle), .. } => self.channels.get(handle) == Some(&session),
            _ => false,
        };
        let waiting = scene.calls.iter().filter(|(call, asked)| !self.queued.contains(call) && is_of_session(asked));
        self.ending.extend(waiting.map(|(call, _)| *call));
        self.channels.retain(|_, of| *of != session);
    }

    /// A mount is cancelled: its session is being closed, or somebody has withdrawn it.
    fn cancelled(&self, scene: &Scene, asked: &OpenCall) -> LedgerResult {
        let is_closing = |other: &OpenCall| other.method == Method::CloseNtmsSession && other.session == asked.session;
        let is_closed = asked.session.is_none_or(|session| !scene.sessions.contains_key(&session));
        let Method::MountNtmsMedia { media: Some(media), .. } = &asked.method else { return Ok(()) };
        let media = media.iter().map(|id| scene.medium_named(*id));
        // Of a medium that is not on record any more nobody knows.
        let was_withdrawn = media.into_iter().any(|medium| medium.is_none_or(|medium| self.withdrawn.contains(&medium)));
        if is_closed || was_withdrawn || scene.is_doubtful || scene.calls.values().any(is_closing) {
            return Ok(());
        }
        Err(BrokenPromise::new(BELONG, "a mount was cancelled, though its session is open and nobody has withdrawn it"))
    }

    /// The engine has gone on to something else: what had to be answered was.
    fn all_ended(&mut self, scene: &Scene) -> LedgerResult {
        self.present.clear();
        match self.ending.pop().and_then(|call| scene.calls.get(&call)) {
            Some(asked) => {
                let function = asked.method.function();
                Err(BrokenPromise::new(BELONG, format!("a call of {function} waits on, and its session or channel is closed")))
            }
            None => Ok(()),
        }
    }
}

impl Ledger for Waits {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Stored { .. } => Ok(()),
                Input::Service(ServiceEvent::Stopped) => {
                    let withdrawn = std::mem::take(&mut self.withdrawn);
                    *self = Self { withdrawn, ..Self::default() };
                    Ok(())
                }
                input => {
                    self.all_ended(scene)?;
                    if scene.write.is_none() {
                        self.queued.clear();
                    }
                    if let Input::Call { call, method, .. } = input {
                        self.called(scene, *call, method);
                    }
                    Ok(())
                }
            },
            What::Output(output) => match output.as_ref() {
                Output::Reply { call, result } => self.replied(scene, *call, result.as_ref().map_err(|reason| reason.status)),
                Output::Store(_) => self.all_ended(scene),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        if let Change::Insert(Object::Request(_, request)) = change
            && request.operation == Operation::Remove
            && let Some(target) = request.subject.work_item.and_then(|target| scene.request(target))
        {
            self.withdrawn.extend(target.subject.medium);
        }
        Ok(())
    }

    fn conclude(&mut self, scene: &Scene) -> LedgerResult {
        self.all_ended(scene)
    }
}
