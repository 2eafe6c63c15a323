//! REQUEST SENSE: the sense data that it returns.

use super::cut::{self, hold_to_whole, nowhere_else};
use crate::case::{Case, hex, hold};
use crate::cdb;
use crate::sense::INVALID_FIELD;
use crate::transport::GOOD;

pub const CASES: &[Case] = &[
    Case {
        id: "smc/request-sense/nothing-to-tell",
        title: "A logical unit that has nothing to tell says so, in the fixed format",
        clause: "SPC-4, REQUEST SENSE and fixed format sense data",
        rule: "REQUEST SENSE with DESC 0 succeeds; response code 70h, sense key 0, and ADDITIONAL SENSE LENGTH counts the bytes after it",
        moves: false,
        steps: |bench| {
            let data = bench.good(&cdb::request_sense(252))?;
            let (code, key) = (data.first().map(|byte| byte & 0x7F), data.get(2).map(|byte| byte & 0x0F));
            let length = data.get(7).map(|length| usize::from(*length) + 8);
            let holds = code == Some(0x70) && key == Some(0) && length == Some(data.len()) && data.len() >= 18;
            hold(holds, "70h, key 0, at least 18 bytes and a length that fits", format!("{} bytes [{}]", data.len(), hex(&data)))
        },
    },
    Case {
        id: "smc/request-sense/allocation-length-cut",
        title: "REQUEST SENSE is cut off where its allocation length ends",
        clause: "SPC-4, allocation length",
        rule: cut::RULE,
        moves: false,
        steps: |bench| hold_to_whole(bench, 0, |length| cdb::request_sense(u8::try_from(length).unwrap_or(u8::MAX)), 252, nowhere_else),
    },
    Case {
        id: "smc/request-sense/descriptor-format",
        title: "DESC is honoured or refused",
        clause: "SPC-4, REQUEST SENSE",
        rule: "with DESC 1 comes descriptor format sense data; a logical unit that does not have it refuses the field",
        moves: false,
        steps: |bench| {
            let reply = bench.ask(&[0x03, 0x01, 0, 0, 252, 0])?;
            let has_it = reply.status == GOOD && reply.data.first().is_some_and(|code| code & 0x7F == 0x72);
            hold(has_it || reply.code() == Some(INVALID_FIELD), format!("72h, or CHECK CONDITION {INVALID_FIELD}"), reply.words())
        },
    },
    Case {
        id: "smc/request-sense/of-a-refusal",
        title: "The sense of a refusal comes with its status",
        clause: "SAM-5, sense data; SPC-4, fixed format sense data",
        rule: "sense data comes with CHECK CONDITION, in a format of the standard, and its length fits",
        moves: false,
        steps: |bench| {
            let reply = bench.ask(&[0x12, 0, 0x80, 0, 255, 0])?;
            let sense = &reply.sense;
            let fits = match sense.first().map(|code| code & 0x7F) {
                Some(0x70) => sense.get(7).is_some_and(|length| usize::from(*length) + 8 == sense.len()) && sense.len() >= 14,
                Some(0x72) => sense.get(7).is_some_and(|length| usize::from(*length) + 8 == sense.len()),
                _ => false,
            };
            hold(
                reply.status == crate::transport::CHECK_CONDITION && fits,
                "CHECK CONDITION with sense data of a format that is known",
                reply.words(),
            )
        },
    },
];
