//! The harness: plays a scenario against an engine, and judges what came of it.
//!
//! [`runner`] couples an engine with the simulator and goes through the script; [`trace`] records what happened; [`checker`]
//! checks what must hold in every run; [`database`] makes the records with which a run begins.

#![forbid(unsafe_code)]

pub mod checker;
pub mod database;
pub mod runner;
pub mod trace;
