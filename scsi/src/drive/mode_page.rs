//! Mode pages (SSC-3): what can be set, and how pages show it.

use super::refusal::INVALID_IN_LIST;
use crate::answer::Sense;
use crate::common::control_mode_page;
use crate::tape::density::LONGEST_BLOCK;

/// What MODE SELECT sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Modes {
    /// The length of blocks; 0, and each has its own.
    pub(super) block_length: u32,
    /// Whether a command may end before what it writes is on the tape.
    pub(super) buffered: bool,
    /// Whether data are compressed. It changes nothing: a tape takes as many bytes either way.
    pub(super) compression: bool,
    /// Whether writing is refused, whatever the tab says (SWP).
    pub(super) software_write_protect: bool,
}

impl Default for Modes {
    fn default() -> Self {
        Self { block_length: 0, buffered: true, compression: true, software_write_protect: false }
    }
}

impl Modes {
    /// Sets the length of blocks.
    pub(super) fn set_block_length(&mut self, length: u32) -> Result<(), Sense> {
        if length > LONGEST_BLOCK {
            return Err(INVALID_IN_LIST.because());
        }
        self.block_length = length;
        Ok(())
    }
}

/// A mode page that drives have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ModePage {
    Control,
    DataCompression,
    DeviceConfiguration,
    MediumPartition,
    MediumConfiguration,
}

/// The bits of the pages that MODE SELECT changes: byte in the page, mask.
const DCE: (usize, u8) = (2, 0x80);
const SWP: (usize, u8) = (10, 0x04);
const SELECT_ALGORITHM: (usize, u8) = (14, 0x01);

impl ModePage {
    /// Every page, in the order in which all are told.
    pub(super) const ALL: [Self; 5] =
        [Self::Control, Self::DataCompression, Self::DeviceConfiguration, Self::MediumPartition, Self::MediumConfiguration];

    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Control => control_mode_page::CODE,
            Self::DataCompression => 0x0F,
            Self::DeviceConfiguration => 0x10,
            Self::MediumPartition => 0x11,
            Self::MediumConfiguration => 0x1D,
        }
    }

    pub(super) fn of(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.code() == code)
    }

    /// Without code and length.
    const fn length(self) -> u8 {
        match self {
            Self::Control => control_mode_page::BODY.len() as u8,
            Self::DataCompression | Self::DeviceConfiguration => 0x0E,
            Self::MediumPartition => 0x06,
            Self::MediumConfiguration => 0x1E,
        }
    }

    fn blank(self) -> Vec<u8> {
        let mut page = vec![0; usize::from(self.length()) + 2];
        page[0] = self.code();
        page[1] = self.length();
        page
    }

    /// The page as it is with these modes, for a tape that is never written over or another.
    pub(super) fn values(self, modes: &Modes, worm: bool) -> Vec<u8> {
        let mut page = self.blank();
        let set = |page: &mut Vec<u8>, (at, mask): (usize, u8), on: bool| page[at] |= if on { mask } else { 0 };
        match self {
            Self::Control => page[2..].copy_from_slice(&control_mode_page::BODY),
            Self::DataCompression => {
                set(&mut page, DCE, modes.compression);
                page[2] |= 0x40; // DCC: it can compress
                page[3] = 0x80; // DDE: it decompresses
                page[7] = 0x01; // compression algorithm: the default one
                page[11] = 0x01; // and that of what was read
            }
            Self::DeviceConfiguration => {
                page[8] = 0x40; // LOIS: objects have numbers
                set(&mut page, SWP, modes.software_write_protect);
                page[10] |= 0x18; // EEG, SEW: writing ends the data; the buffer is emptied at early warning
                set(&mut page, SELECT_ALGORITHM, modes.compression);
            }
            Self::MediumPartition => page[5] = 0x03, // it recognizes format and partitions; there is one
            Self::MediumConfiguration => {
                page[2] = u8::from(worm); // WORMM
                page[5] = 0x02; // filemarks before the end of the data can be written over, but for the first
            }
        }
        page
    }

    /// Ones where the page can be changed.
    pub(super) fn mask(self) -> Vec<u8> {
        let mut page = self.blank();
        match self {
            Self::DataCompression => page[DCE.0] = DCE.1,
            Self::DeviceConfiguration => [SWP, SELECT_ALGORITHM].into_iter().for_each(|(at, mask)| page[at] = mask),
            Self::Control | Self::MediumPartition | Self::MediumConfiguration => {}
        }
        page
    }

    /// Sets modes by the page. What cannot be changed has to be as it is.
    pub(super) fn apply(self, given: &[u8], modes: &mut Modes, worm: bool) -> Result<(), Sense> {
        let (values, mask) = (self.values(modes, worm), self.mask());
        let behind_header = || values.iter().zip(&mask).skip(2);
        let fits = given.len() + 2 == values.len() && given.iter().zip(behind_header()).all(|(new, (old, mask))| (new ^ old) & !mask == 0);
        if !fits {
            return Err(INVALID_IN_LIST.because());
        }
        let is_set = |(at, mask): (usize, u8)| given.get(at - 2).is_some_and(|byte| byte & mask != 0);
        match self {
            Self::DataCompression => modes.compression = is_set(DCE),
            Self::DeviceConfiguration => {
                modes.software_write_protect = is_set(SWP);
                modes.compression = is_set(SELECT_ALGORITHM);
            }
            Self::Control | Self::MediumPartition | Self::MediumConfiguration => {}
        }
        Ok(())
    }
}
