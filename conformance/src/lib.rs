//! The conformance suite: the catalogue of documented behaviour, and what proves it.

#![forbid(unsafe_code)]

pub mod catalogue;
