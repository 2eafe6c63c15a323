//! What a service that went down was at: which of it went on in the hardware, and what has to be looked at for that.
//!
//! Requests are not resumed (`model.startup.sequence`), but hardware does not know of that: a transport carries to the end what it was told, and so
//! do drives. What that comes to, the next service counts and looks for (D-102, D-163).

use super::{goes_offline, set_drive, used};
use crate::change::{Change, LibraryField, ObjectRef};
use crate::id::{DriveRef, LibraryRef, RequestRef};
use crate::operation::{inventory, mount};
use crate::record::LibraryRequest;
use crate::record::state::{DriveState, InventoryMethod, MediaState, Operation, RequestState};
use crate::turn::Turn;

/// The service went down while this request was open. What was told to the hardware for it goes on there.
pub(crate) fn cut_off(turn: &mut Turn<'_>, request: RequestRef) {
    let LibraryRequest { library, operation, state, .. } = turn.world().requests[request];
    let drive = drive_of(turn, request);
    if let Some(drive) = drive.filter(|_| operation == Operation::Dismount) {
        exchange_cut_off(turn, library, drive);
    }
    if state != RequestState::InProcess {
        return;
    }
    if let Some(drive) = drive {
        goes_on(turn, request, drive);
    }
    if carries(operation) {
        look_if_nobody_does(turn, library);
        let cut_off = turn.world().libraries[library].cut_off.saturating_add(1);
        turn.change(Change::Library(library, LibraryField::CutOff(cut_off)));
    }
}

/// Something has ended that this service has not begun. If it was a move, an inventory that has looked before does not know where its cartridge is.
pub(crate) fn done_unknown(turn: &mut Turn<'_>) {
    let open = turn.world().libraries.iter().filter_map(|(at, library)| Some((at, library.cut_off.checked_sub(1)?)));
    for (library, cut_off) in open.collect::<Vec<_>>() {
        turn.change(Change::Library(library, LibraryField::CutOff(cut_off)));
        inventory::queue_after_old_command(turn, library);
    }
}

fn drive_of(turn: &Turn<'_>, request: RequestRef) -> Option<DriveRef> {
    let drive = turn.world().requests[request].subject.drive?;
    if let Some(ObjectRef::Drive(drive)) = turn.world().object(drive) { Some(drive) } else { None }
}

/// Where cartridges are exchanged nobody knows which of two is in the drive that was unloaded for it: whatever is found in it is read
/// (D-102).
fn exchange_cut_off(turn: &mut Turn<'_>, library: LibraryRef, drive: DriveRef) {
    let world = turn.world();
    if !world.libraries[library].exchanges || world.drives[drive].state != DriveState::Unloaded {
        return;
    }
    if let Some(medium) = world.medium_in(drive) {
        goes_offline(turn, medium);
        set_drive(turn, drive, DriveState::Dismounted);
    }
    look_if_nobody_does(turn, library);
}

/// A drive cleans or loads to the end: that counts, although nobody hears of it.
fn goes_on(turn: &mut Turn<'_>, request: RequestRef, drive: DriveRef) {
    let world = turn.world();
    let LibraryRequest { library, operation, subject, .. } = world.requests[request];
    let Some(medium) = world.medium_in(drive) else { return };
    let state = world.drives[drive].state;
    let cleans = state == DriveState::BeingCleaned && world.media[medium].state == MediaState::Mounted;
    if operation == Operation::CleanDrive && cleans {
        return used(turn, library);
    }
    // An identification has no drive on record, so nobody knows which one loads for it.
    if operation == Operation::Mount && state == DriveState::Mounted {
        let side = world.sides_of(medium).iter().copied().find(|side| Some(world.sides[*side].guid) == subject.side);
        if side.is_some() {
            mount::count(turn, drive, side);
        }
    }
}

/// Whether work of this kind has cartridges carried.
const fn carries(operation: Operation) -> bool {
    match operation {
        Operation::Mount | Operation::Dismount | Operation::CleanDrive | Operation::WriteScratch => true,
        Operation::Eject | Operation::EjectCleaner | Operation::Inject | Operation::InjectCleaner => true,
        Operation::Classify | Operation::ProcessOmid | Operation::UpdateOmid => true,
        // What an inventory carries out of a grip is looked for by the next one.
        Operation::Inventory => false,
        Operation::DoorAccess | Operation::ReserveCleaner | Operation::ReleaseCleaner | Operation::Remove => false,
        Operation::DisableLibrary | Operation::DisableDrive | Operation::DisableMedia => false,
        Operation::EnableLibrary | Operation::EnableDrive | Operation::EnableMedia => false,
    }
}

/// Libraries that are looked through when they come find it all by themselves.
pub(super) fn look_if_nobody_does(turn: &mut Turn<'_>, library: LibraryRef) {
    if inventory::resolve(turn, library, InventoryMethod::Default) == InventoryMethod::None {
        inventory::queue_look(turn, library);
    }
}
