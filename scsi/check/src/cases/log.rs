//! LOG SENSE: what the changer has noted.

use super::cut::{self, hold_to_whole, nowhere_else};
use crate::bench::Bench;
use crate::case::{Case, Stop, hex, hold};
use crate::cdb::log_sense;
use crate::sense::INVALID_FIELD;

pub const CASES: &[Case] = &[
    Case {
        id: "smc/log-sense/pages-in-order",
        title: "The list of log pages is in order, and has itself in it",
        clause: "SPC-4, Supported Log Pages log page",
        rule: "the list is in ascending order and begins with page 00h",
        moves: false,
        steps: |bench| {
            let pages = pages(bench)?;
            hold(pages.is_sorted_by(|one, next| one < next) && pages.first() == Some(&0), "00h, ... in ascending order", hex(&pages))
        },
    },
    Case {
        id: "smc/log-sense/every-page-comes",
        title: "Every page in the list comes, with its own code and length",
        clause: "SPC-4, LOG SENSE",
        rule: "a page has its code in byte 0, and PAGE LENGTH counts the bytes after the head",
        moves: false,
        steps: |bench| {
            for page in pages(bench)? {
                let data = bench.good(&log_sense(page, u16::MAX))?;
                let length = data.get(2..4).map_or(usize::MAX, |bytes| bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)));
                let holds = data.first().is_some_and(|code| code & 0x3F == page) && length == data.len().saturating_sub(4);
                hold(holds, format!("{page:02X}h and the length of what follows"), format!("{} bytes [{}]", data.len(), hex(&data)))?;
            }
            Ok(())
        },
    },
    Case {
        id: "smc/log-sense/allocation-length-cut",
        title: "LOG SENSE is cut off where its allocation length ends",
        clause: "SPC-4, allocation length",
        rule: cut::RULE,
        moves: false,
        steps: |bench| {
            pages(bench)?;
            hold_to_whole(bench, 0, |length| log_sense(0, u16::try_from(length).unwrap_or(u16::MAX)), 4096, nowhere_else)
        },
    },
    Case {
        id: "smc/log-sense/unknown-page",
        title: "A page that is not in the list is refused",
        clause: "SPC-4, LOG SENSE",
        rule: "a page code that is not implemented is an invalid field",
        moves: false,
        steps: |bench| {
            let pages = pages(bench)?;
            // Codes from 30h on belong to vendors.
            let absent = (0x01..0x30).find(|page| !pages.contains(page));
            let absent = absent.ok_or_else(|| Stop::Skipped("every page is in the list".to_owned()))?;
            bench.refused(&log_sense(absent, 255), INVALID_FIELD).map(drop)
        },
    },
];

/// The codes in the list of pages.
fn pages(bench: &mut Bench<'_>) -> Result<Vec<u8>, Stop> {
    let data = bench.optional(&log_sense(0, 1024), "LOG SENSE")?;
    data.get(4..).map(<[u8]>::to_vec).ok_or_else(|| Stop::failed("a page with a head of four bytes", hex(&data)))
}
