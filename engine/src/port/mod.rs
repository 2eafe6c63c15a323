//! The outside world, as data: what the engine says to hardware, store and listeners, and what they say back.

pub mod failure;
pub mod hardware;
pub mod notify;
pub mod sense;
pub mod store;
