//! Our own target in this process: a built-in library with cartridges in half of its slots, whose time jumps.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use rsmlab_front::live::{LiveLibrary, ServedScenario, Unserved};
use rsmlab_front::served::{Pace, ServedWorld};
use rsmlab_front::service::{Service, ServiceRequest};
use rsmlab_harness::trace::Kept;
use rsmlab_language::personality::built_in;
use rsmlab_scsi::answer::Status;
use rsmlab_scsi::nexus::Nexus;
use thiserror::Error;

use crate::transport::{Connector, Transport, TransportError, TransportReply};

/// Our own target. Any service that fronts can serve is one.
pub struct InProcess {
    service: Arc<dyn Service>,
}

/// A library that is not there to be tested.
#[derive(Debug, Error)]
pub enum NoLibrary {
    /// No library of this name is built in.
    #[error("no library `{0}` is built in; there are {known}", known = built_in::names().collect::<Vec<_>>().join(", "))]
    Unknown(String),
    /// It cannot be stocked.
    #[error("the library cannot be stocked: {0}")]
    Unstocked(String),
    /// It cannot be served.
    #[error(transparent)]
    Unserved(#[from] Unserved),
}

impl InProcess {
    /// A target around a service.
    #[must_use]
    pub fn new(service: Arc<dyn Service>) -> Self {
        Self { service }
    }

    /// The service, to be served by a front too.
    #[must_use]
    pub fn service(&self) -> Arc<dyn Service> {
        Arc::clone(&self.service)
    }

    /// A target around the library of this name that is built in. It is there as long as the process.
    ///
    /// # Errors
    ///
    /// [`NoLibrary`] if there is none.
    pub fn named(name: &str) -> Result<Self, NoLibrary> {
        let world = ServedScenario::stocked(name).ok_or_else(|| NoLibrary::Unknown(name.to_owned()))?;
        let world = world.map_err(|mistakes| NoLibrary::Unstocked(mistakes.to_string()))?;
        let library = LiveLibrary::begin(world, None, Kept::Nothing)?;
        Ok(Self::new(Arc::new(ServedWorld::begin(library, Pace::Jumps))))
    }
}

impl Connector for InProcess {
    fn connect(&self) -> Result<Box<dyn Transport>, TransportError> {
        let service = Arc::clone(&self.service);
        let nexus = service.join("rsmlab smc check");
        Ok(Box::new(Joined { service, nexus }))
    }

    fn lun(&self) -> u64 {
        0
    }
}

struct Joined {
    service: Arc<dyn Service>,
    nexus: Nexus,
}

/// How long an answer may take on the clock on the wall. Time in the library jumps, so that nothing takes long.
const PATIENCE: Duration = Duration::from_secs(30);

impl Transport for Joined {
    fn execute(&mut self, lun: u64, cdb: &[u8], data_out: &[u8], room: usize) -> Result<TransportReply, TransportError> {
        let (tell, told) = mpsc::channel();
        let request = ServiceRequest { nexus: self.nexus, lun, cdb: cdb.to_vec(), data: data_out.to_vec() };
        let task = self.service.submit(
            request,
            Box::new(move |answer| {
                // Nobody waits any more when it took too long.
                let _late = tell.send(answer);
            }),
        );
        let Ok(answer) = told.recv_timeout(PATIENCE) else {
            self.service.abort(task);
            return Err(TransportError::Silent);
        };
        if answer.status == Status::NoAnswer {
            return Err(TransportError::Silent);
        }
        let mut data = answer.data;
        let length = |bytes: usize| i64::try_from(bytes).unwrap_or(i64::MAX);
        let residual = length(data.len()) - length(room);
        data.truncate(room);
        let sense = answer.sense.map(|sense| sense.to_bytes().to_vec()).unwrap_or_default();
        Ok(TransportReply { status: answer.status as u8, data, sense, residual })
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        self.service.leave(self.nexus);
    }
}
