//! What can go wrong: the kinds of fault, which parts can have them, and what they do to those who meet them.

use std::fmt;

use rsmlab_engine::port::hardware::{DriveAlert, Failure, SenseCode};
use rsmlab_engine::time::Millis;
use serde::{Deserialize, Serialize};

use super::FaultSite;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FaultKind {
    /// A transport sticks before it grips; the cartridge stays where it was.
    Jam,
    /// A transport sticks with the cartridge in its grip.
    JamHolding,
    /// A transport closes its grip beside the cartridge.
    Mispick,
    /// A cartridge slips out of the grip of a transport.
    Drop,
    /// A transport does not know where it is, and has to find its marks again.
    LostPosition,
    /// A transport, a drive or the database takes longer by so much.
    Slow(Millis),
    /// A drive will not load, unload, clean or give its cartridge back; a port will not move or lock; a door will not lock.
    Stuck,
    /// A program keeps a drive from unloading.
    Prevented,
    /// A drive loads nothing before it is cleaned.
    NeedsCleaning,
    /// A drive complains when it has loaded, or a cartridge makes it complain. What keeps it from loading keeps it from being
    /// cleaned.
    Alert(DriveAlert),
    /// A transport finds nothing where it should take a cartridge.
    SourceEmpty,
    /// A transport finds a place taken where it should put a cartridge.
    DestinationFull,
    /// The on-media labels of a cartridge cannot be read.
    LabelUnreadable,
    /// A library does not answer: its cable is out.
    Disconnected,
    /// A library has no power: it stops where it is, and begins from the beginning afterwards.
    PowerOff,
    /// A library begins from the beginning, at once.
    Reset,
    /// Somebody has switched a library offline at its front panel.
    Offline,
    /// A library accepts to look at its elements and does not: it answers from memory.
    StaleStatus,
    /// A magazine makes no contact; a slot or a drive is not installed.
    Missing,
    /// The database refuses writes; the bar-code reader reads nothing.
    Fails,
    /// The database has no room.
    Full,
    /// The process dies as it hands a write to the database: the write is lost.
    Crashes,
    /// The process dies at the moment a write is durable, before it hears of it.
    CrashesAfter,
    /// A library says every answer twice.
    Echo,
    /// A library answers commands that nobody gave, besides those it was given.
    Babble,
}

/// Any [`FaultKind::Slow`].
const SLOW: FaultKind = FaultKind::Slow(Millis::ZERO);

/// A way of using a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Use {
    /// A library is given a command.
    Command,
    /// A transport carries a cartridge.
    Carry,
    /// A cartridge is taken out of an element.
    Take,
    /// A cartridge is put into an element.
    Put,
    /// A slot, its magazine or a drive is looked at or reached into, or a drive is given something to do.
    Reach,
    /// A port or door is locked, unlocked or moved by the library.
    Access,
    /// Bar codes are read.
    Scan,
    /// A drive loads.
    Load,
    /// A drive unloads.
    Unload,
    /// A drive is cleaned.
    Clean,
    /// An on-media label is read.
    ReadLabel,
    /// The database is written.
    Write,
    /// A library says how a command has ended.
    Answer,
    /// A transport goes to an element, and carries nothing.
    Approach,
}

impl Use {
    /// Every use.
    pub const ALL: &'static [Self] = &[
        Self::Command,
        Self::Carry,
        Self::Approach,
        Self::Take,
        Self::Put,
        Self::Reach,
        Self::Access,
        Self::Scan,
        Self::Load,
        Self::Unload,
        Self::Clean,
        Self::ReadLabel,
        Self::Write,
        Self::Answer,
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Carry => "carry",
            Self::Approach => "approach",
            Self::Take => "take",
            Self::Put => "put",
            Self::Reach => "reach",
            Self::Access => "access",
            Self::Scan => "scan",
            Self::Load => "load",
            Self::Unload => "unload",
            Self::Clean => "clean",
            Self::ReadLabel => "read-label",
            Self::Write => "write",
            Self::Answer => "answer",
        }
    }
}

impl FaultSite {
    /// The faults this part can have; how slow it can be is left open.
    #[must_use]
    pub const fn kinds(self) -> &'static [FaultKind] {
        use DriveAlert as A;
        use FaultKind as K;
        match self {
            Self::Library(_) => &[K::Disconnected, K::PowerOff, K::Reset, K::Offline, K::StaleStatus, K::Echo, K::Babble],
            Self::Transports(_) | Self::Transport(..) => &[K::Jam, K::JamHolding, K::Mispick, K::Drop, K::LostPosition, SLOW],
            Self::Drive(..) => &[
                K::Stuck,
                SLOW,
                K::SourceEmpty,
                K::DestinationFull,
                K::Prevented,
                K::NeedsCleaning,
                K::Missing,
                K::Alert(A::IoWarning),
                K::Alert(A::IoError),
                K::Alert(A::ReadWarning),
                K::Alert(A::ReadError),
                K::Alert(A::WriteWarning),
                K::Alert(A::WriteError),
                K::Alert(A::HardwareError),
                K::Alert(A::ConnectionError),
                K::Alert(A::TimeToClean),
            ],
            Self::Slot(..) => &[K::SourceEmpty, K::DestinationFull, K::Missing],
            Self::Port(..) => &[K::SourceEmpty, K::DestinationFull, K::Stuck],
            Self::Cell(..) => &[K::SourceEmpty, K::DestinationFull],
            Self::Door(..) => &[K::Stuck],
            Self::Magazine(..) => &[K::Missing],
            Self::Reader(_) => &[K::Fails],
            Self::Cartridge(_) => &[
                K::LabelUnreadable,
                K::Alert(A::WriteProtected),
                K::Alert(A::UnsupportedMedium),
                K::Alert(A::MediumWornOut),
                K::Alert(A::TapeSnapped),
            ],
            Self::Database => &[K::Fails, K::Full, SLOW, K::Crashes, K::CrashesAfter],
        }
    }
}

impl FaultKind {
    /// Every kind; how slow is left open.
    pub const ALL: &'static [Self] = &[
        Self::Jam,
        Self::JamHolding,
        Self::Mispick,
        Self::Drop,
        Self::LostPosition,
        SLOW,
        Self::Stuck,
        Self::Prevented,
        Self::NeedsCleaning,
        Self::Alert(DriveAlert::IoWarning),
        Self::Alert(DriveAlert::IoError),
        Self::Alert(DriveAlert::ReadWarning),
        Self::Alert(DriveAlert::ReadError),
        Self::Alert(DriveAlert::WriteWarning),
        Self::Alert(DriveAlert::WriteError),
        Self::Alert(DriveAlert::HardwareError),
        Self::Alert(DriveAlert::ConnectionError),
        Self::Alert(DriveAlert::UnsupportedMedium),
        Self::Alert(DriveAlert::TimeToClean),
        Self::Alert(DriveAlert::MediumWornOut),
        Self::Alert(DriveAlert::TapeSnapped),
        Self::Alert(DriveAlert::WriteProtected),
        Self::SourceEmpty,
        Self::DestinationFull,
        Self::LabelUnreadable,
        Self::Disconnected,
        Self::PowerOff,
        Self::Reset,
        Self::Offline,
        Self::StaleStatus,
        Self::Missing,
        Self::Fails,
        Self::Full,
        Self::Crashes,
        Self::CrashesAfter,
        Self::Echo,
        Self::Babble,
    ];

    /// Its name in scenarios and traces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jam => "jam",
            Self::JamHolding => "jam-holding",
            Self::Mispick => "mispick",
            Self::Drop => "drop",
            Self::LostPosition => "lost-position",
            Self::Slow(_) => "slow",
            Self::Stuck => "stuck",
            Self::Prevented => "prevented",
            Self::NeedsCleaning => "needs-cleaning",
            Self::Alert(alert) => alert.name(),
            Self::SourceEmpty => "source-empty",
            Self::DestinationFull => "destination-full",
            Self::LabelUnreadable => "label-unreadable",
            Self::Disconnected => "disconnected",
            Self::PowerOff => "power-off",
            Self::Reset => "reset",
            Self::Offline => "offline",
            Self::StaleStatus => "stale-status",
            Self::Missing => "missing",
            Self::Fails => "fails",
            Self::Full => "full",
            Self::Crashes => "crashes",
            Self::CrashesAfter => "crashes-after",
            Self::Echo => "echo",
            Self::Babble => "babble",
        }
    }

    /// What goes wrong, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Jam => "A transport sticks before it grips; the cartridge stays where it was.",
            Self::JamHolding => "A transport sticks with the cartridge in its grip.",
            Self::Mispick => "A transport closes its grip beside the cartridge.",
            Self::Drop => "A cartridge slips out of the grip of a transport and lies in the library.",
            Self::LostPosition => "A transport does not know where it is, and has to find its marks again.",
            Self::Slow(_) => "A transport, a drive or the database takes longer than it should.",
            Self::Stuck => {
                "A drive does not load, unload, clean or give its cartridge back; a port does not move or lock; a door does not lock."
            }
            Self::Prevented => "A program keeps a drive from unloading.",
            Self::NeedsCleaning => "A drive loads nothing before it is cleaned.",
            Self::Alert(alert) => alert.meaning(),
            Self::SourceEmpty => "A transport finds nothing where it should take a cartridge.",
            Self::DestinationFull => "A transport finds a place taken where it should put a cartridge.",
            Self::LabelUnreadable => "The on-media labels of a cartridge cannot be read.",
            Self::Disconnected => "A library does not answer: its cable is out.",
            Self::PowerOff => "A library has no power: it stops where it is, and begins from the beginning afterwards.",
            Self::Reset => "A library begins from the beginning, at once.",
            Self::Offline => "Somebody has switched a library offline at its front panel.",
            Self::StaleStatus => "A library is told to look at its elements and does not: it answers from memory.",
            Self::Missing => "A magazine makes no contact, or a slot or a drive is not installed.",
            Self::Fails => "The database refuses writes; a bar-code reader reads nothing.",
            Self::Full => "The database has no room.",
            Self::Crashes => "The process dies as it hands a write to the database: the write is lost.",
            Self::CrashesAfter => "The process dies at the moment a write is durable, before it hears of it.",
            Self::Echo => "A library says its answers twice.",
            Self::Babble => "A library answers commands that nobody gave.",
        }
    }

    /// By how much it delays; none if it does worse.
    #[must_use]
    pub const fn by(self) -> Option<Millis> {
        if let Self::Slow(by) = self { Some(by) } else { None }
    }

    /// What a use that it spoils fails with; nothing if the use goes well, or only takes longer, and for the database.
    #[must_use]
    pub const fn failure(self, part: FaultSite, usage: Use) -> Option<Failure> {
        Some(match (self, part) {
            (Self::Jam | Self::JamHolding, _) => Failure::TransportJammed,
            (Self::Mispick, _) => Failure::GripMissed,
            (Self::Drop, _) => Failure::CartridgeDropped,
            (Self::LostPosition, _) => Failure::PositionLost,
            (Self::Stuck, FaultSite::Port(..)) => Failure::PortStuck,
            (Self::Stuck, FaultSite::Door(..)) => Failure::LockBroken,
            (Self::Stuck, _) => match usage {
                Use::Unload => Failure::UnloadFailed,
                Use::Take => Failure::DriveHolds,
                _ => Failure::LoadFailed,
            },
            (Self::Prevented, _) => Failure::RemovalPrevented,
            (Self::NeedsCleaning, _) => Failure::CleaningRequired,
            (Self::Alert(DriveAlert::MediumWornOut), _) if matches!(usage, Use::Clean) => Failure::CleanerExpired,
            (Self::Alert(DriveAlert::UnsupportedMedium), _) => Failure::IncompatibleMedium,
            (Self::Alert(DriveAlert::TapeSnapped), _) => Failure::CartridgeBroken,
            (Self::Alert(DriveAlert::HardwareError), _) => Failure::LoadFailed,
            (Self::SourceEmpty, _) => Failure::SourceEmpty,
            (Self::DestinationFull, _) => Failure::DestinationFull,
            (Self::LabelUnreadable, _) => Failure::LabelUnreadable,
            (Self::Disconnected | Self::PowerOff, _) => Failure::NotConnected,
            (Self::Reset, _) => Failure::Reset,
            (Self::Offline, _) => Failure::SwitchedOffline,
            (Self::Missing, FaultSite::Slot(..)) => Failure::SlotNotInstalled,
            (Self::Missing, FaultSite::Drive(..)) => Failure::DriveNotInstalled,
            (Self::Missing, _) => Failure::MagazineNotAccessible,
            (Self::Slow(_) | Self::Alert(_) | Self::StaleStatus | Self::Fails | Self::Full, _) => return None,
            (Self::Crashes | Self::CrashesAfter | Self::Echo | Self::Babble, _) => return None,
        })
    }

    /// What a drive complains of because of it when it is used so. Of a cleaner that is worn out it only says that it is used up.
    #[must_use]
    pub const fn complaint(self, usage: Use) -> Option<DriveAlert> {
        match self {
            Self::Alert(DriveAlert::MediumWornOut) if matches!(usage, Use::Clean) => None,
            Self::Alert(alert) => Some(alert),
            _ => None,
        }
    }

    /// The sense with which it is reported on a part that is used so; none for what no device reports.
    #[must_use]
    pub fn sense(self, part: FaultSite, usage: Use) -> Option<SenseCode> {
        match self {
            Self::Alert(_) if self.complaint(usage).is_some() => self.complaint(usage).map(DriveAlert::sense),
            Self::Fails if matches!(part, FaultSite::Reader(_)) => Some(SenseCode::new(0x0, 0x83, 0x0a)),
            other => other.failure(part, usage).map(Failure::sense),
        }
    }

    /// Whether this use of a part meets the fault, and therefore counts.
    #[must_use]
    pub const fn is_met_by(self, part: FaultSite, usage: Use) -> bool {
        match self {
            Self::JamHolding | Self::Mispick | Self::Drop => matches!(usage, Use::Carry),
            Self::Jam | Self::LostPosition => matches!(usage, Use::Carry | Use::Approach),
            Self::Slow(_) => match part {
                FaultSite::Drive(..) => matches!(usage, Use::Load | Use::Unload | Use::Clean | Use::ReadLabel),
                FaultSite::Database => matches!(usage, Use::Write),
                _ => matches!(usage, Use::Carry | Use::Approach),
            },
            Self::Stuck if matches!(part, FaultSite::Drive(..)) => matches!(usage, Use::Load | Use::Unload | Use::Clean | Use::Take),
            Self::Stuck => matches!(usage, Use::Access),
            Self::Prevented => matches!(usage, Use::Unload),
            Self::Alert(alert) if keeps_from_cleaning(alert) => matches!(usage, Use::Load | Use::Clean),
            Self::NeedsCleaning | Self::Alert(_) => matches!(usage, Use::Load),
            Self::SourceEmpty => matches!(usage, Use::Take),
            Self::DestinationFull => matches!(usage, Use::Put),
            Self::LabelUnreadable => matches!(usage, Use::ReadLabel),
            Self::Disconnected | Self::PowerOff | Self::Reset | Self::Offline | Self::StaleStatus => matches!(usage, Use::Command),
            Self::Missing => matches!(usage, Use::Reach),
            Self::Fails if matches!(part, FaultSite::Reader(_)) => matches!(usage, Use::Scan),
            Self::Fails | Self::Full | Self::Crashes | Self::CrashesAfter => matches!(usage, Use::Write),
            Self::Echo | Self::Babble => matches!(usage, Use::Answer),
        }
    }

    /// Whether it is a state of its part, which begins and ends at a moment, rather than something that is met.
    #[must_use]
    pub const fn is_a_state(self) -> bool {
        matches!(self, Self::Disconnected | Self::PowerOff | Self::Reset | Self::Offline | Self::StaleStatus | Self::Missing)
    }

    /// Whether a drive is rid of it once it has been cleaned.
    #[must_use]
    pub const fn is_dirt(self) -> bool {
        matches!(self, Self::NeedsCleaning | Self::Alert(DriveAlert::TimeToClean))
    }
}

/// Whether a drive that has this to complain of is not cleaned: it loads no cartridge, or not this one, or the cleaner does not clean
/// any more (D-083).
const fn keeps_from_cleaning(alert: DriveAlert) -> bool {
    use DriveAlert as A;
    match alert {
        A::HardwareError | A::UnsupportedMedium | A::TapeSnapped | A::MediumWornOut => true,
        A::IoWarning | A::IoError | A::ReadWarning | A::ReadError | A::WriteWarning | A::WriteError => false,
        A::ConnectionError | A::TimeToClean | A::WriteProtected => false,
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
