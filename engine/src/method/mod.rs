//! The methods: one file a documented function. On top stands the table of its refusals in the order in which they are
//! checked; then `admit`, which reads the world and decides; then what an admitted call does.

pub mod cleaner_management;
pub mod library_control;
pub mod media_services;
pub mod notifications;
pub mod object_information;
pub mod operator_requests;
pub mod sessions;

use cleaner_management::{clean_drive, eject_cleaner, inject_cleaner, release_cleaner_slot, reserve_cleaner_slot};
use library_control::{access_library_door, cancel_library_request, eject_media, inject_media, inventory_library};
use media_services::{dismount_media, mount_media};
use notifications::{close_notification, open_notification, wait_for_notification};
use object_information::{disable_object, enable_object, enumerate_object, get_object_information};
use operator_requests::{cancel_operator_request, satisfy_operator_request};
use sessions::{close_session, open_session};

use crate::call::Method;
use crate::function::Function;
use crate::guard::Admitted;
use crate::id::{CallId, SessionHandle};
use crate::operation;
use crate::refusal::{Refusal, refusals};
use crate::status::Status;
use crate::turn::Turn;
use crate::world::live::Service;

/// Refusals of calls to functions whose own tables do not list the status.
pub(crate) mod common {
    use super::refusals;

    refusals! {
        NOT_CONNECTED: NotConnected = NotConnected, ["global.session-required"];
        NOT_READY: NotReady = NotReady, ["global.not-ready"];
        DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["model.database.atomic"];
        DATABASE_FULL: DatabaseFull = DatabaseFull, ["model.database.atomic"];
        NO_MEMORY: NoMemory = NotEnoughMemory, ["global.no-exceptions"];
    }
}

/// A program has made a call.
pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, method: &Method) {
    if let Err(refusal) = service_answers(turn.world().live.service, method.function()) {
        return turn.reply(call, Err(refusal));
    }
    let done = match method {
        Method::OpenNtmsSession { caller, server, application, options } => {
            open_session::call(turn, call, caller, server.as_deref(), application.as_ref(), *options)
        }
        Method::CloseNtmsSession => close_session::call(turn, call, session),
        Method::InjectNtmsMedia { library, operation, action } => inject_media::call(turn, call, session, *library, *operation, *action),
        Method::AccessNtmsLibraryDoor { library, action } => access_library_door::call(turn, call, session, *library, *action),
        Method::InventoryNtmsLibrary { library, action } => inventory_library::call(turn, call, session, *library, *action),
        Method::EjectNtmsMedia { medium, operation, action } => eject_media::call(turn, call, session, *medium, *operation, *action),
        Method::CancelNtmsLibraryRequest { request } => cancel_library_request::call(turn, call, session, *request),
        Method::InjectNtmsCleaner { library, operation, cleans_left, action } => {
            inject_cleaner::call(turn, call, session, *library, *operation, *cleans_left, *action)
        }
        Method::EjectNtmsCleaner { library, operation, action } => eject_cleaner::call(turn, call, session, *library, *operation, *action),
        Method::ReserveNtmsCleanerSlot { library, slot } => reserve_cleaner_slot::call(turn, call, session, *library, *slot),
        Method::ReleaseNtmsCleanerSlot { library } => release_cleaner_slot::call(turn, call, session, *library),
        Method::CleanNtmsDrive { drive } => clean_drive::call(turn, call, session, *drive),
        Method::MountNtmsMedia { media, drives, count, options, priority, timeout_ms } => {
            let wish = mount_media::Wish {
                media: media.as_deref(),
                drives: drives.as_deref(),
                count: *count,
                options: *options,
                priority: *priority,
                timeout_ms: *timeout_ms,
            };
            mount_media::call(turn, call, session, &wish)
        }
        Method::DismountNtmsMedia { media, count, options } => {
            dismount_media::call(turn, call, session, media.as_deref(), *count, *options)
        }
        Method::EnumerateNtmsObject { container, list_size, kind, options } => {
            enumerate_object::call(turn, call, session, *container, *list_size, *kind, *options)
        }
        Method::GetNtmsObjectInformation { object, information } => {
            get_object_information::call(turn, call, session, *object, *information)
        }
        Method::EnableNtmsObject { kind, object } => enable_object::call(turn, call, session, *kind, *object),
        Method::DisableNtmsObject { kind, object } => disable_object::call(turn, call, session, *kind, *object),
        Method::OpenNtmsNotification { kind } => open_notification::call(turn, call, session, *kind),
        Method::WaitForNtmsNotification { channel, timeout_ms } => wait_for_notification::call(turn, call, session, *channel, *timeout_ms),
        Method::CloseNtmsNotification { channel } => close_notification::call(turn, call, *channel),
        Method::SatisfyNtmsOperatorRequest { request } => satisfy_operator_request::call(turn, call, session, *request),
        Method::CancelNtmsOperatorRequest { request } => cancel_operator_request::call(turn, call, session, *request),
    };
    if let Err(refusal) = done {
        turn.reply(call, Err(refusal));
    }
}

/// Whether the service answers calls of this function now (`global.not-ready`, `open-session.allowed-while-not-ready`).
fn service_answers(service: Service, function: Function) -> Admitted<()> {
    match service {
        Service::Stopped => Err(not_connected(function)),
        Service::Loading => Err(refusal_for(function, Status::NotReady)),
        Service::Failed => Err(database_failed(function)),
        Service::Initializing if function == Function::OpenNtmsSession => Ok(()),
        Service::Initializing => Err(refusal_for(function, Status::NotReady)),
        Service::Ready => Ok(()),
    }
}

/// A call has waited as long as it wanted to.
pub(crate) fn give_up(turn: &mut Turn<'_>, call: CallId) {
    let Some(function) = turn.world().live.waits.get(&call).map(|wait| wait.function) else { return };
    if function == Function::MountNtmsMedia {
        mount_media::give_up(turn, call);
    } else {
        wait_for_notification::give_up(turn, call);
    }
}

/// The refusals of a function, in the order in which they are checked. Empty for functions that are not there yet.
#[must_use]
pub const fn table(function: Function) -> &'static [&'static Refusal] {
    match function {
        Function::OpenNtmsSession => open_session::TABLE,
        Function::CloseNtmsSession => close_session::TABLE,
        Function::InjectNtmsMedia => inject_media::TABLE,
        Function::AccessNtmsLibraryDoor => access_library_door::TABLE,
        Function::InventoryNtmsLibrary => inventory_library::TABLE,
        Function::EjectNtmsMedia => eject_media::TABLE,
        Function::CancelNtmsLibraryRequest => cancel_library_request::TABLE,
        Function::InjectNtmsCleaner => inject_cleaner::TABLE,
        Function::EjectNtmsCleaner => eject_cleaner::TABLE,
        Function::ReserveNtmsCleanerSlot => reserve_cleaner_slot::TABLE,
        Function::ReleaseNtmsCleanerSlot => release_cleaner_slot::TABLE,
        Function::CleanNtmsDrive => clean_drive::TABLE,
        Function::MountNtmsMedia => mount_media::TABLE,
        Function::DismountNtmsMedia => dismount_media::TABLE,
        Function::EnumerateNtmsObject => enumerate_object::TABLE,
        Function::GetNtmsObjectInformation => get_object_information::TABLE,
        Function::EnableNtmsObject => enable_object::TABLE,
        Function::DisableNtmsObject => disable_object::TABLE,
        Function::OpenNtmsNotification => open_notification::TABLE,
        Function::WaitForNtmsNotification => wait_for_notification::TABLE,
        Function::CloseNtmsNotification => close_notification::TABLE,
        Function::SatisfyNtmsOperatorRequest => satisfy_operator_request::TABLE,
        Function::CancelNtmsOperatorRequest => cancel_operator_request::TABLE,
        Function::DismountNtmsDrive
        | Function::DeleteNtmsLibrary
        | Function::DeleteNtmsDrive
        | Function::DeleteNtmsRequests
        | Function::GetNtmsRequestOrder
        | Function::SetNtmsRequestOrder
        | Function::IdentifyNtmsSlot
        | Function::EjectDiskFromSADrive
        | Function::GetVolumesFromDrive
        | Function::AllocateNtmsMedia
        | Function::DeallocateNtmsMedia
        | Function::SwapNtmsMedia
        | Function::DecommissionNtmsMedia
        | Function::SetNtmsMediaComplete
        | Function::DeleteNtmsMedia
        | Function::CreateNtmsMedia
        | Function::UpdateNtmsOmidInfo
        | Function::CreateNtmsMediaPool
        | Function::DeleteNtmsMediaPool
        | Function::GetNtmsMediaPoolName
        | Function::MoveToNtmsMediaPool
        | Function::AddNtmsMediaType
        | Function::DeleteNtmsMediaType
        | Function::ChangeNtmsMediaType
        | Function::SetNtmsObjectInformation
        | Function::GetNtmsObjectAttribute
        | Function::SetNtmsObjectAttribute
        | Function::GetNtmsObjectSecurity
        | Function::SetNtmsObjectSecurity
        | Function::SubmitNtmsOperatorRequest
        | Function::WaitForNtmsOperatorRequest
        | Function::ExportNtmsDatabase
        | Function::ImportNtmsDatabase
        | Function::BeginNtmsDeviceChangeDetection
        | Function::SetNtmsDeviceChangeDetection
        | Function::EndNtmsDeviceChangeDetection
        | Function::GetNtmsUIOptions
        | Function::SetNtmsUIOptions => &[],
    }
}

/// The refusal of a function with this status: its own if its page lists it, else the common one.
pub(crate) fn refusal_for(function: Function, status: Status) -> &'static Refusal {
    let own = table(function).iter().copied().find(|refusal| refusal.status == status);
    own.or_else(|| common::TABLE.iter().copied().find(|refusal| refusal.status == status)).unwrap_or(&common::NO_MEMORY)
}

/// What a function answers when the database cannot be read: that, where its page has a word for it (D-021).
fn database_failed(function: Function) -> &'static Refusal {
    let own = table(function).iter().copied().find(|refusal| refusal.status == Status::DatabaseFailure);
    own.unwrap_or_else(|| refusal_for(function, Status::NotReady))
}

/// What a function answers when there is no service to call.
pub(crate) fn not_connected(function: Function) -> &'static Refusal {
    let status = if function == Function::CloseNtmsSession { Status::ConnectionUnavail } else { Status::NotConnected };
    refusal_for(function, status)
}

/// Every refusal the engine can raise.
pub fn refusals() -> impl Iterator<Item = &'static Refusal> {
    let methods = Function::ALL.iter().flat_map(|function| table(*function));
    methods.chain(common::TABLE).chain(operation::refusals()).copied()
}
