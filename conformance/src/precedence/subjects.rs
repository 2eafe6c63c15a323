//! The calls whose refusals are checked against each other, and what can be wrong with each.

use rsmlab_engine::function::Function;

use super::{Fault, Subject};

const fn fault(refusal: &'static str, knobs: &'static [(&'static str, &'static str)]) -> Fault {
    Fault { refusal, knobs }
}

/// Why a refusal of the service as a whole has no pair.
const NO_SESSION: &str = "without a service there is no session, so nothing else of the call is ever looked at";

/// The five functions of the seed pages.
pub const SUBJECTS: &[Subject] = &[INJECT_MEDIA, LIBRARY_DOOR, INVENTORY, INJECT_CLEANER, DISMOUNT];

const INJECT_MEDIA: Subject = Subject {
    function: Function::InjectNtmsMedia,
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
ann InjectNtmsMedia library={library} operation={operation} action={action} {session} expect={status}
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
        fault("SessionInvalid", &[("session", "session=bogus")]),
        fault("LibraryMissing", &[("library", "#null")]),
        fault("OperationMissing", &[("operation", "#null")]),
        fault("ActionUnknown", &[("action", "9")]),
        fault("LibraryUnknown", &[("library", "unknown")]),
        fault("RightMissing", &[("rights", "modify")]),
        fault("LibraryDisabled", &[("disabled", "#true"), ("library", "L1")]),
        fault("LibraryOffline", &[("library", "offline")]),
        fault("LibraryAbsent", &[("attached", "#false"), ("library", "L1")]),
        fault("OperationNotRunning", &[("action", "STOP"), ("operation", "unknown")]),
        fault(
            "NotRetractable",
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
        ),
        fault("PortAbsent", &[("port", "")]),
        fault("NoSlotFree", &[("cartridges", "cartridge T1 at=L1.slot.1\ncartridge T2 at=L1.slot.2")]),
        fault("NoMemory", &[("limits", "limits requests={made}")]),
        fault("DatabaseFailed", &[("database", "fault database fails")]),
        fault("DatabaseFull", &[("database", "fault database full")]),
    ],
    elsewhere: &[],
};

const LIBRARY_DOOR: Subject = Subject {
    function: Function::AccessNtmsLibraryDoor,
    template: r#"
{limits}
library L1 slots=2 drives=1 inventory=none disabled={disabled} attached={attached} {
    port
    {door}
}
client ann rights={rights}
{database}
ann AccessNtmsLibraryDoor library={library} action={action} {session} expect={status}
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
        fault("SessionInvalid", &[("session", "session=bogus")]),
        fault("LibraryMissing", &[("library", "#null")]),
        fault("ActionUnknown", &[("action", "SLOT")]),
        fault("LibraryUnknown", &[("library", "unknown")]),
        fault("RightMissing", &[("rights", "modify")]),
        fault("LibraryDisabled", &[("disabled", "#true"), ("library", "L1")]),
        fault("LibraryOffline", &[("library", "offline")]),
        fault("LibraryAbsent", &[("attached", "#false"), ("library", "L1")]),
        fault("DoorAbsent", &[("door", "")]),
        fault("NoMemory", &[("limits", "limits requests={made}")]),
        fault("DatabaseFailed", &[("database", "fault database fails")]),
        fault("DatabaseFull", &[("database", "fault database full")]),
    ],
    elsewhere: &[],
};

const INVENTORY: Subject = Subject {
    function: Function::InventoryNtmsLibrary,
    template: r#"
{limits}
library L1 slots=2 drives=1 inventory=none disabled={disabled} attached={attached}
client ann rights={rights}
ann InventoryNtmsLibrary library={library} action={action} {session} expect={status}
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
        fault("SessionInvalid", &[("session", "session=bogus")]),
        fault("LibraryMissing", &[("library", "#null")]),
        fault("ActionUnknown", &[("action", "NONE")]),
        fault("LibraryUnknown", &[("library", "unknown")]),
        fault("RightMissing", &[("rights", "modify")]),
        fault("LibraryDisabled", &[("disabled", "#true"), ("library", "L1")]),
        fault("LibraryOffline", &[("library", "offline")]),
        fault("LibraryAbsent", &[("attached", "#false"), ("library", "L1")]),
        fault("NoMemory", &[("limits", "limits requests={made}")]),
    ],
    elsewhere: &[("NotConnected", NO_SESSION)],
};

const INJECT_CLEANER: Subject = Subject {
    function: Function::InjectNtmsCleaner,
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
ann InjectNtmsCleaner library={library} operation={operation} action={action} {session} expect={status}
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
        fault("SessionInvalid", &[("session", "session=bogus")]),
        fault("LibraryMissing", &[("library", "#null")]),
        fault("OperationMissing", &[("operation", "#null")]),
        fault("ActionUnknown", &[("action", "RETRACT")]),
        fault("LibraryUnknown", &[("library", "unknown")]),
        fault("RightMissing", &[("rights", "modify")]),
        fault("LibraryDisabled", &[("disabled", "#true"), ("library", "L1")]),
        fault("LibraryOffline", &[("library", "offline")]),
        fault("LibraryAbsent", &[("attached", "#false"), ("library", "L1")]),
        fault("StopWithoutPort", &[("action", "STOP"), ("port", "")]),
        fault("OperationNotRunning", &[("action", "STOP"), ("operation", "unknown"), ("port", "port")]),
        fault("SlotNotReserved", &[("cleaner-slot", ""), ("cleaner", "")]),
        fault("SlotAbsent", &[("cleaner-slot", "cleaner-slot 2"), ("magazine", "magazine first=1 last=2 out=#true")]),
        fault("SlotTaken", &[("cleaner-slot", "cleaner-slot 2"), ("cleaner", "cartridge CLN001 kind=cleaner recorded=L1.slot.2")]),
        fault("NoWayIn", &[("port", ""), ("door", "")]),
        fault("NoMemory", &[("limits", "limits requests={made}")]),
    ],
    elsewhere: &[],
};

const DISMOUNT: Subject = Subject {
    function: Function::DismountNtmsMedia,
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
ann DismountNtmsMedia {media} count={count} options={options} {session} expect={status}
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
        fault("SessionInvalid", &[("session", "session=bogus")]),
        fault("ListEmpty", &[("count", "0")]),
        fault("OptionUnknown", &[("options", "4")]),
        fault("MediumInvalid", &[("media", "unknown")]),
        fault("LibraryUnknown", &[("media", "T9")]),
        fault("PoolDenied", &[("pool-right", "on Backup rights=none")]),
        fault("LibraryDenied", &[("library-right", "on L1 rights=none"), ("media", "T1")]),
        fault(
            "LibraryDisabled",
            &[("disable-library", "root DisableNtmsObject type=LIBRARY object=L1 expect=ERROR_SUCCESS"), ("media", "T1")],
        ),
        fault("MediumOffline", &[("media", "T2")]),
        fault("LibraryAbsent", &[("disconnect", "fault L1 disconnected"), ("media", "T1")]),
        fault(
            "MediumDisabled",
            &[("disable-medium", "root DisableNtmsObject type=PHYSICAL_MEDIA object=T1 expect=ERROR_SUCCESS"), ("media", "T1")],
        ),
        fault("NotMounted", &[("mount", ""), ("media", "T1")]),
        fault(
            "DriveDisabled",
            &[("disable-drive", "root DisableNtmsObject type=DRIVE object=L1.drive.1 expect=ERROR_SUCCESS"), ("media", "T1")],
        ),
        fault("NoMemory", &[("limits", "limits requests={made}"), ("media", "T1")]),
        fault("DatabaseFailed", &[("database", "fault database fails"), ("media", "T1")]),
        fault("DatabaseFull", &[("database", "fault database full"), ("media", "T1")]),
    ],
    elsewhere: &[],
};
