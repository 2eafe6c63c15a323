//! Which record a cartridge belongs to: recognised by bar code or by label, or a new one.
//!
//! Answers `model.identify.*`, `model.pools.import-meaning`, `model.pools.unrecognized-meaning` and
//! `model.inject.offline-becomes-online`.

use std::sync::Arc;

use super::schedule::{comes_to_rest, set_medium_state};
use super::{belief, cleaning, discovery, ending, identify, operator};
use crate::change::{Change, LibraryField, MediumField, Object, ObjectRef, SideField};
use crate::id::{LibraryRef, MediumRef, SideRef};
use crate::port::hardware::{BarCode, Label, SideNumber};
use crate::record::media_type::CLEANER_MEDIA_TYPE;
use crate::record::state::{BarCodeState, MediaState, PoolKind, PortPosition, SideState, SlotState};
use crate::record::{Medium, Place, Side};
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::LiveChange;

/// How a bar code that marks a cleaner begins (`model.cleaner.cln-prefix`).
const CLEANER_PREFIX: &str = "CLN";

/// The record of a cartridge that turned up at a place, and whether its bar code alone identified it.
pub(crate) fn turned_up(turn: &mut Turn<'_>, library: LibraryRef, place: Place, bar_code: &BarCode) -> (MediumRef, bool) {
    turned_up_in_look(turn, library, place, bar_code, &[])
}

/// As [`turned_up`], in a look that has found these to be astray. Of several with the same bar code it is taken for the one that was in the
/// library before, and its label is read all the same.
pub(crate) fn turned_up_in_look(
    turn: &mut Turn<'_>,
    library: LibraryRef,
    place: Place,
    bar_code: &BarCode,
    astray: &[MediumRef],
) -> (MediumRef, bool) {
    if let Some(medium) = known_by_bar_code(turn.world(), library, bar_code) {
        settle(turn, medium, library, place);
        return (medium, true);
    }
    if let Some(medium) = was_here(turn.world(), library, bar_code, astray) {
        settle(turn, medium, library, place);
        return (medium, false);
    }
    (newborn(turn, library, place, bar_code), false)
}

/// The only cartridge with this bar code that was on record in this library and is not where it was.
fn was_here(world: &World, library: LibraryRef, bar_code: &BarCode, astray: &[MediumRef]) -> Option<MediumRef> {
    let BarCode::Text(text) = bar_code else { return None };
    let is_of_here = |medium: &&MediumRef| {
        let is_missing = astray.contains(medium) || world.media[**medium].library == library;
        is_missing && is_at_rest(world, **medium) && is_unconfirmed(world, **medium)
    };
    let mut candidates = world.index.bar_codes.get(text)?.iter().filter(is_of_here);
    let first = candidates.next()?;
    candidates.next().is_none().then_some(*first)
}

/// The one cartridge with this bar code, unless it is known to be somewhere else: then the bar code is not unique
/// (`model.identify.bar-code-shortcut`).
pub(crate) fn known_by_bar_code(world: &World, library: LibraryRef, bar_code: &BarCode) -> Option<MediumRef> {
    let medium = only_one(world, bar_code)?;
    // What another library was last seen to hold may have been carried over since.
    let carried_over = world.media[medium].library != library && matches!(world.media[medium].place, Place::Slot(_));
    (carried_over || is_unconfirmed(world, medium)).then_some(medium)
}

/// The only cartridge with this bar code, if people can have carried it from where it is on record.
pub(crate) fn namesake(world: &World, bar_code: &BarCode) -> Option<MediumRef> {
    only_one(world, bar_code).filter(|medium| matches!(world.media[*medium].place, Place::Slot(_) | Place::Offline))
}

/// The only cartridge with this bar code, if no work has it.
fn only_one(world: &World, bar_code: &BarCode) -> Option<MediumRef> {
    let BarCode::Text(text) = bar_code else { return None };
    let Some([medium]) = world.index.bar_codes.get(text).map(Vec::as_slice) else { return None };
    is_at_rest(world, *medium).then_some(*medium)
}

/// Whether a cartridge is known as a data medium, and not only recorded as one.
pub(crate) fn is_data(world: &World, medium: MediumRef) -> bool {
    !world.media[medium].cleaner && !is_unidentified(world, medium)
}

/// Whether the place of a cartridge is not known for sure: it is offline, in a slot that waits for inventory, or given out.
fn is_unconfirmed(world: &World, medium: MediumRef) -> bool {
    match world.media[medium].place {
        Place::Offline | Place::Transport => true,
        Place::Slot(slot) => world.slots.get(slot).is_none_or(|slot| slot.state != SlotState::Full),
        Place::Port(..) => is_given_out(world, medium),
        Place::Drive(_) => false,
    }
}

/// Whether no work has a cartridge, or the work has given it out: then its record may turn out to be wrong about its place.
fn is_at_rest(world: &World, medium: MediumRef) -> bool {
    world.live.media.get(medium).is_none() || is_given_out(world, medium)
}

/// Whether a cartridge stands in a port that is out: people may have taken it since.
fn is_given_out(world: &World, medium: MediumRef) -> bool {
    matches!(world.media[medium].place, Place::Port(port, _) if world.ports[port].position == PortPosition::Extended)
}

/// A bar code has been seen on a cartridge that is on record with the same one, or with none: now it has one.
pub(crate) fn note_bar_code(turn: &mut Turn<'_>, medium: MediumRef, bar_code: &BarCode) {
    if turn.world().media[medium].bar_code.is_none() {
        correct_bar_code(turn, medium, bar_code);
    }
}

/// A bar code has been read on a cartridge, whatever was on record.
pub(crate) fn correct_bar_code(turn: &mut Turn<'_>, medium: MediumRef, bar_code: &BarCode) {
    if let BarCode::Text(text) = bar_code
        && turn.world().media[medium].bar_code.as_ref() != Some(text)
    {
        turn.change(Change::Medium(medium, MediumField::BarCode(Some(text.clone()), BarCodeState::Ok)));
    }
}

/// Whether a bar code is not the one that a cartridge has on record.
pub(crate) fn has_another(world: &World, medium: MediumRef, bar_code: &BarCode) -> bool {
    matches!((bar_code, &world.media[medium].bar_code), (BarCode::Text(read), Some(recorded)) if read != recorded)
}

/// Records that a known cartridge is at a place.
pub(crate) fn settle(turn: &mut Turn<'_>, medium: MediumRef, library: LibraryRef, place: Place) {
    belief::displace(turn, place, Some(medium));
    let Medium { library: was_in, place: was_at, .. } = turn.world().media[medium];
    let was_offline = was_at == Place::Offline;
    if is_given_out(turn.world(), medium) && (was_in, was_at) != (library, place) {
        // The work that has given it out will see that it was taken.
        turn.live(LiveChange::Medium(medium, None));
        set_medium_state(turn, medium, MediaState::Idle);
    }
    if was_in != library {
        // Whatever waits for it there has people asked for it. What is in the slot now, nobody has seen.
        belief::in_doubt_at(turn, was_at);
        if turn.world().media[medium].cleaner && turn.world().cleaner_of(was_in) == Some(medium) {
            cleaning::has_none(turn, was_in);
        }
    }
    if (was_in, was_at) != (library, place) {
        belief::set_place(turn, medium, library, place);
    }
    if let Place::Slot(slot) = place {
        // The cleaner is that also beside its slot (D-108).
        if turn.world().cleaner_of(library) != Some(medium) {
            turn.change(Change::Medium(medium, MediumField::Home(Some(slot))));
        }
        match turn.world().media[medium].state {
            MediaState::Mounted | MediaState::Loaded | MediaState::Unloaded => comes_to_rest(turn, medium),
            MediaState::Idle | MediaState::InUse | MediaState::OpReq | MediaState::OpError => {}
        }
    }
    is_found(turn, medium);
    if was_offline {
        operator::medium_arrived(turn, medium);
    }
}

/// A cartridge that was not found where it should have been is there, or somewhere else: it is at rest again.
pub(crate) fn is_found(turn: &mut Turn<'_>, medium: MediumRef) {
    if turn.world().media[medium].state == MediaState::OpError {
        set_medium_state(turn, medium, MediaState::Idle);
    }
}

/// Whether a bar code that was seen where a cartridge is on record is of another: that one has another, or nobody has read it or its bar code,
/// and there is one that has this (D-114).
pub(crate) fn is_another(world: &World, library: LibraryRef, medium: MediumRef, bar_code: &BarCode) -> bool {
    let is_known = || known_by_bar_code(world, library, bar_code).is_some_and(|known| known != medium);
    let has_none = || world.media[medium].bar_code.is_none() || identify::is_unread(world, medium);
    has_another(world, medium, bar_code) || has_none() && is_known()
}

/// A record for an unknown cartridge. It is in the unrecognized pool until it has been identified (D-009).
pub(crate) fn newborn(turn: &mut Turn<'_>, library: LibraryRef, place: Place, bar_code: &BarCode) -> MediumRef {
    let record = &turn.world().libraries[library];
    let in_cleaner_slot = matches!(place, Place::Slot(slot) if record.cleaner_slot == Some(slot));
    let is_marked = is_marked(turn.world(), library, bar_code);
    let code = if in_cleaner_slot || is_marked { CLEANER_MEDIA_TYPE } else { record.media_type };
    born(turn, library, place, bar_code, code)
}

/// Whether a library takes a cartridge for a cleaner by its bar code alone.
pub(crate) fn is_marked(world: &World, library: LibraryRef, bar_code: &BarCode) -> bool {
    let is_asked = world.libraries[library].recognizes_cleaner_bar_code;
    is_asked && matches!(bar_code, BarCode::Text(text) if text.starts_with(CLEANER_PREFIX))
}

/// A drive has found out that there is a cleaner in it: its record is that of a cleaner.
pub(crate) fn is_cleaner(turn: &mut Turn<'_>, medium: MediumRef) -> MediumRef {
    if turn.world().media[medium].cleaner { medium } else { born_again(turn, medium, CLEANER_MEDIA_TYPE) }
}

/// A drive has loaded a cartridge that no drive had read: it is of the type that the drive takes.
pub(crate) fn is_of_type(turn: &mut Turn<'_>, medium: MediumRef, code: u32) -> MediumRef {
    let state = turn.world().media[medium].state;
    let known = born_again(turn, medium, code);
    // It is in the drive, and has been loaded there.
    set_medium_state(turn, known, MediaState::Mounted);
    set_medium_state(turn, known, state);
    known
}

/// A cartridge has turned out to be of another type than it was taken for: it gets the record of one, with the bar code that it had. One
/// whose labels were read is of its type, and somewhere else.
fn born_again(turn: &mut Turn<'_>, medium: MediumRef, code: u32) -> MediumRef {
    let Medium { library, place, ref bar_code, bar_code_state, .. } = turn.world().media[medium];
    let is_unidentified = is_unidentified(turn.world(), medium);
    let bar_code = match (bar_code, bar_code_state) {
        _ if !is_unidentified => BarCode::NotRead,
        (Some(text), _) => BarCode::Text(text.clone()),
        (None, BarCodeState::Unreadable) => BarCode::Unreadable,
        (None, BarCodeState::Ok) => BarCode::NotRead,
    };
    let holder = *turn.world().live.media.get(medium);
    if is_unidentified {
        forget(turn, medium);
    } else {
        turn.live(LiveChange::Medium(medium, None));
        belief::goes_offline(turn, medium);
    }
    let known = born(turn, library, place, &bar_code, code);
    if let (Place::Drive(drive), false) = (place, is_unidentified) {
        belief::exchanged_unseen(turn, drive);
    }
    turn.live(LiveChange::Medium(known, holder));
    known
}

fn born(turn: &mut Turn<'_>, library: LibraryRef, place: Place, bar_code: &BarCode, code: u32) -> MediumRef {
    let cleaner = code == CLEANER_MEDIA_TYPE;
    let (text, bar_code_state) = match bar_code {
        BarCode::Text(text) => (Some(text.clone()), BarCodeState::Ok),
        BarCode::Unreadable => (None, BarCodeState::Unreadable),
        BarCode::NotRead => (None, BarCodeState::Ok),
    };
    let record = &turn.world().libraries[library];
    let in_cleaner_slot = matches!(place, Place::Slot(slot) if record.cleaner_slot == Some(slot));
    if turn.world().media_type(code).is_none() {
        // A drive takes what nobody has had here yet.
        discovery::add_media_type(turn, code, 1);
    }
    let media_type = discovery::media_type(turn, code, 1);
    let sequence = turn.world().index.last_sequence + 1;
    belief::displace(turn, place, None);
    let at = turn.world().media.next();
    let guid = turn.ids.guid();
    let pool = if cleaner { None } else { turn.world().system_pool(PoolKind::Foreign, media_type) };
    let sides = if cleaner { 1 } else { turn.world().media_types[media_type].sides };
    turn.insert(Object::Medium(
        at,
        Medium {
            guid,
            name: text.clone().unwrap_or_else(|| Arc::from(sequence.to_string())),
            library,
            place,
            home: if let Place::Slot(slot) = place { Some(slot) } else { None },
            pool,
            media_type,
            bar_code: text,
            bar_code_state,
            sequence,
            state: MediaState::Idle,
            enabled: true,
            cleaner,
        },
    ));
    for number in 1..=sides {
        let side = turn.world().sides.next();
        let guid = turn.ids.guid();
        let state = SideState::Unknown;
        turn.insert(Object::Side(
            side,
            Side { guid, medium: at, number, state, label: None, logical: None, mount_count: 0, allocate_count: 0 },
        ));
    }
    if cleaner && !turn.world().libraries[library].cleaner_present {
        turn.change(Change::Library(library, LibraryField::CleanerPresent(in_cleaner_slot)));
    }
    if in_cleaner_slot {
        // If nobody has said how often this one cleans, nobody knows it (D-159).
        let uses = turn.world().libraries[library].cleaner_announced.unwrap_or(0);
        cleaning::has_uses(turn, library, uses);
    }
    at
}

/// Forgets a cartridge and its sides. Whatever waits for it waits in vain.
pub(crate) fn forget(turn: &mut Turn<'_>, medium: MediumRef) {
    belief::no_side_is_mounted(turn, medium);
    belief::left_its_library(turn, medium);
    ending::fail_waiting_for(turn, medium);
    for side in turn.world().sides_of(medium).to_vec() {
        turn.change(Change::Remove(ObjectRef::Side(side)));
    }
    // Work that has it goes on without.
    turn.live(LiveChange::Medium(medium, None));
    turn.change(Change::Remove(ObjectRef::Medium(medium)));
}

/// Forgets a cartridge that is in no library and that nothing would tell from any other: an unrecognized one without a bar code and without a
/// label that is known. When it comes again it gets a new record, and the old one would stay behind at every visit (D-080). While work
/// has it, it is kept for that.
pub(crate) fn forget_if_lost(turn: &mut Turn<'_>, medium: MediumRef) {
    let world = turn.world();
    let Some(record) = world.media.get(medium) else { return };
    let is_unrecognized = record.pool.and_then(|pool| world.pools.get(pool)).is_some_and(|pool| pool.kind == PoolKind::Foreign);
    let has_known_label = |side: &SideRef| matches!(world.sides[*side].label, Some(Label::Known { .. }));
    let can_be_known = record.bar_code.is_some() || world.sides_of(medium).iter().any(has_known_label);
    if record.place == Place::Offline && is_unrecognized && !can_be_known && is_at_rest(world, medium) {
        forget(turn, medium);
    }
}

/// All labels of a cartridge have been read: its record is confirmed, replaced by that of the cartridge it really is,
/// or filled in. What else was taken for it tells nothing of the bar code: it is what was read of this one. Returns the record it
/// belongs to.
///
/// `seen_in_drive`: the bar code was read where it is now. One that was read in a slot may be that of whatever stood there before.
pub(crate) fn identified(
    turn: &mut Turn<'_>,
    medium: MediumRef,
    labels: &[(SideNumber, Label)],
    bar_code: &BarCode,
    seen_in_drive: bool,
) -> MediumRef {
    let (library, place) = (turn.world().media[medium].library, turn.world().media[medium].place);
    // Nobody has allocated this one, and the one that has these labels and is in use is missing: here it is (D-031).
    let is_in_use = |other: MediumRef| !is_as_found_throughout(turn.world(), other);
    let is_like = |other: MediumRef| match (&turn.world().media[medium].bar_code, &turn.world().media[other].bar_code) {
        (Some(own), Some(theirs)) => own == theirs,
        (None, _) | (_, None) => true,
    };
    let missed = known_by_label(turn.world(), medium, labels).filter(|other| is_in_use(*other) && is_like(*other));
    let is_missed = missed.is_some() && !is_in_use(medium);
    if is_confirmed(turn.world(), medium, labels) && !is_missed {
        if labels.is_empty() && seen_in_drive && is_another(turn.world(), library, medium, bar_code) {
            // No label tells what it is, but its bar code does (D-091).
            belief::goes_offline(turn, medium);
            return turned_up(turn, library, place, bar_code).0;
        }
        if seen_in_drive {
            correct_bar_code(turn, medium, bar_code);
        }
        return medium;
    }
    let unidentified = is_unidentified(turn.world(), medium);
    if let Some(other) = known_by_label(turn.world(), medium, labels) {
        // What was read on a cartridge that nobody knew is the bar code of the one that it is, also if the reader fails by now.
        let seen = turn.world().media[medium].bar_code.clone().filter(|_| unidentified);
        if unidentified || is_missed {
            forget(turn, medium);
        } else {
            belief::goes_offline(turn, medium);
        }
        correct_bar_code(turn, other, bar_code);
        if let Some(seen) = seen {
            note_bar_code(turn, other, &BarCode::Text(seen));
        }
        settle(turn, other, library, place);
        return other;
    }
    if unidentified && seen_in_drive && is_another(turn.world(), library, medium, bar_code) {
        // Nobody has read what is on record there: what was read is what its bar code says (D-091).
        belief::goes_offline(turn, medium);
        let (other, _) = turned_up(turn, library, place, bar_code);
        // On one that has labels, a side that cannot be read contradicts nothing (D-010).
        let is_new = is_unidentified(turn.world(), other);
        let told: Vec<_> = labels.iter().filter(|(_, label)| is_new || *label != Label::Foreign).cloned().collect();
        return identified(turn, other, &told, bar_code, seen_in_drive);
    }
    let has_come_instead = seen_in_drive && has_another(turn.world(), medium, bar_code);
    let medium = if unidentified || !is_labelled(turn.world(), medium) && !has_come_instead {
        if seen_in_drive {
            // It may have come while the reader did not work.
            correct_bar_code(turn, medium, bar_code);
        }
        medium
    } else {
        belief::goes_offline(turn, medium);
        newborn(turn, library, place, bar_code)
    };
    classify(turn, medium, labels);
    medium
}

/// A look has missed these cartridges. One that is in use was taken for a copy of itself when people carried it over to another library before this
/// one was looked at: the copy, of which nothing has been allocated, gives way (D-031). As long as labels are to be read here, one of them may be its.
pub(crate) fn copies_give_way(turn: &mut Turn<'_>, library: LibraryRef, astray: &[MediumRef]) {
    if identify::is_any_queued(turn.world(), library) {
        return;
    }
    for missed in astray.iter().copied() {
        if let Some(copy) = copy_elsewhere(turn.world(), missed) {
            let Medium { library, place, ref bar_code, .. } = turn.world().media[copy];
            let seen = bar_code.clone();
            forget(turn, copy);
            if let Some(seen) = seen {
                note_bar_code(turn, missed, &BarCode::Text(seen));
            }
            settle(turn, missed, library, place);
        }
    }
}

/// The only other cartridge with the labels of one that is missing and in use, if it stands in a slot and nothing tells that it is another.
fn copy_elsewhere(world: &World, missed: MediumRef) -> Option<MediumRef> {
    let record = world.media.get(missed).filter(|record| record.place == Place::Offline)?;
    let labels: Vec<(SideNumber, Label)> = world
        .sides_of(missed)
        .iter()
        .filter_map(|side| world.sides[*side].label.clone().map(|label| (world.sides[*side].number, label)))
        .collect();
    let copy = owner(world, missed, &labels)?;
    let is_told = matches!((&record.bar_code, &world.media[copy].bar_code), (Some(own), Some(other)) if own != other);
    let is_like = is_confirmed(world, copy, &labels) && world.sides_of(copy).len() == world.sides_of(missed).len();
    let stands = matches!(world.media[copy].place, Place::Slot(_)) && is_at_rest(world, copy) && is_at_rest(world, missed);
    let is_copy = is_as_found_throughout(world, copy) && !is_as_found_throughout(world, missed);
    (is_copy && is_like && stands && !is_told).then_some(copy)
}

/// Whether nobody knows what a cartridge is. One that somebody has allocated, or that was prepared for that, is known, also without a label.
pub(crate) fn is_unidentified(world: &World, medium: MediumRef) -> bool {
    !is_labelled(world, medium) && is_as_found_throughout(world, medium)
}

/// Whether nothing has been done with any side of a cartridge since it was found.
pub(crate) fn is_as_found_throughout(world: &World, medium: MediumRef) -> bool {
    world.sides_of(medium).iter().all(|side| is_as_found(world.sides[*side].state))
}

/// Whether a cartridge has a label on record.
fn is_labelled(world: &World, medium: MediumRef) -> bool {
    world.sides_of(medium).iter().any(|side| world.sides[*side].label.is_some())
}

/// Whether the state of a side is what an identification has found. What has been done with it since, no identification undoes (D-164).
pub(crate) const fn is_as_found(state: SideState) -> bool {
    match state {
        SideState::Unknown | SideState::Foreign | SideState::Import | SideState::Incompatible => true,
        SideState::Unprepared | SideState::Available | SideState::Reserved | SideState::Allocated => false,
        SideState::Complete | SideState::Decommissioned => false,
    }
}

/// Whether a cartridge has labels on record, and those that were read are these.
pub(crate) fn is_confirmed(world: &World, medium: MediumRef, labels: &[(SideNumber, Label)]) -> bool {
    let known = |number: SideNumber| labels.iter().find(|(side, _)| *side == number).map(|(_, label)| label);
    let is_as_recorded = world.sides_of(medium).iter().all(|side| {
        let record = &world.sides[*side];
        // What has not been read neither confirms nor contradicts.
        record.label.is_none() || known(record.number).is_none_or(|read| record.label.as_ref() == Some(read))
    });
    !is_unidentified(world, medium) && is_as_recorded && (labels.is_empty() || is_labelled(world, medium))
}

/// The cartridge that carries these labels according to the database, if it is not known to be somewhere else: then
/// this one is a copy with a record of its own (`model.identify.duplicates-separate`, D-031).
fn known_by_label(world: &World, except: MediumRef, labels: &[(SideNumber, Label)]) -> Option<MediumRef> {
    owners(world, except, labels).find(|medium| is_at_rest(world, *medium) && is_unconfirmed(world, *medium))
}

/// The only other cartridge that carries one of these labels according to the database.
pub(crate) fn owner(world: &World, except: MediumRef, labels: &[(SideNumber, Label)]) -> Option<MediumRef> {
    let mut owners = owners(world, except, labels);
    let first = owners.next()?;
    owners.all(|other| other == first).then_some(first)
}

fn owners<'a>(world: &'a World, except: MediumRef, labels: &'a [(SideNumber, Label)]) -> impl Iterator<Item = MediumRef> + 'a {
    let sides = labels.iter().filter_map(|(_, label)| match label {
        Label::Known { format, id } => world.index.labels.get(&(format.clone(), id.clone())),
        Label::Foreign | Label::Blank => None,
    });
    sides.flatten().map(|side| world.sides[*side].medium).filter(move |medium| *medium != except)
}

/// Writes down what the labels of a cartridge say of which none was on record, and puts it into the pool they call for, unless it is in use.
fn classify(turn: &mut Turn<'_>, medium: MediumRef, labels: &[(SideNumber, Label)]) {
    let mut pool = PoolKind::Foreign;
    for side in turn.world().sides_of(medium).to_vec() {
        let number = turn.world().sides[side].number;
        let Some((_, label)) = labels.iter().find(|(read, _)| *read == number) else { continue };
        let state = match label {
            Label::Known { .. } => {
                pool = PoolKind::Import;
                SideState::Import
            }
            Label::Foreign | Label::Blank => SideState::Foreign,
        };
        turn.change(Change::Side(side, SideField::Label(Some(label.clone()))));
        if is_as_found(turn.world().sides[side].state) {
            turn.change(Change::Side(side, SideField::State(state)));
        }
    }
    if !is_as_found_throughout(turn.world(), medium) {
        return;
    }
    let media_type = turn.world().media[medium].media_type;
    let pool = turn.world().system_pool(pool, media_type);
    if turn.world().media[medium].pool != pool {
        turn.change(Change::Medium(medium, MediumField::Pool(pool)));
    }
    name_after_label(turn, medium, labels);
}

/// First name of a cartridge: its bar code, else the label text of a single-sided one (`model.identify.display-name`).
fn name_after_label(turn: &mut Turn<'_>, medium: MediumRef, labels: &[(SideNumber, Label)]) {
    let record = &turn.world().media[medium];
    if record.bar_code.is_none()
        && let [(1, Label::Known { id, .. })] = labels
        && record.name != *id
    {
        turn.change(Change::Medium(medium, MediumField::Name(id.clone())));
    }
}
