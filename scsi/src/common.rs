//! Commands that the changer and the drives have in common (SPC-4). One file a command.

pub(crate) mod identity;
pub(crate) mod inquiry;
pub(crate) mod prevent_allow;
pub(crate) mod report_luns;
mod report_operations;
pub(crate) mod request_sense;
mod reserve;

use rsmlab_sim::hardware::Library;

use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::changer;
use crate::command::Command;
use crate::drive;
use crate::served::{INVALID_OPERATION, Served, about_byte, invalid_field};
use crate::unit::Unit;

/// The commands of every logical unit.
static SERVED: &[Served] = &[
    request_sense::SERVED,
    inquiry::SERVED,
    reserve::RESERVE_6,
    reserve::RELEASE_6,
    prevent_allow::SERVED,
    reserve::RESERVE_10,
    reserve::RELEASE_10,
    report_luns::SERVED,
    report_operations::SERVED,
];

/// The commands that a logical unit of a library serves.
pub fn commands(unit: Unit, library: &Library) -> impl Iterator<Item = &'static Command> {
    let of_drive = match unit {
        Unit::Changer => &[],
        Unit::Drive(_) => drive::COMMANDS,
    };
    table(unit, library).map(|served| &served.command).chain(of_drive)
}

/// The commands that are done here; a drive does its own.
fn table(unit: Unit, library: &Library) -> impl Iterator<Item = &'static Served> {
    let own = match unit {
        Unit::Changer => changer::SERVED,
        Unit::Drive(_) => &[],
    };
    own.iter().chain(SERVED).filter(|served| (served.offered)(library))
}

/// The name of the command that a block asks for, of a changer or of a drive.
#[must_use]
pub fn name_of(is_changer: bool, cdb: &Cdb) -> Option<&'static str> {
    let (of_changers, of_drives) = if is_changer { (changer::SERVED, &[][..]) } else { (&[][..], drive::COMMANDS) };
    let is_meant =
        |command: &&Command| command.operation == cdb.operation() && command.service_action.is_none_or(|action| action == cdb.u8(1) & 0x1F);
    let served = of_changers.iter().chain(SERVED).map(|served| &served.command);
    served.chain(of_drives).find(is_meant).map(|command| command.name)
}

/// The command that a block asks for.
///
/// # Errors
/// The sense that says that it is not served, or not here.
pub(crate) fn find(unit: Unit, library: &Library, cdb: &Cdb) -> Result<&'static Served, Sense> {
    let mut unknown = about_byte(INVALID_OPERATION, 0);
    for served in table(unit, library).filter(|served| served.command.operation == cdb.operation()) {
        match served.command.service_action {
            Some(action) if action != cdb.u8(1) & 0x1F => unknown = invalid_field(1),
            Some(_) | None => return Ok(served),
        }
    }
    Err(unknown)
}

/// Whether a command is served although another nexus has reserved the logical unit (SPC-2, table 11; SMC-3, table 3).
pub(crate) fn is_allowed_beside_a_reservation(cdb: &Cdb) -> bool {
    match cdb.operation() {
        inquiry::OPERATION | request_sense::OPERATION | report_luns::OPERATION | changer::log_sense::OPERATION => true,
        // It releases nothing.
        reserve::RELEASE_6_OPERATION | reserve::RELEASE_10_OPERATION => true,
        prevent_allow::OPERATION => !prevent_allow::prevents(cdb),
        changer::read_element_status::OPERATION => changer::read_element_status::wants_what_is_known(cdb),
        _ => false,
    }
}
