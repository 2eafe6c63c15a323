//! Cases that hold a medium changer, ours or anybody's, to SMC-3 and SPC-4.
//!
//! ```text
//! target ─▶ Connector ─▶ Transport (a nexus) ─▶ Bench ─▶ case ─▶ outcome ─▶ report
//! ```
//!
//! A [`case`] has a permanent id and says what a standard asks for; [`cases`] has them by command. It acts through a
//! [`bench`](bench::Bench), which finds out how the elements are numbered and what is in them, writes down what is said to the target and
//! by it, and puts cartridges back. What a case expects is read off the standard, never asked of our own engine: ours is one target
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
