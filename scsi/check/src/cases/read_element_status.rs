//! READ ELEMENT STATUS: what is where, and how long the report is.

use super::cut::hold_to_whole;
use crate::bench::Bench;
use crate::case::{Case, CaseResult, Stop, hex, hold};
use crate::cdb::ReadElementStatus;
use crate::element::{DRIVE, Element, ElementStatus, FIXED, HEADER, TYPES, VOLUME_TAG};
use crate::sense::INVALID_FIELD;
use crate::transport::GOOD;

const CLAUSE: &str = "SMC-3, READ ELEMENT STATUS";
const DATA: &str = "SMC-3, element status data";
const ALL: ReadElementStatus = ReadElementStatus::ALL;
/// At so many places of a report cases look closer.
const PLACES: usize = 12;

pub const CASES: &[Case] = &[
    Case {
        id: "smc/read-element-status/byte-counts",
        title: "The byte counts of the report, its pages and descriptors agree",
        clause: DATA,
        rule: "the report's byte count is that of what follows its header; a page's is that of its descriptors, all of the length it names",
        moves: false,
        steps: |bench| {
            let data = bench.good(&ALL.cdb())?;
            let status = read(&data)?;
            hold(
                status.byte_count + HEADER == data.len(),
                format!("a byte count of {}", data.len() - HEADER),
                format!("{} [{}]", status.byte_count, hex(&data)),
            )
        },
    },
    Case {
        id: "smc/read-element-status/number-of-elements",
        title: "The header counts the descriptors",
        clause: DATA,
        rule: "NUMBER OF ELEMENTS AVAILABLE is how many elements the report is about",
        moves: false,
        steps: |bench| {
            let status = bench.report(ALL)?;
            let there = status.elements().count();
            hold(usize::from(status.count) == there, format!("{there}, as many as there are descriptors"), status.count.to_string())
        },
    },
    Case {
        id: "smc/read-element-status/first-element-address",
        title: "The header names the lowest address of the report",
        clause: DATA,
        rule: "FIRST ELEMENT ADDRESS REPORTED is the lowest address of the elements that the report is about",
        moves: false,
        steps: |bench| {
            let kinds = [(0, "all")].into_iter().chain(TYPES);
            for (kind, name) in kinds {
                let status = bench.report(ReadElementStatus { kind, ..ALL })?;
                if let Some(lowest) = status.elements().map(|element| element.address).min() {
                    hold(status.first == lowest, format!("{lowest}, the lowest of {name} elements"), status.first.to_string())?;
                }
            }
            Ok(())
        },
    },
    Case {
        id: "smc/read-element-status/agrees-with-page-1dh",
        title: "The report has just the elements that page 1Dh numbers",
        clause: "SMC-3, READ ELEMENT STATUS and Element Address Assignment mode page",
        rule: "each element that the mode page numbers is in the report, under its type, once, and no other",
        moves: false,
        steps: |bench| {
            let (addresses, status) = (bench.addresses()?, bench.report(ALL)?);
            for (kind, name) in TYPES {
                numbered(name, addresses.of(kind), status.elements().filter(|element| element.kind == kind))?;
            }
            Ok(())
        },
    },
    Case {
        id: "smc/read-element-status/page-order",
        title: "Each type has one page, and its elements ascend",
        clause: DATA,
        rule: "elements of one type stand together, in ascending order of their addresses",
        moves: false,
        steps: |bench| {
            let status = bench.report(ALL)?;
            let kinds: Vec<u8> = status.pages.iter().map(|page| page.kind).collect();
            let once = kinds.iter().enumerate().all(|(place, kind)| !kinds.iter().skip(place + 1).any(|other| other == kind));
            hold(
                once && kinds.iter().all(|kind| (1..=4).contains(kind)),
                "a page for each type",
                format!("pages of types {}", hex(&kinds)),
            )?;
            for page in &status.pages {
                let ascends = page.elements.is_sorted_by(|one, next| one.address < next.address);
                hold(
                    ascends,
                    "ascending addresses",
                    format!("{:?}", page.elements.iter().map(|element| element.address).collect::<Vec<_>>()),
                )?;
            }
            Ok(())
        },
    },
    Case {
        id: "smc/read-element-status/type-filter",
        title: "A report of one type is about that type, and about all of it",
        clause: CLAUSE,
        rule: "with an element type code other than 0, only elements of that type are reported",
        moves: false,
        steps: |bench| {
            let addresses = bench.addresses()?;
            for (kind, name) in TYPES {
                let status = bench.report(ReadElementStatus { kind, ..ALL })?;
                let kinds: Vec<u8> = status.pages.iter().map(|page| page.kind).collect();
                hold(kinds.iter().all(|of| *of == kind), format!("pages of type {kind}"), format!("pages of types {}", hex(&kinds)))?;
                numbered(name, addresses.of(kind), status.elements())?;
            }
            Ok(())
        },
    },
    Case {
        id: "smc/read-element-status/invalid-type",
        title: "An element type that there is not is refused",
        clause: CLAUSE,
        rule: "element type codes from 5h to Fh are reserved, and a reserved code in a field that is defined is an error",
        moves: false,
        steps: |bench| (0x5..=0xF).try_for_each(|kind| bench.refused(&ReadElementStatus { kind, ..ALL }.cdb(), INVALID_FIELD).map(drop)),
    },
    Case {
        id: "smc/read-element-status/element-count",
        title: "No more elements are reported than were asked for",
        clause: CLAUSE,
        rule: "NUMBER OF ELEMENTS is the most element descriptors that come; those at the lowest addresses do",
        moves: false,
        steps: |bench| {
            for (kind, name) in TYPES {
                let all = bench.report(ReadElementStatus { kind, ..ALL })?;
                for count in 1..=all.elements().count().min(PLACES) {
                    let some = bench.report(ReadElementStatus { kind, count: u16::try_from(count).unwrap_or(u16::MAX), ..ALL })?;
                    same(some.elements(), all.elements().take(count), &format!("of {count} {name} elements"))?;
                }
            }
            Ok(())
        },
    },
    Case {
        id: "smc/read-element-status/starting-address",
        title: "Elements before the starting address are not reported",
        clause: CLAUSE,
        rule: "STARTING ELEMENT ADDRESS is the lowest address that is reported",
        moves: false,
        steps: |bench| {
            for (kind, name) in TYPES {
                let all = bench.report(ReadElementStatus { kind, ..ALL })?;
                let addresses: Vec<u16> = all.elements().map(|element| element.address).collect();
                for start in addresses.iter().copied().take(PLACES).chain(addresses.last().copied()) {
                    let some = bench.report(ReadElementStatus { kind, start, ..ALL })?;
                    same(
                        some.elements(),
                        all.elements().filter(|element| element.address >= start),
                        &format!("of {name} elements from {start}"),
                    )?;
                }
            }
            Ok(())
        },
    },
    Case {
        id: "smc/read-element-status/allocation-length-cut",
        title: "READ ELEMENT STATUS is cut off where its allocation length ends, and its counts tell of the whole",
        clause: "SPC-4, allocation length; SMC-3, READ ELEMENT STATUS",
        rule: "data is cut off where the allocation length ends, or before the first descriptor that does not fit; counts tell of the whole",
        moves: false,
        steps: |bench| {
            let block = |length: usize| ReadElementStatus { allocation: u32::try_from(length).unwrap_or(u32::MAX), ..ALL }.cdb();
            hold_to_whole(bench, 0, block, 1 << 20, ends_with_a_descriptor)
        },
    },
    Case {
        id: "smc/read-element-status/volume-tag-length",
        title: "VOLTAG makes each descriptor longer by a volume tag",
        clause: "SMC-3, element status page and volume tag information format",
        rule: "with VOLTAG 1, pages with PVOLTAG have descriptors with 36 bytes more; with VOLTAG 0 there are neither tags nor the bit",
        moves: false,
        steps: volume_tag_length,
    },
    Case {
        id: "smc/read-element-status/device-identifier",
        title: "DVCID makes the changer say who its drives are",
        clause: "SMC-3, data transfer element descriptor",
        rule: "with DVCID 1, an identifier ends where its length says, within the descriptor; with DVCID 0, there is none",
        moves: false,
        steps: device_identifier,
    },
    Case {
        id: "smc/read-element-status/current-data",
        title: "CURDATA changes nothing of the report",
        clause: CLAUSE,
        rule: "with CURDATA 1, the report comes without anything being moved for it, and is of the same form",
        moves: false,
        steps: |bench| {
            let wanted = ReadElementStatus { current: true, ..ALL };
            let reply = bench.ask(&wanted.cdb())?;
            if reply.code() == Some(INVALID_FIELD) {
                return Err(Stop::Unsupported("CURDATA is not served, and need not be".to_owned()));
            }
            let (some, all) = (bench.report(wanted)?, bench.report(ALL)?);
            same(some.elements(), all.elements(), "with CURDATA")
        },
    },
];

fn read(data: &[u8]) -> Result<ElementStatus, Stop> {
    ElementStatus::read(data).map_err(|why| Stop::failed("lengths that agree with one another", format!("{why} [{}]", hex(data))))
}

/// Holds elements of a type to their numbers in page 1Dh.
fn numbered<'e>(name: &str, (first, count): (u16, u16), elements: impl Iterator<Item = &'e Element>) -> CaseResult {
    let wanted: Vec<u16> = (first..).take(count.into()).collect();
    let mut came: Vec<u16> = elements.map(|element| element.address).collect();
    came.sort_unstable();
    let told = |list: &[u16]| format!("{} {name} elements, from {:?} to {:?}", list.len(), list.first(), list.last());
    hold(came == wanted, told(&wanted), told(&came))
}

fn same<'e>(came: impl Iterator<Item = &'e Element>, wanted: impl Iterator<Item = &'e Element>, what: &str) -> CaseResult {
    let (came, wanted): (Vec<_>, Vec<_>) = (came.collect(), wanted.collect());
    let addresses = |elements: &[&Element]| {
        let (first, last) = (elements.first().map(|element| element.address), elements.last().map(|element| element.address));
        format!("{} elements, from {first:?} to {last:?}", elements.len())
    };
    // When the addresses are the same, something else is not.
    let differing =
        came.iter().zip(&wanted).find(|(one, other)| one != other).map(|(one, other)| (format!("{other:?}"), format!("{one:?}")));
    let (expected, said) = differing.unwrap_or_else(|| (addresses(&wanted), addresses(&came)));
    hold(came == wanted, format!("a report {what} like the one of all: {expected}"), said)
}

/// Whether the data may end at `end` when `asked` bytes were asked for: no whole descriptor more would have fitted.
fn ends_with_a_descriptor(whole: &[u8], end: usize, asked: usize) -> bool {
    let Ok(status) = ElementStatus::read(whole) else { return false };
    let mut ends = vec![0, HEADER];
    let mut place = HEADER;
    for page in &status.pages {
        let body = place + HEADER;
        ends.push(body);
        ends.extend((1..=page.elements.len()).map(|number| body + number * page.descriptor_length));
        place = body + page.byte_count;
    }
    let last = ends.iter().rposition(|at| *at <= asked);
    // A page header without a descriptor tells nobody anything, so it may be left out too.
    let allowed = last.map_or(0..0, |last| last.saturating_sub(2)..last + 1);
    end <= asked && ends.get(allowed).is_some_and(|ends| ends.contains(&end))
}

fn volume_tag_length(bench: &mut Bench<'_>) -> CaseResult {
    let tagged = ReadElementStatus { volume_tags: true, ..ALL };
    if bench.ask(&tagged.cdb())?.code() == Some(INVALID_FIELD) {
        return Err(Stop::Unsupported("VOLTAG is not served, and need not be".to_owned()));
    }
    let (plain, tagged) = (bench.report(ALL)?, bench.report(tagged)?);
    let kinds = |status: &ElementStatus| status.pages.iter().map(|page| page.kind).collect::<Vec<_>>();
    hold(
        kinds(&plain) == kinds(&tagged),
        "the same pages with and without VOLTAG",
        format!("{:?} and {:?}", kinds(&plain), kinds(&tagged)),
    )?;
    for (plain, tagged) in plain.pages.iter().zip(&tagged.pages) {
        hold(!plain.has_tag && !plain.has_other_tag, "neither PVOLTAG nor AVOLTAG without VOLTAG", format!("type {}", plain.kind))?;
        let tags = [tagged.has_tag, tagged.has_other_tag].into_iter().filter(|has| *has).count();
        let wanted = plain.descriptor_length + tags * VOLUME_TAG;
        let expected = format!("descriptors of {wanted} bytes for {tags} volume tags, as they have {} without", plain.descriptor_length);
        hold(tagged.descriptor_length == wanted, expected, format!("type {}: {} bytes", plain.kind, tagged.descriptor_length))?;
    }
    Ok(())
}

fn device_identifier(bench: &mut Bench<'_>) -> CaseResult {
    let wanted = ReadElementStatus { kind: DRIVE, identifiers: true, ..ALL };
    let reply = bench.ask(&wanted.cdb())?;
    if reply.code() == Some(INVALID_FIELD) {
        return Err(Stop::Unsupported("DVCID is not served, and need not be".to_owned()));
    }
    hold(reply.status == GOOD, "GOOD", reply.words())?;
    let named = ElementStatus::gather(&reply.data);
    if named.elements().next().is_none() {
        return Err(Stop::Skipped("there is no data transfer element".to_owned()));
    }
    let length = |element: &Element| element.identifier.get(3).map(|length| usize::from(*length));
    let drives: Vec<&Element> = named.elements().filter(|element| element.kind == DRIVE).collect();
    let whole = drives.iter().all(|element| length(element).is_some_and(|length| length + 4 <= element.identifier.len()));
    hold(whole, format!("descriptors with an identifier after their first {FIXED} bytes, in which it ends"), hex(&reply.data))?;
    hold(drives.iter().any(|element| length(element).is_some_and(|length| length > 0)), "an identifier of a drive", hex(&reply.data))?;
    let plain = bench.report(ReadElementStatus { kind: DRIVE, ..ALL })?;
    let none = plain.elements().all(|element| length(element).unwrap_or(0) == 0);
    hold(none, "no identifier without DVCID", format!("{:?}", plain.elements().map(|element| hex(&element.identifier)).collect::<Vec<_>>()))
}
