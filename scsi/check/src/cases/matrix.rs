//! Device capabilities: what is said to be moved is moved, and nothing else.

use crate::bench::Bench;
use crate::case::{Case, CaseResult, Stop, hold};
use crate::element::{DRIVE, STORAGE, TYPES};
use crate::sense::ILLEGAL_REQUEST;
use crate::transport::GOOD;

const CLAUSE: &str = "SMC-3, MOVE MEDIUM and Device Capabilities mode page";

pub const CASES: &[Case] = &[
    Case {
        id: "smc/device-capabilities/allowed-moves",
        title: "A move that page 1Fh allows succeeds",
        clause: CLAUSE,
        rule: "where the page says that cartridges are moved from one type of element to another, MOVE MEDIUM does so",
        moves: true,
        steps: allowed_moves,
    },
    Case {
        id: "smc/device-capabilities/denied-moves",
        title: "A move that page 1Fh denies is refused",
        clause: CLAUSE,
        rule: "a combination of source and destination that the page does not allow is an illegal request",
        moves: true,
        steps: denied_moves,
    },
];

/// From storage to storage and to a drive, and from there back and to another drive, as far as the page allows it.
fn allowed_moves(bench: &mut Bench<'_>) -> CaseResult {
    let capabilities = bench.capabilities()?;
    let mut tried = false;
    for to in [STORAGE, DRIVE] {
        let free: Vec<u16> = bench.usable(to, false)?.into_iter().map(|element| element.address).collect();
        let (Some(first), true) = (free.first(), capabilities.moves(STORAGE, to)) else { continue };
        let from = bench.tape()?.address;
        bench.carry(from, *first)?;
        tried = true;
        if to == DRIVE
            && capabilities.moves(DRIVE, DRIVE)
            && let Some(second) = free.get(1)
        {
            bench.let_go(*first)?;
            bench.carry(*first, *second)?;
        }
        if let Some(left) = bench.put_back().filter(|_| capabilities.moves(to, STORAGE)) {
            return Err(Stop::failed("GOOD for the way back, which the page allows", left));
        }
    }
    if tried { Ok(()) } else { Err(Stop::Skipped("the page allows no move that can be made here".to_owned())) }
}

fn denied_moves(bench: &mut Bench<'_>) -> CaseResult {
    let capabilities = bench.capabilities()?;
    let mut tried = false;
    for (to, name) in TYPES.into_iter().filter(|(to, _)| !capabilities.moves(STORAGE, *to)) {
        let inventory = bench.look()?;
        let mut empty = inventory.elements.iter().filter(|element| element.kind == to && !element.full && !element.exception);
        let Some(destination) = empty.next().map(|element| element.address) else { continue };
        let source = bench.tape()?.address;
        let reply = bench.attempt(source, destination)?;
        tried = true;
        let is_refused = reply.status != GOOD && reply.code().is_some_and(|code| code.key == ILLEGAL_REQUEST);
        hold(is_refused, format!("CHECK CONDITION 5/xx/xx for a move from storage to {name}"), reply.words())?;
    }
    if tried { Ok(()) } else { Err(Stop::Skipped("the page denies no move that can be tried here".to_owned())) }
}
