//! Signatures: what is declared of a function, as data. `functions.rs` declares them.
//!
//! Scenarios call functions by their signatures, runners bind arguments by them, traces show calls by them, and the twin
//! takes rights and requests from them. The engine does none of that: what a method demands stands in the method.

use super::Method;
use super::argument::ArgumentSource;
use super::vocabulary::Vocabulary;
use crate::function::Function;
use crate::information::member::MemberField;
use crate::record::Rights;
use crate::record::state::{ObjectKind, Operation};

pub use super::functions::{Parameter, RECORD_SIZE, SIGNATURES};

/// What is declared of a function.
#[derive(Debug)]
pub struct Signature {
    /// The function.
    pub function: Function,
    /// Its parameters, in the order in which scenarios and traces have them. The session is not among them.
    pub parameters: &'static [SignatureField],
    /// What a call brings besides a status.
    pub brings: Brings,
    /// The right that the caller needs.
    pub needs: Needs,
    /// The operations of the library requests that a call can bring.
    pub queues: &'static [Operation],
    /// Whether the answer can come later than the call, and may never come.
    pub blocks: bool,
    /// Whether the function takes no session.
    pub sessionless: bool,
    /// Makes a call of it.
    pub(super) bind: fn(&mut dyn ArgumentSource) -> Method,
}

/// What a call brings besides a status, to be named with `as=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brings {
    /// Nothing.
    Nothing,
    /// A library request; the id of an operation is the id of its library request.
    Request,
    /// A session.
    Session,
    /// A notification channel.
    Channel,
    /// A list of objects.
    List,
    /// The record of an object.
    Record,
    /// A notification.
    Notification,
    /// Values, by the documented names of the pointers through which they are handed back.
    Values(&'static [MemberField]),
}

/// The right that the caller of a function needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// None.
    Nothing,
    /// This right on the computer.
    OnComputer(Rights),
    /// This right on the library that the object of this parameter is, is in, or is a request of.
    OnLibraryOf(Parameter, Rights),
    /// This right on what keeps the access list of the object of this parameter; none where no object is named and none has to be.
    On(Parameter, Rights),
    /// This right on the pool and on the library of each medium that is named.
    OnMedia(Rights),
}

/// A parameter as one function has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureField {
    /// The parameter.
    pub parameter: Parameter,
    /// What can be passed.
    pub kind: ParameterKind,
    /// What is passed when nothing is said.
    pub default: Default,
    /// What it means.
    pub meaning: &'static str,
}

/// What can be passed for a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// The id of an object. These kinds fit; any other can be passed to see it refused. Or `#null`.
    Id(&'static [ObjectKind]),
    /// Ids in order, joined with `+` where they are not plain arguments. Or `#null`.
    Ids(&'static [ObjectKind]),
    /// A channel, by the name of the call that opened it; or `bogus`, or `#null`.
    Channel,
    /// A number from `least` to `most`, or a word for one.
    Number {
        /// The smallest number that can be written.
        least: i64,
        /// The largest.
        most: i64,
        /// Words for numbers.
        words: Vocabulary,
    },
    /// Bits, joined with `+`, or a number.
    Flags(Vocabulary),
    /// A number behind a pointer, or `#null`.
    Room,
    /// A time in milliseconds, written as a duration, a number of milliseconds, or `infinite`.
    Duration,
    /// A text, or `#null`.
    Text,
    /// A pointer about which nothing can be said but that it is `#null`.
    Pointer,
}

/// What is passed for a parameter when nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Something has to be said.
    Required,
    /// This number.
    Number(i64),
    /// A NULL pointer.
    Null,
    /// A pointer to room: an all-zero id, as many all-zero ids as there are media, or a record.
    Room,
    /// No ids, behind a pointer.
    NoIds,
    /// As many as there are media.
    CountOfMedia,
    /// The application name of the client.
    Application,
}

impl Signature {
    /// A function of which nothing is declared but what has to be.
    pub(super) const fn new(
        function: Function,
        parameters: &'static [SignatureField],
        bind: fn(&mut dyn ArgumentSource) -> Method,
    ) -> Self {
        let (brings, needs) = (Brings::Nothing, Needs::Nothing);
        Self { function, parameters, brings, needs, queues: &[], blocks: false, sessionless: false, bind }
    }

    /// The signature of a function, if it is declared.
    #[must_use]
    pub fn of(function: Function) -> Option<&'static Self> {
        SIGNATURES.iter().find(|signature| signature.function == function)
    }

    /// The field for a parameter.
    #[must_use]
    pub fn field(&self, parameter: Parameter) -> Option<&'static SignatureField> {
        self.parameters.iter().find(|field| field.parameter == parameter)
    }

    /// A call with the arguments of a source.
    pub fn bind(&self, source: &mut dyn ArgumentSource) -> Method {
        (self.bind)(source)
    }
}

impl SignatureField {
    pub(super) const fn new(parameter: Parameter, kind: ParameterKind, default: Default, meaning: &'static str) -> Self {
        Self { parameter, kind, default, meaning }
    }

    /// Whether it stands behind the others: a number that need not be said.
    pub(super) const fn is_last(&self) -> bool {
        matches!(self.default, Default::Number(_))
    }

    /// Some number for the parameter: what this number comes to when small numbers are to mean something and large ones not.
    #[must_use]
    pub fn some_number(&self, number: u32) -> i64 {
        let plain = i64::from(number);
        match (&self.kind, self.default) {
            (ParameterKind::Number { words, .. }, _) if words.is_documented() && number < 0x100 => {
                i64::from(words.values[number as usize % words.values.len()].1)
            }
            (ParameterKind::Number { words, .. }, Default::Number(usual)) if !words.is_documented() => usual + plain,
            (ParameterKind::Number { .. }, Default::CountOfMedia) => plain % 3,
            (ParameterKind::Duration, _) => plain * 40_000,
            (
                ParameterKind::Id(_)
                | ParameterKind::Ids(_)
                | ParameterKind::Channel
                | ParameterKind::Number { .. }
                | ParameterKind::Flags(_)
                | ParameterKind::Room
                | ParameterKind::Text
                | ParameterKind::Pointer,
                _,
            ) => plain,
        }
    }
}

/// The fields in the order in which scenarios have them: numbers that need not be said come last.
pub(super) const fn in_order<const N: usize>(fields: [SignatureField; N]) -> [SignatureField; N] {
    let (mut ordered, mut next) = (fields, 0);
    let mut last = false;
    loop {
        let mut index = 0;
        while index < N {
            if fields[index].is_last() == last {
                ordered[next] = fields[index];
                next += 1;
            }
            index += 1;
        }
        if last {
            return ordered;
        }
        last = true;
    }
}
