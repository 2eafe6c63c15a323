//! The senses that several commands answer with.

use crate::answer::Sense;
use crate::command::Refusal;

pub(super) const UNKNOWN_OPERATION: Refusal = Refusal::new(0x5, 0x20, 0x00, "a drive does not know the operation code");
pub(super) const INVALID_FIELD: Refusal = Refusal::new(0x5, 0x24, 0x00, "a bit is set, or a value given, that the drive does not serve");
pub(super) const LIST_LENGTH: Refusal = Refusal::new(0x5, 0x1A, 0x00, "the parameter list ends within a header, descriptor or page");
pub(super) const INVALID_IN_LIST: Refusal = Refusal::new(0x5, 0x26, 0x00, "the parameter list wants to change what cannot be changed");

pub(super) const NOT_PRESENT: Refusal = Refusal::new(0x2, 0x3A, 0x00, "no cartridge is in the drive, or it is not loaded");
pub(super) const LOADING: Refusal = Refusal::new(0x2, 0x04, 0x01, "the cartridge is being loaded");
pub(super) const UNLOADING: Refusal = Refusal::new(0x2, 0x04, 0x00, "the cartridge is being unloaded");
pub(super) const CLEANING: Refusal = Refusal::new(0x2, 0x30, 0x03, "a cleaning cartridge is in the drive");

pub(super) const TAB_PROTECTED: Refusal = Refusal::new(0x7, 0x27, 0x00, "the tab of the cartridge protects it");
pub(super) const SOFTWARE_PROTECTED: Refusal = Refusal::new(0x7, 0x27, 0x02, "the SWP bit of the device configuration page is set");
pub(super) const OVERWRITE: Refusal = Refusal::new(0x7, 0x30, 0x0C, "a WORM cartridge has data behind the position");

pub(super) const BLOCK: Refusal = Refusal::new(0x0, 0x00, 0x00, "a block has another length than was asked for (ILI)");
pub(super) const FILEMARK: Refusal = Refusal::new(0x0, 0x00, 0x01, "a filemark is met (FILEMARK)");
pub(super) const WARNING: Refusal = Refusal::new(0x0, 0x00, 0x02, "all was written, behind early warning (EOM)");
pub(super) const BEGINNING: Refusal = Refusal::new(0x0, 0x00, 0x04, "the beginning of the partition is met (EOM)");
pub(super) const END_OF_DATA: Refusal = Refusal::new(0x8, 0x00, 0x05, "the end of the data is met");
pub(super) const FULL: Refusal = Refusal::new(0xD, 0x00, 0x02, "the tape has no room for all of it (EOM)");
pub(super) const UNREADABLE: Refusal = Refusal::new(0x3, 0x11, 0x00, "the record cannot be read");
pub(super) const UNWRITABLE: Refusal = Refusal::new(0x3, 0x0C, 0x00, "the tape cannot be written");

impl Refusal {
    /// The sense, with nothing more to say.
    pub(super) const fn because(&self) -> Sense {
        Sense::new(self.sense)
    }

    /// The sense, about a byte of the command descriptor block.
    pub(super) fn about(&self, at: usize) -> Sense {
        Sense { field: u16::try_from(at).ok(), ..self.because() }
    }

    /// The sense with what is left of what was asked for. It says nothing of a number that the field cannot hold.
    pub(super) fn with_residue(&self, residue: impl TryInto<i32>) -> Sense {
        Sense { information: residue.try_into().ok(), ..self.because() }
    }
}

/// The byte at `at` in the block asks for what is not served.
pub(super) fn invalid_field(at: usize) -> Sense {
    INVALID_FIELD.about(at)
}
