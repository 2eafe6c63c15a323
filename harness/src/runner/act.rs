//! Acts: what a scenario does to the machine.

use std::sync::Arc;

use rsmlab_engine::call::{Answer, Caller, Method};
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{Guid, SessionHandle};
use rsmlab_engine::port::hardware::{Gate, LibraryAddress};
use rsmlab_engine::time::Instant;

use super::calls;
use super::expect::Pending;
use super::lookup::NamedResult;
use super::machine::ServiceStanding;
use super::script::{Script, StatementResult, Waited, needs_console};
use super::subject::EngineUnderTest;
use super::{binding, build};
use crate::checker::witness::Witness;
use rsmlab_language::model::{self, Act, CallSession, Client, Name, OperatorAct, Reference, RequestChoice, ServiceAct, Whereabouts};
use rsmlab_language::signature::Signature;
use rsmlab_sim::fault::{Fault, FaultSite};
use rsmlab_sim::hardware::{CartridgeId, Spot};
use rsmlab_sim::operator::{self, PutTarget};

/// A session handle that nobody ever gave out.
const BOGUS_SESSION: SessionHandle = SessionHandle(u64::MAX);

impl<'s, S: EngineUnderTest, W: Witness> Script<'s, S, W> {
    /// Does something now. `wait`: whether the script stands still until a call is answered.
    pub(super) fn act(&mut self, act: &'s Act, at_hand: Option<Guid>, wait: bool) -> StatementResult {
        if let (Some(journal), Some(span)) = (&mut self.machine.journal, self.span) {
            journal.acts.push((self.machine.trace.next(), span));
        }
        match (self.perform(act, at_hand, wait), &self.left_out) {
            // A promise is broken by what was done, not by what could not be done.
            (Err(failure), Some(left_out)) if failure.promise.is_none() => {
                left_out.lock().expect("nobody panics with the lock in hand").extend(failure.span);
                Ok(())
            }
            (done, _) => done,
        }
    }

    fn perform(&mut self, act: &'s Act, at_hand: Option<Guid>, wait: bool) -> StatementResult {
        match act {
            Act::Call(call) => self.call(call, at_hand, wait),
            Act::Operator(act) => self.operator(act, at_hand),
            Act::Fault(fault) => self.fault(fault),
            Act::Heal(target) => {
                let part = self.part(target)?;
                self.machine.heal(part);
                self.digest()
            }
            Act::Service(act) => self.service(*act),
            Act::Scsi(command) => self.scsi(command, wait),
            Act::Initiator(act) => self.initiator(act),
        }
    }

    fn call(&mut self, call: &'s model::Call, at_hand: Option<Guid>, wait: bool) -> StatementResult {
        let client = self.client(&call.client)?;
        let limit = (!wait).then_some(self.machine.now);
        let session = self.session(call, client, limit)?;
        let Some(method) = binding::method(call, client, self.lookup(at_hand)) else {
            return Err(self.fail(format!("a function that scenarios can call, not {}", call.function), "nothing was called".into()));
        };
        let name = call.name.as_ref().map(Name::shared);
        let id = self.machine.call(calls::PreparedCall { client: call.client.shared(), session, method, name });
        if let Some(name) = &call.name {
            self.made.insert(name.clone(), NamedResult::Call(id));
        }
        if call.expect.is_some() || call.within.is_some() || call.not_before.is_some() {
            self.pending.insert(id, Pending { call, span: self.span.unwrap_or_default() });
        }
        if call.expect.is_none() {
            self.undemanded.insert(id, Pending { call, span: self.span.unwrap_or_default() });
        }
        // An answer that came at once is judged with the news; one that has to come may still be under way.
        let blocks = Signature::of(call.function).is_some_and(|signature| signature.blocks);
        if wait && (call.expect.is_some() || !blocks) {
            let latest = call.within.map(|within| self.machine.now + within);
            let answered = self.wait(latest, |script| script.machine.calls.reply_to(id).is_some())?;
            if answered != Waited::Met && self.pending.remove(&id).is_some() {
                let came = match latest {
                    Some(_) => "there was no answer in time",
                    None => "there was no answer, and nothing is left that could bring one",
                };
                let failure = self.fail(Pending { call, span: self.span.unwrap_or_default() }.expected(), came.into());
                return Err(failure.shown_by(self.clue_of_answer(id)));
            }
        } else {
            self.digest()?;
        }
        if call.function == Function::CloseNtmsSession
            && self.sessions.get(&call.client).copied() == session
            && self.machine.calls.answer_to(id).is_some()
        {
            self.sessions.remove(&call.client);
        }
        Ok(())
    }

    fn client(&self, name: &Name) -> StatementResult<&'s Client> {
        let client = self.scenario.setup.clients.iter().find(|client| client.name == *name);
        client.ok_or_else(|| self.fail(format!("a client named {name}"), "there is none".into()))
    }

    /// The session handle a call passes.
    fn session(&mut self, call: &model::Call, client: &'s Client, limit: Option<Instant>) -> StatementResult<Option<SessionHandle>> {
        match &call.session {
            // The function that opens a session takes none.
            CallSession::Own if call.function == Function::OpenNtmsSession => Ok(None),
            CallSession::Own => Ok(self.sessions.get(&client.name).copied()),
            CallSession::None => Ok(None),
            CallSession::Bogus => Ok(Some(BOGUS_SESSION)),
            CallSession::Made(name) => match self.lookup(None).session(name) {
                Some(session) => Ok(Some(session)),
                None => Err(self.fail(format!("{name} to have opened a session"), "it has opened none".into())),
            },
            CallSession::Closed => {
                let own = self.sessions.get(&client.name).copied();
                let session = self.open(limit, client)?;
                self.ask(limit, &binding::caller(client, &self.scenario.setup), Some(session), Method::CloseNtmsSession)?.ok();
                match own {
                    Some(own) => self.sessions.insert(client.name.clone(), own),
                    None => self.sessions.remove(&client.name),
                };
                Ok(Some(session))
            }
        }
    }

    /// Opens the session of a client before the script begins.
    pub(super) fn open_session(&mut self, client: &'s Client) -> StatementResult {
        let session = self.open(None, client)?;
        self.sessions.insert(client.name.clone(), session);
        Ok(())
    }

    fn open(&mut self, limit: Option<Instant>, client: &Client) -> StatementResult<SessionHandle> {
        let caller = binding::caller(client, &self.scenario.setup);
        let application = client.application.as_deref().map(Arc::from);
        let method = Method::OpenNtmsSession { caller: caller.clone(), server: None, application, options: 0 };
        let expected = || format!("a session for {}", caller.user);
        match self.ask(limit, &caller, None, method)? {
            Ok(Answer::Session(session)) => Ok(session),
            Ok(_) => Err(self.fail(expected(), "the answer was no session".into())),
            Err(reason) => Err(self.fail_because(expected(), format!("it was refused: {}", reason.status), Some(&reason))),
        }
    }

    /// Who looks into records and answers operator requests: the operator, at the console, as an administrator.
    pub(super) fn operator_caller(&self) -> Caller {
        Caller { user: "operator".into(), computer: self.scenario.setup.computer.name.as_str().into(), administrator: true }
    }

    /// The session of the console; opened if there is none, as after the service was started again.
    pub(super) fn console(&mut self, limit: Option<Instant>) -> StatementResult<SessionHandle> {
        self.open_console();
        self.wait(limit, |script| script.console.and_then(|call| script.machine.calls.reply_to(call)).is_some())?;
        let reply = self.console.and_then(|call| self.machine.calls.reply_to(call).cloned());
        let expected = "a session for the operator at the console".to_owned();
        match reply.map(|reply| reply.result) {
            Some(Ok(Answer::Session(session))) => Ok(session),
            Some(Ok(_)) | None => Err(self.fail(expected, "there was none".into())),
            Some(Err(reason)) => {
                self.console = None;
                Err(self.fail_because(expected, format!("it was refused: {}", reason.status), Some(&reason)))
            }
        }
    }

    /// Asks for the session of the console, unless it was asked for already.
    pub(super) fn open_console(&mut self) {
        if self.console.is_none() {
            let caller = self.operator_caller();
            let (client, application) = (Arc::clone(&caller.user), Some("console".into()));
            let method = Method::OpenNtmsSession { caller, server: None, application, options: 0 };
            self.console = Some(self.machine.call(calls::PreparedCall { client, session: None, method, name: None }));
        }
    }

    fn operator(&mut self, act: &'s OperatorAct, at_hand: Option<Guid>) -> StatementResult {
        let (act, in_vain) = match act {
            OperatorAct::Satisfy(choice) => {
                let request = Some(self.operator_request(choice, at_hand)?);
                return self.answer_request(Method::SatisfyNtmsOperatorRequest { request });
            }
            OperatorAct::Refuse(choice) => {
                let request = Some(self.operator_request(choice, at_hand)?);
                return self.answer_request(Method::CancelNtmsOperatorRequest { request });
            }
            OperatorAct::InVain(act) => (&**act, true),
            act => (act, false),
        };
        let Some(act) = self.hands(act)? else { return Ok(()) };
        match (self.machine.act(act), in_vain) {
            (Ok(()), false) => self.digest(),
            (Err(impossible), false) => Err(self.fail("something a person can do".into(), impossible.to_string())),
            (Ok(()), true) => Err(self.fail("something that no person can do".into(), "it was done".into())),
            (Err(_), true) => Ok(()),
        }
    }

    /// What hands do; nothing for what is only said.
    fn hands(&self, act: &OperatorAct) -> StatementResult<Option<operator::PersonAct>> {
        Ok(Some(match act {
            OperatorAct::Insert { cartridge, into } => {
                operator::PersonAct::Insert(self.cartridge(cartridge)?, self.target(&Whereabouts::In(into.clone()))?)
            }
            OperatorAct::Take(cartridge) => operator::PersonAct::Take(self.cartridge(cartridge)?),
            OperatorAct::Move { cartridge, to } => operator::PersonAct::Move(self.cartridge(cartridge)?, self.target(to)?),
            OperatorAct::MoveAtPanel { cartridge, to } => {
                operator::PersonAct::MoveAtPanel(self.cartridge(cartridge)?, self.target(&Whereabouts::In(to.clone()))?)
            }
            OperatorAct::ForceOpen(gate) => {
                let (address, gate) = self.gate(gate)?;
                operator::PersonAct::ForceOpen(address, gate)
            }
            OperatorAct::ForceEject(drive) => {
                let (address, number) = self.drive(drive)?;
                operator::PersonAct::ForceEject(address, number)
            }
            OperatorAct::Open(gate) | OperatorAct::Pull(gate) => {
                let (address, gate) = self.gate(gate)?;
                operator::PersonAct::Open(address, gate)
            }
            OperatorAct::Close(gate) | OperatorAct::Push(gate) => {
                let (address, gate) = self.gate(gate)?;
                operator::PersonAct::Close(address, gate)
            }
            OperatorAct::Remove(Reference::Drive(library, number)) => operator::PersonAct::RemoveDrive(self.there(library)?, *number),
            OperatorAct::Return(Reference::Drive(library, number)) => operator::PersonAct::ReturnDrive(self.there(library)?, *number),
            OperatorAct::Offline(library) => operator::PersonAct::TakeOffline(self.there(library)?),
            OperatorAct::Online(library) => operator::PersonAct::TakeOnline(self.there(library)?),
            OperatorAct::Remove(magazine) => {
                let (address, number) = self.magazine(magazine)?;
                operator::PersonAct::Remove(address, number)
            }
            OperatorAct::Return(magazine) => {
                let (address, number) = self.magazine(magazine)?;
                operator::PersonAct::Return(address, number)
            }
            OperatorAct::Satisfy(_) | OperatorAct::Refuse(_) | OperatorAct::InVain(_) => return Ok(None),
        }))
    }

    /// What the operator answers goes through the API; what comes back is not waited for.
    fn answer_request(&mut self, method: Method) -> StatementResult {
        let session = self.console(Some(self.machine.now))?;
        let client = self.operator_caller().user;
        self.machine.call(calls::PreparedCall { client, session: Some(session), method, name: None });
        self.digest()
    }

    fn operator_request(&self, choice: &RequestChoice, at_hand: Option<Guid>) -> StatementResult<Guid> {
        let lookup = self.lookup(at_hand);
        match choice {
            RequestChoice::Oldest(kind) => {
                let request = lookup.oldest(*kind).map(|request| request.guid);
                request.ok_or_else(|| self.fail(format!("an open operator request {kind}"), "there is none".into()))
            }
            RequestChoice::Made(name) => match self.made.get(name) {
                Some(NamedResult::OperatorRequest(request)) => Ok(*request),
                Some(NamedResult::Call(_)) | None => Err(self.fail(format!("an operator request named {name}"), "there is none".into())),
            },
        }
    }

    fn fault(&mut self, fault: &model::Fault) -> StatementResult {
        let part = self.part(&fault.target)?;
        let fault = Fault { part, kind: fault.kind, on_use: fault.on_use, lasts: fault.lasts, times: fault.times };
        match self.machine.arm(fault) {
            Ok(_) => self.digest(),
            Err(unarmable) => Err(self.fail("a fault that can happen".into(), unarmable.to_string())),
        }
    }

    pub(super) fn service(&mut self, act: ServiceAct) -> StatementResult {
        match (act, self.machine.service) {
            (ServiceAct::Start, ServiceStanding::Running) => {}
            (ServiceAct::Start, ServiceStanding::Starting) => self.recover(),
            (ServiceAct::Stop, _) => self.stop(),
            (ServiceAct::Start | ServiceAct::Restart, _) => {
                self.stop();
                self.machine.start();
                self.recover();
            }
            (ServiceAct::Fail, _) => {
                self.stop();
                self.machine.start();
                self.machine.fail();
            }
        }
        self.digest()
    }

    /// The process reads its database. The console comes first, so that it takes no session away from the clients.
    fn recover(&mut self) {
        self.machine.recover();
        if needs_console(self.scenario) {
            self.open_console();
        }
    }

    /// The process ends, if there is one, and with it the session of the console.
    fn stop(&mut self) {
        if self.machine.service != ServiceStanding::Stopped {
            self.machine.stop();
            self.console = None;
        }
    }

    pub(super) fn part(&self, reference: &Reference) -> StatementResult<FaultSite> {
        let part = match reference {
            Reference::Database => Some(FaultSite::Database),
            Reference::Library(name) => self.address(name).map(FaultSite::Library),
            Reference::Transport(name, number) => self.address(name).map(|address| FaultSite::Transport(address, *number)),
            Reference::Drive(name, number) => self.address(name).map(|address| FaultSite::Drive(address, *number)),
            Reference::Slot(name, number) => self.address(name).map(|address| FaultSite::Slot(address, *number)),
            Reference::Port(name, number) => self.address(name).map(|address| FaultSite::Port(address, *number)),
            Reference::Cell(name, number, cell) => self.address(name).map(|address| FaultSite::Cell(address, *number, *cell)),
            Reference::Magazine(name, number) => self.address(name).map(|address| FaultSite::Magazine(address, *number)),
            Reference::Door(name, number) => self.address(name).map(|address| FaultSite::Door(address, *number)),
            Reference::Reader(name) => self.address(name).map(FaultSite::Reader),
            Reference::Cartridge(name) | Reference::PhysicalMedium(name) => Some(FaultSite::Cartridge(self.cartridge(name)?)),
            Reference::Unknown | Reference::Nothing | Reference::Offline | Reference::Computer => None,
            Reference::Changer(_) | Reference::Floor(_) => None,
            Reference::LogicalMedium(_) | Reference::Side(..) | Reference::Pool(_) | Reference::SystemPool(..) | Reference::RootPool => {
                None
            }
            Reference::MediaType(_) | Reference::OperatorRequest(_) | Reference::Made(_) => None,
        };
        part.ok_or_else(|| self.fail("something that can break".into(), format!("{reference} cannot")))
    }

    fn there(&self, library: &Name) -> StatementResult<LibraryAddress> {
        self.address(library).ok_or_else(|| self.fail(format!("a library named {library}"), "there is none".into()))
    }

    pub(super) fn address(&self, library: &Name) -> Option<LibraryAddress> {
        build::address(&self.scenario.setup, library)
    }

    pub(super) fn cartridge(&self, name: &Name) -> StatementResult<CartridgeId> {
        let cartridge = self.machine.hardware.cartridges().find(|(_, cartridge)| *cartridge.name == *name.as_str());
        cartridge.map(|(id, _)| id).ok_or_else(|| self.fail(format!("a cartridge named {name}"), "there is none".into()))
    }

    fn target(&self, whereabouts: &Whereabouts) -> StatementResult<PutTarget> {
        let target = match whereabouts {
            Whereabouts::Shelf => Some(PutTarget::Spot(Spot::Shelf)),
            Whereabouts::In(model::ElementPlace { library, spot: model::Spot::Port(number, None) }) => {
                self.address(library).map(|address| PutTarget::AnyCell(address, *number))
            }
            Whereabouts::In(_) | Whereabouts::Floor(_) => build::spot(&self.scenario.setup, whereabouts).map(PutTarget::Spot),
        };
        target.ok_or_else(|| self.fail("a place that is there".into(), format!("there is no {whereabouts}")))
    }

    pub(super) fn gate(&self, reference: &Reference) -> StatementResult<(LibraryAddress, Gate)> {
        let gate = if let Reference::Port(name, number) = reference {
            self.address(name).map(|address| (address, Gate::Port(*number)))
        } else if let Reference::Door(name, number) = reference {
            self.address(name).map(|address| (address, Gate::Door(*number)))
        } else if let Reference::Library(name) = reference {
            self.address(name).map(|address| (address, Gate::Keypad))
        } else {
            None
        };
        gate.ok_or_else(|| self.fail("a port, a door or a library".into(), format!("{reference} is none of them")))
    }

    fn drive(&self, reference: &Reference) -> StatementResult<(LibraryAddress, u16)> {
        match reference {
            Reference::Drive(name, number) => Ok((self.there(name)?, *number)),
            other => Err(self.fail("a drive".into(), format!("{other} is none"))),
        }
    }

    pub(super) fn magazine(&self, reference: &Reference) -> StatementResult<(LibraryAddress, u16)> {
        if let Reference::Magazine(name, number) = reference
            && let Some(address) = self.address(name)
        {
            return Ok((address, *number));
        }
        Err(self.fail("a magazine".into(), format!("{reference} is none")))
    }
}
