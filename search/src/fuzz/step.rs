//! Moves: what clients, people and trouble do, in eight bytes each, and the statements they come to in a world.
//!
//! Numbers are taken modulo what there is, so that every move means something wherever it is possible at all. A move is as
//! long as any other: a byte that is changed, cut out or put in elsewhere changes one move and leaves the others alone.

use arbitrary::{Arbitrary, Unstructured};
use rsmlab_engine::record::state::OperatorRequestKind;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_language::model::{
    Act, Argument, Call, CallSession, Fault, Located, Name, OnRequest, OperatorAct, RequestChoice, RunLength, Schedule, ServiceAct, Span,
    Step, Value, When, Whereabouts,
};
use rsmlab_language::signature::{Brings, Parameter, SIGNATURES, Signature, SignatureField};
use rsmlab_sim::fault::FaultKind;

use super::argument::{Brought, pick, value};
use super::world::SetupWorld;

/// How many bytes a move is made of.
pub const LENGTH: usize = 8;

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// A client calls a function. The bytes are what is passed.
    Call {
        /// Who.
        client: u8,
        /// What is called.
        function: u8,
        /// In which session; the own one for most.
        session: u8,
        /// What is passed, parameter by parameter.
        arguments: [u8; 4],
    },
    /// The operator does something, if it can be done.
    Operate {
        /// What.
        act: u8,
        /// To what.
        what: u8,
        /// Where to.
        to: u8,
    },
    /// Something breaks.
    Break {
        /// What.
        part: u8,
        /// How.
        kind: u8,
        /// At which use; at once for most.
        on_use: u8,
        /// For how long; until it is healed for some.
        lasts: u8,
        /// How often.
        times: u8,
    },
    /// Something is whole again.
    Heal {
        /// What.
        part: u8,
    },
    /// The service goes down, or comes up.
    Serve {
        /// Which of it.
        act: u8,
    },
    /// Whenever the operator is asked for something, they say that it is done, or that it will not be.
    Answer {
        /// What is asked for.
        kind: u8,
        /// What is said.
        refuse: bool,
        /// How soon.
        after: u8,
    },
    /// Time passes.
    Wait {
        /// How long.
        length: u8,
    },
}

impl From<[u8; LENGTH]> for Move {
    fn from([tag, client, function, session, arguments @ ..]: [u8; LENGTH]) -> Self {
        let [what, to, on_use, lasts] = arguments;
        match tag % 32 {
            0..=13 => Self::Call { client, function, session, arguments },
            14..=18 => Self::Operate { act: function, what, to },
            19..=22 => Self::Break { part: what, kind: to, on_use, lasts, times: session },
            23 => Self::Heal { part: what },
            24 => Self::Serve { act: function },
            25 => Self::Answer { kind: what, refuse: to % 2 == 1, after: lasts },
            _ => Self::Wait { length: function },
        }
    }
}

impl<'a> Arbitrary<'a> for Move {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        bytes.arbitrary::<[u8; LENGTH]>().map(Self::from)
    }

    fn size_hint(_: usize) -> (usize, Option<usize>) {
        (LENGTH, Some(LENGTH))
    }
}

/// The moves that are left in some bytes, at the most so many.
pub fn moves(bytes: &mut Unstructured<'_>, most: usize) -> Vec<Move> {
    let whole = bytes.len().div_ceil(LENGTH).min(most);
    (0..whole).map_while(|_| bytes.arbitrary().ok()).collect()
}

/// What moves come to when each waits for the one before: the script of a scenario.
#[must_use]
pub fn script(world: &SetupWorld, moves: &[Move]) -> Vec<Located<Step>> {
    MoveDecoder::new(world).tell(moves, |_, act| Step::Do(act.what), |_, length| Some(Step::Run(RunLength::For(length))))
}

/// What moves come to when each has its time and none waits for another.
#[must_use]
pub fn timetable(world: &SetupWorld, moves: &[Move]) -> Vec<Located<Step>> {
    let at = |time: Millis, act| Step::Schedule(Schedule { when: When::At(Instant::START + time), acts: vec![act] });
    MoveDecoder::new(world).tell(moves, at, |_, _| None)
}

/// How long a wait is: a second, a minute or an hour for the bytes that mutations like best, and anything between.
fn length(byte: u8) -> Millis {
    let (count, unit) = (u64::from(byte / 4) + 1, byte % 4);
    Millis(match unit {
        0 => count * 100,
        1 => count * 1_000,
        2 => count * 20_000,
        _ => count * 300_000,
    })
}

/// How long everybody waits in all. What is tried again every few seconds, such as a write that the database refuses, is then
/// not tried so often that a run does not seem to end.
const LONGEST: Millis = Millis::from_secs(86_400);

/// Turns moves into acts, one after another.
#[derive(Clone, Debug)]
pub struct MoveDecoder<'w> {
    /// What there is.
    pub world: &'w SetupWorld,
    brought: Brought,
    /// The number of the next statement, which is what it is known by.
    count: usize,
}

impl<'w> MoveDecoder<'w> {
    /// Somebody who has told of nothing yet.
    #[must_use]
    pub fn new(world: &'w SetupWorld) -> Self {
        Self { world, brought: Brought::default(), count: 1 }
    }

    /// One statement is told, and perhaps an act: what it brings can be used from now on.
    pub fn go_on(&mut self, told: Option<&Act>) {
        self.count += 1;
        let Some(Act::Call(Call { function, name: Some(name), .. })) = told else { return };
        match Signature::of(*function).map(|signature| signature.brings) {
            Some(Brings::Request) => self.brought.requests.push(name.clone()),
            Some(Brings::Session) => self.brought.sessions.push(name.clone()),
            Some(Brings::Channel) => self.brought.channels.push(name.clone()),
            Some(Brings::Nothing | Brings::List | Brings::Record | Brings::Notification | Brings::Values(_)) | None => {}
        }
    }

    /// Whether a call that was told of has this name.
    #[must_use]
    pub fn knows(&self, name: &Name) -> bool {
        let Brought { requests, sessions, channels } = &self.brought;
        [requests, sessions, channels].into_iter().any(|names| names.contains(name))
    }

    fn tell(
        &mut self,
        moves: &[Move],
        act: impl Fn(Millis, Located<Act>) -> Step,
        wait: impl Fn(Millis, Millis) -> Option<Step>,
    ) -> Vec<Located<Step>> {
        let mut steps = Vec::new();
        let mut time = Millis::ZERO;
        for one in moves {
            let span = Span { offset: self.count, length: 0 };
            let mut told = None;
            let step = match one {
                Move::Wait { length: byte } => {
                    let length = length(*byte).min(Millis(LONGEST.0.saturating_sub(time.0)));
                    time = time + length;
                    wait(time, length)
                }
                Move::Answer { kind, refuse, after } => self.rule(*kind, *refuse, *after, span),
                Move::Call { .. } | Move::Operate { .. } | Move::Break { .. } | Move::Heal { .. } | Move::Serve { .. } => {
                    told = self.act(*one);
                    told.clone().map(|what| act(time, Located { span, what }))
                }
            };
            self.go_on(told.as_ref());
            steps.extend(step.map(|what| Located { span, what }));
        }
        steps
    }

    fn rule(&self, kind: u8, refuse: bool, after: u8, span: Span) -> Option<Step> {
        let kind = *pick(OperatorRequestKind::ALL, kind)?;
        let act = if refuse { OperatorAct::Refuse } else { OperatorAct::Satisfy };
        let acts = vec![Located { span, what: Act::Operator(act(RequestChoice::Oldest(kind))) }];
        // An operator who always says at once that something is done, and does nothing, would be asked again for ever.
        let times = Some(u32::from(after % 8) + 1);
        Some(Step::OnRequest(OnRequest { kind, after: length(after), times, acts }))
    }

    /// What a move comes to, if it is an act and possible at all.
    #[must_use]
    pub fn act(&self, one: Move) -> Option<Act> {
        match one {
            Move::Call { client, function, session, arguments } => self.call(client, function, session, arguments).map(Act::Call),
            Move::Operate { act, what, to } => self.operate(act, what, to).map(Act::Operator),
            Move::Break { part, kind, on_use, lasts, times } => self.fault(part, kind, on_use, lasts, times).map(Act::Fault),
            Move::Heal { part } => pick(&self.world.parts, part).map(|(part, _)| Act::Heal(part.clone())),
            Move::Serve { act } => {
                let acts = [ServiceAct::Restart, ServiceAct::Stop, ServiceAct::Start, ServiceAct::Fail];
                pick(&acts, act).map(|act| Act::Service(*act))
            }
            Move::Answer { .. } | Move::Wait { .. } => None,
        }
    }

    fn call(&self, client: u8, function: u8, session: u8, passed: [u8; 4]) -> Option<Call> {
        let signature = pick(SIGNATURES, function)?;
        let arguments = signature.parameters.iter().enumerate().filter_map(|(index, field)| {
            // There are functions with more parameters than bytes.
            let byte = passed[index % passed.len()].rotate_left(index as u32 / 4);
            Some(Argument { parameter: field.parameter, value: self.value(field, byte)? })
        });
        Some(self.call_of(pick(&self.world.clients, client)?, signature, self.session(session), arguments.collect()))
    }

    /// What a byte passes for a parameter; nothing if it passes the default.
    #[must_use]
    pub fn value(&self, field: &SignatureField, byte: u8) -> Option<Value> {
        value(self.world, &self.brought, field, byte)
    }

    /// A call of somebody, with a name for what it brings, if it brings something that later calls can use.
    #[must_use]
    pub fn call_of(&self, client: &Name, signature: &Signature, session: CallSession, arguments: Vec<Argument>) -> Call {
        Call {
            client: client.clone(),
            function: signature.function,
            name: self.name(signature, &arguments),
            arguments,
            expect: None,
            session,
            within: None,
            not_before: None,
        }
    }

    fn session(&self, byte: u8) -> CallSession {
        match byte {
            0..=0xdf => CallSession::Own,
            0xe0..=0xe7 => CallSession::None,
            0xe8..=0xef => CallSession::Closed,
            0xf0..=0xf7 => CallSession::Bogus,
            0xf8..=0xff => pick(&self.brought.sessions, byte).cloned().map_or(CallSession::Own, CallSession::Made),
        }
    }

    fn name(&self, signature: &Signature, arguments: &[Argument]) -> Option<Name> {
        let is_named = match signature.brings {
            Brings::Request | Brings::Session => true,
            // A channel of another kind would be none.
            Brings::Channel => arguments.iter().any(|argument| argument.parameter == Parameter::Type),
            Brings::Nothing | Brings::List | Brings::Record | Brings::Notification | Brings::Values(_) => false,
        };
        is_named.then(|| Name::new(&format!("call-{}", self.count))).flatten()
    }

    fn operate(&self, act: u8, what: u8, to: u8) -> Option<OperatorAct> {
        let world = self.world;
        let cartridge = || pick(&world.cartridges, what).cloned();
        let place = || pick(&world.places, to).cloned();
        let request = || pick(OperatorRequestKind::ALL, what).map(|kind| RequestChoice::Oldest(*kind));
        let carried = || if to.is_multiple_of(2) { pick(&world.magazines, what) } else { pick(&world.drives, what) };
        Some(match act % 16 {
            2 if act >= 0xc0 => OperatorAct::MoveAtPanel { cartridge: cartridge()?, to: place()? },
            2 if act >= 0x80 => OperatorAct::ForceEject(pick(&world.drives, what)?.clone()),
            2 if act >= 0x40 => {
                let gates = if to.is_multiple_of(2) { &world.doors } else { &world.ports };
                OperatorAct::ForceOpen(pick(gates, what)?.clone())
            }
            0..=2 => OperatorAct::Insert { cartridge: cartridge()?, into: place()? },
            3 => OperatorAct::Take(cartridge()?),
            4 if to == 0 => OperatorAct::Move { cartridge: cartridge()?, to: Whereabouts::Shelf },
            4 => OperatorAct::Move { cartridge: cartridge()?, to: Whereabouts::In(place()?) },
            5 => OperatorAct::Open(pick(&world.doors, what)?.clone()),
            6 => OperatorAct::Close(pick(&world.doors, what)?.clone()),
            7 => OperatorAct::Pull(pick(&world.ports, what)?.clone()),
            8 => OperatorAct::Push(pick(&world.ports, what)?.clone()),
            9 => OperatorAct::Remove(carried()?.clone()),
            10 => OperatorAct::Return(carried()?.clone()),
            11 => OperatorAct::Offline(pick(&world.libraries, what)?.clone()),
            12 => OperatorAct::Online(pick(&world.libraries, what)?.clone()),
            13 | 14 => OperatorAct::Satisfy(request()?),
            _ => OperatorAct::Refuse(request()?),
        })
    }

    fn fault(&self, part: u8, kind: u8, on_use: u8, lasts: u8, times: u8) -> Option<Fault> {
        let (target, kinds) = pick(&self.world.parts, part)?;
        let kind = match *pick(kinds, kind)? {
            FaultKind::Slow(_) => FaultKind::Slow(length(times)),
            other => other,
        };
        Some(Fault {
            target: target.clone(),
            kind,
            on_use: (on_use % 8 > 3).then(|| u32::from(on_use % 8) - 3),
            lasts: (lasts % 8 > 1).then(|| length(lasts)),
            times: (times % 8 > 4).then(|| u32::from(times % 8) - 4),
        })
    }
}
