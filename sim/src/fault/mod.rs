//! Faults: troubles that are armed on a part, strike when it is used, and pass.
//!
//! A fault is part of the scenario, never of chance: which use it spoils is counted, not drawn. It waits for its
//! use, is then active for a time, for a number of uses or until somebody heals it, and every use it spoils is
//! reported as a [`Strike`] so that a trace can name the cause.

mod kind;

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use rsmlab_engine::id::hash_given_out;
use rsmlab_engine::port::hardware::{Element, Failure, Gate, HardwareEvent, LibraryAddress};
use rsmlab_engine::time::{Instant, Millis};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use self::kind::{FaultKind, Use};
use crate::hardware::CartridgeId;

/// What a fault can be armed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FaultSite {
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
    /// One cell of an IE port: the others are as good as before.
    Cell(LibraryAddress, u16, u16),
    /// A door with its lock.
    Door(LibraryAddress, u16),
    /// A magazine with all its slots.
    Magazine(LibraryAddress, u16),
    /// The bar-code reader of a library.
    Reader(LibraryAddress),
    /// A cartridge, wherever it is.
    Cartridge(CartridgeId),
    /// The store of the engine.
    Database,
}

impl FaultSite {
    /// The library it belongs to, if it belongs to one.
    #[must_use]
    pub const fn library(self) -> Option<LibraryAddress> {
        match self {
            Self::Library(library) | Self::Transports(library) | Self::Transport(library, _) | Self::Reader(library) => Some(library),
            Self::Drive(library, _) | Self::Slot(library, _) | Self::Port(library, _) => Some(library),
            Self::Cell(library, ..) | Self::Door(library, _) | Self::Magazine(library, _) => Some(library),
            Self::Cartridge(_) | Self::Database => None,
        }
    }

    /// The part that a place is.
    #[must_use]
    pub const fn at(library: LibraryAddress, element: Element) -> Self {
        match element {
            Element::Transport(number) => Self::Transport(library, number),
            Element::Slot(number) => Self::Slot(library, number),
            Element::Port(number, cell) => Self::Cell(library, number, cell),
            Element::Drive(number) => Self::Drive(library, number),
        }
    }

    /// The part that a port or a door is. The keypad belongs to the library.
    #[must_use]
    pub const fn gate(library: LibraryAddress, gate: Gate) -> Self {
        match gate {
            Gate::Port(number) => Self::Port(library, number),
            Gate::Door(number) => Self::Door(library, number),
            Gate::Keypad => Self::Library(library),
        }
    }

    /// The part that an event is about, besides the library as a whole.
    #[must_use]
    pub const fn told_of(library: LibraryAddress, event: &HardwareEvent) -> Option<Self> {
        use HardwareEvent as E;
        Some(match event {
            E::Attached | E::Detached | E::Reset => return None,
            E::PortFull(number) | E::PortExtended(number) | E::PortRetracted(number) => Self::Port(library, *number),
            E::DoorOpened(number) | E::DoorClosed(number) => Self::Door(library, *number),
            E::DriveLoaded(number) | E::DriveEmptied(number) | E::DriveAlert(number, _) => Self::Drive(library, *number),
            E::DriveRemoved(number) | E::DriveInstalled(number) => Self::Drive(library, *number),
            E::MagazineRemoved(number) | E::MagazineInserted(number) => Self::Magazine(library, *number),
        })
    }

    /// Whether a fault on this part is felt by `other`.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::Transports(library), Self::Transport(of, _)) => library == of,
            (Self::Port(library, number), Self::Cell(of, port, _)) => library == of && number == port,
            (part, other) => part == other,
        }
    }
}

/// A fault, as a scenario states it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fault {
    /// Where.
    pub part: FaultSite,
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
    pub const fn new(part: FaultSite, kind: FaultKind) -> Self {
        Self { part, kind, on_use: None, lasts: None, times: None }
    }

    /// How many uses it spoils at the most: as many as it says, or what goes without saying for its kind.
    #[must_use]
    pub fn most_uses(&self) -> Option<u32> {
        match self.kind {
            // A reset happens once.
            FaultKind::Reset => Some(1),
            // A crash does too, unless it is to happen to the next life as well.
            FaultKind::Crashes | FaultKind::CrashesAfter => self.times.or(Some(1)),
            _ => self.times,
        }
    }
}

/// A fault that no such part can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this part cannot be \"{kind}\"; its faults are {}", .fits.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", "))]
pub struct FaultMisfit {
    /// What was asked for.
    pub kind: FaultKind,
    /// What the part can have.
    pub fits: &'static [FaultKind],
}

/// Names an armed fault. Counted from 1 in the order of arming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FaultId(pub u32);

impl Hash for FaultId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_given_out(11, self.0.into(), state);
    }
}

/// A use that a fault has spoiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Strike {
    /// The fault.
    pub fault: FaultId,
    /// What it does.
    pub kind: FaultKind,
    /// The use.
    pub usage: Use,
    /// What the use fails with, if it fails.
    pub failure: Option<Failure>,
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
    const fn has_begun(&self) -> bool {
        self.begun.is_some()
    }

    /// When it ends by itself, once it has begun.
    fn ends(&self) -> Option<Instant> {
        Some(self.begun? + self.fault.lasts?)
    }

    fn is_over(&self, now: Instant) -> bool {
        let used_up = self.fault.times.is_some_and(|times| self.spoiled >= times);
        let timed_out = self.ends().is_some_and(|end| end <= now);
        used_up || timed_out
    }
}

impl Faults {
    /// Arms a fault. Without `on_use` it begins now.
    ///
    /// # Errors
    /// [`FaultMisfit`] if the part cannot have it.
    pub fn arm(&mut self, now: Instant, fault: Fault) -> Result<FaultId, FaultMisfit> {
        if fault.part.kinds().iter().all(|kind| kind.name() != fault.kind.name()) {
            return Err(FaultMisfit { kind: fault.kind, fits: fault.part.kinds() });
        }
        self.count += 1;
        let id = FaultId(self.count);
        let fault = Fault { times: fault.most_uses(), ..fault };
        let begun = fault.on_use.is_none().then_some(now);
        self.armed.push(Armed { id, fault, uses: 0, spoiled: 0, begun });
        Ok(id)
    }

    /// Counts one use of a part and says which faults spoil it, in the order in which they were armed.
    pub fn strike(&mut self, now: Instant, part: FaultSite, usage: Use) -> Vec<Strike> {
        let mut strikes = Vec::new();
        for armed in &mut self.armed {
            if !armed.fault.part.covers(part) || !armed.fault.kind.is_met_by(part, usage) || armed.is_over(now) {
                continue;
            }
            armed.uses += 1;
            let begins = armed.begun.is_none() && armed.fault.on_use.is_none_or(|first| armed.uses >= first);
            if begins {
                armed.begun = Some(now);
            }
            if armed.has_begun() {
                armed.spoiled += 1;
                let kind = armed.fault.kind;
                strikes.push(Strike { fault: armed.id, kind, usage, failure: kind.failure(part, usage), begins });
            }
        }
        strikes
    }

    /// Whether a part is in this state because of a fault.
    #[must_use]
    pub fn hold(&self, now: Instant, part: FaultSite, kind: FaultKind) -> bool {
        self.armed.iter().any(|armed| armed.fault.part == part && armed.fault.kind == kind && armed.has_begun() && !armed.is_over(now))
    }

    /// The faults that can still strike, each with how often it has.
    pub fn under_arms(&self, now: Instant) -> impl Hash + '_ {
        let under_arms = self.armed.iter().filter(move |armed| !armed.is_over(now));
        under_arms.map(|armed| (armed.id, &armed.fault, armed.uses, armed.spoiled, armed.has_begun(), armed.ends())).collect::<Vec<_>>()
    }

    /// Disarms the fault of this id, and returns it.
    pub fn take(&mut self, id: FaultId) -> Option<Fault> {
        self.disarm(|armed| armed.id == id).pop().map(|(_, fault)| fault)
    }

    /// The fault of this id, while it is armed.
    #[must_use]
    pub fn get(&self, id: FaultId) -> Option<&Fault> {
        self.armed.iter().find(|armed| armed.id == id).map(|armed| &armed.fault)
    }

    /// The parts with armed faults, each once.
    #[must_use]
    pub fn parts(&self) -> BTreeSet<FaultSite> {
        self.armed.iter().map(|armed| armed.fault.part).collect()
    }

    /// Disarms the faults whose time or uses are over, and returns them.
    pub fn expire(&mut self, now: Instant) -> Vec<(FaultId, Fault)> {
        self.disarm(|armed| armed.is_over(now))
    }

    /// Disarms the faults on a part that are of such a kind, and returns them.
    pub fn lift(&mut self, part: FaultSite, which: impl Fn(FaultKind) -> bool) -> Vec<(FaultId, Fault)> {
        self.disarm(|armed| part.covers(armed.fault.part) && which(armed.fault.kind))
    }

    fn disarm(&mut self, which: impl Fn(&Armed) -> bool) -> Vec<(FaultId, Fault)> {
        self.armed.extract_if(.., |armed| which(armed)).map(|armed| (armed.id, armed.fault)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRIVE: FaultSite = FaultSite::Drive(LibraryAddress(0), 1);

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
        faults.arm(Instant(0), Fault::new(FaultSite::Transport(library, 2), FaultKind::Jam)).unwrap();
        faults.arm(Instant(0), Fault::new(FaultSite::Transports(library), FaultKind::Slow(Millis(5)))).unwrap();
        assert_eq!(faults.strike(Instant(1), FaultSite::Transport(library, 1), Use::Carry).len(), 1);
        assert_eq!(faults.strike(Instant(1), FaultSite::Transport(library, 2), Use::Carry).len(), 2);
        assert_eq!(faults.lift(FaultSite::Transports(library), |_| true).len(), 2);
        assert!(faults.strike(Instant(2), FaultSite::Transport(library, 2), Use::Carry).is_empty());
    }

    #[test]
    fn a_part_takes_only_its_own_kinds() {
        let misfit = Faults::default().arm(Instant(0), Fault::new(FaultSite::Database, FaultKind::Jam)).unwrap_err();
        assert_eq!(misfit.to_string(), "this part cannot be \"jam\"; its faults are fails, full, slow, crashes, crashes-after");
    }
}
