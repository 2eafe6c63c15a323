//! How long things take in a library, unless its specification has other times.
//!
//! The figures are those of a mid-size LTO library. Each names the row of the project's hardware notes it comes from.

use rsmlab_engine::time::Millis;
use serde::{Deserialize, Serialize};

/// Durations of one library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// Carry a cartridge from one element to another; it is gripped half way.
    pub carry: Millis,
    /// Travel from one column of the layout to the next, on the way to a cartridge and with it.
    pub travel: Millis,
    /// Load a cartridge until it can be read.
    pub load: Millis,
    /// Unload it until it can be taken out.
    pub unload: Millis,
    /// Read an on-media label.
    pub read_label: Millis,
    /// Clean a drive.
    pub clean: Millis,
    /// Look at one element with the bar-code reader; without one, ask the sensors of all elements at once.
    pub scan: Millis,
    /// Lock, unlock, extend or retract.
    pub access: Millis,
    /// From power-on, or a reset, until the library takes commands.
    pub power_on: Millis,
}

impl Timing {
    /// "typical move, big library: < 3 s" (IBM TS4500 Redbook).
    pub const CARRY: Millis = Millis(3_000);
    /// "LTO load ~15 s".
    pub const LOAD: Millis = Millis(15_000);
    /// "LTO unload ~20-24 s".
    pub const UNLOAD: Millis = Millis(20_000);
    /// No figure is published; a label is one short block at the beginning of the tape, where loading ends.
    pub const READ_LABEL: Millis = Millis(2_000);
    /// "cleaning 340 s" (SL8500 DES).
    pub const CLEAN: Millis = Millis(340_000);
    /// Between "inventory < 60 s per frame" of some 300 cells (TS3500) and "21 s 8 slots" (Quantum).
    pub const SCAN: Millis = Millis(1_000);
    /// No figure is published; the travel of a port drawer, with "pick or place 1.0 s each" (SL8500 DES) as the yardstick.
    pub const ACCESS: Millis = Millis(2_000);
    /// "power-on 60 s" with bar codes (Exabyte 1x7 manual).
    pub const POWER_ON: Millis = Millis(60_000);
    /// "+15 s load calibration" (SL8500 DES): what a transport takes to find its marks again.
    pub const CALIBRATION: Millis = Millis(15_000);
    /// How long a library takes to answer a command that moves nothing: a round trip on the bus. No figure is published,
    /// and none is worth setting.
    pub const ANSWER: Millis = Millis(100);
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            carry: Self::CARRY,
            // Only a layout says how far apart things are; without one the time to carry has the way in it.
            travel: Millis::ZERO,
            load: Self::LOAD,
            unload: Self::UNLOAD,
            read_label: Self::READ_LABEL,
            clean: Self::CLEAN,
            scan: Self::SCAN,
            access: Self::ACCESS,
            power_on: Self::POWER_ON,
        }
    }
}
