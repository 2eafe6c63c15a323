//! Sessions: who has logged in, and what becomes of a session when its initiator logs in anew or its connection is gone.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use rsmlab_scsi::answer::{ScsiAnswer, Status};
use rsmlab_scsi::nexus::Nexus;

use super::login::{Established, LoginFailure};
use super::output::{Output, lock};
use super::parameters::SessionType;
use super::tasks::{Scope, Tasks};
use super::wire::Outgoing;
use crate::service::Service;

/// A session, which has one connection.
#[derive(Debug)]
pub(super) struct Session {
    pub established: Established,
    pub tsih: u16,
    /// The initiator, as the service knows it; a discovery session has none.
    pub nexus: Option<Nexus>,
    pub output: Arc<Output>,
    pub tasks: Tasks,
    /// Whether the service knows that the initiator is gone.
    left: Mutex<bool>,
    over: Mutex<bool>,
    ended: Condvar,
}

impl Session {
    /// Aborts commands of this session for somebody else: the initiator is told by TASK ABORTED.
    pub fn clear(&self, scope: Scope, service: &dyn Service) {
        for command in self.tasks.take_waiting(scope) {
            let answer = ScsiAnswer::bare(Status::TaskAborted);
            self.output.push(Outgoing::Answer { expected: command.expected, answer, permit: command.permit });
        }
        for task in self.tasks.doom(scope) {
            service.abort(task);
        }
    }

    /// Aborts commands of this session because its initiator says so, which hears no more of them. Says how many there were.
    pub fn abort(&self, scope: Scope, service: &dyn Service) -> usize {
        let waiting = self.tasks.take_waiting(scope).len();
        let running = self.tasks.silence(scope);
        for task in running.iter().flatten() {
            service.abort(*task);
        }
        waiting + running.len()
    }

    /// The initiator goes, once: its commands are aborted, and what it had reserved and prevented ends.
    pub fn leave(&self, service: &dyn Service) {
        self.abort(Scope::All, service);
        if let Some(nexus) = self.nexus
            && !std::mem::replace(&mut *lock(&self.left), true)
        {
            service.leave(nexus);
        }
    }

    fn wait_until_over(&self) {
        let waited = self.ended.wait_while(lock(&self.over), |over| !*over);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

#[derive(Debug, Default)]
struct SessionTable {
    sessions: BTreeMap<u16, Arc<Session>>,
    last: u16,
}

impl SessionTable {
    fn free_tsih(&mut self) -> Option<u16> {
        let last = self.last;
        let tsih = (1..=u16::MAX).map(|step| last.wrapping_add(step)).find(|tsih| *tsih != 0 && !self.sessions.contains_key(tsih))?;
        self.last = tsih;
        Some(tsih)
    }
}

/// All sessions of a server.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    table: Mutex<SessionTable>,
}

impl Sessions {
    /// Begins a session. One of the same initiator with the same ISID ends before (RFC 7143, 6.3.5).
    pub fn begin(&self, established: Established, output: Arc<Output>, service: &dyn Service) -> Result<Arc<Session>, LoginFailure> {
        let mut table = loop {
            let table = lock(&self.table);
            if established.tsih != 0 {
                // Neither is a connection added to a session, nor taken over by another: MaxConnections is 1, ErrorRecoveryLevel 0.
                let known = table.sessions.contains_key(&established.tsih);
                return Err(if known { LoginFailure::TooManyConnections } else { LoginFailure::NoSession });
            }
            let same = |session: &&Arc<Session>| {
                let of = &session.established;
                // Names are compared without regard to case (RFC 3722).
                of.initiator.eq_ignore_ascii_case(&established.initiator)
                    && (of.isid, of.session) == (established.isid, established.session)
            };
            let Some(old) = table.sessions.values().find(same).cloned() else { break table };
            drop(table);
            old.output.close();
            old.wait_until_over();
        };
        let tsih = table.free_tsih().ok_or(LoginFailure::OutOfResources)?;
        let nexus = match established.session {
            SessionType::Normal => Some(service.join(&established.initiator)),
            SessionType::Discovery => None,
        };
        let (left, over, ended) = (Mutex::new(false), Mutex::new(false), Condvar::new());
        let session = Arc::new(Session { established, tsih, nexus, output, tasks: Tasks::default(), left, over, ended });
        table.sessions.insert(tsih, Arc::clone(&session));
        Ok(session)
    }

    /// Ends a session whose connection is gone.
    pub fn end(&self, session: &Session, service: &dyn Service) {
        session.output.close();
        session.leave(service);
        lock(&self.table).sessions.remove(&session.tsih);
        *lock(&session.over) = true;
        session.ended.notify_all();
    }

    /// All sessions but one.
    pub fn others(&self, but: &Session) -> Vec<Arc<Session>> {
        lock(&self.table).sessions.values().filter(|session| session.tsih != but.tsih).cloned().collect()
    }
}
