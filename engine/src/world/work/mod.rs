//! Work: what a request does and how far it is, as data. What moves it on stands in `operation`.

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

pub mod cleaner_slot;
pub mod cleaning;
pub mod dismount;
pub mod door_session;
pub mod identify;
pub mod inventory;
pub mod mount;
pub mod port_session;
pub mod remove;
pub mod switch;

use crate::id::MediumRef;
use crate::record::state::Operation;

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

impl Work {
    /// The cartridges it has to itself while it is open.
    pub fn media(&self) -> impl Iterator<Item = MediumRef> + '_ {
        let (one, next, many): (Option<MediumRef>, Option<MediumRef>, &[MediumRef]) = match self {
            Self::Mount(work) => (Some(work.medium), None, &[]),
            Self::Dismount(work) => (Some(work.medium), work.exchanged_for(), &[]),
            Self::Identify(work) => (work.medium, None, &[]),
            Self::Cleaning(work) => (work.cleaner, None, &[]),
            Self::Port(work) => (None, None, work.media()),
            Self::Remove(_) | Self::Switch(_) | Self::Inventory(_) | Self::Door(_) | Self::CleanerSlot(_) => (None, None, &[]),
        };
        one.into_iter().chain(next).chain(many.iter().copied())
    }

    /// Whether it needs its library for itself: nothing else runs meanwhile (`model.door.queue-until-closed`).
    #[must_use]
    pub const fn is_exclusive(&self) -> bool {
        match self {
            Self::Inventory(_) | Self::Door(_) => true,
            Self::Switch(work) => matches!(work.target, switch::SwitchTarget::Library(_)),
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
