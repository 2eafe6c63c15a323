//! TapeAlert: 64 flags by which a drive complains, each read once by each nexus (SSC-3).

use std::collections::BTreeMap;

use crate::nexus::Nexus;

/// The flags that tell of what is in a drive rather than of the drive: MEDIA LIFE, WRITE PROTECT, UNSUPPORTED FORMAT, UNRECOVERABLE
/// MECHANICAL CARTRIDGE FAILURE, EXPIRED CLEANING MEDIA, INVALID CLEANING MEDIA.
const OF_MEDIUM: [u8; 6] = [7, 9, 12, 14, 22, 23];

/// The flags of a drive, as each nexus sees them: who has read one does not see it until it is raised again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct DriveAlerts {
    raised: TapeAlerts,
    read: BTreeMap<Nexus, TapeAlerts>,
}

impl DriveAlerts {
    /// Raises a flag. There is none beyond the last.
    pub(super) fn raise(&mut self, flag: u8) {
        self.raised.raise(flag);
        self.read.values_mut().for_each(|read| read.clear(flag));
    }

    /// What flags said of a medium is over: it is gone, or unloaded.
    pub(super) fn forget_medium(&mut self) {
        OF_MEDIUM.iter().for_each(|flag| self.raised.clear(*flag));
    }

    /// The flags that a nexus sees.
    pub(super) fn seen_by(&self, nexus: Nexus) -> TapeAlerts {
        let read = self.read.get(&nexus).copied().unwrap_or_default();
        TapeAlerts(self.raised.0 & !read.0)
    }

    /// A nexus has read a flag.
    pub(super) fn read_by(&mut self, nexus: Nexus, flag: u8) {
        self.read.entry(nexus).or_default().raise(flag);
    }

    /// A nexus has done with all that is raised.
    pub(super) fn all_read_by(&mut self, nexus: Nexus) {
        self.read.insert(nexus, self.raised);
    }
}

/// A set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct TapeAlerts(u64);

impl TapeAlerts {
    /// How many flags there are; they are counted from 1.
    pub(super) const COUNT: u8 = 64;

    const fn raise(&mut self, flag: u8) {
        self.0 |= Self::bit(flag);
    }

    const fn clear(&mut self, flag: u8) {
        self.0 &= !Self::bit(flag);
    }

    /// Whether a flag is in it.
    pub(super) const fn is_raised(self, flag: u8) -> bool {
        self.0 & Self::bit(flag) != 0
    }

    const fn bit(flag: u8) -> u64 {
        if flag == 0 || flag > Self::COUNT { 0 } else { 1 << (flag - 1) }
    }
}
