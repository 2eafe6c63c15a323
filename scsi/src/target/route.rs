//! Routing: what is asked of a command before the function that does it, and which function that is.

use rsmlab_engine::port::hardware::Failure;

use super::Target;
use super::attention::LUNS_CHANGED;
use crate::answer::{Answer, Sense, Status};
use crate::cdb::Cdb;
use crate::common::{self, inquiry, report_luns, request_sense};
use crate::host::Host;
use crate::nexus::Nexus;
use crate::served::{Call, NO_SUCH_UNIT, Step, stray_bit};
use crate::unit::Unit;

/// How many commands of one nexus wait for the hardware at a time. Further ones get TASK SET FULL.
const MOST_TASKS: usize = 32;

impl Target {
    /// Serves a command, or says why not. The order is that of SAM: a status that says that the command was not looked at comes first and
    /// leaves unit attentions as they are; then comes a unit attention, then what is wrong with the command.
    pub(super) fn serve(&mut self, host: &mut Host<'_, '_>, nexus: Nexus, unit: Unit, cdb: &Cdb, data: &[u8]) -> Result<Step, Answer> {
        let Some(library) = host.hardware.library(self.library) else { return Err(Answer::check(NO_SUCH_UNIT)) };
        if self.state.is_reserved_from(unit, nexus) && !common::is_allowed_beside_a_reservation(cdb) {
            return Err(Answer::bare(Status::ReservationConflict));
        }
        let tells_who_is_there = matches!(cdb.operation(), inquiry::OPERATION | request_sense::OPERATION | report_luns::OPERATION);
        if !tells_who_is_there {
            if self.tasks.values().filter(|task| task.nexus == Some(nexus)).count() >= MOST_TASKS {
                return Err(Answer::bare(Status::TaskSetFull));
            }
            if !library.connected {
                return Err(Answer::check(Failure::NotConnected.sense()));
            }
            if let Some(code) = self.state.attentions.take(nexus, unit) {
                return Err(Answer::check(code));
            }
        }
        let served = common::find(unit, library, cdb).map_err(Answer::check)?;
        if let Some(at) = stray_bit(&served.command, cdb, unit.lun(library).into()) {
            return Err(Answer::check(crate::served::invalid_field(at)));
        }
        let state = &mut self.state;
        (served.execute)(&mut Call { hardware: host.hardware, library, unit, nexus, cdb, data, state }).map_err(Answer::check)
    }

    /// What a logical unit that is not there answers.
    pub(super) fn answer_of_nobody(&mut self, host: &Host<'_, '_>, nexus: Nexus, cdb: &Cdb) -> Answer {
        let absent = Sense::new(NO_SUCH_UNIT);
        match (cdb.operation(), host.library(self.library)) {
            (inquiry::OPERATION, _) => Answer::good(inquiry::of_nobody(cdb)),
            (request_sense::OPERATION, _) => Answer::good(request_sense::sense_data(cdb, &absent)),
            (report_luns::OPERATION, Some(library)) => {
                self.state.attentions.clear(nexus, LUNS_CHANGED);
                report_luns::list(library, cdb).map_or_else(Answer::check, Answer::good)
            }
            _ => Answer::check(absent),
        }
    }
}
