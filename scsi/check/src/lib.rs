//! Cases that hold a medium changer, ours or anybody's, to SMC-3 and SPC-4.
//!
//! ```text
//! target ─▶ Connector ─▶ Transport (a nexus) ─▶ Bench ─▶ case ─▶ outcome ─▶ report
//! ```
//!
//! A [`case`] has a permanent id and tests one demand of a standard; [`cases`] lists them by command. It acts through a
//! [`bench`](bench::Bench), which finds out how the elements are numbered and what is in them, records each command and its answer,
//! and puts cartridges back. What a case expects comes from the standard and never from our own changer: ours is one target
//! among others.

#![forbid(unsafe_code)]

pub mod bench;
pub mod case;
pub mod cases;
pub mod cdb;
pub mod device;
pub mod drive;
pub mod element;
pub mod expected;
pub mod inproc;
pub mod iscsi;
pub mod mode;
pub mod run;
pub mod sense;
pub mod target;
pub mod transport;
