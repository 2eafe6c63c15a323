//! Clues: which record of the trace contradicts what a statement expects.
//!
//! The check that fails sees values and no records. What the statement is about leads to the record: the end of a call or of its
//! request, the last change of a record, the last move to or from a place.

use rsmlab_engine::call::Answer;
use rsmlab_engine::id::{CallId, Guid};
use rsmlab_engine::record::state::OperatorRequestKind;
use rsmlab_engine::record::{LibraryRequest, OperatorRequest};
use rsmlab_engine::status::Status;
use serde_json::Value as Json;

use super::failure::RunFailure;
use super::script::Script;
use super::subject::EngineUnderTest;
use crate::checker::promise::Promise;
use crate::checker::witness::Witness;
use crate::trace::Sequence;
use crate::trace::causes::{Causes, Clue};
use crate::trace::thing::Thing;
use rsmlab_language::model::{self, Check, ElementPlace, Expected, Fact, Name, Reference, RunLength, Step, Whereabouts};
use rsmlab_sim::fault::FaultSite;
use rsmlab_sim::hardware::Spot;

/// The things of a clue, in groups, the one that tells most first.
type Groups = Vec<Vec<Thing>>;

impl<S: EngineUnderTest, W: Witness> Script<'_, S, W> {
    /// The same failure with what led to it, and with what was the last to happen.
    pub(super) fn explained(&self, mut failure: Box<RunFailure>) -> Box<RunFailure> {
        let trace = &self.machine.trace;
        failure.before = trace.last_lines(self.options.lines);
        let clue = failure.clue().cloned().unwrap_or_else(|| self.clue(&failure));
        let causes = Causes::of(trace, &clue);
        if self.options.lines > 0 {
            failure.causes = causes.lines(trace);
        }
        failure.origin = causes.origin;
        failure
    }

    /// What the statement at hand is about, where the check that failed did not know more.
    fn clue(&self, failure: &RunFailure) -> Clue {
        if failure.promise == Some(Promise::RUNS_END) {
            // What goes on and on is what is going on.
            return Clue::Record(Sequence(self.machine.trace.len().saturating_sub(1)));
        }
        let step = self.at_hand.filter(|_| failure.promise.is_none());
        Clue::about(step.map_or_else(Vec::new, |step| self.groups(step)))
    }

    fn groups(&self, step: &Step) -> Groups {
        match step {
            Step::Expect(expectation) => match &expectation.what {
                Expected::Completes { name, .. } => self.of_name(name),
                Expected::Replies { name, .. } => {
                    self.lookup(None).call(name).map_or_else(|| self.of_name(name), |call| self.of_answer(call))
                }
                Expected::OperatorRequest { kind, first, second, .. } => {
                    let about = first.iter().chain(second).flat_map(|about| self.of_thing(about));
                    vec![self.of_operator_requests(|request| request.kind == *kind), about.collect()]
                }
                Expected::Sense { of, .. } => vec![of.iter().flat_map(|of| self.of_thing(of)).collect()],
            },
            Step::Check(check) => self.of_check(check),
            Step::Run(RunLength::Until(name)) => self.of_name(name),
            Step::Run(_) | Step::Do(_) | Step::Schedule(_) | Step::OnRequest(_) | Step::Settle(_) => Vec::new(),
        }
    }

    fn of_check(&self, check: &Check) -> Groups {
        match check {
            Check::Facts { subject: Reference::Made(name), .. } => self.of_name(name),
            Check::Facts { subject, facts } if facts.iter().all(|fact| matches!(fact, Fact::Member(_))) => {
                vec![vec![Thing::Object(self.id(Some(subject)))]]
            }
            Check::Facts { subject, facts } => {
                let wanted = facts.iter().flat_map(|fact| match fact {
                    Fact::At(Whereabouts::In(place)) => self.of_place(place),
                    Fact::Holds(Some(cartridge)) => self.of_cartridge(cartridge),
                    _ => Vec::new(),
                });
                vec![self.of_thing(subject).into_iter().chain(wanted).collect()]
            }
            Check::OperatorRequests { kind, about, .. } => {
                let of_kind = |wanted: OperatorRequestKind| kind.is_none_or(|kind| kind == wanted);
                vec![
                    self.of_operator_requests(|request| of_kind(request.kind)),
                    about.iter().flat_map(|about| self.of_thing(about)).collect(),
                ]
            }
            Check::Requests { library, operation, about, .. } => {
                let library = library.as_ref().map(|name| self.id(Some(&Reference::Library(name.clone()))));
                let records = self.machine.records();
                let fits = |request: &&LibraryRequest| {
                    operation.is_none_or(|operation| operation == request.operation)
                        && library.is_none_or(|id| records.libraries.get(request.library).is_some_and(|library| library.guid == id))
                };
                let requests = records.requests.values().filter(fits).map(|request| Thing::Object(request.guid));
                vec![requests.collect(), about.iter().flat_map(|about| self.of_thing(about)).collect()]
            }
        }
    }

    fn of_operator_requests(&self, fits: impl Fn(&OperatorRequest) -> bool) -> Vec<Thing> {
        let requests = self.machine.records().operator_requests.values().filter(|request| fits(request));
        requests.map(|request| Thing::Object(request.guid)).collect()
    }

    /// What a statement has named: a call and what it brought, or an operator request.
    fn of_name(&self, name: &Name) -> Groups {
        match self.lookup(None).call(name) {
            Some(call) => self.of_call(call),
            None => vec![vec![Thing::Object(self.id(Some(&Reference::Made(name.clone()))))]],
        }
    }

    /// The clue of a call that was answered otherwise than was expected, or not at all.
    pub(super) fn clue_of_answer(&self, call: CallId) -> Clue {
        Clue::about(self.of_answer(call))
    }

    /// An answer tells how a call was answered; until it comes, the request of the call tells how it stands.
    fn of_answer(&self, call: CallId) -> Groups {
        let mut groups = self.of_call(call);
        if self.machine.calls.reply_to(call).is_some() {
            groups.sort_by_key(|group| !group.contains(&Thing::Call(call)));
        }
        groups
    }

    /// A call is over with its request, or with its answer; until then, its request tells how it stands.
    fn of_call(&self, call: CallId) -> Groups {
        let calls = &self.machine.calls;
        let request = calls.request_of(call);
        let asked = vec![Thing::Call(call)];
        let brought: Vec<Thing> = request.map(Thing::Object).into_iter().collect();
        let is_refused = calls.reply_to(call).is_some_and(|reply| reply.result.is_err());
        if is_refused { vec![asked, brought] } else { vec![brought, asked] }
    }

    /// The clue of a member of a record that has another value.
    pub(super) fn clue_of_member(&self, subject: &Reference, found: &Json) -> Clue {
        let told = subject.made().and_then(|name| self.lookup(None).call(name));
        let groups = match told.map(|call| (call, self.machine.calls.answer_to(call))) {
            Some((call, Some(Answer::Information(information)))) => vec![vec![Thing::Object(information.guid)], vec![Thing::Call(call)]],
            Some(_) | None => vec![vec![Thing::Object(self.id(Some(subject)))]],
        };
        let word = match found {
            Json::String(text) => Some(self.word_of(text, found)),
            Json::Number(number) => number
                .as_u64()
                .and_then(|number| Status::ALL.iter().find(|status| u64::from(status.number()) == number))
                .map(|status| status.name().to_owned()),
            Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
        };
        Clue::About { groups, word }
    }

    fn word_of(&self, text: &str, found: &Json) -> String {
        let id: Option<Guid> = serde_json::from_value(found.clone()).ok();
        id.map_or_else(|| text.to_owned(), |id| self.names().guid(id).as_ref().to_owned())
    }

    /// What can be touched of what is meant; of what cannot be touched, its record.
    fn of_thing(&self, reference: &Reference) -> Vec<Thing> {
        if let Reference::Cartridge(name) = reference {
            return self.of_cartridge(name);
        }
        if let Some(place) = reference.place() {
            return self.of_place(&place);
        }
        match self.part(reference) {
            Ok(part) => vec![Thing::Part(part)],
            Err(_) => vec![Thing::Object(self.id(Some(reference)))],
        }
    }

    fn of_place(&self, place: &ElementPlace) -> Vec<Thing> {
        let part = |address| match place.spot {
            // Of a port without a cell, any cell of it is meant.
            model::Spot::Port(number, None) => FaultSite::Port(address, number),
            spot => FaultSite::at(address, spot.element()),
        };
        self.address(&place.library).map(|address| Thing::Part(part(address))).into_iter().collect()
    }

    /// A cartridge, and the place where it is: a move has only places.
    fn of_cartridge(&self, name: &Name) -> Vec<Thing> {
        let Ok(id) = self.cartridge(name) else { return Vec::new() };
        let place = match self.machine.hardware.spot_of(id) {
            Some(Spot::In(address, element)) => Some(FaultSite::at(address, element)),
            Some(Spot::Shelf | Spot::Floor(_)) | None => None,
        };
        [FaultSite::Cartridge(id)].into_iter().chain(place).map(Thing::Part).collect()
    }
}
