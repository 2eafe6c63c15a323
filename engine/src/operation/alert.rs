//! Alerts: what a drive complains of becomes work, or a message to people.
//!
//! Answers `model.operator.device-alerts` and `global.hardware-tracking`. No document says which alert leads to what; a
//! drive that wants to be cleaned is cleaned, one that is broken or fails is to be looked after, and everything else is
//! told: of the cartridge where the cartridge is to blame, of the drive otherwise (D-044).

use super::{cleaning, operator};
use crate::change::ObjectRef;
use crate::id::LibraryRef;
use crate::port::hardware::{DriveAlert, Element};
use crate::record::Place;
use crate::turn::Turn;

/// A drive complains.
pub(crate) fn raised(turn: &mut Turn<'_>, library: LibraryRef, number: u16, alert: DriveAlert) {
    let Some(Place::Drive(drive)) = turn.world().place(library, Element::Drive(number)) else { return };
    let cartridge = turn.world().medium_in(drive).map_or(ObjectRef::Drive(drive), ObjectRef::Medium);
    match alert {
        DriveAlert::TimeToClean => cleaning::wanted(turn, drive),
        DriveAlert::IoError | DriveAlert::ReadError | DriveAlert::WriteError | DriveAlert::HardwareError | DriveAlert::ConnectionError => {
            operator::ask_to_look_after(turn, ObjectRef::Drive(drive));
        }
        DriveAlert::IoWarning | DriveAlert::ReadWarning | DriveAlert::WriteWarning => {
            operator::tell(turn, ObjectRef::Drive(drive), &format!("The drive {}. Check it and the medium in it.", alert.words()));
        }
        DriveAlert::UnsupportedMedium => operator::tell(turn, cartridge, operator::NOT_FOR_THE_DRIVE),
        DriveAlert::MediumWornOut => operator::tell(turn, cartridge, "The medium is worn out. Copy it and take it out of use."),
        DriveAlert::WriteProtected => {
            operator::tell(turn, cartridge, "The medium is write-protected. Move its tab if it is to be written.")
        }
        DriveAlert::TapeSnapped => operator::tell(turn, cartridge, operator::SNAPPED),
    }
}
