//! Why work fails when the hardware or the store does: one refusal for each failure, with the error the request keeps.

use crate::port::hardware::Failure;
use crate::refusal::{Refusal, refusals};

refusals! {
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["model.database.atomic"];
    DATABASE_FULL: DatabaseFull = DatabaseFull, ["model.database.atomic"];
    SOURCE_EMPTY: SourceEmpty = SourceElementEmpty, ["global.hardware-tracking"];
    DESTINATION_FULL: DestinationFull = DestinationElementFull, ["global.hardware-tracking"];
    ILLEGAL_ELEMENT: IllegalElement = IllegalElementAddress, ["global.hardware-tracking"];
    SLOT_NOT_INSTALLED: SlotNotInstalled = SlotNotPresent, ["global.hardware-tracking"];
    MAGAZINE_OUT: MagazineOut = MagazineNotPresent, ["global.hardware-tracking"];
    MAGAZINE_NOT_ACCESSIBLE: MagazineNotAccessible = MagazineNotPresent, ["global.hardware-tracking"];
    DRIVE_NOT_INSTALLED: DriveNotInstalled = DeviceNotAvailable, ["global.hardware-tracking"];
    PORT_EXTENDED: PortExtended = ControllingIeport, ["model.inject.port-time"];
    PORT_STUCK: PortStuck = ControllingIeport, ["global.hardware-tracking"];
    LOCK_BROKEN: LockBroken = DeviceNotAvailable, ["global.hardware-tracking"];
    TRANSPORT_JAMMED: TransportJammed = DeviceReinitializationNeeded, ["global.hardware-tracking"];
    POSITION_LOST: PositionLost = DeviceReinitializationNeeded, ["global.hardware-tracking"];
    GRIP_MISSED: GripMissed = DeviceReinitializationNeeded, ["global.hardware-tracking"];
    CARTRIDGE_DROPPED: CartridgeDropped = DeviceReinitializationNeeded, ["global.hardware-tracking"];
    TRANSPORT_FULL: TransportFull = TransportFull, ["global.hardware-tracking"];
    LOAD_FAILED: LoadFailed = UnableToLoadMedium, ["global.hardware-tracking"];
    UNLOAD_FAILED: UnloadFailed = UnableToEjectMountedMedia, ["global.hardware-tracking"];
    REMOVAL_PREVENTED: RemovalPrevented = UnableToEjectMountedMedia, ["global.hardware-tracking"];
    DRIVE_HOLDS: DriveHolds = UnableToEjectMountedMedia, ["global.hardware-tracking"];
    CLEANING_REQUIRED: CleaningRequired = DeviceRequiresCleaning, ["global.hardware-tracking"];
    NOT_LOADED: NotLoaded = UnableToInventoryDrive, ["global.hardware-tracking"];
    INCOMPATIBLE_MEDIUM: IncompatibleMedium = DriveMediaMismatch, ["global.hardware-tracking"];
    CARTRIDGE_BROKEN: CartridgeBroken = UnableToLoadMedium, ["global.hardware-tracking"];
    LABEL_UNREADABLE: LabelUnreadable = InvalidMedia, ["model.mount.label-check"];
    CLEANER_IN_DRIVE: CleanerInDrive = CleanerCartridgeInstalled, ["global.hardware-tracking"];
    NOT_A_CLEANER: NotACleaner = InvalidCleaner, ["clean-drive.checks-cleaner"];
    CLEANER_EXPIRED: CleanerExpired = CleanerCartridgeSpent, ["model.cleaner.exhausted"];
    DOOR_OPEN: DoorOpen = DeviceDoorOpen, ["global.hardware-tracking"];
    SWITCHED_OFFLINE: SwitchedOffline = LibraryOffline, ["global.hardware-tracking"];
    LIBRARY_NOT_READY: LibraryNotReady = NotReady, ["global.hardware-tracking"];
    LIBRARY_RESET: LibraryReset = DeviceReinitializationNeeded, ["global.hardware-tracking"];
    LIBRARY_GONE: LibraryGone = DeviceNotConnected, ["global.hardware-tracking"];
    HARDWARE_SILENT: HardwareSilent = Timeout, ["global.hardware-tracking"];
    CANCELLED: Cancelled = Cancelled, ["cancel-library-request.idle-cancels-now"];
    SESSION_CLOSED: SessionClosed = Cancelled, ["close-session.cancels-sync-requests", "MountNtmsMedia/ERROR_CANCELLED"];
    SERVICE_RESTARTED: ServiceRestarted = Cancelled, ["model.startup.sequence"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled, ["disable-object.cascades"];
    MEDIUM_FORGOTTEN: MediumForgotten = InvalidMedia, ["model.eject.forgotten"];
    NO_SLOT_LEFT: NoSlotLeft = LibraryFull, ["inject-media.no-free-slot-errors"];
    STOPPED: Stopped = Cancelled, ["inject-media.stop-takes-operation"];
}

/// The refusal that stands for a hardware failure.
#[must_use]
pub(crate) const fn of(failure: Failure) -> &'static Refusal {
    match failure {
        Failure::SourceEmpty => &SOURCE_EMPTY,
        Failure::DestinationFull => &DESTINATION_FULL,
        Failure::IllegalElement => &ILLEGAL_ELEMENT,
        Failure::SlotNotInstalled => &SLOT_NOT_INSTALLED,
        Failure::MagazineNotPresent => &MAGAZINE_OUT,
        Failure::MagazineNotAccessible => &MAGAZINE_NOT_ACCESSIBLE,
        Failure::DriveNotInstalled => &DRIVE_NOT_INSTALLED,
        Failure::PortExtended => &PORT_EXTENDED,
        Failure::PortStuck => &PORT_STUCK,
        Failure::LockBroken => &LOCK_BROKEN,
        Failure::TransportJammed => &TRANSPORT_JAMMED,
        Failure::PositionLost => &POSITION_LOST,
        Failure::GripMissed => &GRIP_MISSED,
        Failure::CartridgeDropped => &CARTRIDGE_DROPPED,
        Failure::TransportFull => &TRANSPORT_FULL,
        Failure::LoadFailed => &LOAD_FAILED,
        Failure::UnloadFailed => &UNLOAD_FAILED,
        Failure::RemovalPrevented => &REMOVAL_PREVENTED,
        Failure::DriveHolds => &DRIVE_HOLDS,
        Failure::CleaningRequired => &CLEANING_REQUIRED,
        Failure::NotLoaded => &NOT_LOADED,
        Failure::IncompatibleMedium => &INCOMPATIBLE_MEDIUM,
        Failure::CartridgeBroken => &CARTRIDGE_BROKEN,
        Failure::LabelUnreadable => &LABEL_UNREADABLE,
        Failure::CleanerInDrive => &CLEANER_IN_DRIVE,
        Failure::NotACleaner => &NOT_A_CLEANER,
        Failure::CleanerExpired => &CLEANER_EXPIRED,
        Failure::DoorOpen => &DOOR_OPEN,
        Failure::SwitchedOffline => &SWITCHED_OFFLINE,
        Failure::NotReady => &LIBRARY_NOT_READY,
        Failure::Reset => &LIBRARY_RESET,
        Failure::NotConnected => &LIBRARY_GONE,
    }
}

/// Whether a move that failed so may go well when it is tried again: nothing has changed its place, and transports come
/// free, find their marks and close on the second try (D-033).
#[must_use]
pub(crate) const fn is_passing(failure: Failure) -> bool {
    matches!(failure, Failure::TransportJammed | Failure::PositionLost | Failure::GripMissed)
}
