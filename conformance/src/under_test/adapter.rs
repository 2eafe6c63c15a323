//! The adapter check: walks through the protocol with a target step by step, before any case is judged.
//!
//! It is for people who write an adapter: each point says what was asked, what came, and what to do about it. Whether the
//! target does what the documents say is not its business; that is what the cases are for.

use std::time::Duration;

use rsmlab_engine::call::{Answer, Caller, Method};
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{CallId, CommandId, Guid, SessionHandle, WriteId};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::limits::Config;
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::port::hardware::{Completion, HardwareEvent, LibraryAddress, Outcome, Sense};
use rsmlab_engine::refusal::Reason;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_harness::database;
use rsmlab_language::{Scenario, parse};

use super::TargetUnderTest;
use super::session::TargetSession;
use super::trouble::CaseTrouble;
use crate::load::Loaded;
use crate::run::{ScenarioVerdict, Settings, run_one};

/// One thing that a target must be able to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What it must do.
    pub what: &'static str,
    /// Whether it does.
    pub finding: AdapterFinding,
}

/// Whether a target does what it must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdapterFinding {
    /// It does; what there is to tell of it.
    Ok(String),
    /// It does not.
    NotOk {
        /// What came instead.
        came: String,
        /// What to do about it.
        help: String,
    },
    /// Nobody has looked, for this reason.
    NotTried(String),
}

/// A number that nothing has been given.
const NOBODYS: u64 = 4_711_000;

/// What is called a case here.
const CASE: &str = "adapter check";

/// A world of one library without hardware.
const WORLD: &str = "title \"Adapter check\"\nlibrary L1\nclient ann\n";

/// The smallest cases, with hardware: one for every target, one for those that take stock of libraries.
const SMALLEST: &str = "title \"A session is opened\"\nlibrary L1\nclient ann\nrun until=quiet\n";
const INVENTORY: &str = "title \"A library is looked through\"\nlibrary L1\nclient ann\n\
    ann InventoryNtmsLibrary library=L1 action=FAST expect=ERROR_SUCCESS as=look\nexpect look completes=ERROR_SUCCESS\n";

/// Walks through the protocol with a target.
#[must_use]
pub fn check(target: &TargetUnderTest, patience: Duration) -> Vec<Point> {
    let mut walk = ProtocolWalk { session: None, now: 0, calls: 0, points: Vec::new() };
    walk.greet(target, patience);
    walk.point("it begins a case when it is told to", |walk| walk.reset());
    walk.point("it takes a service that starts, and its database", |walk| walk.start());
    walk.point("it drops what is for nobody: a completion, the answer to a write, a sense", |walk| walk.strays());
    walk.point("it takes a tick that it did not ask for", |walk| walk.tick());
    walk.point("it answers a call, once and by its number", |walk| walk.open().map(|(_, told)| told));
    walk.point("it refuses a call without a session", |walk| {
        walk.refused("CloseNtmsSession in no session", None, Method::CloseNtmsSession)
    });
    walk.point("it refuses a call in a session that was never opened", |walk| {
        walk.refused("CloseNtmsSession in a session that was never opened", Some(SessionHandle(NOBODYS)), Method::CloseNtmsSession)
    });
    walk.point("it refuses an id that names nothing", ProtocolWalk::unknown_library);
    walk.point("it tells the same fingerprint of the same world", ProtocolWalk::fingerprints);
    walk.point("it does the same again after it was reset", ProtocolWalk::again);
    let functions = walk.session.take().map(|session| session.functions().to_vec());
    walk.points
        .push(Point { what: "it plays a case with simulated hardware to its end", finding: play(target, patience, functions.as_deref()) });
    walk.points
}

/// A walk through the protocol. It is over when there is no session any more.
struct ProtocolWalk {
    session: Option<TargetSession>,
    now: u64,
    calls: u64,
    points: Vec<Point>,
}

/// What was found, or why it is not well.
type AdapterResult<T = String> = Result<T, AdapterFinding>;

impl From<CaseTrouble> for AdapterFinding {
    fn from(trouble: CaseTrouble) -> Self {
        match trouble {
            CaseTrouble::Unsupported(function) => Self::NotTried(format!("it does not have {function}")),
            trouble => Self::NotOk { came: trouble.to_string(), help: trouble.help().to_owned() },
        }
    }
}

fn not_ok(came: impl Into<String>, help: &str) -> AdapterFinding {
    AdapterFinding::NotOk { came: came.into(), help: help.to_owned() }
}

impl ProtocolWalk {
    fn greet(&mut self, target: &TargetUnderTest, patience: Duration) {
        let connected = target.connect(CASE, patience).and_then(|wire| {
            let own = "`inproc` is our own engine and needs no adapter; `exec:rsmlab engine --stdio` is the same behind the protocol";
            wire.ok_or_else(|| CaseTrouble::CouldNotStart(own.to_owned()))
        });
        let (started, wire) = match connected {
            Ok(wire) => (AdapterFinding::Ok(target.to_string()), Some(wire)),
            Err(trouble) => (trouble.into(), None),
        };
        self.points.push(Point { what: "it can be started", finding: started });
        let greeted = match wire.map(|wire| TargetSession::open(wire, patience, None)) {
            None => not_reached(),
            Some(Err(trouble)) => trouble.into(),
            Some(Ok(session)) => {
                let fingerprints = if session.tells_fingerprints() { "tells fingerprints" } else { "tells no fingerprints" };
                let told = format!("{}, {} functions, {fingerprints}", session.name(), session.functions().len());
                let finding = if session.functions().contains(&Function::OpenNtmsSession) {
                    AdapterFinding::Ok(told)
                } else {
                    not_ok(format!("{told}, and not OpenNtmsSession"), "nearly every case opens a session first; name it in `functions`")
                };
                self.session = Some(session);
                finding
            }
        };
        self.points.push(Point { what: "it greets, and says which functions it has", finding: greeted });
    }

    fn point(&mut self, what: &'static str, look: impl FnOnce(&mut Self) -> AdapterResult) {
        let finding = if self.session.is_none() { not_reached() } else { look(self).map_or_else(|finding| finding, AdapterFinding::Ok) };
        self.points.push(Point { what, finding });
    }

    /// Hands in an input, and does what a store does with every write that comes of it.
    fn step(&mut self, input: Input) -> Result<Outbox, AdapterFinding> {
        let mut all = Outbox::new();
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            self.now += 10;
            let Some(session) = &mut self.session else { return Err(not_reached()) };
            let done = match session.step(Instant(self.now), input) {
                Ok(done) => done,
                Err(trouble) => {
                    if !matches!(trouble, CaseTrouble::Unsupported(_)) {
                        self.session = None;
                    }
                    return Err(trouble.into());
                }
            };
            inputs.extend(done.outputs.iter().filter_map(|output| match output {
                Output::Store(write) => Some(Input::Stored { write: write.id, result: Ok(()) }),
                _ => None,
            }));
            all.extend(done.outputs);
            if all.len() > 10_000 {
                return Err(not_ok("more than 10000 outputs came of one input", "a write that is durable calls for no further write"));
            }
        }
        Ok(all)
    }

    fn reset(&mut self) -> AdapterResult {
        (self.now, self.calls) = (0, 0);
        let Some(session) = &mut self.session else { return Err(not_reached()) };
        session.reset(CASE, &Config { seed: 7, ..Config::default() }, false).map_err(|trouble| {
            self.session = None;
            AdapterFinding::from(trouble)
        })?;
        Ok("ready".to_owned())
    }

    fn start(&mut self) -> AdapterResult {
        let starting = self.step(Input::Service(ServiceEvent::Starting))?;
        let database = world().map(|world| database::initial(&world.setup)).map_err(|wrong| not_ok(wrong, "report it"))?;
        let records = database.len();
        let recovered = self.step(Input::Service(ServiceEvent::Recovered { database, libraries: Vec::new() }))?;
        Ok(format!("{records} records, {} outputs", starting.len() + recovered.len()))
    }

    fn strays(&mut self) -> AdapterResult {
        let library = LibraryAddress(u16::MAX);
        let strays = [
            Input::Hardware(Completion { command: CommandId(NOBODYS), result: Ok(Outcome::Done) }),
            Input::Stored { write: WriteId(NOBODYS), result: Ok(()) },
            Input::Sense(Sense { library, event: HardwareEvent::DoorOpened(1) }),
        ];
        for stray in strays {
            let outputs = self.step(stray)?;
            if let Some(output) = outputs.iter().find(|output| !matches!(output, Output::Dropped { .. })) {
                let help = "look numbers up before anything is done; what is not known is dropped, with or without a `dropped`";
                return Err(not_ok(format!("it did something about it: {}", super::session::encode(output)), help));
            }
        }
        Ok("dropped".to_owned())
    }

    fn tick(&mut self) -> AdapterResult {
        self.step(Input::Tick).map(|outputs| format!("{} outputs", outputs.len()))
    }

    /// Makes a call and takes the one answer to it.
    fn call(&mut self, session: Option<SessionHandle>, method: Method) -> AdapterResult<Result<Answer, Reason>> {
        self.calls += 1;
        let (call, function) = (CallId(self.calls), method.function());
        let outputs = self.step(Input::Call { call, session, method })?;
        let mut replies = outputs.into_iter().filter_map(|output| match output {
            Output::Reply { call, result } => Some((call, result)),
            _ => None,
        });
        match (replies.next(), replies.next()) {
            (Some((to, result)), None) if to == call => Ok(result),
            (Some((to, _)), None) => {
                let came = format!("the reply was to call {} and not to call {}", to.0, call.0);
                Err(not_ok(came, "a `reply` carries the `call` of the call it answers"))
            }
            (Some(_), Some(_)) => Err(not_ok("there were two replies", "a call is answered once")),
            (None, _) => {
                let came = format!("{function} was not answered");
                Err(not_ok(came, "put a `reply` among the `outputs`, at once or when the store has answered the write before it"))
            }
        }
    }

    fn open(&mut self) -> AdapterResult<(SessionHandle, String)> {
        let caller = Caller { user: "ann".into(), computer: "desk".into(), administrator: true };
        match self.call(None, Method::OpenNtmsSession { caller, server: None, application: Some("adapter check".into()), options: 0 })? {
            Ok(Answer::Session(handle)) => Ok((handle, format!("OpenNtmsSession answered session {}", handle.0))),
            Ok(_) => Err(not_ok("OpenNtmsSession answered no session", "its result is {\"ok\":{\"session\":NUMBER}}")),
            Err(reason) => Err(not_ok(
                format!("OpenNtmsSession was refused with {}", reason.status),
                "after `recovered` with no libraries the service is ready",
            )),
        }
    }

    fn refused(&mut self, what: &str, session: Option<SessionHandle>, method: Method) -> AdapterResult {
        match self.call(session, method)? {
            Err(reason) => Ok(reason.status.to_string()),
            Ok(_) => {
                Err(not_ok(format!("{what} succeeded"), "every documented function refuses what it cannot do; `rsmlab explain FUNCTION`"))
            }
        }
    }

    fn unknown_library(&mut self) -> AdapterResult {
        let (session, _) = self.open()?;
        let library = Some(Guid::from_name("a library that is nowhere"));
        let refused =
            self.refused("InventoryNtmsLibrary of an unknown library", Some(session), Method::InventoryNtmsLibrary { library, action: 1 });
        let closed = self.call(Some(session), Method::CloseNtmsSession)?;
        refused.and_then(|status| match closed {
            Ok(_) => Ok(status),
            Err(reason) => Err(not_ok(format!("CloseNtmsSession was refused with {}", reason.status), "the session is open")),
        })
    }

    fn fingerprints(&mut self) -> AdapterResult {
        let Some(session) = self.session.as_mut().filter(|session| session.tells_fingerprints()) else {
            return Err(AdapterFinding::NotTried("it tells none, so refused calls that change something are not found out".to_owned()));
        };
        match session.fingerprint().and_then(|first| Ok((first, session.fingerprint()?))) {
            Ok((first, second)) if first == second => Ok(first),
            Ok((first, second)) => Err(not_ok(format!("{first}, then {second}"), "leave counters and times of the question out of it")),
            Err(trouble) => {
                self.session = None;
                Err(trouble.into())
            }
        }
    }

    fn again(&mut self) -> AdapterResult {
        let mut runs = Vec::new();
        for _ in 0..2 {
            self.reset()?;
            self.start()?;
            let (handle, _) = self.open()?;
            runs.push(handle);
        }
        match runs.as_slice() {
            [first, second] if first == second => Ok(format!("session {} both times", first.0)),
            _ => {
                let handles: Vec<String> = runs.iter().map(|handle| handle.0.to_string()).collect();
                let help = "count from the beginning and make GUIDs from the `seed` of the reset, so that a case can be repeated exactly";
                Err(not_ok(format!("other handles for the same calls: {}", handles.join(", then ")), help))
            }
        }
    }
}

fn not_reached() -> AdapterFinding {
    AdapterFinding::NotTried("the conversation had ended before".to_owned())
}

fn world() -> Result<Scenario, String> {
    parse(CASE, WORLD).map_err(|mistakes| mistakes.to_string())
}

/// Plays a small case from beginning to end.
fn play(target: &TargetUnderTest, timeout: Duration, functions: Option<&[Function]>) -> AdapterFinding {
    let Some(functions) = functions else { return not_reached() };
    let text = if functions.contains(&Function::InventoryNtmsLibrary) { INVENTORY } else { SMALLEST };
    let scenario = match parse(CASE, text) {
        Ok(scenario) => scenario,
        Err(mistakes) => return not_ok(mistakes.to_string(), "report it"),
    };
    let outcome =
        run_one(&Loaded { path: CASE.to_owned(), text: text.into(), scenario }, target, Settings { timeout, ..Settings::default() });
    let title = &outcome.title;
    match outcome.verdict {
        ScenarioVerdict::Passed => {
            let lasted = outcome.report.map_or(Millis::ZERO, |report| Millis(report.virtual_end.0));
            AdapterFinding::Ok(format!("\"{title}\", {lasted} of library time"))
        }
        ScenarioVerdict::Failed(unmet) => {
            not_ok(format!("\"{title}\": {}", unmet.failure), "run a scenario with --trace FILE to see what happened, line by line")
        }
        ScenarioVerdict::Stopped(stopped) => stopped.trouble.into(),
        ScenarioVerdict::Unsteady(_) | ScenarioVerdict::Crashed(_) => {
            not_ok(format!("\"{title}\" {}", outcome.verdict.word()), "report it")
        }
    }
}
