//! The full feature phase: what each request of an initiator leads to. No socket is touched here.

use std::sync::Arc;

use rsmlab_engine::port::sense::SenseCode;
use rsmlab_scsi::answer::{ScsiAnswer, Status};
use rsmlab_scsi::nexus::Nexus;

use super::gather::{Burst, Gather, WriteProgress};
use super::lun;
use super::pdu::NO_TAG;
use super::pdu::extra::Extra;
use super::pdu::frame::Frame;
use super::pdu::header::Header;
use super::pdu::request::{self, DataOut, LogoutRequest, NopOut, RequestPdu, ScsiCommand};
use super::pdu::response::{LogoutResponse, NopIn, ReadyToTransfer, Reject, RejectReason};
use super::serial::Serial;
use super::server::ServerState;
use super::session::Session;
use super::tasks::{Scope, TaskCommand};
use super::text_phase::TextPhase;
use super::window::{Counters, EarlyArrival, Permit, WindowPlace};
use super::wire::{ExpectedTransfer, Outgoing};
use crate::service;

/// Whether a connection goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    GoesOn,
    Ends,
}

/// A connection in its full feature phase.
pub(super) struct FullFeature<'a> {
    pub(super) shared: &'a ServerState,
    pub(super) session: Arc<Session>,
    counters: Arc<Counters>,
    order: EarlyArrival,
    text: TextPhase,
}

/// The tag of the target's pings.
const PING: u32 = 1;

impl<'a> FullFeature<'a> {
    pub fn new(shared: &'a ServerState, session: Arc<Session>, counters: Arc<Counters>, address: String) -> Self {
        let order = EarlyArrival::new(shared.config.limits.data_per_session as usize);
        let text = TextPhase::new(shared.config.target.clone(), address, &session.established);
        Self { shared, session, counters, order, text }
    }

    /// Takes a PDU: keeps it if it is early, else does what it asks for, and what waited for it.
    pub fn take(&mut self, frame: Frame) -> Flow {
        let place = match request::place_in_order(&frame.header) {
            Some(cmd_sn) => self.order.place(cmd_sn, frame, &self.counters),
            None if frame.header.opcode() == DATA_OUT => self.order.hold_data(frame).err().unwrap_or(WindowPlace::Held),
            None => WindowPlace::Now(frame),
        };
        match place {
            WindowPlace::Now(frame) => {
                if self.handle(frame) == Flow::Ends {
                    return Flow::Ends;
                }
            }
            WindowPlace::Held | WindowPlace::Outside => return Flow::GoesOn,
            WindowPlace::TooMuch => return Flow::Ends,
        }
        while let Some(frames) = self.order.next(&self.counters) {
            if frames.is_empty() {
                // It was aborted before it came.
                drop(self.counters.admit());
            }
            for frame in frames {
                if self.handle(frame) == Flow::Ends {
                    return Flow::Ends;
                }
            }
        }
        Flow::GoesOn
    }

    /// Asks a silent initiator whether it is there.
    pub fn ping(&self) {
        self.session.output.push(Outgoing::unasked(&NopIn {
            last: true,
            initiator_task_tag: NO_TAG,
            target_transfer_tag: PING,
            ..NopIn::default()
        }));
    }

    /// Tells the initiator that a PDU did not come as it was sent. Without error recovery the connection ends.
    pub fn reject_damaged(&self, header: &Header) {
        self.reject(header, RejectReason::DataDigest, None);
    }

    fn handle(&mut self, frame: Frame) -> Flow {
        let request = RequestPdu::read(&frame.header);
        if let Some(RequestPdu::DataOut(pdu)) = &request {
            self.data_out(pdu, &frame.data);
            return Flow::GoesOn;
        }
        let permit = if frame.header.immediate() {
            self.counters.admit_immediate(self.shared.config.limits.immediate)
        } else {
            request::place_in_order(&frame.header).map(|_| self.counters.admit())
        };
        let (request, permit) = match (request, permit) {
            (Some(RequestPdu::Snack(_)), _) => return self.reject(&frame.header, RejectReason::Snack, None),
            (_, None) => return self.reject(&frame.header, RejectReason::TooManyImmediate, None),
            (None, permit) => return self.reject(&frame.header, RejectReason::NotSupported, permit),
            (Some(request), Some(permit)) => (request, permit),
        };
        match (request, self.session.nexus) {
            (RequestPdu::NopOut(pdu), _) => self.nop_out(&pdu, frame.data, permit),
            (RequestPdu::Text(pdu), _) => self.text.take(&pdu, &frame, permit, &self.session.output),
            (RequestPdu::Logout(pdu), _) => self.logout(&pdu, permit),
            (RequestPdu::Command(pdu), Some(nexus)) => self.command(nexus, &pdu, frame, permit),
            (RequestPdu::TaskManagement(pdu), Some(nexus)) => self.manage(nexus, &pdu, permit),
            // A discovery session has no commands; a login is over; data and SNACKs went another way.
            (RequestPdu::Command(_) | RequestPdu::TaskManagement(_), None)
            | (RequestPdu::Login(_) | RequestPdu::DataOut(_) | RequestPdu::Snack(_), _) => {
                self.reject(&frame.header, RejectReason::ProtocolError, Some(permit))
            }
        }
    }

    /// Counts a command as here that was aborted before it came.
    pub(super) fn forgo(&mut self, cmd_sn: Serial, before: Serial) -> bool {
        self.order.forgo(cmd_sn, before, &self.counters)
    }

    fn reject(&self, header: &Header, reason: RejectReason, permit: Option<Permit>) -> Flow {
        let pdu = Reject { last: true, reason: reason as u8, initiator_task_tag: NO_TAG, ..Reject::default() };
        self.session.output.push(Outgoing::status(&pdu, header.0.to_vec(), permit));
        Flow::GoesOn
    }

    fn nop_out(&self, pdu: &NopOut, data: Vec<u8>, permit: Permit) -> Flow {
        if !self.shared.service.is_reachable() {
            return Flow::Ends;
        }
        // Without a tag it answers a ping of the target, or only tells a number.
        if pdu.initiator_task_tag != NO_TAG {
            let (initiator_task_tag, target_transfer_tag) = (pdu.initiator_task_tag, NO_TAG);
            let pong = NopIn { last: true, initiator_task_tag, target_transfer_tag, ..NopIn::default() };
            self.session.output.push(Outgoing::status(&pong, data, Some(permit)));
        }
        Flow::GoesOn
    }

    fn logout(&self, pdu: &LogoutRequest, permit: Permit) -> Flow {
        const SESSION: u8 = 0;
        const CONNECTION: u8 = 1;
        let (response, flow) = match pdu.reason {
            SESSION => (0, Flow::Ends),
            CONNECTION if pdu.cid == self.session.established.cid => (0, Flow::Ends),
            CONNECTION => (1, Flow::GoesOn),
            _ => (2, Flow::GoesOn),
        };
        let initiator_task_tag = pdu.initiator_task_tag;
        let pdu = LogoutResponse { last: true, response, initiator_task_tag, ..LogoutResponse::default() };
        if flow == Flow::Ends {
            // Nothing of this session is answered after its logout. Who reads the answer finds all that was reserved released.
            self.session.leave(&*self.shared.service);
        }
        self.session.output.push(Outgoing::status(&pdu, Vec::new(), Some(permit)));
        flow
    }

    fn command(&self, nexus: Nexus, pdu: &ScsiCommand, frame: Frame, mut permit: Permit) -> Flow {
        let limits = &self.shared.config.limits;
        let extra = match Extra::read(&frame.extra) {
            Ok(extra) => extra,
            Err(_) => return self.reject(&frame.header, RejectReason::InvalidField, Some(permit)),
        };
        if pdu.read && pdu.write || extra.expected_read_length.is_some() {
            return self.reject(&frame.header, RejectReason::NotSupported, Some(permit));
        }
        if pdu.initiator_task_tag == NO_TAG || self.session.tasks.has(pdu.initiator_task_tag) {
            return self.reject(&frame.header, RejectReason::InvalidField, Some(permit));
        }
        let length = pdu.expected_data_length;
        let expected = ExpectedTransfer { initiator_task_tag: pdu.initiator_task_tag, lun: pdu.lun, read: pdu.read, length };
        let refusal = if pdu.write && length > limits.data_per_command {
            Some(ScsiAnswer::check(TOO_MUCH_DATA))
        } else if !permit.reserve(length.min(limits.data_per_command), limits.data_per_session) {
            Some(ScsiAnswer::bare(Status::TaskSetFull))
        } else {
            None
        };
        if let Some(answer) = refusal {
            self.session.output.push(Outgoing::Answer { expected, answer, permit });
            return Flow::GoesOn;
        }
        // What comes with a command that writes nothing is data nobody asked for, as what is beyond its length is.
        let writes = if pdu.write { length } else { 0 };
        let last = pdu.last || !pdu.write;
        let (gather, progress) = match Gather::begin(writes, frame.data, last, &self.session.established.parameters) {
            Ok(begun) => begun,
            Err(irregular) => {
                self.session.output.push(Outgoing::Answer { expected, answer: ScsiAnswer::check(irregular.sense()), permit });
                return Flow::GoesOn;
            }
        };
        let cdb = [&pdu.cdb[..], &extra.cdb].concat();
        let command = TaskCommand { expected, lun: lun::decode(pdu.lun), cdb, data: Vec::new(), permit };
        let overtakes = pdu.immediate || !self.session.tasks.has_line(command.lun);
        if progress == WriteProgress::Whole && overtakes {
            self.start(nexus, TaskCommand { data: gather.into_data(), ..command });
            return Flow::GoesOn;
        }
        self.session.tasks.wait(command, Some(gather));
        self.proceed(expected, progress);
        Flow::GoesOn
    }

    fn data_out(&self, pdu: &DataOut, data: &[u8]) {
        // Data of a command that is over is let go by, as an abort and data may cross on their way.
        let Some((expected, taken)) = self.session.tasks.take_data(pdu, transfer_tag(pdu.initiator_task_tag), data) else { return };
        match taken {
            Ok(progress) => self.proceed(expected, progress),
            Err(irregular) => {
                for command in self.session.tasks.take_waiting(Scope::Tag(pdu.initiator_task_tag)) {
                    let answer = ScsiAnswer::check(irregular.sense());
                    self.session.output.push(Outgoing::Answer { expected: command.expected, answer, permit: command.permit });
                }
            }
        }
        self.start_line(lun::decode(expected.lun));
    }

    /// Asks for the next burst if it is time for it.
    fn proceed(&self, ExpectedTransfer { initiator_task_tag, lun, .. }: ExpectedTransfer, progress: WriteProgress) {
        if let WriteProgress::Ask(Burst { r2t_sn, offset, length }) = progress {
            self.session.output.push(Outgoing::unasked(&ReadyToTransfer {
                last: true,
                lun,
                initiator_task_tag,
                target_transfer_tag: transfer_tag(initiator_task_tag),
                r2t_sn,
                buffer_offset: offset,
                desired_data_length: length,
            }));
        }
    }

    /// Gives those in line for a logical unit to the service, as far as their data is here.
    pub(super) fn start_line(&self, lun: u64) {
        let Some(nexus) = self.session.nexus else { return };
        while let Some(command) = self.session.tasks.first_in_line(lun) {
            self.start(nexus, command);
        }
    }

    fn start(&self, nexus: Nexus, command: TaskCommand) {
        let key = self.session.tasks.start(&command);
        let TaskCommand { expected, lun, cdb, data, permit } = command;
        let session = Arc::clone(&self.session);
        let done = move |answer: ScsiAnswer| {
            match session.tasks.finish(key) {
                // What answers nothing keeps no connection either.
                true if answer.status == Status::NoAnswer => session.output.close(),
                true => session.output.push(Outgoing::Answer { expected, answer, permit }),
                false => {}
            }
        };
        let task = self.shared.service.submit(service::ServiceRequest { nexus, lun, cdb, data }, Box::new(done));
        if self.session.tasks.started(key, task) {
            self.shared.service.abort(task);
        }
    }
}

/// INVALID FIELD IN CDB: no buffer is large enough.
const TOO_MUCH_DATA: SenseCode = SenseCode::new(0x05, 0x24, 0x00);

const DATA_OUT: u8 = <DataOut as super::pdu::header::Pdu>::OPCODE;

/// The target transfer tag by which a command asks for data. Tags of both sides are apart, and a command asks once at a time: any number
/// will do that is not reserved.
const fn transfer_tag(initiator_task_tag: u32) -> u32 {
    initiator_task_tag & 0x7FFF_FFFF
}
