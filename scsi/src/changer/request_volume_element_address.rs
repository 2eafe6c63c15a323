//! REQUEST VOLUME ELEMENT ADDRESS (SMC-3, 6.12): where the cartridges are that the last search of the nexus was for.
//!
//! They are looked for when the answer is given, so that it is true then.

use rsmlab_engine::port::hardware::{Element, SenseCode};

use rsmlab_sim::hardware::make::ElementType;

use super::address::{Numbering, wanted_type};
use super::report::{ReportForm, report};
use super::search::Search;
use super::test_unit_ready::takes_commands;
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, ServedCommand};
use crate::text::cut;

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "REQUEST VOLUME ELEMENT ADDRESS",
        operation: 0xB5,
        service_action: None,
        usage: &[0xB5, VOLTAG | 0x0F, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0xFF, 0, 0],
        senses: &[
            Refusal::new(0x5, 0x24, 0x00, "there is no such element type"),
            Refusal::new(0x5, 0x2C, 0x00, "the nexus has sent no volume tag before"),
            Refusal::new(0x2, 0x04, 0x01, "the library has just been started"),
            Refusal::new(0x2, 0x04, 0x12, "somebody has switched it offline at its front panel"),
        ],
    },
    execute,
)
.offered_if(|library| library.bar_code_reader);

const VOLTAG: u8 = 0x10;

/// COMMAND SEQUENCE ERROR.
const NO_SEARCH: SenseCode = SenseCode::new(0x5, 0x2C, 0x00);

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let cdb = call.cdb;
    let kind = wanted_type(cdb)?;
    let search = call.state.searches.get(&call.nexus).ok_or(Sense::new(NO_SEARCH))?;
    takes_commands(call.library)?;
    let found = found(call, search).into_iter().filter(|element| {
        let of = ElementType::of(*element);
        kind.is_none_or(|kind| kind == of) && call.library.address_of(*element) >= cdb.u16(2)
    });
    let form = ReportForm { volume_tags: cdb.has(1, VOLTAG), identifiers: false, send_action: search.action };
    Ok(CommandStep::data(cut(report(call, found.take(cdb.u16(4).into()), form), cdb.u24(7))))
}

/// The elements whose volume tags fit, by address.
fn found(call: &CommandContext<'_>, search: &Search) -> Vec<Element> {
    let numbering = Numbering::of(call.library);
    let types = numbering.types().into_iter().filter(|of| search.kind.is_none_or(|kind| kind == *of));
    let fits = |element: &Element| {
        let status = call.hardware.status_of(call.library.address, *element);
        status.and_then(|status| status.volume_tag).is_some_and(|tag| search.fits(&tag))
    };
    types.flat_map(|kind| numbering.elements(kind, search.first)).filter(fits).collect()
}
