//! What the hardware teaches: every completion and event changes what the engine believes here and nowhere else.

use super::schedule::set_medium_state;
use super::{cartridge, drives, identify, inventory, operator};
use crate::change::{Change, DriveField, LibraryField, MediumField, ObjectRef, PortField};
use crate::id::{DriveRef, LibraryRef, MediumRef};
use crate::port::hardware::{Access, Action, BarCode, Element, Failure, Gate, HardwareEvent};
use crate::record::Place;
use crate::record::state::{DoorState, DriveState, MediaState, PortContent, PortPosition, SlotState};
use crate::turn::Turn;
use crate::world::live::{DriveUse, LiveChange};

/// A command has succeeded.
pub(crate) fn done(turn: &mut Turn<'_>, library: LibraryRef, action: &Action) {
    match action {
        Action::Move { from, to, .. } => moved(turn, library, *from, *to),
        Action::Load(number) => drive_state(turn, library, *number, DriveState::Loaded, MediaState::Loaded),
        Action::Unload(number) => drive_state(turn, library, *number, DriveState::Unloaded, MediaState::Unloaded),
        Action::Clean(number) => cleaned(turn, library, *number),
        Action::SetAccess(Gate::Port(number), access) => {
            let position = match access {
                Access::Extend => PortPosition::Extended,
                Access::Retract => PortPosition::Retracted,
                Access::Lock | Access::Unlock => return,
            };
            port_field(turn, library, *number, PortField::Position(position));
        }
        Action::SetAccess(Gate::Door(_), _) | Action::Describe | Action::ReadElements(_) | Action::ReadLabel(_) => {}
    }
}

/// A command has failed: what it was about is not as believed, and the next inventory should look at it.
pub(crate) fn failed(turn: &mut Turn<'_>, library: LibraryRef, action: &Action, failure: Failure) {
    if failure == Failure::DriveStuck
        && let Some(Place::Drive(drive)) = drive_of(action).and_then(|element| turn.world().place(library, element))
    {
        operator::ask_to_look_after(turn, ObjectRef::Drive(drive));
        drives::let_rest(turn, drive);
    }
    let Action::Move { from, to, .. } = action else {
        // A drive that finds nothing in itself knows best.
        if failure == Failure::SourceEmpty
            && let Some(Place::Drive(drive)) = drive_of(action).and_then(|element| turn.world().place(library, element))
        {
            drive_is_empty(turn, drive);
        }
        return;
    };
    if let Some(Place::Drive(drive)) = turn.world().place(library, *from)
        && (failure == Failure::SourceEmpty || turn.world().medium_in(drive) == turn.world().cleaner_of(library))
    {
        // There is nothing to take, or the one slot of the cleaner cannot be had: trying again at once has as little success.
        drives::let_rest(turn, drive);
    }
    let doubtful = match failure {
        Failure::SourceEmpty => *from,
        Failure::DestinationFull => *to,
        Failure::MagazineNotPresent => return in_doubt(turn, library, [*from, *to]),
        Failure::IllegalElement
        | Failure::DoorOpen
        | Failure::PortExtended
        | Failure::TransportJammed
        | Failure::DriveStuck
        | Failure::LabelUnreadable
        | Failure::NotACleaner
        | Failure::CleanerExpired
        | Failure::NotConnected => return,
    };
    if let Some(Place::Slot(slot)) = turn.world().place(library, doubtful) {
        turn.change(Change::Slot(slot, SlotState::NeedsInventory));
    }
    if failure == Failure::SourceEmpty && matches!(from, Element::Drive(_)) {
        // A move of an earlier life of the service may have emptied it.
        inventory::queue_look(turn, library);
    }
    if failure == Failure::SourceEmpty
        && let Some(medium) = turn.world().place(library, *from).and_then(|place| medium_at(turn, place))
    {
        set_medium_state(turn, medium, MediaState::OpError);
    }
}

/// The drive that a command is about.
const fn drive_of(action: &Action) -> Option<Element> {
    match action {
        Action::Load(number) | Action::Unload(number) | Action::ReadLabel(number) | Action::Clean(number) => Some(Element::Drive(*number)),
        Action::Move { from: drive @ Element::Drive(_), .. } | Action::Move { to: drive @ Element::Drive(_), .. } => Some(*drive),
        Action::Move { .. } | Action::Describe | Action::ReadElements(_) | Action::SetAccess(..) => None,
    }
}

/// Nobody knows whether a cartridge is at these places: the next inventory should look.
pub(crate) fn in_doubt(turn: &mut Turn<'_>, library: LibraryRef, elements: [Element; 2]) {
    for element in elements {
        if let Some(Place::Slot(slot)) = turn.world().place(library, element) {
            turn.change(Change::Slot(slot, SlotState::NeedsInventory));
        }
    }
}

/// A library has said something unasked.
pub(crate) fn sensed(turn: &mut Turn<'_>, library: LibraryRef, event: &HardwareEvent) {
    match *event {
        HardwareEvent::PortFull(number) => port_field(turn, library, number, PortField::Content(PortContent::Full)),
        HardwareEvent::PortExtended(number) => port_field(turn, library, number, PortField::Position(PortPosition::Extended)),
        HardwareEvent::PortRetracted(number) => port_field(turn, library, number, PortField::Position(PortPosition::Retracted)),
        HardwareEvent::DoorOpened(number) => door_state(turn, library, number, DoorState::Open),
        HardwareEvent::DoorClosed(number) => door_state(turn, library, number, DoorState::Closed),
        HardwareEvent::DriveLoaded(number) => identify::loaded_by_hand(turn, library, number),
        HardwareEvent::DriveEmptied(number) => emptied_by_hand(turn, library, number),
        HardwareEvent::Attached | HardwareEvent::Detached => {}
    }
}

/// The cartridge that is believed to be at a place.
pub(crate) fn medium_at(turn: &Turn<'_>, place: Place) -> Option<MediumRef> {
    match place {
        Place::Slot(slot) => *turn.world().index.in_slot.get(slot),
        Place::Drive(drive) => turn.world().medium_in(drive),
        Place::Port(..) => turn.world().media.iter().find(|(_, medium)| medium.place == place).map(|(at, _)| at),
        Place::Transport | Place::Offline => None,
    }
}

fn moved(turn: &mut Turn<'_>, library: LibraryRef, from: Element, to: Element) {
    let (Some(from), Some(to)) = (turn.world().place(library, from), turn.world().place(library, to)) else { return };
    let medium = medium_at(turn, from);
    displace(turn, to, medium);
    match from {
        Place::Slot(slot) => turn.change(Change::Slot(slot, SlotState::Empty)),
        Place::Drive(drive) => set_drive(turn, drive, DriveState::Dismounted),
        Place::Port(port, _) if turn.world().ports[port].cells == 1 => {
            turn.change(Change::Port(port, PortField::Content(PortContent::Empty)));
        }
        Place::Port(..) | Place::Transport | Place::Offline => {}
    }
    match to {
        Place::Slot(slot) => turn.change(Change::Slot(slot, SlotState::Full)),
        Place::Drive(drive) => {
            let cleaner = medium.is_some_and(|medium| turn.world().media[medium].cleaner);
            let state = if cleaner { DriveState::BeingCleaned } else { DriveState::Mounted };
            set_drive(turn, drive, state);
        }
        Place::Port(port, _) => turn.change(Change::Port(port, PortField::Content(PortContent::Full))),
        Place::Transport | Place::Offline => {}
    }
    let Some(medium) = medium else {
        // A cartridge without a record in a drive gets one; what comes out of a port is recorded by the injection.
        if let Place::Drive(_) = to {
            cartridge::newborn(turn, library, to, &BarCode::NotRead);
        }
        return;
    };
    turn.change(Change::Medium(medium, MediumField::Place(library, to)));
    match to {
        Place::Drive(_) => set_medium_state(turn, medium, MediaState::Mounted),
        Place::Slot(slot) => {
            if turn.world().media[medium].home != Some(slot) {
                turn.change(Change::Medium(medium, MediumField::Home(Some(slot))));
            }
            set_medium_state(turn, medium, MediaState::Idle);
        }
        Place::Port(..) => set_medium_state(turn, medium, MediaState::Idle),
        Place::Transport | Place::Offline => {}
    }
}

/// A place has turned out to hold this cartridge: what was believed to be there cannot be.
pub(crate) fn displace(turn: &mut Turn<'_>, place: Place, by: Option<MediumRef>) {
    if let Some(believed) = medium_at(turn, place)
        && Some(believed) != by
    {
        goes_offline(turn, believed);
    }
}

/// Records where a drive stands with its medium, and what follows: an empty drive has no side mounted, and only a
/// dismountable one a time since when it is.
pub(crate) fn set_drive(turn: &mut Turn<'_>, drive: DriveRef, state: DriveState) {
    let record = &turn.world().drives[drive];
    let (old, side, since) = (record.state, record.side, record.dismountable_since);
    if old != state {
        turn.change(Change::Drive(drive, DriveField::State(state)));
    }
    if state == DriveState::Dismounted && side.is_some() {
        turn.change(Change::Drive(drive, DriveField::Side(None)));
    }
    let new_since = (state == DriveState::Dismountable).then_some(turn.now);
    if since.is_some() != new_since.is_some() {
        turn.change(Change::Drive(drive, DriveField::DismountableSince(new_since)));
    }
}

fn drive_state(turn: &mut Turn<'_>, library: LibraryRef, number: u16, drive_state: DriveState, media_state: MediaState) {
    let Some(Place::Drive(drive)) = turn.world().place(library, Element::Drive(number)) else { return };
    let medium = match turn.world().medium_in(drive) {
        Some(medium) => medium,
        // What a drive loads or unloads is a cartridge, whatever the records say.
        None => cartridge::newborn(turn, library, Place::Drive(drive), &BarCode::NotRead),
    };
    set_drive(turn, drive, drive_state);
    set_medium_state(turn, medium, media_state);
}

/// A drive has been cleaned: the cleaner has one use less (`model.cleaner.counter`).
fn cleaned(turn: &mut Turn<'_>, library: LibraryRef, number: u16) {
    let Some(Place::Drive(drive)) = turn.world().place(library, Element::Drive(number)) else { return };
    turn.change(Change::Drive(drive, DriveField::LastCleaned(Some(turn.now))));
    let uses = turn.world().libraries[library].cleaner_uses;
    if uses != crate::call::CLEANS_NOT_COUNTED && uses > 0 {
        turn.change(Change::Library(library, LibraryField::CleanerUses(uses - 1)));
        if uses == 1 {
            operator::ask_for_cleaner(turn, library, "The cleaner is used up. Replace it.");
        }
    }
}

fn port_field(turn: &mut Turn<'_>, library: LibraryRef, number: u16, field: PortField) {
    if let Some(Place::Port(port, _)) = turn.world().place(library, Element::Port(number, 1)) {
        turn.change(Change::Port(port, field));
    }
}

fn door_state(turn: &mut Turn<'_>, library: LibraryRef, number: u16, state: DoorState) {
    let door = turn.world().parts(library).doors.iter().copied().find(|door| turn.world().doors[*door].number == number);
    if let Some(door) = door {
        turn.change(Change::Door(door, state));
    }
}

/// Somebody took the cartridge out of a drive; without change detection nobody notices
/// (`model.standalone.change-unseen`).
fn emptied_by_hand(turn: &mut Turn<'_>, library: LibraryRef, number: u16) {
    if !turn.world().libraries[library].detects_changes {
        return;
    }
    if let Some(Place::Drive(drive)) = turn.world().place(library, Element::Drive(number)) {
        drive_is_empty(turn, drive);
    }
}

/// A drive turned out to be empty: what was believed to be in it is offline now, and nobody has it mounted any more.
pub(crate) fn drive_is_empty(turn: &mut Turn<'_>, drive: DriveRef) {
    let library = turn.world().drives[drive].library;
    if let Some(medium) = turn.world().medium_in(drive) {
        inventory::missing(turn, library, medium);
    }
    set_drive(turn, drive, DriveState::Dismounted);
    let user = *turn.world().live.drives.get(drive);
    if user.session.is_some() {
        turn.live(LiveChange::Drive(drive, DriveUse { session: None, ..user }));
    }
    turn.stir(library);
}

/// A cartridge is not in its library any more (`model.offline.holder`).
pub(crate) fn goes_offline(turn: &mut Turn<'_>, medium: MediumRef) {
    let Some(offline) = turn.world().offline_library() else { return };
    turn.change(Change::Medium(medium, MediumField::Place(offline, Place::Offline)));
    turn.change(Change::Medium(medium, MediumField::Home(None)));
    set_medium_state(turn, medium, MediaState::Idle);
}
