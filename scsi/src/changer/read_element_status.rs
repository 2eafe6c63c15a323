//! READ ELEMENT STATUS (SMC-3, 6.11): what is where.
//!
//! The library answers from what it knows and moves nothing for it. So CURDATA changes only who gets an answer: one who asks for what is
//! known gets it also while the library is not ready, or reserved by another nexus.

use super::address::{Numbering, wanted_type};
use super::report::{ReportForm, report};
use super::test_unit_ready::takes_commands;
use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, ServedCommand};
use crate::text::cut;

/// The operation code.
pub const OPERATION: u8 = 0xB8;

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "READ ELEMENT STATUS",
        operation: OPERATION,
        service_action: None,
        usage: &[OPERATION, VOLTAG | 0x0F, 0xFF, 0xFF, 0xFF, 0xFF, CURDATA | DVCID, 0xFF, 0xFF, 0xFF, 0, 0],
        senses: &[
            Refusal::new(0x5, 0x24, 0x00, "there is no such element type"),
            Refusal::new(0x2, 0x04, 0x01, "the library has just been started, without CURDATA"),
            Refusal::new(0x2, 0x04, 0x12, "somebody has switched it offline at its front panel, without CURDATA"),
        ],
    },
    execute,
);

const VOLTAG: u8 = 0x10;
const CURDATA: u8 = 0x02;
const DVCID: u8 = 0x01;

/// Whether a block asks for no more than what is known already.
#[must_use]
pub fn wants_what_is_known(cdb: &Cdb) -> bool {
    cdb.has(6, CURDATA)
}

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let cdb = call.cdb;
    let kind = wanted_type(cdb)?;
    if !wants_what_is_known(cdb) {
        takes_commands(call.library)?;
    }
    let (first, most) = (cdb.u16(2), usize::from(cdb.u16(4)));
    let numbering = Numbering::of(call.library);
    let types = numbering.types().into_iter().filter(|of| kind.is_none_or(|kind| kind == *of));
    let elements = types.flat_map(|kind| numbering.elements(kind, first)).take(most);
    let form = ReportForm { volume_tags: cdb.has(1, VOLTAG), identifiers: cdb.has(6, DVCID), send_action: 0 };
    Ok(CommandStep::data(cut(report(call, elements, form), cdb.u24(7))))
}
