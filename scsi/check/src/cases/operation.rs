//! Commands that are not served, fields that are wrong, and what REPORT SUPPORTED OPERATION CODES reports of them.

use std::collections::BTreeSet;

use super::cut::{self, hold_to_whole, nowhere_else};
use crate::bench::Bench;
use crate::case::{Case, CaseResult, Stop, hex, hold};
use crate::cdb::{self, ReadElementStatus};
use crate::sense::{INVALID_FIELD, INVALID_OPERATION};
use crate::transport::GOOD;

const REPORT: &str = "SPC-4, REPORT SUPPORTED OPERATION CODES";
const POINTER: &str = "SPC-4, field pointer sense key specific data";

pub const CASES: &[Case] = &[
    Case {
        id: "smc/operation-code/unknown",
        title: "A command that no changer has is refused",
        clause: "SPC-4, operation code",
        rule: "an operation code that is not served is an invalid command operation code",
        moves: false,
        steps: |bench| {
            // READ and WRITE of disks, and codes that no standard has given to anything that changers have.
            let blocks: [&[u8]; 4] =
                [&[0x02, 0, 0, 0, 0, 0], &[0x28, 0, 0, 0, 0, 0, 0, 0, 0, 0], &[0x2A, 0, 0, 0, 0, 0, 0, 0, 0, 0], &[0x88; 1]];
            for block in blocks {
                let mut block = block.to_vec();
                block.resize(block.len().max(if block[0] == 0x88 { 16 } else { 0 }), 0);
                bench.refused(&block, INVALID_OPERATION)?;
            }
            Ok(())
        },
    },
    Case {
        id: "smc/field-pointer/element-type",
        title: "The field pointer of a wrong element type points at it",
        clause: POINTER,
        rule: "with SKSV, C/D tells that the command descriptor block is wrong, and FIELD POINTER the byte",
        moves: false,
        steps: |bench| points_at(bench, &ReadElementStatus { kind: 0xF, ..ReadElementStatus::ALL }.cdb(), &[1]),
    },
    Case {
        id: "smc/field-pointer/page-code",
        title: "The field pointer of a page without EVPD points at the page or the bit",
        clause: POINTER,
        rule: "with SKSV, C/D tells that the command descriptor block is wrong, and FIELD POINTER the byte",
        moves: false,
        steps: |bench| points_at(bench, &[0x12, 0, 0x80, 0, 255, 0], &[1, 2]),
    },
    Case {
        id: "smc/field-pointer/reserved-bit",
        title: "A reserved bit is borne, or pointed at",
        clause: "SPC-4, reserved fields and field pointer sense key specific data",
        rule: "a reserved bit need not be looked at; a logical unit that refuses it calls it an invalid field, and points nowhere else",
        moves: false,
        steps: |bench| {
            let reply = bench.ask(&[0x00, 0, 0, 0x01, 0, 0])?;
            if reply.status == GOOD {
                return Ok(());
            }
            hold(reply.code() == Some(INVALID_FIELD), format!("GOOD or CHECK CONDITION {INVALID_FIELD}"), reply.words())?;
            let field = reply.said().and_then(|sense| sense.field);
            hold(field.is_none_or(|field| field == (true, 3)), "a field pointer to byte 3 of the CDB, or none", reply.words())
        },
    },
    Case {
        id: "smc/report-supported-operation-codes/what-is-listed-is-served",
        title: "What is in the list is served, and what is not is not",
        clause: REPORT,
        rule: "the list has every command that the logical unit serves, and no other",
        moves: false,
        steps: what_is_listed_is_served,
    },
    Case {
        id: "smc/report-supported-operation-codes/one-agrees-with-all",
        title: "What is said of one command agrees with the list",
        clause: REPORT,
        rule: "SUPPORT is 3 for a command of the list, its block has the length that the list tells and begins with its code; it is 1 for others",
        moves: false,
        steps: one_agrees_with_all,
    },
    Case {
        id: "smc/report-supported-operation-codes/mandatory",
        title: "The commands that every changer has are in the list",
        clause: "SMC-3, commands for medium changers",
        rule: "INQUIRY, MOVE MEDIUM, READ ELEMENT STATUS, REPORT LUNS, REQUEST SENSE, SEND DIAGNOSTIC and TEST UNIT READY are mandatory",
        moves: false,
        steps: |bench| {
            let listed: BTreeSet<u8> = listed(bench)?.into_iter().map(|command| command.operation).collect();
            let missing: Vec<u8> =
                [0x00, 0x03, 0x12, 0x1D, 0xA0, 0xA5, 0xB8].into_iter().filter(|operation| !listed.contains(operation)).collect();
            hold(missing.is_empty(), "00h, 03h, 12h, 1Dh, A0h, A5h and B8h", format!("missing: {}", hex(&missing)))
        },
    },
    Case {
        id: "smc/report-supported-operation-codes/allocation-length-cut",
        title: "REPORT SUPPORTED OPERATION CODES is cut off where its allocation length ends",
        clause: "SPC-4, allocation length",
        rule: cut::RULE,
        moves: false,
        steps: |bench| {
            listed(bench)?;
            hold_to_whole(bench, 0, |length| cdb::report_operations(u32::try_from(length).unwrap_or(u32::MAX)), 1 << 16, nowhere_else)
        },
    },
];

fn points_at(bench: &mut Bench<'_>, block: &[u8], bytes: &[u16]) -> CaseResult {
    let sense = bench.refused(block, INVALID_FIELD)?;
    match sense.field {
        None => Err(Stop::Unsupported("the sense has no field pointer, and need not".to_owned())),
        Some((in_cdb, byte)) => {
            let place = if in_cdb { "CDB" } else { "data" };
            hold(in_cdb && bytes.contains(&byte), format!("byte {bytes:?} of the CDB"), format!("byte {byte} of the {place}"))
        }
    }
}

/// A command of the list.
struct ListedCommand {
    operation: u8,
    action: Option<u16>,
    length: u16,
}

/// The commands in the list.
fn listed(bench: &mut Bench<'_>) -> Result<Vec<ListedCommand>, Stop> {
    let reply = bench.ask(&cdb::report_operations(1 << 16))?;
    if matches!(reply.code(), Some(INVALID_OPERATION | INVALID_FIELD)) {
        return Err(Stop::Unsupported("REPORT SUPPORTED OPERATION CODES is not served, and need not be".to_owned()));
    }
    hold(reply.status == GOOD, "GOOD", reply.words())?;
    let data = reply.data;
    let length = data.first_chunk().map_or(usize::MAX, |length| u32::from_be_bytes(*length) as usize);
    let body = data.get(4..).unwrap_or_default();
    hold(length == body.len() && length % 8 == 0, "a length that is that of the list, eight bytes a command", hex(&data))?;
    let listed = |bytes: &[u8; 8]| {
        let [operation, _, high, low, _, flags, length @ ..] = *bytes;
        let action = (flags & 0x01 != 0).then_some(u16::from_be_bytes([high, low]));
        ListedCommand { operation, action, length: u16::from_be_bytes(length) }
    };
    Ok(body.chunks_exact(8).filter_map(|bytes| bytes.first_chunk()).map(listed).collect())
}

/// Commands that change nothing as they are sent here, whatever the changer makes of them.
fn what_is_listed_is_served(bench: &mut Bench<'_>) -> CaseResult {
    let listed: BTreeSet<u8> = listed(bench)?.into_iter().map(|command| command.operation).collect();
    let nowhere = bench.addresses()?.nowhere().ok_or_else(|| Stop::Skipped("every address is one of an element".to_owned()))?;
    let blocks = [
        cdb::test_unit_ready(),
        cdb::request_sense(252),
        cdb::inquiry(None, 36),
        cdb::mode_sense_6(0x3F, 255),
        cdb::position(nowhere, nowhere),
        cdb::initialize_range(nowhere, 1),
        cdb::log_sense(0, 255),
        cdb::mode_sense_10(0x3F, 255),
        cdb::report_luns(4096),
        cdb::move_medium(nowhere, nowhere, nowhere),
        cdb::exchange_medium(nowhere, nowhere, nowhere, nowhere),
        ReadElementStatus::ALL.cdb(),
    ];
    for block in blocks {
        let operation = block.first().copied().unwrap_or(0);
        let reply = bench.ask(&block)?;
        let is_served = reply.code() != Some(INVALID_OPERATION);
        let expected = if is_served { "a command that is listed" } else { "a command that is not listed" };
        hold(listed.contains(&operation) == is_served, expected, format!("{operation:02X}h is answered by {}", reply.words()))?;
    }
    Ok(())
}

fn one_agrees_with_all(bench: &mut Bench<'_>) -> CaseResult {
    let all = listed(bench)?;
    for command in &all {
        let data = bench.good(&cdb::report_operation(command.operation, command.action, 512))?;
        let (support, length) =
            (data.get(1).map(|byte| byte & 0x07), data.get(2..4).map(|bytes| [bytes[0], bytes[1]]).map(u16::from_be_bytes));
        let holds = support == Some(3) && length == Some(command.length) && data.get(4) == Some(&command.operation);
        let fits = data.len() == 4 + usize::from(command.length);
        hold(holds && fits, format!("SUPPORT 3 and {} bytes, from {:02X}h on", command.length, command.operation), hex(&data))?;
    }
    let absent = [0x02, 0x28, 0x2A].into_iter().find(|code| all.iter().all(|command| command.operation != *code));
    let Some(absent) = absent else { return Ok(()) };
    let data = bench.good(&cdb::report_operation(absent, None, 512))?;
    hold(data.get(1).is_some_and(|byte| byte & 0x07 == 1), format!("SUPPORT 1 for {absent:02X}h"), hex(&data))
}
