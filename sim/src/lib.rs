//! The simulator: physical truth below the engine, and the people, stores and troubles around it.
//!
//! A run is one thread and one virtual clock. Everything that will happen stands in one [`queue::Queue`]; whatever
//! takes it out may put new things in. The hardware knows what is true; what the engine believes it never reads.

#![forbid(unsafe_code)]

pub mod fault;
pub mod habit;
pub mod hardware;
pub mod hash;
pub mod operator;
mod panel;
pub mod queue;
pub mod rng;
pub mod stage;
pub mod store;
pub mod timing;
