//! The simulator: physical truth below the engine, and the people, stores and troubles around it.
//!
//! A run is one thread and one virtual clock. Everything that will happen stands in one [`queue::Queue`]; the part that
//! takes an event out may put new ones in. The hardware holds the truth and never reads what the engine believes.

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
