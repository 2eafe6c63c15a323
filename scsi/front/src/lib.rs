//! Fronts: the only places with sockets and `/dev/fuse`. Programs that nobody here wrote reach a served library through them.
//!
//! A front turns what comes in into [requests](service::Request) to a [`service::Service`], and answers into what its clients understand.

#![forbid(unsafe_code)]

#[cfg(unix)]
pub mod control;
#[cfg(target_os = "linux")]
pub mod fuse;
pub mod iscsi;
pub mod live;
pub mod replay;
pub mod served;
pub mod service;
