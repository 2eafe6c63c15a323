//! The outside world, as data: what the engine sends to hardware, store and listeners, and what they answer.

pub mod failure;
pub mod hardware;
pub mod notify;
pub mod sense;
pub mod store;
