//! What a target sends: one table a PDU. StatSN, ExpCmdSN and MaxCmdSN stand at the same place in all of them and are
//! [stamped](SequenceNumbers) when a PDU goes out.

use super::header::{Bit, Bits, Header, HeaderField, Pdu, pdu};
use crate::iscsi::serial::Serial;

/// The numbers that every PDU of a target has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SequenceNumbers {
    /// The number of the status, or of the next one.
    pub stat_sn: Serial,
    /// The CmdSN that the target waits for.
    pub exp_cmd_sn: Serial,
    /// The last CmdSN that the target would take.
    pub max_cmd_sn: Serial,
}

impl SequenceNumbers {
    /// Reads the numbers of a header.
    #[must_use]
    pub fn read(header: &Header) -> Self {
        Self { stat_sn: Serial::get(header, 24), exp_cmd_sn: Serial::get(header, 28), max_cmd_sn: Serial::get(header, 32) }
    }

    /// Writes the numbers into a header.
    pub fn stamp(&self, header: &mut Header) {
        Serial::put(header, 24, &self.stat_sn);
        Serial::put(header, 28, &self.exp_cmd_sn);
        Serial::put(header, 32, &self.max_cmd_sn);
    }
}

pdu! {
    /// NOP-In (11.19): the answer to a ping, or a ping.
    NopIn = 0x20 {
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// The logical unit, of a ping.
        lun: u64 => 8,
        /// The tag of the ping that is answered; reserved otherwise.
        initiator_task_tag: u32 => 16,
        /// The tag to answer to; reserved when no answer is wanted.
        target_transfer_tag: u32 => 20,
    }
}

pdu! {
    /// SCSI Response (11.4).
    ScsiResponse = 0x21 {
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// o: more than was expected would have been read by a bidirectional command.
        read_overflow: Bit<0x10> => 1,
        /// u: less than was expected has been read by a bidirectional command.
        read_underflow: Bit<0x08> => 1,
        /// O: more data than was expected would have been moved.
        overflow: Bit<0x04> => 1,
        /// U: less data than was expected has been moved.
        underflow: Bit<0x02> => 1,
        /// 0: the command has ended at the target; 1: the target failed.
        response: u8 => 2,
        /// The SCSI status.
        status: u8 => 3,
        /// The tag of the command.
        initiator_task_tag: u32 => 16,
        /// SNACK Tag.
        snack_tag: u32 => 20,
        /// How many Data-In PDUs were sent.
        exp_data_sn: u32 => 36,
        /// What is left of a bidirectional read.
        read_residual_count: u32 => 40,
        /// What is left of what was expected, or would have been beyond it.
        residual_count: u32 => 44,
    }
}

pdu! {
    /// SCSI Task Management Function Response (11.6).
    TaskManagementResponse = 0x22 {
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// What became of the function, see [`TaskOutcome`].
        response: u8 => 2,
        /// The tag of the request.
        initiator_task_tag: u32 => 16,
    }
}

pdu! {
    /// Login Response (11.13).
    LoginResponse = 0x23 {
        /// T: the next stage begins.
        transit: Bit<0x80> => 1,
        /// C: the text goes on in the next response.
        continues: Bit<0x40> => 1,
        /// CSG: the stage the negotiation is in.
        current_stage: Bits<0x0C> => 1,
        /// NSG: the stage that begins.
        next_stage: Bits<0x03> => 1,
        /// The highest version the target knows.
        version_max: u8 => 2,
        /// The version that is spoken.
        version_active: u8 => 3,
        /// The initiator's part of the session's identity.
        isid: [u8; 6] => 8,
        /// The target's part of it, in the last response of a login.
        tsih: u16 => 14,
        /// The tag of the request.
        initiator_task_tag: u32 => 16,
        /// 0 success, 1 redirection, 2 the initiator is wrong, 3 the target is.
        status_class: u8 => 36,
        /// What is wrong.
        status_detail: u8 => 37,
    }
}

pdu! {
    /// Text Response (11.11).
    TextResponse = 0x24 {
        /// F: the target has said all.
        last: Bit<0x80> => 1,
        /// C: the text goes on in the next response.
        continues: Bit<0x40> => 1,
        /// The logical unit, of an answer that goes on.
        lun: u64 => 8,
        /// The tag of the request.
        initiator_task_tag: u32 => 16,
        /// The tag to go on with; reserved at the end.
        target_transfer_tag: u32 => 20,
    }
}

pdu! {
    /// SCSI Data-In (11.7): data of a read, and a good status with the last of it.
    DataIn = 0x25 {
        /// F: the last of a sequence.
        last: Bit<0x80> => 1,
        /// A: the initiator is to say that it has come.
        acknowledge: Bit<0x40> => 1,
        /// O: more data than was expected would have been read.
        overflow: Bit<0x04> => 1,
        /// U: less data than was expected has been read.
        underflow: Bit<0x02> => 1,
        /// S: a status is here, and no response follows.
        has_status: Bit<0x01> => 1,
        /// The SCSI status, with S.
        status: u8 => 3,
        /// The logical unit, with A.
        lun: u64 => 8,
        /// The tag of the command.
        initiator_task_tag: u32 => 16,
        /// The tag of the target, with A; reserved otherwise.
        target_transfer_tag: u32 => 20,
        /// The number of the PDU in the command.
        data_sn: u32 => 36,
        /// Where the data goes.
        buffer_offset: u32 => 40,
        /// What is left of what was expected, or would have been beyond it, with S.
        residual_count: u32 => 44,
    }
}

pdu! {
    /// Logout Response (11.15).
    LogoutResponse = 0x26 {
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// 0 closed, 1 no such connection, 2 there is no recovery.
        response: u8 => 2,
        /// The tag of the request.
        initiator_task_tag: u32 => 16,
        /// Time2Wait.
        time_to_wait: u16 => 40,
        /// Time2Retain.
        time_to_retain: u16 => 42,
    }
}

pdu! {
    /// Ready To Transfer (11.8): the target asks for data.
    ReadyToTransfer = 0x31 {
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// The logical unit.
        lun: u64 => 8,
        /// The tag of the command.
        initiator_task_tag: u32 => 16,
        /// The tag that the data is to have.
        target_transfer_tag: u32 => 20,
        /// The number of the R2T in the command.
        r2t_sn: u32 => 36,
        /// Where the data is to begin.
        buffer_offset: u32 => 40,
        /// How much is asked for.
        desired_data_length: u32 => 44,
    }
}

pdu! {
    /// Asynchronous Message (11.9).
    AsyncMessage = 0x32 {
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// The logical unit, of a SCSI event.
        lun: u64 => 8,
        /// Reserved; no task is meant.
        initiator_task_tag: u32 => 16,
        /// What happens: 1 a logout is wanted, 2 the connection ends, 3 all connections of the session do.
        event: u8 => 36,
        /// The vendor's code.
        vendor_code: u8 => 37,
        /// The first parameter of the event.
        parameter1: u16 => 38,
        /// The second parameter of the event.
        parameter2: u16 => 40,
        /// The third parameter of the event.
        parameter3: u16 => 42,
    }
}

pdu! {
    /// Reject (11.17). Its data is the header that is rejected.
    Reject = 0x3F {
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// Why, see [`RejectReason`].
        reason: u8 => 2,
        /// Reserved; no task is meant.
        initiator_task_tag: u32 => 16,
        /// DataSN or R2TSN.
        data_sn: u32 => 36,
    }
}

/// A PDU of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// NOP-In.
    NopIn(NopIn),
    /// SCSI Response.
    Scsi(ScsiResponse),
    /// SCSI Task Management Function Response.
    TaskManagement(TaskManagementResponse),
    /// Login Response.
    Login(LoginResponse),
    /// Text Response.
    Text(TextResponse),
    /// SCSI Data-In.
    DataIn(DataIn),
    /// Logout Response.
    Logout(LogoutResponse),
    /// Ready To Transfer.
    ReadyToTransfer(ReadyToTransfer),
    /// Asynchronous Message.
    Async(AsyncMessage),
    /// Reject.
    Reject(Reject),
}

impl Response {
    /// The response that a header is of, unless its opcode is none of a target.
    #[must_use]
    pub fn read(header: &Header) -> Option<Self> {
        Some(match header.opcode() {
            NopIn::OPCODE => Self::NopIn(NopIn::read(header)),
            ScsiResponse::OPCODE => Self::Scsi(ScsiResponse::read(header)),
            TaskManagementResponse::OPCODE => Self::TaskManagement(TaskManagementResponse::read(header)),
            LoginResponse::OPCODE => Self::Login(LoginResponse::read(header)),
            TextResponse::OPCODE => Self::Text(TextResponse::read(header)),
            DataIn::OPCODE => Self::DataIn(DataIn::read(header)),
            LogoutResponse::OPCODE => Self::Logout(LogoutResponse::read(header)),
            ReadyToTransfer::OPCODE => Self::ReadyToTransfer(ReadyToTransfer::read(header)),
            AsyncMessage::OPCODE => Self::Async(AsyncMessage::read(header)),
            Reject::OPCODE => Self::Reject(Reject::read(header)),
            _ => return None,
        })
    }

    /// The header of the response, its numbers not yet stamped.
    #[must_use]
    pub fn header(&self) -> Header {
        match self {
            Self::NopIn(pdu) => pdu.header(),
            Self::Scsi(pdu) => pdu.header(),
            Self::TaskManagement(pdu) => pdu.header(),
            Self::Login(pdu) => pdu.header(),
            Self::Text(pdu) => pdu.header(),
            Self::DataIn(pdu) => pdu.header(),
            Self::Logout(pdu) => pdu.header(),
            Self::ReadyToTransfer(pdu) => pdu.header(),
            Self::Async(pdu) => pdu.header(),
            Self::Reject(pdu) => pdu.header(),
        }
    }
}

/// What became of a task management function (11.6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TaskOutcome {
    /// The function has done what it was asked for.
    Complete = 0,
    /// There is no such task.
    NoSuchTask = 1,
    /// There is no such logical unit.
    NoSuchUnit = 2,
    /// Tasks are not carried to another connection.
    NoReassignment = 4,
    /// The function is not supported.
    NotSupported = 5,
    /// The function is refused.
    Rejected = 255,
}

/// Why a PDU is rejected (11.17.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RejectReason {
    /// The data digest is wrong.
    DataDigest = 0x02,
    /// Nothing is sent again.
    Snack = 0x03,
    /// The PDU has no place here.
    ProtocolError = 0x04,
    /// There is no such command.
    NotSupported = 0x05,
    /// Too many immediate requests are under way.
    TooManyImmediate = 0x06,
    /// A field of the PDU is wrong.
    InvalidField = 0x09,
    /// A text is too long or cannot be read.
    NegotiationReset = 0x0B,
}
