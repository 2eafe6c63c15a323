//! The tape drive (SSC-3): one file a command, with what is said of it on top.
//!
//! A drive does not know where its cartridge comes from, nor who sends a command: what every logical unit answers, reservations, unit
//! attentions and PREVENT ALLOW MEDIUM REMOVAL are the target's. Nothing stays in a buffer: what is written is on the tape before
//! the command ends, whatever the buffered mode says, and motion takes no time.

mod block;
mod erase;
mod load_unload;
mod locate;
mod log_page;
mod log_select;
mod log_sense;
mod medium;
mod mode_page;
mod mode_select;
mod mode_sense;
mod protection;
mod read;
mod read_attribute;
mod read_block_limits;
mod read_position;
mod refusal;
mod report_density_support;
mod rewind;
mod set_capacity;
mod space;
mod test_unit_ready;
mod verify;
mod write;
mod write_attribute;
mod write_filemarks;

#[cfg(test)]
mod tests;

use crate::alert::UnitAlerts;
use crate::answer::{ScsiAnswer, Sense};
use crate::cdb::Cdb;
use crate::command::CommandDefinition;
use crate::nexus::Nexus;
use crate::tape::Tape;

use self::mode_page::Modes;
use self::refusal::invalid_field;

pub use self::load_unload::is_immediate;
/// READ BLOCK LIMITS.
pub(crate) const READ_BLOCK_LIMITS: u8 = read_block_limits::COMMAND.operation;
/// REPORT DENSITY SUPPORT.
pub(crate) const REPORT_DENSITY_SUPPORT: u8 = report_density_support::COMMAND.operation;
pub use self::medium::Medium;

/// How a command goes on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DriveStep {
    /// It has ended.
    Done(ScsiAnswer),
    /// It ends when the hardware has loaded the cartridge, or at once with the [immediate bit](is_immediate).
    Load,
    /// It ends when the hardware has unloaded the cartridge, or at once with the [immediate bit](is_immediate).
    Unload,
}

/// The flags that tell of what is in a drive rather than of the drive: MEDIA LIFE, WRITE PROTECT, UNSUPPORTED FORMAT, UNRECOVERABLE
/// MECHANICAL CARTRIDGE FAILURE, EXPIRED CLEANING MEDIA, INVALID CLEANING MEDIA.
const OF_MEDIUM: [u8; 6] = [7, 9, 12, 14, 22, 23];

/// The flags that a cleaning answers: CLEAN NOW, CLEAN PERIODIC.
const OF_DIRT: [u8; 2] = [20, 21];

/// A tape drive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DriveUnit {
    /// The logical object before which the head stands.
    position: u64,
    modes: Modes,
    alerts: UnitAlerts,
    mode_changed: bool,
}

impl DriveUnit {
    /// Carries a command of a nexus out, or says what the hardware has to do for it.
    ///
    /// # Errors
    /// What is wrong with the command, or in its way.
    pub fn execute(&mut self, nexus: Nexus, medium: Medium<'_>, cdb: &Cdb, data: &[u8]) -> Result<DriveStep, Sense> {
        let (command, run) = served(cdb)?;
        if let Some(at) = command.stray_bit(cdb) {
            return Err(invalid_field(at.into()));
        }
        if let Medium::Loaded(tape) = &medium {
            self.position = self.position.min(tape.end());
        }
        run(DriveCall { drive: self, nexus, medium, cdb, data })
    }

    /// Raises a TapeAlert flag, counted from 1.
    pub fn alert(&mut self, flag: u8) {
        self.alerts.raise(flag);
    }

    /// A tape has come under the head.
    pub const fn loaded(&mut self, tape: &mut Tape) {
        self.position = 0;
        tape.count_load();
    }

    /// The tape is gone from under the head, and what it was complained of for with it.
    pub fn unloaded(&mut self) {
        self.position = 0;
        self.changed();
    }

    /// Another medium is in the drive, or none.
    pub fn changed(&mut self) {
        OF_MEDIUM.iter().for_each(|flag| self.alerts.lower(*flag));
    }

    /// The drive has been cleaned, and need not ask for it any more.
    pub fn cleaned(&mut self) {
        OF_DIRT.iter().for_each(|flag| self.alerts.lower(*flag));
    }

    /// A nexus is gone.
    pub fn leave(&mut self, nexus: Nexus) {
        self.alerts.leave(nexus);
    }

    /// The drive begins anew: with default modes, at the beginning of the tape, and with nothing to complain of.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether mode parameters have changed since this was last asked. Other initiators then hear 6/2A/01.
    pub const fn take_mode_change(&mut self) -> bool {
        std::mem::replace(&mut self.mode_changed, false)
    }
}

/// A command on its way through the drive.
struct DriveCall<'a> {
    drive: &'a mut DriveUnit,
    nexus: Nexus,
    medium: Medium<'a>,
    cdb: &'a Cdb,
    data: &'a [u8],
}

impl<'a> DriveCall<'a> {
    /// The drive and the tape under its head.
    fn tape(self) -> Result<(&'a mut DriveUnit, &'a mut Tape), Sense> {
        Ok((self.drive, self.medium.loaded()?))
    }

    /// The parameter list, which is as long as the block says.
    fn list(&self, length: usize) -> Result<&'a [u8], Sense> {
        self.data.get(..length).ok_or_else(|| refusal::LIST_LENGTH.because())
    }
}

type CommandHandler = fn(DriveCall<'_>) -> Result<DriveStep, Sense>;

/// Every command and what does it.
static SERVED: &[(CommandDefinition, CommandHandler)] = &[
    (test_unit_ready::COMMAND, test_unit_ready::run),
    (rewind::COMMAND, rewind::run),
    (read_block_limits::COMMAND, read_block_limits::run),
    (read::COMMAND, read::run),
    (write::COMMAND, write::run),
    (set_capacity::COMMAND, set_capacity::run),
    (write_filemarks::COMMAND, write_filemarks::run),
    (space::COMMAND_6, space::run),
    (verify::COMMAND, verify::run),
    (mode_select::COMMAND_6, mode_select::run),
    (erase::COMMAND, erase::run),
    (mode_sense::COMMAND_6, mode_sense::run),
    (load_unload::COMMAND, load_unload::run),
    (locate::COMMAND_10, locate::run),
    (read_position::SHORT, read_position::short),
    (read_position::SHORT_VENDOR_SPECIFIC, read_position::short),
    (read_position::LONG, read_position::long),
    (read_position::EXTENDED, read_position::extended),
    (report_density_support::COMMAND, report_density_support::run),
    (log_select::COMMAND, log_select::run),
    (log_sense::COMMAND, log_sense::run),
    (mode_select::COMMAND_10, mode_select::run),
    (mode_sense::COMMAND_10, mode_sense::run),
    (read_attribute::VALUES, read_attribute::values),
    (read_attribute::LIST, read_attribute::list),
    (read_attribute::VOLUMES, read_attribute::one_of_one),
    (read_attribute::PARTITIONS, read_attribute::one_of_one),
    (read_attribute::SUPPORTED, read_attribute::supported),
    (write_attribute::COMMAND, write_attribute::run),
    (space::COMMAND_16, space::run),
    (locate::COMMAND_16, locate::run),
];

/// The commands of a drive.
pub static COMMANDS: &[CommandDefinition] = &{
    let mut commands = [SERVED[0].0; SERVED.len()];
    let mut at = 0;
    while at < commands.len() {
        commands[at] = SERVED[at].0;
        at += 1;
    }
    commands
};

fn served(cdb: &Cdb) -> Result<&'static (CommandDefinition, CommandHandler), Sense> {
    let known = |(command, _): &&(CommandDefinition, CommandHandler)| command.operation == cdb.operation();
    let asked =
        |(command, _): &&(CommandDefinition, CommandHandler)| command.service_action.is_none_or(|action| action == cdb.u8(1) & 0x1F);
    if SERVED.iter().any(|served| known(&served)) {
        SERVED.iter().filter(known).find(asked).ok_or_else(|| invalid_field(1))
    } else {
        Err(refusal::UNKNOWN_OPERATION.about(0))
    }
}

/// Whether the bytes that come with a command are for the tape, and no parameter list.
#[must_use]
pub const fn takes_records(cdb: &Cdb) -> bool {
    cdb.operation() == write::COMMAND.operation
}

/// The command is done and has nothing to say.
fn good() -> Result<DriveStep, Sense> {
    Ok(DriveStep::Done(ScsiAnswer::good(Vec::new())))
}

/// The command is done; the initiator reads as much of this as it has room for.
fn answer(mut data: Vec<u8>, allocation: usize) -> Result<DriveStep, Sense> {
    data.truncate(allocation);
    Ok(DriveStep::Done(ScsiAnswer::good(data)))
}
