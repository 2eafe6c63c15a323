//! Crashes: a scenario in which the service dies at one of its writes, and the world goes on.
//!
//! Between two writes nothing becomes durable, so a run can die in as many ways as it has writes, twice over: just before
//! each is durable and just after. All of them are tried, also with a second death in the recovery from the first.

use std::collections::BTreeMap;
use std::fmt;

use rsmlab_engine::function::Function;
use rsmlab_engine::id::WriteId;
use rsmlab_engine::input::Input;
use rsmlab_engine::output::Output;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_harness::runner::{self, Reached};
use rsmlab_harness::trace::What;
use rsmlab_language::Scenario;
use rsmlab_language::model::{
    Act, Call, Client, Fault, FaultKind, Located, Reference, RunLength, Schedule, ServiceAct, ServiceState, Span, Step, When,
};

use crate::strip::{carry_out, number, stripped};
use crate::trial::{Trial, TrialFailure};

/// How long a service takes at the most until sessions can be opened, if its libraries answer.
const GETS_READY: Millis = Millis::from_secs(30);

/// Where the service dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crash {
    /// At which write of the script, counted from 1.
    pub write: usize,
    /// At which moment of it.
    pub moment: WriteMoment,
    /// How many lives in a row end so: every further one over its first write, which is that of its recovery.
    pub lives: u32,
}

/// How many lives end so at the most.
const LIVES: u32 = 2;

/// A moment of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WriteMoment {
    /// Before it is durable.
    Before,
    /// When it is durable, and the service has not heard of it.
    After,
}

impl WriteMoment {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Before, Self::After];

    const fn fault(self) -> FaultKind {
        match self {
            Self::Before => FaultKind::Crashes,
            Self::After => FaultKind::CrashesAfter,
        }
    }
}

impl fmt::Display for Crash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = match self.moment {
            WriteMoment::Before => "before",
            WriteMoment::After => "after",
        };
        write!(f, "the service dies {moment} write {} is durable", self.write)?;
        if self.lives > 1 { f.write_str(", and once more when it comes back") } else { Ok(()) }
    }
}

/// What came of all the crashes of a scenario.
#[derive(Debug, Default)]
pub struct CrashReport {
    /// How many writes its script makes.
    pub writes: usize,
    /// How often it was run.
    pub runs: usize,
    /// Crashes that did not come about, because the fault was healed before.
    pub missed: Vec<Crash>,
    /// What failed: the scenario as it is without a crash, or with one.
    pub findings: Vec<(Scenario, TrialFailure)>,
}

/// Tries every crash of a scenario.
pub fn search_one(scenario: &Scenario, attempt: &mut dyn FnMut(&Scenario) -> Trial) -> CrashReport {
    let (quiet, trial, runs) = carry_out(stripped(scenario), attempt);
    let mut report = CrashReport { runs, ..CrashReport::default() };
    let told = match trial {
        Trial { report: Some(told), failing: None } => told,
        Trial { failing, .. } => {
            report.findings.extend(failing.map(|failing| (quiet, failing)));
            return report;
        }
    };
    for (crash, crashed) in crashes(&quiet, &told) {
        let (crashed, trial, runs) = carry_out(crashed, attempt);
        report.runs += runs;
        report.writes = report.writes.max(crash.write);
        match trial.failing {
            Some(failing) => report.findings.push((crashed, failing)),
            None if trial.report.is_some_and(|told| !has_struck(&told, crash.moment.fault())) => report.missed.push(crash),
            None => {}
        }
    }
    report
}

/// The scenario with each crash that it can have: of every write that it made in a run, and of both moments.
pub fn crashes<'s>(stripped: &'s Scenario, run: &runner::RunReport) -> impl Iterator<Item = (Crash, Scenario)> + use<'s> {
    let writes = writes(run);
    let reached = run.reached.clone();
    writes.into_iter().enumerate().flat_map(move |(index, write)| {
        let reached = reached.clone();
        let all = (1..=LIVES).flat_map(move |lives| WriteMoment::ALL.map(|moment| Crash { write: index + 1, moment, lives }));
        all.map(move |crash| (crash, with_crash(stripped, &reached, crash, &write)))
    })
}

/// A write that a script makes.
#[derive(Clone, Copy)]
struct ScriptWrite {
    /// Which statement it comes in.
    statement: usize,
    /// The how-maniest of the statement it is, counted from 1.
    number: u32,
    /// When it is handed over.
    handed: Instant,
    /// When it is dealt with.
    stored: Instant,
}

/// The writes of a run, up to the time when it settles: then all trouble has an end.
fn writes(run: &runner::RunReport) -> Vec<ScriptWrite> {
    let mut writes: Vec<ScriptWrite> = Vec::new();
    let mut under_way: BTreeMap<WriteId, usize> = BTreeMap::new();
    for record in run.trace.records().flatten() {
        let statement = run.reached.partition_point(|reached| reached.events <= record.seq.0);
        if statement == 0 || statement == run.reached.len() {
            continue;
        }
        match &record.what {
            What::Output(output) => {
                let Output::Store(write) = output.as_ref() else { continue };
                let number = 1 + writes.iter().filter(|earlier| earlier.statement == statement - 1).count() as u32;
                under_way.insert(write.id, writes.len());
                writes.push(ScriptWrite { statement: statement - 1, number, handed: record.at, stored: record.at });
            }
            What::Input(input) => {
                let Input::Stored { write, .. } = input.as_ref() else { continue };
                if let Some(write) = under_way.get(write).and_then(|index| writes.get_mut(*index)) {
                    write.stored = record.at;
                }
            }
            _ => {}
        }
    }
    writes
}

fn has_struck(run: &runner::RunReport, kind: FaultKind) -> bool {
    run.trace.records().flatten().any(|record| matches!(record.what, What::Struck { strike, .. } if strike.kind == kind))
}

/// The scenario with a crash, after which the service is started again and its clients come back. While the script waits it
/// happens meanwhile; where the script goes on at once, it waits for it, so that the rest happens in a living world.
fn with_crash(stripped: &Scenario, reached: &[Reached], crash: Crash, write: &ScriptWrite) -> Scenario {
    let (before, rest) = stripped.script.split_at(write.statement);
    let fault = Fault { target: Reference::Database, kind: crash.moment.fault(), on_use: Some(write.number), lasts: None, times: None };
    let fault = Fault { times: (crash.lives > 1).then_some(crash.lives), ..fault };
    let sessions: Vec<Act> = returning(stripped, before).map(open_session).map(Act::Call).collect();
    let mut steps = vec![Step::Do(Act::Fault(fault))];
    let mut after = Vec::new();
    if rest.first().is_some_and(|step| matches!(step.what, Step::Do(_))) {
        for _ in 0..crash.lives {
            after.extend([Step::Do(Act::Service(ServiceAct::Start)), Step::Run(RunLength::For(GETS_READY))]);
        }
        after.extend(sessions.into_iter().map(Step::Do));
    } else {
        let died = match crash.moment {
            WriteMoment::Before => write.handed,
            WriteMoment::After => write.stored,
        };
        let begun = reached.get(write.statement).map_or(Instant::START, |reached| reached.at);
        let mut back = died.since(begun) + downtime(crash);
        for _ in 0..crash.lives {
            steps.push(later(back, vec![Act::Service(ServiceAct::Start)]));
            back = back + GETS_READY;
        }
        steps.extend((!sessions.is_empty()).then(|| later(back, sessions)));
    }
    let (at_hand, rest) = rest.split_at(rest.len().min(1));
    let script = [before.to_vec(), located(steps), at_hand.to_vec(), located(after), rest.to_vec()].concat();
    let mut crashed = Scenario { title: format!("{}: {crash}", stripped.title), script, ..stripped.clone() };
    number(&mut crashed);
    crashed
}

/// How long the service stays down: now robots are still at work when it is back, now everything has come to rest.
const fn downtime(crash: Crash) -> Millis {
    if crash.write.is_multiple_of(2) { Millis::from_secs(1) } else { Millis::from_secs(60) }
}

fn later(after: Millis, acts: Vec<Act>) -> Step {
    let acts = acts.into_iter().map(|what| Located { span: Span::default(), what }).collect();
    Step::Schedule(Schedule { when: When::After(after), acts })
}

fn located(steps: Vec<Step>) -> Vec<Located<Step>> {
    steps.into_iter().map(|what| Located { span: Span::default(), what }).collect()
}

/// The clients that have a session when this much of the script is done, and notice that it is gone.
fn returning<'s>(scenario: &'s Scenario, done: &'s [Located<Step>]) -> impl Iterator<Item = &'s Client> {
    let opens = |act: &Act, client: &Client| matches!(act, Act::Call(call) if call.client == client.name && call.function == Function::OpenNtmsSession);
    let has_opened = move |client: &Client| {
        done.iter().any(|step| match &step.what {
            Step::Do(act) => opens(act, client),
            Step::Schedule(Schedule { acts, .. }) => acts.iter().any(|act| opens(&act.what, client)),
            Step::OnRequest(_) | Step::Run(_) | Step::Expect(_) | Step::Check(_) | Step::Settle(_) => false,
        })
    };
    let from_the_beginning = scenario.setup.service == ServiceState::Ready;
    scenario.setup.clients.iter().filter(move |client| (from_the_beginning && client.session) || has_opened(client))
}

fn open_session(client: &Client) -> Call {
    Call::new(client.name.clone(), Function::OpenNtmsSession)
}
