//! Tasks: commands that the hardware takes time for, and what the target has it do of its own accord.

use std::collections::BTreeSet;

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Failure, LibraryAddress};

use rsmlab_sim::hardware::lock::HOSTS;

use crate::nexus::Nexus;
use crate::served::WorkPurpose;
use crate::unit::Unit;

/// Something that the hardware does for a target.
#[derive(Clone, Debug)]
pub struct HardwareTask {
    /// The logical unit that it belongs to.
    pub unit: Unit,
    /// Who has brought it about; nobody if the target does it of its own accord.
    pub nexus: Option<Nexus>,
    /// Whether that nexus still waits for an answer.
    pub waits: bool,
    /// Whether its command was answered as soon as it was begun: a failure is told with a later command of the nexus.
    pub immediate: bool,
    /// What has been given to the hardware and has not ended.
    pub open: BTreeSet<CommandId>,
    /// The first failure of it.
    pub failure: Option<Failure>,
    /// What follows.
    pub purpose: WorkPurpose,
}

/// The numbers of the commands that targets give to the hardware.
///
/// They begin where those of hosts do ([`HOSTS`]), with 2³² for each of at most 2¹⁶ libraries: theirs, those of the engine and what is
/// babbled of either never meet.
#[derive(Clone, Debug)]
pub struct CommandNumbers {
    first: u64,
    given: u32,
}

impl CommandNumbers {
    /// The numbers of the target of a library.
    pub const fn of(library: LibraryAddress) -> Self {
        Self { first: HOSTS + ((library.0 as u64) << 32), given: 0 }
    }

    /// The next number. It begins anew after 2³² commands, of which the first ended long ago.
    pub const fn next(&mut self) -> CommandId {
        let id = CommandId(self.first + self.given as u64);
        self.given = self.given.wrapping_add(1);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_targets_give_the_same_number() {
        let (babble, json) = (1_u64 << 52, 1_u64 << 53);
        let mut last = 1 << 51;
        for library in [0, 1, u16::MAX] {
            let mut numbers = CommandNumbers::of(LibraryAddress(library));
            let first = numbers.next().0;
            numbers.given = u32::MAX;
            let after_all = numbers.next().0;
            assert!(first >= last && after_all < babble && after_all + babble < json);
            assert_eq!(numbers.next().0, first);
            last = after_all + 1;
        }
    }
}
