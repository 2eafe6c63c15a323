//! A session: commands go out one at a time, and data and status come in.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use rsmlab_front::iscsi::lun;
use rsmlab_front::iscsi::pdu::NO_TAG;
use rsmlab_front::iscsi::pdu::frame::{Decoded, Framing};
use rsmlab_front::iscsi::pdu::header::Pdu;
use rsmlab_front::iscsi::pdu::request::{DataOut, LoginRequest, LogoutRequest, NopOut, ScsiCommand};
use rsmlab_front::iscsi::pdu::response::{LoginResponse, NopIn, ReadyToTransfer, Response, SequenceNumbers};
use rsmlab_front::iscsi::serial::Serial;
use rsmlab_front::iscsi::text::{Collector, Pair};

use super::UnitAddress;
use super::login::{FULL_FEATURE, LONGEST, Login, LoginOffer};
use crate::transport::{Transport, TransportError, TransportReply};

/// How long a connection may take.
const REACHED_IN: Duration = Duration::from_secs(10);
/// More login responses than that are no login.
const MOST_STEPS: usize = 16;
/// A command that reads has no more data than that.
const MOST_DATA: usize = 1 << 25;

/// A session in its full feature phase.
pub struct InitiatorSession {
    stream: TcpStream,
    framing: Framing,
    received: Vec<u8>,
    cmd_sn: Serial,
    exp_stat_sn: Serial,
    tag: u32,
    /// The longest data segment that the target takes.
    longest_out: usize,
}

fn broken(what: impl Into<String>) -> TransportError {
    TransportError::Protocol(what.into())
}

impl InitiatorSession {
    /// Connects and logs in.
    pub fn begin(address: &UnitAddress, isid: [u8; 6], patience: Duration) -> Result<Self, TransportError> {
        let unreachable = |cause: std::io::Error| TransportError::Unreachable(format!("{}: {cause}", address.portal));
        let mut addresses = address.portal.to_socket_addrs().map_err(unreachable)?;
        let nobody = || TransportError::Unreachable(format!("{} has no address", address.portal));
        let stream = TcpStream::connect_timeout(&addresses.next().ok_or_else(nobody)?, REACHED_IN).map_err(unreachable)?;
        for set in [stream.set_nodelay(true), stream.set_read_timeout(Some(patience)), stream.set_write_timeout(Some(patience))] {
            set.map_err(unreachable)?;
        }
        let mut session = Self {
            stream,
            framing: Framing { longest: LONGEST, ..Framing::default() },
            received: Vec::new(),
            cmd_sn: Serial(1),
            exp_stat_sn: Serial(0),
            tag: 1,
            longest_out: Framing::DEFAULT_LONGEST,
        };
        session.log_in(address, isid)?;
        Ok(session)
    }

    fn log_in(&mut self, address: &UnitAddress, isid: [u8; 6]) -> Result<(), TransportError> {
        let (mut login, mut said) = Login::begin(address);
        for _ in 0..MOST_STEPS {
            let (response, pairs) = self.say(&said, isid)?;
            if response.status_class != 0 {
                let (class, detail) = (response.status_class, response.status_detail);
                return Err(TransportError::Refused(format!("login status {class:02X}{detail:02X}h")));
            }
            let goes_on = response.transit.then_some(response.next_stage);
            if goes_on == Some(FULL_FEATURE) {
                // What was said last may be the length.
                let _nothing_more = login.answer(FULL_FEATURE, &pairs);
                self.longest_out = login.longest_out.unwrap_or(self.longest_out).clamp(512, LONGEST);
                return Ok(());
            }
            said = login.answer(goes_on.unwrap_or(response.current_stage), &pairs)?;
        }
        Err(broken("its login does not end"))
    }

    /// Says something in a login, and gives the whole answer, which may come in parts.
    fn say(&mut self, said: &LoginOffer, isid: [u8; 6]) -> Result<(LoginResponse, Vec<Pair>), TransportError> {
        let mut request = LoginRequest {
            immediate: true,
            transit: said.next.is_some(),
            current_stage: said.stage,
            next_stage: said.next.unwrap_or(0),
            isid,
            initiator_task_tag: 1,
            cid: 1,
            cmd_sn: self.cmd_sn,
            exp_stat_sn: self.exp_stat_sn,
            ..LoginRequest::default()
        };
        let mut collector = Collector::default();
        let mut keys: &[u8] = &said.keys;
        loop {
            self.send(&request, keys)?;
            let (Response::Login(response), text) = self.receive()? else { return Err(broken("a login request is not answered by one")) };
            let unreadable = |wrong| broken(format!("its login cannot be read: {wrong}"));
            if let Some(pairs) = collector.take(&text, response.continues).map_err(unreadable)? {
                return Ok((response, pairs));
            }
            (keys, request.transit, request.next_stage, request.exp_stat_sn) = (&[], false, 0, self.exp_stat_sn);
        }
    }

    fn send(&mut self, pdu: &impl Pdu, data: &[u8]) -> Result<(), TransportError> {
        let mut bytes = Vec::new();
        self.framing.encode(pdu.header(), &[], data, &mut bytes);
        self.stream.write_all(&bytes).map_err(|cause| ended(&cause))
    }

    /// The next PDU that is for us; pings are answered.
    fn receive(&mut self) -> Result<(Response, Vec<u8>), TransportError> {
        loop {
            let (response, data) = self.receive_any()?;
            match response {
                Response::NopIn(NopIn { initiator_task_tag: NO_TAG, target_transfer_tag, lun, .. }) => {
                    if target_transfer_tag != NO_TAG {
                        let (immediate, last, initiator_task_tag, cmd_sn) = (true, true, NO_TAG, self.cmd_sn);
                        let exp_stat_sn = self.exp_stat_sn;
                        let pong = NopOut { immediate, last, lun, initiator_task_tag, target_transfer_tag, cmd_sn, exp_stat_sn };
                        self.send(&pong, &data)?;
                    }
                }
                // It announces that something changes for the session; what does is seen.
                Response::Async(_) => {}
                Response::Reject(reject) => return Err(broken(format!("it rejects a PDU for reason {:02X}h", reject.reason))),
                other => return Ok((other, data)),
            }
        }
    }

    fn receive_any(&mut self) -> Result<(Response, Vec<u8>), TransportError> {
        let mut chunk = vec![0; 1 << 16];
        loop {
            match self.framing.decode(&self.received).map_err(|wrong| broken(wrong.to_string()))? {
                Decoded::Whole(frame, length) => {
                    self.received.drain(..length);
                    let response = Response::read(&frame.header).ok_or_else(|| broken("a PDU comes that no target sends"))?;
                    let has_status = match &response {
                        Response::DataIn(pdu) => pdu.has_status,
                        Response::ReadyToTransfer(_) => false,
                        Response::NopIn(pdu) => pdu.initiator_task_tag != NO_TAG,
                        _ => true,
                    };
                    if has_status {
                        self.exp_stat_sn = SequenceNumbers::read(&frame.header).stat_sn.next();
                    }
                    return Ok((response, frame.data));
                }
                Decoded::Part(_) => match self.stream.read(&mut chunk) {
                    Ok(0) => return Err(TransportError::Closed),
                    Ok(count) => self.received.extend_from_slice(chunk.get(..count).unwrap_or_default()),
                    Err(cause) => return Err(ended(&cause)),
                },
            }
        }
    }

    /// Sends the data that a target is ready for.
    fn hand_over(&mut self, asked: &ReadyToTransfer, data: &[u8]) -> Result<(), TransportError> {
        let from = usize::try_from(asked.buffer_offset).unwrap_or(usize::MAX);
        let length = usize::try_from(asked.desired_data_length).unwrap_or(usize::MAX);
        let wanted =
            data.get(from..from.saturating_add(length)).ok_or_else(|| broken("it asks for data that the command does not have"))?;
        let pieces = wanted.len().div_ceil(self.longest_out);
        for (number, piece) in wanted.chunks(self.longest_out).enumerate() {
            let offset = number.saturating_mul(self.longest_out).saturating_add(from);
            let pdu = DataOut {
                last: number + 1 == pieces,
                lun: asked.lun,
                initiator_task_tag: asked.initiator_task_tag,
                target_transfer_tag: asked.target_transfer_tag,
                exp_stat_sn: self.exp_stat_sn,
                data_sn: u32::try_from(number).unwrap_or(u32::MAX),
                buffer_offset: u32::try_from(offset).unwrap_or(u32::MAX),
            };
            self.send(&pdu, piece)?;
        }
        Ok(())
    }
}

fn ended(cause: &std::io::Error) -> TransportError {
    match cause.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => TransportError::Silent,
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted => TransportError::Closed,
        _ => TransportError::Unreachable(cause.to_string()),
    }
}

fn residual(overflow: bool, underflow: bool, count: u32) -> i64 {
    match (overflow, underflow) {
        (true, _) => i64::from(count),
        (false, true) => -i64::from(count),
        (false, false) => 0,
    }
}

impl Transport for InitiatorSession {
    fn execute(&mut self, unit: u64, cdb: &[u8], data_out: &[u8], room: usize) -> Result<TransportReply, TransportError> {
        let mut block = [0; 16];
        block.iter_mut().zip(cdb).for_each(|(to, from)| *to = *from);
        self.tag = self.tag.wrapping_add(1).max(2);
        let expected = if data_out.is_empty() { room } else { data_out.len() };
        let command = ScsiCommand {
            last: true,
            read: data_out.is_empty() && room > 0,
            write: !data_out.is_empty(),
            // SIMPLE.
            attribute: 1,
            lun: lun::encode(unit),
            initiator_task_tag: self.tag,
            expected_data_length: u32::try_from(expected).unwrap_or(u32::MAX),
            cmd_sn: self.cmd_sn,
            exp_stat_sn: self.exp_stat_sn,
            cdb: block,
            ..ScsiCommand::default()
        };
        self.cmd_sn = self.cmd_sn.next();
        self.send(&command, &[])?;
        let mut data = Vec::new();
        loop {
            match self.receive()? {
                (Response::DataIn(pdu), segment) if pdu.initiator_task_tag == self.tag => {
                    if pdu.buffer_offset as usize != data.len() || data.len().saturating_add(segment.len()) > room.min(MOST_DATA) {
                        return Err(broken("data comes out of order, or more than there is room for"));
                    }
                    data.extend_from_slice(&segment);
                    if pdu.has_status {
                        let residual = residual(pdu.overflow, pdu.underflow, pdu.residual_count);
                        return Ok(TransportReply { status: pdu.status, data, sense: Vec::new(), residual });
                    }
                }
                (Response::Scsi(pdu), segment) if pdu.initiator_task_tag == self.tag => {
                    if pdu.response != 0 {
                        return Err(broken(format!("a command ends with response {:02X}h", pdu.response)));
                    }
                    // The sense data has its length in front of it.
                    let length = segment.first_chunk().map_or(0, |length| usize::from(u16::from_be_bytes(*length)));
                    let sense = segment.get(2..).unwrap_or_default();
                    let sense = sense.get(..length).unwrap_or(sense).to_vec();
                    return Ok(TransportReply {
                        status: pdu.status,
                        data,
                        sense,
                        residual: residual(pdu.overflow, pdu.underflow, pdu.residual_count),
                    });
                }
                (Response::ReadyToTransfer(asked), _) if asked.initiator_task_tag == self.tag => self.hand_over(&asked, data_out)?,
                (other, _) => return Err(broken(format!("a command is answered by {other:?}"))),
            }
        }
    }
}

impl Drop for InitiatorSession {
    fn drop(&mut self) {
        self.tag = self.tag.wrapping_add(1).max(2);
        let request = LogoutRequest {
            last: true,
            initiator_task_tag: self.tag,
            cid: 1,
            cmd_sn: self.cmd_sn,
            exp_stat_sn: self.exp_stat_sn,
            ..LogoutRequest::default()
        };
        // The target may be gone, and then there is nothing to log out of. It has ended the session when it answers, so that what comes
        // next finds what the nexus had reserved and prevented released.
        if self.send(&request, &[]).is_ok() {
            let _gone = self.stream.set_read_timeout(Some(REACHED_IN));
            let _gone = self.receive();
        }
    }
}
