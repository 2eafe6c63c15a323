//! The calls whose refusals are checked against each other, and what can be wrong with each.

use super::{CallFault, CallTemplate, Class};

type Knobs = &'static [(&'static str, &'static str)];

const fn fault(name: &'static str, class: Class, status: &'static str, knobs: Knobs) -> CallFault {
    CallFault { name, class, status, demanded_by: &[], line: None, knobs }
}

impl CallFault {
    /// What demands the answer besides the row, or in its place.
    const fn by(self, demanded_by: &'static [&'static str]) -> Self {
        Self { demanded_by, ..self }
    }

    /// The words by which the function's own order of checks has it.
    const fn at(self, line: &'static str) -> Self {
        Self { line: Some(line), ..self }
    }
}

// What can be wrong with a call of any function, or of nearly any.
const SESSION_INVALID: CallFault = fault("SessionInvalid", Class::Argument, "ERROR_INVALID_HANDLE", &[("session", "session=bogus")]);
const LIBRARY_MISSING: CallFault = fault("LibraryMissing", Class::Argument, "ERROR_INVALID_PARAMETER", &[("library", "#null")]);
const OPERATION_MISSING: CallFault = fault("OperationMissing", Class::Argument, "ERROR_INVALID_PARAMETER", &[("operation", "#null")]);
/// No library has the id; the answer is a choice where the page has none for it.
const LIBRARY_UNKNOWN: CallFault =
    fault("LibraryUnknown", Class::Unplaced, "ERROR_INVALID_PARAMETER", &[("library", "unknown")]).by(&["D-019"]);
const RIGHT_MISSING: CallFault = fault("RightMissing", Class::Access, "ERROR_ACCESS_DENIED", &[("rights", "modify")]);
const NO_MEMORY: CallFault = fault("NoMemory", Class::Unplaced, "ERROR_NOT_ENOUGH_MEMORY", &[("limits", "limits requests={made}")]);
const DATABASE_FAILED: CallFault =
    fault("DatabaseFailed", Class::Unplaced, "ERROR_DATABASE_FAILURE", &[("database", "fault database fails")]);
const DATABASE_FULL: CallFault = fault("DatabaseFull", Class::Unplaced, "ERROR_DATABASE_FULL", &[("database", "fault database full")]);

/// The five functions of the seed pages.
pub const SUBJECTS: &[CallTemplate] = &[INJECT_MEDIA, LIBRARY_DOOR, INVENTORY, INJECT_CLEANER, DISMOUNT];

const INJECT_MEDIA: CallTemplate = CallTemplate {
    function: "InjectNtmsMedia",
    template: r#"
{limits}
library L1 slots=2 drives=1 inventory=none disabled={disabled} attached={attached} {
    {port}
}
{cartridges}
client ann rights={rights}
client root rights=admin
{before}
{database}
ann InjectNtmsMedia library={library} operation={operation} action={action} {session} {expect}
"#,
    defaults: &[
        ("limits", ""),
        ("disabled", "#false"),
        ("attached", "#true"),
        ("port", "port"),
        ("cartridges", ""),
        ("rights", "control"),
        ("before", ""),
        ("database", ""),
        ("library", "L1"),
        ("operation", "unknown"),
        ("action", "START"),
        ("session", ""),
    ],
    faults: &[
        SESSION_INVALID,
        LIBRARY_MISSING.at("lpLibraryId is NULL"),
        OPERATION_MISSING.at("lpInjectOperation is NULL"),
        fault("ActionUnknown", Class::Argument, "ERROR_INVALID_PARAMETER", &[("action", "9")]).at("dwAction above NTMS_INJECT_STARTMANY"),
        LIBRARY_UNKNOWN,
        RIGHT_MISSING.by(&["inject-media.access-control-right"]),
        fault("LibraryDisabled", Class::Enabled, "ERROR_DEVICE_NOT_AVAILABLE", &[("disabled", "#true"), ("library", "L1")])
            .by(&["inject-media.disabled-is-device-not-available"]),
        fault("LibraryOffline", Class::Online, "ERROR_LIBRARY_OFFLINE", &[("library", "offline")])
            .by(&["inject-media.offline-library-refused"])
            .at("library is offline"),
        fault("LibraryAbsent", Class::Own, "ERROR_DEVICE_NOT_AVAILABLE", &[("attached", "#false"), ("library", "L1")]).by(&["D-020"]),
        fault("OperationNotRunning", Class::Own, "ERROR_INVALID_OPERATION", &[("action", "STOP"), ("operation", "unknown")])
            .by(&["inject-media.bad-stop-rejected"]),
        fault(
            "NotRetractable",
            Class::Own,
            "ERROR_INVALID_OPERATION",
            &[
                ("action", "RETRACT"),
                ("operation", "first"),
                ("before", "root InjectNtmsMedia library=L1 action=START expect=ERROR_SUCCESS as=first"),
                // The injection that is named has to be there.
                ("disabled", "#false"),
                ("attached", "#true"),
                ("port", "port"),
                ("cartridges", ""),
            ],
        )
        .by(&["inject-media.start-id-only-stops"]),
        fault("PortAbsent", Class::Own, "ERROR_DEVICE_NOT_AVAILABLE", &[("port", "")])
            .by(&["D-015", "inject-media.portless-library-use-door"]),
        fault("NoSlotFree", Class::Own, "ERROR_LIBRARY_FULL", &[("cartridges", "cartridge T1 at=L1.slot.1\ncartridge T2 at=L1.slot.2")])
            .by(&["inject-media.no-free-slot-errors"]),
        NO_MEMORY,
        DATABASE_FAILED,
        DATABASE_FULL,
    ],
};

const LIBRARY_DOOR: CallTemplate = CallTemplate {
    function: "AccessNtmsLibraryDoor",
    template: r#"
{limits}
library L1 slots=2 drives=1 inventory=none disabled={disabled} attached={attached} {
    port
    {door}
}
client ann rights={rights}
{database}
ann AccessNtmsLibraryDoor library={library} action={action} {session} {expect}
"#,
    defaults: &[
        ("limits", ""),
        ("disabled", "#false"),
        ("attached", "#true"),
        ("door", "door"),
        ("rights", "control"),
        ("database", ""),
        ("library", "L1"),
        ("action", "FAST"),
        ("session", ""),
    ],
    faults: &[
        SESSION_INVALID,
        LIBRARY_MISSING.at("lpLibraryId is NULL"),
        fault("ActionUnknown", Class::Argument, "ERROR_INVALID_PARAMETER", &[("action", "SLOT")])
            .by(&["D-017"])
            .at("dwAction not below NTMS_INVENTORY_MAX"),
        LIBRARY_UNKNOWN,
        RIGHT_MISSING.at("caller lacks NTMS_CONTROL_ACCESS"),
        fault("LibraryDisabled", Class::Enabled, "ERROR_RESOURCE_DISABLED", &[("disabled", "#true"), ("library", "L1")])
            .by(&["library-door.disabled-is-resource-disabled"])
            .at("library disabled"),
        fault("LibraryOffline", Class::Online, "ERROR_LIBRARY_OFFLINE", &[("library", "offline")]).at("library offline"),
        fault("LibraryAbsent", Class::Own, "ERROR_RESOURCE_NOT_PRESENT", &[("attached", "#false"), ("library", "L1")]).by(&["D-020"]),
        fault("DoorAbsent", Class::Own, "ERROR_RESOURCE_NOT_PRESENT", &[("door", "")])
            .by(&["library-door.requires-door"])
            .at("library has no door"),
        NO_MEMORY,
        DATABASE_FAILED,
        DATABASE_FULL,
    ],
};

const INVENTORY: CallTemplate = CallTemplate {
    function: "InventoryNtmsLibrary",
    template: r#"
{limits}
library L1 slots=2 drives=1 inventory=none disabled={disabled} attached={attached}
client ann rights={rights}
ann InventoryNtmsLibrary library={library} action={action} {session} {expect}
"#,
    defaults: &[
        ("limits", ""),
        ("disabled", "#false"),
        ("attached", "#true"),
        ("rights", "control"),
        ("library", "L1"),
        ("action", "FAST"),
        ("session", ""),
    ],
    faults: &[
        SESSION_INVALID,
        LIBRARY_MISSING.at("lpLibraryId is NULL"),
        fault("ActionUnknown", Class::Argument, "ERROR_INVALID_PARAMETER", &[("action", "NONE")]).by(&["D-017"]),
        LIBRARY_UNKNOWN,
        RIGHT_MISSING.at("caller lacks rights"),
        fault("LibraryDisabled", Class::Enabled, "ERROR_RESOURCE_DISABLED", &[("disabled", "#true"), ("library", "L1")])
            .by(&["inventory-library.disabled"])
            .at("library disabled"),
        fault("LibraryOffline", Class::Online, "ERROR_INVALID_LIBRARY", &[("library", "offline")])
            .by(&["inventory-library.offline-refused"])
            .at("library offline"),
        fault("LibraryAbsent", Class::Own, "ERROR_DEVICE_NOT_AVAILABLE", &[("attached", "#false"), ("library", "L1")])
            .by(&["inventory-library.not-present-refused"]),
        NO_MEMORY.by(&["D-144"]),
    ],
};

const INJECT_CLEANER: CallTemplate = CallTemplate {
    function: "InjectNtmsCleaner",
    template: r#"
{limits}
library L1 slots=4 drives=1 inventory=none disabled={disabled} attached={attached} {
    {port}
    {door}
    {cleaner-slot}
    {magazine}
}
{cleaner}
client ann rights={rights}
ann InjectNtmsCleaner library={library} operation={operation} action={action} {session} {expect}
"#,
    defaults: &[
        ("limits", ""),
        ("disabled", "#false"),
        ("attached", "#true"),
        ("port", "port"),
        ("door", "door"),
        ("cleaner-slot", "cleaner-slot 2"),
        ("magazine", ""),
        ("cleaner", ""),
        ("rights", "control"),
        ("library", "L1"),
        ("operation", "unknown"),
        ("action", "START"),
        ("session", ""),
    ],
    faults: &[
        SESSION_INVALID,
        LIBRARY_MISSING.at("lpLibrary or lpInjectOperation is NULL"),
        OPERATION_MISSING.at("lpLibrary or lpInjectOperation is NULL"),
        fault("ActionUnknown", Class::Argument, "ERROR_INVALID_PARAMETER", &[("action", "RETRACT")]),
        fault("LibraryUnknown", Class::Unplaced, "ERROR_INVALID_LIBRARY", &[("library", "unknown")]),
        RIGHT_MISSING.at("caller lacks rights"),
        fault("LibraryDisabled", Class::Enabled, "ERROR_RESOURCE_DISABLED", &[("disabled", "#true"), ("library", "L1")])
            .at("library or drive disabled"),
        fault("LibraryOffline", Class::Online, "ERROR_LIBRARY_OFFLINE", &[("library", "offline")])
            .by(&["inject-cleaner.online-only"])
            .at("library offline"),
        fault("LibraryAbsent", Class::Own, "ERROR_DEVICE_NOT_AVAILABLE", &[("attached", "#false"), ("library", "L1")]),
        fault("StopWithoutPort", Class::Own, "ERROR_NOT_SUPPORTED", &[("action", "STOP"), ("port", "")])
            .by(&["inject-cleaner.stop-needs-port"]),
        fault(
            "OperationNotRunning",
            Class::Own,
            "ERROR_INVALID_OPERATION",
            &[("action", "STOP"), ("operation", "unknown"), ("port", "port")],
        )
        .by(&["D-143"]),
        fault("SlotNotReserved", Class::Own, "ERROR_NO_SLOT_SET", &[("cleaner-slot", ""), ("cleaner", "")])
            .by(&["inject-cleaner.needs-reserved-slot"]),
        fault(
            "SlotAbsent",
            Class::Own,
            "ERROR_SLOT_NOT_PRESENT",
            &[("cleaner-slot", "cleaner-slot 2"), ("magazine", "magazine first=1 last=2 out=#true")],
        )
        .by(&["inject-cleaner.slot-must-be-present"]),
        fault(
            "SlotTaken",
            Class::Own,
            "ERROR_SLOT_FULL",
            &[("cleaner-slot", "cleaner-slot 2"), ("cleaner", "cartridge CLN001 kind=cleaner recorded=L1.slot.2")],
        )
        .by(&["inject-cleaner.slot-must-be-empty"]),
        fault("NoWayIn", Class::Own, "ERROR_NOT_SUPPORTED", &[("port", ""), ("door", "")]).by(&["D-034"]),
        NO_MEMORY,
    ],
};

const DISMOUNT: CallTemplate = CallTemplate {
    function: "DismountNtmsMedia",
    template: r#"
{limits}
library L1 slots=2 drives=1 inventory=none
library OLD lost=#true attached=#false inventory=none
pool Backup
cartridge T1 at=L1.slot.1 pool=Backup
cartridge T2 recorded=offline pool=Backup
cartridge T9 recorded=OLD pool=Backup
client ann rights=use {
    {pool-right}
    {library-right}
}
client root rights=admin
{mount}
{disable-medium}
{disable-drive}
{disable-library}
run for="5m"
{disconnect}
run for="1s"
{database}
ann DismountNtmsMedia {media} count={count} options={options} {session} {expect}
"#,
    defaults: &[
        ("limits", ""),
        ("pool-right", ""),
        ("library-right", ""),
        ("mount", "root MountNtmsMedia T1 expect=ERROR_SUCCESS"),
        ("disable-medium", ""),
        ("disable-drive", ""),
        ("disable-library", ""),
        ("disconnect", ""),
        ("database", ""),
        ("media", "T1"),
        ("count", "1"),
        ("options", "IMMEDIATE"),
        ("session", ""),
    ],
    faults: &[
        SESSION_INVALID.by(&["D-029"]),
        fault("ListEmpty", Class::Argument, "ERROR_INVALID_PARAMETER", &[("count", "0")]).at("dwCount is 0 or lpMediaId is NULL"),
        fault("OptionUnknown", Class::Argument, "ERROR_INVALID_PARAMETER", &[("options", "4")]),
        fault("MediumInvalid", Class::Unplaced, "ERROR_INVALID_MEDIA", &[("media", "unknown")]),
        fault("LibraryUnknown", Class::Unplaced, "ERROR_INVALID_LIBRARY", &[("media", "T9")]),
        fault("PoolDenied", Class::Access, "ERROR_ACCESS_DENIED", &[("pool-right", "on Backup rights=none")]),
        fault("LibraryDenied", Class::Access, "ERROR_ACCESS_DENIED", &[("library-right", "on L1 rights=none"), ("media", "T1")]),
        fault(
            "LibraryDisabled",
            Class::Enabled,
            "ERROR_DEVICE_NOT_AVAILABLE",
            &[("disable-library", "root DisableNtmsObject type=LIBRARY object=L1 expect=ERROR_SUCCESS"), ("media", "T1")],
        ),
        fault("MediumOffline", Class::Own, "ERROR_MEDIA_OFFLINE", &[("media", "T2")]),
        fault("LibraryAbsent", Class::Own, "ERROR_DEVICE_NOT_AVAILABLE", &[("disconnect", "fault L1 disconnected"), ("media", "T1")])
            .by(&["D-020"]),
        fault(
            "MediumDisabled",
            Class::Own,
            "ERROR_MEDIA_NOT_AVAILABLE",
            &[("disable-medium", "root DisableNtmsObject type=PHYSICAL_MEDIA object=T1 expect=ERROR_SUCCESS"), ("media", "T1")],
        ),
        fault("NotMounted", Class::Own, "ERROR_INVALID_STATE", &[("mount", ""), ("media", "T1")]),
        fault(
            "DriveDisabled",
            Class::Own,
            "ERROR_DEVICE_NOT_AVAILABLE",
            &[("disable-drive", "root DisableNtmsObject type=DRIVE object=L1.drive.1 expect=ERROR_SUCCESS"), ("media", "T1")],
        ),
        fault("NoMemory", Class::Unplaced, "ERROR_NOT_ENOUGH_MEMORY", &[("limits", "limits requests={made}"), ("media", "T1")]),
        fault("DatabaseFailed", Class::Unplaced, "ERROR_DATABASE_FAILURE", &[("database", "fault database fails"), ("media", "T1")]),
        fault("DatabaseFull", Class::Unplaced, "ERROR_DATABASE_FULL", &[("database", "fault database full"), ("media", "T1")]),
    ],
};
