//! LOG SENSE (SPC-4): a log page. A TapeAlert flag that a nexus has read is not up for it any more.

use super::log_page::{LogPage, LogParameter};
use super::refusal::{INVALID_FIELD, invalid_field};
use super::{DriveCall, DriveStep, answer};
use crate::answer::Sense;
use crate::command::CommandDefinition;

pub(super) const COMMAND: CommandDefinition = CommandDefinition {
    name: "LOG SENSE",
    operation: 0x4D,
    service_action: None,
    // Page control, page; parameter pointer; allocation length. Nothing is saved (SP), and all is told, changed or not (PPC).
    usage: &[0x4D, 0, 0xFF, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0],
    senses: &[INVALID_FIELD],
};

/// The length of the header of a page.
const HEADER: usize = 4;

pub(super) fn run(call: DriveCall<'_>) -> Result<DriveStep, Sense> {
    let (cdb, allocation) = (call.cdb, usize::from(call.cdb.u16(7)));
    // Thresholds are not kept: what is counted is told as it is, under the first two page controls.
    let page = LogPage::of(cdb.u8(2) & 0x3F).filter(|_| cdb.u8(2) >> 6 < 2).ok_or_else(|| invalid_field(2))?;
    let mut parameters = page.parameters(call.drive.alerts.seen_by(call.nexus), call.medium.tape());
    let first = cdb.u16(5);
    if first > parameters.last().map_or(0, |last| last.code) {
        return Err(invalid_field(5));
    }
    parameters.retain(|parameter| parameter.code >= first);

    if page == LogPage::TapeAlert {
        let mut end = HEADER;
        for parameter in &parameters {
            end += parameter.to_bytes().len();
            // One who asks for the length of the page first has read no flag.
            if let Ok(flag) = u8::try_from(parameter.code)
                && end <= allocation
            {
                call.drive.alerts.read_by(call.nexus, flag);
            }
        }
    }
    let body: Vec<u8> = match page {
        LogPage::Supported => LogPage::ALL.map(LogPage::code).to_vec(),
        LogPage::VolumeStatistics | LogPage::TapeAlert | LogPage::TapeCapacity => {
            parameters.iter().flat_map(LogParameter::to_bytes).collect()
        }
    };
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX);
    answer([&[page.code(), 0], &length.to_be_bytes()[..], &body].concat(), allocation)
}
