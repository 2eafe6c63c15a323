//! Statements: what happens when, what people do, what breaks, what is demanded of the future.

use rsmlab_engine::port::hardware::SenseCode;
use rsmlab_engine::record::state::{OperatorRequestKind, RequestState};
use rsmlab_engine::time::{Instant, Millis};

use super::Reader;
use super::fields::{Fields, GivenValue, header};
use super::names::{Maker, NamedThing};
use super::reference::ReferenceKind as Refers;
use crate::diagnose::Mistake;
use crate::grammar::{self, Shape};
use crate::model::{
    Act, Expectation, Expected, Fault, FaultKind, Located, OnRequest, OperatorAct, Reference, RequestChoice, RunLength, Schedule, Settle,
    Step, When,
};
use crate::signature::Brings;
use crate::tree::Node;
use crate::words;

impl Reader {
    /// The script.
    pub fn script(&mut self, nodes: &[&Node]) -> Vec<Located<Step>> {
        self.nothing_after_settling(nodes);
        nodes.iter().filter_map(|node| self.step(node).map(|what| Located { span: header(node), what })).collect()
    }

    /// Once everything has come to its end, nothing is left for another statement to happen to.
    fn nothing_after_settling(&mut self, nodes: &[&Node]) {
        let settles = |node: &&&Node| node.name() == "settle";
        let Some(settle) = nodes.iter().find(settles) else { return };
        if let Some(last) = nodes.last().filter(|last| !std::ptr::eq(**last, *settle)) {
            let mistake = Mistake::new(header(settle), "`settle` is not the last statement", "the run ends here")
                .other(header(last), "this comes after it")
                .help("put it at the end of the script");
            self.mistake(mistake);
        }
    }

    fn step(&mut self, node: &Node) -> Option<Step> {
        if self.is_full() {
            return None;
        }
        let Some(shape) = grammar::find(grammar::STATEMENTS, node.name()) else {
            return self.act(node).map(Step::Do);
        };
        match shape.name {
            "at" => self.schedule(node, shape, |time| When::At(Instant::START + time)).map(Step::Schedule),
            "after" => self.schedule(node, shape, When::After).map(Step::Schedule),
            "on-request" => self.on_request(node, shape).map(Step::OnRequest),
            "run" => self.run(node, shape).map(Step::Run),
            "expect" => self.expectation(node, shape).map(Step::Expect),
            "settle" => self.settle(node, shape).map(Step::Settle),
            _ => self.check(node).map(Step::Check),
        }
    }

    fn settle(&mut self, node: &Node, shape: &Shape) -> Option<Settle> {
        let mut fields = self.fields(node, shape);
        self.may(&mut fields, "within", Self::duration).map(|within| Settle { within })
    }

    fn schedule(&mut self, node: &Node, shape: &Shape, when: impl Fn(Millis) -> When) -> Option<Schedule> {
        let mut fields = self.fields(node, shape);
        let time = self.next(&mut fields, Self::duration);
        let acts = self.acts(node);
        Some(Schedule { when: when(time?), acts })
    }

    fn on_request(&mut self, node: &Node, shape: &Shape) -> Option<OnRequest> {
        let mut fields = self.fields(node, shape);
        let kind = self.next(&mut fields, Self::operator_request_kind);
        let after = self.may(&mut fields, "after", Self::duration).unwrap_or_default();
        let times = self.may(&mut fields, "times", |reader, given| reader.number(given, 1, u32::MAX));
        let acts = self.acts(node);
        Some(OnRequest { kind: kind?, after, times, acts })
    }

    /// What a block schedules.
    fn acts(&mut self, node: &Node) -> Vec<Located<Act>> {
        let children = node.held();
        if children.is_empty() {
            let mistake = Mistake::new(header(node), "nothing is to happen", "an empty block, or none");
            self.mistake(mistake.help("put what is to happen in braces: { operator insert=T1 into=L1.port.1 }"));
        }
        let mut acts = Vec::with_capacity(children.len());
        for child in children {
            if self.is_full() {
                break;
            }
            let name = child.name();
            let is_act = grammar::find(grammar::ACTS, name).is_some();
            if !is_act && (grammar::find(grammar::STATEMENTS, name).is_some() || grammar::find(grammar::SETUP, name).is_some()) {
                let mistake = Mistake::new(header(child), format!("`{name}` cannot be scheduled"), "not in a block");
                self.mistake(mistake.help("what can be scheduled: calls, operator, fault, heal, service, scsi, initiator"));
            } else {
                acts.extend(self.act(child).map(|what| Located { span: header(child), what }));
            }
        }
        acts
    }

    fn act(&mut self, node: &Node) -> Option<Act> {
        let name = node.name();
        if name == "scsi" {
            return self.scsi(node).map(|command| Act::Scsi(Box::new(command)));
        }
        if let Some(shape) = grammar::find(grammar::ACTS, name) {
            let mut fields = self.fields(node, shape);
            return match shape.name {
                "operator" => self.operator(&mut fields).map(Act::Operator),
                "fault" => self.fault(&mut fields).map(Act::Fault),
                "initiator" => self.initiator_act(&mut fields).map(Act::Initiator),
                "heal" => self.next(&mut fields, |reader, given| reader.reference(given, FAULTY)).map(Act::Heal),
                _ => self.next(&mut fields, |reader, given| reader.word(given, words::SERVICE_ACTS)).map(Act::Service),
            };
        }
        if matches!(self.names.get(name), Some((NamedThing::Client, _))) || self.may_be_client(name) {
            return self.call(node).map(Act::Call);
        }
        self.unknown_statement(node);
        None
    }

    /// Whether a node is a statement or a call of a client there is; else it may well be a misspelt part of the world.
    pub fn is_statement(&self, node: &Node) -> bool {
        let name = node.name();
        let known = [grammar::STATEMENTS, grammar::ACTS].into_iter().any(|shapes| grammar::find(shapes, name).is_some());
        known || matches!(self.names.get(name), Some((NamedThing::Client, _))) || self.may_be_client(name)
    }

    /// Whether a client of this name may be declared by what makes no sense.
    fn may_be_client(&self, name: &str) -> bool {
        self.names.get(name).is_none() && self.names.is_lost(name)
    }

    /// A node that is neither a statement nor a call of a client there is.
    fn unknown_statement(&mut self, node: &Node) {
        let (name, span) = (node.name(), node.name.span);
        let calls = node.entries.first().and_then(|entry| entry.value.as_string()).is_some_and(|word| word.contains("Ntms"));
        let clients: Vec<&str> = self.names.of(|thing| thing == NamedThing::Client).collect();
        let mistake = if !name.contains(char::is_alphanumeric) {
            Mistake::new(span, format!("`{name}` is no statement and no client"), "unknown").help("a comment begins with //")
        } else if calls {
            let mistake = Mistake::new(span, format!("there is no client `{name}`"), "not declared");
            if clients.is_empty() { mistake.help(format!("declare it: client {name}")) } else { mistake.fits(name, clients) }
        } else {
            let shapes = [grammar::STATEMENTS, grammar::ACTS, grammar::SETUP].into_iter().flatten().map(|shape| shape.name);
            Mistake::new(span, format!("`{name}` is no statement and no client"), "unknown").fits(name, clients.into_iter().chain(shapes))
        };
        self.mistake(mistake);
    }

    fn operator(&mut self, fields: &mut Fields<'_>) -> Option<OperatorAct> {
        const DOOR: &[Refers] = &[Refers::Door];
        const PORT: &[Refers] = &[Refers::Port];
        const DRIVE: &[Refers] = &[Refers::Drive];
        const CARRIED: &[Refers] = &[Refers::Magazine, Refers::Drive];
        const ACTS: [&str; 15] = [
            "insert",
            "take",
            "move",
            "panel-move",
            "open",
            "close",
            "pull",
            "push",
            "force-eject",
            "remove",
            "return",
            "offline",
            "online",
            "satisfy",
            "refuse",
        ];
        let said: Vec<&str> = ACTS.into_iter().filter(|act| fields.has(act)).collect();
        let [act] = said.as_slice() else {
            let message = if said.is_empty() { "the operator does nothing" } else { "the operator does one thing at a time" };
            let help = match said.as_slice() {
                [] => format!("what fits: {}=", ACTS.join("=, ")),
                several => format!("write a node for each: {}=", several.join("=, ")),
            };
            self.mistake(Mistake::new(fields.span, message, "one act a node").help(help));
            return None;
        };
        let given = fields.take(act)?;
        let in_vain = !matches!(*act, "satisfy" | "refuse") && fields.has("impossible") && self.may(fields, "impossible", Self::truth)?;
        let act = match *act {
            "insert" => {
                let cartridge = self.named(&given, NamedThing::Cartridge);
                let into = self.needed(fields, "operator insert=", "into", Self::place);
                OperatorAct::Insert { cartridge: cartridge?, into: into? }
            }
            "take" => OperatorAct::Take(self.named(&given, NamedThing::Cartridge)?),
            "move" => {
                let cartridge = self.named(&given, NamedThing::Cartridge);
                let to = self.needed(fields, "operator move=", "to", Self::whereabouts);
                OperatorAct::Move { cartridge: cartridge?, to: to? }
            }
            "panel-move" => {
                let cartridge = self.named(&given, NamedThing::Cartridge);
                let to = self.needed(fields, "operator panel-move=", "to", Self::place);
                OperatorAct::MoveAtPanel { cartridge: cartridge?, to: to? }
            }
            "open" | "pull" if fields.has("force") => {
                let gate = self.reference(&given, if *act == "open" { DOOR } else { PORT });
                let force = self.may(fields, "force", Self::truth)?;
                match (gate?, force) {
                    (gate, true) => OperatorAct::ForceOpen(gate),
                    (door @ Reference::Door(..), false) => OperatorAct::Open(door),
                    (port, false) => OperatorAct::Pull(port),
                }
            }
            "force-eject" => OperatorAct::ForceEject(self.reference(&given, DRIVE)?),
            "open" => OperatorAct::Open(self.reference(&given, DOOR)?),
            "close" => OperatorAct::Close(self.reference(&given, DOOR)?),
            "pull" => OperatorAct::Pull(self.reference(&given, PORT)?),
            "push" => OperatorAct::Push(self.reference(&given, PORT)?),
            "remove" => OperatorAct::Remove(self.reference(&given, CARRIED)?),
            "return" => OperatorAct::Return(self.reference(&given, CARRIED)?),
            "offline" => OperatorAct::Offline(self.named(&given, NamedThing::Library)?),
            "online" => OperatorAct::Online(self.named(&given, NamedThing::Library)?),
            "satisfy" => OperatorAct::Satisfy(self.request_choice(&given)?),
            _ => OperatorAct::Refuse(self.request_choice(&given)?),
        };
        self.left_over(fields, "goes with another act");
        Some(if in_vain { OperatorAct::InVain(Box::new(act)) } else { act })
    }

    /// A property without which the others make no sense.
    fn needed<'n, T>(
        &mut self,
        fields: &mut Fields<'n>,
        node: &str,
        name: &str,
        read: impl FnOnce(&mut Self, &GivenValue<'n>) -> Option<T>,
    ) -> Option<T> {
        self.required(fields, node, &[(name, "")]);
        self.may(fields, name, read)
    }

    /// Properties that mean nothing beside the others.
    pub(super) fn left_over(&mut self, fields: &mut Fields<'_>, why: &str) {
        for (name, given) in fields.rest() {
            self.mistake(Mistake::new(given.span, format!("`{name}=` {why}"), "means nothing here"));
        }
    }

    fn operator_request_kind(&mut self, given: &GivenValue<'_>) -> Option<OperatorRequestKind> {
        self.documented(given, OperatorRequestKind::ALL, OperatorRequestKind::name)
    }

    fn request_choice(&mut self, given: &GivenValue<'_>) -> Option<RequestChoice> {
        let text = given.value.as_string().unwrap_or_default();
        if text.starts_with("NTMS") {
            return self.operator_request_kind(given).map(RequestChoice::Oldest);
        }
        self.made(given, |maker| maker == Maker::Expect, "an operator request", &[]).map(RequestChoice::Made)
    }

    fn fault(&mut self, fields: &mut Fields<'_>) -> Option<Fault> {
        let target = self.next(fields, |reader, given| reader.reference(given, FAULTY));
        let kind = fields.next().and_then(|given| {
            let words: Vec<_> = FaultKind::ALL.iter().map(|kind| (kind.name(), *kind)).collect();
            let fault = self.word(&given, &words)?;
            let (target, kind) = (target.as_ref()?, Refers::of(target.as_ref()?));
            if kind.faults().iter().any(|fits| fits.name() == fault.name()) {
                return Some(fault);
            }
            let message = format!("`{target}` is {}, which is never `{fault}`", kind.phrase());
            let fitting = kind.faults().iter().map(|fits| fits.name());
            self.mistake(Mistake::new(given.span, message, "does not happen to it").fits(fault.name(), fitting));
            None
        });
        let on_use = self.may(fields, "on-use", |reader, given| reader.number(given, 1, u32::MAX));
        let lasts = self.may(fields, "for", Self::duration);
        let times = self.may(fields, "times", |reader, given| reader.number(given, 1, u32::MAX));
        let kind = match kind?.by() {
            Some(_) => FaultKind::Slow(self.needed(fields, "fault ... slow", "by", Self::duration)?),
            None => kind?,
        };
        self.left_over(fields, "goes with slow");
        Some(Fault { target: target?, kind, on_use, lasts, times })
    }

    fn run(&mut self, node: &Node, shape: &Shape) -> Option<RunLength> {
        let mut fields = self.fields(node, shape);
        let (until, lasts) = (fields.take("until"), fields.take("for"));
        match (until, lasts) {
            (Some(given), None) if given.value.as_string() == Some("quiet") => Some(RunLength::UntilQuiet),
            (Some(given), None) => self.made(&given, is_call, "a call", &["quiet"]).map(RunLength::Until),
            (None, Some(given)) => self.duration(&given).map(RunLength::For),
            (Some(_), Some(_)) | (None, None) => {
                let mistake = Mistake::new(fields.span, "how long is it to run?", "one of until= and for=");
                self.mistake(mistake.help("run until=quiet, run until=NAME of a call, or run for=\"10s\""));
                None
            }
        }
    }

    fn expectation(&mut self, node: &Node, shape: &Shape) -> Option<Expectation> {
        let mut fields = self.fields(node, shape);
        let span = fields.span;
        let within = self.may(&mut fields, "within", Self::duration);
        let not_before = self.may(&mut fields, "not-before", Self::duration);
        let name = fields.next();
        let what = match name {
            None if fields.has("operator-request") => self.expected_request(&mut fields),
            None if fields.has("sense") => self.expected_sense(&mut fields),
            Some(name) if fields.has("replies") => self.expected_reply(&mut fields, &name),
            Some(name) if fields.has("completes") || fields.has("state") => self.expected_end(&mut fields, &name),
            None | Some(_) => {
                let mistake = Mistake::new(span, "what is expected?", "does not say it");
                let help = "expect NAME replies=STATUS, expect NAME completes=STATUS state=STATE, expect operator-request=KIND, or expect sense=KEY/ASC/ASCQ";
                self.mistake(mistake.help(help));
                return None;
            }
        };
        self.left_over(&mut fields, "goes with another expectation");
        what.map(|what| Expectation { what, within, not_before })
    }

    fn expected_request(&mut self, fields: &mut Fields<'_>) -> Option<Expected> {
        let kind = self.may(fields, "operator-request", Self::operator_request_kind);
        let first = self.may(fields, "first", Self::argument_of_request);
        let second = self.may(fields, "second", Self::argument_of_request);
        let name = self.may(fields, "as", Self::own_name);
        Some(Expected::OperatorRequest { kind: kind?, first, second, name })
    }

    fn expected_sense(&mut self, fields: &mut Fields<'_>) -> Option<Expected> {
        let sense = self.may(fields, "sense", Self::sense);
        let of = self.may(fields, "of", |reader, given| reader.reference(given, FAULTY));
        Some(Expected::Sense { sense: sense?, of })
    }

    /// Sense key, additional sense code and qualifier, in hexadecimal.
    pub(super) fn sense(&mut self, given: &GivenValue<'_>) -> Option<SenseCode> {
        let text = given.value.as_string().unwrap_or_default();
        let parts: Vec<Option<u8>> = text.split('/').map(|part| u8::from_str_radix(part, 16).ok()).collect();
        // One spelling each, so that what is written can be searched for.
        let sense = match parts.as_slice() {
            [Some(key @ ..=0xF), Some(asc), Some(ascq)] => {
                Some(SenseCode::new(*key, *asc, *ascq)).filter(|sense| sense.to_string() == text)
            }
            _ => None,
        };
        if sense.is_none() {
            let mistake = Mistake::new(given.span, format!("{} is no sense", given.value), "not understood");
            self.mistake(mistake.help("key, code and qualifier in hexadecimal, in quotes: \"4/15/01\""));
        }
        sense
    }

    /// An argument of an operator request, or `nothing` where it has none.
    fn argument_of_request(&mut self, given: &GivenValue<'_>) -> Option<Reference> {
        if given.value.as_string() == Some("nothing") { Some(Reference::Nothing) } else { self.reference(given, Refers::IDS) }
    }

    fn expected_reply(&mut self, fields: &mut Fields<'_>, name: &GivenValue<'_>) -> Option<Expected> {
        let name = self.made(name, is_call, "a call", &[]);
        let status = self.may(fields, "replies", Self::status);
        Some(Expected::Replies { name: name?, status: status? })
    }

    fn expected_end(&mut self, fields: &mut Fields<'_>, name: &GivenValue<'_>) -> Option<Expected> {
        let name = self.made(name, |maker| maker.brings(Brings::Request), "an operation", &[]);
        let status = self.may(fields, "completes", Self::status);
        let state = self.may(fields, "state", |reader, given| reader.documented(given, RequestState::ALL, RequestState::name));
        Some(Expected::Completes { name: name?, status, state })
    }
}

const fn is_call(maker: Maker) -> bool {
    matches!(maker, Maker::Call(_))
}

/// Everything that can break.
const FAULTY: &[Refers] = &[
    Refers::Transport,
    Refers::Drive,
    Refers::Slot,
    Refers::Port,
    Refers::Cell,
    Refers::Door,
    Refers::Magazine,
    Refers::Reader,
    Refers::Library,
    Refers::Cartridge,
    Refers::Database,
];
