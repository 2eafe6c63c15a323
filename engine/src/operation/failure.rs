//! Why work fails when the hardware or the store does: one refusal for each failure, with the error the request keeps.

use crate::port::hardware::Failure;
use crate::refusal::{Refusal, refusals};

refusals! {
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["model.database.atomic"];
    DATABASE_FULL: DatabaseFull = DatabaseFull, ["model.database.atomic"];
    SOURCE_EMPTY: SourceEmpty = SourceElementEmpty, ["global.hardware-tracking"];
    DESTINATION_FULL: DestinationFull = DestinationElementFull, ["global.hardware-tracking"];
    ILLEGAL_ELEMENT: IllegalElement = IllegalElementAddress, ["global.hardware-tracking"];
    MAGAZINE_OUT: MagazineOut = MagazineNotPresent, ["global.hardware-tracking"];
    DOOR_OPEN: DoorOpen = DeviceDoorOpen, ["global.hardware-tracking"];
    PORT_EXTENDED: PortExtended = ControllingIeport, ["model.inject.port-time"];
    TRANSPORT_JAMMED: TransportJammed = DeviceReinitializationNeeded, ["global.hardware-tracking"];
    DRIVE_STUCK: DriveStuck = UnableToLoadMedium, ["global.hardware-tracking"];
    LABEL_UNREADABLE: LabelUnreadable = InvalidMedia, ["model.mount.label-check"];
    NOT_A_CLEANER: NotACleaner = InvalidCleaner, ["clean-drive.checks-cleaner"];
    CLEANER_EXPIRED: CleanerExpired = CleanerCartridgeSpent, ["model.cleaner.exhausted"];
    LIBRARY_GONE: LibraryGone = DeviceNotConnected, ["global.hardware-tracking"];
    HARDWARE_SILENT: HardwareSilent = Timeout, ["global.hardware-tracking"];
    CANCELLED: Cancelled = Cancelled, ["cancel-library-request.idle-cancels-now"];
    SESSION_CLOSED: SessionClosed = Cancelled, ["close-session.cancels-sync-requests", "MountNtmsMedia/ERROR_CANCELLED"];
    SERVICE_RESTARTED: ServiceRestarted = Cancelled, ["model.startup.sequence"];
    LIBRARY_DISABLED: LibraryDisabled = ResourceDisabled, ["disable-object.cascades"];
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
        Failure::MagazineNotPresent => &MAGAZINE_OUT,
        Failure::DoorOpen => &DOOR_OPEN,
        Failure::PortExtended => &PORT_EXTENDED,
        Failure::TransportJammed => &TRANSPORT_JAMMED,
        Failure::DriveStuck => &DRIVE_STUCK,
        Failure::LabelUnreadable => &LABEL_UNREADABLE,
        Failure::NotACleaner => &NOT_A_CLEANER,
        Failure::CleanerExpired => &CLEANER_EXPIRED,
        Failure::NotConnected => &LIBRARY_GONE,
    }
}
