//! Arguments: how scenarios spell the parameters of the documented functions, and what can be passed for each.
//!
//! The table is read off the pages of the functions and the page of the scenario language, so that a check can be written
//! without asking any implementation what it takes.

use crate::function::{Function, Parameter};

/// A parameter of some function, under the name by which scenarios say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScenarioParameter {
    /// A library.
    Library,
    /// A slot.
    Slot,
    /// A drive.
    Drive,
    /// A drive, by its device name.
    DriveName,
    /// A physical medium.
    Medium,
    /// Media in order; plain words of a call.
    Media,
    /// Drives in order.
    Drives,
    /// How many ids an array has.
    Count,
    /// An operation that is running, or room for a new one.
    Operation,
    /// What to do.
    Action,
    /// Cleanings left in a cleaner.
    CleansLeft,
    /// A library request or an operator request.
    Request,
    /// Room for an order number.
    OrderNumber,
    /// Any object.
    Object,
    /// An object that contains others.
    Container,
    /// A kind of object.
    Type,
    /// Room in a list of ids.
    ListSize,
    /// A record to fill.
    Information,
    /// Room in a record.
    Size,
    /// A notification channel.
    Channel,
    /// Flags.
    Options,
    /// Which objects are listed: one choice, and no flags.
    Selection,
    /// How urgent a mount is.
    Priority,
    /// How long to wait.
    Timeout,
    /// The computer to connect to.
    Server,
    /// The name of the program.
    Application,
}

/// What can be passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PassableValue {
    /// The id of an object, behind a pointer.
    Id,
    /// Ids, behind a pointer.
    Ids,
    /// A handle of a notification channel.
    Channel,
    /// One of the numbers that mean something.
    Choice,
    /// Bits, each of which means something.
    Flags,
    /// A pointer of which nothing is passed but whether it is NULL.
    Pointer,
    /// Any number, time or text.
    Plain,
}

impl ScenarioParameter {
    /// How scenarios spell it.
    pub const fn spelling(self) -> &'static str {
        match self {
            Self::Library => "library",
            Self::Slot => "slot",
            Self::Drive | Self::DriveName => "drive",
            Self::Medium => "medium",
            Self::Media => "media",
            Self::Drives => "drives",
            Self::Count => "count",
            Self::Operation => "operation",
            Self::Action => "action",
            Self::CleansLeft => "cleans-left",
            Self::Request => "request",
            Self::OrderNumber => "order-number",
            Self::Object => "object",
            Self::Container => "container",
            Self::Type => "type",
            Self::ListSize => "list-size",
            Self::Information => "information",
            Self::Size => "size",
            Self::Channel => "channel",
            Self::Options | Self::Selection => "options",
            Self::Priority => "priority",
            Self::Timeout => "timeout",
            Self::Server => "server",
            Self::Application => "application",
        }
    }

    /// What can be passed for it.
    pub const fn takes(self) -> PassableValue {
        match self {
            Self::Library | Self::Slot | Self::Drive | Self::Medium | Self::Operation | Self::Request | Self::Object | Self::Container => {
                PassableValue::Id
            }
            Self::Media | Self::Drives => PassableValue::Ids,
            Self::Channel => PassableValue::Channel,
            Self::Action | Self::Type | Self::Selection => PassableValue::Choice,
            Self::Options => PassableValue::Flags,
            Self::ListSize | Self::Information | Self::OrderNumber => PassableValue::Pointer,
            Self::Count | Self::CleansLeft | Self::Size | Self::Priority | Self::Timeout => PassableValue::Plain,
            Self::Server | Self::Application | Self::DriveName => PassableValue::Plain,
        }
    }

    /// Under which name the documents have it, and what they say of it. A member of a structure goes by both names.
    pub fn documented(self, function: &Function) -> Option<(String, &Parameter)> {
        let find = |begin: &str| function.parameters.iter().find(|other| other.name.starts_with(begin));
        let member = |member: &str| find("lpInfo").map(|whole| (format!("{}.{member}", whole.name), whole));
        let found = match self {
            Self::Library => find("lpLibrary"),
            Self::Slot => find("lpSlot"),
            Self::Drive | Self::Drives => find("lpDriveId"),
            Self::DriveName => find("pszDriveName"),
            Self::Medium | Self::Media => find("lpMediaId"),
            Self::Count => find("dwCount"),
            Self::Operation => find("lpInjectOperation").or_else(|| find("lpEjectOperation")),
            Self::Action => find("dwAction"),
            Self::CleansLeft => find("dwNumberOfCleansLeft"),
            Self::Request => find("lpRequestId"),
            Self::OrderNumber => find("lpdwOrderNumber"),
            Self::Object => find("lpObjectId"),
            Self::Container => find("lpContainerId"),
            Self::Type => return find("dwType").map(|found| (found.name.clone(), found)).or_else(|| member("dwType")),
            Self::ListSize => find("lpdwListSize"),
            Self::Information => find("lpInfo"),
            Self::Size => return member("dwSize"),
            Self::Channel => find("hNotification"),
            Self::Options | Self::Selection => find("dwOptions"),
            Self::Priority => find("dwPriority"),
            Self::Timeout => find("dwTimeout"),
            Self::Server => find("lpServer"),
            Self::Application => find("lpApplication"),
        };
        found.map(|found| (found.name.clone(), found))
    }
}
