//! Identification: a cartridge is brought into a drive, every side of it is read, and it goes back.
//!
//! One request for each cartridge: after an injection (`inject-media.identify-queued-per-medium`), for each slot that
//! an inventory marked (`inventory-library.omid-mounts-every-side`, `inventory-library.fast-without-reader`), and for
//! a cartridge that was put into a drive by hand. A cartridge whose unique bar code is known, or that is a cleaner,
//! is not mounted (`model.identify.bar-code-shortcut`, `model.cleaner.cln-prefix`).

mod labels;

pub(crate) use labels::is_unread;
use labels::{conclude, conclude_early};

use super::drives::Offers;
use super::{
    Readiness, Work, WorkEvent, belief, cartridge, cleaning, dismount, drives, ending, enter, failure, hardware, hold_drive, mount,
    operator, schedule,
};
use crate::agenda::Lane;
use crate::change::{Change, DriveField, ObjectRef, SideField};
use crate::id::{DriveRef, LibraryRef, MediumRef, RequestRef, SessionHandle, SlotRef};
use crate::port::hardware::{Action, BarCode, Blame, Element, Failure, Label, Outcome, SideNumber};
use crate::record::state::{DriveState, LibraryKind, Operation, SideState, SlotState};
use crate::record::{Place, Subject};
use crate::refusal::refusals;
use crate::time::Instant;
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::LiveChange;
use crate::world::suitable::Suitable;
use crate::world::work::identify::{Identify, Phase};

refusals! {
    NOTHING_THERE: NothingThere = SlotEmpty, ["D-046"];
    NOT_INSTALLED: NotInstalled = SlotNotPresent, ["D-046"];
    NOTHING_TO_READ_WITH: NothingToReadWith = UnableToInventorySlot, ["D-046"];
    DRIVE_NOT_INVENTORIED: DriveNotInventoried = UnableToInventoryDrive, ["D-046"];
    NO_SLOT_TO_RETURN: NoSlotToReturn = LibraryFull, ["D-046"];
}

/// Queues an identification.
pub(crate) fn queue(turn: &mut Turn<'_>, library: LibraryRef, operation: Operation, work: Identify, session: Option<SessionHandle>) {
    let world = turn.world();
    let (slot, drive) = match work.target {
        Place::Slot(slot) => (world.guid(ObjectRef::Slot(slot)), None),
        Place::Drive(drive) => (None, world.guid(ObjectRef::Drive(drive))),
        Place::Port(..) | Place::Transport | Place::Offline => (None, None),
    };
    let medium = belief::medium_at(turn, work.target).and_then(|medium| turn.world().guid(ObjectRef::Medium(medium)));
    let subject = Subject { slot, drive, medium, ..Subject::default() };
    schedule::queue(turn, schedule::QueueOrder { subject, ..schedule::QueueOrder::new(library, operation, Work::Identify(work), session) });
}

/// Queues the identification that an inventory asks for. One that is waiting for what is at this place already suffices, and has
/// its bar code from this look.
pub(crate) fn queue_once(turn: &mut Turn<'_>, library: LibraryRef, operation: Operation, work: Identify, session: Option<SessionHandle>) {
    match waiting_for(turn.world(), work.target) {
        Some(waiting) => turn.with_task(waiting, |task| {
            if let Work::Identify(queued) = &mut task.work {
                queued.bar_code = work.bar_code;
            }
        }),
        None => queue(turn, library, operation, work, session),
    }
}

/// Whether an identification of what is at this place is already waiting.
pub(crate) fn is_queued(world: &World, place: Place) -> bool {
    waiting_for(world, place).is_some()
}

/// Whether any label of a library is being read, or will be.
pub(crate) fn is_any_queued(world: &World, library: LibraryRef) -> bool {
    world.queue(library).any(|request| world.live.tasks.get(&request).is_some_and(|task| matches!(task.work, Work::Identify(_))))
}

fn waiting_for(world: &World, place: Place) -> Option<RequestRef> {
    all_waiting_for(world, place).next()
}

fn all_waiting_for(world: &World, place: Place) -> impl Iterator<Item = RequestRef> + '_ {
    world.at_work.reading(place).filter(|request| world.live.tasks.get(request).is_some_and(|task| !task.running))
}

/// Something has been carried to a place, or was seen there once more: what waits to be read there has the bar code of that, and not
/// the one that was seen before.
pub(crate) fn came(turn: &mut Turn<'_>, place: Place, bar_code: &BarCode) {
    let waiting: Vec<RequestRef> = all_waiting_for(turn.world(), place).collect();
    for request in waiting {
        turn.with_task(request, |task| {
            if let Work::Identify(queued) = &mut task.work {
                queued.bar_code = bar_code.clone();
            }
        });
    }
}

/// Somebody put a cartridge into a drive. Without change detection nobody notices (`model.standalone.change-unseen`).
pub(crate) fn loaded_by_hand(turn: &mut Turn<'_>, library: LibraryRef, number: u16) {
    let Some(Place::Drive(drive)) = turn.world().place(library, Element::Drive(number)) else { return };
    if turn.world().libraries[library].detects_changes {
        found_in_drive(turn, library, drive, &BarCode::NotRead, false, None);
    }
}

/// What stood in a slot has left the library: whoever waits for a drive to read it waits in vain (D-050).
pub(crate) fn nothing_stands_there(turn: &mut Turn<'_>, library: LibraryRef, slot: SlotRef) {
    if turn.world().index.in_slot.get(slot).is_some() {
        return;
    }
    let is_of_slot = |work: &Work| matches!(work, Work::Identify(work) if work.target == Place::Slot(slot));
    let waits = |request: &RequestRef| turn.task(*request).is_some_and(|task| !task.running && is_of_slot(&task.work));
    for request in turn.world().queue(library).filter(waits).collect::<Vec<_>>() {
        ending::fail(turn, request, &NOTHING_THERE);
    }
}

/// A drive holds a cartridge that nobody put there: it is recorded and will be read.
pub(crate) fn found_in_drive(
    turn: &mut Turn<'_>,
    library: LibraryRef,
    drive: DriveRef,
    bar_code: &BarCode,
    inventory: bool,
    session: Option<SessionHandle>,
) {
    match turn.world().medium_in(drive) {
        None => {
            let (medium, _) = cartridge::turned_up(turn, library, Place::Drive(drive), bar_code);
            belief::set_drive(turn, drive, DriveState::Mounted);
            if turn.world().cleaner_of(library) == Some(medium) {
                // It was carried there for a cleaning that has ended since.
                return cleaning::fetch_left_behind(turn, library);
            }
        }
        // A cleaner cannot be read: whose bar code it is tells what it is.
        Some(medium) if cartridge::is_another(turn.world(), library, medium, bar_code) => {}
        Some(medium) => cartridge::note_bar_code(turn, medium, bar_code),
    }
    queue_once(turn, library, Operation::Classify, Identify::of(Place::Drive(drive), bar_code, false, inventory), session);
}

pub(crate) fn readiness(world: &World, now: Instant, request: RequestRef, work: &Identify, offers: &mut Offers) -> Readiness {
    let (library, medium) = match work.target {
        Place::Slot(slot) => (world.slots[slot].library, *world.index.in_slot.get(slot)),
        Place::Drive(drive) => (world.drives[drive].library, world.medium_in(drive)),
        Place::Port(..) | Place::Transport | Place::Offline => return Readiness::Ready,
    };
    if medium.is_some_and(|medium| world.is_held_beside(medium, request)) {
        return Readiness::Taken(None);
    }
    match work.target {
        Place::Drive(drive) => {
            // In one that is out of service nothing is loaded.
            if world.live.drives.get(drive).is_in_use() || !world.drives[drive].enabled { Readiness::Taken(None) } else { Readiness::Ready }
        }
        Place::Slot(_) if needs_no_drive(world, work, medium) => Readiness::Ready,
        // It is started so that it can fail: there is nothing to wait for.
        Place::Slot(_) if world.parts(library).drives.is_empty() => Readiness::Ready,
        Place::Slot(_) => match offers.available(world, library, now, &suitable(world, work, medium)) {
            Ok(_) => Readiness::Ready,
            Err(blocked) => blocked,
        },
        Place::Port(..) | Place::Transport | Place::Offline => Readiness::Ready,
    }
}

/// What one that cannot be started waits for: a drive, unless somebody has what it should read.
pub(crate) fn lane(world: &World, request: RequestRef, work: &Identify) -> Lane {
    let Place::Slot(slot) = work.target else { return Lane::Open };
    let medium = *world.index.in_slot.get(slot);
    if medium.is_some_and(|medium| world.is_held_beside(medium, request)) {
        return Lane::Open;
    }
    Lane::Drives(suitable(world, work, medium))
}

fn needs_no_drive(world: &World, work: &Identify, medium: Option<MediumRef>) -> bool {
    work.recognised || medium.and_then(|medium| world.media.get(medium)).is_some_and(|medium| medium.cleaner)
}

/// The drives in which a cartridge can be read: those that take it, or, as long as nobody knows what it is, those of every type that
/// has not been tried (D-090).
fn suitable(world: &World, work: &Identify, medium: Option<MediumRef>) -> Suitable {
    let known = medium.filter(|medium| !is_unread(world, *medium));
    known.map_or_else(|| Suitable::Untried(work.tried.clone()), |medium| Suitable::for_medium(world, medium))
}

/// Whether a drive of another type may still be able to use a cartridge that the last one could not.
fn may_be_another(world: &World, work: &Identify, library: LibraryRef) -> bool {
    world.parts(library).drives.iter().any(|drive| !work.tried.contains(&world.drives[*drive].media_type))
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, mut work: Identify) {
    match work.target {
        Place::Slot(slot) => {
            let library = turn.world().slots[slot].library;
            let (number, state) = (turn.world().slots[slot].number, turn.world().slots[slot].state);
            match state {
                SlotState::NotPresent => return ending::fail(turn, request, &NOT_INSTALLED),
                SlotState::Empty => return ending::fail(turn, request, &NOTHING_THERE),
                SlotState::Unknown | SlotState::Full | SlotState::NeedsInventory => {}
            }
            let medium = match belief::medium_at(turn, work.target) {
                Some(medium) => medium,
                None => cartridge::newborn(turn, library, work.target, &work.bar_code),
            };
            if needs_no_drive(turn.world(), &work, Some(medium)) {
                turn.change(Change::Slot(slot, SlotState::Full));
                return ending::pass(turn, request);
            }
            let world = turn.world();
            let Ok(drive) = drives::available(world, library, turn.now, &suitable(world, &work, Some(medium))) else {
                return ending::fail(turn, request, &NOTHING_TO_READ_WITH);
            };
            work.medium = Some(medium);
            work.drive = Some(drive);
            work.phase = Phase::Fetching;
            let to = Element::Drive(turn.world().drives[drive].number);
            hold_drive(turn, drive, Some(request));
            schedule::hold_medium(turn, medium, request);
            enter(turn, request, Work::Identify(work));
            hardware::carry(turn, request, Element::Slot(number), to, 1);
        }
        Place::Drive(drive) => {
            let Some(medium) = turn.world().medium_in(drive) else { return ending::fail(turn, request, &NOTHING_THERE) };
            work.medium = Some(medium);
            work.drive = Some(drive);
            work.phase = Phase::Loading;
            work.side = up_in(turn.world(), drive, medium);
            let number = turn.world().drives[drive].number;
            hold_drive(turn, drive, Some(request));
            schedule::hold_medium(turn, medium, request);
            enter(turn, request, Work::Identify(work));
            hardware::send(turn, request, Action::Load(number));
        }
        Place::Port(..) | Place::Transport | Place::Offline => ending::fail(turn, request, &NOTHING_THERE),
    }
}

pub(crate) fn advance(turn: &mut Turn<'_>, request: RequestRef, mut work: Identify, progress: WorkEvent) {
    let (Some(drive), Some(mut medium)) = (work.drive, work.medium) else { return };
    let number = turn.world().drives[drive].number;
    if turn.world().media.get(medium).is_none() {
        // A cleaner that is not where it was has no record any more (`model.cleaner.not-offline`).
        return match progress {
            WorkEvent::Failed(cause) => ending::fail_with(turn, request, cause),
            WorkEvent::Done(_) | WorkEvent::Sensed(_) | WorkEvent::Expired => ending::fail(turn, request, &NOTHING_THERE),
        };
    }
    if let WorkEvent::Failed(cause) = progress
        && !matches!(cause, Failure::LabelUnreadable | Failure::CleanerInDrive)
    {
        medium = conclude_early(turn, request, &mut work, medium);
    }
    if matches!(work.phase, Phase::Loading | Phase::Reading) && dismount::drive_of(turn.world(), medium) != Some(drive) {
        return ending::fail(turn, request, &NOTHING_THERE);
    }
    match (work.phase, progress) {
        (Phase::Fetching, WorkEvent::Done(_)) => {
            enter(turn, request, Work::Identify(Identify { phase: Phase::Loading, ..work }));
            hardware::send(turn, request, Action::Load(number));
        }
        (Phase::Loading, WorkEvent::Done(_)) => {
            let code = turn.world().drives[drive].media_type;
            if is_unread(turn.world(), medium) && turn.world().media_type(code) != Some(turn.world().media[medium].media_type) {
                // The drive has told what type it is of.
                let known = cartridge::is_of_type(turn, medium, code);
                schedule::hold_medium(turn, known, request);
                work.medium = Some(known);
            }
            count_mount(turn, drive, work.medium.unwrap_or(medium), work.side);
            enter(turn, request, Work::Identify(Identify { phase: Phase::Reading, ..work }));
            hardware::send(turn, request, Action::ReadLabel(number));
        }
        (Phase::Loading, WorkEvent::Failed(Failure::CleanerInDrive)) if is_by_hand(turn.world(), drive) => {
            let medium = what_is_there(turn, request, &mut work, drive, medium);
            is_cleaner(turn, request, work, medium);
            cleaning::cleaned_by_hand(turn, drive);
            belief::set_drive(turn, drive, DriveState::BeingCleaned);
            ending::pass(turn, request);
        }
        (Phase::Loading, WorkEvent::Failed(Failure::CleanerExpired)) if is_by_hand(turn.world(), drive) => {
            let library = turn.world().drives[drive].library;
            let medium = what_is_there(turn, request, &mut work, drive, medium);
            is_cleaner(turn, request, work, medium);
            operator::ask_for_cleaner(turn, library, "The cleaner is used up. Replace it.", None);
            ending::fail_with(turn, request, Failure::CleanerExpired);
        }
        (Phase::Loading, WorkEvent::Failed(Failure::CleanerInDrive)) => {
            // It has no label, and nobody has told that it is a cleaner: it may yet be injected as one (D-045).
            let medium = what_is_there(turn, request, &mut work, drive, medium);
            operator::tell(turn, ObjectRef::Medium(medium), operator::A_CLEANER);
            not_usable(turn, medium);
            unload(turn, request, work, number);
        }
        (Phase::Loading, WorkEvent::Failed(cause)) if cause.blame() == Blame::Cartridge => {
            // The drive gives it back; nobody has read it.
            let medium = what_is_there(turn, request, &mut work, drive, medium);
            work.tried.push(turn.world().drives[drive].media_type);
            let may_be_another = cause == Failure::IncompatibleMedium
                && is_unread(turn.world(), medium)
                && may_be_another(turn.world(), &work, turn.world().drives[drive].library);
            if !may_be_another {
                not_usable(turn, medium);
            }
            work.failed = Some(failure::of(cause));
            put_back(turn, request, work, medium);
        }
        (Phase::Loading, WorkEvent::Failed(_)) if matches!(work.target, Place::Drive(_)) => {
            what_is_there(turn, request, &mut work, drive, medium);
            ending::fail(turn, request, &DRIVE_NOT_INVENTORIED);
        }
        (Phase::Reading, WorkEvent::Done(Outcome::Label(label))) => read(turn, request, work, Some(label)),
        (Phase::Reading, WorkEvent::Failed(Failure::LabelUnreadable)) => read(turn, request, work, None),
        (Phase::Unloading, WorkEvent::Done(_)) => put_back(turn, request, work, medium),
        (Phase::Shelving, WorkEvent::Failed(cause)) if dismount::another_shelf(turn.world(), medium, cause).is_some() => {
            put_back(turn, request, work, medium);
        }
        (Phase::Shelving, WorkEvent::Done(_)) => {
            if let Some(refusal) = work.failed {
                let library = turn.world().drives[drive].library;
                if is_unread(turn.world(), medium) && may_be_another(turn.world(), &work, library) {
                    try_another(turn, request, &work, library, turn.world().media[medium].place);
                }
                ending::fail(turn, request, refusal);
            } else if let Some(side) = next_side(turn.world(), &work, medium) {
                turn_over(turn, request, work, medium, side);
            } else {
                ending::pass(turn, request);
            }
        }
        (Phase::Reading, WorkEvent::Failed(failure)) => {
            what_is_there(turn, request, &mut work, drive, medium);
            ending::fail_with(turn, request, failure);
        }
        (Phase::Unloading | Phase::Shelving, WorkEvent::Failed(failure)) => {
            stays_unread(turn, request, &mut work, drive, medium);
            ending::fail_with(turn, request, failure);
        }
        (_, WorkEvent::Failed(failure)) => ending::fail_with(turn, request, failure),
        (Phase::Queued | Phase::Fetching | Phase::Loading | Phase::Reading | Phase::Unloading | Phase::Shelving, _) => {}
    }
}

/// There is a cleaner in the drive: it has another record from now on, and the work has that.
fn is_cleaner(turn: &mut Turn<'_>, request: RequestRef, work: Identify, medium: MediumRef) {
    let cleaner = cartridge::is_cleaner(turn, medium);
    enter(turn, request, Work::Identify(Identify { medium: Some(cleaner), ..work }));
}

/// A side that is read has been mounted for that, and counts as such (D-075).
fn count_mount(turn: &mut Turn<'_>, drive: DriveRef, medium: MediumRef, number: SideNumber) {
    let side = turn.world().sides_of(medium).iter().copied().find(|side| turn.world().sides[*side].number == number);
    mount::count(turn, drive, side);
}

/// What is in a drive that cannot read it: what is on record there, unless another bar code was seen on it. Then it is whatever turns up with
/// that one, as in a slot.
fn what_is_there(turn: &mut Turn<'_>, request: RequestRef, work: &mut Identify, drive: DriveRef, medium: MediumRef) -> MediumRef {
    let library = turn.world().drives[drive].library;
    if !matches!(work.target, Place::Drive(_)) || !cartridge::is_another(turn.world(), library, medium, &work.bar_code) {
        return medium;
    }
    turn.live(LiveChange::Medium(medium, None));
    belief::goes_offline(turn, medium);
    let (other, _) = cartridge::turned_up(turn, library, Place::Drive(drive), &work.bar_code);
    belief::exchanged_unseen(turn, drive);
    schedule::hold_medium(turn, other, request);
    work.medium = Some(other);
    // Whatever ends this work lets go of that one.
    enter(turn, request, Work::Identify(work.clone()));
    other
}

/// A cartridge stays in its drive, and if no side of it has been read, because nobody knew which one was up, its bar code tells what it is.
fn stays_unread(turn: &mut Turn<'_>, request: RequestRef, work: &mut Identify, drive: DriveRef, medium: MediumRef) {
    if work.seen.is_empty() && dismount::drive_of(turn.world(), medium) == Some(drive) {
        what_is_there(turn, request, work, drive, medium);
    }
}

/// Has a cartridge that one drive could not use read in another that takes other media.
fn try_another(turn: &mut Turn<'_>, request: RequestRef, work: &Identify, library: LibraryRef, at: Place) {
    let Some(record) = turn.world().requests.get(request) else { return };
    let operation = record.operation;
    let session = turn.task(request).and_then(|task| task.session);
    let again = Identify { tried: work.tried.clone(), ..Identify::of(at, &work.bar_code, false, work.inventory) };
    queue_once(turn, library, operation, again, session);
}

/// Whether only people carry cartridges to a drive.
fn is_by_hand(world: &World, drive: DriveRef) -> bool {
    world.libraries[world.drives[drive].library].kind == LibraryKind::Standalone
}

/// The cartridge goes back to its slot; without a robot it stays in the drive.
fn put_back(turn: &mut Turn<'_>, request: RequestRef, mut work: Identify, medium: MediumRef) {
    let Some(drive) = work.drive else { return };
    let number = turn.world().drives[drive].number;
    match home(turn.world(), &work, medium).filter(|_| !is_by_hand(turn.world(), drive)) {
        Some(to) => {
            enter(turn, request, Work::Identify(Identify { phase: Phase::Shelving, ..work }));
            hardware::carry(turn, request, Element::Drive(number), to, 1);
        }
        None => {
            let medium = conclude_early(turn, request, &mut work, medium);
            stays_unread(turn, request, &mut work, drive, medium);
            ending::fail(turn, request, work.failed.unwrap_or(&NO_SLOT_TO_RETURN));
        }
    }
}

/// A cartridge that nothing is known of cannot be used here (`NTMS_PARTSTATE_INCOMPATIBLE`).
fn not_usable(turn: &mut Turn<'_>, medium: MediumRef) {
    for side in turn.world().sides_of(medium).to_vec() {
        let record = &turn.world().sides[side];
        if record.label.is_none() && cartridge::is_as_found(record.state) {
            turn.change(Change::Side(side, SideField::State(SideState::Incompatible)));
        }
    }
}

/// The slot the cartridge came from, or any other.
fn home(world: &World, work: &Identify, medium: MediumRef) -> Option<Element> {
    let origin = match work.target {
        // Another may have been sent there meanwhile.
        Place::Slot(slot) if world.is_empty(world.slots[slot].library, slot) => Some(slot),
        Place::Slot(_) | Place::Drive(_) | Place::Port(..) | Place::Transport | Place::Offline => None,
    };
    world.element(Place::Slot(origin.or_else(|| world.slot_for(medium))?))
}

/// Which side of a cartridge is up in its drive: the one on record there, or its only one. Otherwise nobody knows.
fn up_in(world: &World, drive: DriveRef, medium: MediumRef) -> SideNumber {
    match (world.drives[drive].side, world.sides_of(medium).len()) {
        (Some(side), _) => world.sides[side].number,
        (None, 1) => 1,
        (None, _) => 0,
    }
}

/// The next side to be read. After one that could not be loaded there is none.
fn next_side(world: &World, work: &Identify, medium: MediumRef) -> Option<SideNumber> {
    let is_seen = |side: &SideNumber| work.seen.iter().any(|(seen, _)| seen == side);
    let sides = world.media_types[world.media[medium].media_type].sides;
    (work.side == 0 || is_seen(&work.side)).then(|| (1..=sides).find(|side| !is_seen(side))).flatten()
}

/// A side has been read. After the last one the record is brought in line and the cartridge goes back.
fn read(turn: &mut Turn<'_>, request: RequestRef, mut work: Identify, label: Option<Label>) {
    let (Some(drive), Some(medium)) = (work.drive, work.medium) else { return };
    let by_hand = is_by_hand(turn.world(), drive);
    if matches!(work.target, Place::Drive(_)) && work.seen.is_empty() {
        // Nobody has turned it over yet. A label that is on record tells which side has it.
        let told = label.as_ref().and_then(|label| labels::side_with(turn.world(), medium, label));
        work.side = told.unwrap_or(if by_hand { work.side.max(1) } else { work.side });
    }
    if work.side > 0 {
        work.seen.push((work.side, label));
    }
    if by_hand || next_side(turn.world(), &work, medium).is_none() {
        conclude(turn, request, &mut work, medium);
    }
    if by_hand {
        // Nobody can turn it over: the label tells which side is up.
        let medium = work.medium.unwrap_or(medium);
        let read = work.seen.last().and_then(|(_, label)| label.as_ref());
        let sides = turn.world().sides_of(medium);
        let up = sides.iter().find(|side| read.is_some() && turn.world().sides[**side].label.as_ref() == read);
        let side = up.or(sides.first()).copied();
        turn.change(Change::Drive(drive, DriveField::Side(side)));
        enter(turn, request, Work::Identify(work));
        dismount::release(turn, drive, medium);
        return ending::pass(turn, request);
    }
    let number = turn.world().drives[drive].number;
    unload(turn, request, work, number);
}

fn unload(turn: &mut Turn<'_>, request: RequestRef, work: Identify, drive: u16) {
    enter(turn, request, Work::Identify(Identify { phase: Phase::Unloading, ..work }));
    hardware::send(turn, request, Action::Unload(drive));
}

/// The next side is read: the cartridge goes back into the drive the other way up (`model.mount.two-sided`).
fn turn_over(turn: &mut Turn<'_>, request: RequestRef, work: Identify, medium: MediumRef, side: SideNumber) {
    let Some(drive) = work.drive else { return };
    let Some(from) = turn.world().element(turn.world().media[medium].place) else { return };
    let to = Element::Drive(turn.world().drives[drive].number);
    enter(turn, request, Work::Identify(Identify { side, phase: Phase::Fetching, ..work }));
    hardware::carry(turn, request, from, to, side);
}
