//! Protection: whether the tape can be written where the head stands.

use rsmlab_engine::port::sense::DriveAlert;

use super::DriveUnit;
use super::refusal::{OVERWRITE, SOFTWARE_PROTECTED, TAB_PROTECTED};
use crate::answer::Sense;
use crate::tape::Tape;

impl DriveUnit {
    /// Whether nothing can be written on the tape: the WP bit of MODE SENSE.
    pub(super) const fn is_protected(&self, tape: &Tape) -> bool {
        tape.write_protected || self.modes.software_write_protect
    }

    /// Nothing keeps a command from changing the cartridge.
    pub(super) fn unprotected(&mut self, tape: &Tape) -> Result<(), Sense> {
        if tape.write_protected {
            self.alert(DriveAlert::WriteProtected.flag());
            Err(TAB_PROTECTED.because())
        } else if self.modes.software_write_protect {
            Err(SOFTWARE_PROTECTED.because())
        } else {
            Ok(())
        }
    }

    /// Nothing keeps a command from writing where the head stands.
    pub(super) fn writable(&mut self, tape: &Tape) -> Result<(), Sense> {
        self.unprotected(tape)?;
        if self.position < tape.first_writable() { Err(OVERWRITE.because()) } else { Ok(()) }
    }
}
