//! Text requests of the full feature phase: SendTargets, and what may still be declared (RFC 7143, 11.10, Appendix C).

use super::full_feature::Flow;
use super::login::{Established, PORTAL_GROUP};
use super::output::Output;
use super::parameters::{NOT_UNDERSTOOD, Parameters, REJECT, SessionType};
use super::pdu::NO_TAG;
use super::pdu::frame::Frame;
use super::pdu::request::TextRequest;
use super::pdu::response::{Reject, RejectReason, TextResponse};
use super::text::{Collector, Pair, TextReply};
use super::window::Permit;
use super::wire::Outgoing;

/// The text negotiation of a connection.
#[derive(Debug)]
pub(super) struct TextPhase {
    target: String,
    address: String,
    session: SessionType,
    parameters: Parameters,
    collector: Collector,
    reply: TextReply,
}

/// The tag by which an initiator goes on with a text.
const GOES_ON: u32 = 1;

impl TextPhase {
    /// A negotiation of a target that the initiator has reached at `address`.
    pub fn new(target: String, address: String, established: &Established) -> Self {
        let Established { session, parameters, .. } = *established;
        Self { target, address, session, parameters, collector: Collector::default(), reply: TextReply::default() }
    }

    pub fn take(&mut self, pdu: &TextRequest, frame: &Frame, permit: Permit, output: &Output) -> Flow {
        if pdu.target_transfer_tag == NO_TAG {
            // A request without a tag of the target begins anew.
            self.collector = Collector::default();
            self.reply = TextReply::default();
        }
        let awaited = matches!(pdu.target_transfer_tag, NO_TAG | GOES_ON) && !(pdu.last && pdu.continues);
        let collected = if awaited { self.collector.take(&frame.data, pdu.continues) } else { Ok(None) };
        let (true, Ok(pairs)) = (awaited, collected) else {
            self.collector = Collector::default();
            let pdu = Reject { last: true, reason: RejectReason::NegotiationReset as u8, initiator_task_tag: NO_TAG, ..Reject::default() };
            output.push(Outgoing::status(&pdu, frame.header.0.to_vec(), Some(permit)));
            return Flow::GoesOn;
        };
        for pair in pairs.unwrap_or_default() {
            self.answer(&pair, output);
        }
        let data = self.reply.part(self.parameters.longest_sent as usize);
        let continues = !self.reply.is_sent();
        let last = pdu.last && !continues;
        let response = TextResponse {
            last,
            continues,
            lun: pdu.lun,
            initiator_task_tag: pdu.initiator_task_tag,
            target_transfer_tag: if last { NO_TAG } else { GOES_ON },
        };
        output.push(Outgoing::status(&response, data, Some(permit)));
        Flow::GoesOn
    }

    fn answer(&mut self, (key, value): &Pair, output: &Output) {
        match key.as_str() {
            "SendTargets" => self.send_targets(value),
            "MaxRecvDataSegmentLength" => match self.parameters.negotiate(key, value, self.session, &mut self.reply) {
                Ok(()) => output.set_longest_sent(self.parameters.longest_sent),
                Err(_) => self.reply.add(key, REJECT),
            },
            // Every other key that is known belongs to the login.
            known if Parameters::know(known) => self.reply.add(key, REJECT),
            _ => self.reply.add(key, NOT_UNDERSTOOD),
        }
    }

    /// A discovery session asks for all targets; every session may ask for the one by its name, a normal one also without.
    fn send_targets(&mut self, which: &str) {
        let wanted = match (self.session, which) {
            (SessionType::Discovery, "All") | (SessionType::Normal, "") => true,
            (SessionType::Normal, "All") | (SessionType::Discovery, "") => return self.reply.add("SendTargets", REJECT),
            (SessionType::Discovery | SessionType::Normal, name) => name.eq_ignore_ascii_case(&self.target),
        };
        if wanted {
            self.reply.add("TargetName", &self.target);
            self.reply.add("TargetAddress", &format!("{},{PORTAL_GROUP}", self.address));
        }
    }
}
