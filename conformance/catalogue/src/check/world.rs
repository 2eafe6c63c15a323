//! A world in which every function can be called well, so that exactly one thing can be made wrong.

use super::argument::ScenarioParameter;

/// A call that succeeds, and what has to be there and to have happened before it.
#[derive(Debug)]
pub(super) struct Good {
    /// The function.
    pub function: &'static str,
    /// Its parameters, besides the session.
    pub parameters: &'static [ScenarioParameter],
    /// What the library has, besides a port and a door.
    pub library: &'static str,
    /// More of the world.
    pub world: &'static str,
    /// What happens before; `root` is an administrator, `ann` the caller.
    pub before: &'static str,
    /// What is passed where the language has no value of its own.
    pub arguments: &'static [(ScenarioParameter, &'static str)],
}

const fn good(
    function: &'static str,
    parameters: &'static [ScenarioParameter],
    arguments: &'static [(ScenarioParameter, &'static str)],
) -> Good {
    Good { function, parameters, library: "", world: "", before: "", arguments }
}

/// An operator request that is open, called `wish`.
const WISH: &str = r#"root MountNtmsMedia T3 timeout="1h" as=mount
expect operator-request=NTMS_OPREQ_MOVEMEDIA first=T3 as=wish"#;

/// A channel with a message in it, called `news`.
const NEWS: &str = "ann OpenNtmsNotification type=LIBREQUEST expect=ERROR_SUCCESS as=news
root InventoryNtmsLibrary library=L1 action=FAST expect=ERROR_SUCCESS";

use ScenarioParameter as A;

/// A good call of every function.
pub(super) const GOOD: &[Good] = &[
    good("OpenNtmsSession", &[A::Server, A::Application, A::Options], &[]),
    good("CloseNtmsSession", &[], &[]),
    good("InjectNtmsMedia", &[A::Library, A::Operation, A::Action], &[(A::Library, "L1"), (A::Action, "START")]),
    good("AccessNtmsLibraryDoor", &[A::Library, A::Action], &[(A::Library, "L1"), (A::Action, "FAST")]),
    good("InventoryNtmsLibrary", &[A::Library, A::Action], &[(A::Library, "L1"), (A::Action, "FAST")]),
    good("EjectNtmsMedia", &[A::Medium, A::Operation, A::Action], &[(A::Medium, "T1"), (A::Action, "START")]),
    Good {
        before: "root InventoryNtmsLibrary library=L1 action=OMID expect=ERROR_SUCCESS\n\
                 root InventoryNtmsLibrary library=L1 action=OMID expect=ERROR_SUCCESS as=queued",
        ..good("CancelNtmsLibraryRequest", &[A::Request], &[(A::Request, "queued")])
    },
    Good {
        library: "cleaner-slot 8",
        ..good(
            "InjectNtmsCleaner",
            &[A::Library, A::Operation, A::Action, A::CleansLeft],
            &[(A::Library, "L1"), (A::Action, "START"), (A::CleansLeft, "20")],
        )
    },
    Good {
        library: "cleaner-slot 8",
        world: "cartridge CLN1 kind=cleaner at=L1.slot.8",
        ..good("EjectNtmsCleaner", &[A::Library, A::Operation, A::Action], &[(A::Library, "L1"), (A::Action, "START")])
    },
    good("ReserveNtmsCleanerSlot", &[A::Library, A::Slot], &[(A::Library, "L1"), (A::Slot, "L1.slot.5")]),
    Good { library: "cleaner-slot 8", ..good("ReleaseNtmsCleanerSlot", &[A::Library], &[(A::Library, "L1")]) },
    Good {
        library: "cleaner-slot 8",
        world: "cartridge CLN1 kind=cleaner at=L1.slot.8",
        ..good("CleanNtmsDrive", &[A::Drive], &[(A::Drive, "L1.drive.1")])
    },
    good("MountNtmsMedia", &[A::Media, A::Drives, A::Count, A::Options, A::Priority, A::Timeout], &[(A::Media, "T1")]),
    Good {
        before: "root MountNtmsMedia T1 expect=ERROR_SUCCESS",
        ..good("DismountNtmsMedia", &[A::Media, A::Count, A::Options], &[(A::Media, "T1")])
    },
    good("EnumerateNtmsObject", &[A::Container, A::Type, A::ListSize, A::Selection], &[(A::Container, "L1"), (A::Type, "DRIVE")]),
    good("GetNtmsObjectInformation", &[A::Object, A::Information, A::Type, A::Size], &[(A::Object, "L1")]),
    Good {
        before: "root DisableNtmsObject type=LIBRARY object=L1 expect=ERROR_SUCCESS\nrun until=quiet",
        ..good("EnableNtmsObject", &[A::Type, A::Object], &[(A::Type, "LIBRARY"), (A::Object, "L1")])
    },
    good("DisableNtmsObject", &[A::Type, A::Object], &[(A::Type, "LIBRARY"), (A::Object, "L1")]),
    good("OpenNtmsNotification", &[A::Type], &[(A::Type, "LIBRARY")]),
    Good { before: NEWS, ..good("WaitForNtmsNotification", &[A::Channel, A::Timeout], &[(A::Channel, "news"), (A::Timeout, "\"10s\"")]) },
    Good { before: NEWS, ..good("CloseNtmsNotification", &[A::Channel], &[(A::Channel, "news")]) },
    Good {
        world: "cartridge T3 recorded=offline pool=Backup",
        before: WISH,
        ..good("SatisfyNtmsOperatorRequest", &[A::Request], &[(A::Request, "wish")])
    },
    Good {
        world: "cartridge T3 recorded=offline pool=Backup",
        before: WISH,
        ..good("CancelNtmsOperatorRequest", &[A::Request], &[(A::Request, "wish")])
    },
    Good {
        before: "root MountNtmsMedia T1 as=queued",
        ..good("GetNtmsRequestOrder", &[A::Request, A::OrderNumber], &[(A::Request, "queued")])
    },
    Good {
        world: "library J1 slots=1 drives=1 inventory=none media-type=CD_ROM\npool Discs media-type=CD_ROM\n\
                cartridge C1 at=J1.slot.1 pool=Discs",
        before: "root MountNtmsMedia C1 expect=ERROR_SUCCESS",
        ..good("GetVolumesFromDrive", &[A::DriveName], &[(A::DriveName, r#""\\\\.\\cdrom0""#)])
    },
];

impl Good {
    /// The scenario without a title: the world, what happens before, and the call with some arguments replaced and
    /// more said about it. `caller` is what the client `ann` is declared with.
    pub fn body(&self, caller: &str, instead: &[(ScenarioParameter, &str)], more: &str, expect: &str) -> String {
        let Self { function, parameters: _, library, world, before, arguments } = self;
        let kept = arguments.iter().filter(|(argument, _)| instead.iter().all(|(other, _)| other != argument));
        let said: String = kept.chain(instead).map(|(argument, value)| said(*argument, value)).collect();
        // Sessions are opened by the call itself where it is the call that opens them.
        let session = if *function == "OpenNtmsSession" { "session=none" } else { "" };
        let (client, inside) = caller.split_once('{').map_or((caller, String::new()), |(client, inside)| (client, format!(" {{{inside}")));
        format!(
            "library L1 slots=8 drives=2 inventory=none {{\n    port\n    door\n    {library}\n}}\npool Backup\n\
             cartridge T1 at=L1.slot.1 pool=Backup\ncartridge T2 at=L1.slot.2 pool=Backup\n{world}\n\
             client ann {} {session}{inside}\nclient root rights=admin\n\n{before}\nann {function}{said} {more} expect={expect}\n",
            client.trim(),
        )
    }
}

/// An argument as scenarios write it: media are plain, everything else has its name.
fn said(argument: ScenarioParameter, value: &str) -> String {
    if argument == ScenarioParameter::Media { format!(" {value}") } else { format!(" {}={value}", argument.spelling()) }
}
