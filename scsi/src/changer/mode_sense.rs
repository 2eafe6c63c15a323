//! MODE SENSE, of 6 and of 10 bytes (SPC-4, 6.13 and 6.14): how elements are numbered, what transports can do, between which elements
//! cartridges are carried (SMC-3, 7.3), and what becomes of commands that another host aborts.
//!
//! Nothing of it can be changed or saved, so the current values are the default values and no bit is changeable.

use rsmlab_engine::port::hardware::SenseCode;
use rsmlab_sim::hardware::Library;
use rsmlab_sim::hardware::make::{ElementType, Feature, Matrix};

use super::address::Numbering;
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::common::control_mode_page;
use crate::served::{CommandContext, CommandStep, ServedCommand, about_byte, invalid_field};
use crate::text::cut;

const SENSES: &[Refusal] =
    &[Refusal::new(0x5, 0x24, 0x00, "there is no such page or subpage"), Refusal::new(0x5, 0x39, 0x00, "saved values are asked for")];

/// Disable block descriptors. There are none in any case.
const DBD: u8 = 0x08;

pub(super) const SERVED_6: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "MODE SENSE(6)",
        operation: 0x1A,
        service_action: None,
        usage: &[0x1A, DBD, 0xFF, 0xFF, 0xFF, 0],
        senses: SENSES,
    },
    |call| {
        let pages = pages(call)?;
        let length = u8::try_from(pages.len().saturating_add(3)).unwrap_or(u8::MAX);
        Ok(CommandStep::data(cut([vec![length, 0, 0, 0], pages].concat(), call.cdb.u8(4))))
    },
);

pub(super) const SERVED_10: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "MODE SENSE(10)",
        operation: 0x5A,
        service_action: None,
        usage: &[0x5A, DBD, 0xFF, 0xFF, 0, 0, 0, 0xFF, 0xFF, 0],
        senses: SENSES,
    },
    |call| {
        let pages = pages(call)?;
        let length = u16::try_from(pages.len().saturating_add(6)).unwrap_or(u16::MAX);
        Ok(CommandStep::data(cut([length.to_be_bytes().to_vec(), vec![0; 6], pages].concat(), call.cdb.u16(7))))
    },
);

/// A page: its code, and how its body is made.
type ChangerModePage = (u8, fn(&Library) -> Vec<u8>);

/// The pages, by code.
const PAGES: [ChangerModePage; 4] = [
    (control_mode_page::CODE, |_| control_mode_page::BODY.to_vec()),
    (0x1D, element_address_assignment),
    (0x1E, transport_geometry),
    (0x1F, device_capabilities),
];

const ALL_PAGES: u8 = 0x3F;
const ALL_SUBPAGES: u8 = 0xFF;

fn pages(call: &CommandContext<'_>) -> Result<Vec<u8>, Sense> {
    let (code, control) = (call.cdb.u8(2) & 0x3F, call.cdb.u8(2) >> 6);
    if !matches!(call.cdb.u8(3), 0 | ALL_SUBPAGES) {
        return Err(invalid_field(3));
    }
    if control == 3 {
        // SAVING PARAMETERS NOT SUPPORTED.
        return Err(about_byte(SenseCode::new(0x5, 0x39, 0x00), 2));
    }
    let wanted: Vec<ChangerModePage> = PAGES.into_iter().filter(|page| code == ALL_PAGES || page.0 == code).collect();
    if wanted.is_empty() {
        return Err(invalid_field(2));
    }
    let mut data = Vec::new();
    for (code, body) in wanted {
        let mut body = body(call.library);
        body.truncate(u8::MAX.into());
        if control == 1 {
            body.fill(0);
        }
        data.extend([code, u8::try_from(body.len()).unwrap_or(u8::MAX)]);
        data.extend(body);
    }
    Ok(data)
}

/// Element Address Assignment: the first address of each type and how many there are.
fn element_address_assignment(library: &Library) -> Vec<u8> {
    let numbering = Numbering::of(library);
    let mut body: Vec<u8> =
        ElementType::ALL.into_iter().flat_map(|kind| [numbering.first(kind), numbering.count(kind)]).flat_map(u16::to_be_bytes).collect();
    body.resize(0x12, 0);
    body
}

/// Transport Geometry Parameters: for each transport whether it turns cartridges over, and its number in the set of transports. The
/// page has room for 127 of them.
fn transport_geometry(library: &Library) -> Vec<u8> {
    let rotates = u8::from(library.sides > 1);
    (0..127).zip(&library.transports).flat_map(|(member, _)| [rotates, member]).collect()
}

/// Device Capabilities: what keeps cartridges, and from where to where they are moved and exchanged.
fn device_capabilities(library: &Library) -> Vec<u8> {
    let keeps = [
        (ElementType::Transport, Feature::STORAGE_TRANSPORT),
        (ElementType::Slot, Feature::STORAGE_SLOT),
        (ElementType::Port, Feature::STORAGE_IEPORT),
        (ElementType::Drive, Feature::STORAGE_DRIVE),
    ];
    // A storage element stores, whatever the driver says of it.
    let stores = |kind, feature| library.make.features.has(feature) || (kind == ElementType::Slot && !library.slots.is_empty());
    let storage = keeps.into_iter().filter(|(kind, feature)| stores(*kind, *feature)).fold(0, |bits, (kind, _)| bits | kind.bit());
    let rows = |matrix: Matrix| ElementType::ALL.map(|from| matrix.row(from));
    let mut body = vec![storage, 0];
    body.extend(rows(library.make.moves));
    body.extend([0; 4]);
    body.extend(rows(library.make.exchanges));
    body.extend([0; 4]);
    body
}
