//! INITIALIZE ELEMENT STATUS: the changer looks into its elements.

use crate::bench::Bench;
use crate::case::{Case, CaseResult, Stop, hold};
use crate::cdb::{initialize_element_status, initialize_range};
use crate::element::STORAGE;
use crate::sense::{INVALID_ELEMENT, INVALID_OPERATION};

pub const CASES: &[Case] = &[
    Case {
        id: "smc/initialize-element-status/nothing-changes",
        title: "A changer that has looked into its elements tells of them as before",
        clause: "SMC-3, INITIALIZE ELEMENT STATUS",
        rule: "the changer checks all elements for cartridges; nothing is moved from one to another by that",
        moves: true,
        steps: |bench| looks(bench, &initialize_element_status(), "INITIALIZE ELEMENT STATUS"),
    },
    Case {
        id: "smc/initialize-element-status-with-range/nothing-changes",
        title: "A changer that has looked into an element tells of it as before",
        clause: "SMC-3, INITIALIZE ELEMENT STATUS WITH RANGE",
        rule: "the changer checks the elements of the range; nothing is moved from one to another by that",
        moves: true,
        steps: |bench| {
            let (first, _) = bench.addresses()?.of(STORAGE);
            looks(bench, &initialize_range(first, 1), "INITIALIZE ELEMENT STATUS WITH RANGE")
        },
    },
    Case {
        id: "smc/initialize-element-status-with-range/wrong-address",
        title: "A range that begins nowhere is an invalid element address",
        clause: "SMC-3, INITIALIZE ELEMENT STATUS WITH RANGE",
        rule: "with RANGE 1, a starting address at which no element is, is an invalid element address",
        moves: true,
        steps: |bench| {
            let nowhere = bench.addresses()?.nowhere().ok_or_else(|| Stop::Skipped("every address is one of an element".to_owned()))?;
            let reply = bench.ask(&initialize_range(nowhere, 1))?;
            if reply.code() == Some(INVALID_OPERATION) {
                return Err(Stop::Unsupported("INITIALIZE ELEMENT STATUS WITH RANGE is not served, and need not be".to_owned()));
            }
            hold(reply.code() == Some(INVALID_ELEMENT), format!("CHECK CONDITION {INVALID_ELEMENT}"), reply.words())
        },
    },
];

fn looks(bench: &mut Bench<'_>, block: &[u8], what: &str) -> CaseResult {
    let before = bench.look()?;
    bench.optional(block, what)?;
    let after = bench.look()?;
    let (before, after) = (before.cartridges(), after.cartridges());
    hold(before == after, "the same cartridges in the same elements", format!("before: {before:?}; after: {after:?}"))
}
