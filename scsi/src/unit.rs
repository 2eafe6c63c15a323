//! Logical units: what answers at which number.

use rsmlab_sim::hardware::Library;
use rsmlab_sim::hardware::drive::Drive;

/// A logical unit of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// The medium changer.
    Changer,
    /// A tape drive, by its number in the library.
    Drive(u16),
}

impl Unit {
    /// The logical unit at a number. The changer is 0 and drive `n` is `n`; a stand-alone drive, which has no changer, is 0. A drive
    /// that is not installed answers at no number.
    #[must_use]
    pub fn at(lun: u64, library: &Library) -> Option<Self> {
        let drive = if library.is_standalone() { lun.checked_add(1)? } else { lun };
        let number = u16::try_from(drive).ok()?;
        match number.checked_sub(1) {
            None => Some(Self::Changer),
            Some(index) => library.drives.get(usize::from(index)).filter(|drive| drive.is_there()).map(|_| Self::Drive(number)),
        }
    }

    /// Its number.
    #[must_use]
    pub fn lun(self, library: &Library) -> u16 {
        match self {
            Self::Changer => 0,
            Self::Drive(number) if library.is_standalone() => number.saturating_sub(1),
            Self::Drive(number) => number,
        }
    }

    /// Every logical unit that a library is built with, by number.
    pub fn built(library: &Library) -> impl Iterator<Item = Self> + '_ {
        let changer = (!library.is_standalone()).then_some(Self::Changer);
        changer.into_iter().chain((1..).zip(&library.drives).map(|(number, _)| Self::Drive(number)))
    }

    /// Every logical unit that answers now, by number.
    pub fn present(library: &Library) -> impl Iterator<Item = Self> + '_ {
        Self::built(library).filter(|unit| unit.drive(library).is_none_or(Drive::is_there))
    }

    /// The drive that it is, if it is one.
    #[must_use]
    pub fn drive(self, library: &Library) -> Option<&Drive> {
        match self {
            Self::Changer => None,
            Self::Drive(number) => library.drives.get(usize::from(number.checked_sub(1)?)),
        }
    }
}
