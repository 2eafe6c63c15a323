//! LOG SENSE (SPC-4, 6.8): the TapeAlert page, and the list of pages.

use crate::answer::Sense;
use crate::command::{Command, Refusal};
use crate::served::{Call, Served, Step, invalid_field};
use crate::text::cut;

/// The operation code.
pub const OPERATION: u8 = 0x4D;

pub(super) const SERVED: Served = Served::new(
    Command {
        name: "LOG SENSE",
        operation: OPERATION,
        service_action: None,
        usage: &[OPERATION, 0, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0],
        senses: &[
            Refusal::new(0x5, 0x24, 0x00, "there is no such page or subpage"),
            Refusal::new(0x5, 0x24, 0x00, "PARAMETER POINTER is beyond the parameters of the page"),
        ],
    },
    execute,
);

const SUPPORTED_PAGES: u8 = 0x00;
const TAPE_ALERT: u8 = 0x2E;
const FLAGS: u16 = 64;

fn execute(call: &mut Call<'_>) -> Result<Step, Sense> {
    let (page, from) = (call.cdb.u8(2) & 0x3F, call.cdb.u16(5));
    if call.cdb.u8(3) != 0 {
        return Err(invalid_field(3));
    }
    let body = match page {
        SUPPORTED_PAGES => vec![SUPPORTED_PAGES, TAPE_ALERT],
        TAPE_ALERT if from > FLAGS => return Err(invalid_field(5)),
        // Who reads the flags takes them down.
        TAPE_ALERT => parameters(call.state.alerts.read(call.nexus), from),
        _ => return Err(invalid_field(2)),
    };
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX);
    Ok(Step::data(cut([vec![page, 0], length.to_be_bytes().to_vec(), body].concat(), call.cdb.u16(7))))
}

/// A parameter for each flag from `from` on: its number, that it is a list of binary values of one byte, and whether it is up.
fn parameters(flags: u64, from: u16) -> Vec<u8> {
    let numbers = from.max(1)..=FLAGS;
    numbers.flat_map(|number| [0, number.to_be_bytes()[1], 0x03, 0x01, u8::from(flags >> (number - 1) & 1 == 1)]).collect()
}
