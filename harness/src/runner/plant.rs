//! The plant: a site that a program drives call by call, from Rust, without a script.

use std::collections::BTreeMap;
use std::sync::Arc;

use rsmlab_engine::call::Method;
use rsmlab_engine::engine::Engine;
use rsmlab_engine::id::{CallId, SessionHandle};
use rsmlab_engine::time::Instant;

use super::calls::{PreparedCall, Reply};
use super::machine::{Machine, News, TimePassed};
use super::script::Script;
use super::subject::ours;
use super::watch::Watching;
use super::{Options, RunFailure, config, machine_for};
use crate::trace::{Kept, Trace};
use rsmlab_language::Scenario;

/// Our engine with the libraries of a scenario, ready to be called.
///
/// ```
/// use rsmlab_engine::call::Method;
/// use rsmlab_engine::time::Instant;
/// use rsmlab_harness::runner::{Plant, Watching};
/// use rsmlab_harness::trace::Kept;
/// use rsmlab_language::parse;
///
/// let text = "title \"A plant\"\nlibrary L1\ncartridge T1 at=L1.slot.1\nclient ann";
/// let scenario = parse("plant.kdl", text).unwrap();
/// let kept = [(Kept::Everything, Watching::Everything), (Kept::Hash, Watching::Nothing)];
/// let [mut all, mut hash] = kept.map(|(kept, watching)| Plant::begin(&scenario, kept, watching).unwrap());
/// for plant in [&mut all, &mut hash] {
///     let call = plant.call(&"ann".into(), Method::CloseNtmsSession);
///     while plant.advance(Some(Instant(60_000))) {}
///     let answers = plant.answers();
///     assert!(answers.iter().any(|answered| answered.call == call && answered.reply.result.is_ok()));
///     assert_eq!(plant.now(), Instant(60_000));
/// }
/// // Of the second nothing but the hash is kept, and nobody watches it: it is the same.
/// assert_eq!(all.trace().hash(), hash.trace().hash());
/// assert!(!all.trace().bytes().is_empty() && hash.trace().bytes().is_empty());
/// ```
pub struct Plant {
    machine: Machine<Engine, ()>,
    sessions: BTreeMap<Arc<str>, SessionHandle>,
}

/// A call was answered.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The call.
    pub call: CallId,
    /// When, and with what.
    pub reply: Reply,
}

impl Plant {
    /// Brings a scenario to where its script would begin: the service runs, the libraries have been looked through, and each client
    /// has its session. Of the script nothing is played.
    ///
    /// # Errors
    /// What is not as it should be so far.
    pub fn begin(scenario: &Scenario, kept: Kept, watching: Watching) -> Result<Self, Box<RunFailure>> {
        let Self { machine, .. } = Self::make(scenario, kept, watching)?;
        let mut script = Script::new(scenario, Options::default(), machine, None);
        script.begin()?;
        let sessions = script.sessions.iter().map(|(client, session)| (client.shared(), *session)).collect();
        Ok(Self { machine: script.machine, sessions })
    }

    /// The site of a scenario as it is before its service is started: with its records and its hardware.
    ///
    /// # Errors
    /// When its setup contradicts itself.
    pub fn make(scenario: &Scenario, kept: Kept, watching: Watching) -> Result<Self, Box<RunFailure>> {
        let mut machine = machine_for(scenario, kept, ours(config(scenario)), ())?;
        machine.watch.set(watching);
        Ok(Self { machine, sessions: BTreeMap::new() })
    }

    /// What has happened so far, as much of it as is kept.
    #[must_use]
    pub const fn trace(&self) -> &Trace {
        &self.machine.trace
    }

    /// What time it is.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.machine.now
    }

    /// Makes a call in the session of a client; in none if the scenario gives the client none.
    pub fn call(&mut self, client: &Arc<str>, method: Method) -> CallId {
        let session = self.sessions.get(client).copied();
        self.machine.call(PreparedCall { client: Arc::clone(client), session, method, name: None })
    }

    /// Lets the next thing happen, unless that is after `limit`: then it is that time, and nothing has happened. Without a limit nothing
    /// happens only when nothing is left to happen.
    pub fn advance(&mut self, limit: Option<Instant>) -> bool {
        match self.machine.advance(limit) {
            TimePassed::Passed | TimePassed::Script(_) => true,
            TimePassed::Nothing => {
                self.machine.now = self.machine.now.max(limit.unwrap_or(Instant::START));
                false
            }
        }
    }

    /// The answers that have come since this was last asked.
    pub fn answers(&mut self) -> Vec<Answered> {
        let news = std::mem::take(&mut self.machine.news);
        let calls = news.into_iter().filter_map(|news| match news {
            News::Replied(call) => Some(call),
            News::Stored(_) | News::Crashed | News::Answered(_) => None,
        });
        calls.filter_map(|call| Some(Answered { call, reply: self.machine.calls.take_reply(call)? })).collect()
    }
}
