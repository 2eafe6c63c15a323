//! Operations: the work that library requests do, phase by phase.
//!
//! A request is started by the schedule when what it needs is free, goes on with every completion, event and time-out
//! that concerns it, and ends exactly once. Each file here holds one kind of work; what they share stands in
//! `schedule` (who runs when), `hardware` (commands and their completions), `belief` (what a completion teaches),
//! `ending` (how a request ends), `operator` (what people are asked for), `drives` (which drive can be had), `gate` (ports and
//! doors, whoever has them), `cartridge` (which record a cartridge belongs to) and `standstill` (when nothing moves).

pub mod alert;
pub mod belief;
pub mod cartridge;
pub mod cleaner_slot;
pub mod cleaning;
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
pub use hardware::{complete, expire, sense};
pub use schedule::{dispatch, stir_all};

use crate::id::{DriveRef, MediumRef, RequestRef};
use crate::port::hardware::{Failure, HardwareEvent, Outcome};
use crate::record::state::Operation;
use crate::refusal::Refusal;
use crate::time::Instant;
use crate::turn::Turn;
use crate::world::live::LiveChange;

/// The work of a request and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants are named after the work they hold")]
pub enum Work {
    Remove(remove::Remove),
    Switch(switch::Switch),
    Inventory(inventory::Inventory),
    Door(door_session::DoorSession),
    Port(port_session::PortSession),
    Identify(identify::Identify),
    Cleaning(cleaning::Cleaning),
    Dismount(dismount::Dismount),
    Mount(mount::Mount),
    CleanerSlot(cleaner_slot::CleanerSlot),
}

/// Something that lets work go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
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

impl Work {
    /// The cartridges it has to itself while it is open.
    #[must_use]
    pub fn media(&self) -> Vec<MediumRef> {
        match self {
            Self::Mount(work) => vec![work.medium],
            Self::Dismount(work) => work.media().collect(),
            Self::Identify(work) => work.medium.into_iter().collect(),
            Self::Port(work) => work.media(),
            Self::Cleaning(work) => work.cleaner.into_iter().collect(),
            Self::Remove(_) | Self::Switch(_) | Self::Inventory(_) | Self::Door(_) | Self::CleanerSlot(_) => Vec::new(),
        }
    }

    /// Whether it needs its library for itself: nothing else runs meanwhile (`model.door.queue-until-closed`).
    #[must_use]
    pub const fn is_exclusive(&self) -> bool {
        match self {
            Self::Inventory(_) | Self::Door(_) => true,
            Self::Switch(work) => matches!(work.target, switch::Target::Library(_)),
            Self::Remove(_)
            | Self::Port(_)
            | Self::Identify(_)
            | Self::Cleaning(_)
            | Self::Dismount(_)
            | Self::Mount(_)
            | Self::CleanerSlot(_) => false,
        }
    }

    /// The name of the phase it is in, for the trace.
    #[must_use]
    pub const fn phase(&self) -> &'static str {
        match self {
            Self::Remove(_) | Self::CleanerSlot(_) | Self::Switch(_) => RECORDING.0,
            Self::Inventory(work) => work.phase.name(),
            Self::Door(work) => work.phase.name(),
            Self::Port(work) => work.phase.name(),
            Self::Identify(work) => work.phase.name(),
            Self::Cleaning(work) => work.phase.name(),
            Self::Dismount(work) => work.phase.name(),
            Self::Mount(work) => work.phase.name(),
        }
    }
}

/// Lets a running request go on.
pub(crate) fn advance(turn: &mut Turn<'_>, request: RequestRef, progress: Progress) {
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

/// Phases, each with the name that the trace shows and what goes on in it.
type PhaseTable = &'static [(&'static str, &'static str)];

/// The only phase of work that nothing has to be moved for.
const RECORDING: (&str, &str) = ("recording", "Nothing has to be moved; what is asked for is put on record.");

const RECORDED: &[Operation] = &[
    Operation::Remove,
    Operation::DisableLibrary,
    Operation::EnableLibrary,
    Operation::DisableDrive,
    Operation::EnableDrive,
    Operation::DisableMedia,
    Operation::EnableMedia,
    Operation::ReserveCleaner,
    Operation::ReleaseCleaner,
];

/// Every phase of every operation: the operations that have it, its name in the trace, and what goes on in it.
pub fn every_phase() -> impl Iterator<Item = (&'static [Operation], &'static str, &'static str)> {
    use Operation as O;
    let tables: [(&[Operation], PhaseTable); 8] = [
        (&[O::Inventory], inventory::Phase::TABLE),
        (&[O::DoorAccess, O::InjectCleaner, O::EjectCleaner], door_session::Phase::TABLE),
        (&[O::Inject, O::InjectCleaner, O::Eject, O::EjectCleaner], port_session::Phase::TABLE),
        (&[O::Classify, O::ProcessOmid], identify::Phase::TABLE),
        (&[O::CleanDrive], cleaning::Phase::TABLE),
        (&[O::Dismount], dismount::Phase::TABLE),
        (&[O::Mount], mount::Phase::TABLE),
        (RECORDED, &[RECORDING]),
    ];
    tables.into_iter().flat_map(|(operations, phases)| phases.iter().map(move |(name, meaning)| (operations, *name, meaning.trim())))
}

/// Declares the phases of an operation with the names the trace shows.
macro_rules! phases {
    ($(#[$doc:meta])* $name:ident { $($(#[doc = $meaning:literal])* $phase:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $meaning])* $phase,)*
        }

        impl $name {
            /// The phases, each with the name that the trace shows and what goes on in it.
            pub const TABLE: &'static [(&'static str, &'static str)] = &[$(($text, concat!($($meaning),*)),)*];

            /// The name that the trace shows.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$phase => $text,)* }
            }
        }
    };
}

pub(crate) use phases;

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
    ];
    tables.into_iter().flatten()
}

/// Gives a drive to a request, or back.
pub(crate) fn hold_drive(turn: &mut Turn<'_>, drive: DriveRef, request: Option<RequestRef>) {
    let mut user = *turn.world().live.drives.get(drive);
    user.request = request;
    turn.live(LiveChange::Drive(drive, user));
}
