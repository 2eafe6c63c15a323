//! TapeAlert: 64 flags by which a logical unit complains, each read once by each nexus (SSC-3, SMC-3, D-183).

use std::collections::BTreeMap;

use crate::nexus::Nexus;

/// The flags of a logical unit, as each nexus sees them: who has read one does not see it until it is raised again, and who comes late
/// sees what is up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct UnitAlerts {
    raised: TapeAlerts,
    read: BTreeMap<Nexus, TapeAlerts>,
}

impl UnitAlerts {
    /// Raises a flag. There is none beyond the last.
    pub(crate) fn raise(&mut self, flag: u8) {
        self.raised.raise(flag);
        self.read.values_mut().for_each(|read| read.clear(flag));
    }

    /// What a flag tells of is over.
    pub(crate) const fn lower(&mut self, flag: u8) {
        self.raised.clear(flag);
    }

    /// The flags that a nexus sees.
    pub(crate) fn seen_by(&self, nexus: Nexus) -> TapeAlerts {
        let read = self.read.get(&nexus).copied().unwrap_or_default();
        TapeAlerts(self.raised.0 & !read.0)
    }

    /// A nexus has read a flag.
    pub(crate) fn read_by(&mut self, nexus: Nexus, flag: u8) {
        self.read.entry(nexus).or_default().raise(flag);
    }

    /// A nexus has done with all that is raised.
    pub(crate) fn all_read_by(&mut self, nexus: Nexus) {
        self.read.insert(nexus, self.raised);
    }

    /// A nexus is gone.
    pub(crate) fn leave(&mut self, nexus: Nexus) {
        self.read.remove(&nexus);
    }
}

/// A set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct TapeAlerts(u64);

impl TapeAlerts {
    /// How many flags there are; they are counted from 1.
    pub(crate) const COUNT: u8 = 64;

    const fn raise(&mut self, flag: u8) {
        self.0 |= Self::bit(flag);
    }

    const fn clear(&mut self, flag: u8) {
        self.0 &= !Self::bit(flag);
    }

    /// Whether a flag is in it.
    pub(crate) const fn is_raised(self, flag: u8) -> bool {
        self.0 & Self::bit(flag) != 0
    }

    const fn bit(flag: u8) -> u64 {
        if flag == 0 || flag > Self::COUNT { 0 } else { 1 << (flag - 1) }
    }
}
