//! The 61 functions of the API, by their documented names.

use crate::documented::documented_enum;

documented_enum! {
    /// A function of the API. The number is only its place in the catalogue.
    Function {
        InjectNtmsMedia = 0, "InjectNtmsMedia";
        AccessNtmsLibraryDoor = 1, "AccessNtmsLibraryDoor";
        InventoryNtmsLibrary = 2, "InventoryNtmsLibrary";
        EjectNtmsMedia = 3, "EjectNtmsMedia";
        DismountNtmsDrive = 4, "DismountNtmsDrive";
        CancelNtmsLibraryRequest = 5, "CancelNtmsLibraryRequest";
        DeleteNtmsLibrary = 6, "DeleteNtmsLibrary";
        DeleteNtmsDrive = 7, "DeleteNtmsDrive";
        DeleteNtmsRequests = 8, "DeleteNtmsRequests";
        GetNtmsRequestOrder = 9, "GetNtmsRequestOrder";
        SetNtmsRequestOrder = 10, "SetNtmsRequestOrder";
        IdentifyNtmsSlot = 11, "IdentifyNtmsSlot";
        EjectDiskFromSADrive = 12, "EjectDiskFromSADrive";
        GetVolumesFromDrive = 13, "GetVolumesFromDrive";
        InjectNtmsCleaner = 14, "InjectNtmsCleaner";
        EjectNtmsCleaner = 15, "EjectNtmsCleaner";
        CleanNtmsDrive = 16, "CleanNtmsDrive";
        ReserveNtmsCleanerSlot = 17, "ReserveNtmsCleanerSlot";
        ReleaseNtmsCleanerSlot = 18, "ReleaseNtmsCleanerSlot";
        MountNtmsMedia = 19, "MountNtmsMedia";
        DismountNtmsMedia = 20, "DismountNtmsMedia";
        AllocateNtmsMedia = 21, "AllocateNtmsMedia";
        DeallocateNtmsMedia = 22, "DeallocateNtmsMedia";
        SwapNtmsMedia = 23, "SwapNtmsMedia";
        DecommissionNtmsMedia = 24, "DecommissionNtmsMedia";
        SetNtmsMediaComplete = 25, "SetNtmsMediaComplete";
        DeleteNtmsMedia = 26, "DeleteNtmsMedia";
        CreateNtmsMedia = 27, "CreateNtmsMedia";
        UpdateNtmsOmidInfo = 28, "UpdateNtmsOmidInfo";
        CreateNtmsMediaPool = 29, "CreateNtmsMediaPool";
        DeleteNtmsMediaPool = 30, "DeleteNtmsMediaPool";
        GetNtmsMediaPoolName = 31, "GetNtmsMediaPoolName";
        MoveToNtmsMediaPool = 32, "MoveToNtmsMediaPool";
        AddNtmsMediaType = 33, "AddNtmsMediaType";
        DeleteNtmsMediaType = 34, "DeleteNtmsMediaType";
        ChangeNtmsMediaType = 35, "ChangeNtmsMediaType";
        EnumerateNtmsObject = 36, "EnumerateNtmsObject";
        GetNtmsObjectInformation = 37, "GetNtmsObjectInformation";
        SetNtmsObjectInformation = 38, "SetNtmsObjectInformation";
        GetNtmsObjectAttribute = 39, "GetNtmsObjectAttribute";
        SetNtmsObjectAttribute = 40, "SetNtmsObjectAttribute";
        DisableNtmsObject = 41, "DisableNtmsObject";
        EnableNtmsObject = 42, "EnableNtmsObject";
        GetNtmsObjectSecurity = 43, "GetNtmsObjectSecurity";
        SetNtmsObjectSecurity = 44, "SetNtmsObjectSecurity";
        OpenNtmsSession = 45, "OpenNtmsSession";
        CloseNtmsSession = 46, "CloseNtmsSession";
        OpenNtmsNotification = 47, "OpenNtmsNotification";
        WaitForNtmsNotification = 48, "WaitForNtmsNotification";
        CloseNtmsNotification = 49, "CloseNtmsNotification";
        SubmitNtmsOperatorRequest = 50, "SubmitNtmsOperatorRequest";
        WaitForNtmsOperatorRequest = 51, "WaitForNtmsOperatorRequest";
        CancelNtmsOperatorRequest = 52, "CancelNtmsOperatorRequest";
        SatisfyNtmsOperatorRequest = 53, "SatisfyNtmsOperatorRequest";
        ExportNtmsDatabase = 54, "ExportNtmsDatabase";
        ImportNtmsDatabase = 55, "ImportNtmsDatabase";
        BeginNtmsDeviceChangeDetection = 56, "BeginNtmsDeviceChangeDetection";
        SetNtmsDeviceChangeDetection = 57, "SetNtmsDeviceChangeDetection";
        EndNtmsDeviceChangeDetection = 58, "EndNtmsDeviceChangeDetection";
        GetNtmsUIOptions = 59, "GetNtmsUIOptions";
        SetNtmsUIOptions = 60, "SetNtmsUIOptions";
    }
}
