//! The Removable Storage Manager operation engine.
//!
//! A pure state machine: [`input::Input`] goes in with the time, [`output::Output`] comes out in the order in which
//! it must be carried out. There is no clock, no thread, no I/O and no randomness but the stream that makes ids.

#![forbid(unsafe_code)]

mod deadline;
mod documented;
mod ended;
mod guard;
mod notification;
mod recovery;
mod service;
mod turn;
mod volume_tag;

mod agenda;
pub mod arena;
pub mod call;
pub mod change;
pub mod engine;
pub mod function;
pub mod id;
pub mod information;
pub mod input;
pub mod invariant;
pub mod limits;
pub mod method;
mod operation;
pub mod output;
pub mod port;
pub mod record;
pub mod records;
pub mod refusal;
pub mod status;
pub mod time;
mod world;

/// The words of a trace for how far work is, which `rsmlab explain` explains; nothing else of the operations is seen from outside.
pub use operation::mount::ANSWERS as MOUNT_ANSWERS;
pub use world::work::every_phase;
