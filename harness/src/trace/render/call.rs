//! Calls and answers, in words: documented names for functions and actions, scenario names for objects.

use std::sync::Arc;

use rsmlab_engine::call::{Answer, DismountOption, EjectAction, INFINITE, InjectAction, Method};
use rsmlab_engine::id::{ChannelHandle, Guid};
use rsmlab_engine::port::notify::Notification;
use rsmlab_engine::record::state::{InventoryMethod, ObjectKind};
use rsmlab_engine::time::Millis;

use super::{Renderer, join};
use rsmlab_language::vocabulary;

/// The documented name of a number, or the number.
fn named(number: u32, name: Option<&'static str>) -> String {
    name.map_or_else(|| number.to_string(), str::to_owned)
}

fn inject(action: u32) -> String {
    named(action, InjectAction::from_number(action).map(InjectAction::name))
}

fn eject(action: u32) -> String {
    named(action, EjectAction::from_number(action).map(EjectAction::name))
}

fn inventory(action: u32) -> String {
    named(action, InventoryMethod::from_number(action).map(InventoryMethod::name))
}

fn kind(kind: u32) -> String {
    named(kind, ObjectKind::from_number(kind).map(ObjectKind::name))
}

/// The bits of the options of a mount.
fn mount_options(options: u32) -> String {
    let mut rest = options;
    let mut names = Vec::new();
    for (name, bit) in vocabulary::MOUNT.values {
        if rest & bit != 0 {
            rest &= !bit;
            names.push((*name).to_owned());
        }
    }
    names.extend((rest != 0 || names.is_empty()).then(|| rest.to_string()));
    join(names, "+")
}

fn timeout(timeout_ms: u32) -> String {
    if timeout_ms == INFINITE { "INFINITE".into() } else { Millis(timeout_ms.into()).to_string() }
}

impl Renderer {
    /// A call: the function and its arguments, `#null` for a NULL pointer.
    pub(super) fn method(&self, method: &Method) -> String {
        let arguments = self.arguments(method).into_iter().map(|(name, value)| format!(" {name}={value}"));
        format!("{}{}", method.function(), join(arguments, ""))
    }

    fn arguments(&self, method: &Method) -> Vec<(&'static str, String)> {
        let id = |guid: &Option<Guid>| guid.map_or_else(|| "#null".to_owned(), |guid| self.names.guid(guid).as_ref().into());
        let ids = |guids: &Option<Vec<Guid>>| guids.as_ref().map_or_else(|| "#null".to_owned(), |guids| self.ids(guids));
        let text = |text: &Option<Arc<str>>| text.as_ref().map_or_else(|| "#null".to_owned(), |text| format!("\"{text}\""));
        let channel = |channel: &Option<ChannelHandle>| channel.map_or_else(|| "#null".to_owned(), |channel| channel.0.to_string());
        match method {
            Method::OpenNtmsSession { caller, server, application, options } => vec![
                ("user", caller.user.as_ref().into()),
                ("server", text(server)),
                ("application", text(application)),
                ("options", options.to_string()),
            ],
            Method::CloseNtmsSession => Vec::new(),
            Method::InjectNtmsMedia { library, operation, action } => {
                vec![("library", id(library)), ("operation", id(operation)), ("action", inject(*action))]
            }
            Method::AccessNtmsLibraryDoor { library, action } | Method::InventoryNtmsLibrary { library, action } => {
                vec![("library", id(library)), ("action", inventory(*action))]
            }
            Method::EjectNtmsMedia { medium, operation, action } => {
                vec![("medium", id(medium)), ("operation", id(operation)), ("action", eject(*action))]
            }
            Method::CancelNtmsLibraryRequest { request }
            | Method::SatisfyNtmsOperatorRequest { request }
            | Method::CancelNtmsOperatorRequest { request } => vec![("request", id(request))],
            Method::InjectNtmsCleaner { library, operation, cleans_left, action } => vec![
                ("library", id(library)),
                ("operation", id(operation)),
                ("action", inject(*action)),
                ("cleans-left", cleans_left.to_string()),
            ],
            Method::EjectNtmsCleaner { library, operation, action } => {
                vec![("library", id(library)), ("operation", id(operation)), ("action", eject(*action))]
            }
            Method::ReserveNtmsCleanerSlot { library, slot } => vec![("library", id(library)), ("slot", id(slot))],
            Method::ReleaseNtmsCleanerSlot { library } => vec![("library", id(library))],
            Method::CleanNtmsDrive { drive } => vec![("drive", id(drive))],
            Method::MountNtmsMedia { media, drives, count, options, priority, timeout_ms } => vec![
                ("media", ids(media)),
                ("drives", ids(drives)),
                ("count", count.to_string()),
                ("options", mount_options(*options)),
                ("priority", priority.to_string()),
                ("timeout", timeout(*timeout_ms)),
            ],
            Method::DismountNtmsMedia { media, count, options } => vec![
                ("media", ids(media)),
                ("count", count.to_string()),
                ("options", named(*options, DismountOption::from_number(*options).map(DismountOption::name))),
            ],
            Method::EnumerateNtmsObject { container, list_size, kind: of, options } => vec![
                ("container", id(container)),
                ("list-size", list_size.map_or_else(|| "#null".to_owned(), |size| size.to_string())),
                ("type", kind(*of)),
                ("options", options.to_string()),
            ],
            Method::GetNtmsObjectInformation { object, information } => {
                vec![("object", id(object)), ("type", information.map_or_else(|| "#null".to_owned(), |header| kind(header.kind)))]
            }
            Method::EnableNtmsObject { kind: of, object } | Method::DisableNtmsObject { kind: of, object } => {
                vec![("type", kind(*of)), ("object", id(object))]
            }
            Method::OpenNtmsNotification { kind: of } => vec![("type", kind(*of))],
            Method::WaitForNtmsNotification { channel: of, timeout_ms } => {
                vec![("channel", channel(of)), ("timeout", timeout(*timeout_ms))]
            }
            Method::CloseNtmsNotification { channel: of } => vec![("channel", channel(of))],
        }
    }

    /// What an answer brings besides success, with a comma before it.
    pub(super) fn answer(&self, answer: &Answer) -> String {
        match answer {
            Answer::Done => String::new(),
            Answer::Session(handle) => format!(", session {}", handle.0),
            Answer::Channel(handle) => format!(", channel {}", handle.0),
            Answer::Operation(guid) => format!(", operation {}", self.names.guid(*guid)),
            Answer::Drives(drives) => format!(", drives {}", self.ids(drives)),
            Answer::Objects { ids, count } => format!(", {count} objects: {}", self.ids(ids)),
            Answer::Information(information) => format!(", record of {}", self.names.guid(information.guid)),
            Answer::Notification(Notification { event, object }) => format!(", {event} {}", self.names.guid(*object)),
        }
    }

    fn ids(&self, guids: &[Guid]) -> String {
        match guids {
            [] => "none".into(),
            guids => join(guids.iter().map(|guid| self.names.guid(*guid)), "+"),
        }
    }
}
