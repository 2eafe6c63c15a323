//! INQUIRY (SPC-4, 6.6): who a logical unit is.

use rsmlab_sim::hardware::Library;

use super::identity;
use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, ServedCommand, invalid_field};
use crate::text::cut;
use crate::unit::Unit;

/// The operation code.
pub const OPERATION: u8 = 0x12;

const EVPD: u8 = 0x01;

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "INQUIRY",
        operation: OPERATION,
        service_action: None,
        usage: &[OPERATION, EVPD, 0xFF, 0xFF, 0xFF, 0x00],
        senses: &[
            Refusal::new(0x5, 0x24, 0x00, "a page is named without EVPD"),
            Refusal::new(0x5, 0x24, 0x00, "there is no such page of vital product data"),
        ],
    },
    execute,
);

/// The peripheral qualifier and device type of a logical unit that cannot be there.
const NOBODY: u8 = 0x7F;

/// SAM-5, SPC-4, no version claimed.
const ARCHITECTURE: [u16; 2] = [0x00A0, 0x0460];

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let (page, unit, library) = (call.cdb.u8(2), call.unit, call.library);
    let data = match (call.cdb.has(1, EVPD), page) {
        (false, 0x00) => standard(unit, library),
        (true, 0x00) => vital(unit, page, vec![0x00, 0x80, 0x83]),
        (true, 0x80) => vital(unit, page, identity::serial(unit, library).into_bytes()),
        (true, 0x83) => vital(unit, page, [identity::vendor_designator(unit, library), identity::naa_designator(unit, library)].concat()),
        (..) => return Err(invalid_field(2)),
    };
    Ok(CommandStep::data(cut(data, call.cdb.u16(3))))
}

const fn device_type(unit: Unit) -> u8 {
    match unit {
        Unit::Changer => 0x08,
        Unit::Drive(_) => 0x01,
    }
}

/// The standard INQUIRY data.
fn standard(unit: Unit, library: &Library) -> Vec<u8> {
    let standard = match unit {
        Unit::Changer => 0x0480,
        Unit::Drive(_) => 0x0400,
    };
    let mut data = head(device_type(unit));
    data.extend(identity::names(unit, library));
    data.resize(58, 0);
    ARCHITECTURE.into_iter().chain([standard]).for_each(|version| data.extend(version.to_be_bytes()));
    data.resize(LENGTH, 0);
    data
}

const LENGTH: usize = 74;

/// The first eight bytes: a removable medium, SPC-4, commands in any number.
fn head(device: u8) -> Vec<u8> {
    vec![device, 0x80, 0x06, 0x02, (LENGTH - 5) as u8, 0x00, 0x00, 0x02]
}

/// A page of vital product data.
fn vital(unit: Unit, page: u8, body: Vec<u8>) -> Vec<u8> {
    let length = u8::try_from(body.len()).unwrap_or(u8::MAX);
    [vec![device_type(unit), page, 0x00, length], body].concat()
}

/// What a logical unit that is not there tells of itself: the standard INQUIRY data, and that it has no page but the list of its pages.
///
/// # Errors
/// The sense for a page that it does not have.
pub(crate) fn of_nobody(cdb: &Cdb) -> Result<Vec<u8>, Sense> {
    let data = match (cdb.has(1, EVPD), cdb.u8(2)) {
        (false, 0x00) => {
            let mut data = head(NOBODY);
            data.resize(36, b' ');
            data.resize(LENGTH, 0);
            data
        }
        (true, 0x00) => vec![NOBODY, 0x00, 0x00, 0x01, 0x00],
        (..) => return Err(invalid_field(2)),
    };
    Ok(cut(data, cdb.u16(3)))
}
