//! The host adapter: the hardware and its stage, lent to a target for the moment of a call.

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Command, LibraryAddress};
use rsmlab_sim::hardware::{Hardware, Library};
use rsmlab_sim::stage::Stage;

use crate::served::Deed;
use crate::tape::tapes::Tapes;

/// What a target acts on.
#[derive(Debug)]
pub struct Host<'a, 'b> {
    /// The libraries and cartridges.
    pub hardware: &'a mut Hardware,
    /// Clock, queue, faults and ears.
    pub stage: &'a mut Stage<'b>,
    /// What is on the tapes: a cartridge has it with it, whichever library it is in.
    pub tapes: &'a mut Tapes,
}

impl Host<'_, '_> {
    /// Has a library do something. Its completion is [said](rsmlab_sim::stage::Emission::Completion) on the stage.
    pub(crate) fn begin(&mut self, library: LibraryAddress, id: CommandId, deed: Deed) {
        match deed {
            Deed::Action(action) => self.hardware.command(self.stage, Command { id, library, action }),
            Deed::Move(transport, action) => self.hardware.command_by(self.stage, Command { id, library, action }, transport),
            Deed::Approach(transport, to) => self.hardware.approach(self.stage, id, library, transport, to),
        }
    }

    /// The library at an address.
    #[must_use]
    pub fn library(&self, address: LibraryAddress) -> Option<&Library> {
        self.hardware.library(address)
    }
}
