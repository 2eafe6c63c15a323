//! EXCHANGE MEDIUM: what is said to be exchanged is exchanged.

use crate::bench::Bench;
use crate::case::{Case, CaseResult, Stop, hold};
use crate::cdb::exchange_medium;
use crate::element::{DRIVE, STORAGE};
use crate::sense::{ILLEGAL_REQUEST, INVALID_ELEMENT};
use crate::transport::GOOD;

const CLAUSE: &str = "SMC-3, EXCHANGE MEDIUM and Device Capabilities mode page";

pub const CASES: &[Case] = &[
    Case {
        id: "smc/exchange-medium/advertised-is-served",
        title: "A changer that says that it exchanges cartridges knows the command",
        clause: CLAUSE,
        rule: "where page 1Fh allows any exchange, the command is served; one with a source that is not there has an invalid element address",
        moves: false,
        steps: |bench| {
            if !bench.capabilities()?.exchanges_anything() {
                return Err(Stop::Unsupported("page 1Fh says that nothing is exchanged".to_owned()));
            }
            let nowhere = bench.addresses()?.nowhere().ok_or_else(|| Stop::Skipped("every address is one of an element".to_owned()))?;
            let transport = bench.transport()?;
            bench.refused(&exchange_medium(transport, nowhere, nowhere, nowhere), INVALID_ELEMENT).map(drop)
        },
    },
    Case {
        id: "smc/exchange-medium/not-advertised-is-refused",
        title: "A changer that says that it exchanges nothing does not",
        clause: CLAUSE,
        rule: "an exchange that page 1Fh does not allow is an illegal request",
        moves: true,
        steps: |bench| {
            if bench.capabilities()?.exchanges(STORAGE, STORAGE) {
                return Err(Stop::Skipped("page 1Fh allows an exchange between storage elements".to_owned()));
            }
            let full = bench.usable(STORAGE, true)?;
            let [one, other, ..] = full.as_slice() else {
                return Err(Stop::Skipped("fewer than two storage elements are full".to_owned()));
            };
            let (transport, one, other, gap) = (bench.transport()?, one.address, other.address, bench.gap()?);
            let reply = bench.ask(&exchange_medium(transport, one, other, gap))?;
            if reply.status == GOOD {
                bench.remember(other, gap);
                bench.remember(one, other);
            }
            hold(reply.code().is_some_and(|code| code.key == ILLEGAL_REQUEST), "CHECK CONDITION 5/xx/xx", reply.words())
        },
    },
    Case {
        id: "smc/exchange-medium/exchange",
        title: "An exchange moves both cartridges",
        clause: "SMC-3, EXCHANGE MEDIUM",
        rule: "the cartridge of the source comes to the first destination, and what was there to the second",
        moves: true,
        steps: exchange,
    },
];

fn exchange(bench: &mut Bench<'_>) -> CaseResult {
    let capabilities = bench.capabilities()?;
    let full = bench.usable(STORAGE, true)?;
    let [one, other, ..] = full.as_slice() else { return Err(Stop::Skipped("fewer than two storage elements are full".to_owned())) };
    // The second is what is exchanged for the first, in a storage element or in a drive.
    let (first, second) = if capabilities.exchanges(STORAGE, STORAGE) {
        (other.address, bench.gap()?)
    } else if capabilities.exchanges(STORAGE, DRIVE) {
        let drive = bench.drive()?;
        bench.carry(other.address, drive)?;
        bench.let_go(drive)?;
        (drive, other.address)
    } else {
        return Err(Stop::Unsupported("page 1Fh says that storage is exchanged for nothing".to_owned()));
    };
    let transport = bench.transport()?;
    let reply = bench.ask(&exchange_medium(transport, one.address, first, second))?;
    hold(reply.status == GOOD, "GOOD", reply.words())?;
    bench.remember(first, second);
    bench.remember(one.address, first);
    let status = bench.look()?;
    let full = |address| status.is_full(address);
    let came = format!("full: source {}, first destination {}, second destination {}", full(one.address), full(first), full(second));
    hold(!full(one.address) && full(first) && full(second), "an empty source, and both destinations full", came)?;
    let tag = |address| status.tag(address);
    hold(
        tag(first) == one.tag && tag(second) == other.tag,
        format!("tags {:?} and {:?}", one.tag, other.tag),
        format!("{:?} and {:?}", tag(first), tag(second)),
    )
}
