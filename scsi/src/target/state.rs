//! What a target keeps of its nexuses, and what commands read and change of it.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::port::hardware::SenseCode;
use rsmlab_sim::hardware::Library;

use super::attention::Attentions;
use crate::alert::UnitAlerts;
use crate::changer::search::Search;
use crate::nexus::Nexus;
use crate::unit::Unit;

/// What belongs to nexuses.
#[derive(Clone, Debug, Default, Hash)]
pub struct NexusStates {
    /// Who is there.
    pub nexuses: BTreeSet<Nexus>,
    /// What each still has to be told.
    pub attentions: Attentions,
    /// Which nexus a logical unit is reserved for.
    pub reservations: BTreeMap<Unit, Nexus>,
    /// Which nexuses keep people, and a drive, from giving cartridges away.
    pub preventions: BTreeMap<Unit, BTreeSet<Nexus>>,
    /// The last search for a volume tag of each nexus.
    pub searches: BTreeMap<Nexus, Search>,
    /// TapeAlert flags of the changer.
    pub alerts: UnitAlerts,
}

impl NexusStates {
    /// A nexus is there, and hears of the power-on.
    pub fn join(&mut self, nexus: Nexus, library: &Library) {
        self.nexuses.insert(nexus);
        Unit::built(library).for_each(|unit| self.attentions.start(nexus, unit));
    }

    /// A nexus is gone, and with it what it has reserved and prevented. Says whether it was the last to keep the changer closed.
    pub fn leave(&mut self, nexus: Nexus) -> bool {
        self.nexuses.remove(&nexus);
        self.attentions.leave(nexus);
        self.alerts.leave(nexus);
        self.searches.remove(&nexus);
        self.reservations.retain(|_, holder| *holder != nexus);
        let units: Vec<Unit> = self.preventions.keys().copied().collect();
        units.into_iter().filter(|unit| self.allow(*unit, nexus)).collect::<Vec<_>>().contains(&Unit::Changer)
    }

    /// Whether another nexus has reserved a logical unit.
    pub fn is_reserved_from(&self, unit: Unit, nexus: Nexus) -> bool {
        self.reservations.get(&unit).is_some_and(|holder| *holder != nexus)
    }

    /// Whether any nexus prevents the removal of medium from a logical unit.
    pub fn is_prevented(&self, unit: Unit) -> bool {
        self.preventions.contains_key(&unit)
    }

    /// Whether this nexus prevents the removal of medium from a logical unit.
    pub fn prevents(&self, unit: Unit, nexus: Nexus) -> bool {
        self.preventions.get(&unit).is_some_and(|holders| holders.contains(&nexus))
    }

    /// A nexus prevents removal from a logical unit. Says whether it is the first.
    pub fn prevent(&mut self, unit: Unit, nexus: Nexus) -> bool {
        let holders = self.preventions.entry(unit).or_default();
        holders.insert(nexus) && holders.len() == 1
    }

    /// A nexus allows removal from a logical unit. Says whether it was the last that prevented it.
    pub fn allow(&mut self, unit: Unit, nexus: Nexus) -> bool {
        let Some(holders) = self.preventions.get_mut(&unit) else { return false };
        let last = holders.remove(&nexus) && holders.is_empty();
        if holders.is_empty() {
            self.preventions.remove(&unit);
        }
        last
    }

    /// A logical unit begins from the beginning: it knows of no reservation and no prevention, complains of nothing, and says so to everybody.
    pub fn reset(&mut self, unit: Unit) {
        if unit == Unit::Changer {
            self.alerts = UnitAlerts::default();
            self.searches.clear();
        }
        self.reservations.remove(&unit);
        self.preventions.remove(&unit);
        self.start(unit);
    }

    /// Every nexus is told that a logical unit has been away.
    pub fn start(&mut self, unit: Unit) {
        for nexus in &self.nexuses {
            self.attentions.start(*nexus, unit);
        }
    }

    /// Something that every nexus is to be told of a logical unit, but for one that knows it.
    pub fn tell(&mut self, unit: Unit, but: Option<Nexus>, code: SenseCode) {
        for nexus in self.nexuses.iter().filter(|nexus| Some(**nexus) != but) {
            self.attentions.establish(*nexus, unit, code);
        }
    }
}
