//! Faults: troubles that are armed on a part, strike when it is used, and pass.
//!
//! A fault is part of the scenario, never of chance: which use it spoils is counted, not drawn. It waits for its
//! use, is then active for a time, for a number of uses or until somebody heals it, and every use it spoils is
//! reported as a [`Strike`] so that a trace can name the cause.

use std::collections::BTreeSet;
use std::fmt;

use rsmlab_engine::port::hardware::{Failure, LibraryAddress};
use rsmlab_engine::time::{Instant, Millis};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::hardware::CartridgeId;

/// What a fault can be armed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// A whole library.
    Library(LibraryAddress),
    /// Every transport of a library.
    Transports(LibraryAddress),
    /// One transport.
    Transport(LibraryAddress, u16),
    /// A drive.
    Drive(LibraryAddress, u16),
    /// A slot.
    Slot(LibraryAddress, u16),
    /// An IE port with all its cells.
    Port(LibraryAddress, u16),
    /// A magazine with all its slots.
    Magazine(LibraryAddress, u16),
    /// A cartridge, wherever it is.
    Cartridge(CartridgeId),
    /// The store of the engine.
    Database,
}

/// Any [`FaultKind::Slow`].
const SLOW: FaultKind = FaultKind::Slow(Millis::ZERO);

impl Part {
    /// Whether a fault on this part is felt by `other`.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::Transports(library), Self::Transport(of, _)) => library == of,
            (part, other) => part == other,
        }
    }

    /// Whether its faults show without being met: a library says that it is gone, a magazine is seen to be missing.
    #[must_use]
    pub const fn shows_faults(self) -> bool {
        match self {
            Self::Library(_) | Self::Magazine(..) => true,
            Self::Transports(_)
            | Self::Transport(..)
            | Self::Drive(..)
            | Self::Slot(..)
            | Self::Port(..)
            | Self::Cartridge(_)
            | Self::Database => false,
        }
    }

    /// The faults this part can have; how slow it can be is left open.
    #[must_use]
    pub const fn kinds(self) -> &'static [FaultKind] {
        match self {
            Self::Library(_) => &[FaultKind::Disconnected],
            Self::Transports(_) | Self::Transport(..) => &[FaultKind::Jam, FaultKind::JamHolding, SLOW],
            Self::Drive(..) => &[FaultKind::Stuck, SLOW, FaultKind::SourceEmpty, FaultKind::DestinationFull],
            Self::Slot(..) | Self::Port(..) => &[FaultKind::SourceEmpty, FaultKind::DestinationFull],
            Self::Magazine(..) => &[FaultKind::Missing],
            Self::Cartridge(_) => &[FaultKind::LabelUnreadable],
            Self::Database => &[FaultKind::Fails, FaultKind::Full, SLOW],
        }
    }
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FaultKind {
    /// A transport sticks before it grips; the cartridge stays where it was.
    Jam,
    /// A transport sticks with the cartridge in its grip.
    JamHolding,
    /// A transport, a drive or the database takes longer by so much.
    Slow(Millis),
    /// A drive will not load, unload, clean or give its cartridge back.
    Stuck,
    /// A transport finds nothing where it should take a cartridge.
    SourceEmpty,
    /// A transport finds a place taken where it should put a cartridge.
    DestinationFull,
    /// The on-media labels of a cartridge cannot be read.
    LabelUnreadable,
    /// A library does not answer.
    Disconnected,
    /// A magazine does not make contact.
    Missing,
    /// The database refuses writes.
    Fails,
    /// The database has no room.
    Full,
}

impl FaultKind {
    /// Its name in scenarios and traces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jam => "jam",
            Self::JamHolding => "jam-holding",
            Self::Slow(_) => "slow",
            Self::Stuck => "stuck",
            Self::SourceEmpty => "source-empty",
            Self::DestinationFull => "destination-full",
            Self::LabelUnreadable => "label-unreadable",
            Self::Disconnected => "disconnected",
            Self::Missing => "missing",
            Self::Fails => "fails",
            Self::Full => "full",
        }
    }

    /// By how much it delays; none if it does worse.
    #[must_use]
    pub const fn by(self) -> Option<Millis> {
        match self {
            Self::Slow(by) => Some(by),
            Self::Jam
            | Self::JamHolding
            | Self::Stuck
            | Self::SourceEmpty
            | Self::DestinationFull
            | Self::LabelUnreadable
            | Self::Disconnected
            | Self::Missing
            | Self::Fails
            | Self::Full => None,
        }
    }

    /// What a command that it spoils fails with; nothing if it only delays, and for the faults of the database.
    #[must_use]
    pub const fn failure(self) -> Option<Failure> {
        match self {
            Self::Jam | Self::JamHolding => Some(Failure::TransportJammed),
            Self::Stuck => Some(Failure::DriveStuck),
            Self::SourceEmpty => Some(Failure::SourceEmpty),
            Self::DestinationFull => Some(Failure::DestinationFull),
            Self::LabelUnreadable => Some(Failure::LabelUnreadable),
            Self::Disconnected => Some(Failure::NotConnected),
            Self::Missing => Some(Failure::MagazineNotPresent),
            Self::Slow(_) | Self::Fails | Self::Full => None,
        }
    }

    /// Whether this use of a part meets the fault, and therefore counts.
    const fn is_met_by(self, usage: Use) -> bool {
        match self {
            Self::Jam | Self::JamHolding => matches!(usage, Use::Carry),
            Self::Slow(_) => matches!(usage, Use::Carry | Use::Load | Use::Unload | Use::Clean | Use::ReadLabel | Use::Write),
            Self::Stuck => matches!(usage, Use::Load | Use::Unload | Use::Clean | Use::Take),
            Self::SourceEmpty => matches!(usage, Use::Take),
            Self::DestinationFull => matches!(usage, Use::Put),
            Self::LabelUnreadable => matches!(usage, Use::ReadLabel),
            Self::Disconnected => matches!(usage, Use::Command),
            Self::Missing => matches!(usage, Use::Reach),
            Self::Fails | Self::Full => matches!(usage, Use::Write),
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A way of using a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A library is given a command.
    Command,
    /// A transport carries a cartridge.
    Carry,
    /// A cartridge is taken out of an element.
    Take,
    /// A cartridge is put into an element.
    Put,
    /// A magazine is looked at or reached into.
    Reach,
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
}

/// A fault, as a scenario states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Where.
    pub part: Part,
    /// What.
    pub kind: FaultKind,
    /// The use of the part with which it begins, counted from 1 when it is armed; at once when absent.
    pub on_use: Option<u32>,
    /// How long it lasts once it has begun; until it is healed when absent.
    pub lasts: Option<Millis>,
    /// How many uses it spoils at the most.
    pub times: Option<u32>,
}

impl Fault {
    /// A fault that begins at once and stays until it is healed.
    #[must_use]
    pub const fn new(part: Part, kind: FaultKind) -> Self {
        Self { part, kind, on_use: None, lasts: None, times: None }
    }
}

/// A fault that no such part can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this part cannot be \"{kind}\"; its faults are {}", .fits.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", "))]
pub struct Misfit {
    /// What was asked for.
    pub kind: FaultKind,
    /// What the part can have.
    pub fits: &'static [FaultKind],
}

/// Names an armed fault. Counted from 1 in the order of arming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FaultId(pub u32);

/// A use that a fault has spoiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strike {
    /// The fault.
    pub fault: FaultId,
    /// What it does.
    pub kind: FaultKind,
    /// Whether the fault begins with this use.
    pub begins: bool,
}

/// The delay that several strikes make together.
#[must_use]
pub fn delay(strikes: &[Strike]) -> Millis {
    strikes.iter().filter_map(|strike| strike.kind.by()).fold(Millis::ZERO, |sum, by| sum + by)
}

/// The armed faults.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    armed: Vec<Armed>,
    count: u32,
}

#[derive(Clone, Debug)]
struct Armed {
    id: FaultId,
    fault: Fault,
    /// Uses of the part since it was armed, as far as they count.
    uses: u32,
    /// Uses it has spoiled.
    spoiled: u32,
    begun: Option<Instant>,
}

impl Armed {
    fn is_over(&self, now: Instant) -> bool {
        let used_up = self.fault.times.is_some_and(|times| self.spoiled >= times);
        let timed_out = matches!((self.begun, self.fault.lasts), (Some(begun), Some(lasts)) if begun + lasts <= now);
        used_up || timed_out
    }
}

impl Faults {
    /// Arms a fault. Without `on_use` it begins now.
    ///
    /// # Errors
    /// [`Misfit`] if the part cannot have it.
    pub fn arm(&mut self, now: Instant, fault: Fault) -> Result<FaultId, Misfit> {
        if fault.part.kinds().iter().all(|kind| kind.name() != fault.kind.name()) {
            return Err(Misfit { kind: fault.kind, fits: fault.part.kinds() });
        }
        self.count += 1;
        let id = FaultId(self.count);
        let begun = fault.on_use.is_none().then_some(now);
        self.armed.push(Armed { id, fault, uses: 0, spoiled: 0, begun });
        Ok(id)
    }

    /// Counts one use of a part and says which faults spoil it, in the order in which they were armed.
    pub fn strike(&mut self, now: Instant, part: Part, usage: Use) -> Vec<Strike> {
        let mut strikes = Vec::new();
        for armed in &mut self.armed {
            if !armed.fault.part.covers(part) || !armed.fault.kind.is_met_by(usage) || armed.is_over(now) {
                continue;
            }
            armed.uses += 1;
            let begins = armed.begun.is_none() && armed.fault.on_use.is_none_or(|first| armed.uses >= first);
            if begins {
                armed.begun = Some(now);
            }
            if armed.begun.is_some() {
                armed.spoiled += 1;
                strikes.push(Strike { fault: armed.id, kind: armed.fault.kind, begins });
            }
        }
        strikes
    }

    /// The fault of this id, while it is armed.
    #[must_use]
    pub fn get(&self, id: FaultId) -> Option<&Fault> {
        self.armed.iter().find(|armed| armed.id == id).map(|armed| &armed.fault)
    }

    /// The parts with armed faults, each once.
    #[must_use]
    pub fn parts(&self) -> BTreeSet<Part> {
        self.armed.iter().map(|armed| armed.fault.part).collect()
    }

    /// Disarms the faults whose time or uses are over, and returns them.
    pub fn expire(&mut self, now: Instant) -> Vec<(FaultId, Fault)> {
        self.disarm(|armed| armed.is_over(now))
    }

    /// Disarms every fault on a part, and returns them.
    pub fn heal(&mut self, part: Part) -> Vec<(FaultId, Fault)> {
        self.disarm(|armed| part.covers(armed.fault.part))
    }

    fn disarm(&mut self, which: impl Fn(&Armed) -> bool) -> Vec<(FaultId, Fault)> {
        self.armed.extract_if(.., |armed| which(armed)).map(|armed| (armed.id, armed.fault)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRIVE: Part = Part::Drive(LibraryAddress(0), 1);

    fn struck(faults: &mut Faults, at: u64, usage: Use) -> usize {
        faults.strike(Instant(at), DRIVE, usage).len()
    }

    #[test]
    fn it_waits_for_its_use_and_lasts_its_time() {
        let mut faults = Faults::default();
        let stuck = Fault { on_use: Some(2), lasts: Some(Millis(10)), ..Fault::new(DRIVE, FaultKind::Stuck) };
        faults.arm(Instant(0), stuck).unwrap();
        assert_eq!(
            [(1, Use::Load), (2, Use::Put), (5, Use::Load), (14, Use::Take), (15, Use::Load)].map(|(at, usage)| struck(
                &mut faults,
                at,
                usage
            )),
            [0, 0, 1, 1, 0]
        );
        assert_eq!(faults.expire(Instant(15)).len(), 1);
    }

    #[test]
    fn it_spoils_so_many_uses_and_no_more() {
        let mut faults = Faults::default();
        faults.arm(Instant(0), Fault { times: Some(2), ..Fault::new(DRIVE, FaultKind::Stuck) }).unwrap();
        assert_eq!([1, 2, 3].map(|at| struck(&mut faults, at, Use::Unload)), [1, 1, 0]);
    }

    #[test]
    fn healing_takes_all_faults_of_the_part() {
        let library = LibraryAddress(3);
        let mut faults = Faults::default();
        faults.arm(Instant(0), Fault::new(Part::Transport(library, 2), FaultKind::Jam)).unwrap();
        faults.arm(Instant(0), Fault::new(Part::Transports(library), FaultKind::Slow(Millis(5)))).unwrap();
        assert_eq!(faults.strike(Instant(1), Part::Transport(library, 1), Use::Carry).len(), 1);
        assert_eq!(faults.strike(Instant(1), Part::Transport(library, 2), Use::Carry).len(), 2);
        assert_eq!(faults.heal(Part::Transports(library)).len(), 2);
        assert!(faults.strike(Instant(2), Part::Transport(library, 2), Use::Carry).is_empty());
    }

    #[test]
    fn a_part_takes_only_its_own_kinds() {
        let misfit = Faults::default().arm(Instant(0), Fault::new(DRIVE, FaultKind::Jam)).unwrap_err();
        assert_eq!(misfit.to_string(), "this part cannot be \"jam\"; its faults are stuck, slow, source-empty, destination-full");
    }
}
