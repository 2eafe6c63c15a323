//! Binding: the arguments of a scenario become the arguments of a call.

use std::sync::Arc;

use rsmlab_engine::call::{Caller, InformationHeader, Method};
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{ChannelHandle, Guid};
use rsmlab_engine::record::state::ObjectKind;

use super::lookup::Lookup;
use rsmlab_language::model::{Call, Client, Reference, Setup, Value};
use rsmlab_language::signature::{Default as Otherwise, Field, Kind, Parameter, Signature};

/// A channel handle that nobody ever gave out.
const BOGUS_CHANNEL: ChannelHandle = ChannelHandle(u64::MAX);

/// A call of a scenario with everything that is needed to bind it.
struct Bound<'a> {
    call: &'a Call,
    client: &'a Client,
    signature: &'a Signature,
    lookup: Lookup<'a>,
}

/// Who a client is.
pub(super) fn caller(client: &Client, setup: &Setup) -> Caller {
    let computer = setup.computer.name.as_str().into();
    Caller { user: client.name.shared(), computer, administrator: client.administrator }
}

/// The method of a call; none if scenarios cannot call the function.
pub(super) fn method(call: &Call, client: &Client, lookup: Lookup<'_>) -> Option<Method> {
    let signature = Signature::of(call.function)?;
    Bound { call, client, signature, lookup }.method()
}

impl Bound<'_> {
    fn method(&self) -> Option<Method> {
        use Parameter as P;
        Some(match self.call.function {
            Function::OpenNtmsSession => Method::OpenNtmsSession {
                caller: caller(self.client, self.lookup.setup),
                server: self.text(P::Server),
                application: self.text(P::Application),
                options: self.number(P::Options),
            },
            Function::CloseNtmsSession => Method::CloseNtmsSession,
            Function::InjectNtmsMedia => {
                Method::InjectNtmsMedia { library: self.id(P::Library), operation: self.id(P::Operation), action: self.number(P::Action) }
            }
            Function::AccessNtmsLibraryDoor => {
                Method::AccessNtmsLibraryDoor { library: self.id(P::Library), action: self.number(P::Action) }
            }
            Function::InventoryNtmsLibrary => Method::InventoryNtmsLibrary { library: self.id(P::Library), action: self.number(P::Action) },
            Function::EjectNtmsMedia => {
                Method::EjectNtmsMedia { medium: self.id(P::Medium), operation: self.id(P::Operation), action: self.number(P::Action) }
            }
            Function::CancelNtmsLibraryRequest => Method::CancelNtmsLibraryRequest { request: self.id(P::Request) },
            Function::InjectNtmsCleaner => Method::InjectNtmsCleaner {
                library: self.id(P::Library),
                operation: self.id(P::Operation),
                cleans_left: self.number(P::CleansLeft),
                action: self.number(P::Action),
            },
            Function::EjectNtmsCleaner => {
                Method::EjectNtmsCleaner { library: self.id(P::Library), operation: self.id(P::Operation), action: self.number(P::Action) }
            }
            Function::ReserveNtmsCleanerSlot => Method::ReserveNtmsCleanerSlot { library: self.id(P::Library), slot: self.id(P::Slot) },
            Function::ReleaseNtmsCleanerSlot => Method::ReleaseNtmsCleanerSlot { library: self.id(P::Library) },
            Function::CleanNtmsDrive => Method::CleanNtmsDrive { drive: self.id(P::Drive) },
            Function::MountNtmsMedia => Method::MountNtmsMedia {
                media: self.ids(P::Media),
                drives: self.ids(P::Drives),
                count: self.number(P::Count),
                options: self.number(P::Options),
                priority: i32::try_from(self.raw(P::Priority)).unwrap_or_default(),
                timeout_ms: self.number(P::Timeout),
            },
            Function::DismountNtmsMedia => {
                Method::DismountNtmsMedia { media: self.ids(P::Media), count: self.number(P::Count), options: self.number(P::Options) }
            }
            Function::EnumerateNtmsObject => Method::EnumerateNtmsObject {
                container: self.id(P::Container),
                list_size: self.room(P::ListSize),
                kind: self.number(P::Type),
                options: self.number(P::Options),
            },
            Function::GetNtmsObjectInformation => Method::GetNtmsObjectInformation {
                object: self.id(P::Object),
                information: self
                    .is_given(P::Information)
                    .then(|| InformationHeader { size: self.number(P::Size), kind: self.number(P::Type) }),
            },
            Function::EnableNtmsObject => Method::EnableNtmsObject { kind: self.number(P::Type), object: self.id(P::Object) },
            Function::DisableNtmsObject => Method::DisableNtmsObject { kind: self.number(P::Type), object: self.id(P::Object) },
            Function::OpenNtmsNotification => Method::OpenNtmsNotification { kind: self.number(P::Type) },
            Function::WaitForNtmsNotification => {
                Method::WaitForNtmsNotification { channel: self.channel(), timeout_ms: self.number(P::Timeout) }
            }
            Function::CloseNtmsNotification => Method::CloseNtmsNotification { channel: self.channel() },
            Function::SatisfyNtmsOperatorRequest => Method::SatisfyNtmsOperatorRequest { request: self.id(P::Request) },
            Function::CancelNtmsOperatorRequest => Method::CancelNtmsOperatorRequest { request: self.id(P::Request) },
            _ => return None,
        })
    }

    fn otherwise(&self, parameter: Parameter) -> Otherwise {
        self.signature.field(parameter).map_or(Otherwise::Null, |field: &Field| field.default)
    }

    /// Whether a cartridge stands for its logical medium here.
    fn wants_logical(&self, parameter: Parameter) -> bool {
        match self.signature.field(parameter).map(|field| &field.kind) {
            Some(Kind::Id(kinds) | Kind::Ids(kinds)) => kinds.contains(&ObjectKind::LogicalMedium),
            Some(Kind::Channel | Kind::Number { .. } | Kind::Flags(_) | Kind::Room | Kind::Duration | Kind::Text | Kind::Pointer)
            | None => false,
        }
    }

    /// An id; none is a NULL pointer.
    fn id(&self, parameter: Parameter) -> Option<Guid> {
        match self.call.argument(parameter) {
            Some(Value::Object(reference)) => Some(self.lookup.id(reference, self.wants_logical(parameter))),
            Some(Value::Objects(references)) => {
                references.first().map(|reference| self.lookup.id(reference, self.wants_logical(parameter)))
            }
            Some(Value::Null | Value::Number(_) | Value::Text(_)) => None,
            None => match self.otherwise(parameter) {
                Otherwise::Room => Some(Guid::NIL),
                Otherwise::Required | Otherwise::Number(_) | Otherwise::Null => None,
                Otherwise::NoIds | Otherwise::CountOfMedia | Otherwise::Application => None,
            },
        }
    }

    /// An array of ids; none is a NULL pointer.
    fn ids(&self, parameter: Parameter) -> Option<Vec<Guid>> {
        let id = |reference: &Reference| self.lookup.id(reference, self.wants_logical(parameter));
        match self.call.argument(parameter) {
            Some(Value::Objects(references)) => Some(references.iter().map(id).collect()),
            Some(Value::Object(reference)) => Some(vec![id(reference)]),
            Some(Value::Null | Value::Number(_) | Value::Text(_)) => None,
            None => match self.otherwise(parameter) {
                Otherwise::Room => Some(vec![Guid::NIL; self.count_of_media()]),
                Otherwise::NoIds => Some(Vec::new()),
                Otherwise::Required | Otherwise::Number(_) | Otherwise::Null => None,
                Otherwise::CountOfMedia | Otherwise::Application => None,
            },
        }
    }

    fn count_of_media(&self) -> usize {
        match self.call.argument(Parameter::Media) {
            Some(Value::Objects(references)) => references.len(),
            Some(Value::Object(_)) => 1,
            Some(Value::Null | Value::Number(_) | Value::Text(_)) | None => 0,
        }
    }

    fn raw(&self, parameter: Parameter) -> i64 {
        match self.call.argument(parameter) {
            Some(Value::Number(number)) => *number,
            Some(Value::Null | Value::Text(_) | Value::Object(_) | Value::Objects(_)) => 0,
            None => match self.otherwise(parameter) {
                Otherwise::Number(number) => number,
                Otherwise::CountOfMedia => self.count_of_media() as i64,
                Otherwise::Required | Otherwise::Null | Otherwise::Room | Otherwise::NoIds | Otherwise::Application => 0,
            },
        }
    }

    fn number(&self, parameter: Parameter) -> u32 {
        u32::try_from(self.raw(parameter)).unwrap_or(u32::MAX)
    }

    /// A number behind a pointer; none is a NULL pointer.
    fn room(&self, parameter: Parameter) -> Option<u32> {
        self.is_given(parameter).then(|| self.number(parameter))
    }

    /// Whether a pointer is no NULL pointer.
    fn is_given(&self, parameter: Parameter) -> bool {
        match self.call.argument(parameter) {
            Some(value) => *value != Value::Null,
            None => self.otherwise(parameter) != Otherwise::Null,
        }
    }

    fn text(&self, parameter: Parameter) -> Option<Arc<str>> {
        match self.call.argument(parameter) {
            Some(Value::Text(text)) => Some(text.as_str().into()),
            Some(Value::Null | Value::Number(_) | Value::Object(_) | Value::Objects(_)) => None,
            None => match self.otherwise(parameter) {
                Otherwise::Application => self.client.application.as_deref().map(Arc::from),
                Otherwise::Required | Otherwise::Number(_) | Otherwise::Null => None,
                Otherwise::Room | Otherwise::NoIds | Otherwise::CountOfMedia => None,
            },
        }
    }

    /// A channel; none is a NULL pointer. What is no channel is a handle that nobody gave out.
    fn channel(&self) -> Option<ChannelHandle> {
        match self.call.argument(Parameter::Channel) {
            Some(Value::Object(reference)) => Some(self.lookup.channel(reference).unwrap_or(BOGUS_CHANNEL)),
            Some(Value::Number(_) | Value::Text(_) | Value::Objects(_)) => Some(BOGUS_CHANNEL),
            Some(Value::Null) | None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::runner::calls::Calls;
    use crate::runner::provenance::Provenance;
    use rsmlab_engine::records::Records;
    use rsmlab_language::model::CallSession;
    use rsmlab_language::parse;
    use rsmlab_language::signature::SIGNATURES;

    #[test]
    fn every_function_with_a_signature_can_be_called() {
        let scenario = parse("test.kdl", "title \"A world of defaults\"").unwrap();
        let (records, calls, provenance, made) = (Records::default(), Calls::default(), Provenance::default(), BTreeMap::new());
        let lookup =
            Lookup { setup: &scenario.setup, records: &records, calls: &calls, provenance: &provenance, made: &made, at_hand: None };
        let client = &scenario.setup.clients[0];
        for Signature { function, .. } in SIGNATURES {
            let call = Call {
                client: client.name.clone(),
                function: *function,
                arguments: Vec::new(),
                expect: None,
                name: None,
                session: CallSession::Own,
                within: None,
                not_before: None,
            };
            assert_eq!(method(&call, client, lookup).map(|method| method.function()), Some(*function));
        }
    }
}
