//! RESERVE and RELEASE: a logical unit for one nexus alone.

use crate::bench::{Bench, Who};
use crate::case::{Case, CaseResult, Stop, hold};
use crate::cdb::{self, ReadElementStatus};
use crate::transport::{GOOD, RESERVATION_CONFLICT};

const CLAUSE: &str = "SPC-2, RESERVE(6) and RELEASE(6)";

pub const CASES: &[Case] = &[
    Case {
        id: "smc/reserve/conflict",
        title: "What is reserved for a nexus is not served to another",
        clause: CLAUSE,
        rule: "a command of another nexus that reads what is where gets RESERVATION CONFLICT; INQUIRY is served",
        moves: false,
        steps: |bench| {
            let other = reserved_beside(bench)?;
            conflict(bench, other)?;
            let reply = bench.ask_as(other, &cdb::inquiry(None, 36))?;
            hold(reply.status == GOOD, "GOOD for INQUIRY", reply.words())
        },
    },
    Case {
        id: "smc/reserve/release-of-another",
        title: "A nexus does not release what is another's, and that is no error",
        clause: CLAUSE,
        rule: "RELEASE of a nexus that has reserved nothing succeeds and releases nothing",
        moves: false,
        steps: |bench| {
            let other = reserved_beside(bench)?;
            let reply = bench.ask_as(other, &cdb::release())?;
            hold(reply.status == GOOD, "GOOD for RELEASE", reply.words())?;
            conflict(bench, other)
        },
    },
    Case {
        id: "smc/reserve/released",
        title: "What is released is served to all again",
        clause: CLAUSE,
        rule: "RELEASE of the nexus that has reserved the logical unit ends the reservation",
        moves: false,
        steps: |bench| {
            let other = reserved_beside(bench)?;
            bench.good(&cdb::release())?;
            served(bench, other)
        },
    },
    Case {
        id: "smc/reserve/ends-with-nexus",
        title: "A reservation ends with its nexus",
        clause: "SAM-5, I_T nexus loss; SPC-2, reservations",
        rule: "a nexus that is lost has nothing reserved any more",
        moves: false,
        steps: |bench| {
            let other = reserved_beside(bench)?;
            bench.leave(crate::bench::FIRST);
            served(bench, other)
        },
    },
];

/// Reserves the changer for the first nexus. Gives another nexus, which has nothing left to be told.
fn reserved_beside(bench: &mut Bench<'_>) -> Result<Who, Stop> {
    let other = bench.join()?;
    bench.settle(other)?;
    bench.optional(&cdb::reserve(), "RESERVE(6)")?;
    Ok(other)
}

fn conflict(bench: &mut Bench<'_>, who: Who) -> CaseResult {
    let reply = bench.ask_as(who, &ReadElementStatus::ALL.cdb())?;
    hold(reply.status == RESERVATION_CONFLICT, "RESERVATION CONFLICT for READ ELEMENT STATUS", reply.words())
}

fn served(bench: &mut Bench<'_>, who: Who) -> CaseResult {
    let reply = bench.ask_as(who, &ReadElementStatus::ALL.cdb())?;
    hold(reply.status == GOOD, "GOOD for READ ELEMENT STATUS", reply.words())
}
