//! The operational parameters of a session, and how each key of a negotiation is answered (RFC 7143, 13).

use super::pdu::frame::Framing;
use super::text::TextReply;

/// What a session is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionType {
    /// The initiator asks which targets there are.
    Discovery,
    /// The initiator sends commands.
    #[default]
    Normal,
}

/// What was agreed for a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// HeaderDigest is CRC32C.
    pub header_digest: bool,
    /// DataDigest is CRC32C.
    pub data_digest: bool,
    /// InitialR2T: no data that the target has not asked for, but immediate data.
    pub initial_r2t: bool,
    /// ImmediateData: a command may bring data with it.
    pub immediate_data: bool,
    /// MaxBurstLength.
    pub max_burst_length: u32,
    /// FirstBurstLength.
    pub first_burst_length: u32,
    /// MaxRecvDataSegmentLength of the initiator: the longest data segment that goes out.
    pub longest_sent: u32,
    /// MaxRecvDataSegmentLength of the target: the longest data segment that comes in.
    pub longest_received: u32,
}

/// What the initiator says is against the rules, and the login ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation;

impl Parameters {
    /// MaxRecvDataSegmentLength that the target declares.
    pub const LONGEST_RECEIVED: u32 = 256 * 1024;
    /// MaxBurstLength that the target would like.
    pub const MAX_BURST_LENGTH: u32 = 1024 * 1024;
    /// FirstBurstLength that the target would like.
    pub const FIRST_BURST_LENGTH: u32 = 256 * 1024;

    /// The framing of the full feature phase.
    #[must_use]
    pub const fn framing(&self) -> Framing {
        Framing { header_digest: self.header_digest, data_digest: self.data_digest, longest: self.longest_received as usize }
    }

    /// Answers a key that the initiator offers or declares.
    ///
    /// # Errors
    ///
    /// When a declaration, which has no answer, has a value it must not have.
    pub fn negotiate(&mut self, key: &str, value: &str, session: SessionType, reply: &mut TextReply) -> Result<(), Violation> {
        let Some(rule) = RULES.iter().find(|rule| rule.key == key) else {
            reply.add(key, NOT_UNDERSTOOD);
            return Ok(());
        };
        let answer = match (rule.kind, session) {
            (KeyKind::Declared(declare), _) => return declare(self, value),
            (KeyKind::Negotiated(_), SessionType::Discovery) if rule.normal_only => Some(IRRELEVANT.to_owned()),
            (KeyKind::Negotiated(negotiate), SessionType::Discovery | SessionType::Normal) => negotiate(self, value),
            (KeyKind::Obsolete(answer), _) => Some(answer.to_owned()),
        };
        reply.add(key, answer.as_deref().unwrap_or(REJECT));
        Ok(())
    }

    /// Whether there is such a key.
    #[must_use]
    pub fn know(key: &str) -> bool {
        RULES.iter().any(|rule| rule.key == key)
    }

    /// Brings into line what was agreed key by key: FirstBurstLength is never beyond MaxBurstLength.
    pub fn settle(&mut self) {
        self.first_burst_length = self.first_burst_length.min(self.max_burst_length);
    }
}

impl Default for Parameters {
    /// What holds where nothing is said.
    fn default() -> Self {
        Self {
            header_digest: false,
            data_digest: false,
            initial_r2t: true,
            immediate_data: true,
            max_burst_length: 262_144,
            first_burst_length: 65_536,
            longest_sent: 8192,
            longest_received: 8192,
        }
    }
}

/// The target does not know the key.
pub const NOT_UNDERSTOOD: &str = "NotUnderstood";
/// The target cannot take any of the values offered.
pub const REJECT: &str = "Reject";
/// The key says nothing in this session.
pub const IRRELEVANT: &str = "Irrelevant";

/// How a key is answered. A negotiated key gives the value that holds, or none when the one offered is not possible.
#[derive(Clone, Copy)]
enum KeyKind {
    Declared(fn(&mut Parameters, &str) -> Result<(), Violation>),
    Negotiated(fn(&mut Parameters, &str) -> Option<String>),
    Obsolete(&'static str),
}

struct KeyRule {
    key: &'static str,
    normal_only: bool,
    kind: KeyKind,
}

const fn declared(key: &'static str, declare: fn(&mut Parameters, &str) -> Result<(), Violation>) -> KeyRule {
    KeyRule { key, normal_only: false, kind: KeyKind::Declared(declare) }
}

const fn always(key: &'static str, negotiate: fn(&mut Parameters, &str) -> Option<String>) -> KeyRule {
    KeyRule { key, normal_only: false, kind: KeyKind::Negotiated(negotiate) }
}

const fn normal(key: &'static str, negotiate: fn(&mut Parameters, &str) -> Option<String>) -> KeyRule {
    KeyRule { key, normal_only: true, kind: KeyKind::Negotiated(negotiate) }
}

const fn obsolete(key: &'static str, answer: &'static str) -> KeyRule {
    KeyRule { key, normal_only: false, kind: KeyKind::Obsolete(answer) }
}

const BURST: (u32, u32) = (512, 0xFF_FFFF);

static RULES: [KeyRule; 23] = [
    always("HeaderDigest", |parameters, value| digest(&mut parameters.header_digest, value)),
    always("DataDigest", |parameters, value| digest(&mut parameters.data_digest, value)),
    declared("MaxRecvDataSegmentLength", |parameters, value| {
        parameters.longest_sent = number(value, BURST).ok_or(Violation)?;
        Ok(())
    }),
    // One connection a session.
    normal("MaxConnections", |_, value| Some(number(value, (1, 65_535))?.min(1).to_string())),
    // The target takes data that it has not asked for, and lets the initiator choose.
    normal("InitialR2T", |parameters, value| boolean(&mut parameters.initial_r2t, value)),
    normal("ImmediateData", |parameters, value| boolean(&mut parameters.immediate_data, value)),
    normal("MaxBurstLength", |parameters, value| {
        parameters.max_burst_length = number(value, BURST)?.min(Parameters::MAX_BURST_LENGTH);
        Some(parameters.max_burst_length.to_string())
    }),
    normal("FirstBurstLength", |parameters, value| {
        parameters.first_burst_length = number(value, BURST)?.min(Parameters::FIRST_BURST_LENGTH).min(parameters.max_burst_length);
        Some(parameters.first_burst_length.to_string())
    }),
    // One R2T at a time.
    normal("MaxOutstandingR2T", |_, value| Some(number(value, (1, 65_535))?.min(1).to_string())),
    // Data comes and goes in order.
    normal("DataPDUInOrder", |_, value| boolean(&mut true, value).map(|_| YES.to_owned())),
    normal("DataSequenceInOrder", |_, value| boolean(&mut true, value).map(|_| YES.to_owned())),
    always("DefaultTime2Wait", |_, value| Some(number(value, (0, 3600))?.to_string())),
    // Nothing of a session is kept when its connection is gone.
    always("DefaultTime2Retain", |_, value| number(value, (0, 3600)).map(|_| "0".to_owned())),
    always("ErrorRecoveryLevel", |_, value| number(value, (0, 2)).map(|_| "0".to_owned())),
    normal("TaskReporting", |_, value| value.split(',').find(|offer| *offer == "RFC3720").map(str::to_owned)),
    always("iSCSIProtocolLevel", |_, value| Some(number(value, (0, 31))?.min(1).to_string())),
    declared("InitiatorAlias", |_, _| Ok(())),
    obsolete("IFMarker", "No"),
    obsolete("OFMarker", "No"),
    obsolete("IFMarkInt", REJECT),
    obsolete("OFMarkInt", REJECT),
    // These are said by a target, never to it.
    obsolete("TargetPortalGroupTag", REJECT),
    obsolete("TargetAlias", REJECT),
];

const YES: &str = "Yes";

fn digest(chosen: &mut bool, value: &str) -> Option<String> {
    let choice = value.split(',').find(|offer| matches!(*offer, "CRC32C" | "None"))?;
    *chosen = choice == "CRC32C";
    Some(choice.to_owned())
}

fn boolean(chosen: &mut bool, value: &str) -> Option<String> {
    *chosen = match value {
        YES => true,
        "No" => false,
        _ => return None,
    };
    Some(value.to_owned())
}

/// A number, in decimal or in hexadecimal, within bounds.
pub(super) fn number(value: &str, (least, most): (u32, u32)) -> Option<u32> {
    let number = match value.strip_prefix("0x").or_else(|| value.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => value.parse(),
    };
    number.ok().filter(|number| (least..=most).contains(number))
}
