//! Sessions: the engine serves no call without an open one, and refuses no call with one for want of it.
//!
//! It also keeps to how the service stands: stopped, nobody can connect; reading its database, or unable to, it is not
//! ready; and once it was ready it stays so (D-021). What is asked while the handle is being closed may go either way.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{CallId, SessionHandle};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::status::Status;
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};
use rsmlab_language::signature::Signature;

use super::scene::{OpenCall, Scene};
use super::{Ledger, LedgerResult};

const SESSIONS: Promise = Promise("sessions-hold");
const SERVICE: Promise = Promise("service-stands-as-told");

/// How the service stood when a call reached it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Life {
    #[default]
    Stopped,
    Loading,
    /// It cannot read its database.
    Failed,
    /// It has read its database, and may be ready.
    Up,
    /// It has answered as only a ready service does.
    Ready,
}

/// How the session of a call stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SessionStanding {
    Open,
    Dead,
    /// It takes none, or is just being closed.
    Either,
}

/// The handles that were given out, and how every open call stands.
#[derive(Clone, Default)]
pub(super) struct Sessions {
    life: Life,
    given: BTreeSet<SessionHandle>,
    calls: BTreeMap<CallId, (Life, SessionStanding)>,
}

/// Whether a function asks for a session; those of a channel are content with the channel.
fn takes_session(method: &Method) -> bool {
    Signature::of(method.function()).is_some_and(|signature| !signature.sessionless)
}

impl Ledger for Sessions {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => {
                match input.as_ref() {
                    Input::Call { call, .. } => self.called(scene, *call),
                    Input::Service(event) => self.served(event),
                    Input::Hardware(_) | Input::Sense(_) | Input::Stored { .. } | Input::Tick => {}
                }
                Ok(())
            }
            What::Output(output) => match output.as_ref() {
                Output::Reply { call, result } => {
                    let status = result.as_ref().err().map_or(Status::Success, |reason| reason.status);
                    self.replied(scene, *call, status, result.as_ref().ok())
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

impl Sessions {
    fn called(&mut self, scene: &Scene, call: CallId) {
        let Some(OpenCall { session, method, .. }) = scene.calls.get(&call) else { return };
        let standing = match session {
            _ if !takes_session(method) => SessionStanding::Either,
            Some(session) if scene.sessions.contains_key(session) => {
                let closing = |other: &OpenCall| other.method == Method::CloseNtmsSession && other.session == Some(*session);
                let others = scene.calls.iter().filter(|(other, _)| **other != call);
                if others.into_iter().any(|(_, other)| closing(other)) { SessionStanding::Either } else { SessionStanding::Open }
            }
            Some(_) | None => SessionStanding::Dead,
        };
        self.calls.insert(call, (self.life, standing));
    }

    fn served(&mut self, event: &ServiceEvent) {
        self.life = match event {
            ServiceEvent::Starting => Life::Loading,
            ServiceEvent::Failed => Life::Failed,
            ServiceEvent::Recovered { .. } => Life::Up,
            ServiceEvent::Stopped => Life::Stopped,
        };
        if self.life == Life::Stopped {
            self.calls.values_mut().for_each(|(life, _)| *life = Life::Stopped);
        }
    }

    fn replied(&mut self, scene: &Scene, call: CallId, status: Status, answer: Option<&Answer>) -> LedgerResult {
        let (Some((life, session)), Some(asked)) = (self.calls.remove(&call), scene.calls.get(&call)) else { return Ok(()) };
        let told = |promise, should: &str| {
            Err(BrokenPromise::new(promise, format!("{} was answered with {status}, and {should}", asked.method.function())))
        };
        let is_gone = matches!(status, Status::NotConnected | Status::ConnectionUnavail);
        // Of this function it is the drive that is not ready (D-149).
        let is_unready = status == Status::NotReady && asked.method.function() != Function::GetVolumesFromDrive;
        match life {
            Life::Stopped if is_gone => return Ok(()),
            Life::Stopped => return told(SERVICE, "there is no service"),
            Life::Loading if status == Status::NotReady => return Ok(()),
            // Which of the two a function has goes by its page.
            Life::Failed if matches!(status, Status::NotReady | Status::DatabaseFailure) => return Ok(()),
            Life::Loading | Life::Failed => return told(SERVICE, "the service has not read its database"),
            Life::Ready if is_unready => return told(SERVICE, "the service was ready before"),
            Life::Up | Life::Ready if is_gone => return told(SERVICE, "the service is there"),
            Life::Up if status == Status::NotReady => return Ok(()),
            Life::Up | Life::Ready => {}
        }
        if !matches!(asked.method, Method::OpenNtmsSession { .. }) {
            self.life = Life::Ready;
        }
        if let Some(Answer::Session(handle)) = answer
            && !self.given.insert(*handle)
        {
            return told(SESSIONS, "the handle of the session was given out before");
        }
        match (session, status == Status::InvalidHandle) {
            (SessionStanding::Dead, false) => told(SESSIONS, "it was made without an open session"),
            (SessionStanding::Open, true) => told(SESSIONS, "its session is open"),
            (SessionStanding::Dead, true) | (SessionStanding::Open, false) | (SessionStanding::Either, _) => {
                self.close(scene, asked, answer);
                Ok(())
            }
        }
    }

    /// What was asked in a session while it was being closed may have come before the end or after it.
    fn close(&mut self, scene: &Scene, asked: &OpenCall, answer: Option<&Answer>) {
        if asked.method == Method::CloseNtmsSession && answer.is_some() {
            let of_session = |call: &CallId| scene.calls.get(call).is_some_and(|other| other.session == asked.session);
            self.calls.iter_mut().filter(|(call, _)| of_session(call)).for_each(|(_, (_, session))| *session = SessionStanding::Either);
        }
    }
}
