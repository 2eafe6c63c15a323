//! The tests of the crate, in one program: what they stand upon is compiled and linked once.

#![forbid(unsafe_code)]

mod architecture;
mod cases;
mod catalogue;
mod counter;
mod coverage;
mod explain;
mod fuzz;
mod generated;
mod liar;
mod liars;
mod precedence;
mod protocol;
mod reports;
mod type_names;
mod windows;
mod words;
