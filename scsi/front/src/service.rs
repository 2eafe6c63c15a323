//! What a front needs of the served target.

use rsmlab_scsi::answer::ScsiAnswer;
use rsmlab_scsi::nexus::Nexus;
pub use rsmlab_scsi::target::ResetScope;

/// A command of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRequest {
    /// The initiator.
    pub nexus: Nexus,
    /// The logical unit: 0 is the changer, the drives follow.
    pub lun: u64,
    /// The command descriptor block.
    pub cdb: Vec<u8>,
    /// What the initiator sends with it.
    pub data: Vec<u8>,
}

/// A command on its way, for [`Service::abort`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Task(pub u64);

/// What is called, once, with the answer to a command. It is called on any thread, and must not wait for anything.
pub type OnAnswer = Box<dyn FnOnce(ScsiAnswer) + Send>;

/// What a logical unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A medium changer.
    Changer,
    /// A tape drive.
    Drive,
}

/// A served target. Fronts share it between threads.
pub trait Service: Send + Sync {
    /// An initiator arrives; every logical unit greets it with 6/29/00.
    fn join(&self, initiator: &str) -> Nexus;

    /// An initiator is gone: its commands are aborted, its reservations and prevented removals end.
    fn leave(&self, nexus: Nexus);

    /// Takes a command. `done` gets the answer, before this returns or later.
    fn submit(&self, request: ServiceRequest, done: OnAnswer) -> Task;

    /// Aborts a command: its `done` gets TASK ABORTED. Says whether it was still on its way.
    fn abort(&self, task: Task) -> bool;

    /// Resets logical units: commands on their way are aborted, every nexus hears 6/29/00.
    fn reset(&self, nexus: Nexus, what: ResetScope);

    /// Whether anything answers at all: the target has power, and the line to it is whole. Where it cannot be otherwise, it is so.
    fn is_reachable(&self) -> bool {
        true
    }

    /// The logical units, by number from 0.
    fn units(&self) -> Vec<UnitKind>;
}
