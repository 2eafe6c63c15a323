//! Settling: trouble is over, people help, and whatever is still open then is held against the engine.

use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{CallId, Guid, SessionHandle};
use rsmlab_engine::record::state::{DriveState, InventoryMethod, ObjectKind, OperationalState, RequestState};
use rsmlab_engine::refusal::Reason;
use rsmlab_engine::time::Instant;

use super::calls::PreparedCall;
use super::failure::RunFailure;
use super::help::AttendedRequests;
use super::script::{Script, StatementResult, Waited};
use super::subject::EngineUnderTest;
use crate::checker::liveness::{self, Open};
use crate::checker::promise::BrokenPromise;
use crate::checker::tally::is_over;
use crate::checker::witness::Witness;
use rsmlab_language::model::{ServiceAct, Settle};

impl<S: EngineUnderTest, W: Witness> Script<'_, S, W> {
    /// Heals the world, lets hosts go, helps until nothing is open, and demands that nothing is.
    pub(super) fn settle(&mut self, settle: Settle) -> StatementResult {
        self.run_out()?;
        self.drop_rules();
        self.machine.heal_all();
        self.machine.let_hosts_go();
        self.digest()?;
        let end = self.machine.now + settle.within;
        self.service(ServiceAct::Start)?;
        self.put_right()?;
        self.help_until(end)?;
        // A wait for news ends with its session and not before, and rightly so.
        let calls = self.machine.calls.unanswered().filter(|call| call.function != Function::WaitForNtmsNotification);
        let has_ended = |request| self.machine.calls.end_of(request).is_some();
        self.demand_end(settle, liveness::judge_work(self.machine.now, self.machine.records(), calls, has_ended))?;
        // What a move has left wrong on record, the inventory would put right.
        self.machine.compare_moves().map_err(|mistaken| self.fail_promise(mistaken.into()))?;
        self.take_stock(end)?;
        self.help_until(end)?;
        self.close_sessions(end)?;
        self.wait(Some(end), |script| script.machine.is_quiet())?;
        let calls = self.machine.calls.unanswered();
        self.demand_end(settle, liveness::judge(self.machine.now, self.machine.records(), calls))?;
        self.machine.demand_locks().map_err(|mistaken| self.fail_promise(mistaken.into()))
    }

    /// Lets time pass and helps wherever nothing goes on without help.
    fn help_until(&mut self, end: Instant) -> StatementResult {
        let mut answered = AttendedRequests::default();
        while self.wait(Some(end), |script| script.machine.is_quiet())? == Waited::Met {
            self.put_right()?;
            if !self.machine.is_quiet() || self.oblige(&mut answered, end)? {
                continue;
            }
            if !self.is_anything_open() || !(self.put_into_service(end)? || self.release_media(end)?) {
                break;
            }
        }
        Ok(())
    }

    fn is_anything_open(&self) -> bool {
        self.machine.records().requests.values().any(|request| !is_over(request.state))
    }

    fn demand_end(&self, settle: Settle, judgement: Result<(), Open>) -> StatementResult {
        judgement.map_err(BrokenPromise::from).map_err(|broken| {
            let expected = format!("nothing to be open within {} of the end of all trouble", settle.within);
            self.fail_promised(expected, broken)
        })
    }

    /// Enables every drive and medium that was taken out of service: what waits for one would wait as long as it stays so.
    /// Says whether there was one.
    fn put_into_service(&mut self, end: Instant) -> StatementResult<bool> {
        let records = self.machine.records();
        let drives = records.drives.values().filter(|drive| !drive.enabled).map(|drive| (ObjectKind::Drive, drive.guid));
        let media = records.media.values().filter(|medium| !medium.enabled).map(|medium| (ObjectKind::Medium, medium.guid));
        let disabled: Vec<(ObjectKind, Guid)> = drives.chain(media).collect();
        let mut enabled = false;
        for (kind, object) in disabled {
            let method = Method::EnableNtmsObject { kind: kind.number(), object: Some(object) };
            let console = self.console(Some(end))?;
            enabled |= self.ask_in(end, console, method)?.is_ok();
        }
        Ok(enabled)
    }

    /// Dismounts every medium that a client holds in a drive: in the session that mounted it, or in the operator's when that
    /// session is gone, or in any other when these may not. Returns whether there was one.
    pub(super) fn release_media(&mut self, end: Instant) -> StatementResult<bool> {
        let records = self.machine.records();
        let held: Vec<(Guid, Guid)> = records
            .drives
            .values()
            .filter(|drive| drive.state == DriveState::Loaded)
            .filter_map(|drive| Some((drive.guid, records.sides.get(drive.side?)?.guid)))
            .collect();
        let mut released = false;
        for (drive, side) in held {
            let mounter = match self.machine.calls.mounter(drive) {
                Some(session) => session,
                None => self.console(Some(end))?,
            };
            // A drive can be held for a mount that has not been answered, and nobody knows whose.
            let others = self.machine.calls.sessions().map(|(session, _)| session).filter(|session| *session != mounter);
            for session in std::iter::once(mounter).chain(others.collect::<Vec<_>>()) {
                let method = Method::DismountNtmsMedia { media: Some(vec![side]), count: 1, options: 0 };
                if self.ask_in(end, session, method)?.is_ok() {
                    released = true;
                    break;
                }
            }
        }
        Ok(released)
    }

    /// Makes a last inventory of every library that is there, in service or not: one that is not is put into service first.
    fn take_stock(&mut self, end: Instant) -> StatementResult {
        let there = self.machine.records().libraries.values().filter(|library| library.address.is_some());
        let there = there.filter(|library| library.state == OperationalState::Ready);
        let libraries: Vec<(Guid, String, bool)> = there.map(|library| (library.guid, library.name.to_string(), library.enabled)).collect();
        for (library, _, _) in libraries.iter().filter(|(_, _, enabled)| !enabled) {
            let console = self.console(Some(end))?;
            let method = Method::EnableNtmsObject { kind: ObjectKind::Library.number(), object: Some(*library) };
            self.ask_in(end, console, method)?.ok();
        }
        for (library, name, _) in libraries {
            // What an inventory asks for is done, and it is made again: a grip may be full, and no slot left for what is in it.
            let mut answered = AttendedRequests::default();
            while let Err(failure) = self.make_inventory(library, &name, end)? {
                if answered.is_tired() || !self.oblige(&mut answered, end)? {
                    return Err(failure);
                }
                self.help_until(end)?;
            }
        }
        Ok(())
    }

    /// Has an inventory made, and says what kept it from being made.
    fn make_inventory(&mut self, library: Guid, name: &str, end: Instant) -> StatementResult<Result<(), Box<RunFailure>>> {
        let action = InventoryMethod::Fast.number();
        let expected = || format!("an inventory of {name} to be made once nothing is open");
        let console = self.console(Some(end))?;
        let call = self.console_call(console, Method::InventoryNtmsLibrary { library: Some(library), action });
        if self.wait(Some(end), |script| script.is_over(call))? != Waited::Met {
            return Err(self.fail(expected(), "it was not over in time".into()));
        }
        if let Some(Err(reason)) = self.machine.calls.reply_to(call).map(|reply| reply.result.clone()) {
            return Err(self.fail_because(expected(), format!("it was refused with {}", reason.status), Some(&reason)));
        }
        let ended = self.machine.calls.request_of(call).and_then(|request| self.machine.calls.end_of(request)).cloned();
        Ok(match ended.filter(|ended| ended.state != RequestState::Passed) {
            Some(ended) => {
                let came = format!("it ended with {}, {}", ended.status, ended.state);
                Err(self.fail_because(expected(), came, ended.reason.as_ref()))
            }
            None => Ok(()),
        })
    }

    /// Everybody goes home. The operator stays at the console.
    fn close_sessions(&mut self, end: Instant) -> StatementResult {
        let console = self.console(Some(end))?;
        let open: Vec<SessionHandle> = self.machine.calls.sessions().map(|(session, _)| session).filter(|one| *one != console).collect();
        for session in open {
            self.ask_in(end, session, Method::CloseNtmsSession)?.ok();
        }
        self.sessions.clear();
        Ok(())
    }

    /// Makes a call in somebody's session and waits for the answer.
    pub(super) fn ask_in(&mut self, end: Instant, session: SessionHandle, method: Method) -> StatementResult<Result<Answer, Reason>> {
        let user = self.machine.calls.sessions().find(|(one, _)| *one == session).map(|(_, user)| user.clone());
        let client = user.unwrap_or_else(|| self.operator_caller().user);
        let function = method.function();
        let call = self.machine.call(PreparedCall { client, session: Some(session), method, name: None });
        self.wait(Some(end), |script| script.machine.calls.reply_to(call).is_some())?;
        match self.machine.calls.reply_to(call) {
            Some(reply) => Ok(reply.result.clone()),
            None => Err(self.fail(format!("an answer to {function}"), "there was none".into())),
        }
    }

    /// Makes a call at the console. The answer is not waited for.
    pub(super) fn console_call(&mut self, console: SessionHandle, method: Method) -> CallId {
        let client = self.operator_caller().user;
        self.machine.call(PreparedCall { client, session: Some(console), method, name: None })
    }
}
