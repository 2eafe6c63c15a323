//! INQUIRY: who a logical unit is.

use super::cut::{self, hold_to_whole, nowhere_else};
use crate::bench::Bench;
use crate::case::{Case, CaseResult, Stop, hex, hold};
use crate::cdb;
use crate::sense::INVALID_FIELD;
use crate::transport::GOOD;

const INQUIRY: &str = "SPC-4, INQUIRY";

pub const CASES: &[Case] = &[
    Case {
        id: "smc/inquiry/device-type",
        title: "A medium changer calls itself one",
        clause: "SPC-4, standard INQUIRY data",
        rule: "the peripheral device type of a medium changer is 08h, and the qualifier of a logical unit that is there is 0",
        moves: false,
        steps: |bench| {
            let data = bench.good(&cdb::inquiry(None, 255))?;
            hold(data.first() == Some(&0x08), "08h in byte 0", hex(&data))
        },
    },
    Case {
        id: "smc/inquiry/standard-data",
        title: "The standard INQUIRY data says how long it is, and in which format",
        clause: "SPC-4, standard INQUIRY data",
        rule: "the data has at least 36 bytes, the response data format is 2, and ADDITIONAL LENGTH counts the bytes after it",
        moves: false,
        steps: |bench| {
            let data = bench.good(&cdb::inquiry(None, 255))?;
            hold(data.len() >= 36, "at least 36 bytes", format!("{} bytes [{}]", data.len(), hex(&data)))?;
            let (format, additional) = (data.get(3).copied().unwrap_or(0) & 0x0F, data.get(4).copied().unwrap_or(0));
            hold(format == 2, "response data format 2 in byte 3", format!("{format} [{}]", hex(&data)))?;
            // Data of 255 bytes may be a part.
            let is_right = usize::from(additional) + 5 == data.len() || (data.len() == 255 && additional >= 250);
            hold(is_right, format!("ADDITIONAL LENGTH {}", data.len() - 5), format!("{additional} [{}]", hex(&data)))
        },
    },
    Case {
        id: "smc/inquiry/names-are-printable",
        title: "Vendor, product and revision are text",
        clause: "SPC-4, standard INQUIRY data",
        rule: "vendor identification, product identification and revision are printable ASCII, filled up with blanks",
        moves: false,
        steps: |bench| {
            let data = bench.good(&cdb::inquiry(None, 255))?;
            let names = data.get(8..36).unwrap_or_default();
            let is_text = names.len() == 28 && names.iter().all(|byte| (0x20..0x7F).contains(byte));
            hold(is_text && names.iter().take(8).any(|byte| *byte != b' '), "28 bytes of text, the vendor not blank", hex(names))
        },
    },
    Case {
        id: "smc/inquiry/allocation-length-cut",
        title: "INQUIRY is cut off where its allocation length ends",
        clause: "SPC-4, allocation length",
        rule: cut::RULE,
        moves: false,
        steps: |bench| hold_to_whole(bench, 0, |length| cdb::inquiry(None, wide(length)), 255, nowhere_else),
    },
    Case {
        id: "smc/inquiry/page-without-evpd",
        title: "A page code without EVPD is refused",
        clause: INQUIRY,
        rule: "with EVPD 0, a page code other than 0 is an invalid field",
        moves: false,
        steps: |bench| bench.refused(&[0x12, 0, 0x80, 0, 255, 0], INVALID_FIELD).map(drop),
    },
    Case {
        id: "smc/inquiry/pages-in-order",
        title: "The list of vital product data pages is in order and has the mandatory pages",
        clause: "SPC-4, Supported VPD Pages",
        rule: "the list is in ascending order, begins with page 00h, and has the Device Identification page 83h",
        moves: false,
        steps: |bench| {
            let pages = vital_pages(bench)?;
            let ascends = pages.is_sorted_by(|one, next| one < next);
            hold(ascends && pages.first() == Some(&0) && pages.contains(&0x83), "00h, ..., 83h, ... in ascending order", hex(&pages))
        },
    },
    Case {
        id: "smc/inquiry/every-page-comes",
        title: "Every page in the list comes, with its own code, device type and length",
        clause: "SPC-4, vital product data parameters",
        rule: "a page has the device type in byte 0, its code in byte 1, and PAGE LENGTH counts the bytes after the head",
        moves: false,
        steps: |bench| {
            for page in vital_pages(bench)? {
                let data = bench.good(&cdb::inquiry(Some(page), 4096))?;
                let length = data.get(2..4).map_or(usize::MAX, |bytes| bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)));
                let holds = data.first() == Some(&0x08) && data.get(1) == Some(&page) && length == data.len().saturating_sub(4);
                hold(holds, format!("08 {page:02X} and the length of what follows"), format!("{} bytes [{}]", data.len(), hex(&data)))?;
            }
            Ok(())
        },
    },
    Case {
        id: "smc/inquiry/unknown-page",
        title: "A page that is not in the list is refused",
        clause: INQUIRY,
        rule: "with EVPD 1, a page that the logical unit does not have is an invalid field",
        moves: false,
        steps: |bench| {
            let pages = vital_pages(bench)?;
            // Codes from C0h on belong to vendors.
            let absent = (0x01..0xC0).rev().find(|page| !pages.contains(page));
            let absent = absent.ok_or_else(|| Stop::Skipped("every page is in the list".to_owned()))?;
            bench.refused(&cdb::inquiry(Some(absent), 255), INVALID_FIELD).map(drop)
        },
    },
    Case {
        id: "smc/inquiry/device-identification",
        title: "The Device Identification page names the logical unit",
        clause: "SPC-4, Device Identification VPD page",
        rule: "at least one designator is of the logical unit, of type T10 vendor ID, EUI-64, NAA or SCSI name string",
        moves: false,
        steps: device_identification,
    },
    Case {
        id: "smc/inquiry/unit-serial-number",
        title: "The serial number is text",
        clause: "SPC-4, Unit Serial Number VPD page",
        rule: "the serial number is ASCII, and filled with blanks where there is none",
        moves: false,
        steps: |bench| {
            if !vital_pages(bench)?.contains(&0x80) {
                return Err(Stop::Unsupported("there is no page 80h, and need not be".to_owned()));
            }
            let data = bench.good(&cdb::inquiry(Some(0x80), 255))?;
            let serial = data.get(4..).unwrap_or_default();
            hold(!serial.is_empty() && serial.iter().all(|byte| (0x20..0x7F).contains(byte)), "text", hex(serial))
        },
    },
    Case {
        id: "smc/inquiry/absent-unit",
        title: "INQUIRY to a logical unit that is not there says so",
        clause: INQUIRY,
        rule: "INQUIRY to an incorrect logical unit succeeds, and its peripheral qualifier is not 0",
        moves: false,
        steps: |bench| {
            let listed = super::units::listed(bench)?;
            let absent = (1..256).rev().find(|lun| !listed.contains(lun));
            let absent = absent.ok_or_else(|| Stop::Skipped("every logical unit is there".to_owned()))?;
            let reply = bench.send(crate::bench::FIRST, absent, &cdb::inquiry(None, 36))?;
            let qualifier = reply.data.first().map(|byte| byte >> 5);
            hold(
                reply.status == GOOD && qualifier.is_some_and(|bits| bits != 0),
                "GOOD, with a peripheral qualifier of 1 or 3",
                reply.words(),
            )
        },
    },
];

fn wide(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

/// The codes in the list of pages.
fn vital_pages(bench: &mut Bench<'_>) -> Result<Vec<u8>, Stop> {
    let data = bench.good(&cdb::inquiry(Some(0), 1024))?;
    data.get(4..).map(<[u8]>::to_vec).ok_or_else(|| Stop::failed("a page with a head of four bytes", hex(&data)))
}

fn device_identification(bench: &mut Bench<'_>) -> CaseResult {
    let data = bench.good(&cdb::inquiry(Some(0x83), 4096))?;
    let mut rest = data.get(4..).unwrap_or_default();
    let mut names_unit = false;
    while !rest.is_empty() {
        let [_, kind, _, length, more @ ..] = rest else {
            return Err(Stop::failed("whole designators", format!("a part of one at the end [{}]", hex(&data))));
        };
        let (association, kind, length) = (kind >> 4 & 0x03, kind & 0x0F, usize::from(*length));
        let whole = length > 0 && more.len() >= length;
        hold(
            whole,
            "designators that have a length and end in the page",
            format!("{length} bytes, and {} are left [{}]", more.len(), hex(&data)),
        )?;
        names_unit |= association == 0 && matches!(kind, 1..=3 | 8);
        rest = more.get(length..).unwrap_or_default();
    }
    hold(names_unit, "a designator of the logical unit", hex(&data))
}
