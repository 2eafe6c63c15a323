//! Log pages (SPC-4, SSC-3): what a drive counts, and what it complains of.

use crate::alert::TapeAlerts;
use crate::tape::Tape;
use crate::text::padded;

/// A log page that drives have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogPage {
    /// The pages that there are.
    Supported,
    /// What the cartridge has been used for.
    VolumeStatistics,
    /// The flags by which the drive complains.
    TapeAlert,
    /// How much fits on the tape, and how much more.
    TapeCapacity,
}

/// A parameter of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LogParameter {
    pub(super) code: u16,
    value: Vec<u8>,
}

impl LogParameter {
    /// A parameter that is bytes in a list (FORMAT AND LINKING 11b).
    fn new(code: u16, value: impl Into<Vec<u8>>) -> Self {
        Self { code, value: value.into() }
    }

    /// As bytes: code, control, length, value.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let length = u8::try_from(self.value.len()).unwrap_or(u8::MAX);
        [&self.code.to_be_bytes()[..], &[0x03, length], &self.value].concat()
    }
}

impl LogPage {
    /// Every page, by rising code.
    pub(super) const ALL: [Self; 4] = [Self::Supported, Self::VolumeStatistics, Self::TapeAlert, Self::TapeCapacity];

    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Supported => 0x00,
            Self::VolumeStatistics => 0x17,
            Self::TapeAlert => 0x2E,
            Self::TapeCapacity => 0x31,
        }
    }

    pub(super) fn of(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.code() == code)
    }

    /// What the page says; nothing of a tape that is not there.
    pub(super) fn parameters(self, alerts: TapeAlerts, tape: Option<&Tape>) -> Vec<LogParameter> {
        match self {
            Self::Supported => Vec::new(),
            Self::VolumeStatistics => tape.map_or_else(|| vec![LogParameter::new(0x0000, [0])], volume_statistics),
            Self::TapeAlert => {
                (1..=TapeAlerts::COUNT).map(|flag| LogParameter::new(flag.into(), [u8::from(alerts.is_raised(flag))])).collect()
            }
            Self::TapeCapacity => {
                let (left, most) = tape.map_or((0, 0), |tape| (tape.room(tape.end()), tape.capacity()));
                // Of partition 1, which there is not, as well.
                [(1, left), (2, 0), (3, most), (4, 0)].into_iter().map(|(code, bytes)| LogParameter::new(code, megabytes(bytes))).collect()
            }
        }
    }
}

/// The parameters of the volume statistics page that a simulated tape can tell.
fn volume_statistics(tape: &Tape) -> Vec<LogParameter> {
    let (usage, make) = (tape.usage(), tape.make());
    let loads = u32::try_from(usage.loads).unwrap_or(u32::MAX).to_be_bytes();
    vec![
        LogParameter::new(0x0000, [1]), // the page is valid
        LogParameter::new(0x0001, loads),
        LogParameter::new(0x000E, megabytes(usage.written.saturating_sub(usage.before_load.0))),
        LogParameter::new(0x000F, megabytes(usage.read.saturating_sub(usage.before_load.1))),
        LogParameter::new(0x0010, megabytes(usage.written)),
        LogParameter::new(0x0011, megabytes(usage.read)),
        LogParameter::new(0x0016, megabytes(tape.capacity())),
        LogParameter::new(0x0017, megabytes(tape.used(tape.end()))),
        LogParameter::new(0x0040, padded(&make.serial, 32)),
        LogParameter::new(0x0042, padded(make.volume.as_deref().unwrap_or(""), 32)),
        LogParameter::new(0x0043, padded("RSMLAB", 8)),
        LogParameter::new(0x0080, [u8::from(tape.write_protected)]),
        LogParameter::new(0x0081, [u8::from(make.worm)]),
    ]
}

fn megabytes(bytes: u64) -> [u8; 4] {
    u32::try_from(bytes >> 20).unwrap_or(u32::MAX).to_be_bytes()
}
