//! Checks: what has to be so now, in truth, in the engine's records and in what calls have answered.

use rsmlab_engine::call::{Answer, InformationHeader, Method};
use rsmlab_engine::id::{CallId, Guid};
use rsmlab_engine::information::ObjectInformation;
use rsmlab_engine::port::hardware::{Element, Exception};
use rsmlab_engine::record::state::ObjectKind;
use rsmlab_engine::record::{LibraryRequest, OperatorRequest, Subject};
use rsmlab_engine::time::Instant;
use serde_json::Value as Json;

use super::build;
use super::failure::RunFailure;
use super::lookup::is_open;
use super::script::{Script, StatementResult};
use super::subject;
use crate::checker::tally::is_over;
use crate::checker::witness::Witness;
use crate::trace::Clock;
use crate::trace::names::TraceNames;
use rsmlab_language::model::{self, Check, Count, Fact, MediumKind, Member, MemberValue, Name, Reference, Whereabouts};
use rsmlab_language::signature::RECORD_SIZE;
use rsmlab_sim::hardware::status::{ElementDescriptor, flag_names};
use rsmlab_sim::hardware::{CartridgeId, CartridgePurpose, Spot};

impl<S: subject::EngineUnderTest, W: Witness> Script<'_, S, W> {
    /// Sees that something is so.
    pub(super) fn check(&mut self, check: &Check) -> StatementResult {
        match check {
            Check::Facts { subject, facts } => facts.iter().try_for_each(|fact| self.fact(subject, fact)),
            Check::OperatorRequests { kind, about, counts } => counts.iter().try_for_each(|(which, expected)| {
                let lookup = self.lookup(None);
                let is_argument = |about: &Reference, request: &OperatorRequest| {
                    let ids = [false, true].map(|logical| lookup.id(about, logical));
                    [request.first, request.second].into_iter().flatten().any(|argument| ids.contains(&argument.object))
                };
                let counted = |request: &&OperatorRequest| {
                    kind.is_none_or(|kind| kind == request.kind)
                        && about.as_ref().is_none_or(|about| is_argument(about, request))
                        && match which {
                            Count::Open => is_open(request.state),
                            Count::In(state) => request.state == *state,
                        }
                };
                let number = self.machine.records().operator_requests.values().filter(counted).count();
                self.demand_count("operator requests", *expected, number)
            }),
            Check::Requests { library, operation, about, error, counts } => {
                let library = library.as_ref().map(|name| self.id(Some(&Reference::Library(name.clone()))));
                let about = about.as_ref().map(|about| self.id(Some(about)));
                counts.iter().try_for_each(|(which, expected)| {
                    let records = self.machine.records();
                    let counted = |request: &&LibraryRequest| {
                        library.is_none_or(|id| records.libraries.get(request.library).is_some_and(|library| library.guid == id))
                            && operation.is_none_or(|operation| operation == request.operation)
                            && about.is_none_or(|id| is_about(&request.subject, id))
                            && error.is_none_or(|error| error == request.error)
                            && match which {
                                Count::Open => !is_over(request.state),
                                Count::In(state) => request.state == *state,
                            }
                    };
                    self.demand_count("library requests", *expected, records.requests.values().filter(counted).count())
                })
            }
        }
    }

    fn demand_count(&self, what: &str, expected: u32, number: usize) -> StatementResult {
        self.demand(expected as usize == number, || format!("{expected} such {what}"), || format!("there are {number}"))
    }

    fn demand(&self, holds: bool, expected: impl FnOnce() -> String, came: impl FnOnce() -> String) -> StatementResult {
        if holds { Ok(()) } else { Err(self.fail(expected(), came())) }
    }

    fn fact(&mut self, subject: &Reference, fact: &Fact) -> StatementResult {
        match fact {
            Fact::Holds(cartridge) => self.holds(subject, cartridge.as_ref()),
            Fact::At(whereabouts) => self.at(subject, whereabouts),
            Fact::Locked(expected) => {
                let (address, gate) = self.gate(subject)?;
                let locked = self.machine.hardware.library(address).and_then(|library| library.is_locked(gate));
                self.demand_truth(subject, "locked", *expected, locked)
            }
            Fact::Extended(expected) => self.stands_open(subject, "extended", *expected),
            Fact::Open(expected) => self.stands_open(subject, "open", *expected),
            Fact::Out(expected) if let Reference::Drive(library, number) = subject => {
                let library = self.address(library).and_then(|address| self.machine.hardware.library(address));
                let drive = library.and_then(|library| library.drives.get(usize::from(*number).checked_sub(1)?));
                self.demand_truth(subject, "out", *expected, drive.map(|drive| !drive.is_there()))
            }
            Fact::Out(expected) => {
                let (address, number) = self.magazine(subject)?;
                let magazines = self.machine.hardware.library(address).map(|library| library.magazines.as_slice());
                let magazine = magazines.and_then(|magazines| magazines.get(usize::from(number).checked_sub(1)?));
                self.demand_truth(subject, "out", *expected, magazine.map(|magazine| !magazine.present))
            }
            Fact::CleansLeft(expected) => {
                let Reference::Cartridge(name) = subject else { return self.no_such("a cartridge", subject) };
                let id = self.cartridge(name)?;
                let kind = self.machine.hardware.cartridge(id).map(|cartridge| cartridge.kind);
                let came = || match kind {
                    Some(CartridgePurpose::Cleaner { cleans_left }) => format!("it can clean {cleans_left} times"),
                    Some(CartridgePurpose::Data) | None => "it is no cleaner".to_owned(),
                };
                self.demand(
                    kind == Some(CartridgePurpose::Cleaner { cleans_left: *expected }),
                    || format!("{name} to clean {expected} times more"),
                    came,
                )
            }
            Fact::Flags(expected) => {
                let status = self.element_status(subject)?;
                let words = |flags| format!("{subject} to show {}", flag_names(flags));
                self.demand(status.flags() == *expected, || words(*expected), || format!("it shows {}", flag_names(status.flags())))
            }
            Fact::Source(expected) => {
                let status = self.element_status(subject)?;
                let expected_address = match expected.as_ref().and_then(Reference::place) {
                    Some(place) => self.element_address(&place),
                    None => None,
                };
                let name = expected.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
                let came = || status.source.map_or_else(|| "it came from no slot".to_owned(), |at| format!("it came from element {at}"));
                self.demand(status.source == expected_address, || format!("what is in {subject} to come from {name}"), came)
            }
            Fact::Address(expected) => {
                let status = self.element_status(subject)?;
                self.demand(
                    status.address == *expected,
                    || format!("{subject} to be element {expected}"),
                    || format!("it is element {}", status.address),
                )
            }
            Fact::Exception(_) | Fact::VolumeTag(_) | Fact::Kind(_) | Fact::Inverted(_) => self.described(subject, fact),
            Fact::Member(member) => self.member(subject, member),
            Fact::Count(_) | Fact::Lists(_) | Fact::Drives(_) | Fact::Event(_) | Fact::Object(_) => self.answered(subject, fact),
        }
    }

    fn no_such(&self, wanted: &str, subject: &Reference) -> StatementResult {
        Err(self.fail(wanted.to_owned(), format!("{subject} is none")))
    }

    fn stands_open(&self, subject: &Reference, word: &str, expected: bool) -> StatementResult {
        let (address, gate) = self.gate(subject)?;
        let open = self.machine.hardware.library(address).and_then(|library| library.stands_open(gate));
        self.demand_truth(subject, word, expected, open)
    }

    fn demand_truth(&self, subject: &Reference, word: &str, expected: bool, truth: Option<bool>) -> StatementResult {
        let not = |yes| if yes { "" } else { "not " };
        let came = || truth.map_or_else(|| "there is no such thing".to_owned(), |truth| format!("it is {}{word}", not(truth)));
        self.demand(truth == Some(expected), || format!("{subject} to be {}{word}", not(expected)), came)
    }

    /// A place really holds a cartridge, or nothing. A port without a cell stands for all of its cells.
    fn holds(&self, subject: &Reference, expected: Option<&Name>) -> StatementResult {
        let Some(place) = subject.place() else { return self.no_such("a place", subject) };
        let contents = self.contents(&place);
        let expected_id = expected.map(|name| self.cartridge(name)).transpose()?;
        let holds = match expected_id {
            Some(id) => contents.contains(&id),
            None => contents.is_empty(),
        };
        let came = || match contents.as_slice() {
            [] => "it holds nothing".to_owned(),
            some => {
                let names: Vec<_> = some.iter().map(|id| self.machine.hardware.cartridge_name(*id)).collect();
                format!("it holds {}", names.join(" and "))
            }
        };
        self.demand(holds, || format!("{subject} to hold {}", expected.map_or("nothing", Name::as_str)), came)
    }

    /// What the library would report of an element.
    pub(super) fn element_status(&self, subject: &Reference) -> StatementResult<ElementDescriptor> {
        let status = subject.place().and_then(|place| self.machine.hardware.status_of(self.address(&place.library)?, place.spot.element()));
        status.ok_or_else(|| self.fail("an element of a library".into(), format!("{subject} is none")))
    }

    /// What the library would report of an element besides what has a word of its own.
    fn described(&self, subject: &Reference, fact: &Fact) -> StatementResult {
        let status = self.element_status(subject)?;
        let or_nothing = |word: Option<&str>| word.unwrap_or("nothing").to_owned();
        let not = |yes| if yes { "turned over" } else { "not turned over" }.to_owned();
        let (what, expected, came) = match fact {
            Fact::Exception(expected) => {
                let came = status.exception.map(|(exception, _)| exception.name());
                ("have as its exception", or_nothing(expected.map(Exception::name)), or_nothing(came))
            }
            Fact::VolumeTag(expected) => {
                ("have as its volume tag", or_nothing(expected.as_deref()), or_nothing(status.volume_tag.as_deref()))
            }
            Fact::Kind(expected) => {
                ("hold as kind of medium", or_nothing(expected.map(MediumKind::word)), or_nothing(status.medium.map(MediumKind::word)))
            }
            Fact::Inverted(expected) => ("hold something that is", not(*expected), not(status.inverted)),
            _ => return self.no_such("something that a status tells", subject),
        };
        self.demand(expected == came, || format!("{subject} to {what} {expected}"), || format!("it is {came}"))
    }

    fn element_address(&self, place: &model::ElementPlace) -> Option<u16> {
        let library = self.machine.hardware.library(self.address(&place.library)?)?;
        Some(library.address_of(place.spot.element()))
    }

    /// What is really in a place.
    fn contents(&self, place: &model::ElementPlace) -> Vec<CartridgeId> {
        let Some(address) = self.address(&place.library) else { return Vec::new() };
        let Some(library) = self.machine.hardware.library(address) else { return Vec::new() };
        let in_place = |element: &Element| match (place.spot, *element) {
            (model::Spot::Port(wanted, None), Element::Port(number, _)) => wanted == number,
            (spot, element) => spot.element() == element,
        };
        library.elements().filter(in_place).filter_map(|element| library.content(element).flatten()).collect()
    }

    fn at(&self, subject: &Reference, whereabouts: &Whereabouts) -> StatementResult {
        let Reference::Cartridge(name) = subject else { return self.no_such("a cartridge", subject) };
        let id = self.cartridge(name)?;
        let truth = self.machine.hardware.spot_of(id);
        let holds = match whereabouts {
            Whereabouts::Shelf => truth == Some(Spot::Shelf),
            Whereabouts::In(place) if matches!(place.spot, model::Spot::Port(_, None)) => self.contents(place).contains(&id),
            Whereabouts::In(_) | Whereabouts::Floor(_) => truth.is_some() && truth == build::spot(&self.scenario.setup, whereabouts),
        };
        let came = || truth.map_or_else(|| "it is nowhere".to_owned(), |spot| format!("it is at {}", self.machine.hardware.name_of(spot)));
        self.demand(holds, || format!("{name} to be at {whereabouts}"), came)
    }

    /// A member of a record has a value.
    fn member(&mut self, subject: &Reference, member: &Member) -> StatementResult {
        let words = || format!("{} of {subject} to be {}", member.name, value_words(&member.value));
        let brought = self.call_of(subject).map(|call| self.machine.calls.request_of(call));
        let wanted = self.wanted(&member.value);
        let (found, what) = match (self.answered_value(subject, member.name), self.answered_record(subject)) {
            (Some(found), _) => (Some(found), "what a call answers".to_owned()),
            (None, Some(information)) => (member_of(&information, member.name), format!("the record of a {}", information.kind)),
            // What a call has not brought has no record.
            (None, None) if brought == Some(None) => return Err(self.unanswered(subject, words())),
            (None, None) => {
                let information = self.read_record(subject, &words())?;
                (member_of(&information, member.name), format!("the record of a {}", information.kind))
            }
        };
        match found {
            Some(found) if found == wanted => Ok(()),
            Some(found) => {
                let failure = self.fail(words(), format!("it is {}", self.found_words(&member.value, &found)));
                Err(failure.shown_by(self.clue_of_member(subject, &found)))
            }
            None => Err(self.fail(words(), format!("{what} has no such member"))),
        }
    }

    /// A value that a named call has answered, by its documented name.
    fn answered_value(&self, subject: &Reference, name: &str) -> Option<Json> {
        let call = self.call_of(subject)?;
        let values = serde_json::to_value(self.machine.calls.answer_to(call)?.values()?).ok()?;
        values.as_object()?.values().next()?.get(name).cloned()
    }

    /// The record that a named call has answered.
    fn answered_record(&self, subject: &Reference) -> Option<ObjectInformation> {
        self.machine.calls.answer_to(self.call_of(subject)?)?.information().cloned()
    }

    fn call_of(&self, subject: &Reference) -> Option<CallId> {
        let Reference::Made(name) = subject else { return None };
        self.lookup(None).call(name)
    }

    /// The record of an object, read at the console.
    fn read_record(&mut self, subject: &Reference, words: &str) -> StatementResult<ObjectInformation> {
        let session = self.console(None)?;
        let object = Some(self.id(Some(subject)));
        let information =
            Some(InformationHeader { size: u32::try_from(RECORD_SIZE).unwrap_or(u32::MAX), kind: ObjectKind::Unknown.number() });
        let method = Method::GetNtmsObjectInformation { object, information };
        match self.ask(None, &self.operator_caller(), Some(session), method)? {
            Ok(Answer::Information(information)) => Ok(*information),
            Ok(_) => Err(self.fail(words.to_owned(), "the answer was no record".into())),
            Err(reason) => Err(self.fail_because(words.to_owned(), format!("its record cannot be read: {}", reason.status), Some(&reason))),
        }
    }

    /// The value a member must have, as it stands in the record.
    fn wanted(&self, value: &MemberValue) -> Json {
        match value {
            MemberValue::Number(number) => (*number).into(),
            MemberValue::Status(status) => status.number().into(),
            MemberValue::Truth(truth) => (*truth).into(),
            MemberValue::Documented(name) => (*name).into(),
            MemberValue::Text(text) => text.as_str().into(),
            MemberValue::Object(reference) => self.id(reference.as_ref()).to_string().into(),
            MemberValue::Time(time) => time.map_or(Json::Null, |time| (self.began() + time.since(Instant::START)).0.into()),
        }
    }

    /// What a named call has answered, besides records.
    fn answered(&self, subject: &Reference, fact: &Fact) -> StatementResult {
        let words = || format!("{subject} to have answered {}", fact_words(fact));
        let call = self.call_of(subject);
        let Some(answer) = call.and_then(|call| self.machine.calls.answer_to(call)) else {
            // A call that was refused has brought no drives, and that can be what is asked.
            let reply = call.and_then(|call| self.machine.calls.reply_to(call));
            let brought_none =
                matches!(fact, Fact::Drives(drives) if drives.is_empty()) && reply.is_some_and(|reply| reply.result.is_err());
            return if brought_none { Ok(()) } else { Err(self.unanswered(subject, words())) };
        };
        let ids = |references: &[Reference]| references.iter().map(|reference| self.id(Some(reference))).collect::<Vec<Guid>>();
        let (holds, came) = match (fact, answer) {
            (Fact::Count(expected), Answer::Objects { count, .. }) => (expected == count, format!("it counted {count}")),
            (Fact::Lists(expected), Answer::Objects { ids: listed, .. }) => (*listed == ids(expected), self.listed(listed)),
            (Fact::Drives(expected), Answer::Drives(drives)) => (*drives == ids(expected), self.listed(drives)),
            (Fact::Event(expected), Answer::Notification(told)) => (*expected == told.event, format!("it told of {}", told.event)),
            (Fact::Object(expected), Answer::Notification(told)) => {
                let fits = [false, true].into_iter().any(|logical| self.lookup(None).id(expected, logical) == told.object);
                (fits, format!("it told of {}", self.names().guid(told.object)))
            }
            _ => (false, "it answered something else".to_owned()),
        };
        self.demand(holds, words, || came)
    }

    /// A call has brought nothing that could be checked.
    fn unanswered(&self, subject: &Reference, words: String) -> Box<RunFailure> {
        let reply = self.call_of(subject).and_then(|call| self.machine.calls.reply_to(call));
        match reply.and_then(|reply| reply.result.as_ref().err()) {
            Some(reason) => self.fail_because(words, format!("it was refused with {}", reason.status), Some(reason)),
            None => self.fail(words, "it has not been answered".into()),
        }
    }

    fn listed(&self, ids: &[Guid]) -> String {
        let names = self.names();
        let listed: Vec<_> = ids.iter().map(|id| names.guid(*id)).collect();
        if listed.is_empty() { "it named nothing".to_owned() } else { format!("it named {}", listed.join(", ")) }
    }

    /// The names that the trace knows by now.
    pub(super) fn names(&self) -> TraceNames {
        let mut names = TraceNames::default();
        self.machine.trace.records().map_while(Result::ok).for_each(|record| names.learn(&record.what));
        names
    }

    /// What was found where something else was wanted.
    fn found_words(&self, wanted: &MemberValue, found: &Json) -> String {
        match (wanted, found.as_u64()) {
            (MemberValue::Time(_), Some(time)) => Clock::since(self.began()).tell(Instant(time)),
            _ => self.json_words(found),
        }
    }

    fn json_words(&self, value: &Json) -> String {
        match value {
            Json::String(text) => match serde_json::from_value(value.clone()) {
                Ok(id) => self.names().guid(id).as_ref().to_owned(),
                Err(_) => text.clone(),
            },
            Json::Null => "nothing".to_owned(),
            Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => value.to_string(),
        }
    }
}

/// A member of a record, by its documented name: one that all kinds have, or one of its own kind.
fn member_of(information: &ObjectInformation, name: &str) -> Option<Json> {
    let Ok(Json::Object(mut record)) = serde_json::to_value(information) else { return None };
    if let Some(common) = record.remove(name) {
        return Some(common);
    }
    let Some(Json::Object(of_kind)) = record.remove("Info") else { return None };
    of_kind.into_iter().find_map(|(_, own)| own.get(name).cloned())
}

fn value_words(value: &MemberValue) -> String {
    match value {
        MemberValue::Number(number) => number.to_string(),
        MemberValue::Status(status) => status.name().to_owned(),
        MemberValue::Truth(truth) => truth.to_string(),
        MemberValue::Documented(name) => (*name).to_owned(),
        MemberValue::Text(text) => format!("\"{text}\""),
        MemberValue::Object(reference) => reference.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string),
        MemberValue::Time(time) => time.map_or_else(|| "nothing".to_owned(), |time| Clock::default().tell(time)),
    }
}

fn fact_words(fact: &Fact) -> String {
    let list = |references: &[Reference]| references.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match fact {
        Fact::Count(count) => format!("a count of {count}"),
        Fact::Lists(references) | Fact::Drives(references) if references.is_empty() => "nothing".to_owned(),
        Fact::Lists(references) | Fact::Drives(references) => list(references),
        Fact::Event(event) => event.to_string(),
        Fact::Object(reference) => format!("a notification of {reference}"),
        Fact::Holds(_)
        | Fact::At(_)
        | Fact::Locked(_)
        | Fact::Extended(_)
        | Fact::Open(_)
        | Fact::Out(_)
        | Fact::CleansLeft(_)
        | Fact::Flags(_)
        | Fact::Source(_)
        | Fact::Address(_)
        | Fact::Exception(_)
        | Fact::VolumeTag(_)
        | Fact::Kind(_)
        | Fact::Inverted(_)
        | Fact::Member(_) => "this".to_owned(),
    }
}

/// Whether a library request is about what has this id.
fn is_about(subject: &Subject, id: Guid) -> bool {
    [subject.side, subject.drive, subject.medium, subject.slot].contains(&Some(id))
}
