//! The scene: what everybody outside knows at a moment, for all ledgers to read.
//!
//! The records are those of the database, taken from the writes that became durable; calls, sessions and commands are
//! those that passed between the engine and the world.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::change::{Change, ObjectRef};
use rsmlab_engine::id::{CallId, CommandId, Guid, LibraryRef, SessionHandle};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Command, Element, LibraryAddress};
use rsmlab_engine::port::store::Write;
use rsmlab_engine::record::state::OperatorRequestState;
use rsmlab_engine::record::{Drive, LibraryRequest, OperatorRequest, Origin};
use rsmlab_engine::records::Records;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_harness::trace::{Clock, Record, What};

/// What is known.
#[derive(Clone)]
pub(super) struct Scene {
    /// The time.
    pub now: Instant,
    /// How times are told.
    pub clock: Clock,
    /// What is on record.
    pub records: Records,
    /// The calls that wait for their answers.
    pub calls: BTreeMap<CallId, OpenCall>,
    /// The open sessions.
    pub sessions: BTreeMap<SessionHandle, SessionOwner>,
    /// The commands that a library has not ended.
    pub commands: BTreeMap<CommandId, Command>,
    /// The write that the store has not answered.
    pub write: Option<Write>,
    /// Whether the store has refused a write and taken none since: what the engine tells may not be on record.
    pub is_doubtful: bool,
    /// Whether what is put on record became durable unseen, just before the process was gone.
    pub is_catching_up: bool,
    /// The write that the store has just answered, or that was under way when the process went down.
    settling: Option<Write>,
    waited: Millis,
    writing_since: Instant,
}

/// A call.
#[derive(Clone)]
pub(super) struct OpenCall {
    /// The session it was made in.
    pub session: Option<SessionHandle>,
    /// The function and its arguments.
    pub method: Method,
    /// When.
    pub since: Instant,
}

/// Who has a session.
#[derive(Clone)]
pub(super) struct SessionOwner {
    /// As whom the service acts for them.
    pub origin: Origin,
    /// Whether rights are asked at all.
    pub administrator: bool,
}

impl Scene {
    pub fn new() -> Self {
        Self {
            now: Instant::START,
            clock: Clock::default(),
            records: Records::default(),
            calls: BTreeMap::new(),
            sessions: BTreeMap::new(),
            commands: BTreeMap::new(),
            write: None,
            is_doubtful: false,
            is_catching_up: false,
            settling: None,
            waited: Millis::ZERO,
            writing_since: Instant::START,
        }
    }

    /// Takes in what reaches the engine, before the ledgers look at it.
    pub fn before(&mut self, record: &Record<'_>) {
        self.now = record.at;
        self.clock.hear(record);
        let What::Input(input) = &record.what else { return };
        match input.as_ref() {
            Input::Call { call, session, method } => {
                self.calls.insert(*call, OpenCall { session: *session, method: method.clone(), since: record.at });
            }
            Input::Stored { result, .. } => {
                self.answered();
                if result.is_err() {
                    self.settling = None;
                }
            }
            Input::Service(ServiceEvent::Stopped) => {
                if self.write.is_some() {
                    self.answered();
                }
                self.sessions.clear();
            }
            Input::Hardware(_) | Input::Sense(_) | Input::Service(_) | Input::Tick => {}
        }
    }

    /// Takes in the rest, after the ledgers have looked at it.
    pub fn after(&mut self, record: &Record<'_>) {
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Hardware(completion) => drop(self.commands.remove(&completion.command)),
                Input::Stored { result, .. } => self.is_doubtful = result.is_err(),
                Input::Service(_) => self.is_doubtful = false,
                Input::Call { .. } | Input::Sense(_) | Input::Tick => {}
            },
            What::Output(output) => self.note(output),
            What::Begin(_)
            | What::Script
            | What::Act(_)
            | What::Armed { .. }
            | What::Struck { .. }
            | What::Lifted { .. }
            | What::Named { .. }
            | What::Read { .. }
            | What::Sent(_)
            | What::Came(_)
            | What::Parameters(_)
            | What::Nexus(_) => {}
        }
    }

    /// Nothing is being written any more.
    fn answered(&mut self) {
        self.waited = self.waited();
        self.settling = self.write.take();
    }

    fn note(&mut self, output: &Output) {
        match output {
            Output::Reply { call, result } => self.note_reply(*call, result.as_ref().ok()),
            Output::Command(command) => drop(self.commands.insert(command.id, command.clone())),
            Output::Store(write) => {
                self.write = Some(write.clone());
                self.writing_since = self.now;
            }
            Output::Notify { .. } | Output::Step { .. } | Output::Finished { .. } | Output::Dropped { .. } => {}
        }
    }

    fn note_reply(&mut self, call: CallId, answer: Option<&Answer>) {
        let Some(asked) = self.calls.remove(&call) else { return };
        match (&asked.method, answer) {
            (Method::OpenNtmsSession { caller, application, .. }, Some(Answer::Session(handle))) => {
                let origin = Origin {
                    application: application.as_ref().map_or_else(|| "RSM".into(), |name| name.chars().take(63).collect::<String>().into()),
                    user: caller.user.clone(),
                    computer: caller.computer.clone(),
                };
                self.sessions.insert(*handle, SessionOwner { origin, administrator: caller.administrator });
            }
            (Method::CloseNtmsSession, Some(_)) => {
                if let Some(session) = asked.session {
                    self.sessions.remove(&session);
                }
            }
            _ => {}
        }
    }

    /// The changes of the write that has just become durable.
    pub fn take_durable(&mut self) -> Vec<Change> {
        self.settling.take().map(|write| write.changes).unwrap_or_default()
    }

    /// What the service finds in its database and nobody was told of: the write that was under way when it went down, if that became
    /// durable. How long the log is does not tell: it may have been written anew (D-127).
    pub fn take_unseen(&mut self, database: &[Change]) -> Vec<Change> {
        let Some(write) = self.settling.take() else { return Vec::new() };
        let (mut found, mut with_it) = (Records::default(), self.records.clone());
        database.iter().for_each(|change| _ = found.apply(change.clone()));
        write.changes.iter().for_each(|change| _ = with_it.apply(change.clone()));
        if hash(&found) == hash(&with_it) { write.changes } else { Vec::new() }
    }

    /// Puts a change on record.
    pub fn apply(&mut self, change: Change) {
        self.records.apply(change);
    }

    /// How long the engine has had to wait for the store, all in all.
    pub fn waited(&self) -> Millis {
        match self.write {
            Some(_) => self.waited + self.now.since(self.writing_since),
            None => self.waited,
        }
    }

    /// What an id names, if that is on record.
    pub fn object(&self, guid: Guid) -> Option<ObjectRef> {
        self.records.object(guid)
    }

    /// The id of an object on record.
    pub fn guid(&self, at: ObjectRef) -> Option<Guid> {
        self.records.guid(at)
    }

    /// The library request with this id, if it is on record.
    pub fn request(&self, guid: Guid) -> Option<&LibraryRequest> {
        self.records.request(guid)
    }

    /// The physical medium that the id of a side or of a logical medium stands for.
    pub fn medium_named(&self, id: Guid) -> Option<Guid> {
        let side = match self.object(id)? {
            ObjectRef::Side(side) => self.records.sides.get(side)?,
            ObjectRef::LogicalMedium(logical) => self.records.sides.values().find(|side| side.logical == Some(logical))?,
            _ => return None,
        };
        self.guid(ObjectRef::Medium(side.medium))
    }

    /// The library that an object belongs to, if it is one or part of one.
    pub fn library_of(&self, at: ObjectRef) -> Option<LibraryRef> {
        let records = &self.records;
        match at {
            ObjectRef::Library(at) => Some(at),
            ObjectRef::Changer(at) => records.changers.get(at).map(|record| record.library),
            ObjectRef::Drive(at) => records.drives.get(at).map(|record| record.library),
            ObjectRef::Slot(at) => records.slots.get(at).map(|record| record.library),
            ObjectRef::Port(at) => records.ports.get(at).map(|record| record.library),
            ObjectRef::Door(at) => records.doors.get(at).map(|record| record.library),
            ObjectRef::Medium(at) => records.media.get(at).map(|record| record.library),
            ObjectRef::Request(at) => records.requests.get(at).map(|record| record.library),
            ObjectRef::Side(at) => records.media.get(records.sides.get(at)?.medium).map(|record| record.library),
            ObjectRef::Computer
            | ObjectRef::MediaType(_)
            | ObjectRef::Pool(_)
            | ObjectRef::LogicalMedium(_)
            | ObjectRef::OperatorRequest(_) => None,
        }
    }

    /// The library on record at an address.
    pub fn library_at(&self, address: LibraryAddress) -> Option<LibraryRef> {
        self.records.libraries.iter().find(|(_, library)| library.address == Some(address)).map(|(at, _)| at)
    }

    /// The drive on record at a place of a library.
    pub fn drive_at(&self, address: LibraryAddress, element: Element) -> Option<&Drive> {
        let library = self.library_at(address)?;
        let Element::Drive(number) = element else { return None };
        self.records.drives.values().find(|drive| drive.library == library && drive.number == number)
    }

    /// The operator requests without an answer.
    pub fn open_operator_requests(&self) -> impl Iterator<Item = &OperatorRequest> {
        self.records.operator_requests.values().filter(|request| is_unanswered(request.state))
    }
}

/// Whether an operator request still asks for something.
pub(super) const fn is_unanswered(state: OperatorRequestState) -> bool {
    !matches!(state, OperatorRequestState::Refused | OperatorRequestState::Complete)
}

fn hash(records: &Records) -> u64 {
    let mut hasher = DefaultHasher::new();
    records.hash(&mut hasher);
    hasher.finish()
}
