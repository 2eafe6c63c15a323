//! Members of records: what is declared of them, and what they can be compared with.

use std::sync::Arc;

use crate::call::vocabulary::Vocabulary;
use crate::id::Guid;
use crate::record::state::{
    BarCodeState, DoorState, DriveState, InventoryMethod, LibraryKind, MediaState, ObjectKind, Operation, OperationalState,
    OperatorRequestKind, OperatorRequestState, PoolKind, PortContent, PortPosition, RequestState, SideState, SlotState,
};
use crate::time::Instant;

/// What a member of a record can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A number.
    Number,
    /// A number, or the documented name that it has.
    Named(&'static Vocabulary),
    /// Bits: a number, or the documented names of what is set.
    Flags(&'static Vocabulary),
    /// A number, or the name of a status that has it.
    Status,
    /// `#true` or `#false`.
    Truth,
    /// One of these documented names.
    Documented(&'static [&'static str]),
    /// A text.
    Text,
    /// An object, or `nothing`.
    Object,
    /// A moment of the run, or `nothing`.
    Time,
}

/// A member of a record.
#[derive(Debug, PartialEq, Eq)]
pub struct MemberField {
    /// Its documented name.
    pub name: &'static str,
    /// What it can be compared with.
    pub kind: MemberKind,
}

impl MemberField {
    /// A member of this type.
    pub(crate) const fn of<T: MemberType>(name: &'static str) -> Self {
        Self { name, kind: T::KIND }
    }

    /// The member, but that it can be compared with something else than its type says.
    pub(crate) const fn like(self, kind: MemberKind) -> Self {
        Self { kind, ..self }
    }
}

/// A type of members.
pub(crate) trait MemberType {
    /// What a member of this type can be compared with.
    const KIND: MemberKind;
}

/// Declares types of members, and documented enumerations that are such types.
macro_rules! members {
    ($($type:ty => $kind:ident,)*; $($enumeration:ident)*) => {
        $(impl MemberType for $type {
            const KIND: MemberKind = MemberKind::$kind;
        })*
        $(impl MemberType for $enumeration {
            const KIND: MemberKind = MemberKind::Documented(Self::NAMES);
        })*
    };
}

members! {
    u16 => Number,
    u32 => Number,
    u64 => Number,
    i32 => Number,
    bool => Truth,
    Arc<str> => Text,
    Guid => Object,
    Option<Instant> => Time,
    ;
    BarCodeState DoorState DriveState InventoryMethod LibraryKind MediaState ObjectKind Operation OperationalState OperatorRequestKind
    OperatorRequestState PoolKind PortContent PortPosition RequestState SideState SlotState
}

/// Declares records, with the documented name and meaning of each member.
macro_rules! records {
    ($($(#[$doc:meta])* $record:ident { $($member:ident: $type:ty $(as $kind:ident $(($words:ident))?)? = $name:literal, $meaning:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $record {
            $(
                #[doc = concat!("`", $name, "`: ", $meaning)]
                #[serde(rename = $name)]
                pub $member: $type,
            )*
        }

        impl $record {
            /// Its members, in documented order.
            pub const MEMBERS: &'static [crate::information::member::MemberField] = &[$(
                crate::information::member::MemberField::of::<$type>($name)
                    $(.like(crate::information::member::MemberKind::$kind $((&crate::call::vocabulary::$words))?))?
            ,)*];
        }
    )*};
}

pub(crate) use records;
