//! POSITION TO ELEMENT: a transport goes to an element.

use crate::bench::Bench;
use crate::case::{Case, CaseResult, Stop, hold};
use crate::cdb::position;
use crate::element::STORAGE;
use crate::sense::{INVALID_ELEMENT, INVALID_OPERATION};
use crate::transport::{GOOD, TransportReply};

const CLAUSE: &str = "SMC-3, POSITION TO ELEMENT";

pub const CASES: &[Case] = &[
    Case {
        id: "smc/position-to-element/valid",
        title: "A transport goes to an element",
        clause: CLAUSE,
        rule: "a transport that is named goes to the destination, and moves no cartridge",
        moves: true,
        steps: |bench| {
            let (transport, to) = (bench.transport()?, bench.addresses()?.of(STORAGE).0);
            let before = bench.look()?;
            let reply = served(bench, transport, to)?;
            hold(reply.status == GOOD, "GOOD", reply.words())?;
            hold(bench.look()? == before, "everything where it was", "another report than before")
        },
    },
    Case {
        id: "smc/position-to-element/wrong-destination",
        title: "A destination that is not there is an invalid element address",
        clause: CLAUSE,
        rule: "a destination address at which no element is, is an invalid element address",
        moves: false,
        steps: |bench| {
            let (transport, nowhere) = (bench.transport()?, bench.addresses()?.nowhere());
            let nowhere = nowhere.ok_or_else(|| Stop::Skipped("every address is one of an element".to_owned()))?;
            refused(bench, transport, nowhere)
        },
    },
    Case {
        id: "smc/position-to-element/wrong-transport",
        title: "An element that is no transport goes nowhere",
        clause: CLAUSE,
        rule: "a medium transport address that is not one of a transport is an invalid element address",
        moves: false,
        steps: |bench| {
            let (storage, _) = bench.addresses()?.of(STORAGE);
            if storage == 0 {
                return Err(Stop::Skipped("the first storage element has address 0, which is the default transport".to_owned()));
            }
            refused(bench, storage, storage)
        },
    },
];

fn served(bench: &mut Bench<'_>, transport: u16, to: u16) -> Result<TransportReply, Stop> {
    let reply = bench.ask(&position(transport, to))?;
    if reply.code() == Some(INVALID_OPERATION) {
        return Err(Stop::Unsupported("POSITION TO ELEMENT is not served, and need not be".to_owned()));
    }
    Ok(reply)
}

fn refused(bench: &mut Bench<'_>, transport: u16, to: u16) -> CaseResult {
    let reply = served(bench, transport, to)?;
    hold(reply.code() == Some(INVALID_ELEMENT), format!("CHECK CONDITION {INVALID_ELEMENT}"), reply.words())
}
