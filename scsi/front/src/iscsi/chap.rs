//! CHAP (RFC 1994; RFC 7143, 12.1.3): the proof of a secret without saying it.

use md5::{Digest, Md5};
use sha2::Sha256;

use super::config::Credentials;
use super::text::{Pair, TextReply};

/// What the target asks an initiator to prove itself with. It must never be the same twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The identifier.
    pub id: u8,
    /// The challenge.
    pub value: [u8; 16],
}

impl Challenge {
    /// A challenge from the randomness of the system.
    ///
    /// # Errors
    ///
    /// When the system has none.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut id = [0];
        let mut value = [0; 16];
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut value)?;
        Ok(Self { id: id[0], value })
    }
}

/// A hash that answers challenges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// MD5, which every initiator has.
    Md5,
    /// SHA-256.
    Sha256,
}

impl Algorithm {
    /// The algorithm of a number of CHAP_A.
    #[must_use]
    pub fn of(number: &str) -> Option<Self> {
        match number {
            "5" => Some(Self::Md5),
            "7" => Some(Self::Sha256),
            _ => None,
        }
    }

    const fn number(self) -> &'static str {
        match self {
            Self::Md5 => "5",
            Self::Sha256 => "7",
        }
    }

    /// The response to a challenge.
    #[must_use]
    pub fn respond(self, id: u8, secret: &str, challenge: &[u8]) -> Vec<u8> {
        let parts: [&[u8]; 3] = [&[id], secret.as_bytes(), challenge];
        match self {
            Self::Md5 => hash::<Md5>(parts),
            Self::Sha256 => hash::<Sha256>(parts),
        }
    }
}

fn hash<D: Digest>(parts: [&[u8]; 3]) -> Vec<u8> {
    let mut hash = D::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// An initiator has not proved who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unproven;

/// How far a proof is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ChapStage {
    Begun,
    Challenged(Algorithm),
    Proved,
}

/// The target's side of a proof.
#[derive(Clone, Debug)]
pub struct ChapProof<'a> {
    initiator: &'a Credentials,
    target: Option<&'a Credentials>,
    challenge: Challenge,
    stage: ChapStage,
}

impl<'a> ChapProof<'a> {
    /// A proof that begins: what the initiator has to know, and what the target proves itself with if it is asked to.
    #[must_use]
    pub const fn new(initiator: &'a Credentials, target: Option<&'a Credentials>, challenge: Challenge) -> Self {
        Self { initiator, target, challenge, stage: ChapStage::Begun }
    }

    /// Whether the initiator has proved who it is.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.stage == ChapStage::Proved
    }

    /// Takes the CHAP keys of a request.
    ///
    /// # Errors
    ///
    /// When the initiator does not prove who it is.
    pub fn step(&mut self, keys: &[Pair], reply: &mut TextReply) -> Result<(), Unproven> {
        let key = |name| keys.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match self.stage {
            _ if keys.is_empty() => Ok(()),
            ChapStage::Begun => {
                let algorithm = key("CHAP_A").and_then(|list| list.split(',').find_map(Algorithm::of)).ok_or(Unproven)?;
                reply.add("CHAP_A", algorithm.number());
                reply.add("CHAP_I", &self.challenge.id.to_string());
                reply.add("CHAP_C", &hexadecimal(&self.challenge.value));
                self.stage = ChapStage::Challenged(algorithm);
                Ok(())
            }
            ChapStage::Challenged(algorithm) => {
                let response = key("CHAP_R").and_then(binary).ok_or(Unproven)?;
                let expected = algorithm.respond(self.challenge.id, &self.initiator.secret, &self.challenge.value);
                // Both are looked at, so that the time taken does not tell which of them is wrong.
                let named = key("CHAP_N") == Some(self.initiator.name.as_str());
                let proved = same(&response, &expected);
                if !(named & proved) {
                    return Err(Unproven);
                }
                if let (Some(id), Some(challenge)) = (key("CHAP_I"), key("CHAP_C")) {
                    self.prove_in_turn(algorithm, id, challenge, reply)?;
                }
                self.stage = ChapStage::Proved;
                Ok(())
            }
            ChapStage::Proved => Err(Unproven),
        }
    }

    fn prove_in_turn(&self, algorithm: Algorithm, id: &str, challenge: &str, reply: &mut TextReply) -> Result<(), Unproven> {
        let target = self.target.ok_or(Unproven)?;
        let id = super::parameters::number(id, (0, 255)).and_then(|id| u8::try_from(id).ok()).ok_or(Unproven)?;
        let challenge = binary(challenge).ok_or(Unproven)?;
        // An initiator that sends the challenge back wants to be told what it ought to know.
        if challenge.is_empty() || challenge == self.challenge.value {
            return Err(Unproven);
        }
        reply.add("CHAP_N", &target.name);
        reply.add("CHAP_R", &hexadecimal(&algorithm.respond(id, &target.secret, &challenge)));
        Ok(())
    }
}

fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |different, (left, right)| different | left ^ right) == 0
}

/// Bytes as a binary value of a text.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold("0x".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// The bytes of a binary value, in hexadecimal or in Base64 (RFC 7143, 6.1): at most 1,024 of them.
#[must_use]
pub fn binary(value: &str) -> Option<Vec<u8>> {
    const LONGEST: usize = 1024;
    let bytes = match value.as_bytes() {
        [b'0', b'x' | b'X', digits @ ..] => of_hexadecimal(digits),
        [b'0', b'b' | b'B', digits @ ..] => of_base64(digits),
        _ => None,
    };
    bytes.filter(|bytes| bytes.len() <= LONGEST)
}

fn of_hexadecimal(digits: &[u8]) -> Option<Vec<u8>> {
    let nibble = |digit: &u8| char::from(*digit).to_digit(16).and_then(|nibble| u8::try_from(nibble).ok());
    // An odd number of digits lacks a zero in front.
    let (first, pairs) = digits.split_at(digits.len() % 2);
    let first = first.iter().map(nibble);
    first.chain(pairs.chunks(2).map(|pair| pair.iter().try_fold(0, |byte, digit| Some(byte << 4 | nibble(digit)?)))).collect()
}

fn of_base64(digits: &[u8]) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = digits.strip_suffix(b"==").or_else(|| digits.strip_suffix(b"=")).unwrap_or(digits);
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for digit in digits {
        let value = ALPHABET.iter().position(|letter| letter == digit).and_then(|value| u32::try_from(value).ok())?;
        bits = (bits << 6 | value) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xFF).ok()?);
        }
    }
    // What is left over is padding of zeroes.
    (held < 6).then_some(bytes)
}
