//! The information records of the API, member by member as the documents have them (`types.toml`, `[[struct]]`).
//!
//! They travel under the documented member names, so that a scenario or a program in another language reads what the
//! pages say. Ids that name nothing are all zero, as on the API. Members that only a driver could fill (SCSI address,
//! reserved space) are left out, and so are types of changers and drives, which no call here can reach.
//!
//! Each record is declared once: from that come its type, its form in JSON and its schema, and what scenarios can check of it.

pub mod member;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::Guid;
use crate::record::state::{
    BarCodeState, DoorState, DriveState, InventoryMethod, LibraryKind, MediaState, ObjectKind, Operation, OperationalState,
    OperatorRequestKind, OperatorRequestState, PoolKind, PortContent, PortPosition, RequestState, SideState, SlotState,
};
use crate::time::Instant;

use member::{MemberField, records};

/// The record of any object (`NTMS_OBJECTINFORMATION`): what all have in common, and what its kind adds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObjectInformation {
    /// `dwType`: the kind of object.
    #[serde(rename = "dwType")]
    pub kind: ObjectKind,
    /// `ObjectGuid`: its id.
    #[serde(rename = "ObjectGuid")]
    pub guid: Guid,
    /// `Enabled`: whether it, and everything that contains it, is in service.
    #[serde(rename = "Enabled")]
    pub enabled: bool,
    /// `dwOperationalState`: whether it can work.
    #[serde(rename = "dwOperationalState")]
    pub operational_state: OperationalState,
    /// `szName`: its name.
    #[serde(rename = "szName")]
    pub name: Arc<str>,
    /// `Info`: what its kind adds.
    #[serde(rename = "Info")]
    pub info: Info,
}

/// The part of a record that depends on the kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variants are named after the records they carry")]
pub enum Info {
    Library(LibraryInformation),
    Changer(ChangerInformation),
    Drive(DriveInformation),
    Slot(SlotInformation),
    Door(DoorInformation),
    Port(PortInformation),
    Medium(MediumInformation),
    LogicalMedium(LogicalMediumInformation),
    Side(SideInformation),
    Pool(PoolInformation),
    MediaType(MediaTypeInformation),
    LibraryRequest(LibraryRequestInformation),
    OperatorRequest(OperatorRequestInformation),
    Computer(ComputerInformation),
}

/// The members that all objects have in common, in documented order.
pub const COMMON: &[MemberField] = &[
    MemberField::of::<ObjectKind>("dwType"),
    MemberField::of::<Guid>("ObjectGuid"),
    MemberField::of::<bool>("Enabled"),
    MemberField::of::<OperationalState>("dwOperationalState"),
    MemberField::of::<Arc<str>>("szName"),
];

impl Info {
    /// The members that only objects of this kind have; none for kinds that have no record of their own.
    #[must_use]
    pub const fn members(kind: ObjectKind) -> &'static [MemberField] {
        match kind {
            ObjectKind::Library => LibraryInformation::MEMBERS,
            ObjectKind::Changer => ChangerInformation::MEMBERS,
            ObjectKind::Drive => DriveInformation::MEMBERS,
            ObjectKind::Slot => SlotInformation::MEMBERS,
            ObjectKind::Door => DoorInformation::MEMBERS,
            ObjectKind::Port => PortInformation::MEMBERS,
            ObjectKind::Medium => MediumInformation::MEMBERS,
            ObjectKind::LogicalMedium => LogicalMediumInformation::MEMBERS,
            ObjectKind::Side => SideInformation::MEMBERS,
            ObjectKind::Pool => PoolInformation::MEMBERS,
            ObjectKind::MediaType => MediaTypeInformation::MEMBERS,
            ObjectKind::LibraryRequest => LibraryRequestInformation::MEMBERS,
            ObjectKind::OperatorRequest => OperatorRequestInformation::MEMBERS,
            ObjectKind::Computer => ComputerInformation::MEMBERS,
            ObjectKind::Unknown | ObjectKind::Object | ObjectKind::ChangerType | ObjectKind::DriveType | ObjectKind::UiDestination => &[],
        }
    }
}

records! {
    /// The part of the record of a library (`NTMS_LIBRARYINFORMATION`).
    LibraryInformation {
        library_type: LibraryKind = "LibraryType", "library kind";
        cleaner_slot: Guid = "CleanerSlot", "reserved cleaner slot";
        cleaner_slot_default: Guid = "CleanerSlotDefault", "preferred cleaner slot";
        library_supports_drive_cleaning: bool = "LibrarySupportsDriveCleaning", "automatic cleaning is possible";
        bar_code_reader_installed: bool = "BarCodeReaderInstalled", "has a bar-code reader";
        inventory_method: InventoryMethod = "InventoryMethod", "default inventory: NONE, FAST or OMID";
        cleaner_uses_remaining: u32 = "dwCleanerUsesRemaining", "cleanings left; 0 without a cleaner or without cleaning support; 0xFFFFFFFF not counted";
        first_drive_number: u32 = "FirstDriveNumber", "lowest drive number";
        number_of_drives: u32 = "dwNumberOfDrives", "drives";
        first_slot_number: u32 = "FirstSlotNumber", "lowest slot number";
        number_of_slots: u32 = "dwNumberOfSlots", "slots";
        first_door_number: u32 = "FirstDoorNumber", "lowest door number";
        number_of_doors: u32 = "dwNumberOfDoors", "doors";
        first_port_number: u32 = "FirstPortNumber", "lowest port number";
        number_of_ports: u32 = "dwNumberOfPorts", "ports";
        first_changer_number: u32 = "FirstChangerNumber", "lowest changer number";
        number_of_changers: u32 = "dwNumberOfChangers", "changers";
        number_of_media: u32 = "dwNumberOfMedia", "media inside (or offline)";
        number_of_media_types: u32 = "dwNumberOfMediaTypes", "supported media types";
        number_of_lib_requests: u32 = "dwNumberOfLibRequests", "current library requests";
        auto_recovery: bool = "AutoRecovery", "full inventory after a failed mount (hardware or label mismatch); TRUE by default; cannot be turned off for ATAPI CD";
        flags: u32 as Flags(LIBRARY) = "dwFlags", "library flags";
    }

    /// The part of the record of a changer (`NTMS_CHANGERINFORMATION`).
    ChangerInformation {
        number: u32 = "Number", "changer number in the library";
        library: Guid = "Library", "owning library";
    }

    /// The part of the record of a drive (`NTMS_DRIVEINFORMATION`).
    DriveInformation {
        number: u32 = "Number", "drive number in the library, from 0 or 1 by changer";
        state: DriveState = "State", "drive state";
        mount_count: u32 = "dwMountCount", "mounts of this drive (since installation in sdk, since RSM manages it in rsmp); of the drive position if the drive has no serial number";
        last_cleaned_ts: Option<Instant> = "LastCleanedTs", "last cleaning";
        saved_partition_id: Guid = "SavedPartitionId", "side now inside";
        library: Guid = "Library", "owning library";
        defer_dismount_delay: u32 = "dwDeferDismountDelay", "seconds a medium stays at least after a deferred dismount; 300 by default; not for stand-alone libraries";
    }

    /// The part of the record of a slot (`NTMS_STORAGESLOTINFORMATION`).
    SlotInformation {
        number: u32 = "Number", "slot number in the library";
        state: SlotState = "State", "slot state";
        library: Guid = "Library", "owning library";
    }

    /// The part of the record of a door (`NTMS_IEDOORINFORMATION`).
    DoorInformation {
        number: u32 = "Number", "door number; most libraries have one";
        state: DoorState = "State", "door state";
        max_open_secs: u16 = "MaxOpenSecs", "seconds the door may stay open, 0 to 65535 (sdk); 0: an operator request to shut it is posted as soon as it opens (sdk)";
        library: Guid = "Library", "owning library";
    }

    /// The part of the record of a port (`NTMS_IEPORTINFORMATION`).
    PortInformation {
        number: u32 = "Number", "port number";
        content: PortContent = "Content", "full or empty";
        position: PortPosition = "Position", "extended or retracted";
        max_extend_secs: u16 = "MaxExtendSecs", "seconds the port may stay out before an operator request, 0 to 65535";
        library: Guid = "Library", "owning library";
    }

    /// The part of the record of a medium (`NTMS_PMIDINFORMATION`).
    MediumInformation {
        current_library: Guid = "CurrentLibrary", "library it is in (may be the offline library)";
        media_pool: Guid = "MediaPool", "pool it belongs to";
        location: Guid = "Location", "object it sits in";
        location_type: ObjectKind = "LocationType", "NTMS_STORAGESLOT, NTMS_DRIVE or NTMS_IEPORT; offline media count as in slots";
        media_type: Guid = "MediaType", "media type object";
        home_slot: Guid = "HomeSlot", "slot it belongs in";
        bar_code: Arc<str> = "szBarCode", "bar code";
        bar_code_state: BarCodeState = "BarCodeState", "bar-code state";
        sequence_number: Arc<str> = "szSequenceNumber", "running number a person writes on the cartridge";
        media_state: MediaState = "MediaState", "physical state";
        number_of_partitions: u32 = "dwNumberOfPartitions", "sides";
        media_type_code: u32 = "dwMediaTypeCode", "SCSI media type code";
        density_code: u32 = "dwDensityCode", "SCSI density code";
        mounted_partition: Guid = "MountedPartition", "side mounted now";
    }

    /// The part of the record of a logical medium (`NTMS_LMIDINFORMATION`).
    LogicalMediumInformation {
        media_pool: Guid = "MediaPool", "pool";
        number_of_partitions: u32 = "dwNumberOfPartitions", "sides";
    }

    /// The part of the record of a side (`NTMS_PARTITIONINFORMATION`).
    SideInformation {
        physical_media: Guid = "PhysicalMedia", "medium the side is on";
        logical_media: Guid = "LogicalMedia", "logical medium behind it";
        state: SideState = "State", "side state";
        side: u16 = "Side", "0 for the only or A side, 1 for the B side";
        omid_label_id_length: u32 = "dwOmidLabelIdLength", "bytes used in OmidLabelId";
        omid_label_id: Arc<str> = "OmidLabelId", "label id";
        omid_label_type: Arc<str> = "szOmidLabelType", "label type";
        omid_label_info: Arc<str> = "szOmidLabelInfo", "label text";
        mount_count: u32 = "dwMountCount", "mounts, starts at 0";
        allocate_count: u32 = "dwAllocateCount", "allocations";
        capacity: u64 = "Capacity", "bytes available on the side";
    }

    /// The part of the record of a pool (`NTMS_MEDIAPOOLINFORMATION`).
    PoolInformation {
        pool_type: PoolKind = "PoolType", "pool kind";
        media_type: Guid = "MediaType", "the one media type it holds";
        parent: Guid = "Parent", "enclosing pool";
        allocation_policy: u32 as Flags(ALLOCATION) = "AllocationPolicy", "draw from free or not";
        deallocation_policy: u32 as Flags(DEALLOCATION) = "DeallocationPolicy", "return to free or not";
        max_allocates: u32 = "dwMaxAllocates", "how often a side may be allocated";
        number_of_physical_media: u32 = "dwNumberOfPhysicalMedia", "physical media inside";
        number_of_logical_media: u32 = "dwNumberOfLogicalMedia", "logical media inside";
        number_of_media_pools: u32 = "dwNumberOfMediaPools", "pools inside";
    }

    /// The part of the record of a media type (`NTMS_MEDIATYPEINFORMATION`).
    MediaTypeInformation {
        media_type: u32 = "MediaType", "STORAGE_MEDIA_TYPE code, see `types/media-types.toml` of the catalogue";
        number_of_sides: u32 = "NumberOfSides", "sides";
        read_write_characteristics: u32 as Named(WRITABILITY) = "ReadWriteCharacteristics", "writability";
        device_type: u32 as Named(DEVICE) = "DeviceType", "CD_ROM, DISK or TAPE class";
    }

    /// The part of the record of a library request (`NTMS_LIBREQUESTINFORMATION`).
    LibraryRequestInformation {
        operation_code: Operation = "OperationCode", "what is to be done";
        operation_option: u32 = "OperationOption", "option by operation";
        state: RequestState = "State", "state";
        partition_id: Guid = "PartitionId", "side concerned";
        drive_id: Guid = "DriveId", "drive concerned";
        phys_media_id: Guid = "PhysMediaId", "medium concerned; may name a medium deleted since";
        library: Guid = "Library", "library";
        slot_id: Guid = "SlotId", "slot of that medium";
        time_queued: Option<Instant> = "TimeQueued", "queued at";
        time_completed: Option<Instant> = "TimeCompleted", "finished at";
        application: Arc<str> = "szApplication", "application; Windows puts \"Removable Storage\" for its own";
        user: Arc<str> = "szUser", "user";
        computer: Arc<str> = "szComputer", "computer";
        error_code: u32 as Status = "dwErrorCode", "system error code when State is FAILED";
        work_item_id: Guid = "WorkItemId", "on REMOVE: the item to cancel";
        priority: i32 = "dwPriority", "priority";
    }

    /// The part of the record of a operator request (`NTMS_OPREQUESTINFORMATION`).
    OperatorRequestInformation {
        request: OperatorRequestKind = "Request", "kind";
        submitted: Option<Instant> = "Submitted", "submitted at";
        state: OperatorRequestState = "State", "state";
        message: Arc<str> = "szMessage", "text";
        arg1_type: ObjectKind = "Arg1Type", "kind of Arg1: UNKNOWN, CHANGER, DRIVE, IEDOOR, IEPORT, LIBRARY, PARTITION, PHYSICAL_MEDIA or STORAGESLOT (sdk)";
        arg1: Guid = "Arg1", "NEWMEDIA pool, CLEANER library, DEVICESERVICE device, MOVEMEDIA medium";
        arg2_type: ObjectKind = "Arg2Type", "kind of Arg2: UNKNOWN or LIBRARY (sdk)";
        arg2: Guid = "Arg2", "NEWMEDIA library (optional), MOVEMEDIA target library";
        application: Arc<str> = "szApplication", "application";
        user: Arc<str> = "szUser", "user";
        computer: Arc<str> = "szComputer", "computer";
    }

    /// The part of the record of a computer (`NTMS_COMPUTERINFORMATION`).
    ComputerInformation {
        lib_request_purge_time: u32 = "dwLibRequestPurgeTime", "seconds finished library requests are kept; 259200 on Windows";
        op_request_purge_time: u32 = "dwOpRequestPurgeTime", "seconds finished operator requests are kept; 259200 on Windows";
        lib_request_flags: u32 as Flags(LIBRARY_REQUESTS) = "dwLibRequestFlags", "library request flags";
        op_request_flags: u32 as Flags(OPERATOR_REQUESTS) = "dwOpRequestFlags", "operator request flags";
        media_pool_policy: u32 as Flags(POOL_POLICY) = "dwMediaPoolPolicy", "pool policy";
    }
}
