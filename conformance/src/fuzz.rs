//! Fuzzing the wire: whatever a partner sends, our engine gives every line one answer, the one that the protocol has for it.
//!
//! Bytes that begin as a message does are the lines of a partner who may say anything. Others are turned into a conversation
//! that makes sense, in which now and then a line is spoiled on its way.

mod partner;

use std::io::Cursor;

use arbitrary::Unstructured;
use rsmlab_language::parse;

use self::partner::{Partner, PartnerMove};
use crate::under_test::message::{Answer, Request};
use crate::under_test::serve::{EngineServer, serve};
use crate::under_test::session::{decode, encode};

/// The most lines of a conversation.
const MOST: usize = 120;

/// What the partner's engine is to find in the database.
const WORLD: &str = "title \"A world to talk about\"
library L1 slots=4 drives=2 { port; door; cleaner-slot 4; }
cartridge T1 at=L1.slot.1
cartridge T2 at=L1.slot.2 pool=free
cartridge CLN1 kind=cleaner
client root rights=admin
";

/// Says what the bytes come to, and sees that every line is answered as it should be.
///
/// # Panics
/// If one is not.
pub fn check(bytes: &[u8]) {
    if bytes.first() == Some(&b'{') {
        monologue(bytes);
    } else {
        conversation(&mut Unstructured::new(bytes));
    }
}

/// Says lines without listening.
fn monologue(bytes: &[u8]) {
    let mut told = Vec::new();
    serve(Cursor::new(bytes), &mut told).unwrap_or_else(|error| panic!("the engine has gone away: {error}"));
    let told = String::from_utf8(told).expect("answers are text");
    let mut answers = told.lines();
    let last = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    for line in last.split(|byte| *byte == b'\n') {
        let answer = answers.next().unwrap_or_else(|| panic!("no answer to {}", String::from_utf8_lossy(line)));
        judge(line, answer);
    }
    assert_eq!(answers.next(), None, "an answer to nothing");
}

/// The answer to a line, which has to be of its kind and carry its number; what is no message has an error for an answer.
fn judge(line: &[u8], answer: &str) -> Answer {
    let shown = String::from_utf8_lossy(line);
    let answer: Answer = decode(answer).unwrap_or_else(|wrong| panic!("{shown} is answered with {answer}: {wrong}"));
    match std::str::from_utf8(line).ok().and_then(|line| decode::<Request>(line).ok()) {
        Some(request) => {
            let due = [request.due(), "error"].contains(&answer.kind());
            assert!(due && answer.seq() == request.seq(), "{shown} is answered with {answer:?}");
        }
        None => assert_eq!(answer.kind(), "error", "{shown} is answered with {answer:?}"),
    }
    answer
}

/// Says what makes sense, and listens.
fn conversation(bytes: &mut Unstructured<'_>) {
    let setup = parse("world", WORLD).unwrap_or_else(|wrong| panic!("{:?}", miette::Report::new(wrong))).setup;
    let mut talk = Talk { server: EngineServer::default(), partner: Partner::new(rsmlab_harness::database::initial(&setup)) };
    for request in talk.partner.greet() {
        talk.say(&request);
    }
    let lines = bytes.len().div_ceil(partner::LENGTH).min(MOST);
    for _ in 0..lines {
        match bytes.arbitrary().map_or(PartnerMove::Nothing, |bytes| talk.partner.next(bytes)) {
            PartnerMove::Say(requests) => requests.iter().for_each(|request| talk.say(request)),
            PartnerMove::Spoil { at, with } => talk.spoil(at, with),
            PartnerMove::Nothing => {}
        }
    }
    for request in talk.partner.leave() {
        talk.say(&request);
    }
    talk.partner.conclude();
}

/// A conversation with our engine.
struct Talk {
    server: EngineServer,
    partner: Partner,
}

impl Talk {
    fn say(&mut self, request: &Request) {
        let line = encode(request);
        assert_eq!(decode::<Request>(&line).as_ref(), Ok(request), "the message is read as another one: {line}");
        match judge(line.as_bytes(), &encode(&self.server.answer(line.as_bytes()))) {
            Answer::Done(done) => self.partner.hear(done.outputs, done.deadline),
            Answer::Hello(_) | Answer::Ready(_) | Answer::Fingerprint(_) => {}
            Answer::Error(complaint) => panic!("{line} makes sense, but {}", complaint.message),
        }
    }

    /// Says the question after the fingerprint with something wrong in it. What still is a message is not said: it might be
    /// another one.
    fn spoil(&mut self, at: u8, with: u8) {
        let mut line = encode(&self.partner.fingerprint()).into_bytes();
        let at = usize::from(at) % line.len();
        match with % 3 {
            0 => line.truncate(at),
            1 => line[at] = with,
            _ => line.insert(at, with),
        }
        let is_message = std::str::from_utf8(&line).is_ok_and(|line| decode::<Request>(line).is_ok());
        if !is_message && !line.contains(&b'\n') {
            judge(&line, &encode(&self.server.answer(&line)));
        }
    }
}
