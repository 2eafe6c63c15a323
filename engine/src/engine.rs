//! The engine: inputs in, outputs out, one write at a time in between.
//!
//! A step handles its input on a turn. If that changed stored facts, they go to the store as one write and the
//! effects wait for its answer; inputs that arrive meanwhile wait in order and then share the next write. A write
//! that fails is taken back: its calls are refused, while facts (completions, events, deadlines) stay believed, end
//! the work they belong to, and are recorded with the next write, or when the store is tried again (D-004).

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};

use crate::agenda::Agenda;
use crate::change::Change;
use crate::deadline;
use crate::id::{CommandId, IdSource, WriteId};
use crate::input::{Input, ServiceEvent};
use crate::limits::Config;
use crate::method;
use crate::notification;
use crate::operation;
use crate::output::{Outbox, Output};
use crate::port::hardware::Action;
use crate::port::store::{StoreError, Write};
use crate::records::Records;
use crate::refusal::Refusal;
use crate::service;
use crate::time::{Instant, Millis};
use crate::turn::{Batch, Turn, Undo};
use crate::volume_tag;
use crate::world::World;
use crate::world::live::{Purpose, ServiceReadiness};
use crate::world::situation::Situation;

/// The Removable Storage Manager.
#[derive(Clone)]
pub struct Engine {
    config: Config,
    ids: IdSource,
    numbers: u64,
    pub(crate) world: World,
    pub(crate) batch: Batch,
    pub(crate) agenda: Agenda,
    /// The inputs of the turn that waits for the store.
    members: Vec<TurnInput>,
    /// The write that waits for the store.
    pub(crate) writing: Option<WriteId>,
    /// What arrived since.
    waiting: VecDeque<Input>,
    /// Facts that the engine believes but has not recorded, because the store refused them.
    unrecorded: Vec<Change>,
    /// When the engine tries the store again, after it has refused a write.
    pub(crate) again: Option<Instant>,
}

/// How long the engine waits before it tries a store again that has refused a write, unless a call or a fact has to be written before.
const RECOVERY: Millis = Millis::from_secs(10);

/// An input of a turn, and whether it changed stored facts.
#[derive(Clone, Debug, Hash)]
struct TurnInput {
    input: Input,
    wrote: bool,
}

impl TurnInput {
    /// Whether it is what the store held when the service started: the world is made of it.
    const fn was_read(&self) -> bool {
        matches!(self.input, Input::Service(ServiceEvent::Recovered { .. }))
    }
}

impl Engine {
    /// An engine whose service has not been started.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            ids: IdSource::new(config.seed),
            config,
            numbers: 0,
            world: World::default(),
            batch: Batch::default(),
            agenda: Agenda::default(),
            members: Vec::new(),
            writing: None,
            waiting: VecDeque::new(),
            unrecorded: Vec::new(),
            again: None,
        }
    }

    /// Handles one input. `now` must not be before that of the last one. The outputs are added to `out`; the caller carries
    /// them out in that order.
    ///
    /// ```
    /// use rsmlab_engine::call::{Caller, Method};
    /// use rsmlab_engine::engine::Engine;
    /// use rsmlab_engine::id::CallId;
    /// use rsmlab_engine::input::{Input, ServiceEvent};
    /// use rsmlab_engine::limits::{Config, Limits, Patience};
    /// use rsmlab_engine::output::Output;
    /// use rsmlab_engine::status::Status;
    /// use rsmlab_engine::time::Instant;
    ///
    /// let mut engine = Engine::new(Config { seed: 1, limits: Limits::default(), patience: Patience::default() });
    /// let (now, mut out) = (Instant::START, Vec::new());
    /// engine.step(now, Input::Service(ServiceEvent::Starting), &mut out);
    ///
    /// // The service is up and reads its database: until it has, a call is refused, with the row of the catalogue that demands it.
    /// let caller = Caller { user: "ann".into(), computer: "HERE".into(), administrator: true };
    /// let open = Method::OpenNtmsSession { caller, server: None, application: None, options: 0 };
    /// engine.step(now, Input::Call { call: CallId(1), session: None, method: open }, &mut out);
    /// let [Output::Reply { result: Err(reason), .. }] = out.as_slice() else { panic!("{out:?}") };
    /// assert_eq!(reason.status, Status::NotReady);
    /// assert_eq!(reason.rows, ["OpenNtmsSession/ERROR_NOT_READY"]);
    /// ```
    pub fn step(&mut self, now: Instant, mut input: Input, out: &mut Outbox) {
        volume_tag::trim(&mut input);
        match input {
            Input::Stored { write, result } => {
                if self.writing == Some(write) {
                    self.settle(now, result, out);
                } else {
                    out.push(Output::Dropped { what: "answer to a write that is not outstanding".into() });
                }
            }
            Input::Service(ServiceEvent::Stopped) => self.stop(out),
            input if self.writing.is_some() => self.waiting.push_back(input),
            input => {
                self.take(now, input);
                self.commit(now, out);
            }
        }
        if cfg!(debug_assertions)
            && let Err(broken) = self.check_step()
        {
            panic!("after a step it does not hold that {}: {}", broken.rule, broken.of);
        }
    }

    /// When the caller has to call the engine with [`Input::Tick`]; none while nothing has a time-out, or while the engine
    /// waits for the store.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        if self.writing.is_some() {
            return None;
        }
        let purge = self.world.index.purges.first().map(|(when, _)| *when).filter(|_| self.world.live.service == ServiceReadiness::Ready);
        self.next_timeout().into_iter().chain(purge).min()
    }

    /// When the next time-out passes, or the store is tried again: what the engine waits for, without the purging of finished
    /// requests.
    #[must_use]
    pub fn next_timeout(&self) -> Option<Instant> {
        let timer = self.world.live.timers.first().map(|(when, _)| *when);
        timer.into_iter().chain(self.again).min().filter(|_| self.writing.is_none())
    }

    /// Whether the engine waits for nothing: no write, no command, no time-out but the purging of finished requests.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        let given_up = |purpose: &Purpose| matches!(purpose, Purpose::Abandoned(..));
        self.writing.is_none()
            && self.again.is_none()
            && self.world.live.commands.values().all(given_up)
            && self.world.live.timers.is_empty()
    }

    /// The records as the engine believes them, for checkers.
    #[must_use]
    pub const fn records(&self) -> &Records {
        &self.world.records
    }

    /// A number that stays the same only as long as the world does, and that costs nothing to read. A change that was taken
    /// back counts as a change.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.batch.revision
    }

    /// What decides how the engine goes on, to be hashed: the situation of its world, and the write that is under way, with what
    /// the store holds until it is durable, and with what leaves the engine then. What was given out in a run ([`hash_given_out`])
    /// is hashed with `write_u128`, a moment with `write_i64`, and a moment from which something is counted with `write_i128`;
    /// nothing else is. A hasher that compares situations takes the first for where the same one stands again, and moments from now.
    ///
    /// [`hash_given_out`]: crate::id::hash_given_out
    #[must_use]
    pub fn situation(&self) -> impl Hash + '_ {
        let members: Vec<_> = self.members.iter().filter(|member| !member.was_read()).collect();
        let Batch { undo, effects, announcements, .. } = &self.batch;
        let held: Vec<_> = undo.iter().filter_map(Undo::what_was_held).collect();
        (Situation(&self.world), (members, self.writing, held, effects, announcements), &self.waiting, &self.unrecorded, self.again)
    }

    /// A number that differs when the world does. Ids and numbers given out are not part of the world.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = Fnv::default();
        self.world.hash(&mut hasher);
        hasher.finish()
    }

    /// Handles an input as a member of the present turn.
    fn take(&mut self, now: Instant, input: Input) {
        let before = self.batch.changes.len();
        if matches!(input, Input::Tick) && self.again.take_if(|when| *when <= now).is_some() {
            // What the refused turns would have started stands in any queue.
            operation::stir_all(&mut self.turn(now));
        }
        self.handle(now, &input, None);
        self.dispatch(now);
        let wrote = self.batch.changes.len() > before;
        self.members.push(TurnInput { input, wrote });
    }

    fn handle(&mut self, now: Instant, input: &Input, failing: Option<&'static Refusal>) {
        let mut turn = self.turn(now);
        turn.failing = failing;
        match input {
            Input::Call { call, session, method } => method::call(&mut turn, *call, *session, method),
            Input::Hardware(completion) => operation::complete(&mut turn, completion),
            Input::Sense(sense) => operation::sense(&mut turn, sense),
            Input::Tick => deadline::expire(&mut turn),
            Input::Service(event) => service::handle(&mut turn, event),
            Input::Stored { .. } => {}
        }
    }

    pub(crate) fn dispatch(&mut self, now: Instant) {
        operation::dispatch(&mut self.turn(now));
    }

    pub(crate) fn turn(&mut self, now: Instant) -> Turn<'_> {
        Turn::new(now, &mut self.world, &mut self.batch, &mut self.agenda, &mut self.ids, &mut self.numbers, &self.config)
    }

    /// Sends what the turn has gathered: to the store first if there is something to store.
    fn commit(&mut self, now: Instant, out: &mut Outbox) {
        if self.batch.changes.is_empty() && (self.unrecorded.is_empty() || self.again.is_some()) {
            self.release(now, out);
            return;
        }
        self.numbers += 1;
        let id = WriteId(self.numbers);
        self.writing = Some(id);
        let mut changes = self.unrecorded.clone();
        changes.append(&mut self.batch.changes);
        out.push(Output::Store(Write { id, changes }));
    }

    /// The store has answered.
    fn settle(&mut self, now: Instant, result: Result<(), StoreError>, out: &mut Outbox) {
        self.writing = None;
        match result {
            Ok(()) => {
                self.unrecorded.clear();
                // What the refused turns would have started need not wait any longer.
                self.again = self.again.map(|_| now);
                self.release(now, out);
            }
            Err(error) => self.take_back(now, error, out),
        }
        if self.writing.is_none() && (!self.waiting.is_empty() || self.is_due(now)) {
            while let Some(input) = self.waiting.pop_front() {
                self.take(now, input);
            }
            if self.is_due(now) {
                self.take(now, Input::Tick);
            }
            self.commit(now, out);
        }
    }

    pub(crate) fn is_due(&self, now: Instant) -> bool {
        self.next_timeout().is_some_and(|when| when <= now)
    }

    /// Lets the effects of the turn out and tells the listeners.
    fn release(&mut self, now: Instant, out: &mut Outbox) {
        let sent: Vec<CommandId> = self.batch.effects.iter().filter_map(Output::command).collect();
        out.append(&mut self.batch.effects);
        let announcements = std::mem::take(&mut self.batch.announcements);
        self.forget_turn();
        if !sent.is_empty() {
            operation::sent(&mut self.turn(now), &sent);
            self.forget_turn();
        }
        if !announcements.is_empty() {
            notification::deliver(&mut self.turn(now), &announcements);
            out.append(&mut self.batch.effects);
            self.forget_turn();
        }
    }

    fn forget_turn(&mut self) {
        self.batch.changes.clear();
        self.batch.undo.clear();
        self.agenda.settle();
        self.batch.advanced.clear();
        self.members.clear();
    }

    /// The store did not take the write: the world goes back to what it was. The engine refuses the calls, takes the facts in
    /// again without waiting for the store, and fails the work that they belong to.
    fn take_back(&mut self, now: Instant, error: StoreError, out: &mut Outbox) {
        self.roll_back();
        let members = std::mem::take(&mut self.members);
        self.batch.effects.clear();
        self.batch.announcements.clear();
        self.forget_turn();
        for TurnInput { input, wrote } in members {
            match &input {
                Input::Call { call, method, .. } if wrote => {
                    let refusal = method::refusal_for(method.function(), error.status());
                    out.push(Output::Reply { call: *call, result: Err(refusal.reason()) });
                }
                Input::Call { .. } => self.waiting.push_back(input),
                Input::Hardware(_) | Input::Sense(_) | Input::Tick | Input::Service(_) | Input::Stored { .. } => {
                    self.believe(now, &input, error, out);
                }
            }
        }
        self.again = Some(now + RECOVERY);
    }

    fn roll_back(&mut self) {
        self.batch.revision += 1;
        self.batch.is_unchecked = true;
        self.agenda.forget();
        for undo in self.batch.undo.drain(..).rev() {
            match undo {
                Undo::Change(change) => self.world.take_back(change),
                Undo::Live(change) => {
                    self.world.apply_live(change);
                }
            }
        }
    }

    /// Takes in a fact that could not be recorded: the engine believes it, ends the work it belongs to with the store's
    /// error, and sends no command.
    fn believe(&mut self, now: Instant, input: &Input, error: StoreError, out: &mut Outbox) {
        self.handle(now, input, Some(store_failed(error)));
        operation::fail_advanced(&mut self.turn(now), store_failed(error));
        self.unrecorded.append(&mut self.batch.changes);
        // Only a question changes nothing, and without its answer the library would never be ready.
        self.batch.effects.retain(|output| match output {
            Output::Command(command) => command.action == Action::Describe,
            Output::Reply { .. } | Output::Store(_) | Output::Notify { .. } => true,
            Output::Step { .. } | Output::Finished { .. } | Output::Dropped { .. } => true,
        });
        self.release(now, out);
    }

    /// The process is gone. Each call that waits is told that there is no service (`global.session-required`).
    fn stop(&mut self, out: &mut Outbox) {
        if self.writing.take().is_some() {
            self.roll_back();
        }
        let unanswered = self.members.drain(..).map(|member| member.input).chain(self.waiting.drain(..));
        let calls: Vec<_> = unanswered
            .filter_map(|input| match input {
                Input::Call { call, method, .. } => Some((call, method.function())),
                Input::Hardware(_) | Input::Sense(_) | Input::Stored { .. } | Input::Service(_) | Input::Tick => None,
            })
            .chain(self.world.live.waits.iter().map(|(call, wait)| (*call, wait.function)))
            .collect();
        for (call, function) in calls {
            let refusal = method::not_connected(function);
            out.push(Output::Reply { call, result: Err(refusal.reason()) });
        }
        self.world = World::default();
        self.batch = Batch { revision: self.batch.revision + 1, is_unchecked: true, ..Batch::default() };
        self.agenda = Agenda::default();
        self.unrecorded.clear();
        self.again = None;
    }
}

/// Why work ends when the store refuses its records (`model.database.atomic`).
const fn store_failed(error: StoreError) -> &'static Refusal {
    match error {
        StoreError::Failure => &operation::failure::DATABASE_FAILED,
        StoreError::Full => &operation::failure::DATABASE_FULL,
    }
}

/// FNV-1a: short, stable, and the same on every machine.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::ServiceEvent;
    use crate::limits::{Limits, Patience};

    #[test]
    fn bytes_are_mixed_as_fnv_1a_does() {
        let mut hasher = Fnv::default();
        assert_eq!(hasher.finish(), 0xcbf2_9ce4_8422_2325);
        hasher.write(b"foobar");
        assert_eq!(hasher.finish(), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_fingerprint_differs_when_the_world_does() {
        let mut engine = Engine::new(Config { seed: 1, limits: Limits::default(), patience: Patience::default() });
        let before = engine.fingerprint();
        engine.step(Instant::START, Input::Service(ServiceEvent::Starting), &mut Outbox::new());
        assert_ne!(engine.fingerprint(), before);
    }
}
