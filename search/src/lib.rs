//! The bug search: runs that nobody wrote, checkers that nobody has to feed, and scenarios that people understand.
//!
//! Whatever looks for trouble here ends in a scenario: what fails is cut down to the few lines that matter, and kept.

#![forbid(unsafe_code)]

pub mod branch;
pub mod crash;
pub mod exhaustive;
pub mod explore;
pub mod fuzz;
pub mod generate;
pub mod parallel;
pub mod promises;
pub mod shrink;
pub mod strip;
pub mod trial;
pub mod twin;
