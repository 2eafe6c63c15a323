//! The simulated library as a SCSI target: a medium changer (SMC-3) on logical unit 0, its tape drives (SSC-3) on those after it.
//!
//! No I/O happens here. A command descriptor block goes in with the nexus that sent it; a status, data and sense come out, at once or
//! when the hardware is ready. The owner of the hardware lends it for the moment of a call ([`host::Host`]).
//!
//! [`target::Target`] routes a command to a logical unit and keeps what belongs to nexuses. `changer/`, `drive/` and `common/` have one
//! file a command, with its declaration on top. [`rig::Rig`] is the owner for programs that have no other.

#![forbid(unsafe_code)]

mod alert;
pub mod answer;
pub mod cdb;
pub mod changer;
pub mod command;
pub mod common;
pub mod drive;
pub mod fuzz;
pub mod host;
pub mod nexus;
pub mod rig;
mod served;
pub mod tape;
pub mod target;
pub mod template;
mod text;
pub mod unit;
