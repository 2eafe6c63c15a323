//! Routing: what is checked of a command before its function runs, and which function that is.

use rsmlab_engine::port::hardware::Action;

use super::Target;
use super::attention::{LUNS_CHANGED, MODE_CHANGED};
use super::drives::Troubles;
use rsmlab_sim::fault::FaultSite;

use crate::answer::{ScsiAnswer, Sense, Status};
use crate::cdb::Cdb;
use crate::common::{self, inquiry, report_luns, request_sense};
use crate::drive::{self, DriveUnit};
use crate::host::Host;
use crate::nexus::Nexus;
use crate::served::{CommandContext, CommandStep, HardwareWork, NO_SUCH_UNIT, REMOVAL_PREVENTED, WorkPurpose, invalid_field};
use crate::unit::Unit;

/// How many commands of one nexus the hardware is at work on, those that were aborted included. Further ones get TASK SET FULL.
const MOST_TASKS: usize = 32;

impl Target {
    /// Serves a command, or says why not. The order is that of SAM: a status that says that the command was not looked at comes first and
    /// leaves unit attentions as they are; then comes a unit attention, then what is wrong with the command.
    pub(super) fn serve(
        &mut self,
        host: &mut Host<'_, '_>,
        nexus: Nexus,
        unit: Unit,
        cdb: &Cdb,
        data: &[u8],
    ) -> Result<CommandStep, ScsiAnswer> {
        let Some(library) = host.hardware.library(self.library) else { return Err(ScsiAnswer::check(NO_SUCH_UNIT)) };
        if !library.connected {
            return Err(ScsiAnswer::bare(Status::NoAnswer));
        }
        if self.state.is_reserved_from(unit, nexus) && !common::is_allowed_beside_a_reservation(cdb) {
            return Err(ScsiAnswer::bare(Status::ReservationConflict));
        }
        let tells_who_is_there = matches!(cdb.operation(), inquiry::OPERATION | request_sense::OPERATION | report_luns::OPERATION);
        if !tells_who_is_there {
            if self.tasks.values().filter(|task| task.nexus == Some(nexus)).count() >= MOST_TASKS {
                return Err(ScsiAnswer::bare(Status::TaskSetFull));
            }
            if let Some(sense) = self.state.attentions.take(nexus, unit) {
                return Err(ScsiAnswer::check(sense));
            }
        }
        let served = match (common::find(unit, library, cdb), unit) {
            (Ok(served), _) => served,
            (Err(_), Unit::Drive(number)) if drive::COMMANDS.iter().any(|command| command.operation == cdb.operation()) => {
                return self.serve_by_drive(host, nexus, number, cdb, data).map_err(ScsiAnswer::check);
            }
            (Err(sense), _) => return Err(ScsiAnswer::check(sense)),
        };
        if let Some(at) = served.command.stray_bit(cdb) {
            return Err(ScsiAnswer::check(invalid_field(at)));
        }
        (served.execute)(&mut CommandContext { hardware: host.hardware, library, unit, nexus, cdb, data, state: &mut self.state })
            .map_err(ScsiAnswer::check)
    }

    /// Has a drive serve a command. What it asks of the hardware, it gets.
    fn serve_by_drive(&mut self, host: &mut Host<'_, '_>, nexus: Nexus, number: u16, cdb: &Cdb, data: &[u8]) -> Result<CommandStep, Sense> {
        let unit = Unit::Drive(number);
        let Some(library) = host.hardware.library(self.library) else { return Err(NO_SUCH_UNIT.into()) };
        let content = unit.drive(library).and_then(|drive| drive.content);
        let troubles = Troubles::of(host.stage, FaultSite::Drive(self.library, number), content);
        let step = self.drives.execute((host.hardware, host.tapes), library, number, (nexus, cdb, data), troubles)?;
        if self.drives.unit(number).is_some_and(DriveUnit::take_mode_change) {
            self.state.tell(unit, Some(nexus), MODE_CHANGED);
        }
        let (action, purpose) = match step {
            drive::DriveStep::Done(answer) => return Ok(CommandStep::Done(answer)),
            drive::DriveStep::Load => (Action::Load(number), WorkPurpose::Known(nexus)),
            drive::DriveStep::Unload if self.state.is_prevented(unit) => return Err(REMOVAL_PREVENTED.into()),
            drive::DriveStep::Unload => (Action::Unload(number), WorkPurpose::Plain),
        };
        Ok(CommandStep::Work(HardwareWork { immediate: drive::is_immediate(cdb), purpose, ..HardwareWork::of(vec![action]) }))
    }

    /// What a logical unit that is not there answers.
    pub(super) fn answer_of_nobody(&mut self, host: &Host<'_, '_>, nexus: Nexus, cdb: &Cdb) -> ScsiAnswer {
        if host.library(self.library).is_none_or(|library| !library.connected) {
            return ScsiAnswer::bare(Status::NoAnswer);
        }
        let absent = Sense::new(NO_SUCH_UNIT);
        match (cdb.operation(), host.library(self.library)) {
            (inquiry::OPERATION, _) => inquiry::of_nobody(cdb).map_or_else(ScsiAnswer::check, ScsiAnswer::good),
            (request_sense::OPERATION, _) => ScsiAnswer::good(request_sense::sense_data(cdb, &absent)),
            (report_luns::OPERATION, Some(library)) => {
                self.state.attentions.clear(nexus, LUNS_CHANGED);
                report_luns::list(library, cdb).map_or_else(ScsiAnswer::check, ScsiAnswer::good)
            }
            _ => ScsiAnswer::check(absent),
        }
    }
}
