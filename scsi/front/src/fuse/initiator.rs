//! The initiator: what sends commands to the target, for all programs that use the folder.
//!
//! The programs of a machine are one initiator to what hangs on its host adapter, and so they are one nexus here: reservations, prevented
//! removals and unit attentions are shared among them.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use rsmlab_scsi::answer::{ScsiAnswer, Status};
use rsmlab_scsi::nexus::Nexus;

use crate::service::{ResetScope, Service, ServiceRequest, UnitKind};

use super::calls::FuseCall;

/// The initiator of a mounted folder.
#[derive(Clone)]
pub(super) struct Initiator {
    service: Arc<dyn Service>,
    nexus: Nexus,
}

/// Why a command has no answer that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CommandFailure {
    /// A signal came for the program that waited.
    Interrupted,
    /// It was not done in time.
    TimedOut,
    /// The target is gone.
    Gone,
    /// The target does not answer: it has no power, or the line to it is cut.
    Unreachable,
}

impl Initiator {
    /// Joins the target.
    pub fn join(service: Arc<dyn Service>, name: &str) -> Self {
        let nexus = service.join(name);
        Self { service, nexus }
    }

    /// Asks each medium changer whether it is ready, whatever the answer.
    pub fn probe(&self) {
        const TEST_UNIT_READY: [u8; 6] = [0; 6];
        for (lun, _) in (0..).zip(self.service.units()).filter(|(_, unit)| *unit == UnitKind::Changer) {
            let request = ServiceRequest { nexus: self.nexus, lun, cdb: TEST_UNIT_READY.to_vec(), data: Vec::new() };
            self.service.submit(request, Box::new(drop));
        }
    }

    /// Leaves it.
    pub fn leave(&self) {
        self.service.leave(self.nexus);
    }

    /// The target.
    pub fn service(&self) -> &dyn Service {
        &*self.service
    }

    /// Resets logical units.
    pub fn reset(&self, what: ResetScope) {
        self.service.reset(self.nexus, what);
    }

    /// Carries out a command for a call, and waits for its answer. A signal aborts it, and so does the end of its time.
    pub fn execute(
        &self,
        call: &FuseCall,
        lun: u64,
        cdb: &[u8],
        data: Vec<u8>,
        time: Option<Duration>,
    ) -> Result<ScsiAnswer, CommandFailure> {
        let (give, answers) = sync_channel(1);
        let request = ServiceRequest { nexus: self.nexus, lun, cdb: cdb.to_vec(), data };
        // A send that finds nobody: the command was given up before.
        let task = self.service.submit(request, Box::new(move |answer| drop(give.send(answer))));
        if !call.runs(task) {
            self.service.abort(task);
        }
        let answer = match time {
            None => answers.recv().map_err(|_| CommandFailure::Gone),
            Some(time) => match answers.recv_timeout(time) {
                Ok(answer) => Ok(answer),
                Err(RecvTimeoutError::Disconnected) => Err(CommandFailure::Gone),
                Err(RecvTimeoutError::Timeout) => {
                    self.service.abort(task);
                    answers.recv().map_err(|_| CommandFailure::Gone).and(Err(CommandFailure::TimedOut))
                }
            },
        };
        if call.rests() {
            return Err(CommandFailure::Interrupted);
        }
        match answer {
            Ok(answer) if answer.status == Status::NoAnswer => Err(CommandFailure::Unreachable),
            answer => answer,
        }
    }
}
