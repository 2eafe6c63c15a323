//! Lanes: who is at work on what, and who waits, from the records of the trace and, where there is one, from the journal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rsmlab_engine::change::{Change, Object, ObjectRef, OperatorRequestField, RequestField};
use rsmlab_engine::id::{CallId, CommandId, WriteId};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Command, Completion, Gate};
use rsmlab_engine::record::state::{OperatorRequestState, RequestState};
use rsmlab_engine::status::Status;
use rsmlab_harness::runner::journal::{DeviceWork, LibraryDevice};
use rsmlab_harness::trace::{Actor, Record, What as Happened};

use super::events::TraceReading;
use super::faults::{FaultWords, Faults};
use super::requests::{NewRequest, RequestCourse, Requests};
use super::spans::{Begun, RunMoment, SpanId, Tracks};
use super::state::StateLedger;
use super::truth::is_at_work;
use crate::model::{Lane, LaneKind, SpanKind, What};

/// The lanes of a run, as far as it has come.
#[derive(Default)]
pub struct Lanes {
    tracks: Tracks,
    orders: BTreeMap<CommandId, OpenCommand>,
    /// What each device is at work on.
    at_work: BTreeMap<LibraryDevice, (DeviceWork, SpanId)>,
    /// Since when something stands open, holds something, or is out of order.
    lasting: BTreeMap<String, SpanId>,
    calls: BTreeMap<CallId, SpanId>,
    hosts: BTreeMap<u64, SpanId>,
    faults: Faults,
    requests: Requests,
    /// The library request of each name.
    named: BTreeMap<Arc<str>, ObjectRef>,
}

/// A command to a library that has not ended.
struct OpenCommand {
    given: RunMoment,
    text: String,
    kind: LaneKind,
    lane: String,
    span: Option<SpanId>,
}

impl Lanes {
    /// What a device is at work on, in words.
    pub fn words_of(&self, work: DeviceWork) -> String {
        match work {
            DeviceWork::Rest => String::new(),
            DeviceWork::Command(command) => {
                self.orders.get(&command).map_or_else(|| "a command of a host".to_owned(), |order| order.text.clone())
            }
            DeviceWork::Own => "of its own".to_owned(),
        }
    }

    /// A transport or a drive begins or ends its work.
    pub fn works(&mut self, now: RunMoment, device: LibraryDevice, name: &str, work: DeviceWork) {
        let kind = if matches!(device, LibraryDevice::Transport(..)) { LaneKind::Transport } else { LaneKind::Drive };
        let track = self.tracks.lane(kind, name);
        let begins = match self.at_work.remove(&device) {
            // Its place has changed, or how far it has come; it is still at the same.
            Some((before, span)) if before == work => {
                self.at_work.insert(device, (work, span));
                false
            }
            Some((_, span)) => {
                self.tracks.end(span, now);
                is_at_work(work)
            }
            None => is_at_work(work),
        };
        if !begins {
            return;
        }
        let text = self.words_of(work);
        let order = if let DeviceWork::Command(command) = work { self.orders.get_mut(&command) } else { None };
        if let Some(given) = order.as_ref().map(|order| order.given).filter(|given| given.1 < now.1) {
            self.tracks.whole(track, given, now, &Begun { of: "", text: &text, kind: SpanKind::Wait });
        }
        let span = self.tracks.begin(track, now, &Begun { of: "", text: &text, kind: SpanKind::Work });
        if let Some(order) = order {
            order.span = Some(span);
            self.tracks.span(span).order = Some(order.given.0);
        }
        self.at_work.insert(device, (work, span));
    }

    /// A port or a door stands open, or does no more.
    pub fn stands(&mut self, now: RunMoment, name: &str, open: bool) {
        let kind = if name.contains(".port.") { LaneKind::Port } else { LaneKind::Door };
        self.last(now, kind, name, SpanKind::Hold, open.then_some("stands open"));
    }

    /// A library takes commands, or something keeps it from that.
    pub fn library_is(&mut self, now: RunMoment, name: &str, trouble: &str) {
        self.last(now, LaneKind::Library, name, SpanKind::Trouble, Some(trouble).filter(|trouble| !trouble.is_empty()));
    }

    /// A cartridge comes to a place.
    pub fn arrives(&mut self, now: RunMoment, place: &str, cartridge: &str) {
        if place.contains(".drive.") {
            self.last(now, LaneKind::Drive, place, SpanKind::Hold, Some(&format!("holds {cartridge}")));
        }
    }

    /// A cartridge leaves a place.
    pub fn leaves(&mut self, now: RunMoment, place: &str, cartridge: &str) {
        let holds = format!("holds {cartridge}");
        let is_this = self.lasting.get(place).is_some_and(|span| self.tracks.span(*span).text == holds);
        if place.contains(".drive.") && is_this {
            self.last(now, LaneKind::Drive, place, SpanKind::Hold, None);
        }
    }

    /// Something lasts from now on, or ends.
    fn last(&mut self, now: RunMoment, kind: LaneKind, name: &str, of: SpanKind, text: Option<&str>) {
        let track = self.tracks.lane(kind, name);
        if let Some(span) = self.lasting.remove(name) {
            self.tracks.end(span, now);
        }
        if let Some(text) = text {
            let span = self.tracks.begin(track, now, &Begun { of: "", text, kind: of });
            self.lasting.insert(name.to_owned(), span);
        }
    }

    fn lane_of_host(&mut self, actor: &Actor) -> usize {
        let host = if let Actor::Host(host) = actor { host.as_ref() } else { "a host" };
        self.tracks.lane(LaneKind::Host, host)
    }

    /// Takes in a record of the trace.
    pub fn hear(&mut self, record: &Record<'_>, reading: &TraceReading, ledger: &mut StateLedger) {
        let now = (record.seq.0 as usize, record.at.0);
        let said = reading.said();
        self.faults.pass(&mut self.tracks, ledger, now);
        match &record.what {
            Happened::Input(input) => self.input(now, input, &record.actor, reading),
            Happened::Output(output) => self.output(now, output, reading, ledger),
            Happened::Act(_) => {
                let track = self.tracks.lane(LaneKind::Operator, "operator");
                self.tracks.whole(track, now, now, &Begun { of: "", text: said, kind: SpanKind::Moment });
            }
            Happened::Armed { id, fault } => {
                let (part, text) = (reading.part(fault.part), said.strip_prefix("armed: ").unwrap_or(said));
                self.faults.armed(&mut self.tracks, ledger, now, *id, fault, FaultWords { part: &part, text });
            }
            Happened::Struck { strike, .. } => self.faults.struck(&mut self.tracks, now, strike, said),
            Happened::Lifted { id, .. } => self.faults.lifted(&mut self.tracks, ledger, now, *id),
            Happened::Sent(sent) => {
                let track = self.lane_of_host(&record.actor);
                let span = self.tracks.begin(track, now, &Begun { of: "", text: said, kind: SpanKind::Wait });
                self.hosts.insert(sent.command, span);
            }
            Happened::Came(came) => {
                if let Some(span) = self.hosts.remove(&came.command) {
                    self.tracks.end(span, now);
                    let good = came.status == rsmlab_scsi::answer::Status::Good;
                    self.tracks.span(span).bad = (!good).then(|| said.to_owned());
                }
            }
            Happened::Nexus(_) => {
                let track = self.lane_of_host(&record.actor);
                self.tracks.whole(track, now, now, &Begun { of: "", text: said, kind: SpanKind::Moment });
            }
            Happened::Begin(_) | Happened::Script | Happened::Named { .. } | Happened::Read { .. } | Happened::Parameters(_) => {}
        }
    }

    fn input(&mut self, now: RunMoment, input: &Input, actor: &Actor, reading: &TraceReading) {
        match input {
            Input::Call { call, .. } => {
                let client = if let Actor::Client(client) = actor { client.as_ref() } else { "a program" };
                let track = self.tracks.lane(LaneKind::Client, client);
                let span = self.tracks.begin(track, now, &Begun { of: "", text: reading.said(), kind: SpanKind::Wait });
                self.calls.insert(*call, span);
            }
            Input::Hardware(completion) => self.completed(now, completion, reading.said()),
            Input::Stored { write, result: Err(_) } => self.requests.refused(&mut self.tracks, now, *write),
            Input::Service(service) => self.service(now, service, reading),
            Input::Stored { result: Ok(()), .. } | Input::Sense(_) | Input::Tick => {}
        }
    }

    fn output(&mut self, now: RunMoment, output: &Output, reading: &TraceReading, ledger: &mut StateLedger) {
        match output {
            Output::Reply { call, result } => {
                if let Some(span) = self.calls.remove(call) {
                    self.tracks.end(span, now);
                    self.tracks.span(span).bad = result.as_ref().err().map(|reason| reason.status.name().to_owned());
                }
            }
            Output::Command(command) => self.ordered(now, command, reading),
            Output::Store(write) => write.changes.iter().for_each(|change| self.change(now, change, Some(write.id), reading)),
            Output::Step { request, to, .. } => {
                let name = reading.names().guid(*request);
                ledger.set(now.0, What::Request, &name, &format!("{} {to}", RequestState::InProcess.name()));
                if let Some(at) = self.named.get(&name).copied() {
                    self.requests.phase(&mut self.tracks, now, at, to);
                }
            }
            Output::Finished { .. } | Output::Notify { .. } | Output::Dropped { .. } => {}
        }
    }

    fn service(&mut self, now: RunMoment, service: &ServiceEvent, reading: &TraceReading) {
        let (kind, word) = match service {
            ServiceEvent::Starting => (SpanKind::Work, Some("starting")),
            ServiceEvent::Failed => (SpanKind::Trouble, Some("cannot read its database")),
            ServiceEvent::Stopped => (SpanKind::Trouble, Some("stopped")),
            ServiceEvent::Recovered { database, .. } => {
                self.recovered(now, database, reading);
                (SpanKind::Work, None)
            }
        };
        self.last(now, LaneKind::Service, "service", kind, word);
        if matches!(service, ServiceEvent::Stopped) {
            // Nobody is left to answer.
            for span in std::mem::take(&mut self.calls).into_values() {
                self.tracks.end(span, now);
                self.tracks.span(span).bad = Some("the service has stopped".to_owned());
            }
        }
    }

    fn recovered(&mut self, now: RunMoment, database: &[Change], reading: &TraceReading) {
        let there: BTreeSet<ObjectRef> =
            database.iter().filter_map(|change| if let Change::Insert(object) = change { Some(object.at()) } else { None }).collect();
        self.requests.keep(&mut self.tracks, now, |at| there.contains(&at));
        database.iter().for_each(|change| self.change(now, change, None, reading));
    }

    fn change(&mut self, now: RunMoment, change: &Change, write: Option<WriteId>, reading: &TraceReading) {
        let tracks = &mut self.tracks;
        match change {
            Change::Insert(object @ Object::Request(_, request)) if !self.requests.is_open(object.at()) => {
                let at = object.at();
                let library = reading.names().object(ObjectRef::Library(request.library));
                let name = reading.names().guid(request.guid);
                self.named.insert(Arc::clone(&name), at);
                let track = tracks.lane(LaneKind::Requests, &format!("requests of {library}"));
                let came = NewRequest { at, name: &name, text: request.state.short(), course: course(request.state), write };
                self.requests.begin(tracks, now, track, came);
            }
            Change::Request(at, RequestField::State(state)) => {
                self.requests.state(tracks, now, ObjectRef::Request(*at), course(*state), state.short());
            }
            Change::Request(at, RequestField::Ended(Some(_), status)) if *status != Status::Success => {
                self.requests.error(tracks, ObjectRef::Request(*at), status.name());
            }
            Change::Insert(object @ Object::OperatorRequest(_, request)) if !self.requests.is_open(object.at()) => {
                let (at, name) = (object.at(), reading.names().guid(request.guid));
                let track = tracks.lane(LaneKind::Operator, "operator");
                let text = format!("{}: {}", request.state.short(), request.message);
                let came = NewRequest { at, name: &name, text: &text, course: asked(request.state), write };
                self.requests.begin(tracks, now, track, came);
            }
            Change::OperatorRequest(at, OperatorRequestField::State(state)) => {
                self.requests.state(tracks, now, ObjectRef::OperatorRequest(*at), asked(*state), state.short());
            }
            Change::Remove(at @ (ObjectRef::Request(_) | ObjectRef::OperatorRequest(_))) => self.requests.end(tracks, now, *at, None),
            _ => {}
        }
    }

    /// The engine gives a library a command.
    fn ordered(&mut self, now: RunMoment, command: &Command, reading: &TraceReading) {
        let library = reading.names().library(command.library);
        let said = reading.said();
        let text = said.strip_prefix(&format!("tells {library}: ")).unwrap_or(said).to_owned();
        let drive = |number: &u16| (LaneKind::Drive, format!("{library}.drive.{number}"));
        let (kind, lane) = match &command.action {
            Action::Describe | Action::ReadElements(_) | Action::SetAccess(Gate::Keypad, _) => (LaneKind::Library, library.to_string()),
            Action::Move { .. } => (LaneKind::Transport, format!("{library}.transport.1")),
            Action::Load(number) | Action::Unload(number) | Action::ReadLabel(number) | Action::Clean(number) => drive(number),
            Action::SetAccess(Gate::Port(number), _) => (LaneKind::Port, format!("{library}.port.{number}")),
            Action::SetAccess(Gate::Door(number), _) => (LaneKind::Door, format!("{library}.door.{number}")),
        };
        self.orders.insert(command.id, OpenCommand { given: now, text, kind, lane, span: None });
    }

    /// A command has ended. Of one that no device has been at work on, all that is known is how long it took.
    fn completed(&mut self, now: RunMoment, completion: &Completion, said: &str) {
        let Some(order) = self.orders.remove(&completion.command) else { return };
        let span = order.span.unwrap_or_else(|| {
            let track = self.tracks.lane(order.kind, &order.lane);
            let span = self.tracks.whole(track, order.given, now, &Begun { of: "", text: &order.text, kind: SpanKind::Work });
            self.tracks.span(span).order = Some(order.given.0);
            span
        });
        if completion.result.is_err() {
            self.tracks.span(span).bad = Some(said.to_owned());
        }
    }

    /// All lanes. What has not ended lasts until `end`.
    pub fn close(self, end: u64) -> Vec<Lane> {
        self.tracks.close(end)
    }
}

const fn course(state: RequestState) -> RequestCourse {
    match state {
        RequestState::Queued | RequestState::Waiting | RequestState::Deferred => RequestCourse::Waits,
        RequestState::InProcess => RequestCourse::Goes,
        RequestState::Passed => RequestCourse::Ended,
        RequestState::Failed | RequestState::Invalid | RequestState::Cancelled | RequestState::Stopped => RequestCourse::Failed,
    }
}

const fn asked(state: OperatorRequestState) -> RequestCourse {
    match state {
        OperatorRequestState::Unknown | OperatorRequestState::Submitted => RequestCourse::Waits,
        OperatorRequestState::Active | OperatorRequestState::InProgress => RequestCourse::Goes,
        OperatorRequestState::Complete => RequestCourse::Ended,
        OperatorRequestState::Refused => RequestCourse::Failed,
    }
}

/// The last word of a documented name, as people say it: `queued` for `NTMS_LM_QUEUED`.
trait Short {
    /// That word.
    fn short(self) -> &'static str;
}

impl Short for RequestState {
    fn short(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::InProcess => "in process",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Invalid => "invalid",
            Self::Waiting => "waiting",
            Self::Deferred => "deferred",
            Self::Cancelled => "cancelled",
            Self::Stopped => "stopped",
        }
    }
}

impl Short for OperatorRequestState {
    fn short(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Submitted => "submitted",
            Self::Active => "active",
            Self::InProgress => "in progress",
            Self::Refused => "refused",
            Self::Complete => "complete",
        }
    }
}
