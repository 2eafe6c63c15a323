//! Signatures: how scenarios spell the functions of the API and their parameters. The one table of it.
//!
//! Parser, printer, formatter, diagnostics and reference all read it. The session is not in it: every call says its
//! session with `session=`.

use rsmlab_engine::function::Function;
use rsmlab_engine::record::state::ObjectKind;

use super::vocabulary::{self, Vocabulary};

/// How a function is called in a scenario.
#[derive(Debug, PartialEq, Eq)]
pub struct Signature {
    /// The function.
    pub function: Function,
    /// Its parameters, in canonical order.
    pub parameters: &'static [Field],
    /// What `as=` names.
    pub brings: Brings,
    /// Whether the answer can come later than the call.
    pub blocks: bool,
}

/// What a call brings besides a status, to be named with `as=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brings {
    /// Nothing.
    Nothing,
    /// A library request; the id of an operation is the id of its library request.
    Request,
    /// A session.
    Session,
    /// A notification channel.
    Channel,
    /// A list of objects.
    List,
    /// The record of an object.
    Record,
    /// A notification.
    Notification,
}

/// A parameter as one function has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The parameter.
    pub parameter: Parameter,
    /// What can be passed.
    pub kind: Kind,
    /// What is passed when nothing is said.
    pub default: Default,
    /// What it means.
    pub meaning: &'static str,
}

/// What can be passed for a parameter.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// The id of an object. These kinds fit; any other can be passed to see it refused. Or `#null`.
    Id(&'static [ObjectKind]),
    /// Ids in order, joined with `+` where they are not plain arguments. Or `#null`.
    Ids(&'static [ObjectKind]),
    /// A channel, by the name of the call that opened it; or `bogus`, or `#null`.
    Channel,
    /// A number from `least` to `most`, or a word for one.
    Number {
        /// The smallest number that can be written.
        least: i64,
        /// The largest.
        most: i64,
        /// Words for numbers.
        words: Vocabulary,
    },
    /// Bits, joined with `+`, or a number.
    Flags(Vocabulary),
    /// A number behind a pointer, or `#null`.
    Room,
    /// A time in milliseconds, written as a duration, a number of milliseconds, or `infinite`.
    Duration,
    /// A text, or `#null`.
    Text,
    /// A pointer about which nothing can be said but that it is `#null`.
    Pointer,
}

/// What is passed for a parameter when nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Something has to be said.
    Required,
    /// This number.
    Number(i64),
    /// A NULL pointer.
    Null,
    /// A pointer to room: an all-zero id, as many all-zero ids as there are media, or a record.
    Room,
    /// No ids, behind a pointer.
    NoIds,
    /// As many as there are media.
    CountOfMedia,
    /// The application name of the client.
    Application,
}

/// Declares the parameters with their scenario spelling.
macro_rules! parameters {
    ($($(#[$doc:meta])* $variant:ident = $spelling:literal;)*) => {
        /// A parameter of some function.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Parameter {
            $($(#[$doc])* $variant,)*
        }

        impl Parameter {
            /// How scenarios spell it.
            #[must_use]
            pub const fn spelling(self) -> &'static str {
                match self { $(Self::$variant => $spelling,)* }
            }
        }
    };
}

parameters! {
    /// A library.
    Library = "library";
    /// A slot.
    Slot = "slot";
    /// A drive.
    Drive = "drive";
    /// A physical medium.
    Medium = "medium";
    /// Media to mount or dismount; plain arguments.
    Media = "media";
    /// Drives to mount in.
    Drives = "drives";
    /// How many ids an array has.
    Count = "count";
    /// An operation that is running, or room for a new one.
    Operation = "operation";
    /// What to do.
    Action = "action";
    /// Cleanings left in a cleaner.
    CleansLeft = "cleans-left";
    /// A library request or an operator request.
    Request = "request";
    /// Any object.
    Object = "object";
    /// An object that contains others.
    Container = "container";
    /// A kind of object.
    Type = "type";
    /// Room in a list of ids.
    ListSize = "list-size";
    /// A record to fill.
    Information = "information";
    /// Room in a record.
    Size = "size";
    /// A notification channel.
    Channel = "channel";
    /// Flags.
    Options = "options";
    /// How urgent it is.
    Priority = "priority";
    /// How long to wait.
    Timeout = "timeout";
    /// The computer to connect to.
    Server = "server";
    /// The name of the program.
    Application = "application";
}

impl Signature {
    /// The signature of a function, if scenarios can call it.
    #[must_use]
    pub fn of(function: Function) -> Option<&'static Self> {
        SIGNATURES.iter().find(|signature| signature.function == function)
    }

    /// The field for a parameter.
    #[must_use]
    pub fn field(&self, parameter: Parameter) -> Option<&'static Field> {
        self.parameters.iter().find(|field| field.parameter == parameter)
    }
}

/// Room for any record: `dwSize` when nothing is said.
pub const RECORD_SIZE: i64 = 65_536;

/// Room in a list of ids when nothing is said.
pub const LIST_SIZE: i64 = 1_024;

const DWORD: Kind = number(0, u32::MAX as i64, vocabulary::NUMBERS);

const fn number(least: i64, most: i64, words: Vocabulary) -> Kind {
    Kind::Number { least, most, words }
}

const fn choice(words: Vocabulary) -> Kind {
    number(0, u32::MAX as i64, words)
}

const fn field(parameter: Parameter, kind: Kind, default: Default, meaning: &'static str) -> Field {
    Field { parameter, kind, default, meaning }
}

const fn library(meaning: &'static str) -> Field {
    field(Parameter::Library, Kind::Id(&[ObjectKind::Library]), Default::Required, meaning)
}

const fn operation(meaning: &'static str) -> Field {
    field(Parameter::Operation, Kind::Id(&[ObjectKind::LibraryRequest]), Default::Room, meaning)
}

const fn action(words: Vocabulary, meaning: &'static str) -> Field {
    field(Parameter::Action, choice(words), Default::Required, meaning)
}

const fn object_type(default: Default, meaning: &'static str) -> Field {
    field(Parameter::Type, choice(vocabulary::OBJECT), default, meaning)
}

const fn object(meaning: &'static str) -> Field {
    field(Parameter::Object, Kind::Id(&[ObjectKind::Object]), Default::Required, meaning)
}

const fn request(kind: &'static [ObjectKind]) -> Field {
    field(Parameter::Request, Kind::Id(kind), Default::Required, "the request")
}

const MEDIA: &[ObjectKind] = &[ObjectKind::LogicalMedium, ObjectKind::Side];
const MEDIA_COUNT: Field = field(Parameter::Count, DWORD, Default::CountOfMedia, "how many media are said to be in the array");
const CHANNEL: Field = field(Parameter::Channel, Kind::Channel, Default::Required, "the channel");

const fn signature(function: Function, parameters: &'static [Field], brings: Brings) -> Signature {
    Signature { function, parameters, brings, blocks: false }
}

const fn blocking(function: Function, parameters: &'static [Field], brings: Brings) -> Signature {
    Signature { function, parameters, brings, blocks: true }
}

/// Every function a scenario can call, by group as in the catalogue.
pub const SIGNATURES: &[Signature] = &[
    signature(
        Function::OpenNtmsSession,
        &[
            field(Parameter::Server, Kind::Text, Default::Null, "the computer to connect to; NULL is the local one"),
            field(Parameter::Application, Kind::Text, Default::Application, "the name shown with its requests"),
            field(Parameter::Options, Kind::Flags(vocabulary::SESSION), Default::Number(0), "reserved"),
        ],
        Brings::Session,
    ),
    signature(Function::CloseNtmsSession, &[], Brings::Nothing),
    signature(
        Function::InjectNtmsMedia,
        &[
            library("the library whose port is used"),
            operation("the operation to STOP or RETRACT"),
            action(vocabulary::INJECT, "what to do"),
        ],
        Brings::Request,
    ),
    signature(
        Function::AccessNtmsLibraryDoor,
        &[library("the library whose door is to be opened"), action(vocabulary::INVENTORY, "the inventory to make once it is closed")],
        Brings::Request,
    ),
    signature(
        Function::InventoryNtmsLibrary,
        &[library("the library"), action(vocabulary::INVENTORY, "the method, or STOP")],
        Brings::Request,
    ),
    signature(
        Function::EjectNtmsMedia,
        &[
            field(Parameter::Medium, Kind::Id(&[ObjectKind::Medium]), Default::Required, "the medium to send out"),
            operation("the operation to STOP"),
            action(vocabulary::EJECT, "what to do"),
        ],
        Brings::Request,
    ),
    signature(Function::CancelNtmsLibraryRequest, &[request(&[ObjectKind::LibraryRequest])], Brings::Request),
    signature(
        Function::InjectNtmsCleaner,
        &[
            library("the library that gets the cleaner"),
            operation("the operation to STOP"),
            action(vocabulary::INJECT, "what to do"),
            field(
                Parameter::CleansLeft,
                number(0, u32::MAX as i64, vocabulary::CLEANS),
                Default::Number(20),
                "how often the cleaner can clean",
            ),
        ],
        Brings::Request,
    ),
    signature(
        Function::EjectNtmsCleaner,
        &[library("the library that gives up its cleaner"), operation("the operation to STOP"), action(vocabulary::EJECT, "what to do")],
        Brings::Request,
    ),
    signature(
        Function::ReserveNtmsCleanerSlot,
        &[library("the library"), field(Parameter::Slot, Kind::Id(&[ObjectKind::Slot]), Default::Required, "the slot to set aside")],
        Brings::Request,
    ),
    signature(Function::ReleaseNtmsCleanerSlot, &[library("the library")], Brings::Request),
    signature(
        Function::CleanNtmsDrive,
        &[field(Parameter::Drive, Kind::Id(&[ObjectKind::Drive]), Default::Required, "the drive to clean")],
        Brings::Request,
    ),
    blocking(
        Function::MountNtmsMedia,
        &[
            field(Parameter::Media, Kind::Ids(MEDIA), Default::NoIds, "the media, or sides of media"),
            field(Parameter::Drives, Kind::Ids(&[ObjectKind::Drive]), Default::Room, "the drives wanted, with SPECIFIC_DRIVE"),
            MEDIA_COUNT,
            field(Parameter::Options, Kind::Flags(vocabulary::MOUNT), Default::Number(0), "how to mount"),
            field(Parameter::Priority, number(i32::MIN as i64, i32::MAX as i64, vocabulary::NUMBERS), Default::Number(0), "from -15 to 15"),
            field(Parameter::Timeout, Kind::Duration, Default::Number(u32::MAX as i64), "how long to wait"),
        ],
        Brings::Request,
    ),
    signature(
        Function::DismountNtmsMedia,
        &[
            field(Parameter::Media, Kind::Ids(MEDIA), Default::NoIds, "the media, or sides of media"),
            MEDIA_COUNT,
            field(Parameter::Options, Kind::Flags(vocabulary::DISMOUNT), Default::Number(0), "how to dismount; 0 is IMMEDIATE"),
        ],
        Brings::Request,
    ),
    signature(
        Function::EnumerateNtmsObject,
        &[
            field(Parameter::Container, Kind::Id(&[ObjectKind::Object]), Default::Null, "where to look; NULL is the whole system"),
            object_type(Default::Required, "the kind of object wanted"),
            field(Parameter::ListSize, Kind::Room, Default::Number(LIST_SIZE), "room in the list"),
            field(
                Parameter::Options,
                Kind::Number { least: 0, most: u32::MAX as i64, words: vocabulary::ENUMERATE },
                Default::Number(0),
                "which of them",
            ),
        ],
        Brings::List,
    ),
    signature(
        Function::GetNtmsObjectInformation,
        &[
            object("the object"),
            field(Parameter::Information, Kind::Pointer, Default::Room, "the record to fill"),
            object_type(Default::Number(0), "the kind of object expected (dwType)"),
            field(Parameter::Size, DWORD, Default::Number(RECORD_SIZE), "room in the record (dwSize)"),
        ],
        Brings::Record,
    ),
    signature(Function::EnableNtmsObject, &[object_type(Default::Required, "the kind of object"), object("the object")], Brings::Request),
    signature(Function::DisableNtmsObject, &[object_type(Default::Required, "the kind of object"), object("the object")], Brings::Request),
    signature(Function::OpenNtmsNotification, &[object_type(Default::Required, "the kind of object to watch")], Brings::Channel),
    blocking(
        Function::WaitForNtmsNotification,
        &[CHANNEL, field(Parameter::Timeout, Kind::Duration, Default::Number(u32::MAX as i64), "how long to wait")],
        Brings::Notification,
    ),
    signature(Function::CloseNtmsNotification, &[CHANNEL], Brings::Nothing),
    signature(Function::SatisfyNtmsOperatorRequest, &[request(&[ObjectKind::OperatorRequest])], Brings::Nothing),
    signature(Function::CancelNtmsOperatorRequest, &[request(&[ObjectKind::OperatorRequest])], Brings::Nothing),
];
