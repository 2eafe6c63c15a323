//! OPEN/CLOSE IMPORT/EXPORT ELEMENT (SMC-3, 6.7): a port comes out towards the people, or goes in.
//! Every other nexus gets a unit attention.

use rsmlab_engine::port::hardware::{Access, Action, Element, Gate};

use super::address::Numbering;
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{
    CommandContext, CommandStep, HardwareWork, INVALID_ELEMENT, REMOVAL_PREVENTED, ServedCommand, WorkPurpose, about_byte, invalid_field,
};

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "OPEN/CLOSE IMPORT/EXPORT ELEMENT",
        operation: 0x1B,
        service_action: None,
        usage: &[0x1B, 0, 0xFF, 0xFF, 0x1F, 0],
        senses: &[
            Refusal::new(0x5, 0x21, 0x01, "the element is no import/export element"),
            Refusal::new(0x5, 0x24, 0x00, "the action code is neither to open nor to close"),
            Refusal::new(0x5, 0x53, 0x02, "it is to be opened and is locked, or a nexus prevents removal"),
            Refusal::new(0x2, 0x04, 0x03, "it is to be closed, and only people close it"),
            Refusal::new(0x4, 0x53, 0x00, "the port is stuck"),
            Refusal::new(0x5, 0x3B, 0x11, "the magazine that the port is a part of makes no contact"),
            Refusal::new(0x5, 0x3B, 0x12, "the magazine that the port is a part of is out"),
        ],
    },
    execute,
)
.offered_if(|library| !library.ports.is_empty());

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let Element::Port(port, _) = Numbering::of(call.library).named(call.cdb, 2)? else { return Err(about_byte(INVALID_ELEMENT, 2)) };
    let gate = Gate::Port(port);
    let access = match call.cdb.u8(4) & 0x1F {
        // What hosts have locked they unlock when nobody prevents removal any more, and the port comes out before that is done.
        0 if call.state.is_prevented(call.unit) || call.library.is_locked_by_software(gate) => {
            return Err(Sense::new(REMOVAL_PREVENTED));
        }
        0 => Access::Extend,
        1 => Access::Retract,
        _ => return Err(invalid_field(4)),
    };
    Ok(CommandStep::Work(HardwareWork {
        purpose: WorkPurpose::Known(call.nexus),
        ..HardwareWork::of(vec![Action::SetAccess(gate, access)])
    }))
}
