//! Values: the arguments of calls, and the members of records.

use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;

use super::name::Reference;
use crate::signature::Parameter;

/// A parameter of a call and what is passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// The parameter.
    pub parameter: Parameter,
    /// What is passed.
    pub value: Value,
}

/// What is passed to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `#null`: a NULL pointer.
    Null,
    /// A number as it goes over the wire: actions, options, kinds of objects, time-outs in milliseconds.
    Number(i64),
    /// A text.
    Text(String),
    /// The id of an object, or the handle of a channel.
    Object(Reference),
    /// Ids in order.
    Objects(Vec<Reference>),
}

/// A documented member of a record, and the value it must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its documented name.
    pub name: &'static str,
    /// The value.
    pub value: MemberValue,
}

/// The value of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberValue {
    /// A count, a code, flags, or seconds.
    Number(i64),
    /// A status, in `dwErrorCode`.
    Status(Status),
    /// TRUE or FALSE.
    Truth(bool),
    /// A documented value (`NTMS_SLOTSTATE_FULL`).
    Documented(&'static str),
    /// A text.
    Text(String),
    /// The id of an object; `nothing` is the id that is all zero.
    Object(Option<Reference>),
    /// A moment of the run, or `nothing` if it has not come.
    Time(Option<Instant>),
}
