//! Fuzzing the bytes of a connection: whatever an initiator sends, its login is answered or refused, and what is answered can be read.
//!
//! The first byte says what the target wants of a login; the rest is the stream. No socket is needed for it: what is driven here are the
//! files that know none ([`super::pdu`], [`super::text`], [`super::login`]), in the order in which a connection does it.

use super::chap::{self, Challenge};
use super::config::{Authentication, Credentials, ServerConfig};
use super::login::{Login, LoginFailure, LoginStep};
use super::pdu::extra::Extra;
use super::pdu::frame::{Decoded, Frame, Framing};
use super::pdu::header::{Header, Pdu};
use super::pdu::request::{LoginRequest, RequestPdu};
use super::pdu::response::Response;
use super::text;

/// The most bytes that a target asks for before it can cut a frame: headers with all that can be added to them, a segment, its padding
/// and digests.
const fn most_needed(framing: Framing) -> usize {
    Header::LENGTH + 255 * 4 + framing.longest + 3 + 8
}

/// Takes in what the bytes are, and sees that each part of it has come to something.
///
/// # Panics
/// If something is not as it has to be.
pub fn check(bytes: &[u8]) {
    let Some((first, mut stream)) = bytes.split_first() else { return };
    let authentication = match first & 0x03 {
        0 | 1 => Authentication::None,
        2 => Authentication::Chap { initiator: Credentials::new("me", "secret of mine"), target: None },
        _ => {
            let target = Some(Credentials::new("you", "secret of yours"));
            Authentication::Chap { initiator: Credentials::new("me", "secret of mine"), target }
        }
    };
    let config = ServerConfig { authentication, ..ServerConfig::new("iqn.2026-11.lab.rsm:library") };
    let mut login = Some(Login::new(&config, Challenge { id: 7, value: [9; 16] }));
    let mut framing = Framing::default();
    while let Some(frame) = cut(framing, &mut stream) {
        look(&frame);
        let Some(phase) = &mut login else { continue };
        let Some(RequestPdu::Login(request)) = RequestPdu::read(&frame.header) else { return };
        match phase.step(&request, &frame.data) {
            Ok(LoginStep::Answer(response, data)) => answer(&response, &data),
            Ok(LoginStep::Done(response, data, established)) => {
                answer(&response, &data);
                assert!(response.transit && !established.initiator.is_empty(), "an initiator that is logged in has a name");
                let parameters = &established.parameters;
                assert!(parameters.first_burst_length <= parameters.max_burst_length, "a first burst is no longer than any");
                framing = parameters.framing();
                login = None;
            }
            Err(failure) => return refused(&failure, &request),
        }
    }
}

/// The next frame of a stream, unless that is a part of one or none.
fn cut(framing: Framing, stream: &mut &[u8]) -> Option<Frame> {
    match framing.decode(stream) {
        Ok(Decoded::Whole(frame, length)) => {
            assert!((Header::LENGTH..=stream.len()).contains(&length), "a frame is within its stream");
            assert!(frame.data.len() <= framing.longest, "a segment is as long as was agreed");
            *stream = stream.get(length..).unwrap_or_default();
            Some(frame)
        }
        Ok(Decoded::Part(needed)) => {
            assert!(needed > stream.len() && needed <= most_needed(framing), "{needed} bytes are asked for, {} are there", stream.len());
            None
        }
        Err(_) => None,
    }
}

/// Reads a frame in every way that there is.
fn look(frame: &Frame) {
    if let Some(request) = RequestPdu::read(&frame.header) {
        assert_eq!(RequestPdu::read(&request.header()), Some(request), "a request reads back");
    }
    let _also_of_others = (Response::read(&frame.header), Extra::read(&frame.extra));
    for (_, value) in text::parse(&frame.data).unwrap_or_default() {
        if let Some(binary) = chap::binary(&value) {
            assert_eq!(chap::binary(&chap::hexadecimal(&binary)), Some(binary), "a binary value reads back");
        }
    }
}

/// The receiver can read what is sent.
fn answer(response: &impl Pdu, data: &[u8]) {
    let framing = Framing::default();
    assert!(data.len() <= framing.longest, "an answer is as long as any initiator takes");
    let mut sent = Vec::new();
    framing.encode(response.header(), &[], data, &mut sent);
    let read = framing.decode(&sent);
    assert!(matches!(&read, Ok(Decoded::Whole(frame, length)) if *length == sent.len() && frame.data == data), "{read:?}");
}

/// A refusal says of which class it is (RFC 7143, 11.13.5): the initiator's fault, or the target's.
fn refused(failure: &LoginFailure, request: &LoginRequest) {
    let response = failure.response(request);
    assert!(matches!(response.status_class, 2 | 3), "{response:?}");
    answer(&response, &[]);
}
