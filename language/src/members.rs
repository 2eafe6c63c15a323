//! The members of the information records: their documented names, and what each can be compared with.

use rsmlab_engine::record::state::{
    BarCodeState, DoorState, DriveState, InventoryMethod, LibraryKind, MediaState, ObjectKind, Operation, OperationalState,
    OperatorRequestKind, OperatorRequestState, PoolKind, PortContent, PortPosition, RequestState, SideState, SlotState,
};

/// A member of a record.
#[derive(Debug, PartialEq, Eq)]
pub struct MemberField {
    /// Its documented name.
    pub name: &'static str,
    /// What it can be compared with.
    pub kind: MemberKind,
}

/// What a member can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A number.
    Number,
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

/// A member that is one of the values of a documented enumeration.
macro_rules! documented {
    ($enumeration:ty) => {
        MemberKind::Documented({
            const COUNT: usize = <$enumeration>::ALL.len();
            const NAMES: [&str; COUNT] = {
                let mut names = [""; COUNT];
                let mut index = 0;
                while index < COUNT {
                    names[index] = <$enumeration>::ALL[index].name();
                    index += 1;
                }
                names
            };
            &NAMES
        })
    };
}

const fn member(name: &'static str, kind: MemberKind) -> MemberField {
    MemberField { name, kind }
}

/// What all objects have in common.
pub const COMMON: &[MemberField] = &[
    member("dwType", documented!(ObjectKind)),
    member("ObjectGuid", MemberKind::Object),
    member("Enabled", MemberKind::Truth),
    member("dwOperationalState", documented!(OperationalState)),
    member("szName", MemberKind::Text),
];

/// The members that only objects of this kind have; none for kinds that have no record of their own.
#[must_use]
pub const fn of(kind: ObjectKind) -> &'static [MemberField] {
    match kind {
        ObjectKind::Library => LIBRARY,
        ObjectKind::Changer => CHANGER,
        ObjectKind::Drive => DRIVE,
        ObjectKind::Slot => SLOT,
        ObjectKind::Door => DOOR,
        ObjectKind::Port => PORT,
        ObjectKind::Medium => MEDIUM,
        ObjectKind::LogicalMedium => LOGICAL_MEDIUM,
        ObjectKind::Side => SIDE,
        ObjectKind::Pool => POOL,
        ObjectKind::MediaType => MEDIA_TYPE,
        ObjectKind::LibraryRequest => LIBRARY_REQUEST,
        ObjectKind::OperatorRequest => OPERATOR_REQUEST,
        ObjectKind::Computer => COMPUTER,
        ObjectKind::Unknown | ObjectKind::Object | ObjectKind::ChangerType | ObjectKind::DriveType | ObjectKind::UiDestination => &[],
    }
}

/// The member of this name, in the record of an object of this kind or, without a kind, of any.
#[must_use]
pub fn find(kind: Option<ObjectKind>, name: &str) -> Option<&'static MemberField> {
    every(kind).find(|member| member.name == name)
}

/// The members of an object of this kind or, without a kind, of any.
pub fn every(kind: Option<ObjectKind>) -> impl Iterator<Item = &'static MemberField> {
    let own = ObjectKind::ALL.iter().filter(move |candidate| kind.is_none_or(|kind| kind == **candidate)).flat_map(|kind| of(*kind));
    COMMON.iter().chain(own)
}

const LIBRARY: &[MemberField] = &[
    member("LibraryType", documented!(LibraryKind)),
    member("CleanerSlot", MemberKind::Object),
    member("CleanerSlotDefault", MemberKind::Object),
    member("LibrarySupportsDriveCleaning", MemberKind::Truth),
    member("BarCodeReaderInstalled", MemberKind::Truth),
    member("InventoryMethod", documented!(InventoryMethod)),
    member("dwCleanerUsesRemaining", MemberKind::Number),
    member("FirstDriveNumber", MemberKind::Number),
    member("dwNumberOfDrives", MemberKind::Number),
    member("FirstSlotNumber", MemberKind::Number),
    member("dwNumberOfSlots", MemberKind::Number),
    member("FirstDoorNumber", MemberKind::Number),
    member("dwNumberOfDoors", MemberKind::Number),
    member("FirstPortNumber", MemberKind::Number),
    member("dwNumberOfPorts", MemberKind::Number),
    member("FirstChangerNumber", MemberKind::Number),
    member("dwNumberOfChangers", MemberKind::Number),
    member("dwNumberOfMedia", MemberKind::Number),
    member("dwNumberOfMediaTypes", MemberKind::Number),
    member("dwNumberOfLibRequests", MemberKind::Number),
    member("AutoRecovery", MemberKind::Truth),
    member("dwFlags", MemberKind::Number),
];

const CHANGER: &[MemberField] = &[member("Number", MemberKind::Number), member("Library", MemberKind::Object)];

const DRIVE: &[MemberField] = &[
    member("Number", MemberKind::Number),
    member("State", documented!(DriveState)),
    member("dwMountCount", MemberKind::Number),
    member("LastCleanedTs", MemberKind::Time),
    member("SavedPartitionId", MemberKind::Object),
    member("Library", MemberKind::Object),
    member("dwDeferDismountDelay", MemberKind::Number),
];

const SLOT: &[MemberField] =
    &[member("Number", MemberKind::Number), member("State", documented!(SlotState)), member("Library", MemberKind::Object)];

const DOOR: &[MemberField] = &[
    member("Number", MemberKind::Number),
    member("State", documented!(DoorState)),
    member("MaxOpenSecs", MemberKind::Number),
    member("Library", MemberKind::Object),
];

const PORT: &[MemberField] = &[
    member("Number", MemberKind::Number),
    member("Content", documented!(PortContent)),
    member("Position", documented!(PortPosition)),
    member("MaxExtendSecs", MemberKind::Number),
    member("Library", MemberKind::Object),
];

const MEDIUM: &[MemberField] = &[
    member("CurrentLibrary", MemberKind::Object),
    member("MediaPool", MemberKind::Object),
    member("Location", MemberKind::Object),
    member("LocationType", documented!(ObjectKind)),
    member("MediaType", MemberKind::Object),
    member("HomeSlot", MemberKind::Object),
    member("szBarCode", MemberKind::Text),
    member("BarCodeState", documented!(BarCodeState)),
    member("szSequenceNumber", MemberKind::Text),
    member("MediaState", documented!(MediaState)),
    member("dwNumberOfPartitions", MemberKind::Number),
    member("dwMediaTypeCode", MemberKind::Number),
    member("dwDensityCode", MemberKind::Number),
    member("MountedPartition", MemberKind::Object),
];

const LOGICAL_MEDIUM: &[MemberField] = &[member("MediaPool", MemberKind::Object), member("dwNumberOfPartitions", MemberKind::Number)];

const SIDE: &[MemberField] = &[
    member("PhysicalMedia", MemberKind::Object),
    member("LogicalMedia", MemberKind::Object),
    member("State", documented!(SideState)),
    member("Side", MemberKind::Number),
    member("dwOmidLabelIdLength", MemberKind::Number),
    member("OmidLabelId", MemberKind::Text),
    member("szOmidLabelType", MemberKind::Text),
    member("szOmidLabelInfo", MemberKind::Text),
    member("dwMountCount", MemberKind::Number),
    member("dwAllocateCount", MemberKind::Number),
    member("Capacity", MemberKind::Number),
];

const POOL: &[MemberField] = &[
    member("PoolType", documented!(PoolKind)),
    member("MediaType", MemberKind::Object),
    member("Parent", MemberKind::Object),
    member("AllocationPolicy", MemberKind::Number),
    member("DeallocationPolicy", MemberKind::Number),
    member("dwMaxAllocates", MemberKind::Number),
    member("dwNumberOfPhysicalMedia", MemberKind::Number),
    member("dwNumberOfLogicalMedia", MemberKind::Number),
    member("dwNumberOfMediaPools", MemberKind::Number),
];

const MEDIA_TYPE: &[MemberField] = &[
    member("MediaType", MemberKind::Number),
    member("NumberOfSides", MemberKind::Number),
    member("ReadWriteCharacteristics", MemberKind::Number),
    member("DeviceType", MemberKind::Number),
];

const LIBRARY_REQUEST: &[MemberField] = &[
    member("OperationCode", documented!(Operation)),
    member("OperationOption", MemberKind::Number),
    member("State", documented!(RequestState)),
    member("PartitionId", MemberKind::Object),
    member("DriveId", MemberKind::Object),
    member("PhysMediaId", MemberKind::Object),
    member("Library", MemberKind::Object),
    member("SlotId", MemberKind::Object),
    member("TimeQueued", MemberKind::Time),
    member("TimeCompleted", MemberKind::Time),
    member("szApplication", MemberKind::Text),
    member("szUser", MemberKind::Text),
    member("szComputer", MemberKind::Text),
    member("dwErrorCode", MemberKind::Status),
    member("WorkItemId", MemberKind::Object),
    member("dwPriority", MemberKind::Number),
];

const OPERATOR_REQUEST: &[MemberField] = &[
    member("Request", documented!(OperatorRequestKind)),
    member("Submitted", MemberKind::Time),
    member("State", documented!(OperatorRequestState)),
    member("szMessage", MemberKind::Text),
    member("Arg1Type", documented!(ObjectKind)),
    member("Arg1", MemberKind::Object),
    member("Arg2Type", documented!(ObjectKind)),
    member("Arg2", MemberKind::Object),
    member("szApplication", MemberKind::Text),
    member("szUser", MemberKind::Text),
    member("szComputer", MemberKind::Text),
];

const COMPUTER: &[MemberField] = &[
    member("dwLibRequestPurgeTime", MemberKind::Number),
    member("dwOpRequestPurgeTime", MemberKind::Number),
    member("dwLibRequestFlags", MemberKind::Number),
    member("dwOpRequestFlags", MemberKind::Number),
    member("dwMediaPoolPolicy", MemberKind::Number),
];

#[cfg(test)]
mod tests {
    use rsmlab_engine::information as engine;
    use serde::Deserialize;
    use serde::de::{Deserializer, Error, Visitor, value::Error as Told};
    use serde::forward_to_deserialize_any;

    use super::*;

    /// Asks a record for its member names: the one thing a derived `Deserialize` tells of its own accord.
    struct Ask<'a>(&'a mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for Ask<'_> {
        type Error = Told;

        fn deserialize_struct<V: Visitor<'de>>(self, _: &str, fields: &'static [&'static str], _: V) -> Result<V::Value, Told> {
            *self.0 = fields;
            Err(Told::custom("asked"))
        }

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Told> {
            Err(Told::custom("no record"))
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
            tuple tuple_struct map enum identifier ignored_any
        }
    }

    fn assert_members<T: for<'de> Deserialize<'de>>(members: &[MemberField]) {
        let mut fields: &[&str] = &[];
        assert!(T::deserialize(Ask(&mut fields)).is_err());
        let members: Vec<&str> = members.iter().map(|member| member.name).collect();
        assert_eq!(members, fields);
    }

    #[test]
    fn every_member_of_every_record_can_be_checked_and_no_other() {
        assert_members::<engine::LibraryInformation>(LIBRARY);
        assert_members::<engine::ChangerInformation>(CHANGER);
        assert_members::<engine::DriveInformation>(DRIVE);
        assert_members::<engine::SlotInformation>(SLOT);
        assert_members::<engine::DoorInformation>(DOOR);
        assert_members::<engine::PortInformation>(PORT);
        assert_members::<engine::MediumInformation>(MEDIUM);
        assert_members::<engine::LogicalMediumInformation>(LOGICAL_MEDIUM);
        assert_members::<engine::SideInformation>(SIDE);
        assert_members::<engine::PoolInformation>(POOL);
        assert_members::<engine::MediaTypeInformation>(MEDIA_TYPE);
        assert_members::<engine::LibraryRequestInformation>(LIBRARY_REQUEST);
        assert_members::<engine::OperatorRequestInformation>(OPERATOR_REQUEST);
        assert_members::<engine::ComputerInformation>(COMPUTER);
        let mut fields: &[&str] = &[];
        assert!(engine::ObjectInformation::deserialize(Ask(&mut fields)).is_err());
        let common: Vec<&str> = COMMON.iter().map(|member| member.name).chain(["Info"]).collect();
        assert_eq!(common, fields);
    }
}
