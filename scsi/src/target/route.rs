//! Routing: what is checked of a command before its function runs, and which function that is.

use rsmlab_engine::port::hardware::Action;

use super::Target;
use super::attention::{LUNS_CHANGED, MODE_CHANGED};
use super::drives::Troubles;
use rsmlab_sim::fault::Part;

use crate::answer::{Answer, Sense, Status};
use crate::cdb::Cdb;
use crate::common::{self, inquiry, report_luns, request_sense};
use crate::drive::{self, DriveUnit};
use crate::host::Host;
use crate::nexus::Nexus;
use crate::served::{Call, NO_SUCH_UNIT, Purpose, REMOVAL_PREVENTED, Step, Work, invalid_field};
use crate::unit::Unit;

/// How many commands of one nexus the hardware is at work on, those that were aborted included. Further ones get TASK SET FULL.
const MOST_TASKS: usize = 32;

impl Target {
    /// Serves a command, or says why not. The order is that of SAM: a status that says that the command was not looked at comes first and
    /// leaves unit attentions as they are; then comes a unit attention, then what is wrong with the command.
    pub(super) fn serve(&mut self, host: &mut Host<'_, '_>, nexus: Nexus, unit: Unit, cdb: &Cdb, data: &[u8]) -> Result<Step, Answer> {
        let Some(library) = host.hardware.library(self.library) else { return Err(Answer::check(NO_SUCH_UNIT)) };
        if !library.connected {
            return Err(Answer::bare(Status::NoAnswer));
        }
        if self.state.is_reserved_from(unit, nexus) && !common::is_allowed_beside_a_reservation(cdb) {
            return Err(Answer::bare(Status::ReservationConflict));
        }
        let tells_who_is_there = matches!(cdb.operation(), inquiry::OPERATION | request_sense::OPERATION | report_luns::OPERATION);
        if !tells_who_is_there {
            if self.tasks.values().filter(|task| task.nexus == Some(nexus)).count() >= MOST_TASKS {
                return Err(Answer::bare(Status::TaskSetFull));
            }
            if let Some(code) = self.state.attentions.take(nexus, unit) {
                return Err(Answer::check(code));
            }
        }
        let served = match (common::find(unit, library, cdb), unit) {
            (Ok(served), _) => served,
            (Err(_), Unit::Drive(number)) if drive::COMMANDS.iter().any(|command| command.operation == cdb.operation()) => {
                return self.serve_by_drive(host, nexus, number, cdb, data).map_err(Answer::check);
            }
            (Err(sense), _) => return Err(Answer::check(sense)),
        };
        if let Some(at) = served.command.stray_bit(cdb) {
            return Err(Answer::check(invalid_field(at)));
        }
        let (manner, state) = (self.manner, &mut self.state);
        (served.execute)(&mut Call { hardware: host.hardware, library, unit, nexus, cdb, data, manner, state }).map_err(Answer::check)
    }

    /// Has a drive serve a command. What it asks of the hardware, it gets.
    fn serve_by_drive(&mut self, host: &mut Host<'_, '_>, nexus: Nexus, number: u16, cdb: &Cdb, data: &[u8]) -> Result<Step, Sense> {
        let unit = Unit::Drive(number);
        let Some(library) = host.hardware.library(self.library) else { return Err(NO_SUCH_UNIT.into()) };
        let content = unit.drive(library).and_then(|drive| drive.content);
        let troubles = Troubles::of(host.stage, Part::Drive(self.library, number), content);
        let step = self.drives.execute(host.hardware, library, number, (cdb, data), troubles)?;
        if self.drives.unit(number).is_some_and(DriveUnit::take_mode_change) {
            self.state.tell(unit, Some(nexus), MODE_CHANGED);
        }
        let (action, purpose) = match step {
            drive::Step::Done(answer) => return Ok(Step::Done(answer)),
            drive::Step::Load => (Action::Load(number), Purpose::Known(nexus)),
            drive::Step::Unload if self.state.is_prevented(unit) => return Err(REMOVAL_PREVENTED.into()),
            drive::Step::Unload => (Action::Unload(number), Purpose::Plain),
        };
        Ok(Step::Work(Work { immediate: drive::is_immediate(cdb), purpose, ..Work::of(vec![action]) }))
    }

    /// What a logical unit that is not there answers.
    pub(super) fn answer_of_nobody(&mut self, host: &Host<'_, '_>, nexus: Nexus, cdb: &Cdb) -> Answer {
        if host.library(self.library).is_none_or(|library| !library.connected) {
            return Answer::bare(Status::NoAnswer);
        }
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
