//! Vocabularies: the documented names of numbers, as scenarios write them and traces show them.

use super::{CLEANS_NOT_COUNTED, DismountOption, EjectAction, INFINITE, InjectAction, mount_option};
use crate::record::media_type::{DeviceClass, Writability};
use crate::record::state::{InventoryMethod, ObjectKind};

/// Names for numbers. More than one name can stand for a number; the first is the one that is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// What all the documented names begin with, and what people need not write. Empty where the names are not documented ones.
    pub prefix: &'static str,
    /// The full names and their numbers.
    pub values: &'static [(&'static str, u32)],
}

impl Vocabulary {
    /// The number of a name, written in full or without the prefix.
    #[must_use]
    pub fn number(&self, word: &str) -> Option<u32> {
        self.values.iter().find(|(name, _)| *name == word || self.short(name) == word).map(|(_, number)| *number)
    }

    /// The short name of a number.
    #[must_use]
    pub fn word(&self, number: u32) -> Option<&'static str> {
        self.values.iter().find(|(_, value)| *value == number).map(|(name, _)| self.short(name))
    }

    /// Whether the names are documented ones.
    #[must_use]
    pub const fn is_documented(&self) -> bool {
        !self.prefix.is_empty()
    }

    /// The documented name of a number.
    #[must_use]
    pub fn name(&self, number: u32) -> Option<&'static str> {
        self.values.iter().find(|(_, value)| self.is_documented() && *value == number).map(|(name, _)| *name)
    }

    /// The short names, in the order of the table.
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        self.values.iter().map(|(name, _)| self.short(name))
    }

    fn short(&self, name: &'static str) -> &'static str {
        name.strip_prefix(self.prefix).unwrap_or(name)
    }
}

/// A vocabulary of the values of a documented enumeration.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $enumeration:ty, $prefix:literal) => {
        $(#[$doc])*
        pub const $name: Vocabulary = Vocabulary {
            prefix: $prefix,
            values: &{
                const COUNT: usize = <$enumeration>::ALL.len();
                let mut values = [("", 0); COUNT];
                let mut index = 0;
                while index < COUNT {
                    let value = <$enumeration>::ALL[index];
                    values[index] = (value.name(), value.number());
                    index += 1;
                }
                values
            },
        };
    };
}

vocabulary! {
    /// `dwAction` of the eject calls.
    EJECT, EjectAction, "NTMS_EJECT_"
}
vocabulary! {
    /// Inventory methods.
    INVENTORY, InventoryMethod, "NTMS_INVENTORY_"
}
vocabulary! {
    /// Kinds of objects.
    OBJECT, ObjectKind, "NTMS_"
}
vocabulary! {
    /// `dwOptions` of `DismountNtmsMedia`.
    DISMOUNT, DismountOption, "NTMS_DISMOUNT_"
}

/// `dwAction` of the inject calls, with the seed pages' spelling of the last one.
pub const INJECT: Vocabulary = Vocabulary {
    prefix: "NTMS_INJECT_",
    values: &[
        (InjectAction::Start.name(), InjectAction::Start.number()),
        (InjectAction::Stop.name(), InjectAction::Stop.number()),
        (InjectAction::Retract.name(), InjectAction::Retract.number()),
        (InjectAction::StartMany.name(), InjectAction::StartMany.number()),
        ("NTMS_INJECT_START_MANY", InjectAction::StartMany.number()),
    ],
};

/// Bits of `dwOptions` of `MountNtmsMedia`, with both documented spellings of two of them.
pub const MOUNT: Vocabulary = Vocabulary {
    prefix: "NTMS_MOUNT_",
    values: &[
        ("NTMS_MOUNT_READ", mount_option::READ),
        ("NTMS_MOUNT_WRITE", mount_option::WRITE),
        ("NTMS_MOUNT_ERROR_NOT_AVAILABLE", mount_option::ERROR_NOT_AVAILABLE),
        ("NTMS_MOUNT_ERROR_IF_UNAVAILABLE", mount_option::ERROR_NOT_AVAILABLE),
        ("NTMS_MOUNT_ERROR_OFFLINE", mount_option::ERROR_OFFLINE),
        ("NTMS_MOUNT_ERROR_IF_OFFLINE", mount_option::ERROR_OFFLINE),
        ("NTMS_MOUNT_SPECIFIC_DRIVE", mount_option::SPECIFIC_DRIVE),
        ("NTMS_MOUNT_NOWAIT", mount_option::NOWAIT),
    ],
};

/// `dwOptions` of `EnumerateNtmsObject`.
pub const ENUMERATE: Vocabulary = Vocabulary { prefix: "NTMS_ENUM_", values: &[("NTMS_ENUM_DEFAULT", 0), ("NTMS_ENUM_ROOTPOOL", 1)] };

/// `dwOptions` of `OpenNtmsSession`.
pub const SESSION: Vocabulary = Vocabulary { prefix: "NTMS_SESSION_", values: &[("NTMS_SESSION_QUERYEXPEDITE", 1)] };

/// `dwLibRequestFlags` of the computer.
pub const LIBRARY_REQUESTS: Vocabulary =
    Vocabulary { prefix: "NTMS_LIBREQFLAGS_", values: &[("NTMS_LIBREQFLAGS_NOAUTOPURGE", 1), ("NTMS_LIBREQFLAGS_NOFAILEDPURGE", 2)] };

/// `dwOpRequestFlags` of the computer.
pub const OPERATOR_REQUESTS: Vocabulary = Vocabulary {
    prefix: "NTMS_OPREQFLAGS_",
    values: &[
        ("NTMS_OPREQFLAGS_NOAUTOPURGE", 1),
        ("NTMS_OPREQFLAGS_NOFAILEDPURGE", 2),
        ("NTMS_OPREQFLAGS_NOALERTS", 16),
        ("NTMS_OPREQFLAGS_NOTRAYICON", 32),
    ],
};

/// `dwFlags` of a library.
pub const LIBRARY: Vocabulary = Vocabulary {
    prefix: "NTMS_LIBRARYFLAG_",
    values: &[
        ("NTMS_LIBRARYFLAG_FIXEDOFFLINE", 1),
        ("NTMS_LIBRARYFLAG_CLEANERPRESENT", 2),
        ("NTMS_LIBRARYFLAG_AUTODETECTCHANGE", 4),
        ("NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING", 8),
        ("NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE", 16),
    ],
};

/// `dwMediaPoolPolicy` of the computer.
pub const POOL_POLICY: Vocabulary = Vocabulary {
    prefix: "NTMS_POOLPOLICY_",
    values: &[("NTMS_POOLPOLICY_PURGEOFFLINESCRATCH", 1), ("NTMS_POOLPOLICY_KEEPOFFLINEIMPORT", 2)],
};

/// `AllocationPolicy` of a pool.
pub const ALLOCATION: Vocabulary = Vocabulary { prefix: "NTMS_ALLOCATE_", values: &[("NTMS_ALLOCATE_FROMSCRATCH", 1)] };

/// `DeallocationPolicy` of a pool.
pub const DEALLOCATION: Vocabulary = Vocabulary { prefix: "NTMS_DEALLOCATE_", values: &[("NTMS_DEALLOCATE_TOSCRATCH", 1)] };

/// How often media of a type can be written.
pub const WRITABILITY: Vocabulary = Vocabulary {
    prefix: "NTMS_MEDIARW_",
    values: &[
        ("NTMS_MEDIARW_UNKNOWN", 0),
        ("NTMS_MEDIARW_REWRITABLE", Writability::Rewritable as u32),
        ("NTMS_MEDIARW_WRITEONCE", Writability::WriteOnce as u32),
        ("NTMS_MEDIARW_READONLY", Writability::ReadOnly as u32),
    ],
};

/// The devices that take media of a type.
pub const DEVICE: Vocabulary = Vocabulary {
    prefix: "FILE_DEVICE_",
    values: &[
        ("FILE_DEVICE_CD_ROM", DeviceClass::CdRom as u32),
        ("FILE_DEVICE_DISK", DeviceClass::Disk as u32),
        ("FILE_DEVICE_TAPE", DeviceClass::Tape as u32),
        ("FILE_DEVICE_CHANGER", 48),
        ("FILE_DEVICE_DVD", 51),
    ],
};

/// The count of a cleaner whose uses are not counted.
pub const CLEANS: Vocabulary = Vocabulary { prefix: "", values: &[("not-counted", CLEANS_NOT_COUNTED)] };

/// The time-out that never comes.
pub const TIMEOUT: Vocabulary = Vocabulary { prefix: "", values: &[("infinite", INFINITE)] };

/// No names at all.
pub const NUMBERS: Vocabulary = Vocabulary { prefix: "", values: &[] };
