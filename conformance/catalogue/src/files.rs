//! The files of `conformance/catalogue/`, built into the program so that `rsmlab explain` works anywhere.

/// One file of the catalogue: where it lies below `conformance/catalogue/`, and its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct CatalogueFile {
    /// Path below `conformance/catalogue/`.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! file {
    ($path:expr) => {
        CatalogueFile { path: $path, text: include_str!(concat!("../", $path)) }
    };
}

macro_rules! functions {
    ($($path:literal)*) => {
        /// One file a function, in the order of the conceptual function list.
        pub(super) const FUNCTIONS: &[CatalogueFile] = &[$(file!(concat!("functions/", $path, ".toml")),)*];
    };
}

functions! {
    "library-control/InjectNtmsMedia"
    "library-control/AccessNtmsLibraryDoor"
    "library-control/InventoryNtmsLibrary"
    "library-control/EjectNtmsMedia"
    "library-control/DismountNtmsDrive"
    "library-control/CancelNtmsLibraryRequest"
    "library-control/DeleteNtmsLibrary"
    "library-control/DeleteNtmsDrive"
    "library-control/DeleteNtmsRequests"
    "library-control/GetNtmsRequestOrder"
    "library-control/SetNtmsRequestOrder"
    "library-control/IdentifyNtmsSlot"
    "library-control/EjectDiskFromSADrive"
    "library-control/GetVolumesFromDrive"
    "cleaner-management/InjectNtmsCleaner"
    "cleaner-management/EjectNtmsCleaner"
    "cleaner-management/CleanNtmsDrive"
    "cleaner-management/ReserveNtmsCleanerSlot"
    "cleaner-management/ReleaseNtmsCleanerSlot"
    "media-services/MountNtmsMedia"
    "media-services/DismountNtmsMedia"
    "media-services/AllocateNtmsMedia"
    "media-services/DeallocateNtmsMedia"
    "media-services/SwapNtmsMedia"
    "media-services/DecommissionNtmsMedia"
    "media-services/SetNtmsMediaComplete"
    "media-services/DeleteNtmsMedia"
    "media-services/CreateNtmsMedia"
    "on-media-identifiers/UpdateNtmsOmidInfo"
    "media-pools/CreateNtmsMediaPool"
    "media-pools/DeleteNtmsMediaPool"
    "media-pools/GetNtmsMediaPoolName"
    "media-pools/MoveToNtmsMediaPool"
    "media-pools/AddNtmsMediaType"
    "media-pools/DeleteNtmsMediaType"
    "media-pools/ChangeNtmsMediaType"
    "object-information/EnumerateNtmsObject"
    "object-information/GetNtmsObjectInformation"
    "object-information/SetNtmsObjectInformation"
    "object-information/GetNtmsObjectAttribute"
    "object-information/SetNtmsObjectAttribute"
    "object-information/DisableNtmsObject"
    "object-information/EnableNtmsObject"
    "security/GetNtmsObjectSecurity"
    "security/SetNtmsObjectSecurity"
    "sessions/OpenNtmsSession"
    "sessions/CloseNtmsSession"
    "notifications/OpenNtmsNotification"
    "notifications/WaitForNtmsNotification"
    "notifications/CloseNtmsNotification"
    "operator-requests/SubmitNtmsOperatorRequest"
    "operator-requests/WaitForNtmsOperatorRequest"
    "operator-requests/CancelNtmsOperatorRequest"
    "operator-requests/SatisfyNtmsOperatorRequest"
    "database/ExportNtmsDatabase"
    "database/ImportNtmsDatabase"
    "device-change-detection/BeginNtmsDeviceChangeDetection"
    "device-change-detection/SetNtmsDeviceChangeDetection"
    "device-change-detection/EndNtmsDeviceChangeDetection"
    "ui-options/GetNtmsUIOptions"
    "ui-options/SetNtmsUIOptions"
}

/// Callbacks that a media label library exports.
pub(super) const CALLBACKS: CatalogueFile = file!("callbacks.toml");
/// Methods of the remote protocol that are no functions of the API.
pub(super) const REMOTE_METHODS: CatalogueFile = file!("remote-methods.toml");
/// Rules that hold for every function.
pub(super) const GLOBAL_RULES: CatalogueFile = file!("global-rules.toml");

/// Enumerations, structures, limits, media types, object kinds, interfaces.
pub(super) const TYPES: &[CatalogueFile] = &[
    file!("types/enums.toml"),
    file!("types/structs.toml"),
    file!("types/limits.toml"),
    file!("types/media-types.toml"),
    file!("types/object-kinds.toml"),
    file!("types/interfaces.toml"),
    file!("types/contradictions.toml"),
];

/// State machines, rules by area, work items, operator requests, the verbs of `rsm.exe`.
pub(super) const MODEL: &[CatalogueFile] = &[
    file!("model/sources.toml"),
    file!("model/machines.toml"),
    file!("model/rules-service.toml"),
    file!("model/rules-media.toml"),
    file!("model/rules-library.toml"),
    file!("model/requests.toml"),
    file!("model/rsm-exe.toml"),
];
