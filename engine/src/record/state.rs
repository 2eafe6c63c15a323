//! The documented states and kinds of the objects, with their documented names and numbers (`types.toml`).

use crate::documented::documented_enum;

documented_enum! {
    /// A kind of object (`NtmsObjectsTypes`).
    ObjectKind {
        Unknown = 0, "NTMS_UNKNOWN";
        Object = 1, "NTMS_OBJECT";
        Changer = 2, "NTMS_CHANGER";
        ChangerType = 3, "NTMS_CHANGER_TYPE";
        Computer = 4, "NTMS_COMPUTER";
        Drive = 5, "NTMS_DRIVE";
        DriveType = 6, "NTMS_DRIVE_TYPE";
        Door = 7, "NTMS_IEDOOR";
        Port = 8, "NTMS_IEPORT";
        Library = 9, "NTMS_LIBRARY";
        LibraryRequest = 10, "NTMS_LIBREQUEST";
        LogicalMedium = 11, "NTMS_LOGICAL_MEDIA";
        Pool = 12, "NTMS_MEDIA_POOL";
        MediaType = 13, "NTMS_MEDIA_TYPE";
        Side = 14, "NTMS_PARTITION";
        Medium = 15, "NTMS_PHYSICAL_MEDIA";
        Slot = 16, "NTMS_STORAGESLOT";
        OperatorRequest = 17, "NTMS_OPREQUEST";
        UiDestination = 18, "NTMS_UI_DESTINATION";
    }
}

documented_enum! {
    /// Whether an object can work (`NtmsOperationalState`).
    OperationalState {
        Ready = 0, "NTMS_READY";
        Initializing = 10, "NTMS_INITIALIZING";
        NeedsService = 20, "NTMS_NEEDS_SERVICE";
        NotPresent = 21, "NTMS_NOT_PRESENT";
    }
}

documented_enum! {
    /// What a library is (`NtmsLibraryType`).
    LibraryKind {
        Unknown = 0, "NTMS_LIBRARYTYPE_UNKNOWN";
        Offline = 1, "NTMS_LIBRARYTYPE_OFFLINE";
        Online = 2, "NTMS_LIBRARYTYPE_ONLINE";
        Standalone = 3, "NTMS_LIBRARYTYPE_STANDALONE";
    }
}

documented_enum! {
    /// Where a drive stands with its medium (`NtmsDriveState`).
    DriveState {
        Dismounted = 0, "NTMS_DRIVESTATE_DISMOUNTED";
        Mounted = 1, "NTMS_DRIVESTATE_MOUNTED";
        Loaded = 2, "NTMS_DRIVESTATE_LOADED";
        Unloaded = 5, "NTMS_DRIVESTATE_UNLOADED";
        BeingCleaned = 6, "NTMS_DRIVESTATE_BEING_CLEANED";
        Dismountable = 7, "NTMS_DRIVESTATE_DISMOUNTABLE";
    }
}

documented_enum! {
    /// What is believed of a slot (`NtmsSlotState`).
    SlotState {
        Unknown = 0, "NTMS_SLOTSTATE_UNKNOWN";
        Full = 1, "NTMS_SLOTSTATE_FULL";
        Empty = 2, "NTMS_SLOTSTATE_EMPTY";
        NotPresent = 3, "NTMS_SLOTSTATE_NOTPRESENT";
        NeedsInventory = 4, "NTMS_SLOTSTATE_NEEDSINVENTORY";
    }
}

documented_enum! {
    /// What is believed of a door (`NtmsDoorState`).
    DoorState {
        Unknown = 0, "NTMS_DOORSTATE_UNKNOWN";
        Closed = 1, "NTMS_DOORSTATE_CLOSED";
        Open = 2, "NTMS_DOORSTATE_OPEN";
    }
}

documented_enum! {
    /// Where an IE port stands (`NtmsPortPosition`).
    PortPosition {
        Unknown = 0, "NTMS_PORTPOSITION_UNKNOWN";
        Extended = 1, "NTMS_PORTPOSITION_EXTENDED";
        Retracted = 2, "NTMS_PORTPOSITION_RETRACTED";
    }
}

documented_enum! {
    /// What is believed to be in an IE port (`NtmsPortContent`).
    PortContent {
        Unknown = 0, "NTMS_PORTCONTENT_UNKNOWN";
        Full = 1, "NTMS_PORTCONTENT_FULL";
        Empty = 2, "NTMS_PORTCONTENT_EMPTY";
    }
}

documented_enum! {
    /// Whether a bar code could be read (`NtmsBarCodeState`).
    BarCodeState {
        Ok = 1, "NTMS_BARCODESTATE_OK";
        Unreadable = 2, "NTMS_BARCODESTATE_UNREADABLE";
    }
}

documented_enum! {
    /// What a physical medium is doing (`NtmsMediaState`).
    MediaState {
        Idle = 0, "NTMS_MEDIASTATE_IDLE";
        InUse = 1, "NTMS_MEDIASTATE_INUSE";
        Mounted = 2, "NTMS_MEDIASTATE_MOUNTED";
        Loaded = 3, "NTMS_MEDIASTATE_LOADED";
        Unloaded = 4, "NTMS_MEDIASTATE_UNLOADED";
        OpError = 5, "NTMS_MEDIASTATE_OPERROR";
        OpReq = 6, "NTMS_MEDIASTATE_OPREQ";
    }
}

documented_enum! {
    /// What a side holds and for whom (`NtmsPartitionState`).
    SideState {
        Unknown = 0, "NTMS_PARTSTATE_UNKNOWN";
        Unprepared = 1, "NTMS_PARTSTATE_UNPREPARED";
        Incompatible = 2, "NTMS_PARTSTATE_INCOMPATIBLE";
        Decommissioned = 3, "NTMS_PARTSTATE_DECOMMISSIONED";
        Available = 4, "NTMS_PARTSTATE_AVAILABLE";
        Allocated = 5, "NTMS_PARTSTATE_ALLOCATED";
        Complete = 6, "NTMS_PARTSTATE_COMPLETE";
        Foreign = 7, "NTMS_PARTSTATE_FOREIGN";
        Import = 8, "NTMS_PARTSTATE_IMPORT";
        Reserved = 9, "NTMS_PARTSTATE_RESERVED";
    }
}

documented_enum! {
    /// What a media pool is for (`NtmsPoolType`).
    PoolKind {
        Unknown = 0, "NTMS_POOLTYPE_UNKNOWN";
        Scratch = 1, "NTMS_POOLTYPE_SCRATCH";
        Foreign = 2, "NTMS_POOLTYPE_FOREIGN";
        Import = 3, "NTMS_POOLTYPE_IMPORT";
        Application = 1000, "NTMS_POOLTYPE_APPLICATION";
    }
}

documented_enum! {
    /// How a library is inventoried (`NtmsInventoryMethod`).
    InventoryMethod {
        None = 0, "NTMS_INVENTORY_NONE";
        Fast = 1, "NTMS_INVENTORY_FAST";
        Omid = 2, "NTMS_INVENTORY_OMID";
        Default = 3, "NTMS_INVENTORY_DEFAULT";
        Slot = 4, "NTMS_INVENTORY_SLOT";
        Stop = 5, "NTMS_INVENTORY_STOP";
        Max = 6, "NTMS_INVENTORY_MAX";
    }
}

documented_enum! {
    /// What a library request does (`NtmsLmOperation`); the numbers order the queue (`model.queue.type-order`).
    Operation {
        Remove = 0, "NTMS_LM_REMOVE";
        DisableLibrary = 1, "NTMS_LM_DISABLELIBRARY";
        EnableLibrary = 2, "NTMS_LM_ENABLELIBRARY";
        DisableDrive = 3, "NTMS_LM_DISABLEDRIVE";
        EnableDrive = 4, "NTMS_LM_ENABLEDRIVE";
        DisableMedia = 5, "NTMS_LM_DISABLEMEDIA";
        EnableMedia = 6, "NTMS_LM_ENABLEMEDIA";
        UpdateOmid = 7, "NTMS_LM_UPDATEOMID";
        Inventory = 8, "NTMS_LM_INVENTORY";
        DoorAccess = 9, "NTMS_LM_DOORACCESS";
        Eject = 10, "NTMS_LM_EJECT";
        EjectCleaner = 11, "NTMS_LM_EJECTCLEANER";
        Inject = 12, "NTMS_LM_INJECT";
        InjectCleaner = 13, "NTMS_LM_INJECTCLEANER";
        ProcessOmid = 14, "NTMS_LM_PROCESSOMID";
        CleanDrive = 15, "NTMS_LM_CLEANDRIVE";
        Dismount = 16, "NTMS_LM_DISMOUNT";
        Mount = 17, "NTMS_LM_MOUNT";
        WriteScratch = 18, "NTMS_LM_WRITESCRATCH";
        Classify = 19, "NTMS_LM_CLASSIFY";
        ReserveCleaner = 20, "NTMS_LM_RESERVECLEANER";
        ReleaseCleaner = 21, "NTMS_LM_RELEASECLEANER";
    }
}

documented_enum! {
    /// How far a library request has come (`NtmsLmState`, machine `library-request`).
    RequestState {
        Queued = 0, "NTMS_LM_QUEUED";
        InProcess = 1, "NTMS_LM_INPROCESS";
        Passed = 2, "NTMS_LM_PASSED";
        Failed = 3, "NTMS_LM_FAILED";
        Invalid = 4, "NTMS_LM_INVALID";
        Waiting = 5, "NTMS_LM_WAITING";
        Deferred = 6, "NTMS_LM_DEFERRED";
        Cancelled = 7, "NTMS_LM_CANCELLED";
        Stopped = 8, "NTMS_LM_STOPPED";
    }
}

documented_enum! {
    /// What the operator is asked for (`NtmsOpreqCommand`).
    OperatorRequestKind {
        Unknown = 0, "NTMS_OPREQ_UNKNOWN";
        NewMedia = 1, "NTMS_OPREQ_NEWMEDIA";
        Cleaner = 2, "NTMS_OPREQ_CLEANER";
        DeviceService = 3, "NTMS_OPREQ_DEVICESERVICE";
        MoveMedia = 4, "NTMS_OPREQ_MOVEMEDIA";
        Message = 5, "NTMS_OPREQ_MESSAGE";
    }
}

documented_enum! {
    /// How far an operator request has come (`NtmsOpreqState`, machine `operator-request`).
    OperatorRequestState {
        Unknown = 0, "NTMS_OPSTATE_UNKNOWN";
        Submitted = 1, "NTMS_OPSTATE_SUBMITTED";
        Active = 2, "NTMS_OPSTATE_ACTIVE";
        InProgress = 3, "NTMS_OPSTATE_INPROGRESS";
        Refused = 4, "NTMS_OPSTATE_REFUSED";
        Complete = 5, "NTMS_OPSTATE_COMPLETE";
    }
}

documented_enum! {
    /// What a notification tells (`NtmsNotificationOperations`).
    NotificationEvent {
        ObjUpdate = 1, "NTMS_OBJ_UPDATE";
        ObjInsert = 2, "NTMS_OBJ_INSERT";
        ObjDelete = 3, "NTMS_OBJ_DELETE";
        EventSignal = 4, "NTMS_EVENT_SIGNAL";
        EventComplete = 5, "NTMS_EVENT_COMPLETE";
    }
}
