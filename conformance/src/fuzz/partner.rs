//! The partner of a conversation: it remembers the engine's outputs, and answers them as its bytes choose.

use std::array::IntoIter;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Cycle;
use std::sync::Arc;

use rsmlab_engine::call::argument::ArgumentSource;
use rsmlab_engine::call::signature::{Default, SIGNATURES, SignatureField};
use rsmlab_engine::call::{Answer, Caller, Method};
use rsmlab_engine::change::Change;
use rsmlab_engine::id::{CallId, ChannelHandle, CommandId, Guid, SessionHandle, WriteId};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::limits::{Limits, Patience};
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::port::hardware::{Completion, Failure, HardwareEvent, LibraryAddress, Outcome, Sense};
use rsmlab_engine::port::store::StoreError;
use rsmlab_engine::time::{Instant, Millis};

use crate::under_test::message::{Asked, Hello, PROTOCOL, Request, Reset, Step};

/// How many bytes say what the partner does next.
pub(super) const LENGTH: usize = 6;

/// What the partner does next.
pub(super) enum PartnerMove {
    /// Says these, one after another.
    Say(Vec<Request>),
    /// Says something that is no message.
    Spoil {
        at: u8,
        with: u8,
    },
    Nothing,
}

/// What stands around the engine.
pub(super) struct Partner {
    seq: u64,
    now: Instant,
    deadline: Option<Instant>,
    calls: u64,
    open: BTreeSet<CallId>,
    sessions: Vec<SessionHandle>,
    channels: Vec<ChannelHandle>,
    commands: BTreeSet<CommandId>,
    writes: BTreeMap<WriteId, Vec<Change>>,
    durable: Vec<Change>,
    ids: Vec<Guid>,
}

impl Partner {
    pub fn new(database: Vec<Change>) -> Self {
        let mut partner = Self {
            seq: 0,
            now: Instant::START,
            deadline: None,
            calls: 0,
            open: BTreeSet::new(),
            sessions: vec![SessionHandle(1 << 40)],
            channels: vec![ChannelHandle(1 << 40)],
            commands: BTreeSet::new(),
            writes: BTreeMap::new(),
            durable: Vec::new(),
            ids: vec![Guid::NIL],
        };
        partner.keep(database);
        partner
    }

    /// The words with which a conversation begins, up to an engine that is ready.
    pub fn greet(&mut self) -> Vec<Request> {
        let hello = Request::Hello(Hello { seq: 0, protocol: PROTOCOL, suite: "fuzz".to_owned() });
        self.seq = 1;
        let (limits, patience) = (Limits::default(), Patience::default());
        let reset = Request::Reset(Reset { seq: self.seq, case: "fuzz".to_owned(), seed: 0, limits, patience });
        [vec![hello, reset], self.start()].concat()
    }

    /// The last words.
    pub fn leave(&mut self) -> Vec<Request> {
        vec![self.step(Input::Service(ServiceEvent::Stopped))]
    }

    pub fn conclude(&self) {
        assert!(self.open.is_empty(), "calls without an answer: {:?}", self.open);
    }

    pub fn fingerprint(&mut self) -> Request {
        self.seq += 1;
        Request::Fingerprint(Asked { seq: self.seq })
    }

    /// Takes in what the engine wants.
    pub fn hear(&mut self, outputs: Outbox, deadline: Option<Instant>) {
        self.deadline = deadline;
        for output in outputs {
            match output {
                Output::Reply { call, result } => {
                    assert!(self.open.remove(&call), "call {call:?} is answered twice, or was never made");
                    let answer = result.ok();
                    self.sessions.extend(answer.as_ref().and_then(Answer::session));
                    self.channels.extend(answer.as_ref().and_then(Answer::channel));
                    self.ids.extend(answer.as_ref().and_then(Answer::operation));
                }
                Output::Command(command) => drop(self.commands.insert(command.id)),
                Output::Store(write) => {
                    assert!(self.writes.is_empty(), "two writes at a time");
                    self.writes.insert(write.id, write.changes);
                }
                Output::Notify { .. } | Output::Step { .. } | Output::Finished { .. } | Output::Dropped { .. } => {}
            }
        }
    }

    /// What some bytes make the partner do.
    pub fn next(&mut self, [what, which, how, bytes @ ..]: [u8; LENGTH]) -> PartnerMove {
        let input = match what % 16 {
            0..=5 => {
                self.calls += 1;
                let call = CallId(self.calls);
                self.open.insert(call);
                let session = self.sessions.get(usize::from(how) % self.sessions.len()).copied();
                Input::Call { call, session, method: self.method(which, bytes) }
            }
            6..=8 => match self.commands.iter().nth(usize::from(which) % self.commands.len().max(1)).copied() {
                Some(command) => {
                    self.commands.remove(&command);
                    Input::Hardware(Completion { command, result: ended(how) })
                }
                None => Input::Hardware(Completion { command: CommandId(which.into()), result: ended(how) }),
            },
            9 => Input::Sense(Sense { library: LibraryAddress(u16::from(how % 3)), event: event(which, how.into()) }),
            10 | 11 => match self.writes.pop_first() {
                Some((write, changes)) => {
                    let errors = [Ok(()), Ok(()), Ok(()), Err(StoreError::Full), Ok(()), Err(StoreError::Failure)];
                    let result = errors[usize::from(how) % errors.len()];
                    if result.is_ok() {
                        self.keep(changes);
                    }
                    Input::Stored { write, result }
                }
                None => Input::Stored { write: WriteId(how.into()), result: Ok(()) },
            },
            12 => {
                let wait = Millis(u64::from(how) * u64::from(which));
                self.now = if how == 0 { self.deadline.unwrap_or(self.now).max(self.now) } else { self.now + wait };
                Input::Tick
            }
            13 => return PartnerMove::Spoil { at: which, with: how },
            14 if which < 0x40 => {
                self.writes.clear();
                let stop = self.step(Input::Service(ServiceEvent::Stopped));
                return PartnerMove::Say([vec![stop], self.start()].concat());
            }
            14 => return PartnerMove::Say(vec![self.fingerprint()]),
            _ => return PartnerMove::Nothing,
        };
        PartnerMove::Say(vec![self.step(input)])
    }

    fn start(&mut self) -> Vec<Request> {
        let recovered = ServiceEvent::Recovered { database: self.durable.clone(), libraries: vec![LibraryAddress(0)] };
        [ServiceEvent::Starting, recovered].map(|event| self.step(Input::Service(event))).into()
    }

    fn step(&mut self, input: Input) -> Request {
        self.seq += 1;
        Request::Step(Step { seq: self.seq, now: self.now, input })
    }

    /// Something is in the database, and its objects are known by their ids.
    fn keep(&mut self, changes: Vec<Change>) {
        self.ids.extend(changes.iter().filter_map(inserted));
        self.durable.extend(changes);
    }

    fn id(&self, pick: u8) -> Option<Guid> {
        if pick == u8::MAX { None } else { self.ids.get(usize::from(pick) % self.ids.len()).copied() }
    }

    fn method(&self, which: u8, bytes: [u8; 3]) -> Method {
        SIGNATURES[usize::from(which) % SIGNATURES.len()].bind(&mut DecodedArguments { partner: self, bytes: bytes.into_iter().cycle() })
    }
}

/// The arguments of a call: what its bytes come to.
struct DecodedArguments<'a> {
    partner: &'a Partner,
    bytes: Cycle<IntoIter<u8, 3>>,
}

impl DecodedArguments<'_> {
    fn byte(&mut self) -> u8 {
        self.bytes.next().unwrap_or_default()
    }
}

impl ArgumentSource for DecodedArguments<'_> {
    fn caller(&mut self) -> Caller {
        Caller { user: Arc::from("root"), computer: Arc::from("HOST"), administrator: self.byte() % 16 != 1 }
    }

    fn id(&mut self, _: &SignatureField) -> Option<Guid> {
        let pick = self.byte();
        self.partner.id(pick)
    }

    fn ids(&mut self, field: &SignatureField) -> Option<Vec<Guid>> {
        self.id(field).map(|id| vec![id])
    }

    fn channel(&mut self, _: &SignatureField) -> Option<ChannelHandle> {
        let pick = usize::from(self.byte());
        self.partner.channels.get(pick % self.partner.channels.len()).copied()
    }

    fn number(&mut self, field: &SignatureField) -> i64 {
        field.some_number(u32::from(self.byte() % 16))
    }

    fn text(&mut self, field: &SignatureField) -> Option<Arc<str>> {
        (field.default == Default::Application).then(|| Arc::from("fuzz \"\\\u{1f4fc}"))
    }

    fn is_given(&mut self, _: &SignatureField) -> bool {
        true
    }
}

/// The id of the object that a change inserts, as anybody reads it who knows nothing but the protocol.
fn inserted(change: &Change) -> Option<Guid> {
    let change = serde_json::to_value(change).ok()?;
    let (_, object) = change.get("insert")?.as_object()?.iter().next()?;
    let record = object.get(1).unwrap_or(object);
    serde_json::from_value(record.get("guid")?.clone()).ok()
}

/// How a command ends: mostly as it should, sometimes not, and without what it should have brought.
fn ended(how: u8) -> Result<Outcome, Failure> {
    match Failure::ALL.get(usize::from(how)) {
        Some(failure) => Err(*failure),
        None => Ok(Outcome::Done),
    }
}

fn event(which: u8, number: u16) -> HardwareEvent {
    match which % 12 {
        0 => HardwareEvent::Attached,
        1 => HardwareEvent::Detached,
        2 => HardwareEvent::PortFull(number),
        3 => HardwareEvent::PortExtended(number),
        4 => HardwareEvent::PortRetracted(number),
        5 => HardwareEvent::DoorOpened(number),
        6 => HardwareEvent::DoorClosed(number),
        7 => HardwareEvent::DriveRemoved(number),
        8 => HardwareEvent::DriveInstalled(number),
        9 => HardwareEvent::MagazineRemoved(number),
        10 => HardwareEvent::MagazineInserted(number),
        _ => HardwareEvent::Reset,
    }
}
