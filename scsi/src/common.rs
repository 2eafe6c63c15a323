//! Commands that the changer and the drives have in common (SPC-4). One file a command.

pub(crate) mod control_mode_page;
pub(crate) mod identity;
pub(crate) mod inquiry;
pub(crate) mod prevent_allow;
pub(crate) mod report_luns;
mod report_operations;
pub(crate) mod request_sense;
mod reserve;
mod send_diagnostic;

use rsmlab_sim::hardware::Library;

use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::changer;
use crate::command::{CommandDefinition, Refusal};
use crate::drive;
use crate::served::{INVALID_OPERATION, ServedCommand, about_byte, invalid_field};
use crate::template::Units;
use crate::unit::Unit;

/// The commands of every logical unit.
static SERVED: &[ServedCommand] = &[
    request_sense::SERVED,
    inquiry::SERVED,
    reserve::RESERVE_6,
    reserve::RELEASE_6,
    send_diagnostic::SERVED,
    prevent_allow::SERVED,
    reserve::RESERVE_10,
    reserve::RELEASE_10,
    report_luns::SERVED,
    report_operations::SERVED,
];

/// The commands that a logical unit of a library serves.
pub fn commands(unit: Unit, library: &Library) -> impl Iterator<Item = &'static CommandDefinition> {
    let of_drive = match unit {
        Unit::Changer => &[],
        Unit::Drive(_) => drive::COMMANDS,
    };
    table(unit, library).map(|served| &served.command).chain(of_drive)
}

/// The commands that are done here; a drive does its own.
fn table(unit: Unit, library: &Library) -> impl Iterator<Item = &'static ServedCommand> {
    let own = match unit {
        Unit::Changer => changer::SERVED,
        Unit::Drive(_) => &[],
    };
    own.iter().chain(SERVED).filter(|served| (served.offered)(library))
}

/// Every command that a changer or a drive serves, with who does.
pub fn every() -> impl Iterator<Item = (Units, &'static CommandDefinition)> {
    let of = |units| move |served: &'static ServedCommand| (units, &served.command);
    let shared = SERVED.iter().map(of(Units::Any));
    shared.chain(changer::SERVED.iter().map(of(Units::Changer))).chain(drive::COMMANDS.iter().map(|command| (Units::Drives, command)))
}

/// The senses that every command can end with, besides its own.
pub static OF_ALL: &[Refusal] = &[
    Refusal::new(0x6, 0x29, 0x00, "a host is new to the unit, or the unit has begun anew"),
    Refusal::new(0x6, 0x28, 0x00, "another cartridge is in the drive than this host knows of"),
    Refusal::new(0x6, 0x2A, 0x01, "another host has changed the mode parameters"),
    Refusal::new(0x6, 0x3F, 0x0E, "a logical unit has come or gone"),
    Refusal::new(0x5, 0x20, 0x00, "the unit does not serve the operation code"),
    Refusal::new(0x5, 0x24, 0x00, "the block has a bit set that the command does not look at"),
    Refusal::new(0x5, 0x25, 0x00, "there is no such logical unit"),
];

/// The name of the command that a block asks for, of a changer or of a drive.
#[must_use]
pub fn name_of(is_changer: bool, cdb: &Cdb) -> Option<&'static str> {
    let (of_changers, of_drives) = if is_changer { (changer::SERVED, &[][..]) } else { (&[][..], drive::COMMANDS) };
    let is_meant = |command: &&CommandDefinition| {
        command.operation == cdb.operation() && command.service_action.is_none_or(|action| action == cdb.u8(1) & 0x1F)
    };
    let served = of_changers.iter().chain(SERVED).map(|served| &served.command);
    served.chain(of_drives).find(is_meant).map(|command| command.name)
}

/// The command that a block asks for.
///
/// # Errors
/// The sense that says that it is not served, or not here.
pub(crate) fn find(unit: Unit, library: &Library, cdb: &Cdb) -> Result<&'static ServedCommand, Sense> {
    let mut unknown = about_byte(INVALID_OPERATION, 0);
    for served in table(unit, library).filter(|served| served.command.operation == cdb.operation()) {
        match served.command.service_action {
            Some(action) if action != cdb.u8(1) & 0x1F => unknown = invalid_field(1),
            Some(_) | None => return Ok(served),
        }
    }
    Err(unknown)
}

/// Whether a command is served although another nexus has reserved the logical unit (SPC-2, table 11; SMC-3, table 3; SSC-3, table 12).
pub(crate) fn is_allowed_beside_a_reservation(cdb: &Cdb) -> bool {
    match cdb.operation() {
        inquiry::OPERATION | request_sense::OPERATION | report_luns::OPERATION | changer::log_sense::OPERATION => true,
        // It releases nothing.
        reserve::RELEASE_6_OPERATION | reserve::RELEASE_10_OPERATION => true,
        drive::READ_BLOCK_LIMITS | drive::REPORT_DENSITY_SUPPORT => true,
        prevent_allow::OPERATION => !prevent_allow::prevents(cdb),
        changer::read_element_status::OPERATION => changer::read_element_status::wants_what_is_known(cdb),
        _ => false,
    }
}
