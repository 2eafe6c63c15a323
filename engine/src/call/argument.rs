//! Arguments: what a call passes for its parameters, by their types.

use std::sync::Arc;

use super::signature::SignatureField;
use super::{Caller, InformationHeader};
use crate::id::{ChannelHandle, Guid};

/// What the arguments of a call are taken from: a scenario, or bytes.
pub trait ArgumentSource {
    /// Who calls.
    fn caller(&mut self) -> Caller;
    /// An id; none is a NULL pointer.
    fn id(&mut self, field: &SignatureField) -> Option<Guid>;
    /// An array of ids; none is a NULL pointer.
    fn ids(&mut self, field: &SignatureField) -> Option<Vec<Guid>>;
    /// A channel; none is a NULL pointer.
    fn channel(&mut self, field: &SignatureField) -> Option<ChannelHandle>;
    /// A number.
    fn number(&mut self, field: &SignatureField) -> i64;
    /// A text; none is a NULL pointer.
    fn text(&mut self, field: &SignatureField) -> Option<Arc<str>>;
    /// Whether a pointer is no NULL pointer.
    fn is_given(&mut self, field: &SignatureField) -> bool;
}

/// What is passed for a parameter, for those who look at a call without knowing the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassedValue<'a> {
    /// A NULL pointer.
    Null,
    /// An id.
    Id(Guid),
    /// An array of ids.
    Ids(&'a [Guid]),
    /// A channel.
    Channel(ChannelHandle),
    /// A number.
    Number(i64),
    /// A text.
    Text(&'a str),
}

impl PassedValue<'_> {
    fn of(number: impl Into<i64>) -> Self {
        Self::Number(number.into())
    }
}

/// A number as the API takes it.
fn unsigned(source: &mut dyn ArgumentSource, field: &SignatureField) -> u32 {
    u32::try_from(source.number(field)).unwrap_or(u32::MAX)
}

/// A type of arguments.
pub(crate) trait ArgumentType {
    /// The fields that say what is passed: mostly one.
    type Fields: 'static;
    /// How a method takes it.
    type Lent<'a>
    where
        Self: 'a;

    /// Takes it from a source.
    fn bind(source: &mut dyn ArgumentSource, fields: &'static Self::Fields) -> Self;

    /// Lends it to a method.
    fn lend(&self) -> Self::Lent<'_>;

    /// What is passed, with the field that tells how it is read. Of who calls nothing is passed.
    fn passed(&self, fields: &'static Self::Fields) -> Option<(&'static SignatureField, PassedValue<'_>)>;
}

impl ArgumentType for Caller {
    type Fields = [SignatureField; 0];
    type Lent<'a> = &'a Self;

    fn bind(source: &mut dyn ArgumentSource, []: &'static [SignatureField; 0]) -> Self {
        source.caller()
    }

    fn lend(&self) -> &Self {
        self
    }

    fn passed(&self, []: &'static [SignatureField; 0]) -> Option<(&'static SignatureField, PassedValue<'_>)> {
        None
    }
}

/// Declares a type of arguments for which one field says what is passed.
macro_rules! argument {
    ($type:ty as $lent:ty, $source:ident.$field:ident => $bind:expr, $self:ident => $lend:expr, $passed:expr) => {
        impl ArgumentType for $type {
            type Fields = [SignatureField; 1];
            type Lent<'a> = $lent;

            fn bind($source: &mut dyn ArgumentSource, [$field]: &'static [SignatureField; 1]) -> Self {
                $bind
            }

            fn lend(&self) -> Self::Lent<'_> {
                let $self = self;
                $lend
            }

            fn passed(&self, [field]: &'static [SignatureField; 1]) -> Option<(&'static SignatureField, PassedValue<'_>)> {
                let $self = self;
                let passed: Option<PassedValue<'_>> = $passed;
                Some((field, passed.unwrap_or(PassedValue::Null)))
            }
        }
    };
}

argument!(Option<Guid> as Self, source.field => source.id(field), id => *id, id.map(PassedValue::Id));
argument!(Option<Vec<Guid>> as Option<&'a [Guid]>, source.field => source.ids(field), ids => ids.as_deref(), ids.as_deref().map(PassedValue::Ids));
argument!(Option<ChannelHandle> as Self, source.field => source.channel(field), channel => *channel, channel.map(PassedValue::Channel));
argument!(Option<Arc<str>> as Option<&'a Arc<str>>, source.field => source.text(field), text => text.as_ref(), text.as_deref().map(PassedValue::Text));
argument!(i32 as Self, source.field => Self::try_from(source.number(field)).unwrap_or_default(), number => *number, Some(PassedValue::of(*number)));
argument!(u32 as Self, source.field => unsigned(source, field), number => *number, Some(PassedValue::of(*number)));
// A number behind a pointer.
argument!(Option<u32> as Self, source.field => source.is_given(field).then(|| unsigned(source, field)), number => *number, number.map(PassedValue::of));

/// Room for what is handed back: whether there is any.
impl ArgumentType for bool {
    type Fields = [SignatureField; 1];
    type Lent<'a> = Self;

    fn bind(source: &mut dyn ArgumentSource, [field]: &'static [SignatureField; 1]) -> Self {
        source.is_given(field)
    }

    fn lend(&self) -> Self {
        *self
    }

    fn passed(&self, [field]: &'static [SignatureField; 1]) -> Option<(&'static SignatureField, PassedValue<'_>)> {
        (!*self).then_some((field, PassedValue::Null))
    }
}

/// A record to fill: the pointer, and what the caller sets in the record. Of that the kind is shown.
impl ArgumentType for Option<InformationHeader> {
    type Fields = [SignatureField; 3];
    type Lent<'a> = Self;

    fn bind(source: &mut dyn ArgumentSource, [pointer, kind, size]: &'static [SignatureField; 3]) -> Self {
        let header = InformationHeader { size: unsigned(source, size), kind: unsigned(source, kind) };
        source.is_given(pointer).then_some(header)
    }

    fn lend(&self) -> Self {
        *self
    }

    fn passed(&self, [_, kind, _]: &'static [SignatureField; 3]) -> Option<(&'static SignatureField, PassedValue<'_>)> {
        Some((kind, self.map_or(PassedValue::Null, |header| PassedValue::Number(i64::from(header.kind)))))
    }
}
