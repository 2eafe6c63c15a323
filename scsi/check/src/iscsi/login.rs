//! The login: who we are, a proof of it if the target wants one, and what is agreed about the session (RFC 7143, 6.3).

use rsmlab_front::iscsi::chap::{self, Algorithm};
use rsmlab_front::iscsi::text::{Pair, TextReply};

use super::{INITIATOR, UnitAddress};
use crate::transport::TransportError;

/// The stages of a login.
pub const SECURITY: u8 = 0;
/// Parameters are agreed.
pub const OPERATIONAL: u8 = 1;
/// Commands are taken.
pub const FULL_FEATURE: u8 = 3;

/// The longest data segment that we take.
pub const LONGEST: usize = 256 * 1024;

/// What the initiator says next.
#[derive(Debug)]
pub struct LoginOffer {
    /// The stage it is in.
    pub stage: u8,
    /// The stage it is ready for, if it is.
    pub next: Option<u8>,
    /// The keys.
    pub keys: Vec<u8>,
}

/// How far a login is.
#[derive(Debug)]
pub struct Login<'a> {
    address: &'a UnitAddress,
    /// What the target said about the longest data segment that it takes.
    pub longest_out: Option<usize>,
}

impl<'a> Login<'a> {
    /// A login that begins, and what is said first.
    pub fn begin(address: &'a UnitAddress) -> (Self, LoginOffer) {
        let method = if address.credentials.is_some() { "CHAP" } else { "None" };
        let pairs = [("InitiatorName", INITIATOR), ("TargetName", &address.target), ("SessionType", "Normal"), ("AuthMethod", method)];
        let next = address.credentials.is_none().then_some(OPERATIONAL);
        (Self { address, longest_out: None }, LoginOffer { stage: SECURITY, next, keys: keys(pairs) })
    }

    /// What is said after the target has answered in a stage, and has gone on to another or has not.
    ///
    /// # Errors
    ///
    /// When the target wants a proof that we do not have, or asks for it in no way that we know.
    pub fn answer(&mut self, stage: u8, pairs: &[Pair]) -> Result<LoginOffer, TransportError> {
        let value = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        if let Some(longest) = value("MaxRecvDataSegmentLength").and_then(|length| length.parse().ok()) {
            self.longest_out = Some(longest);
        }
        if stage != SECURITY {
            return Ok(LoginOffer { stage: OPERATIONAL, next: Some(FULL_FEATURE), keys: keys(PARAMETERS) });
        }
        let refused = |why: &str| TransportError::Refused(why.to_owned());
        let Some((user, secret)) = &self.address.credentials else {
            return Err(refused("it wants CHAP; say USER:SECRET@ before the host"));
        };
        match (value("CHAP_A"), value("CHAP_I"), value("CHAP_C")) {
            (Some(algorithm), Some(id), Some(challenge)) => {
                let (id, challenge) =
                    id.parse().ok().zip(chap::binary(challenge)).ok_or_else(|| refused("its challenge cannot be read"))?;
                let algorithm = Algorithm::of(algorithm).ok_or_else(|| refused("it wants a hash that is not known here"))?;
                let response = chap::hexadecimal(&algorithm.respond(id, secret, &challenge));
                Ok(LoginOffer { stage: SECURITY, next: Some(OPERATIONAL), keys: keys([("CHAP_N", user.as_str()), ("CHAP_R", &response)]) })
            }
            _ if value("AuthMethod") == Some("CHAP") => Ok(LoginOffer { stage: SECURITY, next: None, keys: keys([("CHAP_A", "5,7")]) }),
            // A target that trusts everybody needs no proof.
            _ if value("AuthMethod") == Some("None") => Ok(LoginOffer { stage: SECURITY, next: Some(OPERATIONAL), keys: Vec::new() }),
            _ => Err(refused("it does not go on with CHAP")),
        }
    }
}

const PARAMETERS: [(&str, &str); 13] = [
    ("HeaderDigest", "None"),
    ("DataDigest", "None"),
    ("MaxRecvDataSegmentLength", "262144"),
    ("MaxBurstLength", "262144"),
    ("FirstBurstLength", "65536"),
    ("InitialR2T", "Yes"),
    ("ImmediateData", "No"),
    ("MaxOutstandingR2T", "1"),
    ("MaxConnections", "1"),
    ("DataPDUInOrder", "Yes"),
    ("DataSequenceInOrder", "Yes"),
    ("DefaultTime2Retain", "0"),
    ("ErrorRecoveryLevel", "0"),
];

fn keys<'k>(pairs: impl IntoIterator<Item = (&'k str, &'k str)>) -> Vec<u8> {
    let mut reply = TextReply::default();
    pairs.into_iter().for_each(|(key, value)| reply.add(key, value));
    reply.part(usize::MAX)
}
