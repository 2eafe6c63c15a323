//! The bug search: it makes runs by itself, checks them without expectations, and hands back scenarios that people understand.
//!
//! Every search ends in a scenario: the shrinker cuts a failing run down to the few lines that matter.

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
