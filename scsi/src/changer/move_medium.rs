//! MOVE MEDIUM (SMC-3, 6.6): a transport carries a cartridge from one element to another.
//!
//! What is in an element is looked at when the transport is there, not before: a move that was given earlier may still change it. A
//! drive loads what has been put into it by itself.

use rsmlab_engine::port::hardware::{Action, Element, SideNumber};
use rsmlab_sim::hardware::Library;
use rsmlab_sim::hardware::drive::DriveState;
use rsmlab_sim::hardware::make::ElementType;

use super::address::Numbering;
use super::test_unit_ready::takes_commands;
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{
    CommandContext, CommandStep, HardwareWork, INVALID_ELEMENT, REMOVAL_PREVENTED, ServedCommand, about_byte, invalid_field,
};
use crate::target::state::NexusStates;
use crate::unit::Unit;

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "MOVE MEDIUM",
        operation: 0xA5,
        service_action: None,
        usage: &[0xA5, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, INVERT, 0],
        senses: &[
            Refusal::new(0x5, 0x21, 0x01, "the transport, source or destination does not exist"),
            Refusal::new(0x5, 0x21, 0x01, "the library moves nothing from such a source to such a destination"),
            Refusal::new(0x5, 0x24, 0x00, "INVERT is set, and the cartridge has one side or does not go into a drive"),
            Refusal::new(0x5, 0x53, 0x02, "a nexus prevents removal from the drive that is the source"),
            Refusal::new(0x5, 0x3B, 0x0E, "the source is empty"),
            Refusal::new(0x5, 0x3B, 0x0D, "the destination is full, or every gripper is"),
            Refusal::new(0x5, 0x53, 0x03, "the drive holds on to the cartridge"),
            Refusal::new(0x5, 0x3B, 0x11, "the magazine of an element makes no contact"),
            Refusal::new(0x5, 0x3B, 0x12, "the magazine of an element is out"),
            Refusal::new(0x5, 0x3B, 0x18, "a slot is not installed"),
            Refusal::new(0x5, 0x3B, 0x1A, "a drive is not installed"),
            Refusal::new(0x2, 0x04, 0x03, "a port stands out"),
            Refusal::new(0x2, 0x04, 0x83, "a door is opened or stands open"),
            Refusal::new(0x2, 0x04, 0x17, "the transport has lost its position"),
            Refusal::new(0x4, 0x15, 0x01, "the transport is jammed"),
            Refusal::new(0x4, 0x40, 0x80, "the gripper missed the cartridge"),
            Refusal::new(0x4, 0x04, 0x03, "the cartridge was dropped"),
        ],
    },
    execute,
);

const INVERT: u8 = 0x01;

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let (cdb, library) = (call.cdb, call.library);
    let numbering = Numbering::of(library);
    let transport = numbering.transport(cdb)?;
    let (from, to) = (numbering.named(cdb, 4)?, numbering.named(cdb, 6)?);
    if !library.make.moves.allows(ElementType::of(from), ElementType::of(to)) {
        return Err(about_byte(INVALID_ELEMENT, 6));
    }
    let side = side_up(library, from, to, cdb.has(10, INVERT)).ok_or(invalid_field(10))?;
    allows_removal(call.state, from, 4)?;
    // A destination is full only if it is another element than the source: what is to stay where it is need not be carried.
    if from == to
        && side == side_up(library, from, to, false).unwrap_or(side)
        && !is_held(library, from)
        && call.hardware.content(library.address, from).is_some()
    {
        takes_commands(library)?;
        return library.standstill(&[from]).map_or_else(|| Ok(CommandStep::good()), |failure| Err(failure.sense().into()));
    }
    Ok(CommandStep::Work(HardwareWork::carried_by(transport, Action::Move { from, to, side, onward: None })))
}

/// The side that faces the head when a cartridge comes into an element. Only drives know sides: what comes from elsewhere has its first
/// side up. Nothing, if it is to be turned over and cannot be.
pub(super) fn side_up(library: &Library, from: Element, to: Element, invert: bool) -> Option<SideNumber> {
    let before = drive(from).and_then(|number| Unit::Drive(number).drive(library)).map_or(1, |drive| drive.side_up.max(1));
    match (invert, before) {
        (false, _) => Some(before.min(library.sides.max(1))),
        (true, _) if library.sides < 2 => None,
        (true, 1) => drive(to).map(|_| 2),
        (true, _) => Some(1),
    }
}

/// Looks whether every nexus allows the removal of what is in an element.
///
/// # Errors
/// 5/53/02 with the byte of the address, if it is a drive and a nexus prevents that.
pub(super) fn allows_removal(state: &NexusStates, from: Element, at: u16) -> Result<(), Sense> {
    let is_prevented = drive(from).is_some_and(|number| state.is_prevented(Unit::Drive(number)));
    if is_prevented { Err(about_byte(REMOVAL_PREVENTED, at)) } else { Ok(()) }
}

/// Whether an element is a drive that holds on to what is in it.
fn is_held(library: &Library, element: Element) -> bool {
    drive(element).and_then(|number| Unit::Drive(number).drive(library)).is_some_and(|drive| drive.state != DriveState::Unloaded)
}

/// The drive that an element is.
const fn drive(element: Element) -> Option<u16> {
    match element {
        Element::Drive(number) => Some(number),
        Element::Transport(_) | Element::Slot(_) | Element::Port(..) => None,
    }
}
