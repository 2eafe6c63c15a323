//! The iSCSI front: a target port of RFC 7143, on sockets and threads of the standard library.
//!
//! ```text
//! socket ─▶ input ─▶ login · full_feature ─▶ tasks ─▶ Service ─▶ output ─▶ wire ─▶ socket
//! ```
//!
//! Files that know no socket turn bytes into what they mean, and back: [`pdu`], [`text`], [`login`] and what they stand on.
//! A connection has a thread that reads; answers come from whatever thread the service has, and never wait for a client.
//! One connection a session, no error recovery beyond logging in anew.

pub mod chap;
pub mod config;
mod connection;
mod deadline;
pub mod digest;
mod full_feature;
pub mod fuzz;
mod gather;
mod input;
pub mod login;
pub mod lun;
mod output;
pub mod parameters;
pub mod pdu;
pub mod serial;
mod server;
mod session;
mod task_management;
mod tasks;
pub mod text;
mod text_phase;
mod threads;
mod window;
mod wire;

pub use self::config::ServerConfig;
pub use self::server::{Server, ServerError};
