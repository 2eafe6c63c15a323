//! Binding: the arguments of a scenario become the arguments of a call.

use std::sync::Arc;

use rsmlab_engine::call::argument::ArgumentSource;
use rsmlab_engine::call::{Caller, Method};
use rsmlab_engine::id::{ChannelHandle, Guid};
use rsmlab_engine::record::state::ObjectKind;

use super::lookup::Lookup;
use rsmlab_language::model::{Call, Client, Reference, Setup, Value};
use rsmlab_language::signature::{Default as Otherwise, Parameter, ParameterKind, Signature, SignatureField};

/// A channel handle that nobody ever gave out.
const BOGUS_CHANNEL: ChannelHandle = ChannelHandle(u64::MAX);

/// A call of a scenario with everything that is needed to bind it.
struct Bound<'a> {
    call: &'a Call,
    client: &'a Client,
    lookup: Lookup<'a>,
}

/// Who a client is.
pub(super) fn caller(client: &Client, setup: &Setup) -> Caller {
    let computer = setup.computer.name.as_str().into();
    Caller { user: client.name.shared(), computer, administrator: client.administrator }
}

/// The method of a call; none if scenarios cannot call the function.
pub(super) fn method(call: &Call, client: &Client, lookup: Lookup<'_>) -> Option<Method> {
    Signature::of(call.function).map(|signature| signature.bind(&mut Bound { call, client, lookup }))
}

/// Whether a cartridge stands for its logical medium here.
fn wants_logical(field: &SignatureField) -> bool {
    match &field.kind {
        ParameterKind::Id(kinds) | ParameterKind::Ids(kinds) => kinds.contains(&ObjectKind::LogicalMedium),
        ParameterKind::Channel
        | ParameterKind::Number { .. }
        | ParameterKind::Flags(_)
        | ParameterKind::Room
        | ParameterKind::Duration
        | ParameterKind::Text
        | ParameterKind::Pointer => false,
    }
}

impl Bound<'_> {
    fn count_of_media(&self) -> usize {
        match self.call.argument(Parameter::Media) {
            Some(Value::Objects(references)) => references.len(),
            Some(Value::Object(_)) => 1,
            Some(Value::Null | Value::Number(_) | Value::Text(_)) | None => 0,
        }
    }
}

impl ArgumentSource for Bound<'_> {
    fn caller(&mut self) -> Caller {
        caller(self.client, self.lookup.setup)
    }

    fn id(&mut self, field: &SignatureField) -> Option<Guid> {
        let id = |reference: &Reference| self.lookup.id(reference, wants_logical(field));
        match self.call.argument(field.parameter) {
            Some(Value::Object(reference)) => Some(id(reference)),
            Some(Value::Objects(references)) => references.first().map(id),
            Some(Value::Null | Value::Number(_) | Value::Text(_)) => None,
            None => match field.default {
                Otherwise::Room => Some(Guid::NIL),
                Otherwise::Required | Otherwise::Number(_) | Otherwise::Null => None,
                Otherwise::NoIds | Otherwise::CountOfMedia | Otherwise::Application => None,
            },
        }
    }

    fn ids(&mut self, field: &SignatureField) -> Option<Vec<Guid>> {
        let id = |reference: &Reference| self.lookup.id(reference, wants_logical(field));
        match self.call.argument(field.parameter) {
            Some(Value::Objects(references)) => Some(references.iter().map(id).collect()),
            Some(Value::Object(reference)) => Some(vec![id(reference)]),
            Some(Value::Null | Value::Number(_) | Value::Text(_)) => None,
            None => match field.default {
                Otherwise::Room => Some(vec![Guid::NIL; self.count_of_media()]),
                Otherwise::NoIds => Some(Vec::new()),
                Otherwise::Required | Otherwise::Number(_) | Otherwise::Null => None,
                Otherwise::CountOfMedia | Otherwise::Application => None,
            },
        }
    }

    /// What is no channel is a handle that nobody gave out.
    fn channel(&mut self, field: &SignatureField) -> Option<ChannelHandle> {
        match self.call.argument(field.parameter) {
            Some(Value::Object(reference)) => Some(self.lookup.channel(reference).unwrap_or(BOGUS_CHANNEL)),
            Some(Value::Number(_) | Value::Text(_) | Value::Objects(_)) => Some(BOGUS_CHANNEL),
            Some(Value::Null) | None => None,
        }
    }

    fn number(&mut self, field: &SignatureField) -> i64 {
        match self.call.argument(field.parameter) {
            Some(Value::Number(number)) => *number,
            Some(Value::Null | Value::Text(_) | Value::Object(_) | Value::Objects(_)) => 0,
            None => match field.default {
                Otherwise::Number(number) => number,
                Otherwise::CountOfMedia => self.count_of_media() as i64,
                Otherwise::Required | Otherwise::Null | Otherwise::Room | Otherwise::NoIds | Otherwise::Application => 0,
            },
        }
    }

    fn text(&mut self, field: &SignatureField) -> Option<Arc<str>> {
        match self.call.argument(field.parameter) {
            Some(Value::Text(text)) => Some(text.as_str().into()),
            Some(Value::Null | Value::Number(_) | Value::Object(_) | Value::Objects(_)) => None,
            None => match field.default {
                Otherwise::Application => self.client.application.as_deref().map(Arc::from),
                Otherwise::Required | Otherwise::Number(_) | Otherwise::Null => None,
                Otherwise::Room | Otherwise::NoIds | Otherwise::CountOfMedia => None,
            },
        }
    }

    fn is_given(&mut self, field: &SignatureField) -> bool {
        match self.call.argument(field.parameter) {
            Some(value) => *value != Value::Null,
            None => field.default != Otherwise::Null,
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
            let call = Call::new(client.name.clone(), *function);
            assert_eq!(method(&call, client, lookup).map(|method| method.function()), Some(*function));
        }
    }
}
