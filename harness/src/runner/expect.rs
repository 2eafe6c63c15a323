//! Expectations: what has to happen, and when.

use rsmlab_engine::id::CallId;
use rsmlab_engine::port::hardware::SenseCode;
use rsmlab_engine::record::OperatorRequest;
use rsmlab_engine::record::state::{OperatorRequestKind, RequestState};
use rsmlab_engine::refusal::Reason;
use rsmlab_engine::status::Status;
use rsmlab_engine::time::{Instant, Millis};

use super::calls::Reply;
use super::lookup::{NamedResult, is_open};
use super::script::{Script, StatementResult, Waited};
use super::subject::EngineUnderTest;
use super::watch::success_row;
use crate::checker::witness::Witness;
use rsmlab_language::model::{Call, Expectation, Expected, Name, Reference, Span};

/// A call of which the script demands a certain answer.
#[derive(Clone, Copy)]
pub(super) struct Pending<'s> {
    pub call: &'s Call,
    pub span: Span,
}

impl Pending<'_> {
    /// What is demanded, in words.
    pub fn expected(&self) -> String {
        let Call { client, function, expect, within, not_before, .. } = self.call;
        let status = expect.map_or_else(String::new, |status| format!(" {status}"));
        format!("{client}'s {function} to answer{status}{}", Window { within: *within, not_before: *not_before }.words())
    }
}

/// The time in which something has to happen.
#[derive(Clone, Copy)]
pub(super) struct Window {
    pub within: Option<Millis>,
    pub not_before: Option<Millis>,
}

impl Window {
    pub fn words(self) -> String {
        let within = self.within.map_or_else(String::new, |within| format!(" within {within}"));
        let not_before = self.not_before.map_or_else(String::new, |not_before| format!(" not before {not_before}"));
        within + &not_before
    }

    pub fn holds(self, elapsed: Millis) -> bool {
        self.within.is_none_or(|within| elapsed <= within) && self.not_before.is_none_or(|not_before| elapsed >= not_before)
    }

    /// The last moment at which it can still happen.
    fn end(self, begin: Instant) -> Option<Instant> {
        self.within.map(|within| begin + within)
    }
}

fn status_of(reply: &Reply) -> Status {
    reply.result.as_ref().err().map_or(Status::Success, |reason| reason.status)
}

impl<'s, S: EngineUnderTest, W: Witness> Script<'s, S, W> {
    /// Judges an answer that has come.
    pub(super) fn judge(&mut self, call: CallId) -> StatementResult {
        let Some(pending) = self.pending.remove(&call) else { return Ok(()) };
        self.judge_pending(call, pending).map_err(|failure| failure.shown_by(self.clue_of_answer(call)))
    }

    fn judge_pending(&mut self, call: CallId, pending: Pending<'s>) -> StatementResult {
        let Some(reply) = self.machine.calls.reply_to(call).cloned() else { return Ok(()) };
        let statement = self.span.replace(pending.span);
        if let Some(expected) = pending.call.expect {
            self.demand_status(call, &reply, expected, || pending.expected())?;
        }
        let elapsed = reply.at.since(self.machine.calls.made_at(call));
        let window = Window { within: pending.call.within, not_before: pending.call.not_before };
        if !window.holds(elapsed) {
            return Err(self.fail(pending.expected(), format!("it answered {} after {elapsed}", status_of(&reply))));
        }
        self.span = statement;
        Ok(())
    }

    /// An answer must have this status. If it has, the rows that it raised are asserted.
    fn demand_status(&mut self, call: CallId, reply: &Reply, expected: Status, words: impl Fn() -> String) -> StatementResult {
        let status = status_of(reply);
        if !self.machine.may_answer(call, expected, status) {
            return Err(self.fail_because(words(), format!("it answered {status}"), reply.result.as_ref().err()));
        }
        match &reply.result {
            Ok(_) => self.asserted.extend(self.machine.calls.maker(call).map(|(_, function)| success_row(function))),
            Err(reason) => self.assert_rows(reason),
        }
        Ok(())
    }

    fn assert_rows(&mut self, reason: &Reason) {
        self.asserted.extend(reason.rows.iter().map(ToString::to_string));
    }

    /// Lets time pass until something has happened, and sees that it happened as it should.
    pub(super) fn expect(&mut self, expectation: &'s Expectation) -> StatementResult {
        let window = Window { within: expectation.within, not_before: expectation.not_before };
        match &expectation.what {
            Expected::Completes { name, status, state } => self.expect_completion(name, *status, *state, window),
            Expected::Replies { name, status } => self.expect_reply(name, *status, window),
            Expected::OperatorRequest { kind, first, second, name } => {
                self.expect_operator_request(*kind, [first.as_ref(), second.as_ref()], name.as_ref(), window)
            }
            Expected::Sense { sense, of } => self.expect_sense(*sense, of.as_ref(), window),
        }
    }

    fn expect_completion(&mut self, name: &Name, status: Option<Status>, state: Option<RequestState>, window: Window) -> StatementResult {
        let call = self.named_call(name)?;
        let wanted: Vec<&str> = status.map(Status::name).into_iter().chain(state.map(RequestState::name)).collect();
        let words = format!("{name} to complete with {}{}", wanted.join(", "), window.words());
        let begin = self.machine.now;
        let waited = self.wait(window.end(begin), |script| script.is_over(call))?;
        let calls = &self.machine.calls;
        let ended = calls.request_of(call).and_then(|request| calls.end_of(request)).cloned();
        let Some(ended) = ended else {
            let reply = calls.reply_to(call);
            let reason = reply.and_then(|reply| reply.result.as_ref().err());
            let came = match (waited, reason) {
                (_, Some(reason)) => format!("the call was refused with {}", reason.status),
                (Waited::Met, None) => "it brought no library request".to_owned(),
                (Waited::TimedOut, None) => format!("it was not over after {}", self.machine.now.since(begin)),
                (Waited::InVain, None) => "it was not over, and nothing is left that could end it".to_owned(),
            };
            return Err(self.fail_because(words, came, reason));
        };
        let elapsed = ended.at.since(begin);
        if status.is_some_and(|status| !self.machine.may_answer(call, status, ended.status))
            || state.is_some_and(|state| state != ended.state)
        {
            let came = format!("it ended with {}, {}", ended.status, ended.state);
            return Err(self.fail_because(words, came, ended.reason.as_ref()));
        }
        if !window.holds(elapsed) {
            return Err(self.fail_because(words, format!("it ended after {elapsed}"), ended.reason.as_ref()));
        }
        if let Some(reason) = &ended.reason {
            self.assert_rows(reason);
        }
        Ok(())
    }

    fn expect_reply(&mut self, name: &Name, status: Status, window: Window) -> StatementResult {
        let call = self.named_call(name)?;
        let words = || format!("{name} to answer {status}{}", window.words());
        let begin = self.machine.now;
        let waited = self.wait(window.end(begin), |script| script.machine.calls.reply_to(call).is_some())?;
        let Some(reply) = self.machine.calls.reply_to(call).cloned() else {
            let came = match waited {
                Waited::TimedOut => format!("there was no answer after {}", self.machine.now.since(begin)),
                Waited::Met | Waited::InVain => "there was no answer, and nothing is left that could bring one".to_owned(),
            };
            return Err(self.fail(words(), came));
        };
        self.demand_status(call, &reply, status, words)?;
        self.undemanded.remove(&call);
        match reply.at.since(begin) {
            elapsed if window.holds(elapsed) => Ok(()),
            elapsed => Err(self.fail(words(), format!("it answered after {elapsed}"))),
        }
    }

    fn expect_operator_request(
        &mut self,
        kind: OperatorRequestKind,
        arguments: [Option<&Reference>; 2],
        name: Option<&Name>,
        window: Window,
    ) -> StatementResult {
        let begin = self.machine.now;
        let waited = self.wait(window.end(begin), |script| script.open_request(kind, arguments).is_some())?;
        let about = arguments.into_iter().flatten().fold(String::new(), |text, argument| format!("{text} {argument}"));
        let words = || format!("an open operator request {kind}{about}{}", window.words());
        let Some(request) = self.open_request(kind, arguments).map(|request| request.guid) else {
            let came = match waited {
                Waited::TimedOut => format!("there was none after {}", self.machine.now.since(begin)),
                Waited::Met | Waited::InVain => "there is none, and nothing is left that could bring one".to_owned(),
            };
            return Err(self.fail(words(), came));
        };
        let elapsed = self.machine.now.since(begin);
        if !window.holds(elapsed) {
            return Err(self.fail(words(), format!("it was open after {elapsed}")));
        }
        if let Some(name) = name {
            self.made.insert(name.clone(), NamedResult::OperatorRequest(request));
        }
        Ok(())
    }

    fn expect_sense(&mut self, sense: SenseCode, of: Option<&Reference>, window: Window) -> StatementResult {
        let part = of.map(|of| self.part(of)).transpose()?;
        let about = of.map_or_else(String::new, |of| format!(" of {of}"));
        let words = || format!("sense {sense}{about} to be reported{}", window.words());
        let begin = self.machine.now;
        let reported = |script: &Self| script.machine.watch.senses.as_ref().and_then(|senses| senses.first(sense, part));
        let waited = self.wait(window.end(begin), |script| reported(script).is_some())?;
        match reported(self).map(|at| at.since(begin)) {
            Some(elapsed) if window.holds(elapsed) => Ok(()),
            Some(elapsed) => Err(self.fail(words(), format!("it was reported after {elapsed}"))),
            None => {
                let came = match waited {
                    Waited::TimedOut => format!("it was not reported after {}", self.machine.now.since(begin)),
                    Waited::Met | Waited::InVain => "it was not, and nothing is left that could bring it".to_owned(),
                };
                Err(self.fail(words(), came))
            }
        }
    }

    /// The oldest open operator request of a kind about certain objects. A cartridge stands for either of its media.
    fn open_request(&self, kind: OperatorRequestKind, arguments: [Option<&Reference>; 2]) -> Option<&OperatorRequest> {
        let lookup = self.lookup(None);
        let fits = |request: &&OperatorRequest| {
            request.kind == kind
                && is_open(request.state)
                && arguments.into_iter().zip([request.first, request.second]).all(|(wanted, argument)| match (wanted, argument) {
                    (None, _) | (Some(Reference::Nothing), None) => true,
                    (Some(_), None) => false,
                    (Some(wanted), Some(argument)) => {
                        [false, true].into_iter().any(|logical| lookup.id(wanted, logical) == argument.object)
                    }
                })
        };
        self.machine.records().operator_requests.values().filter(fits).min_by_key(|request| request.submitted)
    }
}
