//! Checks: what is so, physically, in what a call answered, and in what the engine believes.

use rsmlab_engine::function::Function;
use rsmlab_engine::port::hardware::Exception;
use rsmlab_engine::record::state::{NotificationEvent, ObjectKind, Operation, OperatorRequestKind, OperatorRequestState, RequestState};
use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;

use super::Reader;
use super::fields::{Allowed, Fields, GivenValue, header};
use super::names::{Maker, NamedThing};
use super::reference::ReferenceKind as Refers;
use crate::diagnose::Mistake;
use crate::grammar;
use crate::members::{self, MemberField, MemberKind};
use crate::model::{Check, Count, FLAGS, Fact, MediumKind, Member, MemberValue, Reference};
use crate::signature::Brings;
use crate::tree::{Literal, Node};

/// The words for what is counted.
pub(crate) const OPERATOR_REQUESTS: &str = "operator-requests";
pub(crate) const REQUESTS: &str = "requests";

/// What can be checked of something.
struct Checkable {
    /// Words for physical truth, and for what a call answered.
    words: Vec<&'static str>,
    /// The kind of its record; none if it has none.
    record: Option<RecordOf>,
}

/// The kind of a record.
#[derive(Clone, Copy)]
enum RecordOf {
    /// This kind.
    Kind(ObjectKind),
    /// Whatever kind the object was that was asked for.
    Any,
    /// No object: the values that a call has brought.
    Values(&'static [MemberField]),
}

impl RecordOf {
    fn members(self) -> Vec<&'static MemberField> {
        match self {
            Self::Kind(kind) => members::every(Some(kind)).collect(),
            Self::Any => members::every(None).collect(),
            Self::Values(values) => values.iter().collect(),
        }
    }
}

impl Reader {
    /// A check.
    pub fn check(&mut self, node: &Node) -> Option<Check> {
        self.no_braces(node, "`check`");
        let Some(subject) = node.entries.iter().find(|entry| entry.key.is_none()) else {
            let mistake = Mistake::new(header(node), "what is to be checked?", "no subject");
            self.mistake(mistake.help("say what and how it is: check L1.slot.8 holds=CLN001"));
            return None;
        };
        match subject.value.as_string() {
            Some(OPERATOR_REQUESTS) => self.check_operator_requests(node),
            Some(REQUESTS) => self.check_requests(node),
            Some(_) | None => {
                let given = GivenValue { value: &subject.value, span: subject.span, what: String::from("`check`") };
                let (subject, checkable) = self.subject(&given)?;
                self.check_facts(node, subject, &checkable)
            }
        }
    }

    fn check_operator_requests(&mut self, node: &Node) -> Option<Check> {
        let states = state_words(OperatorRequestState::ALL, OperatorRequestState::name);
        let mut fields = self.counting(node, OPERATOR_REQUESTS, &["kind", "about"], &states);
        let kind =
            self.may(&mut fields, "kind", |reader, given| reader.documented(given, OperatorRequestKind::ALL, OperatorRequestKind::name));
        let about = self.may(&mut fields, "about", |reader, given| reader.reference(given, Refers::IDS));
        let counts = self.counts(&mut fields, &states)?;
        Some(Check::OperatorRequests { kind, about, counts })
    }

    fn check_requests(&mut self, node: &Node) -> Option<Check> {
        let states = state_words(RequestState::ALL, RequestState::name);
        let mut fields = self.counting(node, REQUESTS, &["library", "operation", "about", "error"], &states);
        let library = self.may(&mut fields, "library", |reader, given| reader.named(given, NamedThing::Library));
        let operation = self.may(&mut fields, "operation", |reader, given| reader.documented(given, Operation::ALL, Operation::name));
        let about = self.may(&mut fields, "about", |reader, given| reader.reference(given, Refers::WORKED_ON));
        let error = self.may(&mut fields, "error", Self::status);
        let counts = self.counts(&mut fields, &states)?;
        Some(Check::Requests { library, operation, about, error, counts })
    }

    fn counting<'n, S>(&mut self, node: &'n Node, what: &str, filters: &[&str], states: &[(String, Count<S>)]) -> Fields<'n> {
        let counts = states.iter().map(|(word, _)| word.as_str());
        let properties: Vec<&str> = filters.iter().copied().chain(counts).collect();
        let node_name = format!("check {what}");
        let mut fields = self.fields_within(node, &Allowed::new(&node_name, &["subject"], &properties));
        fields.next();
        fields
    }

    fn counts<S: Copy + Ord>(&mut self, fields: &mut Fields<'_>, states: &[(String, Count<S>)]) -> Option<Vec<(Count<S>, u32)>> {
        let mut counts = Vec::new();
        for (word, count) in states {
            let number = self.may(fields, word, |reader, given| reader.number(given, 0, u32::MAX));
            counts.extend(number.map(|number| (*count, number)));
        }
        if counts.is_empty() {
            let words: Vec<&str> = states.iter().map(|(word, _)| word.as_str()).collect();
            let mistake = Mistake::new(fields.span, "how many are there to be?", "no count");
            self.mistake(mistake.help(format!("say how many there are: {}=", words.join("=, "))));
            return None;
        }
        Some(counts)
    }

    /// What is checked, and what can be checked of it.
    fn subject(&mut self, given: &GivenValue<'_>) -> Option<(Reference, Checkable)> {
        let text = given.value.as_string().unwrap_or_default();
        if let Some((NamedThing::Made(maker), _)) = self.names.get(text) {
            let name = self.made(given, |_| true, "a call", &[])?;
            // Of what is misspelt nobody can say what can be checked.
            if maker == Maker::Call(None) {
                return None;
            }
            return Some((Reference::Made(name), brought(maker)));
        }
        let kinds = [Refers::IDS, &[Refers::Transport, Refers::Cell, Refers::Magazine]].concat();
        let kinds: Vec<Refers> = kinds.into_iter().filter(|kind| *kind != Refers::Unknown).collect();
        let subject = self.reference(given, &kinds)?;
        let checkable = checkable(Refers::of(&subject));
        Some((subject, checkable))
    }

    fn check_facts(&mut self, node: &Node, subject: Reference, checkable: &Checkable) -> Option<Check> {
        let members: Vec<&'static MemberField> = checkable.record.map(RecordOf::members).unwrap_or_default();
        let mut properties = checkable.words.clone();
        for member in &members {
            if !properties.contains(&member.name) {
                properties.push(member.name);
            }
        }
        let node_name = format!("check {subject}");
        let hint = |name: &str, value: &str| turned_round(&subject, name, value);
        let allowed = Allowed { hint: &hint, ..Allowed::new(&node_name, &["subject"], &properties) };
        let mut fields = self.fields_within(node, &allowed);
        fields.next();
        let said_something = properties.iter().any(|property| fields.has(property));
        let mut facts = Vec::new();
        for word in grammar::CHECK {
            let fact = fields.take(word.name).and_then(|given| self.fact(word.name, &given));
            facts.extend(fact);
        }
        for (name, given) in fields.rest() {
            let fact = members.iter().find(|member| member.name == name).and_then(|member| self.member(member, &given));
            facts.extend(fact.map(Fact::Member));
        }
        if !said_something && node.entries.len() == 1 {
            let mistake = Mistake::new(header(node), format!("how is {subject} to be?"), "nothing is checked");
            self.mistake(mistake.fits("", properties));
        }
        Some(Check::Facts { subject, facts })
    }

    /// A fact with a word of its own.
    fn fact(&mut self, word: &str, given: &GivenValue<'_>) -> Option<Fact> {
        Some(match word {
            "holds" if given.value.as_string() == Some("nothing") => Fact::Holds(None),
            "holds" => Fact::Holds(Some(self.named(given, NamedThing::Cartridge)?)),
            "at" => Fact::At(self.whereabouts(given)?),
            "locked" => Fact::Locked(self.truth(given)?),
            "extended" => Fact::Extended(self.truth(given)?),
            "open" => Fact::Open(self.truth(given)?),
            "out" => Fact::Out(self.truth(given)?),
            "cleans-left" => Fact::CleansLeft(self.number(given, 0, u32::MAX)?),
            "flags" => Fact::Flags(self.element_flags(given)?),
            "source" if is_nothing(given) => Fact::Source(None),
            "source" => Fact::Source(Some(self.reference(given, &[Refers::Slot])?)),
            "address" => Fact::Address(self.number(given, 0, u16::MAX.into())?),
            "exception" if is_nothing(given) => Fact::Exception(None),
            "exception" => Fact::Exception(Some(self.documented(given, Exception::ALL, Exception::name)?)),
            "volume-tag" if is_nothing(given) => Fact::VolumeTag(None),
            "volume-tag" => Fact::VolumeTag(Some(self.volume_tag(given)?)),
            "kind" if is_nothing(given) => Fact::Kind(None),
            "kind" => Fact::Kind(Some(self.word(given, MediumKind::WORDS)?)),
            "inverted" => Fact::Inverted(self.truth(given)?),
            "count" => Fact::Count(self.number(given, 0, u32::MAX)?),
            "lists" if is_nothing(given) => Fact::Lists(Vec::new()),
            "lists" => Fact::Lists(self.references(given, Refers::IDS)?),
            "drives" if is_nothing(given) => Fact::Drives(Vec::new()),
            "drives" => Fact::Drives(self.references(given, &[Refers::Drive])?),
            "event" => Fact::Event(self.documented(given, NotificationEvent::ALL, NotificationEvent::name)?),
            "object" => Fact::Object(self.reference(given, Refers::IDS)?),
            _ => return None,
        })
    }

    /// The flags of an element status, joined with `+`.
    fn element_flags(&mut self, given: &GivenValue<'_>) -> Option<u8> {
        if is_nothing(given) {
            return Some(0);
        }
        let text = self.text(given)?;
        let mut flags = 0;
        for word in text.split('+') {
            let Some(flag) = FLAGS.iter().find(|flag| flag.name == word) else {
                let mistake = Mistake::new(given.span, format!("`{word}` is no flag of an element status"), "unknown flag");
                self.mistake(mistake.fits(word, FLAGS.iter().map(|flag| flag.name)));
                return None;
            };
            flags |= flag.bit;
        }
        Some(flags)
    }

    fn member(&mut self, member: &'static MemberField, given: &GivenValue<'_>) -> Option<Member> {
        let value = match member.kind {
            MemberKind::Number => MemberValue::Number(self.integer(given, i64::MIN, i64::MAX)?),
            MemberKind::Named(words) => MemberValue::Number(self.number_or_word(given, 0, u32::MAX.into(), words)?),
            MemberKind::Flags(words) => MemberValue::Number(self.flags(given, words)?),
            MemberKind::Status => self.error_code(given)?,
            MemberKind::Truth => MemberValue::Truth(self.truth(given)?),
            MemberKind::Documented(names) => {
                let words: Vec<(&str, &'static str)> = names.iter().map(|name| (*name, *name)).collect();
                MemberValue::Documented(self.word(given, &words)?)
            }
            MemberKind::Text => MemberValue::Text(self.text(given)?),
            MemberKind::Object if is_nothing(given) => MemberValue::Object(None),
            MemberKind::Object => MemberValue::Object(Some(self.reference(given, Refers::IDS)?)),
            MemberKind::Time if is_nothing(given) => MemberValue::Time(None),
            MemberKind::Time => MemberValue::Time(Some(Instant::START + self.duration(given)?)),
        };
        Some(Member { name: member.name, value })
    }

    fn error_code(&mut self, given: &GivenValue<'_>) -> Option<MemberValue> {
        match given.value {
            Literal::Integer(_) => self.integer(given, 0, u32::MAX.into()).map(MemberValue::Number),
            Literal::Text(_) => self.documented(given, Status::ALL, Status::name).map(MemberValue::Status),
            Literal::Float(_) | Literal::Truth(_) | Literal::Null => self.wrong(given, "a number or the name of a status"),
        }
    }
}

/// The check that was meant by one that takes a cartridge for a place, or a place for a cartridge.
fn turned_round(subject: &Reference, name: &str, value: &str) -> Option<String> {
    let is_place = value.contains('.');
    match (name, Refers::of(subject)) {
        ("holds", Refers::Cartridge) if is_place => Some(format!("places hold cartridges; write check {subject} at={value}")),
        ("at", kind) if Refers::PLACES.contains(&kind) && !is_place => {
            Some(format!("cartridges are at places; write check {subject} holds={value}"))
        }
        _ => None,
    }
}

fn is_nothing(given: &GivenValue<'_>) -> bool {
    given.value.as_string() == Some("nothing")
}

/// The words for counts: `open`, and the documented states without their prefix, in lower case.
pub(crate) fn state_words<S: Copy>(all: &[S], name: impl Fn(S) -> &'static str) -> Vec<(String, Count<S>)> {
    let states = all.iter().map(|state| {
        let name = name(*state);
        (name.rsplit('_').next().unwrap_or(name).to_lowercase(), Count::In(*state))
    });
    std::iter::once((String::from("open"), Count::Open)).chain(states).collect()
}

/// What can be checked of what a statement brought.
fn brought(maker: Maker) -> Checkable {
    let mut words = Vec::new();
    if maker == Maker::Call(Some(Function::MountNtmsMedia)) {
        words.push("drives");
    }
    if maker.brings(Brings::List) {
        words.extend(["count", "lists"]);
    }
    if maker.brings(Brings::Notification) {
        words.extend(["event", "object"]);
    }
    let record = if maker == Maker::Expect {
        Some(RecordOf::Kind(ObjectKind::OperatorRequest))
    } else if maker.brings(Brings::Record) {
        Some(RecordOf::Any)
    } else if maker.brings(Brings::Request) {
        Some(RecordOf::Kind(ObjectKind::LibraryRequest))
    } else {
        maker.values().map(RecordOf::Values)
    };
    Checkable { words, record }
}

/// What the status of an element tells.
const ELEMENT: &[&str] = &["holds", "flags", "source", "address", "exception", "volume-tag", "kind", "inverted"];

/// What can be seen of a drive.
const DRIVE: &[&str] = &["holds", "out", "flags", "source", "address", "exception", "volume-tag", "kind", "inverted"];

/// What can be checked of a thing.
fn checkable(kind: Refers) -> Checkable {
    let (words, record): (&[&'static str], Option<ObjectKind>) = match kind {
        Refers::Offline => (&[], Some(ObjectKind::Library)),
        Refers::Library => (&["locked"], Some(ObjectKind::Library)),
        Refers::Computer => (&[], Some(ObjectKind::Computer)),
        Refers::Changer => (&[], Some(ObjectKind::Changer)),
        Refers::Transport | Refers::Cell => (ELEMENT, None),
        Refers::Slot => (ELEMENT, Some(ObjectKind::Slot)),
        Refers::Drive => (DRIVE, Some(ObjectKind::Drive)),
        Refers::Port => (&["holds", "locked", "extended"], Some(ObjectKind::Port)),
        Refers::Door => (&["locked", "open"], Some(ObjectKind::Door)),
        Refers::Magazine => (&["out"], None),
        Refers::Cartridge => (&["at", "cleans-left"], Some(ObjectKind::Medium)),
        Refers::PhysicalMedium => (&[], Some(ObjectKind::Medium)),
        Refers::LogicalMedium => (&[], Some(ObjectKind::LogicalMedium)),
        Refers::Side => (&[], Some(ObjectKind::Side)),
        Refers::Pool | Refers::SystemPool | Refers::RootPool => (&[], Some(ObjectKind::Pool)),
        Refers::MediaType => (&[], Some(ObjectKind::MediaType)),
        Refers::OperatorRequest => (&[], Some(ObjectKind::OperatorRequest)),
        Refers::Unknown | Refers::Nothing | Refers::Database | Refers::Made | Refers::Reader | Refers::Floor => (&[], None),
    };
    Checkable { words: words.to_vec(), record: record.map(RecordOf::Kind) }
}
