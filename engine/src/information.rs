//! The information records of the API, member by member as the documents have them (`types.toml`, `[[struct]]`).
//!
//! They travel under the documented member names, so that a scenario or a program in another language reads what the
//! pages say. Ids that name nothing are all zero, as on the API. Members that only a driver could fill (SCSI address,
//! reserved space) are left out, and so are types of changers and drives, which no call here can reach.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::Guid;
use crate::record::state::{
    BarCodeState, DoorState, DriveState, InventoryMethod, LibraryKind, MediaState, ObjectKind, Operation, OperationalState,
    OperatorRequestKind, OperatorRequestState, PoolKind, PortContent, PortPosition, RequestState, SideState, SlotState,
};
use crate::time::Instant;

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

/// The part of the record of a library (`NTMS_LIBRARYINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LibraryInformation {
    /// `LibraryType`: library kind
    #[serde(rename = "LibraryType")]
    pub library_type: LibraryKind,
    /// `CleanerSlot`: reserved cleaner slot
    #[serde(rename = "CleanerSlot")]
    pub cleaner_slot: Guid,
    /// `CleanerSlotDefault`: preferred cleaner slot
    #[serde(rename = "CleanerSlotDefault")]
    pub cleaner_slot_default: Guid,
    /// `LibrarySupportsDriveCleaning`: automatic cleaning is possible
    #[serde(rename = "LibrarySupportsDriveCleaning")]
    pub library_supports_drive_cleaning: bool,
    /// `BarCodeReaderInstalled`: has a bar-code reader
    #[serde(rename = "BarCodeReaderInstalled")]
    pub bar_code_reader_installed: bool,
    /// `InventoryMethod`: default inventory: NONE, FAST or OMID
    #[serde(rename = "InventoryMethod")]
    pub inventory_method: InventoryMethod,
    /// `dwCleanerUsesRemaining`: cleanings left; 0 without a cleaner or without cleaning support; 0xFFFFFFFF not counted
    #[serde(rename = "dwCleanerUsesRemaining")]
    pub cleaner_uses_remaining: u32,
    /// `FirstDriveNumber`: lowest drive number
    #[serde(rename = "FirstDriveNumber")]
    pub first_drive_number: u32,
    /// `dwNumberOfDrives`: drives
    #[serde(rename = "dwNumberOfDrives")]
    pub number_of_drives: u32,
    /// `FirstSlotNumber`: lowest slot number
    #[serde(rename = "FirstSlotNumber")]
    pub first_slot_number: u32,
    /// `dwNumberOfSlots`: slots
    #[serde(rename = "dwNumberOfSlots")]
    pub number_of_slots: u32,
    /// `FirstDoorNumber`: lowest door number
    #[serde(rename = "FirstDoorNumber")]
    pub first_door_number: u32,
    /// `dwNumberOfDoors`: doors
    #[serde(rename = "dwNumberOfDoors")]
    pub number_of_doors: u32,
    /// `FirstPortNumber`: lowest port number
    #[serde(rename = "FirstPortNumber")]
    pub first_port_number: u32,
    /// `dwNumberOfPorts`: ports
    #[serde(rename = "dwNumberOfPorts")]
    pub number_of_ports: u32,
    /// `FirstChangerNumber`: lowest changer number
    #[serde(rename = "FirstChangerNumber")]
    pub first_changer_number: u32,
    /// `dwNumberOfChangers`: changers
    #[serde(rename = "dwNumberOfChangers")]
    pub number_of_changers: u32,
    /// `dwNumberOfMedia`: media inside (or offline)
    #[serde(rename = "dwNumberOfMedia")]
    pub number_of_media: u32,
    /// `dwNumberOfMediaTypes`: supported media types
    #[serde(rename = "dwNumberOfMediaTypes")]
    pub number_of_media_types: u32,
    /// `dwNumberOfLibRequests`: current library requests
    #[serde(rename = "dwNumberOfLibRequests")]
    pub number_of_lib_requests: u32,
    /// `AutoRecovery`: full inventory after a failed mount (hardware or label mismatch); TRUE by default; cannot be turned off for ATAPI CD
    #[serde(rename = "AutoRecovery")]
    pub auto_recovery: bool,
    /// `dwFlags`: library flags
    #[serde(rename = "dwFlags")]
    pub flags: u32,
}

/// The part of the record of a changer (`NTMS_CHANGERINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangerInformation {
    /// `Number`: changer number in the library
    #[serde(rename = "Number")]
    pub number: u32,
    /// `Library`: owning library
    #[serde(rename = "Library")]
    pub library: Guid,
}

/// The part of the record of a drive (`NTMS_DRIVEINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DriveInformation {
    /// `Number`: drive number in the library, from 0 or 1 by changer
    #[serde(rename = "Number")]
    pub number: u32,
    /// `State`: drive state
    #[serde(rename = "State")]
    pub state: DriveState,
    /// `dwMountCount`: mounts of this drive (since installation in sdk, since RSM manages it in rsmp); of the drive position if the drive has no serial number
    #[serde(rename = "dwMountCount")]
    pub mount_count: u32,
    /// `LastCleanedTs`: last cleaning
    #[serde(rename = "LastCleanedTs")]
    pub last_cleaned_ts: Option<Instant>,
    /// `SavedPartitionId`: side now inside
    #[serde(rename = "SavedPartitionId")]
    pub saved_partition_id: Guid,
    /// `Library`: owning library
    #[serde(rename = "Library")]
    pub library: Guid,
    /// `dwDeferDismountDelay`: seconds a medium stays at least after a deferred dismount; 300 by default; not for stand-alone libraries
    #[serde(rename = "dwDeferDismountDelay")]
    pub defer_dismount_delay: u32,
}

/// The part of the record of a slot (`NTMS_STORAGESLOTINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SlotInformation {
    /// `Number`: slot number in the library
    #[serde(rename = "Number")]
    pub number: u32,
    /// `State`: slot state
    #[serde(rename = "State")]
    pub state: SlotState,
    /// `Library`: owning library
    #[serde(rename = "Library")]
    pub library: Guid,
}

/// The part of the record of a door (`NTMS_IEDOORINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DoorInformation {
    /// `Number`: door number; most libraries have one
    #[serde(rename = "Number")]
    pub number: u32,
    /// `State`: door state
    #[serde(rename = "State")]
    pub state: DoorState,
    /// `MaxOpenSecs`: seconds the door may stay open, 0 to 65535 (sdk); 0: an operator request to shut it is posted as soon as it opens (sdk)
    #[serde(rename = "MaxOpenSecs")]
    pub max_open_secs: u16,
    /// `Library`: owning library
    #[serde(rename = "Library")]
    pub library: Guid,
}

/// The part of the record of a port (`NTMS_IEPORTINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PortInformation {
    /// `Number`: port number
    #[serde(rename = "Number")]
    pub number: u32,
    /// `Content`: full or empty
    #[serde(rename = "Content")]
    pub content: PortContent,
    /// `Position`: extended or retracted
    #[serde(rename = "Position")]
    pub position: PortPosition,
    /// `MaxExtendSecs`: seconds the port may stay out before an operator request, 0 to 65535
    #[serde(rename = "MaxExtendSecs")]
    pub max_extend_secs: u16,
    /// `Library`: owning library
    #[serde(rename = "Library")]
    pub library: Guid,
}

/// The part of the record of a medium (`NTMS_PMIDINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MediumInformation {
    /// `CurrentLibrary`: library it is in (may be the offline library)
    #[serde(rename = "CurrentLibrary")]
    pub current_library: Guid,
    /// `MediaPool`: pool it belongs to
    #[serde(rename = "MediaPool")]
    pub media_pool: Guid,
    /// `Location`: object it sits in
    #[serde(rename = "Location")]
    pub location: Guid,
    /// `LocationType`: NTMS_STORAGESLOT, NTMS_DRIVE or NTMS_IEPORT; offline media count as in slots
    #[serde(rename = "LocationType")]
    pub location_type: ObjectKind,
    /// `MediaType`: media type object
    #[serde(rename = "MediaType")]
    pub media_type: Guid,
    /// `HomeSlot`: slot it belongs in
    #[serde(rename = "HomeSlot")]
    pub home_slot: Guid,
    /// `szBarCode`: bar code
    #[serde(rename = "szBarCode")]
    pub bar_code: Arc<str>,
    /// `BarCodeState`: bar-code state
    #[serde(rename = "BarCodeState")]
    pub bar_code_state: BarCodeState,
    /// `szSequenceNumber`: running number a person writes on the cartridge
    #[serde(rename = "szSequenceNumber")]
    pub sequence_number: Arc<str>,
    /// `MediaState`: physical state
    #[serde(rename = "MediaState")]
    pub media_state: MediaState,
    /// `dwNumberOfPartitions`: sides
    #[serde(rename = "dwNumberOfPartitions")]
    pub number_of_partitions: u32,
    /// `dwMediaTypeCode`: SCSI media type code
    #[serde(rename = "dwMediaTypeCode")]
    pub media_type_code: u32,
    /// `dwDensityCode`: SCSI density code
    #[serde(rename = "dwDensityCode")]
    pub density_code: u32,
    /// `MountedPartition`: side mounted now
    #[serde(rename = "MountedPartition")]
    pub mounted_partition: Guid,
}

/// The part of the record of a logical medium (`NTMS_LMIDINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogicalMediumInformation {
    /// `MediaPool`: pool
    #[serde(rename = "MediaPool")]
    pub media_pool: Guid,
    /// `dwNumberOfPartitions`: sides
    #[serde(rename = "dwNumberOfPartitions")]
    pub number_of_partitions: u32,
}

/// The part of the record of a side (`NTMS_PARTITIONINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SideInformation {
    /// `PhysicalMedia`: medium the side is on
    #[serde(rename = "PhysicalMedia")]
    pub physical_media: Guid,
    /// `LogicalMedia`: logical medium behind it
    #[serde(rename = "LogicalMedia")]
    pub logical_media: Guid,
    /// `State`: side state
    #[serde(rename = "State")]
    pub state: SideState,
    /// `Side`: 0 for the only or A side, 1 for the B side
    #[serde(rename = "Side")]
    pub side: u16,
    /// `dwOmidLabelIdLength`: bytes used in OmidLabelId
    #[serde(rename = "dwOmidLabelIdLength")]
    pub omid_label_id_length: u32,
    /// `OmidLabelId`: label id
    #[serde(rename = "OmidLabelId")]
    pub omid_label_id: Arc<str>,
    /// `szOmidLabelType`: label type
    #[serde(rename = "szOmidLabelType")]
    pub omid_label_type: Arc<str>,
    /// `szOmidLabelInfo`: label text
    #[serde(rename = "szOmidLabelInfo")]
    pub omid_label_info: Arc<str>,
    /// `dwMountCount`: mounts, starts at 0
    #[serde(rename = "dwMountCount")]
    pub mount_count: u32,
    /// `dwAllocateCount`: allocations
    #[serde(rename = "dwAllocateCount")]
    pub allocate_count: u32,
    /// `Capacity`: bytes available on the side
    #[serde(rename = "Capacity")]
    pub capacity: u64,
}

/// The part of the record of a pool (`NTMS_MEDIAPOOLINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PoolInformation {
    /// `PoolType`: pool kind
    #[serde(rename = "PoolType")]
    pub pool_type: PoolKind,
    /// `MediaType`: the one media type it holds
    #[serde(rename = "MediaType")]
    pub media_type: Guid,
    /// `Parent`: enclosing pool
    #[serde(rename = "Parent")]
    pub parent: Guid,
    /// `AllocationPolicy`: draw from free or not
    #[serde(rename = "AllocationPolicy")]
    pub allocation_policy: u32,
    /// `DeallocationPolicy`: return to free or not
    #[serde(rename = "DeallocationPolicy")]
    pub deallocation_policy: u32,
    /// `dwMaxAllocates`: how often a side may be allocated
    #[serde(rename = "dwMaxAllocates")]
    pub max_allocates: u32,
    /// `dwNumberOfPhysicalMedia`: physical media inside
    #[serde(rename = "dwNumberOfPhysicalMedia")]
    pub number_of_physical_media: u32,
    /// `dwNumberOfLogicalMedia`: logical media inside
    #[serde(rename = "dwNumberOfLogicalMedia")]
    pub number_of_logical_media: u32,
    /// `dwNumberOfMediaPools`: pools inside
    #[serde(rename = "dwNumberOfMediaPools")]
    pub number_of_media_pools: u32,
}

/// The part of the record of a media type (`NTMS_MEDIATYPEINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MediaTypeInformation {
    /// `MediaType`: STORAGE_MEDIA_TYPE code, see `types/media-types.toml` of the catalogue
    #[serde(rename = "MediaType")]
    pub media_type: u32,
    /// `NumberOfSides`: sides
    #[serde(rename = "NumberOfSides")]
    pub number_of_sides: u32,
    /// `ReadWriteCharacteristics`: writability
    #[serde(rename = "ReadWriteCharacteristics")]
    pub read_write_characteristics: u32,
    /// `DeviceType`: CD_ROM, DISK or TAPE class
    #[serde(rename = "DeviceType")]
    pub device_type: u32,
}

/// The part of the record of a library request (`NTMS_LIBREQUESTINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LibraryRequestInformation {
    /// `OperationCode`: what is to be done
    #[serde(rename = "OperationCode")]
    pub operation_code: Operation,
    /// `OperationOption`: option by operation
    #[serde(rename = "OperationOption")]
    pub operation_option: u32,
    /// `State`: state
    #[serde(rename = "State")]
    pub state: RequestState,
    /// `PartitionId`: side concerned
    #[serde(rename = "PartitionId")]
    pub partition_id: Guid,
    /// `DriveId`: drive concerned
    #[serde(rename = "DriveId")]
    pub drive_id: Guid,
    /// `PhysMediaId`: medium concerned; may name a medium deleted since
    #[serde(rename = "PhysMediaId")]
    pub phys_media_id: Guid,
    /// `Library`: library
    #[serde(rename = "Library")]
    pub library: Guid,
    /// `SlotId`: slot of that medium
    #[serde(rename = "SlotId")]
    pub slot_id: Guid,
    /// `TimeQueued`: queued at
    #[serde(rename = "TimeQueued")]
    pub time_queued: Option<Instant>,
    /// `TimeCompleted`: finished at
    #[serde(rename = "TimeCompleted")]
    pub time_completed: Option<Instant>,
    /// `szApplication`: application; Windows puts "Removable Storage" for its own
    #[serde(rename = "szApplication")]
    pub application: Arc<str>,
    /// `szUser`: user
    #[serde(rename = "szUser")]
    pub user: Arc<str>,
    /// `szComputer`: computer
    #[serde(rename = "szComputer")]
    pub computer: Arc<str>,
    /// `dwErrorCode`: system error code when State is FAILED
    #[serde(rename = "dwErrorCode")]
    pub error_code: u32,
    /// `WorkItemId`: on REMOVE: the item to cancel
    #[serde(rename = "WorkItemId")]
    pub work_item_id: Guid,
    /// `dwPriority`: priority
    #[serde(rename = "dwPriority")]
    pub priority: i32,
}

/// The part of the record of a operator request (`NTMS_OPREQUESTINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OperatorRequestInformation {
    /// `Request`: kind
    #[serde(rename = "Request")]
    pub request: OperatorRequestKind,
    /// `Submitted`: submitted at
    #[serde(rename = "Submitted")]
    pub submitted: Option<Instant>,
    /// `State`: state
    #[serde(rename = "State")]
    pub state: OperatorRequestState,
    /// `szMessage`: text
    #[serde(rename = "szMessage")]
    pub message: Arc<str>,
    /// `Arg1Type`: kind of Arg1: UNKNOWN, CHANGER, DRIVE, IEDOOR, IEPORT, LIBRARY, PARTITION, PHYSICAL_MEDIA or STORAGESLOT (sdk)
    #[serde(rename = "Arg1Type")]
    pub arg1_type: ObjectKind,
    /// `Arg1`: NEWMEDIA pool, CLEANER library, DEVICESERVICE device, MOVEMEDIA medium
    #[serde(rename = "Arg1")]
    pub arg1: Guid,
    /// `Arg2Type`: kind of Arg2: UNKNOWN or LIBRARY (sdk)
    #[serde(rename = "Arg2Type")]
    pub arg2_type: ObjectKind,
    /// `Arg2`: NEWMEDIA library (optional), MOVEMEDIA target library
    #[serde(rename = "Arg2")]
    pub arg2: Guid,
    /// `szApplication`: application
    #[serde(rename = "szApplication")]
    pub application: Arc<str>,
    /// `szUser`: user
    #[serde(rename = "szUser")]
    pub user: Arc<str>,
    /// `szComputer`: computer
    #[serde(rename = "szComputer")]
    pub computer: Arc<str>,
}

/// The part of the record of a computer (`NTMS_COMPUTERINFORMATION`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ComputerInformation {
    /// `dwLibRequestPurgeTime`: seconds finished library requests are kept; 259200 on Windows
    #[serde(rename = "dwLibRequestPurgeTime")]
    pub lib_request_purge_time: u32,
    /// `dwOpRequestPurgeTime`: seconds finished operator requests are kept; 259200 on Windows
    #[serde(rename = "dwOpRequestPurgeTime")]
    pub op_request_purge_time: u32,
    /// `dwLibRequestFlags`: library request flags
    #[serde(rename = "dwLibRequestFlags")]
    pub lib_request_flags: u32,
    /// `dwOpRequestFlags`: operator request flags
    #[serde(rename = "dwOpRequestFlags")]
    pub op_request_flags: u32,
    /// `dwMediaPoolPolicy`: pool policy
    #[serde(rename = "dwMediaPoolPolicy")]
    pub media_pool_policy: u32,
}
