//! The conformance suite: the catalogue of documented behaviour, and what proves it.

#![forbid(unsafe_code)]

pub mod catalogue;
pub mod coverage;
pub mod decision;
pub mod explain;
