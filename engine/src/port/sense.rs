//! Sense: trouble in the words that SCSI devices and changer drivers use for it.
//!
//! Sense key, additional sense code and qualifier as of SPC and SMC; the problem types are those of a Windows changer
//! driver (`CHANGER_DEVICE_PROBLEM_TYPE`), the drive problems those of a Windows tape class driver, which reads them from
//! the TapeAlert flags of the drive.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::documented::documented_enum;

/// Sense key, additional sense code (ASC) and its qualifier (ASCQ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SenseCode {
    /// The sense key: 1 recovered error, 2 not ready, 3 medium error, 4 hardware error, 5 illegal request, 6 unit
    /// attention, 7 data protect, 11 aborted command.
    pub key: u8,
    /// The additional sense code.
    pub asc: u8,
    /// Its qualifier.
    pub ascq: u8,
}

impl SenseCode {
    /// A sense code by its three numbers.
    #[must_use]
    pub const fn new(key: u8, asc: u8, ascq: u8) -> Self {
        Self { key, asc, ascq }
    }
}

impl fmt::Display for SenseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:02X}/{:02X}", self.key, self.asc, self.ascq)
    }
}

documented_enum! {
    /// What a changer driver says is wrong with a changer (`CHANGER_DEVICE_PROBLEM_TYPE`).
    Problem {
        None = 0, "DeviceProblemNone";
        Hardware = 1, "DeviceProblemHardware";
        ChangerError = 2, "DeviceProblemCHMError";
        DoorOpen = 3, "DeviceProblemDoorOpen";
        Calibration = 4, "DeviceProblemCalibrationError";
        TargetFailure = 5, "DeviceProblemTargetFailure";
        ChangerMove = 6, "DeviceProblemCHMMoveError";
        ChangerZero = 7, "DeviceProblemCHMZeroError";
        CartridgeInsert = 8, "DeviceProblemCartridgeInsertError";
        Position = 9, "DeviceProblemPositionError";
        Sensor = 10, "DeviceProblemSensorError";
        CartridgeEject = 11, "DeviceProblemCartridgeEjectError";
        Gripper = 12, "DeviceProblemGripperError";
        Drive = 13, "DeviceProblemDriveError";
    }
}

macro_rules! alerts {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal, $words:literal, flag $flag:literal, $key:literal/$asc:literal/$ascq:literal;)*) => {
        /// What a tape drive can complain of: the twelve kinds of alert of `model.operator.device-alerts`, and that of the
        /// write-protect tab, which they leave out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum DriveAlert {
            $($(#[doc = $doc])* $variant,)*
        }

        impl DriveAlert {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in scenarios.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it means, in a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*),)* }
            }

            /// What it says, in words.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            /// The TapeAlert flag that a drive raises, counted from 1.
            #[must_use]
            pub const fn flag(self) -> u8 {
                match self { $(Self::$variant => $flag,)* }
            }

            /// The sense with which a drive reports it.
            #[must_use]
            pub const fn sense(self) -> SenseCode {
                match self { $(Self::$variant => SenseCode::new($key, $asc, $ascq),)* }
            }
        }
    };
}

alerts! {
    /// Trouble with reading or writing that the drive could still repair.
    IoWarning = "io-warning", "reads and writes with difficulty", flag 4, 0x1/0x5d/0x00;
    /// Reading or writing has failed, and it is not clear which of them is to blame.
    IoError = "io-error", "has an error it cannot correct", flag 3, 0x3/0x3b/0x00;
    /// Reading succeeds with difficulty.
    ReadWarning = "read-warning", "reads with difficulty", flag 1, 0x1/0x18/0x00;
    /// Reading fails.
    ReadError = "read-error", "cannot read", flag 5, 0x3/0x11/0x00;
    /// Writing succeeds with difficulty.
    WriteWarning = "write-warning", "writes with difficulty", flag 2, 0x1/0x0c/0x00;
    /// Writing fails.
    WriteError = "write-error", "cannot write", flag 6, 0x3/0x0c/0x00;
    /// The drive itself is broken.
    HardwareError = "hardware-error", "is broken", flag 30, 0x4/0x44/0x00;
    /// The bus to the drive is bad.
    ConnectionError = "connection-error", "has a bad connection", flag 32, 0xb/0x47/0x00;
    /// The cartridge is of a format or generation that the drive cannot use.
    UnsupportedMedium = "unsupported-medium", "cannot use this kind of cartridge", flag 12, 0x3/0x30/0x00;
    /// The drive wants to be cleaned.
    TimeToClean = "time-to-clean", "wants to be cleaned", flag 21, 0x1/0x00/0x17;
    /// The tape in the cartridge is worn out.
    MediumWornOut = "worn-out", "says the tape is worn out", flag 7, 0x1/0x5d/0x01;
    /// A program wants to write on a cartridge that is write-protected.
    WriteProtected = "write-protected", "says the cartridge is write-protected", flag 9, 0x7/0x27/0x00;
    /// The tape in the cartridge has snapped.
    TapeSnapped = "snapped", "says the tape has snapped", flag 14, 0x3/0x52/0x00;
}
