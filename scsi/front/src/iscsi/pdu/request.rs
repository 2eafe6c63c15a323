//! What an initiator sends: one table a PDU. Data segments stand beside them, in the [frame](super::frame::Frame).

use super::header::{Bit, Bits, Header, Pdu, pdu};
use crate::iscsi::serial::Serial;

pdu! {
    /// NOP-Out (11.18): a ping, or the answer to one.
    NopOut = 0x00 {
        /// I: outside the order of commands.
        immediate: Bit<0x40> => 0,
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// The logical unit of the ping that is answered.
        lun: u64 => 8,
        /// The tag to answer to; reserved when no answer is wanted.
        initiator_task_tag: u32 => 16,
        /// The tag of the ping that is answered; reserved otherwise.
        target_transfer_tag: u32 => 20,
        /// CmdSN.
        cmd_sn: Serial => 24,
        /// ExpStatSN.
        exp_stat_sn: Serial => 28,
    }
}

pdu! {
    /// SCSI Command (11.3).
    ScsiCommand = 0x01 {
        /// I: outside the order of commands.
        immediate: Bit<0x40> => 0,
        /// F: no unsolicited Data-Out follows.
        last: Bit<0x80> => 1,
        /// R: data is read.
        read: Bit<0x40> => 1,
        /// W: data is written.
        write: Bit<0x20> => 1,
        /// ATTR: untagged, simple, ordered, head of queue, ACA.
        attribute: Bits<0x07> => 1,
        /// The logical unit, as it stands in the header.
        lun: u64 => 8,
        /// The tag of the command.
        initiator_task_tag: u32 => 16,
        /// How much data the initiator is ready for, or has.
        expected_data_length: u32 => 20,
        /// CmdSN.
        cmd_sn: Serial => 24,
        /// ExpStatSN.
        exp_stat_sn: Serial => 28,
        /// The first 16 bytes of the command descriptor block.
        cdb: [u8; 16] => 32,
    }
}

pdu! {
    /// SCSI Task Management Function Request (11.5).
    TaskManagementRequest = 0x02 {
        /// I: outside the order of commands.
        immediate: Bit<0x40> => 0,
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// The function, see [`TaskFunction`].
        function: Bits<0x7F> => 1,
        /// The logical unit, of a function that has one.
        lun: u64 => 8,
        /// The tag of the request.
        initiator_task_tag: u32 => 16,
        /// The tag of the command to abort.
        referenced_task_tag: u32 => 20,
        /// CmdSN.
        cmd_sn: Serial => 24,
        /// ExpStatSN.
        exp_stat_sn: Serial => 28,
        /// CmdSN of the command to abort.
        ref_cmd_sn: Serial => 32,
        /// ExpDataSN.
        exp_data_sn: u32 => 36,
    }
}

pdu! {
    /// Login Request (11.12).
    LoginRequest = 0x03 {
        /// I, always set.
        immediate: Bit<0x40> => 0,
        /// T: the initiator is ready for the next stage.
        transit: Bit<0x80> => 1,
        /// C: the text goes on in the next request.
        continues: Bit<0x40> => 1,
        /// CSG: the stage the negotiation is in.
        current_stage: Bits<0x0C> => 1,
        /// NSG: the stage the initiator wants to go to.
        next_stage: Bits<0x03> => 1,
        /// The highest version the initiator knows.
        version_max: u8 => 2,
        /// The lowest version the initiator knows.
        version_min: u8 => 3,
        /// The initiator's part of the session's identity.
        isid: [u8; 6] => 8,
        /// The target's part of it; zero for a new session.
        tsih: u16 => 14,
        /// The tag of the request, the same in the whole login.
        initiator_task_tag: u32 => 16,
        /// The number of the connection in its session.
        cid: u16 => 20,
        /// CmdSN.
        cmd_sn: Serial => 24,
        /// ExpStatSN.
        exp_stat_sn: Serial => 28,
    }
}

pdu! {
    /// Text Request (11.10).
    TextRequest = 0x04 {
        /// I: outside the order of commands.
        immediate: Bit<0x40> => 0,
        /// F: the initiator has said all.
        last: Bit<0x80> => 1,
        /// C: the text goes on in the next request.
        continues: Bit<0x40> => 1,
        /// The logical unit of the answer that is gone on with.
        lun: u64 => 8,
        /// The tag of the request.
        initiator_task_tag: u32 => 16,
        /// The tag of the answer that is gone on with; reserved at the beginning.
        target_transfer_tag: u32 => 20,
        /// CmdSN.
        cmd_sn: Serial => 24,
        /// ExpStatSN.
        exp_stat_sn: Serial => 28,
    }
}

pdu! {
    /// SCSI Data-Out (11.7): data of a write, asked for or not.
    DataOut = 0x05 {
        /// F: the last of a sequence.
        last: Bit<0x80> => 1,
        /// The logical unit.
        lun: u64 => 8,
        /// The tag of the command.
        initiator_task_tag: u32 => 16,
        /// The tag of the R2T that asked; reserved when none did.
        target_transfer_tag: u32 => 20,
        /// ExpStatSN.
        exp_stat_sn: Serial => 28,
        /// The number of the PDU in its sequence.
        data_sn: u32 => 36,
        /// Where the data goes.
        buffer_offset: u32 => 40,
    }
}

pdu! {
    /// Logout Request (11.14).
    LogoutRequest = 0x06 {
        /// I: outside the order of commands.
        immediate: Bit<0x40> => 0,
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// 0 closes the session, 1 the connection, 2 removes it for recovery.
        reason: Bits<0x7F> => 1,
        /// The tag of the request.
        initiator_task_tag: u32 => 16,
        /// The connection.
        cid: u16 => 20,
        /// CmdSN.
        cmd_sn: Serial => 24,
        /// ExpStatSN.
        exp_stat_sn: Serial => 28,
    }
}

pdu! {
    /// SNACK Request (11.16): something is to be sent again.
    SnackRequest = 0x10 {
        /// The F bit, always set.
        last: Bit<0x80> => 1,
        /// What is to be sent again.
        kind: Bits<0x0F> => 1,
        /// The logical unit.
        lun: u64 => 8,
        /// The tag of the command.
        initiator_task_tag: u32 => 16,
        /// The tag of the target.
        target_transfer_tag: u32 => 20,
        /// ExpStatSN.
        exp_stat_sn: Serial => 28,
        /// The first that is missed.
        beginning: u32 => 40,
        /// How many are missed.
        run_length: u32 => 44,
    }
}

/// A PDU of an initiator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestPdu {
    /// NOP-Out.
    NopOut(NopOut),
    /// SCSI Command.
    Command(ScsiCommand),
    /// SCSI Task Management Function Request.
    TaskManagement(TaskManagementRequest),
    /// Login Request.
    Login(LoginRequest),
    /// Text Request.
    Text(TextRequest),
    /// SCSI Data-Out.
    DataOut(DataOut),
    /// Logout Request.
    Logout(LogoutRequest),
    /// SNACK Request.
    Snack(SnackRequest),
}

impl RequestPdu {
    /// The request that a header is of, unless its opcode is none of an initiator.
    #[must_use]
    pub fn read(header: &Header) -> Option<Self> {
        Some(match header.opcode() {
            NopOut::OPCODE => Self::NopOut(NopOut::read(header)),
            ScsiCommand::OPCODE => Self::Command(ScsiCommand::read(header)),
            TaskManagementRequest::OPCODE => Self::TaskManagement(TaskManagementRequest::read(header)),
            LoginRequest::OPCODE => Self::Login(LoginRequest::read(header)),
            TextRequest::OPCODE => Self::Text(TextRequest::read(header)),
            DataOut::OPCODE => Self::DataOut(DataOut::read(header)),
            LogoutRequest::OPCODE => Self::Logout(LogoutRequest::read(header)),
            SnackRequest::OPCODE => Self::Snack(SnackRequest::read(header)),
            _ => return None,
        })
    }

    /// The header of the request.
    #[must_use]
    pub fn header(&self) -> Header {
        match self {
            Self::NopOut(pdu) => pdu.header(),
            Self::Command(pdu) => pdu.header(),
            Self::TaskManagement(pdu) => pdu.header(),
            Self::Login(pdu) => pdu.header(),
            Self::Text(pdu) => pdu.header(),
            Self::DataOut(pdu) => pdu.header(),
            Self::Logout(pdu) => pdu.header(),
            Self::Snack(pdu) => pdu.header(),
        }
    }
}

/// CmdSN of a PDU that has a place in the order of commands: a request without the I bit that is neither Data-Out nor SNACK, also one
/// of an opcode that nobody knows.
#[must_use]
pub fn place_in_order(header: &Header) -> Option<Serial> {
    let unordered = header.immediate() || matches!(header.opcode(), DataOut::OPCODE | SnackRequest::OPCODE);
    (!unordered).then(|| NopOut::read(header).cmd_sn)
}

/// A task management function (11.5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskFunction {
    /// ABORT TASK.
    AbortTask,
    /// ABORT TASK SET.
    AbortTaskSet,
    /// CLEAR ACA.
    ClearAca,
    /// CLEAR TASK SET.
    ClearTaskSet,
    /// LOGICAL UNIT RESET.
    LogicalUnitReset,
    /// TARGET WARM RESET.
    TargetWarmReset,
    /// TARGET COLD RESET.
    TargetColdReset,
    /// TASK REASSIGN.
    TaskReassign,
}

impl TaskFunction {
    /// All functions, in the order of their codes, which begin with 1.
    pub const ALL: [Self; 8] = [
        Self::AbortTask,
        Self::AbortTaskSet,
        Self::ClearAca,
        Self::ClearTaskSet,
        Self::LogicalUnitReset,
        Self::TargetWarmReset,
        Self::TargetColdReset,
        Self::TaskReassign,
    ];

    /// The function of a code.
    #[must_use]
    pub fn of(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code).checked_sub(1)?).copied()
    }

    /// The code of the function.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8 + 1
    }
}
