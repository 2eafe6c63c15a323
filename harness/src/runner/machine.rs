//! The machine: engine, hardware, store and clock, coupled.
//!
//! It knows nothing of scenarios. Its caller makes calls, lets people act and lets time pass, and reads what
//! came of it; everything that happens goes into the trace on the way. At equal times what was scheduled comes before
//! the engine's deadlines, and what was scheduled first comes first.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};
use std::hash::Hash;

use rsmlab_engine::change::{Change, Object, SideField};
use rsmlab_engine::id::{CallId, WriteId};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::records::Records;
use rsmlab_engine::status::Status;
use rsmlab_engine::time::{Instant, Millis};

use super::calls::{Calls, PreparedCall, Reply, RequestEnd};
use super::causes::KnownCauses;
use super::initiator::{Initiators, ScsiId};
use super::journal::Journal;
use super::subject::EngineUnderTest;
use super::watch::Watch;
use crate::checker::gates;
use crate::checker::promise::BrokenPromise;
use crate::checker::tally::Breach;
use crate::checker::truth::Mistaken;
use crate::checker::witness::Witness;
use crate::trace::{Actor, Record, Sequence, Trace, What};
use rsmlab_sim::fault::{Fault, FaultId, FaultKind, FaultSite, Faults};
use rsmlab_sim::hardware::lock::is_of_a_host;
use rsmlab_sim::hardware::situation::Situation;
use rsmlab_sim::hardware::{Hardware, Unarmable};
use rsmlab_sim::operator::{Impossible, PersonAct};
use rsmlab_sim::queue::Queue;
use rsmlab_sim::stage::{Emission, Event, Stage};
use rsmlab_sim::store::{Settled, Store};

/// Engine, hardware, store and clock.
#[derive(Clone)]
pub(super) struct Machine<S, W> {
    pub now: Instant,
    pub hardware: Hardware,
    pub trace: Trace,
    pub calls: Calls,
    /// What has happened since the driver last looked.
    pub news: Vec<News>,
    pub service: ServiceStanding,
    /// The witnesses.
    pub watch: Watch<W>,
    /// What is physically so, if the caller wants a journal.
    pub journal: Option<Journal>,
    /// Hosts beside the engine.
    pub(super) initiators: Initiators,
    subject: S,
    queue: Queue<Event>,
    faults: Faults,
    store: Store,
    said: Vec<Emission>,
    heard: VecDeque<(Emission, Sequence)>,
    outbox: Outbox,
    causes: KnownCauses,
    /// Whether the store has refused a write and taken none since.
    behind: bool,
    /// Why the engine will never answer again, if it will not, and what it was told then.
    trouble: Option<(String, Sequence)>,
}

/// How the service stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ServiceStanding {
    Stopped,
    Starting,
    Running,
    Failed,
}

/// Something a driver may want to react to.
#[derive(Clone)]
pub(super) enum News {
    /// A call has been answered.
    Replied(CallId),
    /// A medium or a request to the operator has become durable, or what the label of a side says.
    Stored(Box<Change>),
    /// The process has died, and with it every session.
    Crashed,
    /// A SCSI command has ended.
    Answered(ScsiId),
}

/// What happened when time passed.
pub(super) enum TimePassed {
    /// Something, and the machine has dealt with it.
    Passed,
    /// An entry of the driver has its time.
    Script(u32),
    /// Nothing: there was nothing to wait for, or not until the time given.
    Nothing,
}

impl<S: EngineUnderTest, W: Witness> Machine<S, W> {
    /// A machine whose service has not been started, with this on disk.
    pub fn new(subject: S, witness: W, hardware: Hardware, database: Vec<Change>, latency: Millis) -> Self {
        let store = Store::new(database, latency);
        let watch = Watch::new(witness, store.records());
        Self {
            now: Instant::START,
            hardware,
            trace: Trace::new(),
            calls: Calls::default(),
            news: Vec::new(),
            service: ServiceStanding::Stopped,
            watch,
            journal: None,
            initiators: Initiators::default(),
            subject,
            queue: Queue::new(),
            faults: Faults::default(),
            store,
            said: Vec::new(),
            heard: VecDeque::new(),
            outbox: Outbox::new(),
            causes: KnownCauses::default(),
            behind: false,
            trouble: None,
        }
    }

    /// Makes a call.
    pub fn call(&mut self, call: PreparedCall) -> CallId {
        let id = self.calls.open(&call, self.now);
        let PreparedCall { client, session, method, .. } = call;
        self.watch.called(id, &client, method.function());
        self.input(Input::Call { call: id, session, method }, None, Actor::Client(client));
        self.hear();
        id
    }

    /// Lets a person act.
    pub fn act(&mut self, act: PersonAct) -> Result<(), Impossible> {
        let result = self.on_stage(|hardware, _, stage| hardware.act(stage, act));
        // What cannot be done leaves no trace.
        if result.is_ok() {
            let seq = self.write(None, Actor::Operator, What::Act(act));
            self.attend(seq);
            self.hear();
        }
        result
    }

    /// Arms a fault.
    pub fn arm(&mut self, fault: Fault) -> Result<FaultId, Unarmable> {
        let id = self.on_stage(|hardware, _, stage| hardware.arm(stage, fault.clone()))?;
        let seq = self.write(None, Actor::Fault, What::Armed { id, fault });
        self.causes.armed(id, seq);
        self.attend(seq);
        self.hear();
        Ok(id)
    }

    /// Takes every fault off a part.
    pub fn heal(&mut self, part: FaultSite) {
        self.lift(part, |_| true);
    }

    /// Ends the programs that keep a cartridge in a drive, those of hosts among them.
    pub fn end_program(&mut self, library: LibraryAddress, drive: u16) {
        self.lift(FaultSite::Drive(library, drive), |kind| kind == FaultKind::Prevented);
        self.end_prevention(library, drive);
    }

    fn lift(&mut self, part: FaultSite, which: impl Fn(FaultKind) -> bool) {
        self.on_stage(|hardware, store, stage| {
            hardware.lift(stage, part, which);
            if part == FaultSite::Database {
                store.heal();
            }
        });
        self.attend(self.trace.next());
        self.hear();
    }

    /// What is broken, or will be.
    pub fn faulty_parts(&self) -> BTreeSet<FaultSite> {
        self.faults.parts()
    }

    /// Takes every fault off everything. A library that was never connected is connected now.
    pub fn heal_all(&mut self) {
        let libraries: Vec<FaultSite> = self.hardware.libraries().map(|library| FaultSite::Library(library.address)).collect();
        let mut parts = self.faulty_parts();
        parts.extend(libraries);
        parts.insert(FaultSite::Database);
        parts.into_iter().for_each(|part| self.heal(part));
    }

    /// The process ends. What was not durable is lost; each call that waits is told that there is no service.
    pub fn stop(&mut self) {
        self.go_down(None);
        self.hear();
    }

    fn go_down(&mut self, cause: Option<Sequence>) {
        self.on_stage(|_, store, stage| store.crash(stage));
        self.watch.goes_down();
        self.behind = false;
        self.service = ServiceStanding::Stopped;
        self.input(Input::Service(ServiceEvent::Stopped), cause, Actor::Service);
        let kept = self.watch.stopped(self.store.records());
        self.mind(kept);
        self.calls.stopped(self.now, self.store.records());
    }

    /// The process begins.
    pub fn start(&mut self) {
        self.serve(ServiceEvent::Starting, ServiceStanding::Starting);
    }

    /// The process reads its database.
    pub fn recover(&mut self) {
        let database = self.store.log().to_vec();
        let libraries = self.hardware.libraries().filter(|library| library.connected).map(|library| library.address).collect();
        self.serve(ServiceEvent::Recovered { database, libraries }, ServiceStanding::Running);
    }

    /// The process cannot read its database.
    pub fn fail(&mut self) {
        self.serve(ServiceEvent::Failed, ServiceStanding::Failed);
    }

    fn serve(&mut self, event: ServiceEvent, service: ServiceStanding) {
        self.service = service;
        self.input(Input::Service(event), None, Actor::Service);
        self.hear();
    }

    /// Has an entry of the driver called back at a time.
    pub fn schedule(&mut self, at: Instant, entry: u32) {
        self.queue.schedule(at, Event::Script(entry));
    }

    /// The engine under test.
    pub const fn subject(&self) -> &S {
        &self.subject
    }

    /// What decides how everything around the engine goes on, to be hashed as [`Engine::situation`] is.
    ///
    /// [`Engine::situation`]: rsmlab_engine::engine::Engine::situation
    pub fn surroundings(&self) -> impl Hash + '_ {
        let scheduled: Vec<_> = self.queue.entries().collect();
        let unanswered: Vec<_> = self.calls.unanswered().map(|call| (call.client, call.function)).collect();
        (
            Situation(&self.hardware),
            scheduled,
            self.faults.under_arms(self.now),
            self.service,
            unanswered,
            self.behind,
            self.initiators.situation(),
        )
    }

    /// When the next thing happens, if the engine has such a deadline.
    pub fn next_moment(&self, deadline: Option<Instant>) -> Option<Instant> {
        let deadline = deadline.map(|deadline| deadline.max(self.now));
        self.queue.next_time().into_iter().chain(deadline).min()
    }

    /// When the next thing happens.
    pub fn next(&self) -> Option<Instant> {
        self.next_moment(self.subject.next_deadline())
    }

    /// Whether the hardware is at something that ends by itself.
    pub fn is_hardware_at_work(&self) -> bool {
        self.queue.entries().any(|(_, event)| matches!(event, Event::Hardware(_)))
    }

    /// Whether nothing is scheduled.
    pub fn nothing_scheduled(&self) -> bool {
        self.queue.is_empty()
    }

    /// Whether nothing is scheduled and the engine waits for nothing but people.
    pub fn is_quiet(&self) -> bool {
        self.queue.is_empty() && self.subject.is_idle()
    }

    /// Whether what the engine believes is all on record, so that the record can be held against the truth.
    pub fn is_settled(&self) -> bool {
        self.queue.is_empty() && self.service == ServiceStanding::Running && !self.behind
    }

    /// Whether `came` is good enough an end of a call where `due` is expected.
    pub fn may_answer(&mut self, call: CallId, due: Status, came: Status) -> bool {
        due == came || self.calls.maker(call).is_some_and(|(_, function)| self.subject.may_answer(function, due, came))
    }

    /// Why the engine will never answer again, if it will not, and what it was told then.
    pub const fn trouble(&self) -> Option<&(String, Sequence)> {
        self.trouble.as_ref()
    }

    /// Lets the next thing happen, unless it comes after `limit`.
    pub fn advance(&mut self, limit: Option<Instant>) -> TimePassed {
        let Some(next) = self.next_moment(self.subject.next_deadline()) else { return TimePassed::Nothing };
        if limit.is_some_and(|limit| limit < next) {
            return TimePassed::Nothing;
        }
        self.now = next;
        if self.queue.next_time() != Some(next) {
            self.input(Input::Tick, None, Actor::Clock);
            self.hear();
            return TimePassed::Passed;
        }
        let Some((_, event)) = self.queue.pop() else { return TimePassed::Nothing };
        match event {
            Event::Hardware(due) => self.on_stage(|hardware, _, stage| hardware.due(stage, due)),
            Event::FaultEnds => self.on_stage(|hardware, _, stage| hardware.expire_faults(stage)),
            Event::Stored(write) => self.settle(write),
            Event::Script(entry) => return TimePassed::Script(entry),
        }
        self.attend(self.trace.next());
        self.hear();
        TimePassed::Passed
    }

    /// Judges all promises that can be judged once nothing is left to happen.
    pub fn judge(&mut self) -> Result<(), BrokenPromise> {
        let (is_settled, next) = (self.is_settled(), self.next_moment(self.subject.next_deadline()));
        self.watch.judge(&self.hardware, self.store.records(), is_settled, next)
    }

    /// Compares the record with the truth wherever a move has come from or gone to, unless something is under way.
    pub fn compare_moves(&self) -> Result<(), Mistaken> {
        if self.is_settled() { self.watch.compare_moves(&self.hardware, self.store.records()) } else { Ok(()) }
    }

    /// Demands that every lock is closed where people have nothing more to do.
    pub fn demand_locks(&self) -> Result<(), Mistaken> {
        if self.is_settled() { gates::all_locked(&self.hardware, self.store.records()) } else { Ok(()) }
    }

    /// Writes a record of what happens, and returns its number.
    pub fn write(&mut self, cause: Option<Sequence>, actor: Actor, what: What<'_>) -> Sequence {
        let seq = self.trace.next();
        let record = Record { at: self.now, seq, cause, actor, what };
        self.trace.append(&record);
        let kept = self.watch.saw(&record);
        self.mind(kept);
        seq
    }

    fn settle(&mut self, write: WriteId) {
        let (news, gone) = self.on_stage(|_, store, stage| {
            let Settled { durable, gone } = store.settle(stage, write);
            (durable.iter().filter(|change| is_news(change)).cloned().map(Box::new).collect::<Vec<_>>(), gone)
        });
        self.news.extend(news.into_iter().map(News::Stored));
        self.watch.forgotten(&gone);
    }

    /// What is on record.
    pub const fn records(&self) -> &Records {
        self.store.records()
    }

    /// Lends the stage. Nothing that happens on it may lose a cartridge.
    pub(super) fn on_stage<T>(&mut self, act: impl FnOnce(&mut Hardware, &mut Store, &mut Stage<'_>) -> T) -> T {
        let mut stage = Stage { now: self.now, queue: &mut self.queue, faults: &mut self.faults, said: &mut self.said };
        let result = act(&mut self.hardware, &mut self.store, &mut stage);
        let kept = self.watch.counts(&mut self.hardware);
        self.mind(kept);
        if let Some(journal) = &mut self.journal {
            journal.look(self.now, self.trace.next(), &self.hardware);
        }
        result
    }

    /// Hands an input to the engine and carries out its outputs.
    fn input(&mut self, input: Input, cause: Option<Sequence>, actor: Actor) {
        let seq = self.write(cause, actor, What::Input(Cow::Borrowed(&input)));
        let call = match &input {
            Input::Call { call, .. } => self.subject.fingerprint().map(|before| (*call, before)),
            Input::Hardware(_) | Input::Sense(_) | Input::Stored { .. } | Input::Service(_) | Input::Tick => None,
        };
        let mut outbox = std::mem::take(&mut self.outbox);
        self.subject.step(self.now, input, &mut outbox);
        if let Some((call, before)) = call {
            self.compare_refused(&outbox, call, before);
        }
        if self.trouble.is_none() {
            self.trouble = self.subject.trouble().map(|trouble| (trouble, seq));
        }
        for output in outbox.drain(..) {
            self.carry(output, seq);
        }
        self.outbox = outbox;
    }

    /// A call that is refused on the spot must have left the world as it was.
    fn compare_refused(&mut self, outbox: &[Output], call: CallId, before: u64) {
        let refused = outbox.iter().any(|output| matches!(output, Output::Reply { call: replied, result: Err(_) } if *replied == call));
        if refused
            && self.subject.fingerprint() != Some(before)
            && let Some((client, function)) = self.calls.maker(call)
        {
            self.mind(Err(Breach::RefusedButChanged { client, function }.into()));
        }
    }

    /// Carries out the outputs of the engine.
    fn carry(&mut self, output: Output, cause: Sequence) {
        for (object, name) in self.calls.names_in(&output) {
            self.write(Some(cause), Actor::Scenario, What::Named { object, name });
        }
        let seq = self.write(Some(cause), Actor::Engine, What::Output(Cow::Borrowed(&output)));
        match output {
            Output::Reply { call, result } => {
                let function = self.calls.maker(call).map(|(_, function)| function);
                let kept = self.watch.replied(call, function, &result);
                self.mind(kept);
                self.calls.replied(call, Reply { at: self.now, result });
                self.news.push(News::Replied(call));
            }
            Output::Command(command) => {
                self.causes.commanded(&command, seq);
                self.watch.commanded(&command, &self.hardware);
                self.note_carried(Some(seq));
                self.on_stage(|hardware, _, stage| hardware.command(stage, command));
                self.note_carried(None);
                self.attend(seq);
            }
            Output::Store(write) => {
                self.causes.written(write.id, seq);
                self.watch.written(&write.changes, self.store.records(), &self.hardware);
                self.on_stage(|_, store, stage| store.write(stage, write));
                self.attend(seq);
            }
            Output::Finished { request, operation, state, status, reason } => {
                let ended = RequestEnd { at: self.now, state, status, reason };
                let kept = self.watch.finished(request, operation, &ended, self.store.records());
                self.mind(kept);
                self.calls.finished(request, ended);
            }
            Output::Notify { .. } | Output::Step { .. } | Output::Dropped { .. } => {}
        }
    }

    fn note_carried(&mut self, command: Option<Sequence>) {
        if let Some(journal) = &mut self.journal {
            journal.carry(command);
        }
    }

    /// The witness may object to the record that was written last.
    fn mind(&mut self, kept: Result<(), BrokenPromise>) {
        if let Err(broken) = kept {
            self.watch.object(broken, Sequence(self.trace.len().saturating_sub(1)));
        }
    }

    /// Takes in what has just been said, because of this record. Where nothing was written before, it is the next one: when a
    /// fault lifts, that is the first thing said, and the cause of the rest.
    pub(super) fn attend(&mut self, because: Sequence) {
        self.heard.extend(self.said.drain(..).map(|said| (said, because)));
    }

    /// Passes on what the hardware and the store have said, in order, until they say nothing more.
    pub(super) fn hear(&mut self) {
        while let Some((said, because)) = self.heard.pop_front() {
            let cause = self.causes.of(&said, because).filter(|cause| cause.0 < self.trace.len());
            if self.initiators.is_any() {
                self.tell_targets(&said, because, cause);
            }
            match said {
                // What a target has had done concerns nobody else.
                Emission::Completion { completion, .. } if is_of_a_host(completion.command) => {}
                Emission::Completion { completion, .. } => {
                    let library = self.causes.library_of(completion.command);
                    if self.service == ServiceStanding::Running {
                        self.watch.completed(&completion, &self.hardware);
                    }
                    self.input(Input::Hardware(completion), cause, Actor::Library(library));
                }
                Emission::Sense { sense, .. } => {
                    let actor = Actor::Library(sense.library);
                    if self.service == ServiceStanding::Running {
                        self.watch.heard(&sense, &self.hardware);
                    }
                    self.input(Input::Sense(sense), cause, actor);
                }
                Emission::Stored { write, result, .. } => {
                    self.behind = result.is_err();
                    self.input(Input::Stored { write, result }, cause, Actor::Store);
                }
                Emission::Crashed { .. } => {
                    self.go_down(cause);
                    self.news.push(News::Crashed);
                }
                Emission::Struck { strike, part, command } => {
                    let seq = self.write(cause, Actor::Fault, What::Struck { strike, part, command });
                    self.causes.armed(strike.fault, seq);
                }
                Emission::Lifted { id, fault } => {
                    self.write(cause, Actor::Fault, What::Lifted { id, fault });
                }
            }
        }
    }
}

/// Whether a driver may want to react to a change.
const fn is_news(change: &Change) -> bool {
    matches!(change, Change::Insert(Object::Medium(..) | Object::OperatorRequest(..)) | Change::Side(_, SideField::Label(Some(_))))
}
