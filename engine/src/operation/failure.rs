//! Why work fails when the hardware or the store does: one refusal for each failure, with the error the request keeps.

use crate::port::hardware::Failure;
use crate::refusal::{Refusal, refusals};

refusals! {
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["model.database.atomic", "D-004"];
    DATABASE_FULL: DatabaseFull = DatabaseFull, ["model.database.atomic", "D-004"];
    SOURCE_EMPTY: SourceEmpty = SourceElementEmpty, ["D-046"];
    DESTINATION_FULL: DestinationFull = DestinationElementFull, ["D-046"];
    ILLEGAL_ELEMENT: IllegalElement = IllegalElementAddress, ["D-046"];
    SLOT_NOT_INSTALLED: SlotNotInstalled = SlotNotPresent, ["D-046"];
    MAGAZINE_OUT: MagazineOut = MagazineNotPresent, ["D-046"];
    MAGAZINE_NOT_ACCESSIBLE: MagazineNotAccessible = MagazineNotPresent, ["D-046"];
    DRIVE_NOT_INSTALLED: DriveNotInstalled = DeviceNotAvailable, ["D-046"];
    PORT_EXTENDED: PortExtended = ControllingIeport, ["D-046"];
    PORT_STUCK: PortStuck = ControllingIeport, ["D-046"];
    LOCK_BROKEN: LockBroken = DeviceNotAvailable, ["D-046"];
    TRANSPORT_JAMMED: TransportJammed = DeviceReinitializationNeeded, ["D-033", "D-046"];
    POSITION_LOST: PositionLost = DeviceReinitializationNeeded, ["D-033", "D-046"];
    GRIP_MISSED: GripMissed = DeviceReinitializationNeeded, ["D-033", "D-046"];
    CARTRIDGE_DROPPED: CartridgeDropped = DeviceReinitializationNeeded, ["D-042", "D-046"];
    TRANSPORT_FULL: TransportFull = TransportFull, ["D-042", "D-046"];
    LOAD_FAILED: LoadFailed = UnableToLoadMedium, ["D-046"];
    UNLOAD_FAILED: UnloadFailed = UnableToEjectMountedMedia, ["D-046"];
    REMOVAL_PREVENTED: RemovalPrevented = UnableToEjectMountedMedia, ["D-046"];
    DRIVE_HOLDS: DriveHolds = UnableToEjectMountedMedia, ["D-046"];
    CLEANING_REQUIRED: CleaningRequired = DeviceRequiresCleaning, ["D-046"];
    NOT_LOADED: NotLoaded = UnableToInventoryDrive, ["D-046"];
    INCOMPATIBLE_MEDIUM: IncompatibleMedium = DriveMediaMismatch, ["D-048", "D-046"];
    CARTRIDGE_BROKEN: CartridgeBroken = UnableToLoadMedium, ["D-046"];
    LABEL_UNREADABLE: LabelUnreadable = InvalidMedia, ["D-010"];
    CLEANER_IN_DRIVE: CleanerInDrive = CleanerCartridgeInstalled, ["D-045", "D-046"];
    NOT_A_CLEANER: NotACleaner = InvalidCleaner, ["D-045", "D-046"];
    CLEANER_EXPIRED: CleanerExpired = CleanerCartridgeSpent, ["model.cleaner.exhausted", "D-046"];
    DOOR_OPEN: DoorOpen = DeviceDoorOpen, ["D-046"];
    SWITCHED_OFFLINE: SwitchedOffline = LibraryOffline, ["D-046"];
    LIBRARY_NOT_READY: LibraryNotReady = NotReady, ["D-046"];
    LIBRARY_RESET: LibraryReset = DeviceReinitializationNeeded, ["D-046"];
    LIBRARY_GONE: LibraryGone = DeviceNotConnected, ["D-046"];
    HARDWARE_SILENT: HardwareSilent = Timeout, ["D-062", "D-046"];
    CANCELLED: Cancelled = Cancelled, ["cancel-library-request.idle-cancels-now"];
    SESSION_CLOSED: SessionClosed = Cancelled, ["close-session.cancels-sync-requests", "MountNtmsMedia/ERROR_CANCELLED"];
    SERVICE_RESTARTED: ServiceRestarted = Cancelled, ["model.startup.sequence"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled, ["D-046"];
    MEDIUM_FORGOTTEN: MediumForgotten = InvalidMedia, ["D-046"];
    NO_SLOT_LEFT: NoSlotLeft = LibraryFull, ["D-046"];
    STOPPED: Stopped = Cancelled, ["D-046"];
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
