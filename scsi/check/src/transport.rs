//! The transport: how a command comes to a target, and what comes back, in bytes.

use thiserror::Error;

/// What came back for a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransportReply {
    /// The SCSI status.
    pub status: u8,
    /// The data that was read.
    pub data: Vec<u8>,
    /// The sense data, with CHECK CONDITION.
    pub sense: Vec<u8>,
    /// What was left over; negative when less came than there was room for.
    pub residual: i64,
}

/// The status GOOD.
pub const GOOD: u8 = 0x00;
/// The status CHECK CONDITION.
pub const CHECK_CONDITION: u8 = 0x02;
/// The status RESERVATION CONFLICT.
pub const RESERVATION_CONFLICT: u8 = 0x18;

/// A target that cannot be spoken to.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TransportError {
    /// Nobody is there.
    #[error("the target cannot be reached: {0}")]
    Unreachable(String),
    /// The target lets nobody in, or not this initiator.
    #[error("the target refuses the login: {0}")]
    Refused(String),
    /// The target does not keep to the protocol that carries the commands.
    #[error("the target breaks the protocol: {0}")]
    Protocol(String),
    /// The target has ended the connection.
    #[error("the target has closed the connection")]
    Closed,
    /// It is spoken to from one port, and a second nexus was wanted.
    #[error("this machine is one nexus to a device, and there is no second")]
    OneNexus,
    /// A logical unit has no device file, or none that is known.
    #[error("no device file of logical unit {0} is known")]
    NoDevice(u64),
    /// A command has no answer.
    #[error("the target does not answer in time")]
    Silent,
}

/// One nexus with a target. It ends when this is dropped.
pub trait Transport {
    /// Sends a command, and waits for its answer. `room` is how many bytes can be read, which may be more than the command asks for: a
    /// target that does not keep to its allocation length is seen that way.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when there is no answer. A status other than GOOD is one.
    fn execute(&mut self, lun: u64, cdb: &[u8], data_out: &[u8], room: usize) -> Result<TransportReply, TransportError>;
}

/// A target, with which any number of nexuses can be had.
pub trait Connector {
    /// A new nexus, of an initiator port that the target has not seen before. Where there is one port alone, it is that of the nexus before.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when the target cannot be reached or lets nobody in.
    fn connect(&self) -> Result<Box<dyn Transport>, TransportError>;

    /// The logical unit of the changer.
    fn lun(&self) -> u64;
}
