//! Calls and answers, in words: documented names for functions and actions, scenario names for objects.

use rsmlab_engine::call::argument::PassedValue;
use rsmlab_engine::call::{Answer, INFINITE, Method, Values};
use rsmlab_engine::id::Guid;
use rsmlab_engine::port::notify::Notification;
use rsmlab_engine::time::Millis;
use serde_json::Value as Json;

use super::{Renderer, join};
use rsmlab_language::signature::{ParameterKind, SignatureField};
use rsmlab_language::vocabulary::Vocabulary;

/// A number by its documented name, if it has one.
fn named(words: &Vocabulary, number: i64) -> String {
    let name = u32::try_from(number).ok().and_then(|number| words.name(number));
    name.map_or_else(|| number.to_string(), str::to_owned)
}

/// Bits by their documented names, and what is left.
fn flags(words: &Vocabulary, flags: i64) -> String {
    let mut rest = flags;
    let mut names = Vec::new();
    for (name, bit) in words.values.iter().map(|(name, bit)| (*name, i64::from(*bit))) {
        if rest & bit != 0 {
            rest &= !bit;
            names.push(name.to_owned());
        }
    }
    names.extend((rest != 0 || names.is_empty()).then(|| rest.to_string()));
    join(names, "+")
}

fn duration(millis: i64) -> String {
    match u64::try_from(millis) {
        Ok(millis) if millis != u64::from(INFINITE) => Millis(millis).to_string(),
        Ok(_) | Err(_) => "INFINITE".into(),
    }
}

/// A number as its parameter has it.
fn number(kind: &ParameterKind, number: i64) -> String {
    match kind {
        ParameterKind::Number { words, .. } => named(words, number),
        ParameterKind::Flags(words) => flags(words, number),
        ParameterKind::Duration => duration(number),
        ParameterKind::Id(_)
        | ParameterKind::Ids(_)
        | ParameterKind::Channel
        | ParameterKind::Room
        | ParameterKind::Text
        | ParameterKind::Pointer => number.to_string(),
    }
}

/// What was handed back through pointers, by the documented names of those.
fn handed_back(values: &Values) -> String {
    let values = serde_json::to_value(values).unwrap_or_default();
    let of_function = values.as_object().and_then(|values| values.values().next()).and_then(Json::as_object);
    of_function.into_iter().flatten().map(|(name, value)| format!(", {name} {value}")).collect()
}

impl Renderer {
    /// A call: the function and its arguments, `#null` for a NULL pointer.
    pub(super) fn method(&self, method: &Method) -> String {
        let user = if let Method::OpenNtmsSession { caller, .. } = method { format!(" user={}", caller.user) } else { String::new() };
        let arguments =
            method.arguments().into_iter().map(|(field, passed)| format!(" {}={}", field.parameter.spelling(), self.passed(field, passed)));
        format!("{}{user}{}", method.function(), join(arguments, ""))
    }

    fn passed(&self, field: &SignatureField, passed: PassedValue<'_>) -> String {
        match passed {
            PassedValue::Null => "#null".to_owned(),
            PassedValue::Id(guid) => self.names.guid(guid).as_ref().into(),
            PassedValue::Ids(guids) => self.ids(guids),
            PassedValue::Channel(channel) => channel.0.to_string(),
            PassedValue::Number(passed) => number(&field.kind, passed),
            PassedValue::Text(text) => format!("\"{text}\""),
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
            Answer::Values(values) => handed_back(values),
        }
    }

    fn ids(&self, guids: &[Guid]) -> String {
        match guids {
            [] => "none".into(),
            guids => join(guids.iter().map(|guid| self.names.guid(*guid)), "+"),
        }
    }
}
