//! News: what the script does about what has happened. It judges answers, remembers sessions and media, and sends the operator.

use rsmlab_engine::change::{Change, Object, SideField};
use rsmlab_engine::function::Function;
use rsmlab_engine::id::CallId;
use rsmlab_engine::record::OperatorRequest;
use rsmlab_language::model::Name;

use super::machine::News;
use super::provenance::own_medium;
use super::script::{ActBlock, OperatorRule, Script, StatementResult};
use super::subject::EngineUnderTest;
use crate::checker::promise::{BrokenPromise, Promise};
use crate::checker::tally::is_over;
use crate::checker::witness::Witness;
use crate::trace::causes::Clue;
use crate::trace::{Actor, What};

/// After how many things that happen the work of a run is reckoned again, at least.
const RECKONED_EVERY: u64 = 50;

impl<S: EngineUnderTest, W: Witness> Script<'_, S, W> {
    /// Reacts to what has happened: judges answers, remembers sessions, sends the operator.
    pub fn digest(&mut self) -> StatementResult {
        if let Some((trouble, seq)) = self.machine.trouble() {
            return Err(self.fail("an engine that answers".into(), trouble.clone()).shown_by(Clue::Record(*seq)));
        }
        if let Some((breach, seq)) = self.machine.watch.breach.take() {
            return Err(self.fail_promise(breach).shown_by(Clue::Record(seq)));
        }
        self.reckon();
        let came = if self.machine.trace.len() > self.options.events {
            Some(format!("more than {} things happened, and there is no end in sight", self.options.events))
        } else if self.work.done > self.options.work {
            Some("more and more is to be done, and there is no end in sight".into())
        } else {
            None
        };
        if let Some(came) = came {
            return Err(self.fail_promised("a run that comes to an end".into(), BrokenPromise::new(Promise::RUNS_END, came)));
        }
        for news in std::mem::take(&mut self.machine.news) {
            match news {
                News::Replied(call) => {
                    self.remember_session(call);
                    self.judge(call)?;
                }
                News::Stored(change) => {
                    self.recognize_medium(&change);
                    self.meet_request(&change);
                }
                News::Crashed => self.console = None,
                News::Answered(command) => self.judge_scsi(command)?,
            }
        }
        self.notice();
        Ok(())
    }

    /// Adds up the work. Whatever happens, the library requests that are open are looked through, each among those on record.
    fn reckon(&mut self) {
        let happened = self.machine.trace.len();
        let requests = &self.machine.records().requests;
        // The more there are, the longer it takes to go through them.
        if happened < self.work.events + RECKONED_EVERY.max(requests.len() as u64) {
            return;
        }
        let open = requests.values().filter(|request| !is_over(request.state)).count() as u64;
        self.work.done += (happened - self.work.events) * (1 + open * requests.len() as u64 / 1_000);
        self.work.events = happened;
    }

    fn remember_session(&mut self, call: CallId) {
        let Some((user, function)) = self.machine.calls.maker(call) else { return };
        let Some(session) = self.machine.calls.session_of(call).filter(|_| function == Function::OpenNtmsSession) else { return };
        if let Some(client) = self.scenario.setup.clients.iter().find(|client| *client.name.as_str() == *user) {
            self.sessions.insert(client.name.clone(), session);
        }
    }

    /// Media that the engine has found get the names of their cartridges as soon as it is clear which they are.
    fn recognize_medium(&mut self, change: &Change) {
        let records = self.machine.records();
        let object = match change {
            Change::Insert(Object::Medium(_, medium)) => Some(medium.guid),
            Change::Side(side, SideField::Label(Some(_))) => {
                records.sides.get(*side).and_then(|side| records.media.get(side.medium)).map(|medium| medium.guid)
            }
            _ => None,
        };
        let Some(object) = object.filter(|object| !self.recognized.contains(object)) else { return };
        let lookup = self.lookup(None);
        let is_now = |name: &&Name| lookup.medium(name).is_some_and(|(_, medium)| medium.guid == object) && own_medium(name) != object;
        let Some(name) = lookup.cartridge_of(object).filter(is_now).map(Name::shared) else { return };
        self.recognized.insert(object);
        self.machine.write(None, Actor::Scenario, What::Named { object, name });
    }

    fn meet_request(&mut self, change: &Change) {
        if let Change::Insert(Object::OperatorRequest(_, request)) = change {
            (0..self.rules.len()).for_each(|rule| self.ask_operator(request, rule));
            self.hear_request(request);
        }
    }

    pub fn ask_operator(&mut self, request: &OperatorRequest, rule: usize) {
        let Some(OperatorRule { on, told, left }) = self.rules.get_mut(rule) else { return };
        if on.kind != request.kind || *left == Some(0) {
            return;
        }
        *left = left.map(|left| left - 1);
        let (on, told, at) = (*on, *told, self.machine.now + on.after);
        self.schedule(at, ActBlock { acts: &on.acts, at_hand: Some(request.guid), told });
    }
}
