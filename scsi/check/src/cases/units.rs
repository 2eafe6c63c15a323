//! REPORT LUNS and TEST UNIT READY: which logical units there are, and whether ours is ready.

use rsmlab_front::iscsi::lun;

use super::cut::{self, hold_to_whole, nowhere_else};
use crate::bench::Bench;
use crate::case::{Case, Stop, hex, hold};
use crate::cdb;

pub const CASES: &[Case] = &[
    Case {
        id: "smc/report-luns/list",
        title: "REPORT LUNS lists the changer",
        clause: "SPC-4, REPORT LUNS",
        rule: "LUN LIST LENGTH counts the bytes of the list, eight for each logical unit, and the addressed one is in it",
        moves: false,
        steps: |bench| {
            let (own, listed) = (bench.lun(), listed(bench)?);
            hold(listed.contains(&own), format!("logical unit {own} in the list"), format!("{listed:?}"))
        },
    },
    Case {
        id: "smc/report-luns/allocation-length-cut",
        title: "REPORT LUNS is cut off where its allocation length ends",
        clause: "SPC-4, allocation length",
        rule: cut::RULE,
        moves: false,
        // Less than 16 has been an error in some versions of the standard.
        steps: |bench| hold_to_whole(bench, 16, |length| cdb::report_luns(u32::try_from(length).unwrap_or(u32::MAX)), 4096, nowhere_else),
    },
    Case {
        id: "smc/test-unit-ready/ready",
        title: "The changer is ready",
        clause: "SPC-4, TEST UNIT READY",
        rule: "a logical unit that takes medium-access commands answers GOOD, once it has told its unit attentions",
        moves: false,
        steps: |bench| {
            let reply = bench.ask(&cdb::test_unit_ready())?;
            hold(reply.status == crate::transport::GOOD && reply.data.is_empty(), "GOOD", reply.words())
        },
    },
];

/// The logical units that are listed.
pub fn listed(bench: &mut Bench<'_>) -> Result<Vec<u64>, Stop> {
    let data = bench.good(&cdb::report_luns(4096))?;
    let length = data.first_chunk().map_or(usize::MAX, |length| u32::from_be_bytes(*length) as usize);
    let list = data.get(8..).unwrap_or_default();
    let fits = length % 8 == 0 && (length == list.len() || data.len() == 4096);
    hold(fits, "a length that is that of the list, a multiple of 8", format!("{length} for {} bytes [{}]", list.len(), hex(&data)))?;
    let decoded = list.chunks_exact(8).filter_map(|entry| entry.first_chunk().map(|entry| lun::decode(u64::from_be_bytes(*entry))));
    Ok(decoded.collect())
}
