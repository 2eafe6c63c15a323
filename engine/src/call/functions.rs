//! The functions that can be called: each is declared here, once.
//!
//! A declaration gives the arguments with their types and the fields that say how they are written, the file of the method, what a
//! call brings, the right that it needs, the library requests that it queues, and flags: `blocks`, `sessionless`. From it
//! come the type of calls and the schema of the protocol, the dispatch to the methods, the signature that scenarios are read and
//! printed by, the binding of arguments, the line in a trace, and what the twin and the fuzzers know of the function.
//!
//! Arguments stand in the order of the API. The bytes of a trace count functions and arguments by their places, so a new
//! function stands last.

use std::sync::Arc;

use super::argument::{ArgumentType, PassedValue};
use super::declare::{declare, values};
use super::field;
use super::signature::{Brings, Default, Needs, ParameterKind, Signature, SignatureField, in_order};
use super::vocabulary;
use super::{Caller, InformationHeader};
use crate::function::Function;
use crate::id::{ChannelHandle, Guid};
use crate::record::Rights;
use crate::record::state::{ObjectKind, Operation};

use Default::Required;
use Needs::{On, OnComputer, OnLibraryOf, OnMedia};
use Parameter as P;

/// Declares the parameters with their spelling.
macro_rules! parameters {
    ($($(#[$doc:meta])* $variant:ident = $spelling:literal;)*) => {
        /// A parameter of some function.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Parameter {
            $($(#[$doc])* $variant,)*
        }

        impl Parameter {
            /// How scenarios and traces spell it.
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
    /// Room for an order number.
    OrderNumber = "order-number";
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

/// Hands the declaration of every function to a macro.
macro_rules! every_function {
    ($take:ident) => {
        $take! {
            OpenNtmsSession {
                caller: Caller = ;
                server: Option<Arc<str>> = SignatureField::new(P::Server, ParameterKind::Text, Default::Null, "the computer to connect to; NULL is the local one");
                application: Option<Arc<str>> = SignatureField::new(P::Application, ParameterKind::Text, Default::Application, "the name shown with its requests");
                options: u32 = field::flags(vocabulary::SESSION, "reserved");
            } in sessions::open_session, brings Session, needs OnComputer(Rights::USE), is sessionless;

            CloseNtmsSession in sessions::close_session;

            InjectNtmsMedia {
                library: Option<Guid> = field::library("the library whose port is used");
                operation: Option<Guid> = field::operation("the operation to STOP or RETRACT");
                action: u32 = field::action(vocabulary::INJECT, "what to do");
            } in library_control::inject_media, brings Request, needs OnLibraryOf(P::Library, Rights::CONTROL), queues Inject;

            AccessNtmsLibraryDoor {
                library: Option<Guid> = field::library("the library whose door is to be opened");
                action: u32 = field::action(vocabulary::INVENTORY, "the inventory to make once it is closed");
            } in library_control::access_library_door, brings Request, needs OnLibraryOf(P::Library, Rights::CONTROL), queues DoorAccess;

            InventoryNtmsLibrary {
                library: Option<Guid> = field::library("the library");
                action: u32 = field::action(vocabulary::INVENTORY, "the method, or STOP");
            } in library_control::inventory_library, brings Request, needs OnLibraryOf(P::Library, Rights::CONTROL), queues Inventory;

            EjectNtmsMedia {
                medium: Option<Guid> = field::id(P::Medium, &[ObjectKind::Medium], "the medium to send out");
                operation: Option<Guid> = field::operation("the operation to STOP");
                action: u32 = field::action(vocabulary::EJECT, "what to do");
            } in library_control::eject_media, brings Request, needs OnLibraryOf(P::Medium, Rights::CONTROL), queues Eject;

            CancelNtmsLibraryRequest {
                request: Option<Guid> = field::id(P::Request, &[ObjectKind::LibraryRequest], "the request");
            } in library_control::cancel_library_request, brings Request, needs OnLibraryOf(P::Request, Rights::CONTROL), queues Remove;

            InjectNtmsCleaner {
                library: Option<Guid> = field::library("the library that gets the cleaner");
                operation: Option<Guid> = field::operation("the operation to STOP");
                cleans_left: u32 = SignatureField::new(P::CleansLeft, field::choice(vocabulary::CLEANS), Default::Number(20), "how often the cleaner can clean");
                action: u32 = field::action(vocabulary::INJECT, "what to do");
            } in cleaner_management::inject_cleaner, brings Request, needs OnLibraryOf(P::Library, Rights::CONTROL), queues InjectCleaner;

            EjectNtmsCleaner {
                library: Option<Guid> = field::library("the library that gives up its cleaner");
                operation: Option<Guid> = field::operation("the operation to STOP");
                action: u32 = field::action(vocabulary::EJECT, "what to do");
            } in cleaner_management::eject_cleaner, brings Request, needs OnLibraryOf(P::Library, Rights::CONTROL), queues EjectCleaner;

            ReserveNtmsCleanerSlot {
                library: Option<Guid> = field::library("the library");
                slot: Option<Guid> = field::id(P::Slot, &[ObjectKind::Slot], "the slot to set aside");
            } in cleaner_management::reserve_cleaner_slot, brings Request, needs OnLibraryOf(P::Library, Rights::CONTROL), queues ReserveCleaner;

            ReleaseNtmsCleanerSlot {
                library: Option<Guid> = field::library("the library");
            } in cleaner_management::release_cleaner_slot, brings Request, needs OnLibraryOf(P::Library, Rights::CONTROL), queues ReleaseCleaner;

            CleanNtmsDrive {
                drive: Option<Guid> = field::id(P::Drive, &[ObjectKind::Drive], "the drive to clean");
            } in cleaner_management::clean_drive, brings Request, needs OnLibraryOf(P::Drive, Rights::CONTROL), queues CleanDrive;

            MountNtmsMedia {
                media: Option<Vec<Guid>> = field::media();
                drives: Option<Vec<Guid>> =
                    SignatureField::new(P::Drives, ParameterKind::Ids(&[ObjectKind::Drive]), Default::Room, "the drives wanted, with SPECIFIC_DRIVE");
                count: u32 = field::count_of_media();
                options: u32 = field::flags(vocabulary::MOUNT, "how to mount");
                priority: i32 = SignatureField::new(P::Priority, field::PRIORITY, Default::Number(0), "from -15 to 15");
                timeout_ms: u32 = field::timeout();
            } in media_services::mount_media, brings Request, needs OnMedia(Rights::USE), queues Mount, is blocks;

            DismountNtmsMedia {
                media: Option<Vec<Guid>> = field::media();
                count: u32 = field::count_of_media();
                options: u32 = field::flags(vocabulary::DISMOUNT, "how to dismount; 0 is IMMEDIATE");
            } in media_services::dismount_media, brings Request, needs OnMedia(Rights::USE), queues Dismount;

            EnumerateNtmsObject {
                container: Option<Guid> =
                    SignatureField::new(P::Container, ParameterKind::Id(&[ObjectKind::Object]), Default::Null, "where to look; NULL is the whole system");
                list_size: Option<u32> = SignatureField::new(P::ListSize, ParameterKind::Room, Default::Number(LIST_SIZE), "room in the list");
                kind: u32 = field::object_type(Required, "the kind of object wanted");
                options: u32 = SignatureField::new(P::Options, field::choice(vocabulary::ENUMERATE), Default::Number(0), "which of them");
            } in object_information::enumerate_object, brings List, needs On(P::Container, Rights::USE);

            GetNtmsObjectInformation {
                object: Option<Guid> = field::object("the object");
                information: Option<InformationHeader> =
                    SignatureField::new(P::Information, ParameterKind::Pointer, Default::Room, "the record to fill"),
                    field::object_type(Default::Number(0), "the kind of object expected (dwType)"),
                    SignatureField::new(P::Size, field::choice(vocabulary::NUMBERS), Default::Number(RECORD_SIZE), "room in the record (dwSize)");
            } in object_information::get_object_information, brings Record, needs On(P::Object, Rights::USE);

            EnableNtmsObject {
                kind: u32 = field::object_type(Required, "the kind of object");
                object: Option<Guid> = field::object("the object");
            } in object_information::enable_object, brings Request, needs OnLibraryOf(P::Object, Rights::MODIFY),
                queues EnableLibrary EnableDrive EnableMedia;

            DisableNtmsObject {
                kind: u32 = field::object_type(Required, "the kind of object");
                object: Option<Guid> = field::object("the object");
            } in object_information::disable_object, brings Request, needs OnLibraryOf(P::Object, Rights::MODIFY),
                queues DisableLibrary DisableDrive DisableMedia;

            OpenNtmsNotification {
                kind: u32 = field::object_type(Required, "the kind of object to watch");
            } in notifications::open_notification, brings Channel, needs OnComputer(Rights::USE);

            WaitForNtmsNotification {
                channel: Option<ChannelHandle> = field::channel();
                timeout_ms: u32 = field::timeout();
            } in notifications::wait_for_notification, brings Notification, is blocks sessionless;

            CloseNtmsNotification {
                channel: Option<ChannelHandle> = field::channel();
            } in notifications::close_notification, is sessionless;

            SatisfyNtmsOperatorRequest {
                request: Option<Guid> = field::id(P::Request, &[ObjectKind::OperatorRequest], "the request");
            } in operator_requests::satisfy_operator_request, needs OnComputer(Rights::CONTROL);

            CancelNtmsOperatorRequest {
                request: Option<Guid> = field::id(P::Request, &[ObjectKind::OperatorRequest], "the request");
            } in operator_requests::cancel_operator_request, needs OnComputer(Rights::CONTROL);

            GetVolumesFromDrive {
                drive: Option<Arc<str>> = SignatureField::new(P::Drive, ParameterKind::Text, Required, "the device name of the drive");
            } in library_control::get_volumes_from_drive, brings Values(Volume), is sessionless;

            GetNtmsRequestOrder {
                request: Option<Guid> = field::id(P::Request, &[ObjectKind::LibraryRequest], "the request");
                order_number: bool = SignatureField::new(P::OrderNumber, ParameterKind::Pointer, Default::Room, "where the order number goes");
            } in library_control::get_request_order, brings Values(RequestOrder), needs OnComputer(Rights::CONTROL);
        }
    };
}

pub(crate) use every_function;

every_function!(declare);

/// Room for any record: `dwSize` when nothing is said.
pub const RECORD_SIZE: i64 = 65_536;

/// Room in a list of ids when nothing is said.
const LIST_SIZE: i64 = 1_024;

values! {
    /// What GetVolumesFromDrive hands back.
    Volume {
        name: Arc<str> = "VolumeNameBufferPtr", "the volume name";
        letter: Arc<str> = "DriveLetterBufferPtr", "the drive letter, with a colon; empty where there are no letters left";
    }

    /// What GetNtmsRequestOrder hands back.
    RequestOrder {
        order_number: u32 = "lpdwOrderNumber", "the place among the mounts of the library that wait, from 1; 0 for what has none";
    }
}
