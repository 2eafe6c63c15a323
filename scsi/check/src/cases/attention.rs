//! Unit attentions: what a logical unit has to tell each nexus before it serves it on.

use crate::bench::{Bench, Who};
use crate::case::{Case, CaseResult, Stop, hold};
use crate::cdb;
use crate::sense::{Code, UNIT_ATTENTION};
use crate::transport::{GOOD, TransportReply};

const CLAUSE: &str = "SAM-5, unit attention conditions";
const NEW: &str = "CHECK CONDITION 6/29/xx, a power on, reset or nexus loss";

pub const CASES: &[Case] = &[
    Case {
        id: "smc/unit-attention/new-nexus",
        title: "A new nexus is told of the power-on",
        clause: CLAUSE,
        rule: "after a power on, a logical unit has a unit attention for every nexus, the first command of which is not served",
        moves: false,
        steps: |bench| {
            let new = bench.join()?;
            let reply = ready(bench, new)?;
            hold(is_new(reply.code()), NEW, reply.words())
        },
    },
    Case {
        id: "smc/unit-attention/each-nexus",
        title: "What one nexus is told, another is told too",
        clause: CLAUSE,
        rule: "each nexus has unit attentions of its own: one that is told to a nexus stays for the others",
        moves: false,
        steps: |bench| {
            let (one, other) = (bench.join()?, bench.join()?);
            for who in [one, other] {
                let reply = ready(bench, who)?;
                hold(is_new(reply.code()), NEW, reply.words())?;
            }
            Ok(())
        },
    },
    Case {
        id: "smc/unit-attention/told-once",
        title: "A unit attention is told once",
        clause: CLAUSE,
        rule: "a unit attention that was told with CHECK CONDITION is over for that nexus",
        moves: false,
        steps: |bench| {
            let new = bench.join()?;
            let mut told: Vec<Option<Code>> = Vec::new();
            for _ in 0..8 {
                let reply = ready(bench, new)?;
                if reply.code().is_none_or(|code| code.key != UNIT_ATTENTION) {
                    return Ok(());
                }
                hold(!told.contains(&reply.code()), "another answer than before", format!("again {}", reply.words()))?;
                told.push(reply.code());
            }
            Err(Stop::failed("an end of unit attentions", format!("{} different ones", told.len())))
        },
    },
    Case {
        id: "smc/unit-attention/nothing-is-read",
        title: "A command that is stopped by a unit attention reads nothing",
        clause: CLAUSE,
        rule: "a command that is ended by a unit attention is not done, so that there is no data of it",
        moves: false,
        steps: |bench| {
            let new = bench.join()?;
            let reply = bench.send(new, bench.lun(), &cdb::mode_sense_6(0x3F, 255))?;
            hold(is_new(reply.code()) && reply.data.is_empty(), format!("{NEW}, without data"), reply.words())
        },
    },
    Case {
        id: "smc/unit-attention/inquiry-goes-past",
        title: "INQUIRY is served although a unit attention waits, which it leaves",
        clause: "SPC-4, INQUIRY; SAM-5, unit attention conditions",
        rule: "INQUIRY is served and leaves a unit attention as it is",
        moves: false,
        steps: |bench| goes_past(bench, &cdb::inquiry(None, 36)),
    },
    Case {
        id: "smc/unit-attention/report-luns-goes-past",
        title: "REPORT LUNS is served although a unit attention waits, which it leaves",
        clause: "SPC-4, REPORT LUNS; SAM-5, unit attention conditions",
        rule: "REPORT LUNS is served and leaves a unit attention that does not tell of logical units as it is",
        moves: false,
        steps: |bench| goes_past(bench, &cdb::report_luns(4096)),
    },
    Case {
        id: "smc/unit-attention/request-sense-tells",
        title: "REQUEST SENSE tells a unit attention as data",
        clause: "SPC-4, REQUEST SENSE; SAM-5, unit attention conditions",
        rule: "REQUEST SENSE is served, its data is the unit attention, and that is over then",
        moves: false,
        steps: |bench| {
            let new = bench.join()?;
            let reply = bench.send(new, bench.lun(), &cdb::request_sense(252))?;
            let code = crate::sense::Sense::read(&reply.data).map(|sense| sense.code);
            hold(reply.status == GOOD && is_new(code), "GOOD, and 6/29/xx as data", reply.words())?;
            let after = ready(bench, new)?;
            hold(!is_new(after.code()), "no 6/29/xx any more", after.words())
        },
    },
];

fn ready(bench: &mut Bench<'_>, who: Who) -> Result<TransportReply, Stop> {
    bench.send(who, bench.lun(), &cdb::test_unit_ready())
}

fn is_new(code: Option<Code>) -> bool {
    code.is_some_and(|code| code.key == UNIT_ATTENTION && code.asc == 0x29)
}

fn goes_past(bench: &mut Bench<'_>, cdb: &[u8]) -> CaseResult {
    let new = bench.join()?;
    let reply = bench.send(new, bench.lun(), cdb)?;
    hold(reply.status == GOOD, "GOOD", reply.words())?;
    let after = ready(bench, new)?;
    hold(is_new(after.code()), format!("{NEW}, after it as before it"), after.words())
}
