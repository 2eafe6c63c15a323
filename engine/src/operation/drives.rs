//! Which drive work can have: an empty one, else one whose medium is no longer in use.
//!
//! Mounts are served from dismounted and dismountable drives (`mount-media.dismountable-drives-reused`); a medium
//! that was dismounted with DEFERRED keeps its drive for the drive's delay (`dismount-media.defer-delay`).

use std::collections::BTreeMap;

use super::dismount::{is_leaving, shelf};
use super::{Readiness, cleaning, identify, operator};
use crate::change::{Change, DriveField, ObjectRef};
use crate::id::{DriveRef, LibraryRef, MediumRef};
use crate::port::hardware::Failure;
use crate::record::Place;
use crate::record::state::{DoorState, DriveState, LibraryKind, OperationalState};
use crate::time::{Instant, Millis};
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::{DriveUse, LiveChange};
use crate::world::suitable::Suitable;

/// The drives of a library as one look at its queue finds them: those who want the same hear the same, and it is found out once.
#[derive(Default)]
pub(crate) struct Offers {
    drives: BTreeMap<Suitable, Result<DriveRef, Readiness>>,
    disabled: BTreeMap<Suitable, bool>,
    blocked: Option<bool>,
}

impl Offers {
    /// The drive that can be had now among those that suit, or what stands in the way.
    pub fn available(&mut self, world: &World, library: LibraryRef, now: Instant, suitable: &Suitable) -> Result<DriveRef, Readiness> {
        if let Some(known) = self.drives.get(suitable) {
            return *known;
        }
        let found = available(world, library, now, suitable);
        self.drives.insert(suitable.clone(), found);
        found
    }

    /// Whether every drive that suits has been taken out of service by a call.
    pub fn are_disabled(&mut self, world: &World, library: LibraryRef, suitable: &Suitable) -> bool {
        *self.disabled.entry(suitable.clone()).or_insert_with(|| are_disabled(world, library, suitable))
    }

    /// Whether any drive holds what nobody uses and what no robot can carry away, because the library is full.
    pub fn is_any_blocked(&mut self, world: &World, library: LibraryRef) -> bool {
        *self.blocked.get_or_insert_with(|| world.parts(library).drives.iter().any(|drive| is_blocked(world, *drive)))
    }
}

/// The drive that can be had now among those that suit, or what stands in the way.
pub(crate) fn available(world: &World, library: LibraryRef, now: Instant, suitable: &Suitable) -> Result<DriveRef, Readiness> {
    let suits = suitable.among(world, library);
    let usable = |drive: &DriveRef| suits(*drive) && is_usable(world, *drive);
    let drives: Vec<DriveRef> = world.parts(library).drives.iter().copied().filter(usable).collect();
    let empty = drives.iter().copied().filter(|drive| is_empty(world, *drive)).map(|drive| (rested(world, drive), drive)).min();
    if let Some((_, empty)) = empty.filter(|(when, _)| *when <= now) {
        return Ok(empty);
    }
    let released = drives.iter().filter_map(|drive| Some((emptied_from(world, *drive)?, *drive))).min();
    match released.filter(|(when, _)| *when <= now) {
        Some((_, drive)) => Err(Readiness::Evict(drive)),
        None => Err(Readiness::Taken(released.into_iter().chain(empty).map(|(when, _)| when).min())),
    }
}

/// Whether work can have a drive now, once what is in it has been carried away.
pub(crate) fn can_be_had(world: &World, now: Instant, drive: DriveRef) -> bool {
    let from = if is_empty(world, drive) { Some(rested(world, drive)) } else { emptied_from(world, drive) };
    is_usable(world, drive) && from.is_some_and(|from| from <= now)
}

/// Whether a drive is in service, and nobody is at work with it.
fn is_usable(world: &World, drive: DriveRef) -> bool {
    is_in_service(world, drive) && world.live.drives.get(drive).request.is_none()
}

/// Until when a drive that has failed is left alone.
fn rested(world: &World, drive: DriveRef) -> Instant {
    world.live.drives.get(drive).rests_until.unwrap_or(Instant::START)
}

/// From when on what is in a drive may be carried away for the next.
fn emptied_from(world: &World, drive: DriveRef) -> Option<Instant> {
    let kept = world.live.drives.get(drive).keeps_until.unwrap_or(Instant::START);
    Some(evictable_from(world, drive)?.max(rested(world, drive)).max(kept))
}

/// Whether there are drives that suit, and every one has been taken out of service by a call.
pub(crate) fn are_disabled(world: &World, library: LibraryRef, suitable: &Suitable) -> bool {
    let suits = suitable.among(world, library);
    let mut suiting = world.parts(library).drives.iter().filter(|drive| suits(**drive)).peekable();
    suiting.peek().is_some() && suiting.all(|drive| !world.drives[*drive].enabled)
}

/// How long a drive that was stuck is left alone before work tries it again.
const REST: Millis = Millis::from_secs(60);

/// How often in a row a drive can fail before it is out of service.
const CHANCES: u8 = 3;

/// A drive has failed: somebody is asked to look after it, and it is left alone for a while (D-035). One that fails time
/// and again is out of service until somebody has (D-043). One that only wants to be cleaned is.
pub(crate) fn failed(turn: &mut Turn<'_>, drive: DriveRef, failure: Failure) {
    let user = *turn.world().live.drives.get(drive);
    let mut failures = user.failures;
    if failure == Failure::DriveHolds && turn.world().drives[drive].state == DriveState::Unloaded {
        // It has taken it in again while nobody looked: it has to be unloaded first.
        turn.change(Change::Drive(drive, DriveField::State(DriveState::Loaded)));
    }
    if failure == Failure::CleaningRequired {
        cleaning::wanted(turn, drive);
    } else if failure == Failure::RemovalPrevented {
        // The drive is all right; a program has to let go.
        operator::tell(turn, ObjectRef::Drive(drive), operator::KEPT_BY_A_PROGRAM);
    } else {
        operator::ask_to_look_after(turn, ObjectRef::Drive(drive));
        failures = failures.saturating_add(1);
    }
    turn.live(LiveChange::Drive(drive, DriveUse { rests_until: Some(turn.now + REST), failures, ..user }));
    if failures >= CHANCES && turn.world().drives[drive].operational == OperationalState::Ready {
        set_operational(turn, drive, OperationalState::NeedsService);
    }
}

/// How often in a row it is tried to empty a drive before the work that needs it waits for somebody to look after the library.
const TRIES: u8 = 10;

/// A request could not take away what is in a drive, and would try again at once, and again. So the cartridge stays there for a
/// while, each time twice as long, and after ten tries until the operator, who is asked to, has looked after the library (D-051).
pub(crate) fn let_keep(turn: &mut Turn<'_>, drive: DriveRef) {
    let user = *turn.world().live.drives.get(drive);
    let pause = Millis(REST.0 << user.tries);
    let tries = TRIES.min(user.tries + 1);
    turn.live(LiveChange::Drive(drive, DriveUse { keeps_until: Some(turn.now + pause), tries, ..user }));
    if is_given_up(turn.world(), drive) {
        operator::ask_for_service(turn, turn.world().drives[drive].library);
    }
}

/// Somebody has looked after a library, or it is back: what could not be taken out of its drives is tried again.
pub(crate) fn let_all_go(turn: &mut Turn<'_>, library: LibraryRef) {
    for drive in turn.world().parts(library).drives.clone() {
        let_go(turn, drive);
    }
}

/// What is in a drive may be taken away again as soon as somebody needs the drive.
pub(crate) fn let_go(turn: &mut Turn<'_>, drive: DriveRef) {
    let user = *turn.world().live.drives.get(drive);
    if user.keeps_until.is_some() {
        turn.live(LiveChange::Drive(drive, DriveUse { keeps_until: None, tries: 0, ..user }));
    }
}

/// Whether nobody tries to empty a drive any more until somebody has looked after the library.
fn is_given_up(world: &World, drive: DriveRef) -> bool {
    world.live.drives.get(drive).tries >= TRIES
}

/// Whether a drive is not expected to let go of its medium before somebody has looked after it.
pub(crate) fn keeps_its_medium(world: &World, drive: DriveRef) -> bool {
    world.drives[drive].operational == OperationalState::NeedsService || is_given_up(world, drive)
}

/// A drive works again, or has been looked after. One that has failed rests, until here.
pub(crate) fn works(turn: &mut Turn<'_>, drive: DriveRef) {
    let user = *turn.world().live.drives.get(drive);
    if user.rests_until.is_some() || user.keeps_until.is_some() {
        turn.live(LiveChange::Drive(drive, DriveUse { failures: 0, rests_until: None, keeps_until: None, tries: 0, ..user }));
    }
    if turn.world().drives[drive].operational == OperationalState::NeedsService {
        set_operational(turn, drive, OperationalState::Ready);
    }
}

/// Records whether a drive can work.
pub(crate) fn set_operational(turn: &mut Turn<'_>, drive: DriveRef, state: OperationalState) {
    if turn.world().drives[drive].operational != state {
        turn.change(Change::Drive(drive, DriveField::Operational(state)));
    }
}

/// Whether a drive takes a medium, as far as is on record.
pub(crate) fn takes(world: &World, drive: DriveRef, medium: MediumRef) -> bool {
    Suitable::for_medium(world, medium).among(world, world.drives[drive].library)(drive)
}

/// Whether a drive is enabled and works.
pub(crate) fn is_in_service(world: &World, drive: DriveRef) -> bool {
    let record = &world.drives[drive];
    record.enabled && record.operational == OperationalState::Ready
}

/// Whether a drive holds what nobody uses and what no robot can carry away, because the library is full.
fn is_blocked(world: &World, drive: DriveRef) -> bool {
    let user = world.live.drives.get(drive);
    let is_online = || world.libraries.get(world.drives[drive].library).is_some_and(|library| library.kind == LibraryKind::Online);
    let stays = |medium| !is_leaving(world, medium) && shelf(world, medium).is_none();
    // Most drives are in use, and whether there is room is asked last.
    !user.is_in_use() && is_online() && world.medium_in(drive).is_some_and(stays)
}

/// Whether a robot could carry the medium in a drive to a slot now.
pub(crate) fn can_be_emptied(world: &World, drive: DriveRef) -> bool {
    is_in_reach(world, drive) && world.medium_in(drive).is_some_and(|medium| shelf(world, medium).is_some())
}

/// Whether the medium in a drive can be given away through a port now, and has to come from the drive because no slot is free for it.
pub(crate) fn gives_away_unshelved(world: &World, now: Instant, drive: DriveRef) -> bool {
    let keeps = is_given_up(world, drive) || world.live.drives.get(drive).keeps_until.is_some_and(|until| until > now);
    let is_unshelved = |medium| !is_leaving(world, medium) && shelf(world, medium).is_none();
    !keeps && is_in_reach(world, drive) && world.medium_in(drive).is_some_and(is_unshelved)
}

/// Whether a robot could fetch what is in a drive now. A medium of which nobody knows yet what it is, is read where it is.
fn is_in_reach(world: &World, drive: DriveRef) -> bool {
    let library = world.drives[drive].library;
    let in_service = world.libraries.get(library).is_some_and(|library| library.enabled && library.kind == LibraryKind::Online);
    // A robot stands still as long as people have a door open.
    let open = world.parts(library).doors.iter().any(|door| world.doors[*door].state == DoorState::Open);
    let unknown = identify::is_queued(world, Place::Drive(drive));
    in_service && !open && !unknown
}

/// Until when a medium that was dismounted with DEFERRED stays in its drive (`dismount-media.defer-delay`).
fn deferred_until(world: &World, drive: DriveRef) -> Option<Instant> {
    let record = &world.drives[drive];
    let delay = Millis::from_secs(u64::from(record.defer_delay_s));
    record.dismountable_since.map(|since| since + delay)
}

/// The same as [`emptied`], for work that has no right to cut short the delay of the medium in the drive.
pub(crate) fn emptied_in_time(world: &World, now: Instant, drive: DriveRef) -> Readiness {
    match deferred_until(world, drive).filter(|until| *until > now) {
        Some(until) => Readiness::Taken(Some(until)),
        None => emptied(world, now, drive),
    }
}

/// What work has to wait for that needs a drive without the medium that is in it.
pub(crate) fn emptied(world: &World, now: Instant, drive: DriveRef) -> Readiness {
    let leaving = world.medium_in(drive).is_some_and(|medium| is_leaving(world, medium));
    match world.live.drives.get(drive).keeps_until.filter(|until| *until > now) {
        _ if leaving || is_given_up(world, drive) || !can_be_emptied(world, drive) => Readiness::Taken(None),
        Some(until) => Readiness::Taken(Some(until)),
        None => Readiness::Evict(drive),
    }
}

fn is_empty(world: &World, drive: DriveRef) -> bool {
    world.medium_in(drive).is_none()
}

/// From when on the medium in a drive may be carried away, if nobody has it mounted and nobody carries it already.
fn evictable_from(world: &World, drive: DriveRef) -> Option<Instant> {
    let record = &world.drives[drive];
    let medium = world.medium_in(drive)?;
    let is_kept = world.live.drives.get(drive).session.is_some() || is_given_up(world, drive);
    if is_kept || is_leaving(world, medium) || !can_be_emptied(world, drive) {
        return None;
    }
    match record.state {
        DriveState::Dismountable => Some(deferred_until(world, drive).unwrap_or(Instant::START)),
        // Nobody has it: work that could not be finished, or a service that is gone, left it there (D-036).
        DriveState::Mounted | DriveState::Loaded | DriveState::Unloaded | DriveState::BeingCleaned => Some(Instant::START),
        DriveState::Dismounted => None,
    }
}
