//! Arguments: what a byte passes for a parameter. Most bytes pass something that fits; the last ones do not.

use rsmlab_engine::call::INFINITE;
use rsmlab_engine::record::state::{ObjectKind, OperatorRequestKind};
use rsmlab_language::model::{Name, Reference, Value};
use rsmlab_language::signature::{Default, Parameter, ParameterKind, SignatureField};
use rsmlab_language::vocabulary::Vocabulary;

use super::world::SetupWorld;

/// From this byte on, what is passed does not fit.
const ODD: u8 = 0xe0;

/// Time-outs, in milliseconds.
const TIMEOUTS: [u32; 8] = [INFINITE, 0, 1, 1_000, 30_000, 300_000, 3_600_000, 36_000_000];

/// What earlier calls have been named for: what they bring.
#[derive(Clone, Debug, std::default::Default)]
pub struct Brought {
    /// Library requests.
    pub requests: Vec<Name>,
    /// Sessions.
    pub sessions: Vec<Name>,
    /// Channels.
    pub channels: Vec<Name>,
}

/// One of some things.
pub fn pick<T>(things: &[T], byte: u8) -> Option<&T> {
    things.get(usize::from(byte).checked_rem(things.len())?)
}

/// What a byte passes for a parameter; nothing if it passes the default.
#[must_use]
pub fn value(world: &SetupWorld, brought: &Brought, field: &SignatureField, byte: u8) -> Option<Value> {
    if field.parameter == Parameter::Media {
        return media(world, byte);
    }
    // Of what need not be said, little is.
    let byte = match field.default {
        Default::Required => byte,
        Default::Number(_) | Default::Null | Default::Room | Default::NoIds | Default::CountOfMedia | Default::Application => {
            if byte.is_multiple_of(3) {
                return None;
            }
            byte / 3 * 3
        }
    };
    Some(match &field.kind {
        ParameterKind::Id(kinds) => id(world, brought, kinds.first().copied().unwrap_or(ObjectKind::Object), byte),
        ParameterKind::Ids(kinds) => match id(world, brought, kinds.first().copied().unwrap_or(ObjectKind::Object), byte) {
            Value::Object(one) => Value::Objects(vec![one]),
            other @ (Value::Null | Value::Number(_) | Value::Text(_) | Value::Objects(_)) => other,
        },
        ParameterKind::Channel if byte == u8::MAX => Value::Null,
        ParameterKind::Channel => {
            let channel = if byte < ODD { pick(&brought.channels, byte) } else { None };
            Value::Object(channel.map_or(Reference::Unknown, |name| Reference::Made(name.clone())))
        }
        ParameterKind::Number { least, most, words } => Value::Number(number(words, byte).clamp(*least, *most)),
        ParameterKind::Flags(_) => Value::Number(if byte < ODD { i64::from(byte & 0x3f) } else { i64::from(u32::MAX >> (byte & 0xf)) }),
        ParameterKind::Room if byte >= ODD => Value::Null,
        ParameterKind::Room => Value::Number(i64::from(byte % 8)),
        ParameterKind::Duration => Value::Number(TIMEOUTS[usize::from(byte) % TIMEOUTS.len()].into()),
        ParameterKind::Text if byte < ODD => Value::Text("Backup".to_owned()),
        ParameterKind::Text | ParameterKind::Pointer => Value::Null,
    })
}

/// A number with a word for it, or one without; small and of either sign where there are no words.
fn number(words: &Vocabulary, byte: u8) -> i64 {
    match pick(words.values, byte) {
        Some((_, number)) if byte < ODD => i64::from(*number),
        Some(_) => i64::from(u32::MAX - u32::from(byte % 4)),
        None => i64::from(byte.cast_signed()),
    }
}

fn id(world: &SetupWorld, brought: &Brought, kind: ObjectKind, byte: u8) -> Value {
    match byte {
        u8::MAX => Value::Null,
        // Any object, of whatever kind; spread, as there are more of them than odd bytes.
        ODD.. => Value::Object(pick(&world.ids, (byte - ODD).wrapping_mul(7)).cloned().unwrap_or(Reference::Unknown)),
        _ if kind == ObjectKind::OperatorRequest => {
            Value::Object(pick(OperatorRequestKind::ALL, byte).map_or(Reference::Unknown, |kind| Reference::OperatorRequest(*kind)))
        }
        _ if kind == ObjectKind::LibraryRequest => Value::Object(made(brought, byte)),
        _ if kind == ObjectKind::Object && byte % 4 == 3 => Value::Object(made(brought, byte)),
        _ => Value::Object(pick(world.likely(kind), byte).cloned().unwrap_or(Reference::Unknown)),
    }
}

/// What an earlier call brought; the latest first.
fn made(brought: &Brought, byte: u8) -> Reference {
    let back = usize::from(byte).checked_rem(brought.requests.len()).unwrap_or(0);
    brought.requests.iter().rev().nth(back).map_or(Reference::Unknown, |name| Reference::Made(name.clone()))
}

/// One medium, two, none or a NULL array. Cartridges that are in a pool of programs are mounted most.
fn media(world: &SetupWorld, byte: u8) -> Option<Value> {
    let medium = |byte| pick(&world.cartridges, byte).map(|name| Reference::Cartridge(name.clone()));
    match byte {
        u8::MAX => Some(Value::Null),
        0xfe => None,
        ODD.. => pick(&world.media, byte).map(|one| Value::Objects(vec![one.clone()])),
        0xc0.. => Some(Value::Objects(medium(byte).into_iter().chain(medium(byte / 4)).collect())),
        0x80.. => pick(&world.media, byte).map(|one| Value::Objects(vec![one.clone()])),
        _ => medium(byte).map(|one| Value::Objects(vec![one])),
    }
}
