//! Statuses: what a call answers and what a finished request keeps in `dwErrorCode`, under their documented names.
//!
//! Ten documented names have no number in winerror.h. They carry the number of the name they alias, or of the
//! nearest one, and [`Status::borrowed_from`] has which. Two names can therefore share a number; the name decides.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! statuses {
    ($($variant:ident = $name:literal, $number:literal, $alias:expr;)*) => {
        /// A documented status.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Status {
            $(#[doc = concat!("`", $name, "` (", stringify!($number), ").")] #[serde(rename = $name)] $variant,)*
        }

        impl Status {
            /// Every status there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The documented name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The Win32 error number.
            #[must_use]
            pub const fn number(self) -> u32 {
                match self { $(Self::$variant => $number,)* }
            }

            /// The name whose number this one borrows, when winerror.h has no such name.
            #[must_use]
            pub const fn borrowed_from(self) -> Option<&'static str> {
                match self { $(Self::$variant => $alias,)* }
            }
        }
    };
}

statuses! {
    Success = "ERROR_SUCCESS", 0, None;
    AccessDenied = "ERROR_ACCESS_DENIED", 5, None;
    AlreadyExists = "ERROR_ALREADY_EXISTS", 183, None;
    AlreadyReserved = "ERROR_ALREADY_RESERVED", 4331, Some("ERROR_CLEANER_SLOT_SET");
    BadFormat = "ERROR_BAD_FORMAT", 11, None;
    Busy = "ERROR_BUSY", 170, None;
    CallNotImplemented = "ERROR_CALL_NOT_IMPLEMENTED", 120, None;
    Cancelled = "ERROR_CANCELLED", 1223, None;
    CleanerCartridgeInstalled = "ERROR_CLEANER_CARTRIDGE_INSTALLED", 4340, None;
    CleanerCartridgeSpent = "ERROR_CLEANER_CARTRIDGE_SPENT", 4333, None;
    CleanerSlotNotSet = "ERROR_CLEANER_SLOT_NOT_SET", 4332, None;
    CleanerSlotSet = "ERROR_CLEANER_SLOT_SET", 4331, None;
    ConnectionUnavail = "ERROR_CONNECTION_UNAVAIL", 1201, None;
    ControllingIeport = "ERROR_CONTROLLING_IEPORT", 4329, None;
    DatabaseFailure = "ERROR_DATABASE_FAILURE", 4313, None;
    DatabaseFull = "ERROR_DATABASE_FULL", 4314, None;
    DestinationElementFull = "ERROR_DESTINATION_ELEMENT_FULL", 1161, None;
    DeviceDoorOpen = "ERROR_DEVICE_DOOR_OPEN", 1166, None;
    DeviceNotAvailable = "ERROR_DEVICE_NOT_AVAILABLE", 4319, None;
    DeviceNotConnected = "ERROR_DEVICE_NOT_CONNECTED", 1167, None;
    DeviceReinitializationNeeded = "ERROR_DEVICE_REINITIALIZATION_NEEDED", 1164, None;
    DeviceRequiresCleaning = "ERROR_DEVICE_REQUIRES_CLEANING", 1165, None;
    DriveMediaMismatch = "ERROR_DRIVE_MEDIA_MISMATCH", 4303, None;
    DuplicateOmid = "ERROR_DUPLICATE_OMID", 4300, Some("ERROR_INVALID_MEDIA");
    Empty = "ERROR_EMPTY", 4306, None;
    IeportFull = "ERROR_IEPORT_FULL", 4341, None;
    IllegalElementAddress = "ERROR_ILLEGAL_ELEMENT_ADDRESS", 1162, None;
    InsufficientBuffer = "ERROR_INSUFFICIENT_BUFFER", 122, None;
    InvalidAddress = "ERROR_INVALID_ADDRESS", 487, None;
    InvalidCleaner = "ERROR_INVALID_CLEANER", 4310, None;
    InvalidComputername = "ERROR_INVALID_COMPUTERNAME", 1210, None;
    InvalidDrive = "ERROR_INVALID_DRIVE", 15, None;
    InvalidHandle = "ERROR_INVALID_HANDLE", 6, None;
    InvalidLibrary = "ERROR_INVALID_LIBRARY", 4301, None;
    InvalidMedia = "ERROR_INVALID_MEDIA", 4300, None;
    InvalidMediaPool = "ERROR_INVALID_MEDIA_POOL", 4302, None;
    InvalidName = "ERROR_INVALID_NAME", 123, None;
    InvalidOperation = "ERROR_INVALID_OPERATION", 4317, None;
    InvalidParameter = "ERROR_INVALID_PARAMETER", 87, None;
    InvalidPartition = "ERROR_INVALID_PARTITION", 4300, Some("ERROR_INVALID_MEDIA");
    InvalidSlot = "ERROR_INVALID_SLOT", 4312, Some("ERROR_OBJECT_NOT_FOUND");
    InvalidState = "ERROR_INVALID_STATE", 5023, None;
    LibraryFull = "ERROR_LIBRARY_FULL", 4322, None;
    LibraryOffline = "ERROR_LIBRARY_OFFLINE", 4305, None;
    MagazineNotPresent = "ERROR_MAGAZINE_NOT_PRESENT", 1163, None;
    MediaIncompatible = "ERROR_MEDIA_INCOMPATIBLE", 4315, None;
    MediaNotAvailable = "ERROR_MEDIA_NOT_AVAILABLE", 4318, None;
    MediaOffline = "ERROR_MEDIA_OFFLINE", 4304, None;
    MediaUnavailable = "ERROR_MEDIA_UNAVAILABLE", 4308, None;
    NotConnected = "ERROR_NOT_CONNECTED", 2250, None;
    NotEmpty = "ERROR_NOT_EMPTY", 4307, None;
    NotEnoughMemory = "ERROR_NOT_ENOUGH_MEMORY", 8, None;
    NotReady = "ERROR_NOT_READY", 21, None;
    NotSupported = "ERROR_NOT_SUPPORTED", 50, None;
    NoData = "ERROR_NO_DATA", 232, None;
    NoNetwork = "ERROR_NO_NETWORK", 1222, None;
    NoSecurityOnObject = "ERROR_NO_SECURITY_ON_OBJECT", 1350, None;
    NoSlotReserved = "ERROR_NO_SLOT_RESERVED", 4332, Some("ERROR_CLEANER_SLOT_NOT_SET");
    NoSlotSet = "ERROR_NO_SLOT_SET", 4332, Some("ERROR_CLEANER_SLOT_NOT_SET");
    ObjectNotFound = "ERROR_OBJECT_NOT_FOUND", 4312, None;
    RequestRefused = "ERROR_REQUEST_REFUSED", 4320, None;
    ResourceDisabled = "ERROR_RESOURCE_DISABLED", 4309, None;
    ResourceNotAvailable = "ERROR_RESOURCE_NOT_AVAILABLE", 5006, None;
    ResourceNotPresent = "ERROR_RESOURCE_NOT_PRESENT", 4316, None;
    RpcSInvalidBound = "ERROR_RPC_S_INVALID_BOUND", 1734, Some("RPC_S_INVALID_BOUND");
    SharingViolation = "ERROR_SHARING_VIOLATION", 32, None;
    SlotEmpty = "ERROR_SLOT_EMPTY", 4306, Some("ERROR_EMPTY");
    SlotFull = "ERROR_SLOT_FULL", 5006, Some("ERROR_RESOURCE_NOT_AVAILABLE");
    SlotNotPresent = "ERROR_SLOT_NOT_PRESENT", 4316, Some("ERROR_RESOURCE_NOT_PRESENT");
    SourceElementEmpty = "ERROR_SOURCE_ELEMENT_EMPTY", 1160, None;
    Timeout = "ERROR_TIMEOUT", 1460, None;
    TransportFull = "ERROR_TRANSPORT_FULL", 4328, None;
    UnableToEjectMountedMedia = "ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA", 4330, None;
    UnableToInventoryDrive = "ERROR_UNABLE_TO_INVENTORY_DRIVE", 4325, None;
    UnableToInventorySlot = "ERROR_UNABLE_TO_INVENTORY_SLOT", 4326, None;
    UnableToInventoryTransport = "ERROR_UNABLE_TO_INVENTORY_TRANSPORT", 4327, None;
    UnableToLoadMedium = "ERROR_UNABLE_TO_LOAD_MEDIUM", 4324, None;
    WriteProtect = "ERROR_WRITE_PROTECT", 19, None;
    RpcSNoInterfaces = "RPC_S_NO_INTERFACES", 1817, None;
}

impl Status {
    /// The status with this documented name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.name() == name)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
