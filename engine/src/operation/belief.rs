//! What the hardware teaches: every completion and event changes what the engine believes here and nowhere else.

mod cut_off;
mod gates;

use cut_off::look_if_nobody_does;
pub(crate) use cut_off::{cut_off, done_unknown};
use gates::{gate_sensed, gate_set, stands_open};
pub(crate) use gates::{has_known, set_content};

use super::schedule::{comes_to_rest, set_medium_state};
use super::{Work, alert, availability, cartridge, cleaning, drives, gate, identify, inventory, magazine, operator};
use crate::change::{Change, DriveField, LibraryField, MediumField, ObjectRef, PortField};
use crate::id::{DriveRef, LibraryRef, MediumRef};
use crate::port::hardware::{Action, BarCode, Blame, Element, Failure, Gate, HardwareEvent, Outcome};
use crate::record::Place;
use crate::record::state::{DriveState, MediaState, OperationalState, PortContent, SlotState};
use crate::turn::Turn;
use crate::world::live::{DriveUse, GateRef, LibraryUse, LiveChange, Tending};
use crate::world::task::Carry;

/// A command has succeeded.
pub(crate) fn done(turn: &mut Turn<'_>, library: LibraryRef, action: &Action) {
    match action {
        Action::Move { from, to, onward, .. } => {
            if let Some(onward) = onward {
                moved(turn, library, *to, *onward);
            }
            moved(turn, library, *from, *to);
        }
        Action::Load(number) => drive_state(turn, library, *number, DriveState::Loaded, MediaState::Loaded),
        Action::Unload(number) => drive_state(turn, library, *number, DriveState::Unloaded, MediaState::Unloaded),
        Action::Clean(number) => cleaned(turn, library, *number),
        Action::SetAccess(gate, access) => {
            if let Some(gate) = gate::find(turn.world(), library, *gate) {
                gate_set(turn, gate, *access);
            }
        }
        Action::Describe | Action::ReadElements(_) | Action::ReadLabel(_) => {}
    }
}

/// A command has failed: what it was about is not as believed, and the next inventory should look at it; what is broken
/// has to be looked after (`device-failure`).
pub(crate) fn failed(turn: &mut Turn<'_>, library: LibraryRef, action: &Action, failure: Failure) {
    match failure.blame() {
        Blame::Records => misplaced(turn, library, action, failure),
        Blame::Transport => transport_failed(turn, library, action, failure),
        Blame::Drive => {
            if let Some(Place::Drive(drive)) = drive_of(action).and_then(|element| turn.world().place(library, element)) {
                drives::failed(turn, drive, failure);
            }
        }
        Blame::Gate => {
            operator::ask_for_service(turn, library);
            if let Action::SetAccess(gate, _) = action
                && let Some(gate) = gate::find(turn.world(), library, *gate)
            {
                gate::is_stuck(turn, gate);
            }
        }
        Blame::Library if failure == Failure::SwitchedOffline => availability::ask_again(turn, library),
        Blame::Library if matches!(failure, Failure::PortExtended | Failure::DoorOpen) => stands_open(turn, library, action),
        // A move that went on, or was broken off, nobody has seen the end of.
        Blame::Library if matches!(action, Action::Move { .. }) => look_if_nobody_does(turn, library),
        Blame::Library | Blame::Cartridge => {}
    }
    if let Some(carry) = Carry::of(action) {
        exchange_failed(turn, library, carry, failure);
    }
}

/// An exchange was broken off: nobody knows which of the two is in the drive, and whether the other is still in a grip. Both
/// are found by an inventory (D-055). As long as the drive did not give its own away, both are where they were.
fn exchange_failed(turn: &mut Turn<'_>, library: LibraryRef, carry: Carry, failure: Failure) {
    let nothing_moved = match failure.blame() {
        Blame::Drive | Blame::Cartridge | Blame::Gate => true,
        Blame::Library => matches!(failure, Failure::SwitchedOffline | Failure::NotReady),
        Blame::Records | Blame::Transport => false,
    };
    let (Some(_), false) = (carry.onward, nothing_moved) else { return };
    exchange_is(turn, library, true);
    in_doubt(turn, library, &carry.ends());
    for element in [carry.from, carry.to] {
        if let Some(medium) = medium_on(turn, library, element) {
            goes_offline(turn, medium);
        }
    }
    if let Some(Place::Drive(drive)) = turn.world().place(library, carry.to) {
        set_drive(turn, drive, DriveState::Dismounted);
    }
    inventory::set_unlooked(turn, library, true);
    inventory::queue_again(turn, library);
}

/// Media are not exchanged where that has just gone wrong, or it would go wrong for ever: the next one is carried out of its drive alone.
pub(crate) fn exchange_is(turn: &mut Turn<'_>, library: LibraryRef, is_spoiled: bool) {
    let shared = turn.world().live.shared.get(library);
    if shared.is_exchange_spoiled != is_spoiled {
        let shared = LibraryUse { is_exchange_spoiled: is_spoiled, ..shared.clone() };
        turn.live(LiveChange::Shared(library, shared));
    }
}

/// A place does not hold what it should.
fn misplaced(turn: &mut Turn<'_>, library: LibraryRef, action: &Action, failure: Failure) {
    let empty = drive_of(action).filter(|_| failure == Failure::SourceEmpty).and_then(|element| turn.world().place(library, element));
    if let (Some(Place::Drive(drive)), false) = (empty, matches!(action, Action::Move { to: Element::Drive(_), .. })) {
        let follows = follows_inventory(turn, library, action);
        drive_is_empty(turn, drive);
        // It is somewhere else: in a grip, or in somebody's hand.
        if !follows {
            inventory::queue_again(turn, library);
        }
    }
    if let Action::SetAccess(gate, _) = action
        && failure == Failure::MagazineNotPresent
        && let Some(gate) = gate::find(turn.world(), library, *gate)
    {
        gate::is_away(turn, gate, true);
    }
    let Action::Move { from, to, .. } = action else { return };
    let doubtful = if failure == Failure::SourceEmpty {
        *from
    } else if failure == Failure::DestinationFull {
        *to
    } else {
        in_doubt(turn, library, &[*from, *to]);
        if matches!(failure, Failure::MagazineNotPresent | Failure::MagazineNotAccessible) {
            magazine::not_found(turn, library, [*from, *to], failure);
        }
        return;
    };
    if let Some(Place::Slot(slot)) = turn.world().place(library, doubtful) {
        turn.change(Change::Slot(slot, SlotState::NeedsInventory));
    }
    if failure == Failure::SourceEmpty
        && let Some(medium) = medium_on(turn, library, *from)
    {
        set_medium_state(turn, medium, MediaState::OpError);
    }
}

/// A transport could not do it and will not: somebody has to look after it, and nobody knows where the cartridge is until
/// an inventory has looked at the slots and into the grips (D-042).
fn transport_failed(turn: &mut Turn<'_>, library: LibraryRef, action: &Action, failure: Failure) {
    operator::ask_for_service(turn, library);
    if let Action::Move { from, to, .. } = action {
        in_doubt(turn, library, &[*from, *to]);
    }
    let looked = failure == Failure::TransportFull && follows_inventory(turn, library, action);
    if matches!(failure, Failure::CartridgeDropped | Failure::TransportFull) && !looked {
        inventory::queue_again(turn, library);
    }
}

/// A transport that was in trouble has taken the cartridge into its grip and keeps it.
pub(crate) fn left_in_grip(turn: &mut Turn<'_>, library: LibraryRef, action: &Action) {
    failed(turn, library, action, Failure::TransportFull);
    inventory::queue_again(turn, library);
}

/// Whether an inventory has only just sent somebody to read the cartridge. Then there is no use in another: a library that
/// answers from memory would be looked through for ever (D-052).
fn follows_inventory(turn: &Turn<'_>, library: LibraryRef, action: &Action) -> bool {
    let drive = drive_of(action).and_then(|element| turn.world().place(library, element));
    let user = match drive {
        Some(Place::Drive(drive)) => turn.world().live.drives.get(drive).request.and_then(|request| turn.task(request)),
        Some(Place::Slot(_) | Place::Port(..) | Place::Transport | Place::Offline) | None => None,
    };
    user.is_some_and(|task| matches!(task.work, Work::Identify(_)))
}

/// The drive that a command is about.
const fn drive_of(action: &Action) -> Option<Element> {
    match action {
        Action::Load(number) | Action::Unload(number) | Action::ReadLabel(number) | Action::Clean(number) => Some(Element::Drive(*number)),
        Action::Move { from: drive @ Element::Drive(_), .. } | Action::Move { to: drive @ Element::Drive(_), .. } => Some(*drive),
        Action::Move { .. } | Action::Describe | Action::ReadElements(_) | Action::SetAccess(..) => None,
    }
}

/// Nobody knows whether a cartridge is at these places: the next inventory should look. Of a slot that is known not to be there
/// nobody doubts that.
pub(crate) fn in_doubt(turn: &mut Turn<'_>, library: LibraryRef, elements: &[Element]) {
    for element in elements {
        if let Some(place) = turn.world().place(library, *element) {
            in_doubt_at(turn, place);
        }
    }
}

/// Nobody knows what is at a place.
pub(crate) fn in_doubt_at(turn: &mut Turn<'_>, place: Place) {
    if let Place::Slot(slot) = place
        && turn.world().slots[slot].state != SlotState::NotPresent
    {
        turn.change(Change::Slot(slot, SlotState::NeedsInventory));
    }
}

/// A library has said something unasked.
pub(crate) fn sensed(turn: &mut Turn<'_>, library: LibraryRef, event: &HardwareEvent) {
    match *event {
        HardwareEvent::PortFull(number) => {
            if let Some(GateRef::Port(port)) = gate::find(turn.world(), library, Gate::Port(number)) {
                turn.change(Change::Port(port, PortField::Content(PortContent::Full)));
            }
        }
        HardwareEvent::PortExtended(number) => gate_sensed(turn, library, Gate::Port(number), true),
        HardwareEvent::PortRetracted(number) => gate_sensed(turn, library, Gate::Port(number), false),
        HardwareEvent::DoorOpened(number) => gate_sensed(turn, library, Gate::Door(number), true),
        HardwareEvent::DoorClosed(number) => gate_sensed(turn, library, Gate::Door(number), false),
        HardwareEvent::DriveLoaded(number) => identify::loaded_by_hand(turn, library, number),
        HardwareEvent::DriveEmptied(number) => emptied_by_hand(turn, library, number),
        HardwareEvent::DriveAlert(number, alert) => alert::raised(turn, library, number, alert),
        HardwareEvent::DriveRemoved(number) => drive_is_there(turn, library, number, false),
        HardwareEvent::DriveInstalled(number) => drive_is_there(turn, library, number, true),
        HardwareEvent::MagazineRemoved(number) => magazine::gone(turn, library, number),
        HardwareEvent::MagazineInserted(number) => magazine::came(turn, library, number),
        HardwareEvent::Attached | HardwareEvent::Detached | HardwareEvent::Reset => {}
    }
}

/// Whether a cartridge stands in a drive that nobody uses, as far as is known.
fn stands_idle(turn: &Turn<'_>, library: LibraryRef, drive: u16) -> bool {
    let Some(Place::Drive(drive)) = turn.world().place(library, Element::Drive(drive)) else { return false };
    let stands =
        |medium: MediumRef| matches!(turn.world().media[medium].state, MediaState::Mounted | MediaState::Loaded | MediaState::Unloaded);
    !turn.world().live.drives.get(drive).is_in_use() && turn.world().medium_in(drive).is_some_and(stands)
}

/// The cartridge that is believed to be at a place.
pub(crate) fn medium_at(turn: &Turn<'_>, place: Place) -> Option<MediumRef> {
    match place {
        Place::Slot(slot) => *turn.world().index.in_slot.get(slot),
        Place::Drive(drive) => turn.world().medium_in(drive),
        Place::Port(port, cell) => turn.world().index.in_port.get(&(port, cell)).and_then(|media| media.first().copied()),
        Place::Transport | Place::Offline => None,
    }
}

/// The cartridge that is believed to be at an element of a library.
pub(crate) fn medium_on(turn: &Turn<'_>, library: LibraryRef, element: Element) -> Option<MediumRef> {
    turn.world().place(library, element).and_then(|place| medium_at(turn, place))
}

/// A command has ended whose request was over before.
pub(crate) fn ended_for_nobody(turn: &mut Turn<'_>, library: LibraryRef, action: &Action, result: &Result<Outcome, Failure>) {
    match (action, result) {
        (Action::Move { to, .. }, Ok(_)) => {
            done(turn, library, action);
            // What came out of a port has no record, and the request that would have made one is gone: an inventory finds it.
            if medium_on(turn, library, *to).is_none() {
                in_doubt(turn, library, &[*to]);
                inventory::queue_again(turn, library);
            }
        }
        (Action::SetAccess(gate, access), Ok(_)) => {
            if let Some(gate) = gate::find(turn.world(), library, *gate) {
                gate::set_for_nobody(turn, gate, *access);
            }
        }
        (Action::Load(number) | Action::Unload(number), Ok(_)) if stands_idle(turn, library, *number) => done(turn, library, action),
        (Action::Clean(_), Ok(_)) => {
            done(turn, library, action);
            cleaning::fetch_left_behind(turn, library);
        }
        (Action::Move { .. } | Action::SetAccess(..), Err(failure)) => failed(turn, library, action, *failure),
        (Action::Load(_) | Action::Unload(_) | Action::Clean(_) | Action::ReadLabel(_), Err(failure))
            if failure.blame() == Blame::Drive =>
        {
            failed(turn, library, action, *failure);
        }
        // Whoever uses the drive by now, or next, finds out.
        (Action::Load(_) | Action::Unload(_), _) | (Action::Clean(_), Err(_)) => {}
        // Whoever wanted to know does not any more.
        (Action::Describe | Action::ReadElements(_) | Action::ReadLabel(_), _) => {}
    }
}

fn moved(turn: &mut Turn<'_>, library: LibraryRef, from: Element, to: Element) {
    let (Some(from), Some(to)) = (turn.world().place(library, from), turn.world().place(library, to)) else { return };
    let medium = medium_at(turn, from);
    displace(turn, to, medium);
    match from {
        Place::Slot(slot) => turn.change(Change::Slot(slot, SlotState::Empty)),
        Place::Drive(drive) => set_drive(turn, drive, DriveState::Dismounted),
        Place::Port(port, _) if turn.world().ports[port].cells == 1 => set_content(turn, port, false),
        // A session knows what else it has seen there; for anybody else the library looks.
        Place::Port(port, _) if turn.world().live.ports.get(port).holder.is_none() => {
            gate::tend(turn, GateRef::Port(port), Tending::Look);
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
    set_place(turn, medium, library, to);
    let bar_code = turn.world().media[medium].bar_code.clone().map_or(BarCode::NotRead, BarCode::Text);
    identify::came(turn, to, &bar_code);
    match to {
        Place::Drive(_) => set_medium_state(turn, medium, MediaState::Mounted),
        Place::Slot(slot) => {
            if turn.world().media[medium].home != Some(slot) {
                turn.change(Change::Medium(medium, MediumField::Home(Some(slot))));
            }
            comes_to_rest(turn, medium);
        }
        // Work that has it claims it until it ends.
        Place::Port(..) => {
            let is_claimed = turn.world().live.media.get(medium).is_some();
            if !is_claimed || turn.world().media[medium].state != MediaState::InUse {
                set_medium_state(turn, medium, MediaState::Idle);
            }
            if is_claimed {
                set_medium_state(turn, medium, MediaState::InUse);
            }
        }
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

/// Records where a cartridge is. None of its sides is mounted in a drive any more that it is not in.
pub(crate) fn set_place(turn: &mut Turn<'_>, medium: MediumRef, library: LibraryRef, place: Place) {
    if turn.world().media[medium].place != place {
        no_side_is_mounted(turn, medium);
    }
    if turn.world().media[medium].library != library {
        left_its_library(turn, medium);
    }
    turn.change(Change::Medium(medium, MediumField::Place(library, place)));
}

/// A cartridge is no longer in the library that has it on record: nobody is asked about it there, and it does not go out with what has been
/// collected there.
pub(crate) fn left_its_library(turn: &mut Turn<'_>, medium: MediumRef) {
    operator::medium_left(turn, medium);
    let library = turn.world().media[medium].library;
    let mut batch = turn.world().live.batches.get(library).clone();
    if batch.iter().any(|collected| collected.medium == medium) {
        batch.retain(|collected| collected.medium != medium);
        turn.live(LiveChange::Batch(library, batch));
    }
}

/// No side of a cartridge is mounted in the drive in which it is on record.
pub(crate) fn no_side_is_mounted(turn: &mut Turn<'_>, medium: MediumRef) {
    let world = turn.world();
    if let Place::Drive(drive) = world.media[medium].place
        && world.drives[drive].side.is_some_and(|side| world.sides[side].medium == medium)
    {
        turn.change(Change::Drive(drive, DriveField::Side(None)));
    }
}

/// Somebody has put another cartridge into a drive, unseen: what the drive had is unloaded and out, and the other is in.
pub(crate) fn exchanged_unseen(turn: &mut Turn<'_>, drive: DriveRef) {
    if matches!(turn.world().drives[drive].state, DriveState::Loaded | DriveState::Dismountable) {
        for state in [DriveState::Unloaded, DriveState::Dismounted, DriveState::Mounted] {
            set_drive(turn, drive, state);
        }
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
    if old != state && matches!(state, DriveState::Unloaded | DriveState::Dismounted) {
        operator::drive_let_go(turn, drive);
    }
    if state == DriveState::Dismounted {
        drives::let_go(turn, drive);
        if side.is_some() {
            turn.change(Change::Drive(drive, DriveField::Side(None)));
        }
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
    if drive_state == DriveState::Loaded {
        drives::works(turn, drive);
    }
}

/// A drive has been cleaned: the cleaner has one use less (`model.cleaner.counter`).
fn cleaned(turn: &mut Turn<'_>, library: LibraryRef, number: u16) {
    let Some(Place::Drive(drive)) = turn.world().place(library, Element::Drive(number)) else { return };
    turn.change(Change::Drive(drive, DriveField::LastCleaned(Some(turn.now))));
    drives::works(turn, drive);
    used(turn, library);
}

/// The cleaner of a library has one use less (`model.cleaner.counter`).
fn used(turn: &mut Turn<'_>, library: LibraryRef) {
    let uses = turn.world().libraries[library].cleaner_uses;
    if uses != crate::call::CLEANS_NOT_COUNTED {
        let left = uses.saturating_sub(1);
        turn.change(Change::Library(library, LibraryField::CleanerUses(left)));
        if left == 0 {
            operator::ask_for_cleaner(turn, library, "The cleaner is used up. Replace it.", None);
        }
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

/// A drive has been taken out, or put in: then an inventory looks what is in it.
fn drive_is_there(turn: &mut Turn<'_>, library: LibraryRef, number: u16, there: bool) {
    let Some(Place::Drive(drive)) = turn.world().place(library, Element::Drive(number)) else { return };
    let state = if there { OperationalState::Ready } else { OperationalState::NotPresent };
    drives::set_operational(turn, drive, state);
    if there {
        drives::works(turn, drive);
        operator::is_repaired(turn, ObjectRef::Drive(drive));
        inventory::queue_again(turn, library);
    }
}

/// A drive turned out to be empty: what was believed to be in it is offline now, or forgotten (`model.cleaner.not-offline`),
/// and nobody has it mounted any more.
pub(crate) fn drive_is_empty(turn: &mut Turn<'_>, drive: DriveRef) {
    if let Some(medium) = turn.world().medium_in(drive) {
        if turn.world().media[medium].cleaner {
            cartridge::forget(turn, medium);
        } else {
            goes_offline(turn, medium);
        }
    }
    set_drive(turn, drive, DriveState::Dismounted);
    let user = *turn.world().live.drives.get(drive);
    if user.session.is_some() {
        turn.live(LiveChange::Drive(drive, DriveUse { session: None, ..user }));
    }
}

/// A cartridge is not in its library any more (`model.offline.holder`). One that nobody could know again has no record any more either.
pub(crate) fn goes_offline(turn: &mut Turn<'_>, medium: MediumRef) {
    let Some(offline) = turn.world().offline_library() else { return };
    set_place(turn, medium, offline, Place::Offline);
    turn.change(Change::Medium(medium, MediumField::Home(None)));
    set_medium_state(turn, medium, MediaState::Idle);
    cartridge::forget_if_lost(turn, medium);
}
