//! Feature flags: what the driver of a changer reports that it can do (`Features0` and `Features1` of `GET_CHANGER_PARAMETERS`).

/// A feature flag. Its name is the documented one without the prefix `CHANGER_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name.
    pub name: &'static str,
    /// What it says, as the end of a sentence about the changer.
    pub meaning: &'static str,
    /// What it does.
    pub effect: Effect,
    word: usize,
    bit: u32,
}

/// What a feature flag does besides being told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The part it speaks of does it; a machine has both or none (`personality::flag`).
    Part,
    /// The machine with the flag does something that others do not (`hardware::manner`, `hardware::condition`).
    Itself,
    /// Nothing: it is told only.
    Told,
}

impl Effect {
    /// The words for it in the table of personalities.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Part => "by its part",
            Self::Itself => "yes",
            Self::Told => "told only",
        }
    }
}

macro_rules! features {
    ($($name:ident $word:literal $bit:literal $effect:ident $meaning:literal)*) => {
        impl Feature {
            $(
                #[doc = concat!("It ", $meaning, ".")]
                pub const $name: Self =
                    Self { name: stringify!($name), meaning: $meaning, effect: Effect::$effect, word: $word, bit: $bit };
            )*

            /// Every flag, in the order of the bits.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

features! {
    BAR_CODE_SCANNER 0 0x0000_0001 Part "has a bar-code reader"
    INIT_RANGE 0 0x0000_0002 Told "can look at a range of elements"
    CLOSE_IEPORT 0 0x0000_0004 Part "can retract its port"
    OPEN_IEPORT 0 0x0000_0008 Part "can extend its port"
    STATUS_NON_VOLATILE 0 0x0000_0010 Itself "knows what is in its elements after a power failure"
    EXCHANGE 0 0x0000_0020 Part "exchanges two cartridges in one command"
    CLEANER_SLOT 0 0x0000_0040 Part "has a slot for a cleaner"
    LOCK_UNLOCK 0 0x0000_0080 Part "can lock its port or door"
    CARTRIDGE_MAGAZINE 0 0x0000_0100 Part "has magazines"
    MEDIUM_FLIP 0 0x0000_0200 Part "can turn a cartridge over"
    POSITION 0 0x0000_0400 Told "can send a transport to an element"
    REPORT_IEPORT_STATE 0 0x0000_0800 Told "says whether its port is extended"
    STORAGE_DRIVE 0 0x0000_1000 Told "can keep cartridges in drives"
    STORAGE_IEPORT 0 0x0000_2000 Told "can keep cartridges in its port"
    STORAGE_SLOT 0 0x0000_4000 Told "can keep cartridges in slots"
    STORAGE_TRANSPORT 0 0x0000_8000 Told "can keep a cartridge in a transport"
    DRIVE_CLEANING_REQUIRED 0 0x0001_0000 Told "notices when a drive wants to be cleaned"
    PREDISMOUNT_EJECT 0 0x0002_0000 Told "needs a drive to eject before a dismount"
    CLEANER_ACCESS_NOT_VALID 0 0x0004_0000 Told "does not say whether the cleaner can be reached"
    PREMOUNT_EJECT 0 0x0008_0000 Told "needs a drive to eject before a mount"
    VOLUME_IDENT 0 0x0010_0000 Told "has volume tags"
    VOLUME_SEARCH 0 0x0020_0000 Told "finds a cartridge by its volume tag"
    VOLUME_ASSERT 0 0x0040_0000 Told "takes a new volume tag for a cartridge without one"
    VOLUME_REPLACE 0 0x0080_0000 Told "takes another volume tag for a cartridge"
    VOLUME_UNDEFINE 0 0x0100_0000 Told "can forget a volume tag"
    SERIAL_VALID 0 0x0400_0000 Told "has a serial number"
    REINITIALIZE 0 0x0800_0000 Told "can be initialized again"
    KEYPAD 0 0x1000_0000 Part "can lock its keypad"
    DRIVE_EMPTY_ON_DOOR_ACCESS 0 0x2000_0000 Itself "needs its drives empty before a door is opened"
    ALIGN_TO_SLOT 1 0x0000_0001 Told "needs a transport at the slot before a dismount"
    ALIGN_TO_DRIVE 1 0x0000_0002 Told "needs a transport at the drive before a dismount"
    CLEANER_AUTODISMOUNT 1 0x0000_0004 Told "takes a cleaner out of the drive by itself"
    TRUE_EXCHANGE 1 0x0000_0008 Part "exchanges with two grippers, without a slot in between"
    TRAYS 1 0x0000_0010 Itself "has trays that have to stay with their slots"
    RTN_MEDIA_TO_ORIGINAL_ADDR 1 0x0000_0020 Itself "has to put a medium back where it came from"
    CLEANER_OPS_NOT_SUPPORTED 1 0x0000_0040 Told "cannot clean drives on command"
    IEPORT_USER_OPEN 1 0x0000_0080 Part "has a port that people open"
    IEPORT_USER_CLOSE 1 0x0000_0100 Part "has a port that people close"
    MOVE_EXTENDS 1 0x0000_0200 Itself "extends its port by itself after a move to it"
    MOVE_RETRACTS 1 0x0000_0400 Itself "retracts its port by itself before a move from it"
}

impl Feature {
    /// The flag of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|feature| feature.name == name)
    }
}

/// Flags that are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    words: [u32; 2],
}

impl Features {
    /// No flag.
    pub const NONE: Self = Self { words: [0; 2] };
    /// The bit that tells `Features1` from `Features0`.
    const SECOND_WORD: u32 = 0x8000_0000;

    /// Sets or clears a flag.
    pub const fn set(&mut self, feature: Feature, on: bool) {
        let word = &mut self.words[feature.word];
        *word = if on { *word | feature.bit } else { *word & !feature.bit };
    }

    /// Whether a flag is set.
    #[must_use]
    pub const fn has(self, feature: Feature) -> bool {
        self.words[feature.word] & feature.bit != 0
    }

    /// The flags that are set, in the order of the bits.
    pub fn iter(self) -> impl Iterator<Item = Feature> {
        Feature::ALL.iter().copied().filter(move |feature| self.has(*feature))
    }

    /// `Features0`, as `GET_CHANGER_PARAMETERS` has it.
    #[must_use]
    pub const fn features0(self) -> u32 {
        self.words[0]
    }

    /// `Features1`, with the bit that marks it; 0 if it has no flag.
    #[must_use]
    pub const fn features1(self) -> u32 {
        if self.words[1] == 0 { 0 } else { self.words[1] | Self::SECOND_WORD }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_has_a_name_and_a_bit_of_its_own() {
        let mut features = Features::NONE;
        for feature in Feature::ALL {
            assert!(!features.has(*feature), "{} shares its bit", feature.name);
            features.set(*feature, true);
            assert_eq!(Feature::from_name(feature.name), Some(*feature));
        }
        assert_eq!(features.iter().count(), Feature::ALL.len());
        assert_eq!((features.features0(), features.features1()), (0x3dff_ffff, 0x8000_07ff));
    }
}
