//! The script as nodes.

use rsmlab_engine::port::hardware::Exception;
use rsmlab_engine::record::state::{OperatorRequestState, RequestState};
use rsmlab_engine::time::{Instant, Millis};

use super::{Literal, Node};
use crate::model::{
    self, Act, Call, CallSession, Check, Count, Expectation, Expected, Fact, Fault, Located, MediumKind, MemberValue, OperatorAct,
    Reference, RequestChoice, RunLength, Step, When,
};
use crate::parse::{OPERATOR_REQUESTS, REQUESTS, state_words};
use crate::signature::{Parameter, ParameterKind, Signature};
use crate::vocabulary::{self, Vocabulary};
use crate::words::{self, word_for};
use rsmlab_sim::hardware::status::flag_names;

pub(super) fn step(step: &Step) -> Node {
    match step {
        Step::Do(what) => act(what),
        Step::Schedule(schedule) => {
            let node = match schedule.when {
                When::At(instant) => Node::new("at").argument(since_start(instant)),
                When::After(time) => Node::new("after").argument(time),
            };
            node.holding(acts(&schedule.acts))
        }
        Step::OnRequest(rule) => Node::new("on-request")
            .argument(rule.kind.name())
            .unless(Millis::ZERO, "after", rule.after)
            .maybe("times", rule.times)
            .holding(acts(&rule.acts)),
        Step::Run(RunLength::UntilQuiet) => Node::new("run").with("until", "quiet"),
        Step::Run(RunLength::Until(name)) => Node::new("run").with("until", name.as_str()),
        Step::Run(RunLength::For(time)) => Node::new("run").with("for", *time),
        Step::Expect(expectation) => expect(expectation),
        Step::Check(what) => check(what),
        Step::Settle(settle) => Node::new("settle").with("within", settle.within),
    }
}

/// A moment as the time since the run began.
fn since_start(instant: Instant) -> Millis {
    instant.since(Instant::START)
}

fn acts(acts: &[Located<Act>]) -> Vec<Node> {
    acts.iter().map(|located| act(&located.what)).collect()
}

pub(super) fn act(act: &Act) -> Node {
    match act {
        Act::Call(what) => call(what),
        Act::Operator(what) => operator(what),
        Act::Fault(what) => fault(what),
        Act::Heal(target) => Node::new("heal").argument(target.to_string()),
        Act::Scsi(what) => super::scsi::scsi(what),
        Act::Initiator(what) => super::scsi::initiator(what),
        Act::Service(what) => Node::new("service").argument(word_for(words::SERVICE_ACTS, what)),
    }
}

fn call(call: &Call) -> Node {
    let mut node = Node::new(call.client.as_str()).argument(call.function.name());
    for argument in &call.arguments {
        let kind = Signature::of(call.function).and_then(|signature| signature.field(argument.parameter)).map(|field| &field.kind);
        node = match (&argument.value, argument.parameter) {
            (model::Value::Objects(media), Parameter::Media) => media.iter().fold(node, |node, medium| node.argument(medium.to_string())),
            (value, Parameter::Media) => node.argument(passed(value, kind)),
            (value, parameter) => node.with(parameter.spelling(), passed(value, kind)),
        };
    }
    let session = match &call.session {
        CallSession::Own => None,
        CallSession::None => Some("none"),
        CallSession::Closed => Some("closed"),
        CallSession::Bogus => Some("bogus"),
        CallSession::Made(name) => Some(name.as_str()),
    };
    node.maybe("session", session)
        .maybe("expect", call.expect.map(|status| status.name()))
        .maybe("as", call.name.as_ref().map(|name| name.as_str()))
        .maybe("within", call.within)
        .maybe("not-before", call.not_before)
}

/// A value that is passed, with the words that its parameter has for numbers.
fn passed(value: &model::Value, kind: Option<&ParameterKind>) -> Literal {
    match (value, kind) {
        (model::Value::Null, _) => Literal::Null,
        (model::Value::Text(text), _) => text.as_str().into(),
        (model::Value::Object(Reference::Unknown), Some(ParameterKind::Channel)) => "bogus".into(),
        (model::Value::Object(object), _) => object.to_string().into(),
        (model::Value::Objects(objects), _) => joined(objects).into(),
        (model::Value::Number(number), Some(ParameterKind::Number { words, .. })) => word_or_number(words, *number),
        (model::Value::Number(number), Some(ParameterKind::Flags(words))) => flags(words, *number),
        (model::Value::Number(number), Some(ParameterKind::Duration)) => duration(*number),
        (
            model::Value::Number(number),
            None
            | Some(
                ParameterKind::Id(_)
                | ParameterKind::Ids(_)
                | ParameterKind::Channel
                | ParameterKind::Room
                | ParameterKind::Text
                | ParameterKind::Pointer,
            ),
        ) => (*number).into(),
    }
}

fn joined(objects: &[Reference]) -> String {
    objects.iter().map(Reference::to_string).collect::<Vec<_>>().join("+")
}

/// What a call has listed, in order.
fn listed(objects: &[Reference]) -> String {
    if objects.is_empty() { "nothing".to_owned() } else { joined(objects) }
}

pub(super) fn word_or_number(words: &Vocabulary, number: i64) -> Literal {
    match u32::try_from(number).ok().and_then(|number| words.word(number)) {
        Some(word) => word.into(),
        None => number.into(),
    }
}

/// Flags by their words, if all of them have one.
pub(super) fn flags(words: &Vocabulary, number: i64) -> Literal {
    let (mut said, mut rest) = (Vec::new(), number);
    for (word, flag) in words.words().zip(words.values.iter().map(|(_, flag)| i64::from(*flag))) {
        if flag != 0 && rest & flag == flag {
            said.push(word);
            rest &= !flag;
        }
    }
    if rest == 0 && number != 0 { said.join("+").into() } else { number.into() }
}

fn duration(number: i64) -> Literal {
    match (word_or_number(&vocabulary::TIMEOUT, number), u64::try_from(number)) {
        (Literal::Integer(_), Ok(millis)) => Millis(millis).into(),
        (word, _) => word,
    }
}

fn operator(act: &OperatorAct) -> Node {
    let node = Node::new("operator");
    match act {
        OperatorAct::Insert { cartridge, into } => node.with("insert", cartridge.as_str()).with("into", into.to_string()),
        OperatorAct::Take(cartridge) => node.with("take", cartridge.as_str()),
        OperatorAct::Move { cartridge, to } => node.with("move", cartridge.as_str()).with("to", to.to_string()),
        OperatorAct::MoveAtPanel { cartridge, to } => node.with("panel-move", cartridge.as_str()).with("to", to.to_string()),
        OperatorAct::Open(door) => node.with("open", door.to_string()),
        OperatorAct::Close(door) => node.with("close", door.to_string()),
        OperatorAct::Pull(port) => node.with("pull", port.to_string()),
        OperatorAct::Push(port) => node.with("push", port.to_string()),
        OperatorAct::ForceOpen(gate) => {
            let act = if matches!(gate, Reference::Port(..)) { "pull" } else { "open" };
            node.with(act, gate.to_string()).with("force", true)
        }
        OperatorAct::ForceEject(drive) => node.with("force-eject", drive.to_string()),
        OperatorAct::Remove(magazine) => node.with("remove", magazine.to_string()),
        OperatorAct::Return(magazine) => node.with("return", magazine.to_string()),
        OperatorAct::Offline(library) => node.with("offline", library.as_str()),
        OperatorAct::Online(library) => node.with("online", library.as_str()),
        OperatorAct::Satisfy(request) => node.with("satisfy", request_word(request)),
        OperatorAct::Refuse(request) => node.with("refuse", request_word(request)),
        OperatorAct::InVain(act) => operator(act).with("impossible", true),
    }
}

fn request_word(request: &RequestChoice) -> &str {
    match request {
        RequestChoice::Oldest(kind) => kind.name(),
        RequestChoice::Made(name) => name.as_str(),
    }
}

fn fault(fault: &Fault) -> Node {
    Node::new("fault")
        .argument(fault.target.to_string())
        .argument(fault.kind.name())
        .maybe("by", fault.kind.by())
        .maybe("on-use", fault.on_use)
        .maybe("for", fault.lasts)
        .maybe("times", fault.times)
}

fn expect(expectation: &Expectation) -> Node {
    let node = Node::new("expect");
    let node = match &expectation.what {
        Expected::Completes { name, status, state } => node
            .argument(name.as_str())
            .maybe("completes", status.map(|status| status.name()))
            .maybe("state", state.map(|state| state.name())),
        Expected::Replies { name, status } => node.argument(name.as_str()).with("replies", status.name()),
        Expected::OperatorRequest { kind, first, second, name } => node
            .with("operator-request", kind.name())
            .maybe("first", first.as_ref().map(Reference::to_string))
            .maybe("second", second.as_ref().map(Reference::to_string))
            .maybe("as", name.as_ref().map(|name| name.as_str())),
        Expected::Sense { sense, of } => node.with("sense", sense.to_string()).maybe("of", of.as_ref().map(Reference::to_string)),
    };
    node.maybe("within", expectation.within).maybe("not-before", expectation.not_before)
}

fn check(check: &Check) -> Node {
    let node = Node::new("check");
    match check {
        Check::Facts { subject, facts } => facts.iter().fold(node.argument(subject.to_string()), fact),
        Check::OperatorRequests { kind, about, counts: said } => {
            let node = node.argument(OPERATOR_REQUESTS).maybe("kind", kind.map(|kind| kind.name()));
            let node = node.maybe("about", about.as_ref().map(Reference::to_string));
            counts(node, said, &state_words(OperatorRequestState::ALL, OperatorRequestState::name))
        }
        Check::Requests { library, operation, about, error, counts: said } => {
            let node = node.argument(REQUESTS).maybe("library", library.as_ref().map(|library| library.as_str()));
            let node = node.maybe("operation", operation.map(|operation| operation.name()));
            let node = node.maybe("about", about.as_ref().map(Reference::to_string));
            let node = node.maybe("error", error.map(|error| error.name()));
            counts(node, said, &state_words(RequestState::ALL, RequestState::name))
        }
    }
}

fn counts<S: PartialEq>(node: Node, counts: &[(Count<S>, u32)], words: &[(String, Count<S>)]) -> Node {
    let word = |count: &Count<S>| words.iter().find(|(_, candidate)| candidate == count).map_or("open", |(word, _)| word.as_str());
    counts.iter().fold(node, |node, (count, number)| node.with(word(count), *number))
}

fn fact(node: Node, fact: &Fact) -> Node {
    match fact {
        Fact::Holds(cartridge) => node.with("holds", cartridge.as_ref().map_or("nothing", |cartridge| cartridge.as_str())),
        Fact::At(whereabouts) => node.with("at", whereabouts.to_string()),
        Fact::Locked(truth) => node.with("locked", *truth),
        Fact::Extended(truth) => node.with("extended", *truth),
        Fact::Open(truth) => node.with("open", *truth),
        Fact::Out(truth) => node.with("out", *truth),
        Fact::CleansLeft(number) => node.with("cleans-left", *number),
        Fact::Flags(flags) => node.with("flags", flag_names(*flags)),
        Fact::Source(source) => node.with("source", source.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string)),
        Fact::Address(address) => node.with("address", *address),
        Fact::Exception(exception) => node.with("exception", exception.map_or("nothing", Exception::name)),
        Fact::VolumeTag(text) => node.with("volume-tag", text.as_deref().unwrap_or("nothing")),
        Fact::Kind(kind) => node.with("kind", kind.map_or("nothing", MediumKind::word)),
        Fact::Inverted(truth) => node.with("inverted", *truth),
        Fact::Member(member) => node.with(member.name, member_value(&member.value)),
        Fact::Count(number) => node.with("count", *number),
        Fact::Lists(objects) => node.with("lists", listed(objects)),
        Fact::Drives(drives) => node.with("drives", listed(drives)),
        Fact::Event(event) => node.with("event", event.name()),
        Fact::Object(object) => node.with("object", object.to_string()),
    }
}

fn member_value(value: &MemberValue) -> Literal {
    match value {
        MemberValue::Number(number) => (*number).into(),
        MemberValue::Status(status) => status.name().into(),
        MemberValue::Truth(truth) => (*truth).into(),
        MemberValue::Documented(name) => (*name).into(),
        MemberValue::Text(text) => text.as_str().into(),
        MemberValue::Object(object) => object.as_ref().map_or(String::from("nothing"), Reference::to_string).into(),
        MemberValue::Time(instant) => instant.map_or_else(|| "nothing".into(), |instant| since_start(instant).into()),
    }
}
