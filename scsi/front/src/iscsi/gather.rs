//! The data of a write: immediate, unsolicited, and solicited burst by burst (RFC 7143, 4.2.4, 11.7, 11.8).

use rsmlab_engine::port::sense::SenseCode;

use super::parameters::Parameters;
use super::pdu::NO_TAG;
use super::pdu::request::DataOut;

/// Data that comes otherwise than was agreed. The command ends with CHECK CONDITION (RFC 7143, 11.4.7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Irregular {
    /// Data that nobody asked for and that was not agreed.
    Unexpected,
    /// Too much data, too little, or not in order.
    WrongAmount,
}

impl Irregular {
    pub const fn sense(self) -> SenseCode {
        match self {
            Self::Unexpected => SenseCode::new(0x0B, 0x0C, 0x0C),
            Self::WrongAmount => SenseCode::new(0x0B, 0x0C, 0x0D),
        }
    }
}

/// How far the data of a write is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WriteProgress {
    /// More of the sequence is on its way.
    Coming,
    /// The next burst has to be asked for.
    Ask(Burst),
    /// All is here.
    Whole,
}

/// A burst to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Burst {
    pub r2t_sn: u32,
    pub offset: u32,
    pub length: u32,
}

/// The sequence that data comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DataSequence {
    Unsolicited,
    Solicited,
}

/// The data of one write, as far as it has come.
#[derive(Debug)]
pub(super) struct Gather {
    data: Vec<u8>,
    expected: u32,
    max_burst_length: u32,
    sequence: DataSequence,
    /// Where the sequence ends.
    until: u32,
    data_sn: u32,
    r2t_sn: u32,
}

impl Gather {
    /// Begins with the data that came with the command. `last` is its F bit.
    pub fn begin(expected: u32, immediate: Vec<u8>, last: bool, parameters: &Parameters) -> Result<(Self, WriteProgress), Irregular> {
        let length = u32::try_from(immediate.len()).map_err(|_| Irregular::WrongAmount)?;
        let first_burst = parameters.first_burst_length.min(expected);
        if (length > 0 && !parameters.immediate_data) || (!last && parameters.initial_r2t) {
            return Err(Irregular::Unexpected);
        }
        if length > first_burst {
            return Err(Irregular::WrongAmount);
        }
        let mut gather = Self {
            data: immediate,
            expected,
            max_burst_length: parameters.max_burst_length,
            sequence: DataSequence::Unsolicited,
            until: first_burst,
            data_sn: 0,
            r2t_sn: 0,
        };
        let progress = if last { gather.proceed() } else { WriteProgress::Coming };
        Ok((gather, progress))
    }

    /// Takes data. `tag` is the target transfer tag by which this command asks.
    pub fn take(&mut self, pdu: &DataOut, tag: u32, data: &[u8]) -> Result<WriteProgress, Irregular> {
        let sequence = if pdu.target_transfer_tag == NO_TAG { DataSequence::Unsolicited } else { DataSequence::Solicited };
        if sequence != self.sequence || (sequence == DataSequence::Solicited && pdu.target_transfer_tag != tag) {
            return Err(Irregular::Unexpected);
        }
        let end = u32::try_from(data.len()).ok().and_then(|length| self.here().checked_add(length)).ok_or(Irregular::WrongAmount)?;
        // Data comes in order, as was agreed; a sequence that was asked for is neither shorter nor longer.
        let in_order = pdu.buffer_offset == self.here() && pdu.data_sn == self.data_sn && end <= self.until;
        let complete = match self.sequence {
            DataSequence::Unsolicited => pdu.last || end < self.until,
            DataSequence::Solicited => pdu.last == (end == self.until),
        };
        if !in_order || !complete {
            return Err(Irregular::WrongAmount);
        }
        self.data.extend_from_slice(data);
        self.data_sn = self.data_sn.wrapping_add(1);
        Ok(if pdu.last { self.proceed() } else { WriteProgress::Coming })
    }

    /// All the data, when it is here.
    pub fn into_data(self) -> Vec<u8> {
        self.data
    }

    pub fn is_whole(&self) -> bool {
        self.here() == self.expected
    }

    fn here(&self) -> u32 {
        u32::try_from(self.data.len()).unwrap_or(u32::MAX)
    }

    fn proceed(&mut self) -> WriteProgress {
        let offset = self.here();
        if self.is_whole() {
            return WriteProgress::Whole;
        }
        let length = self.max_burst_length.min(self.expected.saturating_sub(offset));
        let burst = Burst { r2t_sn: self.r2t_sn, offset, length };
        self.sequence = DataSequence::Solicited;
        self.until = offset.saturating_add(length);
        self.data_sn = 0;
        self.r2t_sn = self.r2t_sn.wrapping_add(1);
        WriteProgress::Ask(burst)
    }
}
