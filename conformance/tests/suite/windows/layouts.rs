//! Every documented structure that windows-sys has: its size there, and where its members lie.

use std::mem::offset_of;

use windows_sys::Win32::Storage::FileSystem::*;

/// A structure as windows-sys lays it out; `form` is its ASCII or wide form, or the only one.
pub struct Layout {
    /// Documented name.
    pub name: &'static str,
    /// Name of this form.
    pub form: &'static str,
    /// Bytes.
    pub size: usize,
    /// Each member with its distance from the beginning, in order.
    pub members: Vec<(&'static str, usize)>,
}

macro_rules! layouts {
    ($($name:ident: [$($form:ident)*] $members:tt)*) => {
        /// Every structure in every form.
        pub fn layouts() -> Vec<Layout> {
            vec![$($(layouts!(one $name $form $members),)*)*]
        }
    };
    (one $name:ident $form:ident { $($member:ident)* }) => {
        Layout {
            name: stringify!($name),
            form: stringify!($form),
            size: size_of::<$form>(),
            members: vec![$((stringify!($member), offset_of!($form, $member))),*],
        }
    };
}

layouts! {
    NTMS_OBJECTINFORMATION: [NTMS_OBJECTINFORMATIONA NTMS_OBJECTINFORMATIONW] {
        dwSize dwType Created Modified ObjectGuid Enabled dwOperationalState szName szDescription Info
    }
    NTMS_LIBRARYINFORMATION: [NTMS_LIBRARYINFORMATION] {
        LibraryType CleanerSlot CleanerSlotDefault LibrarySupportsDriveCleaning BarCodeReaderInstalled InventoryMethod
        dwCleanerUsesRemaining FirstDriveNumber dwNumberOfDrives FirstSlotNumber dwNumberOfSlots FirstDoorNumber
        dwNumberOfDoors FirstPortNumber dwNumberOfPorts FirstChangerNumber dwNumberOfChangers dwNumberOfMedia
        dwNumberOfMediaTypes dwNumberOfLibRequests Reserved AutoRecovery dwFlags
    }
    NTMS_DRIVEINFORMATION: [NTMS_DRIVEINFORMATIONA NTMS_DRIVEINFORMATIONW] {
        Number State DriveType szDeviceName szSerialNumber szRevision ScsiPort ScsiBus ScsiTarget ScsiLun dwMountCount
        LastCleanedTs SavedPartitionId Library Reserved dwDeferDismountDelay
    }
    NTMS_DRIVETYPEINFORMATION: [NTMS_DRIVETYPEINFORMATIONA NTMS_DRIVETYPEINFORMATIONW] {
        szVendor szProduct NumberOfHeads DeviceType
    }
    NTMS_CHANGERINFORMATION: [NTMS_CHANGERINFORMATIONA NTMS_CHANGERINFORMATIONW] {
        Number ChangerType szSerialNumber szRevision szDeviceName ScsiPort ScsiBus ScsiTarget ScsiLun Library
    }
    NTMS_CHANGERTYPEINFORMATION: [NTMS_CHANGERTYPEINFORMATIONA NTMS_CHANGERTYPEINFORMATIONW] {
        szVendor szProduct DeviceType
    }
    NTMS_STORAGESLOTINFORMATION: [NTMS_STORAGESLOTINFORMATION] {
        Number State Library
    }
    NTMS_IEDOORINFORMATION: [NTMS_IEDOORINFORMATION] {
        Number State MaxOpenSecs Library
    }
    NTMS_IEPORTINFORMATION: [NTMS_IEPORTINFORMATION] {
        Number Content Position MaxExtendSecs Library
    }
    NTMS_PMIDINFORMATION: [NTMS_PMIDINFORMATIONA NTMS_PMIDINFORMATIONW] {
        CurrentLibrary MediaPool Location LocationType MediaType HomeSlot szBarCode BarCodeState szSequenceNumber
        MediaState dwNumberOfPartitions dwMediaTypeCode dwDensityCode MountedPartition
    }
    NTMS_LMIDINFORMATION: [NTMS_LMIDINFORMATION] {
        MediaPool dwNumberOfPartitions
    }
    NTMS_PARTITIONINFORMATION: [NTMS_PARTITIONINFORMATIONA NTMS_PARTITIONINFORMATIONW] {
        PhysicalMedia LogicalMedia State Side dwOmidLabelIdLength OmidLabelId szOmidLabelType szOmidLabelInfo dwMountCount
        dwAllocateCount Capacity
    }
    NTMS_MEDIAPOOLINFORMATION: [NTMS_MEDIAPOOLINFORMATION] {
        PoolType MediaType Parent AllocationPolicy DeallocationPolicy dwMaxAllocates dwNumberOfPhysicalMedia
        dwNumberOfLogicalMedia dwNumberOfMediaPools
    }
    NTMS_MEDIATYPEINFORMATION: [NTMS_MEDIATYPEINFORMATION] {
        MediaType NumberOfSides ReadWriteCharacteristics DeviceType
    }
    NTMS_LIBREQUESTINFORMATION: [NTMS_LIBREQUESTINFORMATIONA NTMS_LIBREQUESTINFORMATIONW] {
        OperationCode OperationOption State PartitionId DriveId PhysMediaId Library SlotId TimeQueued TimeCompleted
        szApplication szUser szComputer dwErrorCode WorkItemId dwPriority
    }
    NTMS_OPREQUESTINFORMATION: [NTMS_OPREQUESTINFORMATIONA NTMS_OPREQUESTINFORMATIONW] {
        Request Submitted State szMessage Arg1Type Arg1 Arg2Type Arg2 szApplication szUser szComputer
    }
    NTMS_COMPUTERINFORMATION: [NTMS_COMPUTERINFORMATION] {
        dwLibRequestPurgeTime dwOpRequestPurgeTime dwLibRequestFlags dwOpRequestFlags dwMediaPoolPolicy
    }
    NTMS_ALLOCATION_INFORMATION: [NTMS_ALLOCATION_INFORMATION] {
        dwSize lpReserved AllocatedFrom
    }
    NTMS_MOUNT_INFORMATION: [NTMS_MOUNT_INFORMATION] {
        dwSize lpReserved
    }
    NTMS_ASYNC_IO: [NTMS_ASYNC_IO] {
        OperationId EventId dwOperationType dwResult dwAsyncState hEvent bOnStateChange
    }
    NTMS_NOTIFICATIONINFORMATION: [NTMS_NOTIFICATIONINFORMATION] {
        dwOperation ObjectId
    }
    NTMS_FILESYSTEM_INFO: [NTMS_FILESYSTEM_INFO] {
        FileSystemType VolumeName SerialNumber
    }
    MediaLabelInfo: [MediaLabelInfo] {
        LabelType LabelIDSize LabelID LabelAppDescr
    }
}
