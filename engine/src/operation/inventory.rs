//! Inventory: what is in the slots and drives, by bar code, by what changed, or by reading every side.
//!
//! Answers InventoryNtmsLibrary and the inventories that follow a door access, a start, or a failed mount
//! (`inventory-library.*`, `library-door.*`, `model.inventory.*`). The full slots are marked first; then the library
//! reports what it sees, the engine brings the records in line, and queues one request for each cartridge that has to be read.

mod owed;
mod wanted;

use std::sync::Arc;

pub(crate) use owed::{due, make_up, owe, owed_after, owed_for, put_off, remember};
pub(crate) use wanted::{
    at_least_a_look, looks_at_everything, looks_count, queue, queue_after_old_command, queue_again, queue_at_start, queue_behind,
    queue_full, queue_look, queue_part, resolve,
};

use super::{
    Work, WorkEvent, belief, cartridge, cleaning, dismount, drives, ending, enter, failure, gate, grip, hardware, identify, operator,
};
use crate::change::{Change, LibraryField};
use crate::id::{DriveRef, LibraryRef, MediumRef, PortRef, RequestRef, SessionHandle, SlotRef};
use crate::port::hardware::{Access, Action, BarCode, Element, ElementStatus, Exception, Failure, Gate, Outcome, Reach};
use crate::record::state::{BarCodeState, DriveState, InventoryMethod, LibraryKind, Operation, PortPosition, SlotState};
use crate::record::{Medium, Place};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::World;
use crate::world::task::Task;
use crate::world::work;
use crate::world::work::inventory::{Inventory, Occasion, Phase};

refusals! {
    SCAN_FAILED: ScanFailed = UnableToInventorySlot, ["D-046"];
}

/// Marks every slot that is believed full and will be looked at (`inventory-library.marks-full-slots`).
fn mark(turn: &mut Turn<'_>, library: LibraryRef, reach: Reach) {
    for slot in turn.world().parts(library).slots.clone() {
        let record = &turn.world().slots[slot];
        if record.state == SlotState::Full && reach.holds(Element::Slot(record.number)) {
            turn.change(Change::Slot(slot, SlotState::NeedsInventory));
        }
    }
}

/// Stops the current inventory of a library: the one that runs, and the identifications that inventories have left to be done
/// (`inventory-library.stop-current`). When none runs, what the session itself has queued is withdrawn (D-016); what somebody else
/// has queued has not begun, and is not the current one (D-072).
pub(crate) fn stop(turn: &mut Turn<'_>, library: LibraryRef, session: SessionHandle) {
    let open: Vec<RequestRef> = turn.world().queue(library).collect();
    let is_inventory = |task: &Task| matches!(&task.work, Work::Inventory(_));
    let none_runs = !open.iter().any(|request| turn.task(*request).is_some_and(|task| task.running && is_inventory(&task)));
    for request in open {
        let Some(task) = turn.task(request) else { continue };
        let is_left = matches!(&task.work, Work::Identify(work) if work.inventory);
        let is_own = none_runs && is_inventory(&task) && task.session == Some(session);
        if task.running && is_inventory(&task) {
            ending::stop(turn, request);
        } else if !task.running && (is_left || is_own) {
            ending::cancel(turn, request, &failure::STOPPED);
        }
    }
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, work: Inventory) {
    let library = turn.world().requests[request].library;
    if work.method == InventoryMethod::None {
        return ending::pass(turn, request);
    }
    mark(turn, library, work.reach);
    tidy(turn, request, work);
}

/// Locks the keypad, so that nobody takes the library away from the work (D-054); closes the next port that nobody holds
/// and that was left out, by a restart or a failure; then the library looks.
fn tidy(turn: &mut Turn<'_>, request: RequestRef, work: Inventory) {
    let world = turn.world();
    let library = world.requests[request].library;
    let keypad = world.libraries[library].keypad && work.tidied.is_none();
    let is_left_out = |port: &&PortRef| world.ports[**port].position == PortPosition::Extended && work.occasion != Occasion::OldCommand;
    let left_out = world.parts(library).ports.iter().find(is_left_out);
    let left_out = left_out.map(|port| Gate::Port(world.ports[*port].number)).filter(|gate| work.tidied != Some(*gate));
    let next = if keypad { Some((Gate::Keypad, Access::Lock)) } else { left_out.map(|port| (port, Access::Retract)) };
    match next {
        Some((gate, access)) => {
            enter(turn, request, Work::Inventory(Inventory { phase: Phase::Tidying, tidied: Some(gate), ..work }));
            hardware::send(turn, request, Action::SetAccess(gate, access));
        }
        None => scan(turn, request, work),
    }
}

pub(crate) fn scan(turn: &mut Turn<'_>, request: RequestRef, work: Inventory) {
    let library = turn.world().requests[request].library;
    let parts = turn.world().parts(library);
    let slots = parts.slots.iter().map(|slot| Element::Slot(turn.world().slots[*slot].number));
    let drives = parts.drives.iter().map(|drive| Element::Drive(turn.world().drives[*drive].number));
    let cells = parts.ports.iter().flat_map(|port| {
        let port = &turn.world().ports[*port];
        (1..=port.cells).map(|cell| Element::Port(port.number, cell))
    });
    let grips = (1..=turn.world().libraries[library].transports).map(Element::Transport);
    // A move that an open door has stopped may have left its cartridge in a grip, whichever door it was.
    let elements = slots.chain(drives).chain(cells).filter(|element| work.reach.holds(*element)).chain(grips).collect();
    enter(turn, request, Work::Inventory(Inventory { phase: Phase::Scanning, ..work }));
    hardware::send(turn, request, Action::ReadElements(elements));
}

pub(crate) fn advance(turn: &mut Turn<'_>, request: RequestRef, work: Inventory, progress: WorkEvent) {
    match (work.phase, progress) {
        (Phase::Tidying, WorkEvent::Done(_) | WorkEvent::Failed(_)) => tidy(turn, request, work),
        (Phase::Scanning, WorkEvent::Done(Outcome::Elements(elements))) => scanned(turn, request, work, &elements),
        (Phase::Clearing, WorkEvent::Done(_)) => grip::cleared(turn, request, work),
        (_, WorkEvent::Failed(Failure::NotConnected)) => ending::fail_with(turn, request, Failure::NotConnected),
        (Phase::Clearing, WorkEvent::Failed(cause)) => grip::not_cleared(turn, request, work, cause),
        (_, WorkEvent::Failed(_)) => {
            // A door may be open. What is looked at when that one is closed has to be more than what it leads to.
            let library = turn.world().requests[request].library;
            set_unlooked(turn, library, true);
            put_off(turn, request);
            ending::fail(turn, request, &SCAN_FAILED);
        }
        (Phase::Queued | Phase::Tidying | Phase::Scanning | Phase::Clearing, _) => {}
    }
}

/// The library has looked: the records are brought in line.
fn scanned(turn: &mut Turn<'_>, request: RequestRef, mut work: Inventory, elements: &[ElementStatus]) {
    let library = turn.world().requests[request].library;
    let session = turn.task(request).and_then(|task| task.session);
    note_reader(turn, library, elements);
    note_ports(turn, library, elements);
    let owed = turn.world().requests[request].owed;
    let mut look = Look { method: work.method, owed, session, astray: Vec::new() };
    let mut cleaners = cleaners_astray(turn, library, elements);
    out_of_their_drives(turn, library, elements);
    if work.reach == Reach::Everything {
        cleaners.extend(cleaners_in_grips(turn, library, &cleaners));
    }
    for status in elements {
        let place = turn.world().place(library, status.element);
        if let Some(place) = place.filter(|_| status.full && status.bar_code != BarCode::NotRead) {
            identify::came(turn, place, &status.bar_code);
        }
        match place {
            Some(Place::Slot(slot)) => look_at_slot(turn, library, slot, status, &mut look),
            Some(Place::Drive(drive)) => {
                look_at_drive(turn, library, drive, status, work.method, session);
                if matches!(work.occasion, Occasion::Start | Occasion::OldCommand) {
                    empty(turn, drive);
                }
            }
            Some(place @ Place::Port(..)) => look_at_port(turn, library, place, status),
            Some(Place::Transport) if status.full => work.gripped.push(status.clone()),
            Some(Place::Transport | Place::Offline) | None => {}
        }
    }
    forget_unseen(turn, library, cleaners, elements);
    let is_on_its_way = |status: &ElementStatus| status.full && matches!(status.element, Element::Port(..) | Element::Transport(_));
    if work.reach == Reach::Everything && !elements.iter().any(is_on_its_way) {
        cleaning::seen_nowhere(turn, library);
    }
    if work.reach == Reach::Everything {
        set_unlooked(turn, library, false);
        owed::is_done(turn, library, work.method);
        gate::looked_through(turn, library);
        cleaning::fetch_left_behind(turn, library);
    }
    cartridge::copies_give_way(turn, library, &look.astray);
    grip::clear(turn, request, work);
}

/// Records whether a library may hold something else than when it was last looked at (`library-door.none-skips-inventory`).
pub(crate) fn set_unlooked(turn: &mut Turn<'_>, library: LibraryRef, unlooked: bool) {
    if turn.world().libraries[library].unlooked != unlooked {
        turn.change(Change::Library(library, LibraryField::Unlooked(unlooked)));
    }
}

/// A reader that read nothing is broken.
pub(crate) fn note_reader(turn: &mut Turn<'_>, library: LibraryRef, elements: &[ElementStatus]) {
    if elements.iter().any(|status| status.exception == Some(Exception::LabelQuestionable)) {
        operator::ask_for_service(turn, library);
    }
}

/// Nobody sees into a slot. A cleaner in it has not left for all that (`model.cleaner.not-offline`); what else was in it is missing.
pub(crate) fn out_of_reach(turn: &mut Turn<'_>, library: LibraryRef, slot: SlotRef) {
    match belief::medium_at(turn, Place::Slot(slot)) {
        Some(cleaner) if turn.world().media[cleaner].cleaner => cleaner_is_there(turn, library, false),
        Some(medium) => missing(turn, library, medium),
        None => {}
    }
    set_slot(turn, slot, SlotState::NotPresent);
}

/// A look at the slots of a library.
struct Look {
    method: InventoryMethod,
    /// What the library owes if the look is broken off.
    owed: Option<InventoryMethod>,
    session: Option<SessionHandle>,
    /// The cartridges that were not where they are on record.
    astray: Vec<MediumRef>,
}

impl Look {
    /// A recorded cartridge is not where it should be.
    fn misses(&mut self, turn: &mut Turn<'_>, library: LibraryRef, medium: MediumRef) {
        missing(turn, library, medium);
        if turn.world().media.get(medium).is_some() {
            self.astray.push(medium);
        }
    }
}

/// The cleaners that are not where they are on record. They may be seen elsewhere in the same look, before or behind that place, so none
/// of them is forgotten yet (D-159).
fn cleaners_astray(turn: &mut Turn<'_>, library: LibraryRef, elements: &[ElementStatus]) -> Vec<MediumRef> {
    let mut astray = Vec::new();
    for status in elements.iter().filter(|status| status.accessible) {
        let Some(place) = turn.world().place(library, status.element) else { continue };
        let at_rest = |cleaner: &MediumRef| turn.world().media[*cleaner].cleaner && turn.world().live.media.get(*cleaner).is_none();
        let Some(cleaner) = belief::medium_at(turn, place).filter(at_rest) else { continue };
        if status.full && agrees(turn, cleaner, &status.bar_code) {
            continue;
        }
        belief::set_place(turn, cleaner, library, Place::Transport);
        if let Place::Drive(drive) = place {
            belief::drive_is_empty(turn, drive);
        }
        astray.push(cleaner);
    }
    astray
}

/// A cartridge that is on record in a drive, and is seen elsewhere in the same look, has left that drive. Slots are compared before drives, and it is
/// known by its bar code there only when nothing says that it is in the drive (D-041).
fn out_of_their_drives(turn: &mut Turn<'_>, library: LibraryRef, elements: &[ElementStatus]) {
    for status in elements {
        let Some(Place::Drive(drive)) = turn.world().place(library, status.element) else { continue };
        let user = turn.world().live.drives.get(drive);
        let Some(medium) = turn.world().medium_in(drive).filter(|_| !user.is_in_use()) else { continue };
        let is_gone = !status.full || cartridge::has_another(turn.world(), medium, &status.bar_code);
        let code = turn.world().media[medium].bar_code.clone();
        let is_it = |other: &&ElementStatus| matches!((&other.bar_code, &code), (BarCode::Text(seen), Some(code)) if seen == code);
        if is_gone && elements.iter().filter(is_it).count() == 1 {
            belief::drive_is_empty(turn, drive);
        }
    }
}

/// The other cleaners that are on record in a grip, with nobody at work on them. Since the last look they may have been dropped, or taken out.
fn cleaners_in_grips(turn: &Turn<'_>, library: LibraryRef, but: &[MediumRef]) -> Vec<MediumRef> {
    let world = turn.world();
    let is_left =
        |at: &MediumRef, medium: &Medium| medium.place == Place::Transport && world.live.media.get(*at).is_none() && !but.contains(at);
    world.cleaners_in(library).filter(|(at, medium)| is_left(at, medium)).map(|(at, _)| at).collect()
}

/// All was looked at: a cleaner that was seen nowhere is gone. Where something else is on record, an identification tells.
fn forget_unseen(turn: &mut Turn<'_>, library: LibraryRef, cleaners: Vec<MediumRef>, elements: &[ElementStatus]) {
    for cleaner in cleaners {
        let Some(record) = turn.world().media.get(cleaner) else { continue };
        let is_told = |text: &Arc<str>| {
            let seen = elements.iter().filter(|status| matches!(&status.bar_code, BarCode::Text(seen) if seen == text)).count();
            seen > 0 && turn.world().index.bar_codes.get(text).is_some_and(|known| known.len() == 1)
        };
        if record.place == Place::Transport && !record.bar_code.as_ref().is_some_and(is_told) {
            missing(turn, library, cleaner);
        }
    }
}

/// Brings the record of a slot in line with what the library sees in it.
fn look_at_slot(turn: &mut Turn<'_>, library: LibraryRef, slot: SlotRef, status: &ElementStatus, look: &mut Look) {
    let place = Place::Slot(slot);
    let recorded = belief::medium_at(turn, place);
    if !status.accessible {
        return out_of_reach(turn, library, slot);
    }
    if !status.full {
        if let Some(medium) = recorded {
            if is_being_carried(turn, medium) {
                // The work that has it says where it comes to be.
                return;
            }
            look.misses(turn, library, medium);
        }
        return set_slot(turn, slot, SlotState::Empty);
    }
    let confirmed = recorded.is_some_and(|medium| agrees(turn, medium, &status.bar_code));
    let recognised = if confirmed {
        if recorded.is_some_and(|medium| turn.world().media[medium].cleaner && turn.world().cleaner_of(library) == Some(medium)) {
            cleaner_is_there(turn, library, true);
        }
        if let Some(medium) = recorded {
            cartridge::note_bar_code(turn, medium, &status.bar_code);
            cartridge::is_found(turn, medium);
        }
        recorded.is_none_or(|medium| !is_to_be_read(turn.world(), medium, &status.bar_code))
    } else {
        if let Some(medium) = recorded {
            look.misses(turn, library, medium);
        }
        cartridge::turned_up_in_look(turn, library, place, &status.bar_code, &look.astray).1
    };
    let is_cleaner = belief::medium_at(turn, place).is_some_and(|medium| turn.world().media[medium].cleaner);
    if is_cleaner && turn.world().libraries[library].cleaner_slot == Some(slot) {
        cleaning::seen_in_its_slot(turn, library);
    }
    let must_read = match look.method {
        InventoryMethod::Omid => !is_cleaner,
        InventoryMethod::Fast | InventoryMethod::None | InventoryMethod::Default | InventoryMethod::Slot => !recognised && !is_cleaner,
        InventoryMethod::Stop | InventoryMethod::Max => false,
    };
    if must_read {
        set_slot(turn, slot, SlotState::NeedsInventory);
        let operation = if look.method == InventoryMethod::Omid { Operation::ProcessOmid } else { Operation::Classify };
        let read = work::identify::Identify::of(place, &status.bar_code, false, true);
        let owes = read.owes.max(look.owed);
        identify::queue_once(turn, library, operation, work::identify::Identify { owes, ..read }, look.session);
    } else {
        set_slot(turn, slot, SlotState::Full);
    }
}

/// Whether a transport is at work on a cartridge.
fn is_being_carried(turn: &Turn<'_>, medium: MediumRef) -> bool {
    let holder = *turn.world().live.media.get(medium);
    let task = holder.and_then(|request| turn.task(request));
    task.is_some_and(|task| matches!(&task.command, Some((_, Action::Move { .. }))))
}

/// Whether a cartridge that stands where it is on record has to be read all the same: its identification was cut off, or another with the same
/// bar code is missing, which this may be (D-080).
fn is_to_be_read(world: &World, medium: MediumRef, bar_code: &BarCode) -> bool {
    if world.live.media.get(medium).is_some() {
        return false;
    }
    let same = match bar_code {
        BarCode::Text(text) => world.index.bar_codes.get(text).map_or(&[][..], Vec::as_slice),
        BarCode::NotRead | BarCode::Unreadable => &[],
    };
    let is_missing = |other: &MediumRef| *other != medium && world.media[*other].place == Place::Offline;
    identify::is_unread(world, medium) || cartridge::is_as_found_throughout(world, medium) && same.iter().any(is_missing)
}

/// The cleaner can be reached, or cannot.
fn cleaner_is_there(turn: &mut Turn<'_>, library: LibraryRef, there: bool) {
    if turn.world().libraries[library].cleaner_present != there {
        turn.change(Change::Library(library, LibraryField::CleanerPresent(there)));
        if there && turn.world().libraries[library].cleaner_uses > 0 {
            operator::cleaner_arrived(turn, library);
        }
    }
}

/// Whether what the library sees fits the record. Without a reader that works, or without a legible label, a full slot that is
/// recorded as full is taken as unchanged (`library-door.exchange-not-seen-by-fast`).
fn agrees(turn: &Turn<'_>, medium: MediumRef, bar_code: &BarCode) -> bool {
    let record = &turn.world().media[medium];
    match bar_code {
        BarCode::Text(text) => record.bar_code.as_ref() == Some(text),
        BarCode::Unreadable => record.bar_code_state == BarCodeState::Unreadable,
        BarCode::NotRead => true,
    }
}

/// A recorded cartridge is not where it should be. A cleaner is forgotten (`model.cleaner.not-offline`), any other is
/// offline until it turns up.
pub(crate) fn missing(turn: &mut Turn<'_>, library: LibraryRef, medium: MediumRef) {
    if !turn.world().media[medium].cleaner {
        return belief::goes_offline(turn, medium);
    }
    cartridge::forget(turn, medium);
    // Another may stand in its slot by now.
    let another = turn.world().cleaner_of(library).is_some();
    turn.change(Change::Library(library, LibraryField::CleanerPresent(another)));
    turn.change(Change::Library(library, LibraryField::CleanerUses(0)));
}

/// Brings the record of a drive in line, unless somebody works with it (`model.startup.drives-emptied`).
fn look_at_drive(
    turn: &mut Turn<'_>,
    library: LibraryRef,
    drive: DriveRef,
    status: &ElementStatus,
    method: InventoryMethod,
    session: Option<SessionHandle>,
) {
    let user = turn.world().live.drives.get(drive);
    if let (Some(_), Some(medium), true) = (user.session, turn.world().medium_in(drive), status.full) {
        // Its label has been read: it is what it is taken for, and has the bar code that is seen on it (D-071).
        return cartridge::correct_bar_code(turn, medium, &status.bar_code);
    }
    if status.exception == Some(Exception::DriveNotInstalled) {
        return;
    }
    match (status.full, turn.world().medium_in(drive)) {
        (true, None) => identify::found_in_drive(turn, library, drive, &status.bar_code, true, session),
        (false, Some(_)) => belief::drive_is_empty(turn, drive),
        (true, Some(medium)) if must_read_in_drive(turn, drive, medium, status, method) => {
            identify::found_in_drive(turn, library, drive, &status.bar_code, true, session);
        }
        // It is to be read already, or need not be. The reader may not have worked when it was seen first.
        (true, Some(medium)) if !cartridge::is_another(turn.world(), library, medium, &status.bar_code) => {
            cartridge::note_bar_code(turn, medium, &status.bar_code);
        }
        (true, Some(_)) | (false, None) => {}
    }
}

/// Has a medium taken out of a drive that nobody used when the library came, unless it is to be read there or is waited for.
fn empty(turn: &mut Turn<'_>, drive: DriveRef) {
    let world = turn.world();
    let user = world.live.drives.get(drive);
    let Some(medium) = world.medium_in(drive) else { return };
    let is_wanted = world.at_work.about(medium).next().is_some();
    let in_use = user.is_in_use() || world.media[medium].cleaner;
    if !in_use && !is_wanted && drives::can_be_emptied(world, drive) {
        dismount::evict(turn, drive, None);
    }
}

/// Whether what is in a drive has to be read: its identification was cut off, its bar code is not the one on record, people may have
/// exchanged it (`model.inventory.standalone`), or every label is to be read and nobody has it mounted (`inventory-library.omid-mounts-every-side`).
fn must_read_in_drive(turn: &Turn<'_>, drive: DriveRef, medium: MediumRef, status: &ElementStatus, method: InventoryMethod) -> bool {
    let world = turn.world();
    let record = &world.media[medium];
    let by_people = world.libraries[world.drives[drive].library].kind == LibraryKind::Standalone && !record.cleaner;
    let told = matches!(&status.bar_code, BarCode::Text(text) if record.bar_code.as_ref() == Some(text));
    let is_another = matches!(status.bar_code, BarCode::Text(_)) && !told;
    let is_released = world.drives[drive].state == DriveState::Dismountable && !record.cleaner;
    let in_doubt = is_another || method == InventoryMethod::Omid && (is_released || by_people) || by_people && !told;
    (identify::is_unread(world, medium) || in_doubt) && !identify::is_queued(world, Place::Drive(drive))
}

/// Brings the record of a port in line: a recorded cartridge that is not in it any more has been taken. A port that is in and
/// cannot be looked into has been carried away with its magazine, and what was in it too (D-087).
fn look_at_port(turn: &mut Turn<'_>, library: LibraryRef, place: Place, status: &ElementStatus) {
    if !status.accessible {
        let is_out = matches!(place, Place::Port(port, _) if turn.world().ports[port].position == PortPosition::Extended);
        if let Some(medium) = belief::medium_at(turn, place).filter(|_| !is_out) {
            missing(turn, library, medium);
        }
        return;
    }
    if let Some(medium) = belief::medium_at(turn, place)
        && (!status.full || !agrees(turn, medium, &status.bar_code))
    {
        missing(turn, library, medium);
    }
    gate::recognise(turn, library, place, status);
}

/// Records whether there is something in a port, of all whose cells could be looked into.
fn note_ports(turn: &mut Turn<'_>, library: LibraryRef, elements: &[ElementStatus]) {
    for port in turn.world().parts(library).ports.clone() {
        let is_cell =
            |status: &&ElementStatus| matches!(turn.world().place(library, status.element), Some(Place::Port(of, _)) if of == port);
        let cells: Vec<&ElementStatus> = elements.iter().filter(is_cell).collect();
        if !cells.is_empty() && cells.iter().all(|cell| cell.accessible) {
            belief::set_content(turn, port, cells.iter().any(|cell| cell.full));
        }
    }
}

pub(crate) fn set_slot(turn: &mut Turn<'_>, slot: SlotRef, state: SlotState) {
    if turn.world().slots[slot].state != state {
        turn.change(Change::Slot(slot, state));
    }
}
