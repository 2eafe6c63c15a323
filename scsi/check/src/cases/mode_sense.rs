//! MODE SENSE: how elements are numbered, and what the changer can do.

use super::cut::{self, hold_to_whole, nowhere_else};
use crate::bench::Bench;
use crate::case::{Case, CaseResult, Stop, hex, hold};
use crate::cdb;
use crate::element::{STORAGE, TRANSPORT, TYPES};
use crate::mode::{self, ADDRESSES, ALL, CAPABILITIES, GEOMETRY};
use crate::sense::{INVALID_FIELD, INVALID_OPERATION, NOTHING_SAVED};
use crate::transport::GOOD;

const CLAUSE_6: &str = "SPC-4, MODE SENSE(6)";
const CLAUSE_10: &str = "SPC-4, MODE SENSE(10)";

pub const CASES: &[Case] = &[
    Case {
        id: "smc/mode-sense/element-addresses",
        title: "Page 1Dh numbers the elements, each once",
        clause: "SMC-3, Element Address Assignment mode page",
        rule: "the page has 12h bytes; the addresses of the four types do not overlap; there is a transport and a storage element",
        moves: false,
        steps: element_addresses,
    },
    Case {
        id: "smc/mode-sense/device-capabilities",
        title: "Page 1Fh tells where cartridges are kept",
        clause: "SMC-3, Device Capabilities mode page",
        rule: "the page tells that storage elements keep cartridges, when there are any",
        moves: false,
        steps: |bench| {
            let page = bench.mode_page(CAPABILITIES)?;
            let keeps = page.get(2).is_some_and(|bits| bits & 0x02 != 0);
            hold(page.len() >= 16 && keeps, "a page of 16 bytes or more, with STORST", hex(&page))
        },
    },
    Case {
        id: "smc/mode-sense/transport-geometry",
        title: "Page 1Eh has a descriptor for each transport",
        clause: "SMC-3, Transport Geometry Parameters mode page",
        rule: "the page has a descriptor of two bytes for each medium transport element",
        moves: false,
        steps: |bench| {
            let (_, transports) = bench.addresses()?.of(TRANSPORT);
            let reply = bench.ask(&cdb::mode_sense_6(GEOMETRY, u8::MAX))?;
            if reply.code() == Some(INVALID_FIELD) {
                return Err(Stop::Unsupported("there is no page 1Eh, and need not be".to_owned()));
            }
            let page = bench.mode_page(GEOMETRY)?;
            let wanted = usize::from(transports.min(127)) * 2 + 2;
            hold(
                page.len() == wanted,
                format!("{wanted} bytes for {transports} transports"),
                format!("{} bytes [{}]", page.len(), hex(&page)),
            )
        },
    },
    Case {
        id: "smc/mode-sense/mode-data-length",
        title: "MODE DATA LENGTH counts what follows",
        clause: "SPC-4, mode parameter header formats",
        rule: "MODE DATA LENGTH counts the bytes after it, also of those that are cut off",
        moves: false,
        steps: |bench| {
            let six = bench.good(&cdb::mode_sense_6(ALL, u8::MAX))?;
            let said = six.first().map_or(0, |length| usize::from(*length));
            hold(said + 1 == six.len() || six.len() == 255, format!("{} in byte 0", six.len().saturating_sub(1)), hex(&six))?;
            let ten = bench.optional(&cdb::mode_sense_10(ALL, u16::MAX), "MODE SENSE(10)")?;
            let said = ten.first_chunk().map_or(0, |length| usize::from(u16::from_be_bytes(*length)));
            hold(said + 2 == ten.len(), format!("{} in bytes 0 and 1", ten.len().saturating_sub(2)), hex(&ten))
        },
    },
    Case {
        id: "smc/mode-sense/six-and-ten-agree",
        title: "MODE SENSE(6) and MODE SENSE(10) tell the same",
        clause: CLAUSE_10,
        rule: "both commands give the same pages, after headers of four and of eight bytes",
        moves: false,
        steps: |bench| {
            for page in [ADDRESSES, CAPABILITIES] {
                let six = bench.good(&cdb::mode_sense_6(page, u8::MAX))?;
                let ten = bench.optional(&cdb::mode_sense_10(page, 1024), "MODE SENSE(10)")?;
                let (six, ten) = (six.get(4..).unwrap_or_default(), ten.get(8..).unwrap_or_default());
                hold(six == ten && !six.is_empty(), format!("page {page:02X}h as MODE SENSE(6) has it [{}]", hex(six)), hex(ten))?;
            }
            Ok(())
        },
    },
    Case {
        id: "smc/mode-sense/all-pages",
        title: "Page code 3Fh gives all pages, in ascending order, each as it comes alone",
        clause: CLAUSE_6,
        rule: "3Fh gives every page that the logical unit has, in ascending order of their codes (page 0 last), 1Dh and 1Fh among them",
        moves: false,
        steps: all_pages,
    },
    Case {
        id: "smc/mode-sense/allocation-length-cut-6",
        title: "MODE SENSE(6) is cut off where its allocation length ends",
        clause: "SPC-4, allocation length",
        rule: cut::RULE,
        moves: false,
        steps: |bench| hold_to_whole(bench, 0, |length| cdb::mode_sense_6(ALL, u8::try_from(length).unwrap_or(u8::MAX)), 255, nowhere_else),
    },
    Case {
        id: "smc/mode-sense/allocation-length-cut-10",
        title: "MODE SENSE(10) is cut off where its allocation length ends",
        clause: "SPC-4, allocation length",
        rule: cut::RULE,
        moves: false,
        steps: |bench| {
            bench.optional(&cdb::mode_sense_10(ALL, 1024), "MODE SENSE(10)")?;
            hold_to_whole(bench, 0, |length| cdb::mode_sense_10(ALL, u16::try_from(length).unwrap_or(u16::MAX)), 4096, nowhere_else)
        },
    },
    Case {
        id: "smc/mode-sense/unknown-page",
        title: "A page that the changer does not have is refused",
        clause: CLAUSE_6,
        rule: "a page code that is not implemented is an invalid field",
        moves: false,
        steps: |bench| {
            let data = bench.good(&cdb::mode_sense_6(ALL, u8::MAX))?;
            let pages = mode::pages(data.get(4..).unwrap_or_default()).unwrap_or_default();
            let has = |code: &u8| pages.iter().any(|page| page.first().is_some_and(|first| first & 0x3F == *code));
            // From 20h on they belong to vendors; those that changers may have are left out.
            let absent = [0x03, 0x04, 0x05, 0x08, 0x0B, 0x11].into_iter().find(|code| !has(code));
            let absent = absent.ok_or_else(|| Stop::Skipped("the changer has pages of disks".to_owned()))?;
            bench.refused(&cdb::mode_sense_6(absent, u8::MAX), INVALID_FIELD).map(drop)
        },
    },
    Case {
        id: "smc/mode-sense/changeable-values",
        title: "What nobody can change is not said to be changeable",
        clause: CLAUSE_6,
        rule: "with PC 01b comes a mask of the same length, with ones where MODE SELECT changes something; without MODE SELECT there are none",
        moves: false,
        steps: changeable_values,
    },
    Case {
        id: "smc/mode-sense/saved-values",
        title: "Saved values come, or the changer says that it saves none",
        clause: CLAUSE_6,
        rule: "with PC 11b come the saved values; a logical unit that saves none says so with 5/39/00",
        moves: false,
        steps: |bench| {
            let current = bench.good(&cdb::mode_sense_6(ADDRESSES, u8::MAX))?;
            let reply = bench.ask(&cdb::mode_sense_6(0xC0 | ADDRESSES, u8::MAX))?;
            let comes = reply.status == GOOD && reply.data.len() == current.len();
            hold(
                comes || reply.code() == Some(NOTHING_SAVED),
                format!("{} bytes, or CHECK CONDITION {NOTHING_SAVED}", current.len()),
                reply.words(),
            )
        },
    },
];

fn element_addresses(bench: &mut Bench<'_>) -> CaseResult {
    let page = bench.mode_page(ADDRESSES)?;
    hold(page.len() == 0x14, "a page of 2 and 12h bytes", format!("{} bytes [{}]", page.len(), hex(&page)))?;
    let addresses = bench.addresses()?;
    let range = |kind| {
        let (first, count) = addresses.of(kind);
        u32::from(first)..u32::from(first) + u32::from(count)
    };
    for (kind, name) in TYPES {
        let own = range(kind);
        hold(own.end <= 0x1_0000, format!("addresses of 16 bits for {name} elements"), format!("{own:?}"))?;
        for (other, other_name) in TYPES.into_iter().filter(|(other, _)| *other > kind) {
            let (own, other) = (range(kind), range(other));
            let apart = own.is_empty() || other.is_empty() || own.end <= other.start || other.end <= own.start;
            hold(apart, "addresses that do not overlap", format!("{name} {own:?}, {other_name} {other:?}"))?;
        }
    }
    hold(!range(TRANSPORT).is_empty() && !range(STORAGE).is_empty(), "a transport and a storage element", hex(&page))
}

fn all_pages(bench: &mut Bench<'_>) -> CaseResult {
    let data = bench.good(&cdb::mode_sense_6(ALL, u8::MAX))?;
    if data.len() == 255 {
        return Err(Stop::Skipped("the pages are longer than MODE SENSE(6) can tell".to_owned()));
    }
    let pages =
        mode::pages(data.get(4..).unwrap_or_default()).map_err(|why| Stop::failed("whole pages", format!("{why} [{}]", hex(&data))))?;
    // Page 0 comes last, whatever the others are.
    let rank = |page: &&[u8]| page.first().map_or(0, |code| (code & 0x3F).wrapping_sub(1));
    let codes: Vec<u8> = pages.iter().filter_map(|page| page.first().map(|code| code & 0x3F)).collect();
    hold(pages.is_sorted_by_key(rank), "pages in ascending order", hex(&codes))?;
    for code in [ADDRESSES, CAPABILITIES] {
        let alone = bench.mode_page(code)?;
        let among = pages.iter().find(|page| page.first().is_some_and(|first| first & 0x3F == code));
        let came = among.map_or_else(|| format!("pages {}", hex(&codes)), |page| hex(page));
        hold(among == Some(&alone.as_slice()), format!("page {code:02X}h as it comes alone [{}]", hex(&alone)), came)?;
    }
    Ok(())
}

fn changeable_values(bench: &mut Bench<'_>) -> CaseResult {
    let current = bench.good(&cdb::mode_sense_6(ADDRESSES, u8::MAX))?;
    let mask = bench.good(&cdb::mode_sense_6(0x40 | ADDRESSES, u8::MAX))?;
    hold(
        mask.len() == current.len(),
        format!("{} bytes, as of the current values", current.len()),
        format!("{} [{}]", mask.len(), hex(&mask)),
    )?;
    // A MODE SELECT without parameters changes nothing and is no error.
    let selects = [&[0x15, 0x10, 0, 0, 0, 0][..], &[0x55, 0x10, 0, 0, 0, 0, 0, 0, 0, 0]];
    for select in selects {
        if bench.ask(select)?.code() != Some(INVALID_OPERATION) {
            return Ok(());
        }
    }
    let values = mask.get(6..).unwrap_or_default();
    hold(values.iter().all(|byte| *byte == 0), "zeroes, as there is no MODE SELECT", hex(&mask))
}
