//! traces
pub mod hash;
