//! Which inventories are wanted: what is queued, how much of the library it looks at, and when one that is waiting already will do.

use super::super::{Work, schedule};
use crate::id::{LibraryRef, RequestRef, SessionHandle};
use crate::port::hardware::{Element, Numbers, Reach};
use crate::record::state::{InventoryMethod, Operation, OperationalState};
use crate::turn::Turn;
use crate::world::live::{LibraryUse, LiveChange};
use crate::world::work::inventory::{Inventory, Occasion, Phase};

/// Queues an inventory.
pub(crate) fn queue(turn: &mut Turn<'_>, library: LibraryRef, method: InventoryMethod, session: Option<SessionHandle>) -> RequestRef {
    queue_of(turn, library, Wanted { method, reach: Reach::Everything, occasion: Occasion::Wish }, session)
}

/// Queues the inventory of a library that has come, or come back.
pub(crate) fn queue_at_start(turn: &mut Turn<'_>, library: LibraryRef, method: InventoryMethod) {
    queue_of(turn, library, Wanted { method, reach: Reach::Everything, occasion: Occasion::Start }, None);
}

/// Queues the inventory that follows a visit through a door: of what people got at there (D-053). One that reads every
/// medium is always one of the whole library (`library-door.omid-full`).
pub(crate) fn queue_behind(
    turn: &mut Turn<'_>,
    library: LibraryRef,
    reach: Reach,
    method: InventoryMethod,
    session: Option<SessionHandle>,
) {
    let reach = if looks_at_everything(turn, library, method) { Reach::Everything } else { reach };
    queue_of(turn, library, Wanted { method, reach, occasion: Occasion::Visit }, session);
}

/// Whether an inventory looks at more than what people got at.
pub(crate) fn looks_at_everything(turn: &Turn<'_>, library: LibraryRef, method: InventoryMethod) -> bool {
    method == InventoryMethod::Omid || turn.world().libraries[library].unlooked
}

/// Queues the look at a part of a library of which it has said that people were there, unless one is waiting that sees it too: the
/// library's own inventory, or at least a look.
pub(crate) fn queue_part(turn: &mut Turn<'_>, library: LibraryRef, slots: Numbers) {
    let part = Reach::Frame { slots, drives: Numbers::NONE };
    let sees_it = |waiting: &Inventory| [slots.first, slots.last].into_iter().all(|slot| waiting.reach.holds(Element::Slot(slot)));
    if !is_waiting(turn, library, sees_it) {
        let method = at_least_a_look(turn, library);
        queue_of(turn, library, Wanted { method, reach: part, occasion: Occasion::Wish }, None);
    }
}

/// Queues the inventory of the whole library that makes up for another.
pub(super) fn queue_owed(turn: &mut Turn<'_>, library: LibraryRef, method: InventoryMethod) {
    queue_of(turn, library, Wanted { method, reach: Reach::Everything, occasion: Occasion::Visit }, None);
}

/// What an inventory is to be like.
struct Wanted {
    method: InventoryMethod,
    reach: Reach,
    occasion: Occasion,
}

fn queue_of(turn: &mut Turn<'_>, library: LibraryRef, wanted: Wanted, session: Option<SessionHandle>) -> RequestRef {
    let Wanted { method, reach, occasion } = wanted;
    let method = resolve(turn, library, method);
    let work = Inventory { method, reach, tidied: None, gripped: Vec::new(), target: None, looks: 0, occasion, phase: Phase::Queued };
    let work = Work::Inventory(work);
    schedule::queue(turn, schedule::QueueOrder::new(library, Operation::Inventory, work, session))
}

/// Queues the full inventory that follows a failed mount, unless one is waiting already.
pub(crate) fn queue_full(turn: &mut Turn<'_>, library: LibraryRef) {
    queue_once(turn, library, InventoryMethod::Omid);
}

/// How often in a row the engine looks through a library of its own accord while somebody should look after that library.
const LOOKS: u8 = 10;

/// Queues the inventory that follows a contradiction or a repair: the library's own, or at least a look, unless one is waiting already.
/// A library that answers too late contradicts every look. People have been asked to look after it, and after some looks the engine
/// waits for them (D-135).
pub(crate) fn queue_again(turn: &mut Turn<'_>, library: LibraryRef) {
    let looks = turn.world().live.shared.get(library).looks;
    let needs_service = turn.world().libraries[library].state == OperationalState::NeedsService;
    if needs_service && looks >= LOOKS {
        return;
    }
    let method = at_least_a_look(turn, library);
    if queue_once(turn, library, method) && needs_service {
        set_looks(turn, library, looks + 1);
    }
}

/// Queues a look at the whole library after a command of the service before has ended, unless an inventory is there that has not looked yet.
pub(crate) fn queue_after_old_command(turn: &mut Turn<'_>, library: LibraryRef) {
    let is_to_look = |work: &Inventory| {
        let is_not_through = matches!(work.phase, Phase::Queued | Phase::Tidying | Phase::Clearing);
        work.reach == Reach::Everything && work.method != InventoryMethod::None && is_not_through
    };
    let is_there = |request| turn.task(request).is_some_and(|task| matches!(&task.work, Work::Inventory(work) if is_to_look(work)));
    if !turn.world().queue(library).any(is_there) {
        let wanted = Wanted { method: InventoryMethod::Fast, reach: Reach::Everything, occasion: Occasion::OldCommand };
        queue_of(turn, library, wanted, None);
    }
}

/// Queues a look at the whole library, unless an inventory that sees as much is waiting already.
pub(crate) fn queue_look(turn: &mut Turn<'_>, library: LibraryRef) {
    queue_once(turn, library, InventoryMethod::Fast);
}

/// A transport has ended a command in time, or people have looked after the library: what the engine sees there counts again.
pub(crate) fn looks_count(turn: &mut Turn<'_>, library: LibraryRef) {
    set_looks(turn, library, 0);
}

fn set_looks(turn: &mut Turn<'_>, library: LibraryRef, looks: u8) {
    let shared = turn.world().live.shared.get(library).clone();
    if shared.looks != looks {
        turn.live(LiveChange::Shared(library, LibraryUse { looks, ..shared }));
    }
}

/// The inventory that a library makes by itself; one that makes none looks.
pub(crate) fn at_least_a_look(turn: &Turn<'_>, library: LibraryRef) -> InventoryMethod {
    match resolve(turn, library, InventoryMethod::Default) {
        InventoryMethod::None => InventoryMethod::Fast,
        method => method,
    }
}

/// Says whether one has been queued.
fn queue_once(turn: &mut Turn<'_>, library: LibraryRef, method: InventoryMethod) -> bool {
    let suffices =
        |waiting: &Inventory| waiting.reach == Reach::Everything && (waiting.method == method || waiting.method == InventoryMethod::Omid);
    let is_wanted = !is_waiting(turn, library, suffices);
    if is_wanted {
        queue(turn, library, method, None);
    }
    is_wanted
}

/// Whether an inventory like this is in the queue and has not begun.
fn is_waiting(turn: &Turn<'_>, library: LibraryRef, like: impl Fn(&Inventory) -> bool) -> bool {
    turn.world().queue(library).any(|request| {
        let task = turn.task(request);
        task.is_some_and(|task| matches!(&task.work, Work::Inventory(work) if like(work)) && !task.running)
    })
}

/// DEFAULT means what the library's record says (`inventory-library.default-uses-library-method`).
pub(crate) fn resolve(turn: &Turn<'_>, library: LibraryRef, method: InventoryMethod) -> InventoryMethod {
    if method == InventoryMethod::Default { turn.world().libraries[library].inventory_method } else { method }
}
