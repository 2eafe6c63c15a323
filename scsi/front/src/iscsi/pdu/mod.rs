//! Protocol data units (RFC 7143, 11): bytes in, bytes out, no sockets.
//!
//! A [frame](frame::Frame) is cut out of the stream first; its header is then [what an initiator](request::RequestPdu) or
//! [what a target](response::Response) says.

pub mod extra;
pub mod frame;
pub mod header;
pub mod request;
pub mod response;

/// The reserved tag: no task, no transfer.
pub const NO_TAG: u32 = 0xFFFF_FFFF;
