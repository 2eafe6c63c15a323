//! Cleaning: the cleaner visits a drive; and how a cleaner comes into its slot and leaves it.
//!
//! Answers CleanNtmsDrive and the ends of InjectNtmsCleaner and EjectNtmsCleaner (`clean-drive.*`,
//! `inject-cleaner.*`, `eject-cleaner.*`, `model.cleaner.*`).

use std::sync::Arc;

use super::operator::InPort;
use super::port_session::{conclude, conclude_or_fail};
use super::{
    Readiness, Work, WorkEvent, belief, cartridge, dismount, drives, ejection, ending, enter, hardware, hold_drive, injection, operator,
    schedule,
};
use crate::change::{Change, DriveField, LibraryField, ObjectRef};
use crate::id::{DriveRef, LibraryRef, MediumRef, PortRef, RequestRef, SessionHandle, SlotRef};
use crate::port::hardware::{Action, BarCode, Blame, Element, ElementStatus, Failure};
use crate::record::state::{DriveState, LibraryKind, MediaState, Operation, OperationalState, PortPosition, SlotState};
use crate::record::{Medium, Place, Subject};
use crate::refusal::{Refusal, refusals};
use crate::time::Instant;
use crate::turn::Turn;
use crate::world::World;
use crate::world::find::is_unanswered;
use crate::world::task::Task;
use crate::world::work::cleaning::{Cleaning, Phase};
use crate::world::work::door_session::{DoorPurpose, DoorSession};
use crate::world::work::port_session::Phase as PortPhase;
use crate::world::work::port_session::{PortPurpose, PortSession};

refusals! {
    NO_SLOT: NoSlot = NoSlotSet, ["InjectNtmsCleaner/ERROR_NO_SLOT_SET"];
    SLOT_NOT_THERE: SlotNotThere = SlotNotPresent, ["InjectNtmsCleaner/ERROR_SLOT_NOT_PRESENT", "inject-cleaner.slot-must-be-present"];
    SLOT_GIVEN_UP: SlotGivenUp = NoSlotSet, ["EjectNtmsCleaner/ERROR_NO_SLOT_SET", "eject-cleaner.needs-reserved-slot"];
    SLOT_OUT: SlotOut = SlotNotPresent, ["EjectNtmsCleaner/ERROR_SLOT_NOT_PRESENT"];
    SLOT_EMPTIED: SlotEmptied = SlotEmpty, ["EjectNtmsCleaner/ERROR_SLOT_EMPTY", "eject-cleaner.empty-slot-errors"];
    SLOT_TAKEN: SlotTaken = SlotFull, ["InjectNtmsCleaner/ERROR_SLOT_FULL"];
    NO_CLEANER_CAME: NoCleanerCame = Timeout, ["model.inject.full-procedure"];
    SLOT_STILL_EMPTY: SlotStillEmpty = SlotEmpty, ["D-046"];
    STILL_THERE: StillThere = SlotFull, ["D-046"];
}

/// The cleaner of a library, in its slot or at work, if it has uses left and is in service. One that found its slot taken stands in another and
/// cleans from there; it comes home afterwards if it can.
pub(crate) fn usable_cleaner(world: &World, library: LibraryRef) -> Option<MediumRef> {
    let record = &world.libraries[library];
    let is_usable = record.cleaner_slot.is_some() && record.cleaner_uses > 0 && record.cleaner_present;
    any_cleaner(world, library).filter(|cleaner| is_usable && world.media[*cleaner].enabled)
}

/// Why no cleaner can come into a library: much can have happened to its slot since the call was admitted.
pub(crate) fn has_no_place(world: &World, library: LibraryRef) -> Option<&'static Refusal> {
    match world.libraries[library].cleaner_slot {
        None => Some(&NO_SLOT),
        Some(slot) if world.slots[slot].state == SlotState::NotPresent => Some(&SLOT_NOT_THERE),
        Some(slot) if world.is_taken(slot) => Some(&SLOT_TAKEN),
        Some(_) => None,
    }
}

/// Why no cleaner can be taken out of a library: much can have happened to it since the call was admitted.
pub(crate) fn has_none_to_eject(world: &World, library: LibraryRef) -> Option<&'static Refusal> {
    match world.libraries[library].cleaner_slot {
        None => Some(&SLOT_GIVEN_UP),
        Some(slot) if world.slots[slot].state == SlotState::NotPresent => Some(&SLOT_OUT),
        Some(_) if world.cleaner_of(library).is_none() => Some(&SLOT_EMPTIED),
        Some(_) => None,
    }
}

/// A cleaner is in service again: the library has a cleaner that people need not bring.
pub(crate) fn is_enabled(turn: &mut Turn<'_>, cleaner: MediumRef) {
    let library = turn.world().media[cleaner].library;
    if turn.world().libraries.get(library).is_some() && usable_cleaner(turn.world(), library) == Some(cleaner) {
        operator::cleaner_arrived(turn, library);
    }
}

/// The cleaner of a library, wherever it stands: one whose slot was taken is still the cleaner (D-108).
fn any_cleaner(world: &World, library: LibraryRef) -> Option<MediumRef> {
    let is_inside = |medium: &Medium| matches!(medium.place, Place::Slot(_) | Place::Drive(_) | Place::Port(..));
    world.cleaner_of(library).or_else(|| world.cleaners_in(library).find(|(_, medium)| is_inside(medium)).map(|(at, _)| at))
}

/// Queues the cleaning of a drive, for a caller or for the drive itself; without a cleaner that could do it, one is asked
/// for (`model.cleaner.none-usable`).
pub(crate) fn queue(turn: &mut Turn<'_>, drive: DriveRef, session: Option<SessionHandle>) {
    let library = turn.world().drives[drive].library;
    let subject = Subject { drive: turn.world().guid(ObjectRef::Drive(drive)), ..Subject::default() };
    let work = Work::Cleaning(Cleaning { drive, cleaner: None, failure: None, phase: Phase::Queued });
    let order = schedule::QueueOrder { subject, ..schedule::QueueOrder::new(library, Operation::CleanDrive, work, session) };
    let request = schedule::queue(turn, order);
    ask_if_there_is_none(turn, request);
}

/// A drive wants to be cleaned: it is, as soon as it is free, unless it is waiting for that already. In a stand-alone
/// drive only a person can do it.
pub(crate) fn wanted(turn: &mut Turn<'_>, drive: DriveRef) {
    let library = turn.world().drives[drive].library;
    if !turn.world().drives[drive].enabled {
        // Somebody may have it apart. It says so again when it is in service and still wants to be cleaned.
        return;
    }
    if turn.world().libraries[library].kind == LibraryKind::Standalone {
        operator::ask_for_cleaner(turn, library, "The drive needs cleaning. Put a cleaner into it.", None);
        return;
    }
    let is_of_drive = |task: Arc<Task>| matches!(&task.work, Work::Cleaning(work) if work.drive == drive);
    let waiting = turn.world().queue(library).any(|request| turn.task(request).is_some_and(is_of_drive));
    if !waiting {
        queue(turn, drive, None);
    }
}

/// A cleaner that was left in a drive when a cleaning was broken off is carried back to its slot.
pub(crate) fn fetch_left_behind(turn: &mut Turn<'_>, library: LibraryRef) {
    for drive in turn.world().parts(library).drives.clone() {
        let cleaner = turn.world().medium_in(drive).filter(|medium| turn.world().media[*medium].cleaner);
        let is_free = cleaner.is_some() && turn.world().live.drives.get(drive).request.is_none();
        if is_free && matches!(drives::emptied(turn.world(), turn.now, drive), Readiness::Evict(_)) {
            dismount::evict(turn, drive, None);
        }
    }
}

/// A person has put a cleaner into a drive that has no robot: it is clean, and nobody need be asked any more.
pub(crate) fn cleaned_by_hand(turn: &mut Turn<'_>, drive: DriveRef) {
    turn.change(Change::Drive(drive, DriveField::LastCleaned(Some(turn.now))));
    drives::works(turn, drive);
    operator::cleaner_arrived(turn, turn.world().drives[drive].library);
}

/// A cleaning that has no cleaner to wait for asks people for one, once.
pub(crate) fn ask_if_there_is_none(turn: &mut Turn<'_>, request: RequestRef) {
    let library = turn.world().requests[request].library;
    let by_robot = turn.world().libraries[library].kind != LibraryKind::Standalone;
    let asked = turn
        .task(request)
        .and_then(|task| task.asked)
        .filter(|at| turn.world().operator_requests.get(*at).is_some_and(|record| is_unanswered(record.state)));
    // One on its way out comes back only when people bring it.
    let is_there = |cleaner: &MediumRef| match turn.world().media[*cleaner].place {
        Place::Port(port, _) => is_left(turn.world(), port),
        Place::Slot(_) | Place::Drive(_) | Place::Transport => true,
        Place::Offline => false,
    };
    if by_robot && asked.is_none() && usable_cleaner(turn.world(), library).filter(is_there).is_none() {
        let session = turn.task(request).and_then(|task| task.session);
        let asked = operator::ask_for_cleaner(turn, library, "A drive needs cleaning. Put a usable cleaner into the library.", session);
        turn.with_task(request, |task| task.asked = Some(asked));
    }
}

/// Whether the cleaner is where it can be fetched and no request has it. One that was left in a port is fetched from there, as a medium is that
/// is mounted (D-040).
fn is_at_rest(world: &World, cleaner: MediumRef) -> bool {
    let is_at_hand = match world.media[cleaner].place {
        Place::Slot(_) => true,
        Place::Port(port, _) => is_left(world, port),
        Place::Drive(_) | Place::Transport | Place::Offline => false,
    };
    is_at_hand && world.live.media.get(cleaner).is_none()
}

/// Whether a port is in, and no session has it.
fn is_left(world: &World, port: PortRef) -> bool {
    world.live.ports.get(port).holder.is_none() && world.ports[port].position == PortPosition::Retracted
}

/// Whether the cleaner of a library is in one of its drives.
pub(crate) fn is_in_a_drive(world: &World, library: LibraryRef) -> bool {
    any_cleaner(world, library).is_some_and(|cleaner| matches!(world.media[cleaner].place, Place::Drive(_)))
}

/// The drive in which a cleaning that failed, or that the service did not live to end, has left the cleaner.
fn left_behind(world: &World, library: LibraryRef) -> Option<DriveRef> {
    let Place::Drive(drive) = world.media[any_cleaner(world, library)?].place else { return None };
    let user = world.live.drives.get(drive);
    (!user.is_in_use() && drives::is_in_service(world, drive)).then_some(drive)
}

pub(crate) fn readiness(world: &World, now: Instant, work: &Cleaning) -> Readiness {
    let library = world.drives[work.drive].library;
    if world.libraries[library].kind == LibraryKind::Standalone {
        return Readiness::Ready;
    }
    if let Some(drive) = left_behind(world, library) {
        return drives::emptied(world, now, drive);
    }
    let user = world.live.drives.get(work.drive);
    let cleaner = usable_cleaner(world, library).filter(|cleaner| is_at_rest(world, *cleaner));
    // No robot is sent to a bay that is empty.
    let is_there = world.drives[work.drive].operational != OperationalState::NotPresent;
    if user.is_in_use() || cleaner.is_none() || !is_there {
        return Readiness::Taken(None);
    }
    if world.medium_in(work.drive).is_some() { drives::emptied_in_time(world, now, work.drive) } else { Readiness::Ready }
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, work: Cleaning) {
    let library = turn.world().drives[work.drive].library;
    if turn.world().libraries[library].kind == LibraryKind::Standalone {
        // Nobody can carry a cleaner: the drive only counts as cleaned (`clean-drive.standalone-only-marks`).
        turn.change(Change::Drive(work.drive, DriveField::LastCleaned(Some(turn.now))));
        operator::cleaner_arrived(turn, library);
        return ending::pass(turn, request);
    }
    let Some(cleaner) = usable_cleaner(turn.world(), library) else { return };
    let Some(from) = turn.world().element(turn.world().media[cleaner].place) else { return };
    let to = Element::Drive(turn.world().drives[work.drive].number);
    hold_drive(turn, work.drive, Some(request));
    schedule::hold_medium(turn, cleaner, request);
    enter(turn, request, Work::Cleaning(Cleaning { phase: Phase::Fetching, cleaner: Some(cleaner), ..work }));
    hardware::carry(turn, request, from, to, 1);
}

pub(crate) fn advance(turn: &mut Turn<'_>, request: RequestRef, work: Cleaning, progress: WorkEvent) {
    let number = turn.world().drives[work.drive].number;
    match (work.phase, progress) {
        (Phase::Fetching, WorkEvent::Done(_)) => {
            enter(turn, request, Work::Cleaning(Cleaning { phase: Phase::Cleaning, ..work }));
            hardware::send(turn, request, Action::Clean(number));
        }
        (Phase::Cleaning, WorkEvent::Done(_)) => put_back(turn, request, work),
        (Phase::Cleaning, WorkEvent::Failed(failure)) if failure.blame() != Blame::Library => {
            put_back(turn, request, Cleaning { failure: Some(failure), ..work })
        }
        (Phase::Returning, WorkEvent::Done(_)) => match work.failure {
            Some(failure) => {
                if failure.blame() == Blame::Cartridge {
                    let library = turn.world().drives[work.drive].library;
                    turn.change(Change::Library(library, LibraryField::CleanerUses(0)));
                    let session = turn.task(request).and_then(|task| task.session);
                    operator::ask_for_cleaner(turn, library, "The cleaner does not clean. Replace it.", session);
                }
                ending::fail_with(turn, request, failure);
            }
            None => ending::pass(turn, request),
        },
        // Something is in its slot: the cleaner stands in another until it has room there, and the drive is clean all the same (D-108).
        (Phase::Returning, WorkEvent::Failed(failure @ Failure::DestinationFull)) => {
            match work.cleaner.and_then(|cleaner| dismount::another_shelf(turn.world(), cleaner, failure)) {
                Some(to) => carry_back(turn, request, work, to),
                None => ending::fail_with(turn, request, failure),
            }
        }
        (phase, WorkEvent::Failed(failure)) => {
            // The drive has cleaned, and holds what nobody could carry away.
            if phase == Phase::Returning && turn.world().medium_in(work.drive).is_some() {
                belief::set_drive(turn, work.drive, DriveState::Unloaded);
            }
            ending::fail_with(turn, request, failure);
        }
        (Phase::Queued | Phase::Fetching | Phase::Cleaning | Phase::Returning, _) => {}
    }
}

/// The drive is done with the cleaner, which leaves it. That is on record: what a restart cuts off from here on has been counted.
fn put_back(turn: &mut Turn<'_>, request: RequestRef, work: Cleaning) {
    let library = turn.world().drives[work.drive].library;
    if let Some(cleaner) = turn.world().medium_in(work.drive) {
        schedule::set_medium_state(turn, cleaner, MediaState::Unloaded);
    }
    let Some(slot) = turn.world().libraries[library].cleaner_slot else { return ending::fail(turn, request, &NO_SLOT) };
    let to = Element::Slot(turn.world().slots[slot].number);
    carry_back(turn, request, work, to);
}

fn carry_back(turn: &mut Turn<'_>, request: RequestRef, work: Cleaning, to: Element) {
    let number = turn.world().drives[work.drive].number;
    enter(turn, request, Work::Cleaning(Cleaning { phase: Phase::Returning, ..work }));
    hardware::carry(turn, request, Element::Drive(number), to, 1);
}

/// Something was found in the port: the first cartridge is the cleaner (`inject-cleaner.single-cartridge`), unless it is known
/// as a data medium (D-058).
pub(crate) fn found_in_port(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession, full: &[ElementStatus]) {
    let library = turn.world().ports[work.port].library;
    work.found = !full.is_empty();
    let mut seen: Vec<(Resemblance, ElementStatus)> =
        full.iter().map(|status| (resemblance(turn, library, status), status.clone())).collect();
    seen.sort_by_key(|(resemblance, _)| *resemblance);
    let cleaner = seen.first().filter(|(resemblance, _)| *resemblance != Resemblance::Data);
    let Some(from) = cleaner.map(|(_, status)| status.element) else { return again(turn, request, work, full) };
    let seen = seen.into_iter().map(|(_, status)| status).collect();
    let slot = turn.world().libraries[library].cleaner_slot;
    let free = slot.filter(|slot| turn.world().cleaner_of(library).is_none() && !turn.world().is_promised(library, *slot));
    let Some(slot) = free else {
        work.failed = Some(if slot.is_none() { &NO_SLOT } else { &SLOT_TAKEN });
        return injection::offer_back(turn, request, work, InPort::Surplus);
    };
    let to = Element::Slot(turn.world().slots[slot].number);
    work.target = Some(slot);
    work.seen = seen;
    enter(turn, request, Work::Port(PortSession { phase: PortPhase::Moving, ..work }));
    hardware::carry(turn, request, from, to, 1);
}

/// What a cartridge looks like to somebody who waits for a cleaner, the likeliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Resemblance {
    /// It is known as a cleaner, or its bar code marks one.
    Cleaner,
    /// Nobody knows it.
    Stranger,
    /// It has been here, and no drive has read what it is. It may be a cleaner that came in as a tape.
    NeverRead,
    /// It is known as a data medium.
    Data,
}

fn resemblance(turn: &Turn<'_>, library: LibraryRef, status: &ElementStatus) -> Resemblance {
    let world = turn.world();
    let known = belief::medium_on(turn, library, status.element).or_else(|| on_record(world, library, &status.bar_code));
    match known {
        Some(medium) if world.media[medium].cleaner => Resemblance::Cleaner,
        Some(medium) if cartridge::is_data(world, medium) => Resemblance::Data,
        Some(_) | None if cartridge::is_marked(world, library, &status.bar_code) => Resemblance::Cleaner,
        Some(_) => Resemblance::NeverRead,
        None => Resemblance::Stranger,
    }
}

/// The record of a cartridge that came as a cleaner: the one that its bar code names, or one with this bar code of which nobody knows what it is:
/// people may have carried it here from where it is on record.
fn on_record(world: &World, library: LibraryRef, bar_code: &BarCode) -> Option<MediumRef> {
    let never_read = || cartridge::namesake(world, bar_code).filter(|medium| cartridge::is_unidentified(world, *medium));
    cartridge::known_by_bar_code(world, library, bar_code).or_else(never_read)
}

/// No cleaner was in the port: it is offered again until the time is over. What is known is on record there (D-077).
fn again(turn: &mut Turn<'_>, request: RequestRef, work: PortSession, full: &[ElementStatus]) {
    injection::recognise(turn, turn.world().ports[work.port].library, full);
    if work.end.is_some() {
        conclude_or_fail(turn, request, work.end, &NO_CLEANER_CAME);
    } else {
        super::port_session::unlock(turn, request, work);
    }
}

/// The cleaner has been carried from the port to its slot.
pub(crate) fn shelved(turn: &mut Turn<'_>, request: RequestRef, mut work: PortSession, uses: u32) {
    let Some(slot) = work.target.take() else { return };
    let library = turn.world().ports[work.port].library;
    let bar_code = if work.seen.is_empty() { BarCode::NotRead } else { work.seen.remove(0).bar_code };
    let is_full = !work.seen.is_empty() || belief::has_known(turn.world(), work.port);
    belief::set_content(turn, work.port, is_full);
    arrived(turn, library, slot, uses, &bar_code);
    if work.seen.is_empty() {
        conclude(turn, request, work.end);
    } else {
        injection::offer_back(turn, request, work, InPort::Surplus);
    }
}

/// A visit begins whose caller has said how often the cleaner cleans that people are to put in. That is on record until the library has looked
/// for it, so that the cleaner has its uses also when the visit is broken off (D-161). Of two visits at a time the first one has its word.
pub(crate) fn visit_begins(turn: &mut Turn<'_>, request: RequestRef, uses: u32) {
    let library = turn.world().requests[request].library;
    let is_other =
        |other: &RequestRef| *other != request && turn.task(*other).is_some_and(|task| task.running && announced_by(&task.work).is_some());
    if !turn.world().queue(library).any(|other| is_other(&other)) {
        announce(turn, library, Some(uses));
    }
}

fn announce(turn: &mut Turn<'_>, library: LibraryRef, announced: Option<u32>) {
    if turn.world().libraries[library].cleaner_announced != announced {
        turn.change(Change::Library(library, LibraryField::CleanerAnnounced(announced)));
    }
}

/// A visit has come to an end after the library has looked what people have done, or before anybody came: what another visit has said, if
/// there is one, holds from now on.
pub(crate) fn visit_is_over(turn: &mut Turn<'_>, request: RequestRef) {
    if let Some(record) = turn.world().requests.get(request).filter(|record| record.operation == Operation::InjectCleaner) {
        let library = record.library;
        let others = turn.world().queue(library).filter(|other| *other != request);
        let announced = others.filter_map(|other| turn.task(other)).filter(|task| task.running).find_map(|task| announced_by(&task.work));
        announce(turn, library, announced);
    }
}

/// How often a cleaner cleans for which work waits.
const fn announced_by(work: &Work) -> Option<u32> {
    match work {
        Work::Port(PortSession { errand: PortPurpose::InjectCleaner(uses), .. })
        | Work::Door(DoorSession { errand: DoorPurpose::InjectCleaner(uses), .. }) => Some(*uses),
        Work::Port(_) | Work::Door(_) | Work::Mount(_) | Work::Dismount(_) | Work::Inventory(_) | Work::Identify(_) => None,
        Work::Cleaning(_) | Work::CleanerSlot(_) | Work::Switch(_) | Work::Remove(_) => None,
    }
}

/// An inventory has seen the cleaner in its slot. If a visit that was broken off had announced one, this is the one.
pub(crate) fn seen_in_its_slot(turn: &mut Turn<'_>, library: LibraryRef) {
    if let Some(uses) = turn.world().libraries[library].cleaner_announced {
        has_uses(turn, library, uses);
    }
}

/// An inventory has looked at everything, and seen nothing that may be on its way to a slot. If a visit that was broken off had announced a
/// cleaner, it was not put in.
pub(crate) fn seen_nowhere(turn: &mut Turn<'_>, library: LibraryRef) {
    let world = turn.world();
    if !world.queue(library).any(|request| world.requests[request].operation == Operation::InjectCleaner) {
        announce(turn, library, None);
    }
}

/// A cleaner that is in its slot has this many uses, as it was announced.
pub(crate) fn has_uses(turn: &mut Turn<'_>, library: LibraryRef, uses: u32) {
    if turn.world().libraries[library].cleaner_uses != uses {
        turn.change(Change::Library(library, LibraryField::CleanerUses(uses)));
    }
    announce(turn, library, None);
    if uses > 0 {
        operator::cleaner_arrived(turn, library);
    }
}

/// People were to put a cleaner into its slot behind a door, and something is there. What is known as a data medium is that, and no cleaner
/// (D-058), wherever it was on record: people may have carried it there.
pub(crate) fn put_there(
    turn: &mut Turn<'_>,
    library: LibraryRef,
    slot: SlotRef,
    uses: u32,
    bar_code: &BarCode,
) -> Option<&'static Refusal> {
    let world = turn.world();
    let known = cartridge::known_by_bar_code(world, library, bar_code).or_else(|| cartridge::namesake(world, bar_code));
    if let Some(tape) = known.filter(|known| cartridge::is_data(world, *known)) {
        comes_from(turn, tape, library, slot);
        return Some(&NO_CLEANER_CAME);
    }
    arrived(turn, library, slot, uses, bar_code);
    None
}

/// A cartridge on record stands in the slot of the cleaner now. What is where it was, nobody has seen.
fn comes_from(turn: &mut Turn<'_>, medium: MediumRef, library: LibraryRef, slot: SlotRef) {
    belief::in_doubt_at(turn, turn.world().media[medium].place);
    cartridge::settle(turn, medium, library, Place::Slot(slot));
}

/// The cleaner is in its slot: it is recorded with its uses (`inject-cleaner.count-recorded`). One that is on record keeps its record: in the
/// port, unless it turns out to be another that somebody left in its place, or in another library, from which it was carried over.
pub(crate) fn arrived(turn: &mut Turn<'_>, library: LibraryRef, slot: SlotRef, uses: u32, bar_code: &BarCode) {
    let place = Place::Slot(slot);
    let there = match belief::medium_at(turn, place) {
        Some(cleaner) if ejection::is_same(turn.world(), cleaner, bar_code) => {
            cartridge::note_bar_code(turn, cleaner, bar_code);
            cleaner
        }
        other => {
            other.into_iter().for_each(|other| ejection::gone(turn, other));
            match on_record(turn.world(), library, bar_code) {
                Some(known) => {
                    comes_from(turn, known, library, slot);
                    known
                }
                None => cartridge::newborn(turn, library, place, bar_code),
            }
        }
    };
    cartridge::is_cleaner(turn, there);
    if !turn.world().libraries[library].cleaner_present {
        turn.change(Change::Library(library, LibraryField::CleanerPresent(true)));
    }
    has_uses(turn, library, uses);
}

/// The cleaner has left the library and its record goes with it (`eject-cleaner.not-tracked-offline`). What stood in its slot,
/// which the caller has recorded as empty, and is known as a data medium leaves as one.
pub(crate) fn cleaner_left(turn: &mut Turn<'_>, library: LibraryRef) {
    if let Some(cleaner) = turn.world().cleaner_of(library) {
        ejection::gone(turn, cleaner);
    }
    has_none(turn, library);
}

/// A library has no cleaner any more.
pub(crate) fn has_none(turn: &mut Turn<'_>, library: LibraryRef) {
    turn.change(Change::Library(library, LibraryField::CleanerPresent(false)));
    turn.change(Change::Library(library, LibraryField::CleanerUses(0)));
}
