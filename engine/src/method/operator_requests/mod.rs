//! Operator requests: a person says that a task is done, or that it will not be.

pub mod cancel_operator_request;
pub mod satisfy_operator_request;
