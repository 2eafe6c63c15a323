//! Fronts: the sockets and `/dev/fuse` through which real programs reach a served library.
//!
//! A front turns bytes that come in into [requests](service::ServiceRequest) to a [`service::Service`], and answers into what its clients
//! understand.

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
