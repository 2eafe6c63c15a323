//! TapeAlert: 64 flags by which a drive complains, each read once (SSC-3).

/// The flags of a drive that are raised and not yet read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct TapeAlerts(u64);

impl TapeAlerts {
    /// How many flags there are; they are counted from 1.
    pub(super) const COUNT: u8 = 64;

    /// Raises a flag. There is none beyond the last.
    pub(super) const fn raise(&mut self, flag: u8) {
        self.0 |= Self::bit(flag);
    }

    /// A flag is read, and so not raised any more.
    pub(super) const fn clear(&mut self, flag: u8) {
        self.0 &= !Self::bit(flag);
    }

    /// Whether a flag is raised.
    pub(super) const fn is_raised(self, flag: u8) -> bool {
        self.0 & Self::bit(flag) != 0
    }

    const fn bit(flag: u8) -> u64 {
        if flag == 0 || flag > Self::COUNT { 0 } else { 1 << (flag - 1) }
    }
}
