//! What goes out: PDUs are numbered, split, and written in the order in which they were given.

use std::io::{self, Write};
use std::sync::Arc;

use rsmlab_scsi::answer::{ScsiAnswer, Sense, Status};

use super::parameters::Parameters;
use super::pdu::NO_TAG;
use super::pdu::frame::Framing;
use super::pdu::header::{Header, Pdu};
use super::pdu::response::{DataIn, ScsiResponse};
use super::serial::Serial;
use super::window::{Counters, Permit};

/// How a PDU takes part in the numbers of statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StatSn {
    /// It has the next number.
    Takes,
    /// It tells the next number and leaves it to another.
    Tells,
    /// It has none.
    Lacks,
}

/// What an initiator expects of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExpectedTransfer {
    pub initiator_task_tag: u32,
    /// The logical unit, as it stands in the header.
    pub lun: u64,
    pub read: bool,
    pub length: u32,
}

/// Something to send.
#[derive(Debug)]
pub(super) enum Outgoing {
    /// A PDU as it is.
    Pdu { header: Header, data: Vec<u8>, stat_sn: StatSn, permit: Option<Permit> },
    /// The answer to a command: as many PDUs as it takes.
    Answer { expected: ExpectedTransfer, answer: ScsiAnswer, permit: Permit },
}

impl Outgoing {
    /// The answer to a request: a status.
    pub fn status(pdu: &impl Pdu, data: Vec<u8>, permit: Option<Permit>) -> Self {
        Self::Pdu { header: pdu.header(), data, stat_sn: StatSn::Takes, permit }
    }

    /// What the target says of itself, or asks.
    pub fn unasked(pdu: &impl Pdu) -> Self {
        Self::Pdu { header: pdu.header(), data: Vec::new(), stat_sn: StatSn::Tells, permit: None }
    }
}

/// Bytes are written when so many have come together.
const ENOUGH: usize = 64 * 1024;
/// A buffer that became longer than this is given back.
const TOO_LONG: usize = 1024 * 1024;

/// The sending half of a connection.
#[derive(Debug)]
pub(super) struct Wire<W> {
    stream: W,
    framing: Framing,
    counters: Arc<Counters>,
    stat_sn: Serial,
    longest_sent: usize,
    max_burst_length: usize,
    buffer: Vec<u8>,
}

impl<W: Write> Wire<W> {
    /// A wire as it is during the login.
    pub fn new(stream: W, counters: Arc<Counters>) -> Self {
        let parameters = Parameters::default();
        Self {
            stream,
            framing: Framing::default(),
            counters,
            stat_sn: Serial::default(),
            longest_sent: parameters.longest_sent as usize,
            max_burst_length: parameters.max_burst_length as usize,
            buffer: Vec::new(),
        }
    }

    /// Takes over what was agreed in the login.
    pub fn agree(&mut self, parameters: &Parameters) {
        self.framing = parameters.framing();
        self.longest_sent = parameters.longest_sent as usize;
        self.max_burst_length = parameters.max_burst_length as usize;
    }

    /// Takes over a MaxRecvDataSegmentLength that an initiator declares later.
    pub fn set_longest_sent(&mut self, longest: u32) {
        self.longest_sent = longest as usize;
    }

    /// Puts something into the buffer, and writes the buffer when it is long enough.
    pub fn put(&mut self, outgoing: Outgoing) -> io::Result<()> {
        match outgoing {
            Outgoing::Pdu { header, data, stat_sn, permit } => {
                // What is answered is over: the window that the answer tells is open for the next.
                drop(permit);
                let data = data.get(..self.longest_sent).unwrap_or(&data);
                self.pdu(header, data, stat_sn)
            }
            Outgoing::Answer { expected, answer, permit } => {
                drop(permit);
                self.answer(expected, &answer)
            }
        }
    }

    /// Writes what is in the buffer.
    pub fn flush(&mut self) -> io::Result<()> {
        let written = self.stream.write_all(&self.buffer);
        self.buffer.clear();
        if self.buffer.capacity() > TOO_LONG {
            self.buffer = Vec::new();
        }
        written
    }

    fn pdu(&mut self, mut header: Header, data: &[u8], stat_sn: StatSn) -> io::Result<()> {
        let mut numbers = self.counters.numbers(self.stat_sn);
        match stat_sn {
            StatSn::Takes => self.stat_sn = self.stat_sn.next(),
            StatSn::Tells => {}
            StatSn::Lacks => numbers.stat_sn = Serial::default(),
        }
        numbers.stamp(&mut header);
        self.framing.encode(header, &[], data, &mut self.buffer);
        if self.buffer.len() >= ENOUGH { self.flush() } else { Ok(()) }
    }

    /// Sends data in pieces that the initiator takes, then the status: with the last piece if all is well, else in a response.
    fn answer(&mut self, expected: ExpectedTransfer, answer: &ScsiAnswer) -> io::Result<()> {
        let ExpectedTransfer { initiator_task_tag, read, length, .. } = expected;
        let residual = Residual::of(expected, answer);
        let wanted = if read { length as usize } else { 0 };
        let data = answer.data.get(..wanted).unwrap_or(if read { &answer.data } else { &[] });
        let collapses = answer.status == Status::Good && answer.sense.is_none();
        let (mut offset, mut data_sn) = (0, 0);
        while let Some(rest) = data.get(offset..).filter(|rest| !rest.is_empty()) {
            let burst_left = self.max_burst_length - offset % self.max_burst_length;
            let piece = rest.get(..self.longest_sent.min(burst_left)).unwrap_or(rest);
            let ends = piece.len() == rest.len();
            let has_status = ends && collapses;
            let pdu = DataIn {
                last: ends || piece.len() == burst_left,
                overflow: has_status && residual.over,
                underflow: has_status && residual.under,
                has_status,
                status: answer.status as u8,
                initiator_task_tag,
                target_transfer_tag: NO_TAG,
                data_sn,
                buffer_offset: u32::try_from(offset).unwrap_or(u32::MAX),
                residual_count: if has_status { residual.count } else { 0 },
                ..DataIn::default()
            };
            self.pdu(pdu.header(), piece, if has_status { StatSn::Takes } else { StatSn::Lacks })?;
            if has_status {
                return Ok(());
            }
            offset += piece.len();
            data_sn += 1;
        }
        let pdu = ScsiResponse {
            last: true,
            overflow: residual.over,
            underflow: residual.under,
            status: answer.status as u8,
            initiator_task_tag,
            exp_data_sn: data_sn,
            residual_count: residual.count,
            ..ScsiResponse::default()
        };
        self.pdu(pdu.header(), &answer.sense.as_ref().map(sense_segment).unwrap_or_default(), StatSn::Takes)
    }
}

/// What is left of what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Residual {
    over: bool,
    under: bool,
    count: u32,
}

impl Residual {
    /// A write tells how much it takes where its answer does; of another, only its sense knows how much of its data was used.
    fn of(expected: ExpectedTransfer, answer: &ScsiAnswer) -> Self {
        let came = || u32::try_from(answer.data.len()).unwrap_or(u32::MAX);
        let length = answer.takes.filter(|_| !expected.read).unwrap_or_else(came);
        let over = length > expected.length;
        let under = (expected.read || answer.takes.is_some()) && length < expected.length;
        Self { over, under, count: if over || under { length.abs_diff(expected.length) } else { 0 } }
    }
}

/// SenseLength and sense data, the data segment of a response.
fn sense_segment(sense: &Sense) -> Vec<u8> {
    let bytes = sense.to_bytes();
    let length = u16::try_from(bytes.len()).unwrap_or(0);
    [&length.to_be_bytes()[..], &bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_over_is_told_of_reads_and_of_writes_that_say_what_they_take() {
        let left = |read, length, answer: &ScsiAnswer| {
            let Residual { over, under, count } = Residual::of(ExpectedTransfer { initiator_task_tag: 1, lun: 0, read, length }, answer);
            (over, under, count)
        };
        let reads = ScsiAnswer::good(vec![0; 10]);
        assert_eq!(
            [left(true, 12, &reads), left(true, 10, &reads), left(true, 4, &reads)],
            [(false, true, 2), (false, false, 0), (true, false, 6)]
        );
        let takes = ScsiAnswer::took(512);
        assert_eq!(
            [left(false, 600, &takes), left(false, 512, &takes), left(false, 0, &takes)],
            [(false, true, 88), (false, false, 0), (true, false, 512)]
        );
        assert_eq!(left(false, 600, &ScsiAnswer::good(Vec::new())), (false, false, 0), "nobody knows");
    }
}
