//! Checkers: what must be true in every run, whatever its scenario expects.

pub mod gates;
pub mod liveness;
pub mod promise;
pub mod tally;
pub mod truth;
pub mod witness;
