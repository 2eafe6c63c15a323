//! Magazines: rows of slots that people carry out and in, without a door in many a library.
//!
//! What was in a magazine that has gone is out of reach; one that comes is looked at as soon as no door is open
//! (`global.hardware-tracking`, D-084).

use super::{Work, belief, gate, inventory};
use crate::change::Change;
use crate::id::{LibraryRef, SlotRef};
use crate::port::hardware::{Description, Element, Failure, HardwareEvent, Numbers};
use crate::record::Place;
use crate::record::state::{DoorState, SlotState};
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::{LibraryUse, LiveChange};

/// A magazine has been taken out: nobody sees into its slots any more. A cartridge that work has in hand may have left its slot
/// already; of that one only the next look tells. What people do behind an open door counts when they are gone
/// (`library-door.exchange-not-seen-by-fast`).
pub(crate) fn gone(turn: &mut Turn<'_>, library: LibraryRef, number: u16) {
    let is_visited = is_visited(turn.world(), library);
    edit(turn, library, |shared| {
        shared.came.remove(&number);
        if is_visited {
            shared.went.insert(number);
        }
    });
    for slot in slots(turn.world(), library, number) {
        let medium = belief::medium_at(turn, Place::Slot(slot));
        if medium.is_some_and(|medium| turn.world().live.media.get(medium).is_some()) {
            inventory::set_slot(turn, slot, SlotState::NeedsInventory);
        } else if is_visited {
            inventory::set_slot(turn, slot, SlotState::NotPresent);
        } else {
            inventory::out_of_reach(turn, library, slot);
        }
    }
}

/// A move did not find a magazine in its place, or without contact. Of the one that it was to take its cartridge from, that is in it
/// still; where both ends are in magazines, nobody knows which of them it was.
pub(crate) fn not_found(turn: &mut Turn<'_>, library: LibraryRef, [from, to]: [Element; 2], failure: Failure) {
    let of = |element| slot_at(turn, library, element).and_then(|slot| Some((slot, turn.world().slots[slot].magazine?)));
    match (of(from), of(to)) {
        (Some((slot, number)), None) if failure == Failure::MagazineNotPresent => {
            gone(turn, library, number);
            inventory::out_of_reach(turn, library, slot);
        }
        (None, Some((_, number))) if failure == Failure::MagazineNotPresent => gone(turn, library, number),
        (from, to) => from.into_iter().chain(to).for_each(|(_, number)| in_doubt(turn, library, number)),
    }
}

/// A magazine has been put in, with whatever is in it now.
pub(crate) fn came(turn: &mut Turn<'_>, library: LibraryRef, number: u16) {
    let slots = slots(turn.world(), library, number);
    if slots.is_empty() {
        return;
    }
    edit(turn, library, |shared| {
        shared.went.remove(&number);
        shared.came.insert(number);
    });
    gate::magazine_came(turn, library);
    for slot in slots {
        if turn.world().slots[slot].state == SlotState::NotPresent {
            turn.change(Change::Slot(slot, SlotState::NeedsInventory));
        }
    }
}

/// When a visit is over, what was in the magazines that people have carried away is gone with them, and those that came are looked at. As
/// long as a door is open nothing moves behind it, and the inventory that may follow its closing sees them too.
pub(crate) fn visit_is_over(turn: &mut Turn<'_>, library: LibraryRef) {
    let world = turn.world();
    if !world.is_present(library) || is_visited(world, library) {
        return;
    }
    let LibraryUse { went, came, .. } = world.live.shared.get(library);
    if went.is_empty() && came.is_empty() {
        return;
    }
    let (went, came) = (went.clone(), came.clone());
    edit(turn, library, |shared| {
        shared.went.clear();
        shared.came.clear();
    });
    for number in went {
        gone(turn, library, number);
    }
    for number in came {
        let numbers = || slots(turn.world(), library, number).into_iter().map(|slot| turn.world().slots[slot].number);
        if let (Some(first), Some(last)) = (numbers().min(), numbers().max()) {
            inventory::queue_part(turn, library, Numbers { first, last });
        }
    }
}

/// What became of magazines while nobody heard the library, as if it had been said when it happened (D-049). One that went and
/// came again holds nobody knows what.
pub(crate) fn missed(turn: &Turn<'_>, library: LibraryRef, description: &Description) -> Vec<HardwareEvent> {
    let world = turn.world();
    let mut numbers: Vec<u16> = world.parts(library).slots.iter().filter_map(|slot| world.slots[*slot].magazine).collect();
    numbers.dedup();
    let mut missed = Vec::new();
    for number in numbers {
        let is_away = |slot: &SlotRef| world.slots[*slot].state == SlotState::NotPresent;
        let was_out = slots(world, library, number).iter().all(is_away);
        let is_out = description.magazines_out.contains(&number);
        let has_changed = description.magazines_changed.contains(&number) || was_out != is_out;
        if has_changed && !was_out {
            missed.push(HardwareEvent::MagazineRemoved(number));
        }
        if has_changed && !is_out {
            missed.push(HardwareEvent::MagazineInserted(number));
        }
    }
    missed
}

/// No record knows any more what is in a magazine.
fn in_doubt(turn: &mut Turn<'_>, library: LibraryRef, number: u16) {
    for slot in slots(turn.world(), library, number) {
        if turn.world().slots[slot].state != SlotState::NotPresent {
            inventory::set_slot(turn, slot, SlotState::NeedsInventory);
        }
    }
}

fn slot_at(turn: &Turn<'_>, library: LibraryRef, element: Element) -> Option<SlotRef> {
    match turn.world().place(library, element)? {
        Place::Slot(slot) => Some(slot),
        Place::Drive(_) | Place::Port(..) | Place::Transport | Place::Offline => None,
    }
}

/// The slots of a magazine.
fn slots(world: &World, library: LibraryRef, number: u16) -> Vec<SlotRef> {
    let slots = world.parts(library).slots.iter().copied();
    slots.filter(|slot| world.slots[*slot].magazine == Some(number)).collect()
}

/// Whether people are at a door of a library, or may be.
fn is_visited(world: &World, library: LibraryRef) -> bool {
    let is_open = world.parts(library).doors.iter().any(|door| world.doors[*door].state == DoorState::Open);
    let holder = world.live.shared.get(library).exclusive.and_then(|holder| world.live.tasks.get(&holder));
    is_open || holder.is_some_and(|task| matches!(task.work, Work::Door(_)))
}

fn edit(turn: &mut Turn<'_>, library: LibraryRef, edit: impl FnOnce(&mut LibraryUse)) {
    let old = turn.world().live.shared.get(library);
    let mut new = old.clone();
    edit(&mut new);
    if new != *old {
        turn.live(LiveChange::Shared(library, new));
    }
}
