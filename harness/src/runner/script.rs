//! The script: drives the machine through the statements of a scenario.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rsmlab_engine::call::{Answer, Caller, Method};
use rsmlab_engine::id::{CallId, Guid, SessionHandle};
use rsmlab_engine::record::OperatorRequest;
use rsmlab_engine::refusal::Reason;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_language::Scenario;
use rsmlab_language::model::{
    Act, Check, Fact, Located, Name, OnRequest, OperatorAct, Reference, RunLength, Schedule, ServiceState, Span, Step, When,
};
use rsmlab_sim::habit::Person;
use rsmlab_sim::rng::Seed;

use super::asked::AskedCounts;
use super::calls::PreparedCall;
use super::errand::{OperatorTask, Sight};
use super::expect::Pending;
use super::failure::{Refused, RunFailure, why};
use super::initiator::ScsiId;
use super::lookup::{Lookup, NamedResult, is_open, unknown};
use super::machine::{Machine, TimePassed};
use super::scsi::AwaitedCommand;
use super::subject::EngineUnderTest;
use super::{LeftOut, Options, Reached, RunReport, RunVerdict};
use crate::checker::promise::BrokenPromise;
use crate::checker::witness::Witness;
use crate::trace::causes::Clue;
use crate::trace::{Actor, Cast, Sequence, What};

/// How many refused calls a failure lists when its statement names none of them.
const MOST_REFUSED: usize = 3;

/// What a statement comes to.
pub(super) type StatementResult<T = ()> = Result<T, Box<RunFailure>>;

/// A scenario that is being played.
#[derive(Clone)]
pub(super) struct Script<'s, S, W> {
    pub scenario: &'s Scenario,
    pub options: Options,
    pub machine: Machine<S, W>,
    /// The session that is open for each client.
    pub sessions: BTreeMap<Name, SessionHandle>,
    /// The call that opened the session of the runner itself.
    pub console: Option<CallId>,
    pub made: BTreeMap<Name, NamedResult>,
    /// Calls that must be answered in a certain way.
    pub pending: BTreeMap<CallId, Pending<'s>>,
    /// SCSI commands that have not ended.
    pub awaited: BTreeMap<ScsiId, AwaitedCommand<'s>>,
    /// Calls of whose answer nothing is demanded.
    pub undemanded: BTreeMap<CallId, Pending<'s>>,
    pub asserted: BTreeSet<String>,
    /// Media that the engine has found and that have been named.
    pub recognized: BTreeSet<Guid>,
    /// Where the statement at hand stands.
    pub span: Option<Span>,
    /// Where it stands in the trace, in a world that others act on beside the script: the record of what was read or said.
    pub told: Option<Sequence>,
    /// The statement of the script that is being made.
    pub at_hand: Option<&'s Step>,
    /// What is to be done later.
    entries: Vec<ScheduledWork<'s>>,
    /// How many of those that statements have scheduled are still to come.
    to_come: usize,
    pub rules: Vec<OperatorRule<'s>>,
    /// The operator who works by habit, as long as they are there.
    pub person: Option<Person>,
    /// What the operator has seen last.
    pub sight: Sight,
    /// What they have done, and how often.
    pub asked: AskedCounts,
    /// When the first statement was made.
    begin: Instant,
    reached: Vec<Reached>,
    /// Where acts go that cannot be done, if they are to be passed over.
    pub left_out: Option<LeftOut>,
    pub work: WorkDone,
}

/// How much work a run has been so far.
#[derive(Clone, Copy, Default)]
pub(super) struct WorkDone {
    pub done: u64,
    /// How many things had happened when it was last reckoned.
    pub events: u64,
}

/// What is done when its time has come.
#[derive(Clone)]
enum ScheduledWork<'s> {
    Block(ActBlock<'s>),
    Errand(OperatorTask),
}

/// Acts for later, and the operator request they answer, if they answer one.
#[derive(Clone, Copy)]
pub(super) struct ActBlock<'s> {
    pub acts: &'s [Located<Act>],
    pub at_hand: Option<Guid>,
    /// The record of what was read or said that has it done, if there is one.
    pub told: Option<Sequence>,
}

/// What the operator does whenever asked, and how often still.
#[derive(Clone)]
pub(super) struct OperatorRule<'s> {
    pub on: &'s OnRequest,
    /// The record of what was read or said that it stands in, if there is one.
    pub told: Option<Sequence>,
    pub left: Option<u32>,
}

/// How waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waited {
    /// What was waited for has come.
    Met,
    /// The time was up.
    TimedOut,
    /// Nothing is left that could bring it.
    InVain,
}

/// Whether the runner needs a session of its own: to read records, and to answer operator requests.
pub(super) fn needs_console(scenario: &Scenario) -> bool {
    if scenario.setup.habit.is_some() {
        return true;
    }
    let answers = |acts: &[Located<Act>]| acts.iter().any(|act| answers_request(&act.what));
    scenario.script.iter().any(|step| match &step.what {
        Step::Do(act) => answers_request(act),
        Step::Schedule(schedule) => answers(&schedule.acts),
        Step::OnRequest(rule) => answers(&rule.acts),
        Step::Settle(_) => true,
        Step::Check(Check::Facts { facts, .. }) => facts.iter().any(|fact| matches!(fact, Fact::Member(_))),
        Step::Check(Check::OperatorRequests { .. } | Check::Requests { .. }) | Step::Run(_) | Step::Expect(_) => false,
    })
}

fn answers_request(act: &Act) -> bool {
    matches!(act, Act::Operator(OperatorAct::Satisfy(_) | OperatorAct::Refuse(_)))
}

impl<'s, S: EngineUnderTest, W: Witness> Script<'s, S, W> {
    pub fn new(scenario: &'s Scenario, options: Options, machine: Machine<S, W>, left_out: Option<LeftOut>) -> Self {
        Self {
            scenario,
            options,
            machine,
            sessions: BTreeMap::new(),
            console: None,
            made: BTreeMap::new(),
            pending: BTreeMap::new(),
            awaited: BTreeMap::new(),
            undemanded: BTreeMap::new(),
            asserted: BTreeSet::new(),
            recognized: BTreeSet::new(),
            span: None,
            told: None,
            at_hand: None,
            entries: Vec::new(),
            to_come: 0,
            rules: Vec::new(),
            person: None,
            sight: Sight::default(),
            asked: AskedCounts::default(),
            work: WorkDone::default(),
            begin: Instant::START,
            reached: Vec::new(),
            left_out,
        }
    }

    /// What there is to report.
    pub fn report(self, result: RunVerdict) -> RunReport {
        let raised = self.machine.watch.raised();
        let Machine { trace, now, journal, .. } = self.machine;
        let (asserted, reached) = (self.asserted, self.reached);
        RunReport { result, hash: trace.hash(), virtual_end: now, events: trace.len(), raised, asserted, trace, reached, journal }
    }

    /// Plays the scenario from beginning to end.
    pub fn play(&mut self) -> StatementResult {
        self.begin().and_then(|()| self.play_on()).map_err(|failure| self.explained(failure))
    }

    /// Goes to where the first statement is made.
    pub fn begin(&mut self) -> StatementResult {
        self.prepare()?;
        self.begin = self.machine.now;
        self.person = self.scenario.setup.habit.map(|habit| Person::new(habit, Seed(self.scenario.seed)));
        self.machine.write(None, Actor::Scenario, What::Script);
        self.digest()
    }

    /// When the first statement was made.
    pub const fn began(&self) -> Instant {
        self.begin
    }

    /// How long ago the first statement was made.
    pub fn time(&self) -> Millis {
        self.machine.now.since(self.begin)
    }

    /// Plays every statement, and what is left to happen then.
    pub fn play_on(&mut self) -> StatementResult {
        self.make_statements()?;
        self.conclude()
    }

    /// Plays every statement.
    pub fn make_statements(&mut self) -> StatementResult {
        for step in &self.scenario.script {
            (self.span, self.at_hand) = (Some(step.span), Some(&step.what));
            self.reached.push(Reached { at: self.machine.now, events: self.machine.trace.len() });
            if let Err(mut failure) = self.step(&step.what) {
                if failure.promise.is_none() {
                    failure.refused = self.refused_before(&step.what);
                }
                return Err(failure);
            }
        }
        (self.span, self.at_hand) = (None, None);
        Ok(())
    }

    /// Brings the service into the state in which the script begins, and opens the sessions of the clients.
    fn prepare(&mut self) -> StatementResult {
        let cast = Cast {
            title: self.scenario.title.as_str().into(),
            seed: self.scenario.seed,
            libraries: self.scenario.setup.libraries.iter().map(|library| library.name.shared()).collect(),
            cartridges: self.scenario.setup.cartridges.iter().map(|cartridge| cartridge.name.shared()).collect(),
        };
        let nobody = What::Named { object: unknown(), name: Reference::Unknown.to_string().into() };
        let read = self.scenario.files().map(|file| What::Read { file: file.name.as_str().into(), text: Arc::clone(&file.text) });
        for what in [What::Begin(cast)].into_iter().chain(read).chain([nobody]) {
            self.machine.write(None, Actor::Scenario, what);
        }
        match self.scenario.setup.service {
            ServiceState::Stopped => return Ok(()),
            ServiceState::Starting => {
                self.machine.start();
                return self.digest();
            }
            ServiceState::Failed => {
                self.machine.start();
                self.machine.fail();
                return self.digest();
            }
            ServiceState::Ready => {
                self.machine.start();
                self.machine.recover();
            }
        }
        self.run_until_quiet()?;
        for client in self.scenario.setup.clients.iter().filter(|client| client.session) {
            self.open_session(client)?;
        }
        if needs_console(self.scenario) {
            self.console(None)?;
        }
        Ok(())
    }

    pub fn step(&mut self, step: &'s Step) -> StatementResult {
        match step {
            Step::Do(act) => {
                self.act(act, None, true)?;
                // What takes no time has happened before the next statement.
                self.wait(Some(self.machine.now), |_| false).map(drop)
            }
            Step::Schedule(Schedule { when, acts }) => {
                let at = match when {
                    When::At(at) => self.begin + at.since(Instant::START),
                    When::After(length) => self.machine.now + *length,
                };
                self.schedule(at.max(self.machine.now), ActBlock { acts, at_hand: None, told: self.told });
                Ok(())
            }
            Step::OnRequest(on) => {
                self.rules.push(OperatorRule { on, told: self.told, left: on.times });
                let open: Vec<OperatorRequest> = self.machine.records().operator_requests.values().cloned().collect();
                open.iter().filter(|request| is_open(request.state)).for_each(|request| self.ask_operator(request, self.rules.len() - 1));
                Ok(())
            }
            Step::Run(run) => self.run(run),
            Step::Expect(expectation) => self.expect(expectation),
            Step::Check(check) => self.check(check),
            Step::Settle(settle) => self.settle(*settle),
        }
    }

    fn run(&mut self, run: &RunLength) -> StatementResult {
        match run {
            RunLength::UntilQuiet => self.run_until_quiet(),
            RunLength::For(length) => {
                let end = self.machine.now + *length;
                self.wait(Some(end), |_| false).map(drop)
            }
            RunLength::Until(name) => {
                let call = self.named_call(name)?;
                match self.wait(None, |script| script.is_over(call))? {
                    Waited::Met => Ok(()),
                    Waited::TimedOut | Waited::InVain => {
                        Err(self.fail(format!("{name} to be over"), "nothing is left that could end it".into()))
                    }
                }
            }
        }
    }

    /// Lets everything happen that statements have scheduled. Then an operator who works by habit goes home.
    pub fn run_out(&mut self) -> StatementResult {
        self.wait(None, |script| script.to_come == 0)?;
        self.person = None;
        Ok(())
    }

    /// Nothing follows from operator requests any more.
    pub fn drop_rules(&mut self) {
        self.rules.clear();
    }

    /// Calls that were refused although nobody said that they would be: those that a statement names, else the last ones.
    fn refused_before(&self, step: &Step) -> Vec<Refused> {
        let refused = self.undemanded.iter().filter_map(|(id, Pending { call, span })| {
            let reason = self.machine.calls.reply_to(*id)?.result.as_ref().err()?;
            let name = call.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
            let told = format!("{}'s {}{name}", call.client, call.function);
            Some((call.name.as_ref(), Refused { span: *span, call: told, status: reason.status, why: why(reason) }))
        });
        let refused: Vec<(Option<&Name>, Refused)> = refused.collect();
        let named = step.names();
        let is_named = |(name, _): &&(Option<&Name>, Refused)| name.is_some_and(|name| named.contains(&name));
        let mut told: Vec<Refused> = refused.iter().filter(is_named).map(|(_, refused)| refused.clone()).collect();
        if told.is_empty() {
            let first = refused.len().saturating_sub(MOST_REFUSED);
            told.extend(refused.into_iter().skip(first).map(|(_, refused)| refused));
        }
        told
    }

    /// Lets everything happen that is under way, looks for broken promises, and for answers that never came.
    fn conclude(&mut self) -> StatementResult {
        self.run_out()?;
        self.wait(None, |script| script.machine.nothing_scheduled())?;
        if let Some((call, pending)) = self.pending.pop_first() {
            self.span = Some(pending.span);
            let failure = self.fail(pending.expected(), "the call was never answered".into());
            return Err(failure.shown_by(self.clue_of_answer(call)));
        }
        if let Some((_, awaited)) = self.awaited.pop_first() {
            self.span = Some(awaited.span);
            return Err(self.fail(awaited.expected(), "it has never ended".into()));
        }
        self.machine.judge().map_err(|broken| self.fail_promise(broken))
    }

    /// Runs until nothing is scheduled and the engine waits for nothing but people.
    pub fn run_until_quiet(&mut self) -> StatementResult {
        self.wait(None, |script| script.machine.is_quiet()).map(drop)
    }

    /// Lets time pass until something is so, or to the end of `limit`.
    pub fn wait(&mut self, limit: Option<Instant>, is_met: impl Fn(&Self) -> bool) -> StatementResult<Waited> {
        loop {
            self.digest()?;
            if is_met(self) {
                return Ok(Waited::Met);
            }
            match (self.machine.advance(limit), limit) {
                (TimePassed::Passed, _) => {}
                (TimePassed::Script(entry), _) => self.come_to(entry)?,
                (TimePassed::Nothing, Some(limit)) => {
                    self.machine.now = self.machine.now.max(limit);
                    return Ok(Waited::TimedOut);
                }
                (TimePassed::Nothing, None) => return Ok(Waited::InVain),
            }
        }
    }

    pub fn schedule(&mut self, at: Instant, block: ActBlock<'s>) {
        self.to_come += usize::from(block.at_hand.is_none());
        self.put_off(at, ScheduledWork::Block(block));
    }

    /// The operator comes to an errand so much later.
    pub fn go(&mut self, after: Millis, errand: OperatorTask) {
        self.put_off(self.machine.now + after, ScheduledWork::Errand(errand));
    }

    fn put_off(&mut self, at: Instant, entry: ScheduledWork<'s>) {
        self.machine.schedule(at, self.entries.len() as u32);
        self.entries.push(entry);
    }

    fn come_to(&mut self, entry: u32) -> StatementResult {
        match self.entries.get(entry as usize) {
            Some(ScheduledWork::Block(block)) => self.play_block(*block),
            Some(ScheduledWork::Errand(errand)) => self.run_errand(*errand),
            None => Ok(()),
        }
    }

    fn play_block(&mut self, ActBlock { acts, at_hand, told }: ActBlock<'s>) -> StatementResult {
        self.to_come -= usize::from(at_hand.is_none());
        // The operator who comes to answer a request that is no longer open does nothing.
        let is_gone = |request| !self.machine.records().operator_request(request).is_some_and(|request| is_open(request.state));
        if at_hand.is_some_and(is_gone) {
            return Ok(());
        }
        let (statement, told) = (self.span, std::mem::replace(&mut self.told, told));
        let done = acts.iter().try_for_each(|act| {
            self.span = Some(act.span);
            self.act(&act.what, at_hand, false)
        });
        self.told = told;
        done?;
        self.span = statement;
        Ok(())
    }

    /// Makes a call in the name of nobody in the script, and waits for the answer.
    pub fn ask(
        &mut self,
        limit: Option<Instant>,
        caller: &Caller,
        session: Option<SessionHandle>,
        method: Method,
    ) -> StatementResult<Result<Answer, Reason>> {
        let function = method.function();
        let call = self.machine.call(PreparedCall { client: caller.user.clone(), session, method, name: None });
        self.wait(limit, |script| script.machine.calls.reply_to(call).is_some())?;
        match self.machine.calls.reply_to(call) {
            Some(reply) => Ok(reply.result.clone()),
            None => Err(self.fail(format!("an answer to {function}"), "there was none".into())),
        }
    }

    pub fn lookup(&self, at_hand: Option<Guid>) -> Lookup<'_> {
        let Machine { calls, watch, .. } = &self.machine;
        let records = self.machine.records();
        Lookup { setup: &self.scenario.setup, records, calls, provenance: &watch.provenance, made: &self.made, at_hand }
    }

    /// The call that a statement has named.
    pub fn named_call(&self, name: &Name) -> StatementResult<CallId> {
        let call = self.lookup(None).call(name);
        call.ok_or_else(|| self.fail(format!("a call that was named {name}"), "no statement has given that name yet".into()))
    }

    /// Whether the library request of a call is over; of a call that brought none, whether it was answered.
    pub fn is_over(&self, call: CallId) -> bool {
        let calls = &self.machine.calls;
        match calls.request_of(call) {
            Some(request) => calls.end_of(request).is_some(),
            None => calls.reply_to(call).is_some() || calls.is_abandoned(call),
        }
    }

    /// The statement at hand is not met.
    pub fn fail(&self, expected: String, came: String) -> Box<RunFailure> {
        let mut failure = RunFailure::new(None, expected, came);
        failure.span = self.span;
        Box::new(failure)
    }

    /// A promise is not kept that holds in every run.
    pub fn fail_promise(&self, broken: BrokenPromise) -> Box<RunFailure> {
        self.fail_promised("what holds in every run".into(), broken)
    }

    /// A promise is not kept that holds in every run, or at this statement in particular.
    pub fn fail_promised(&self, expected: String, BrokenPromise { promise, how, about }: BrokenPromise) -> Box<RunFailure> {
        let mut failure = self.fail(expected, how);
        failure.promise = Some(promise);
        match about {
            Some(thing) => failure.shown_by(Clue::about(vec![vec![thing]])),
            None => failure,
        }
    }

    /// The statement at hand is not met, and the engine says why.
    pub fn fail_because(&self, expected: String, came: String, reason: Option<&Reason>) -> Box<RunFailure> {
        let mut failure = self.fail(expected, came);
        failure.why = reason.and_then(why);
        failure
    }

    /// The id of something, for comparing; `nothing` is the id that is all zero.
    pub fn id(&self, reference: Option<&Reference>) -> Guid {
        reference.map_or(Guid::NIL, |reference| self.lookup(None).id(reference, false))
    }
}
