//! The conformance suite: the catalogue of documented behaviour, and what proves it.

#![forbid(unsafe_code)]

pub mod beside;
pub mod case;
pub mod counter;
pub mod coverage;
pub mod decision;
pub mod discover;
pub mod expected;
pub mod explain;
pub mod find;
pub mod fuzz;
pub mod load;
pub mod matrix;
pub mod page;
pub mod profile;
pub mod reading;
pub mod report;
pub mod run;
#[cfg(test)]
mod schema;
pub mod site;
pub mod suite;
pub mod summary;
pub mod under_test;
pub mod verdict;

pub use rsmlab_catalogue as catalogue;
