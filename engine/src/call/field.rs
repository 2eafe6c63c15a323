//! Parameters that more than one function has.

use super::functions::Parameter as P;
use super::signature::Default::{self, Required};
use super::signature::{ParameterKind, SignatureField};
use super::vocabulary::{self, Vocabulary};
use crate::record::state::ObjectKind;

/// A priority: any number of 32 bits with a sign.
pub(super) const PRIORITY: ParameterKind =
    ParameterKind::Number { least: i32::MIN as i64, most: i32::MAX as i64, words: vocabulary::NUMBERS };

/// A number of 32 bits, or a word for one.
pub(super) const fn choice(words: Vocabulary) -> ParameterKind {
    ParameterKind::Number { least: 0, most: u32::MAX as i64, words }
}

/// An object that has to be named.
pub(super) const fn id(parameter: P, kinds: &'static [ObjectKind], meaning: &'static str) -> SignatureField {
    SignatureField::new(parameter, ParameterKind::Id(kinds), Required, meaning)
}

/// A library.
pub(super) const fn library(meaning: &'static str) -> SignatureField {
    id(P::Library, &[ObjectKind::Library], meaning)
}

/// An object of whatever kind.
pub(super) const fn object(meaning: &'static str) -> SignatureField {
    id(P::Object, &[ObjectKind::Object], meaning)
}

/// An operation that is running, or room for the id of a new one.
pub(super) const fn operation(meaning: &'static str) -> SignatureField {
    SignatureField::new(P::Operation, ParameterKind::Id(&[ObjectKind::LibraryRequest]), Default::Room, meaning)
}

/// What to do.
pub(super) const fn action(words: Vocabulary, meaning: &'static str) -> SignatureField {
    SignatureField::new(P::Action, choice(words), Required, meaning)
}

/// A kind of objects.
pub(super) const fn object_type(default: Default, meaning: &'static str) -> SignatureField {
    SignatureField::new(P::Type, choice(vocabulary::OBJECT), default, meaning)
}

/// Flags; none are set when nothing is said.
pub(super) const fn flags(words: Vocabulary, meaning: &'static str) -> SignatureField {
    SignatureField::new(P::Options, ParameterKind::Flags(words), Default::Number(0), meaning)
}

/// Media, in order.
pub(super) const fn media() -> SignatureField {
    SignatureField::new(
        P::Media,
        ParameterKind::Ids(&[ObjectKind::LogicalMedium, ObjectKind::Side]),
        Default::NoIds,
        "the media, or sides of media",
    )
}

/// How many media there are.
pub(super) const fn count_of_media() -> SignatureField {
    SignatureField::new(P::Count, choice(vocabulary::NUMBERS), Default::CountOfMedia, "how many media are said to be in the array")
}

/// A channel.
pub(super) const fn channel() -> SignatureField {
    SignatureField::new(P::Channel, ParameterKind::Channel, Required, "the channel")
}

/// How long to wait; without end when nothing is said.
pub(super) const fn timeout() -> SignatureField {
    SignatureField::new(P::Timeout, ParameterKind::Duration, Default::Number(u32::MAX as i64), "how long to wait")
}
