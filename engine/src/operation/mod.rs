//! Operations: the work that library requests do, phase by phase.
//!
//! A request is started by the schedule when what it needs is free, goes on with every completion, event and time-out
//! that concerns it, and ends exactly once. Each file here holds one kind of work; what they share stands in
//! `schedule` (who runs when), `hardware` (commands and their completions), `belief` (what a completion teaches),
//! `ending` (how a request ends), `operator` (what people are asked for), `drives` (which drive can be had), `gate` (ports and
//! doors, whichever request has them), `cartridge` (which record a cartridge belongs to), `availability` and `discovery` (libraries that come and go, and what they
//! have) and `standstill` (when nothing moves).

pub mod alert;
pub mod availability;
pub mod belief;
pub mod cartridge;
pub mod cleaner_slot;
pub mod cleaning;
pub mod discovery;
pub mod dismount;
pub mod door_session;
pub mod drives;
pub mod ejection;
pub mod ending;
pub mod failure;
pub mod gate;
pub mod grip;
pub mod hardware;
pub mod identify;
pub mod injection;
pub mod inventory;
pub mod magazine;
pub mod mount;
pub mod operator;
pub mod port_session;
pub mod remove;
pub mod schedule;
pub mod standstill;
pub mod switch;

pub use ending::fail_advanced;
pub use hardware::sent;
pub use hardware::{complete, sense};
pub use schedule::{dispatch, stir_all};

use crate::id::{DriveRef, RequestRef};
use crate::port::hardware::{Failure, HardwareEvent, Outcome};
use crate::refusal::Refusal;
use crate::time::Instant;
use crate::turn::Turn;
use crate::world::live::LiveChange;
use crate::world::work::Work;

/// Something that lets work go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkEvent {
    /// Its command succeeded.
    Done(Outcome),
    /// Its command failed.
    Failed(Failure),
    /// The hardware said something about the port or door it holds.
    Sensed(HardwareEvent),
    /// Its wait is over.
    Expired,
}

/// Whether a request can be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It can.
    Ready,
    /// Something it needs is taken. If only time is missing, until when.
    Taken(Option<Instant>),
    /// It could have this drive once the cartridge that nobody uses any more is out of it.
    Evict(DriveRef),
}

/// Lets a running request go on.
pub(crate) fn advance(turn: &mut Turn<'_>, request: RequestRef, progress: WorkEvent) {
    let Some(task) = turn.task(request) else { return };
    match task.work.clone() {
        Work::Remove(_) | Work::CleanerSlot(_) | Work::Switch(_) => {}
        Work::Inventory(work) => inventory::advance(turn, request, work, progress),
        Work::Door(work) => door_session::advance(turn, request, work, progress),
        Work::Port(work) => port_session::advance(turn, request, work, progress),
        Work::Identify(work) => identify::advance(turn, request, work, progress),
        Work::Cleaning(work) => cleaning::advance(turn, request, work, progress),
        Work::Dismount(work) => dismount::advance(turn, request, work, progress),
        Work::Mount(work) => mount::advance(turn, request, work, progress),
    }
}

/// Puts a request into another phase (or another state of its work) and tells the trace.
pub(crate) fn enter(turn: &mut Turn<'_>, request: RequestRef, work: Work) {
    let Some(task) = turn.task(request) else { return };
    let (from, to) = (task.work.phase(), work.phase());
    turn.with_task(request, |task| task.work = work);
    if from != to {
        turn.trace_step(request, from, to);
    }
}

/// The refusals that end requests.
pub(crate) fn refusals() -> impl Iterator<Item = &'static &'static Refusal> {
    let tables = [
        failure::TABLE,
        cleaner_slot::TABLE,
        cleaning::TABLE,
        dismount::TABLE,
        door_session::TABLE,
        ejection::TABLE,
        grip::TABLE,
        identify::TABLE,
        inventory::TABLE,
        mount::TABLE,
        switch::TABLE,
    ];
    tables.into_iter().flatten()
}

/// Gives a drive to a request, or back.
pub(crate) fn hold_drive(turn: &mut Turn<'_>, drive: DriveRef, request: Option<RequestRef>) {
    let mut user = *turn.world().live.drives.get(drive);
    user.request = request;
    turn.live(LiveChange::Drive(drive, user));
}
