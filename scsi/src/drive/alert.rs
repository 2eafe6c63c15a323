//! TapeAlert: 64 flags by which a drive complains, each read once (SSC-3).

/// The flags that tell of what is in a drive rather than of the drive: MEDIA LIFE, WRITE PROTECT, UNSUPPORTED FORMAT, UNRECOVERABLE
/// MECHANICAL CARTRIDGE FAILURE, EXPIRED CLEANING MEDIA, INVALID CLEANING MEDIA.
const OF_MEDIUM: [u8; 6] = [7, 9, 12, 14, 22, 23];

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

    /// What flags said of a medium is over: it is gone, or unloaded.
    pub(super) const fn forget_medium(&mut self) {
        let mut at = 0;
        while at < OF_MEDIUM.len() {
            self.clear(OF_MEDIUM[at]);
            at += 1;
        }
    }

    /// Whether a flag is raised.
    pub(super) const fn is_raised(self, flag: u8) -> bool {
        self.0 & Self::bit(flag) != 0
    }

    const fn bit(flag: u8) -> u64 {
        if flag == 0 || flag > Self::COUNT { 0 } else { 1 << (flag - 1) }
    }
}
