//! MOVE MEDIUM: a cartridge from one element to another.

use crate::bench::Bench;
use crate::case::{Case, CaseResult, Stop, hold};
use crate::cdb::move_medium;
use crate::element::STORAGE;
use crate::mode::GEOMETRY;
use crate::sense::{Code, DESTINATION_FULL, INVALID_ELEMENT, INVALID_FIELD, SOURCE_EMPTY};
use crate::transport::GOOD;

const CLAUSE: &str = "SMC-3, MOVE MEDIUM";

pub const CASES: &[Case] = &[
    Case {
        id: "smc/move-medium/there-and-back",
        title: "A cartridge moves, and its volume tag with it",
        clause: CLAUSE,
        rule: "after GOOD, the source is empty and the destination has the cartridge",
        moves: true,
        steps: there_and_back,
    },
    Case {
        id: "smc/move-medium/access-told",
        title: "A storage element says that a transport reaches it, and the transport does",
        clause: "SMC-3, storage element descriptor",
        rule: "ACCESS tells that a medium transport element has access to the element",
        moves: true,
        steps: |bench| {
            let (tape, to) = (bench.tape()?, free_place(bench)?);
            bench.carry(tape.address, to)?;
            hold(
                tape.access,
                format!("ACCESS 1 of the element at {}, out of which a cartridge was moved", tape.address),
                format!("{tape:?}"),
            )
        },
    },
    Case {
        id: "smc/move-medium/source-kept",
        title: "The element to which a cartridge came tells where it came from",
        clause: "SMC-3, element descriptors",
        rule: "SVALID says that SOURCE STORAGE ELEMENT ADDRESS is the storage element from which the cartridge was moved last",
        moves: true,
        steps: |bench| {
            let (from, to) = (bench.tape()?.address, free_place(bench)?);
            bench.carry(from, to)?;
            let element = bench.look()?.at(to).cloned();
            hold(
                element.as_ref().and_then(|element| element.source) == Some(from),
                format!("SVALID, with source {from}"),
                format!("{element:?}"),
            )
        },
    },
    Case {
        id: "smc/move-medium/default-transport",
        title: "Transport address 0 stands for the default transport",
        clause: CLAUSE,
        rule: "a medium transport address of 0 has the changer take its default transport",
        moves: true,
        steps: |bench| moved_by(bench, 0),
    },
    Case {
        id: "smc/move-medium/named-transport",
        title: "A transport can be named",
        clause: CLAUSE,
        rule: "the medium transport address names the transport that is to carry",
        moves: true,
        steps: |bench| {
            let transport = bench.transport()?;
            moved_by(bench, transport)
        },
    },
    Case {
        id: "smc/move-medium/wrong-transport",
        title: "An element that is no transport does not carry",
        clause: CLAUSE,
        rule: "a medium transport address that is not one of a transport is an invalid element address",
        moves: true,
        steps: |bench| {
            let (from, to) = (bench.tape()?.address, bench.gap()?);
            refused_and_nothing_moves(bench, &move_medium(from, from, to), from, to, INVALID_ELEMENT)
        },
    },
    Case {
        id: "smc/move-medium/wrong-source",
        title: "A source that is not there is an invalid element address",
        clause: CLAUSE,
        rule: "a source address at which no element is, is an invalid element address",
        moves: true,
        steps: |bench| {
            let (transport, from, to) = (bench.transport()?, nowhere(bench)?, bench.gap()?);
            refused_and_nothing_moves(bench, &move_medium(transport, from, to), from, to, INVALID_ELEMENT)
        },
    },
    Case {
        id: "smc/move-medium/wrong-destination",
        title: "A destination that is not there is an invalid element address",
        clause: CLAUSE,
        rule: "a destination address at which no element is, is an invalid element address",
        moves: true,
        steps: |bench| {
            let (transport, from, to) = (bench.transport()?, bench.tape()?.address, nowhere(bench)?);
            refused_and_nothing_moves(bench, &move_medium(transport, from, to), from, to, INVALID_ELEMENT)
        },
    },
    Case {
        id: "smc/move-medium/source-empty",
        title: "Out of an empty element nothing is moved",
        clause: CLAUSE,
        rule: "an empty source is refused with MEDIUM SOURCE ELEMENT EMPTY",
        moves: true,
        steps: |bench| {
            let empty = bench.usable(STORAGE, false)?;
            let [from, to, ..] = empty.as_slice() else {
                return Err(Stop::Skipped("fewer than two storage elements are empty".to_owned()));
            };
            let (transport, from, to) = (bench.transport()?, from.address, to.address);
            refused_and_nothing_moves(bench, &move_medium(transport, from, to), from, to, SOURCE_EMPTY)
        },
    },
    Case {
        id: "smc/move-medium/destination-full",
        title: "Into a full element nothing is moved",
        clause: CLAUSE,
        rule: "a full destination that is not the source is refused with MEDIUM DESTINATION ELEMENT FULL",
        moves: true,
        steps: |bench| {
            let full = bench.usable(STORAGE, true)?;
            let [from, to, ..] = full.as_slice() else { return Err(Stop::Skipped("fewer than two storage elements are full".to_owned())) };
            let (transport, from, to) = (bench.transport()?, from.address, to.address);
            refused_and_nothing_moves(bench, &move_medium(transport, from, to), from, to, DESTINATION_FULL)
        },
    },
    Case {
        id: "smc/move-medium/onto-itself",
        title: "A cartridge that is to stay where it is meets no full destination",
        clause: CLAUSE,
        rule: "a destination is full only if it is another element than the source",
        moves: true,
        steps: |bench| {
            let from = bench.tape()?.address;
            let reply = bench.attempt(from, from)?;
            hold(reply.code() != Some(DESTINATION_FULL), "anything but MEDIUM DESTINATION ELEMENT FULL", reply.words())
        },
    },
    Case {
        id: "smc/move-medium/invert",
        title: "INVERT is refused by a transport that does not turn over",
        clause: "SMC-3, MOVE MEDIUM and Transport Geometry Parameters mode page",
        rule: "INVERT is an invalid field where the page says that the transport does not turn cartridges over",
        moves: true,
        steps: |bench| {
            let page = bench.mode_page(GEOMETRY)?;
            if page.get(2).is_none_or(|flags| flags & 0x01 != 0) {
                return Err(Stop::Unsupported("the transport turns cartridges over".to_owned()));
            }
            let (transport, from, to) = (bench.transport()?, bench.tape()?.address, bench.gap()?);
            let mut block = move_medium(transport, from, to);
            block[10] = 0x01;
            refused_and_nothing_moves(bench, &block, from, to, INVALID_FIELD)
        },
    },
];

/// Where a cartridge can be moved from a storage element: another of them, or a drive where the changer moves to nothing else.
pub fn free_place(bench: &mut Bench<'_>) -> Result<u16, Stop> {
    if bench.capabilities()?.moves(STORAGE, STORAGE) { bench.gap() } else { bench.drive() }
}

fn nowhere(bench: &mut Bench<'_>) -> Result<u16, Stop> {
    bench.addresses()?.nowhere().ok_or_else(|| Stop::Skipped("every address is one of an element".to_owned()))
}

fn there_and_back(bench: &mut Bench<'_>) -> CaseResult {
    let (tape, to) = (bench.tape()?, free_place(bench)?);
    bench.carry(tape.address, to)?;
    let status = bench.look()?;
    hold(!status.is_full(tape.address), format!("an empty element at {}", tape.address), format!("{:?}", status.at(tape.address)))?;
    hold(status.is_full(to), format!("a full element at {to}"), format!("{:?}", status.at(to)))?;
    let tag = status.tag(to);
    hold(tag == tape.tag, format!("volume tag {:?} at {to}", tape.tag), format!("{tag:?}"))?;
    match bench.put_back() {
        Some(left) => Err(Stop::failed("GOOD for the way back", left)),
        None => {
            let status = bench.look()?;
            hold(status.is_full(tape.address), format!("a full element at {}", tape.address), format!("{:?}", status.at(tape.address)))
        }
    }
}

fn moved_by(bench: &mut Bench<'_>, transport: u16) -> CaseResult {
    let (from, to) = (bench.tape()?.address, free_place(bench)?);
    let reply = bench.ask(&move_medium(transport, from, to))?;
    if reply.status == GOOD {
        bench.remember(from, to);
    }
    hold(reply.status == GOOD, "GOOD", reply.words())
}

/// Sends what has to be refused, and looks whether everything is where it was.
fn refused_and_nothing_moves(bench: &mut Bench<'_>, block: &[u8], from: u16, to: u16, code: Code) -> CaseResult {
    let before = bench.look()?.cartridges();
    let reply = bench.ask(block)?;
    let after = bench.look()?.cartridges();
    if reply.status == GOOD && after != before {
        bench.remember(from, to);
    }
    hold(reply.code() == Some(code), format!("CHECK CONDITION {code}"), reply.words())?;
    hold(after == before, "everything where it was, after a refusal", format!("before: {before:?}; after: {after:?}"))
}
