//! What the labels of a cartridge tell: which record it is, and which records have changed places.

use super::super::{Work, belief, cartridge, enter, operator, schedule};
use crate::change::ObjectRef;
use crate::id::{MediumRef, RequestRef, SideRef};
use crate::port::hardware::{BarCode, Label, SideNumber};
use crate::record::Place;
use crate::record::state::{MediaState, SideState};
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::LiveChange;
use crate::world::work::identify::{Identify, Phase};

/// The side that has a label on record, on this cartridge or, if that is another than it is taken for, on whichever it is.
pub(super) fn side_with(world: &World, medium: MediumRef, label: &Label) -> Option<SideNumber> {
    let Label::Known { .. } = label else { return None };
    let has_it = |side: &SideRef| world.sides[*side].label.as_ref() == Some(label);
    let own = world.sides_of(medium).iter().copied().find(has_it);
    let other =
        || cartridge::owner(world, medium, &[(1, label.clone())]).and_then(|owner| world.sides_of(owner).iter().copied().find(has_it));
    own.or_else(other).map(|side| world.sides[side].number)
}

/// Brings the record in line with what has been read. What turns out to be another cartridge is that from here on, also for the work.
pub(super) fn conclude(turn: &mut Turn<'_>, request: RequestRef, work: &mut Identify, medium: MediumRef) {
    let labels = labels(turn, medium, work);
    let identified = match owner_being_read(turn.world(), request, medium, &labels) {
        Some((owner, theirs)) => {
            exchange(turn, (request, medium), (theirs, owner));
            owner
        }
        None => cartridge::identified(turn, medium, &labels, &work.bar_code, matches!(work.target, Place::Drive(_))),
    };
    if identified != medium {
        if *turn.world().live.media.get(medium) == Some(request) {
            turn.live(LiveChange::Medium(medium, None));
        }
        schedule::hold_medium(turn, identified, request);
        work.medium = Some(identified);
        // Whatever ends this work lets go of that one.
        enter(turn, request, Work::Identify(work.clone()));
    }
}

/// A side can no longer be read: what was read of the sides before it stays true (D-136). Returns the record it belongs to.
pub(super) fn conclude_early(turn: &mut Turn<'_>, request: RequestRef, work: &mut Identify, medium: MediumRef) -> MediumRef {
    if !work.seen.is_empty() && has_more_sides(turn.world(), medium, work) {
        conclude(turn, request, work, medium);
    }
    work.medium.unwrap_or(medium)
}

/// Whether a medium has sides that have not been read. Until the last of them the record is left as it is.
fn has_more_sides(world: &World, medium: MediumRef, work: &Identify) -> bool {
    work.seen.len() < usize::from(world.media_types[world.media[medium].media_type].sides)
}

/// What the sides tell. On a cartridge of which nothing is known, a side that cannot be read is not recognised; on one that
/// has labels on record, or is in use, it neither confirms nor contradicts, and people are told (D-010).
fn labels(turn: &mut Turn<'_>, medium: MediumRef, work: &Identify) -> Vec<(SideNumber, Label)> {
    let known = !cartridge::is_unidentified(turn.world(), medium);
    if work.seen.iter().all(|(_, label)| label.is_some()) {
        operator::labels_are_read(turn, medium);
    } else if known {
        operator::tell(turn, ObjectRef::Medium(medium), operator::NO_LABEL);
    }
    let read = |(side, label): &(SideNumber, Option<Label>)| match label {
        Some(label) => Some((*side, label.clone())),
        None => (!known).then_some((*side, Label::Foreign)),
    };
    work.seen.iter().filter_map(read).collect()
}

/// Whether a cartridge has come without anybody having read what it is.
pub(crate) fn is_unread(world: &World, medium: MediumRef) -> bool {
    let unread = |side: &SideRef| world.sides[*side].label.is_none() && world.sides[*side].state == SideState::Unknown;
    !world.media[medium].cleaner && world.sides_of(medium).iter().all(unread)
}

/// The record that these labels belong to, when it stands for a cartridge that is on its way into another drive, or
/// being read there, and nothing read has confirmed it: the two cartridges have been exchanged.
fn owner_being_read(
    world: &World,
    request: RequestRef,
    medium: MediumRef,
    labels: &[(SideNumber, Label)],
) -> Option<(MediumRef, RequestRef)> {
    // A copy is what its own record says, whatever else has the same label.
    let owner = cartridge::owner(world, medium, labels).filter(|_| !cartridge::is_confirmed(world, medium, labels))?;
    let theirs = (*world.live.media.get(owner)).filter(|theirs| *theirs != request)?;
    let task = world.live.tasks.get(&theirs)?;
    let Work::Identify(work) = &task.work else { return None };
    let is_under_way = if work.seen.is_empty() {
        matches!(work.phase, Phase::Fetching | Phase::Loading | Phase::Reading)
    } else {
        let told: Vec<_> = work.seen.iter().filter_map(|(side, label)| Some((*side, label.clone()?))).collect();
        has_more_sides(world, owner, work) && !cartridge::is_confirmed(world, owner, &told)
    };
    let is_unread = work.medium == Some(owner) && is_under_way;
    // One on which its own bar code was read just now is where it should be, and this one is a copy.
    let is_seen = matches!(&work.bar_code, BarCode::Text(seen) if world.media[owner].bar_code.as_ref() == Some(seen));
    (is_unread && !is_seen).then_some((owner, theirs))
}

/// Lets two records that are both being read change places; each is then confirmed, or not, by its own reading, and has the bar code
/// that was read on the cartridge it stands for now (D-071).
fn exchange(turn: &mut Turn<'_>, (request, medium): (RequestRef, MediumRef), (theirs, owner): (RequestRef, MediumRef)) {
    let place_of = |turn: &Turn<'_>, medium: MediumRef| (turn.world().media[medium].library, turn.world().media[medium].place);
    let (here, there) = (place_of(turn, medium), place_of(turn, owner));
    belief::set_place(turn, medium, here.0, Place::Transport);
    belief::set_place(turn, owner, here.0, here.1);
    belief::set_place(turn, medium, there.0, there.1);
    if matches!(there.1, Place::Slot(_)) {
        // The other cartridge is still on its way.
        schedule::set_medium_state(turn, medium, MediaState::Idle);
        schedule::set_medium_state(turn, owner, MediaState::Loaded);
    }
    turn.live(LiveChange::Medium(owner, Some(request)));
    turn.live(LiveChange::Medium(medium, Some(theirs)));
    for (known, reader) in [(owner, request), (medium, theirs)] {
        if let Some(Work::Identify(work)) = turn.task(reader).map(|task| task.work.clone()) {
            cartridge::correct_bar_code(turn, known, &work.bar_code);
        }
    }
    turn.with_task(theirs, |task| {
        if let Work::Identify(work) = &mut task.work {
            work.medium = Some(medium);
        }
    });
}
