//! Locks: software works them, and so do hosts beside it. Each lets go of its own only, as SCSI has it of initiators that prevent removal.

use rsmlab_engine::id::CommandId;

/// The first number of the commands that hosts beside the engine give. Engines count from 1 and stay far below it.
pub const HOSTS: u64 = 1 << 51;
/// What is added to the number of a command to get that of a command which was never given. It is beyond the numbers of engine and hosts.
pub(super) const NOBODYS: u64 = 1 << 52;

/// Whether a command is one of a host beside the engine.
#[must_use]
pub const fn is_of_a_host(command: CommandId) -> bool {
    command.0 >= HOSTS && command.0 < NOBODYS
}

/// Who locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locker {
    /// The software that manages the library.
    Software,
    /// Hosts beside it.
    Hosts,
}

impl Locker {
    /// Who gave a command; software, if no command is known.
    pub(super) fn of(command: Option<CommandId>) -> Self {
        if command.is_some_and(is_of_a_host) { Self::Hosts } else { Self::Software }
    }

    /// The lock that is theirs, of the two that a gate has.
    pub(super) const fn lock<'a>(self, software: &'a mut bool, hosts: &'a mut bool) -> &'a mut bool {
        match self {
            Self::Software => software,
            Self::Hosts => hosts,
        }
    }
}
