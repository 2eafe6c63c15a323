//! The records of the database: one struct for each kind of stored object, and the states they can be in.
//!
//! A record holds what must survive a restart and nothing else. What is only true while the service runs (sessions,
//! running work, who holds what) lives in the world beside them.

pub mod access;
pub mod library;
pub mod media_type;
pub mod medium;
pub mod request;
pub mod state;

pub use access::{AccessList, Rights};
pub use library::{Changer, Computer, Door, Drive, Library, Port, Slot};
pub use medium::{LogicalMedium, MediaType, Medium, Place, Pool, Side};
pub use request::{Argument, LibraryRequest, OperatorRequest, Origin, Subject};
