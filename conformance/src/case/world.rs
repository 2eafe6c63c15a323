//! A world in which every function can be called well, so that exactly one thing can be made wrong.

use rsmlab_engine::function::Function;
use rsmlab_language::signature::Parameter;

/// A call that succeeds, and what has to be there and to have happened before it.
#[derive(Debug)]
pub(super) struct Good {
    /// The function.
    pub function: Function,
    /// What the library has, besides a port and a door.
    pub library: &'static str,
    /// More of the world.
    pub world: &'static str,
    /// What happens before; `root` is an administrator, `ann` the caller.
    pub before: &'static str,
    /// The arguments.
    pub arguments: &'static [(Parameter, &'static str)],
}

const fn good(function: Function, arguments: &'static [(Parameter, &'static str)]) -> Good {
    Good { function, library: "", world: "", before: "", arguments }
}

/// An operator request that is open, called `wish`.
const WISH: &str = r#"root MountNtmsMedia T3 timeout="1h" as=mount
expect operator-request=NTMS_OPREQ_MOVEMEDIA first=T3 as=wish"#;

/// A channel with a message in it, called `news`.
const NEWS: &str = "ann OpenNtmsNotification type=LIBREQUEST expect=ERROR_SUCCESS as=news
root InventoryNtmsLibrary library=L1 action=FAST expect=ERROR_SUCCESS";

use Parameter as P;

/// A good call of every function.
pub(super) const GOOD: &[Good] = &[
    good(Function::OpenNtmsSession, &[]),
    good(Function::CloseNtmsSession, &[]),
    good(Function::InjectNtmsMedia, &[(P::Library, "L1"), (P::Action, "START")]),
    good(Function::AccessNtmsLibraryDoor, &[(P::Library, "L1"), (P::Action, "FAST")]),
    good(Function::InventoryNtmsLibrary, &[(P::Library, "L1"), (P::Action, "FAST")]),
    good(Function::EjectNtmsMedia, &[(P::Medium, "T1"), (P::Action, "START")]),
    Good {
        before: "root InventoryNtmsLibrary library=L1 action=OMID expect=ERROR_SUCCESS\n\
                 root InventoryNtmsLibrary library=L1 action=OMID expect=ERROR_SUCCESS as=queued",
        ..good(Function::CancelNtmsLibraryRequest, &[(P::Request, "queued")])
    },
    Good {
        library: "cleaner-slot 8",
        ..good(Function::InjectNtmsCleaner, &[(P::Library, "L1"), (P::Action, "START"), (P::CleansLeft, "20")])
    },
    Good {
        library: "cleaner-slot 8",
        world: "cartridge CLN1 kind=cleaner at=L1.slot.8",
        ..good(Function::EjectNtmsCleaner, &[(P::Library, "L1"), (P::Action, "START")])
    },
    good(Function::ReserveNtmsCleanerSlot, &[(P::Library, "L1"), (P::Slot, "L1.slot.5")]),
    Good { library: "cleaner-slot 8", ..good(Function::ReleaseNtmsCleanerSlot, &[(P::Library, "L1")]) },
    Good {
        library: "cleaner-slot 8",
        world: "cartridge CLN1 kind=cleaner at=L1.slot.8",
        ..good(Function::CleanNtmsDrive, &[(P::Drive, "L1.drive.1")])
    },
    good(Function::MountNtmsMedia, &[(P::Media, "T1")]),
    Good { before: "root MountNtmsMedia T1 expect=ERROR_SUCCESS", ..good(Function::DismountNtmsMedia, &[(P::Media, "T1")]) },
    good(Function::EnumerateNtmsObject, &[(P::Container, "L1"), (P::Type, "DRIVE")]),
    good(Function::GetNtmsObjectInformation, &[(P::Object, "L1")]),
    Good {
        before: "root DisableNtmsObject type=LIBRARY object=L1 expect=ERROR_SUCCESS\nrun until=quiet",
        ..good(Function::EnableNtmsObject, &[(P::Type, "LIBRARY"), (P::Object, "L1")])
    },
    good(Function::DisableNtmsObject, &[(P::Type, "LIBRARY"), (P::Object, "L1")]),
    good(Function::OpenNtmsNotification, &[(P::Type, "LIBRARY")]),
    Good { before: NEWS, ..good(Function::WaitForNtmsNotification, &[(P::Channel, "news"), (P::Timeout, "\"10s\"")]) },
    Good { before: NEWS, ..good(Function::CloseNtmsNotification, &[(P::Channel, "news")]) },
    Good {
        world: "cartridge T3 recorded=offline pool=Backup",
        before: WISH,
        ..good(Function::SatisfyNtmsOperatorRequest, &[(P::Request, "wish")])
    },
    Good {
        world: "cartridge T3 recorded=offline pool=Backup",
        before: WISH,
        ..good(Function::CancelNtmsOperatorRequest, &[(P::Request, "wish")])
    },
];

impl Good {
    /// The scenario without a title: the world, what happens before, and the call with some arguments replaced and
    /// more said about it. `caller` is what the client `ann` is declared with.
    pub fn body(&self, caller: &str, instead: &[(Parameter, &str)], more: &str, expect: &str) -> String {
        let Self { function, library, world, before, arguments } = self;
        let kept = arguments.iter().filter(|(parameter, _)| instead.iter().all(|(other, _)| other != parameter));
        let said: String = kept.chain(instead).map(|(parameter, value)| said(*parameter, value)).collect();
        // Sessions are opened by the call itself where it is the call that opens them.
        let session = if *function == Function::OpenNtmsSession { "session=none" } else { "" };
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
fn said(parameter: Parameter, value: &str) -> String {
    if parameter == Parameter::Media { format!(" {value}") } else { format!(" {}={value}", parameter.spelling()) }
}
